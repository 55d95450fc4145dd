use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::archive::{self, Choice, CreateError, Created};
use crate::cli::parse_size;
use crate::commands::outcome::{Advised, Usage};
use crate::commands::selection::Selection;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::store::file::FileStore;
use crate::store::{Damage, ExperimentQuery, Needs, TrackingStore as _};
use crate::ui::{bytes, counted};

/// Put the store into one file, which every command reads without unpacking it
///
/// The store is only read. The file is a tar in zstd: `tar --zstd -xf runs.mlz` unpacks it anywhere, and `mlrun ls runs.mlz`
/// or `--tracking-uri runs.mlz` reads it as it is. The same content gives the same bytes.
///
/// With flags that choose runs, those are stored with their experiments and the logged models they made, but without traces;
/// with -x or -n alone the experiments whole. Both leave the registry out.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "Example: mlrun archive create -o good.mlz --filter \"metrics.acc > 0.9\" --max-artifact-size 10MB"
)]
pub(crate) struct Args {
    /// The file to write
    #[arg(long, short = 'o', value_name = "FILE", default_value = "runs.mlz")]
    output: PathBuf,

    #[command(flatten)]
    selection: Selection,

    /// Without the files of runs and logged models
    #[arg(long)]
    no_artifacts: bool,

    /// Without artifacts larger than that, such as 10MB
    #[arg(long, value_name = "SIZE", value_parser = parse_size, conflicts_with = "no_artifacts")]
    max_artifact_size: Option<u64>,

    /// Replace the file if it is there
    #[arg(long, short)]
    force: bool,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let choice = choice(args, &store, context)?;
    if args.output.as_os_str() == "-" {
        return Err(Usage("an archive cannot be written to standard output: name a file with -o".to_owned()).into());
    }
    let target = context.settings.absolute(&args.output);
    let progress = context.ui.progress();
    let created = archive::create(store.root(), &target, args.force, &choice, &progress).map_err(advised)?;
    say(args, &choice, &created, context);
    if created.files > 0 && created.runs == 0 && store.search_experiments(&ExperimentQuery::all())?.items.is_empty() {
        let root = store.root().display();
        context
            .ui
            .warn(&format!("there is no experiment in {root}: is it the store you mean?"));
    }
    let is_lossy = created.left_out.iter().any(|left_out| left_out.is_loss);
    Ok(if is_lossy { Exit::Code(exit::FAILED) } else { Exit::Ok })
}

fn choice(args: &Args, store: &FileStore, context: &Context) -> anyhow::Result<Choice> {
    let query = args.selection.query(&[], Needs::INFO, store, context)?;
    let mut choice = Choice {
        experiments: query.experiments.clone().map(|ids| ids.into_iter().collect()),
        runs: None,
        artifacts: !args.no_artifacts,
        max_artifact_size: args.max_artifact_size,
    };
    if args.selection.chooses_runs() {
        let runs = context.page(store.search_runs(&query)?).items;
        let experiments = runs.iter().map(|run| run.info.experiment_id.clone());
        choice.experiments = Some(experiments.collect());
        choice.runs = Some(runs.into_iter().map(|run| run.info.run_id).collect::<BTreeSet<_>>());
    }
    Ok(choice)
}

fn advised(error: CreateError) -> anyhow::Error {
    let hint = match &error {
        CreateError::Exists(_) => "--force replaces it",
        CreateError::NoFile(_) | CreateError::Inside(_) => "choose another place with -o",
        _ => return error.into(),
    };
    let advised = Advised {
        message: error.to_string(),
        hint: hint.to_owned(),
        code: exit::CONFLICT,
    };
    advised.into()
}

fn say(args: &Args, choice: &Choice, created: &Created, context: &Context) {
    let damage = created.left_out.iter().map(|left_out| {
        let kept = if left_out.is_loss { "not stored" } else { "left out" };
        Damage::new(&left_out.path, format!("{kept}: {}", left_out.why))
    });
    context.warn_of(&damage.collect::<Vec<_>>());
    let Created {
        files,
        runs,
        content,
        size,
        unwanted,
        ..
    } = created;
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let mut without = Vec::new();
    if choice.experiments.is_some() {
        without.push("the registry".to_owned());
    }
    if choice.runs.is_some() {
        without.push("traces".to_owned());
    }
    if !choice.artifacts {
        without.push("artifacts".to_owned());
    }
    if unwanted.0 > 0 {
        without.push(format!(
            "{} of {}",
            counted(number(unwanted.0), "artifact"),
            bytes(unwanted.1)
        ));
    }
    if choice.runs.as_ref().is_some_and(BTreeSet::is_empty) {
        context.ui.warn("no run was chosen: the archive holds none");
    }
    context.ui.status(&format!(
        "{}: {}, {}, {} in {}{}{}",
        args.output.display(),
        counted(number(*runs), "run"),
        counted(number(*files), "file"),
        bytes(*content),
        bytes(*size),
        match content {
            0 => String::new(),
            content => format!(" ({:.0} %)", 100.0 * *size as f64 / *content as f64),
        },
        if without.is_empty() {
            String::new()
        } else {
            format!("; without {}", without.join(", "))
        }
    ));
}
