use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::ValueEnum;

use super::archive::must_be_sound;
use super::outcome::{Advised, Usage};
use crate::archive;
use crate::cli::OutputArg;
use crate::commands::context::check_writable;
use crate::commands::selection::Selection;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::fsx;
use crate::store::file::{FileStore, local_path};
use crate::store::{Needs, TrackingStore as _};
use crate::upkeep::merge::{By, Choice, Merge, MergeError, Step};
use crate::view::MergeReport;

/// Bring the runs, experiments and models of other stores or archives into one
///
/// Runs keep their ids, versions their numbers. What is there already is recognised by its content: a second merge changes
/// nothing. A run that is in both is united: what one lacks is added, histories of metrics are joined, a run that has ended
/// there has ended. What differs otherwise is a conflict: it is named, stays as it is in DST, and the exit code is 5; all
/// else is merged. Sources are only read; a damaged archive is named, exit code 4, and nothing is merged. `mlrun undo`
/// takes a merge back.
///
/// With flags that choose runs, those come with their experiments, the logged models they made, their traces, and the
/// versions of registered models that were made of them; with -x or -n alone all that is in the experiments.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "Examples: mlrun merge ~/cluster/mlruns ../ann/mlruns --into mlruns --dry-run\n          \
                       mlrun merge runs.mlz\n          \
                       mlrun merge everything --into mine --filter \"tags.mlflow.user = 'ada'\" --view all"
)]
pub(crate) struct Args {
    /// Folders of runs, or archives; file: URIs too
    #[arg(value_name = "SRC", required = true)]
    sources: Vec<String>,

    /// The store that they come into, made where there is none [default: the usual one]
    #[arg(long, value_name = "DST")]
    into: Option<String>,

    /// What makes experiments one: name or id
    ///
    /// By name, runs come to the experiment of that name, whatever its id; the default experiment, 0, is one by its id. By
    /// id, an experiment of the same id and another name is a conflict.
    #[arg(long, value_enum, default_value = "name", value_name = "WHAT")]
    #[arg(hide_possible_values = true)]
    by: ByArg,

    #[command(flatten)]
    selection: Selection,

    /// Say what would be brought, and bring nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    output: OutputArg,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ByArg {
    Name,
    Id,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let into = match &args.into {
        Some(text) => mounted(place(text, context)?)?,
        None => context.store_to_make()?.root().to_owned(),
    };
    check_writable(&into)?;
    let folders: Vec<PathBuf> = args
        .sources
        .iter()
        .map(|text| {
            let source = place(text, context)?;
            if fsx::is_file(&source) {
                must_be_sound(&source, "nothing was merged", context)?;
            }
            mounted(source)
        })
        .collect::<anyhow::Result<_>>()?;
    let sources = chosen(args, folders, context)?;
    let by = match args.by {
        ByArg::Name => By::Name,
        ByArg::Id => By::Id,
    };
    let progress = context.ui.progress();
    let mut merge = Merge::plan(&sources, &into, by, &progress).map_err(advised)?;
    context.warn_of(merge.remarks());
    let done = match args.dry_run {
        true => Ok(()),
        false => merge.carry_out(&context.actor(), &progress),
    };
    if let Err(error) = done {
        context
            .ui
            .status("what was brought so far is whole; the same merge again brings the rest");
        bail!(error);
    }
    context
        .ui
        .show(&MergeReport::new(&merge, args.dry_run), args.output.output)?;
    if args.dry_run && merge.changes_anything() {
        context.ui.status("dry run: nothing was changed");
    }
    Ok(ending(&merge))
}

/// What of each source comes. An experiment that is named must be in one of them.
fn chosen(args: &Args, folders: Vec<PathBuf>, context: &Context) -> anyhow::Result<Vec<(PathBuf, Choice)>> {
    if !args.selection.is_given() {
        return Ok(folders.into_iter().map(|path| (path, Choice::default())).collect());
    }
    let mut sources = Vec::new();
    let mut missing = None;
    for path in folders {
        if !fsx::is_dir(&path) {
            sources.push((path, Choice::default())); // the plan says what is wrong
            continue;
        }
        let store = FileStore::new(path.clone());
        let query = match args.selection.query(&[], Needs::INFO, &store, context) {
            Ok(query) => query,
            Err(error) => {
                missing.get_or_insert(error);
                continue;
            }
        };
        let mut choice = Choice {
            experiments: query.experiments.clone().map(|ids| ids.into_iter().collect()),
            runs: None,
        };
        if args.selection.chooses_runs() {
            let runs = context.page(store.search_runs(&query)?).items;
            let experiments = runs.iter().map(|run| run.info.experiment_id.clone());
            choice.experiments = Some(experiments.collect());
            choice.runs = Some(runs.into_iter().map(|run| run.info.run_id).collect());
        }
        sources.push((path, choice));
    }
    match missing {
        Some(error) if sources.is_empty() => Err(error),
        _ => Ok(sources),
    }
}

fn ending(merge: &Merge) -> Exit {
    let mut items = merge.items().iter();
    if merge.items().iter().any(|item| item.step == Step::Failed) {
        Exit::Code(exit::FAILED)
    } else if !merge.refused().is_empty() || items.any(|item| !item.clashes.is_empty()) {
        Exit::Code(exit::CONFLICT)
    } else {
        Exit::Ok
    }
}

/// A path or a `file:` URI, of a folder or of an archive.
fn place(text: &str, context: &Context) -> anyhow::Result<PathBuf> {
    let as_it_stands = context.settings.absolute(Path::new(text));
    if fsx::exists(&as_it_stands) {
        return Ok(as_it_stands);
    }
    match local_path(text).filter(|_| !text.is_empty()) {
        Some(path) => Ok(context.settings.absolute(&path)),
        None => bail!(Usage(format!("`{text}` is no folder of runs, archive or file: URI"))),
    }
}

/// An archive is read as a folder.
fn mounted(path: PathBuf) -> anyhow::Result<PathBuf> {
    if fsx::is_file(&path) {
        archive::mount(&path)?;
    }
    Ok(path)
}

fn advised(error: MergeError) -> anyhow::Error {
    let message = error.to_string();
    let (hint, code) = match error {
        MergeError::Store(error) => return error.into(),
        MergeError::Nested { .. } | MergeError::Same { .. } => return Usage(message).into(),
        MergeError::Missing { near: Some(near), .. } | MergeError::NoStore { near: Some(near), .. } => {
            (format!("there is one at {}", near.display()), exit::NOT_FOUND)
        }
        MergeError::Missing { .. } | MergeError::NoStore { .. } => (
            "give the folder that holds the experiments, often called mlruns, or an archive".to_owned(),
            exit::NOT_FOUND,
        ),
    };
    Advised { message, hint, code }.into()
}
