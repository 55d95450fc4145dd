use std::io::IsTerminal as _;
use std::ops::ControlFlow;
use std::path::Path;

use clap_complete::ArgValueCompleter;

use super::outcome::Usage;
use super::selection::Selection;
use super::{Context, Exit};
use crate::artifact::{ArtifactPath, Artifacts};
use crate::cli::complete;
use crate::fsx;
use crate::model::{Run, RunId};
use crate::report::{Entry, Listing, Report};
use crate::store::file::FileStore;
use crate::store::{ExperimentQuery, Needs, RunQuery, TrackingStore};
use crate::ui::bytes;

const EXAMPLES: &str = "\
Examples:
  mlrun report                                     the newest 500 runs, into report.html
  mlrun report @ @~1 -o two.html                   just these two
  mlrun report --filter \"metrics.loss < 0.3\" --order-by metrics.loss --title \"Best so far\"";

/// Write a report: one HTML file with a table, charts and a page for each run
///
/// The file needs no network and nothing beside it: mail it, archive it, print it. Without RUNs it is about the newest,
/// or those that the flags choose.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Args {
    /// The runs, in this order: id, unique prefix of it, unique name, @ (newest), @~1
    #[arg(value_name = "RUN", add = ArgValueCompleter::new(complete::runs))]
    #[arg(conflicts_with_all = ["experiment_id", "experiment_name", "filter", "order_by", "max_results", "view"])]
    runs: Vec<String>,

    #[command(flatten)]
    selection: Selection,

    /// Order by a metric, param, tag or attribute; may be repeated
    #[arg(long, value_name = "KEY [ASC|DESC]", add = ArgValueCompleter::new(complete::order))]
    order_by: Vec<String>,

    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 500, allow_negative_numbers = true)]
    #[arg(value_parser = clap::value_parser!(i64).range(0..))]
    max_results: i64,

    /// The file to write; - for standard output
    #[arg(long, short, value_name = "FILE", default_value = "report.html")]
    output: String,

    /// The heading [default: the experiment's name, or the store's folder]
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    if args.output == "-" && std::io::stdout().is_terminal() {
        return Err(Usage("standard output is a terminal; -o FILE, or a pipe".to_owned()).into());
    }
    let store = context.store()?;
    let mut report = Report {
        title: String::new(),
        store: store.root().display().to_string(),
        made: context.now(),
        filter: args.selection.filter.clone(),
        total: 0,
        experiments: Default::default(),
        runs: Vec::new(),
        damage: Vec::new(),
    };
    if args.runs.is_empty() {
        search(args, context, &store, &mut report)?;
    } else {
        for text in &args.runs {
            let id = context.find_run(&store, text)?;
            let read = store.get_run(&id, &Needs::all(true))?;
            report.damage.extend(read.damage);
            report.runs.push(entry(read.value, &store));
        }
        report.total = report.runs.len();
    }
    let experiments = store.search_experiments(&ExperimentQuery::all())?;
    let known = report.damage.len();
    for damage in experiments.damage {
        if !report.damage[..known].contains(&damage) {
            report.damage.push(damage);
        }
    }
    for experiment in experiments.items {
        report.experiments.insert(experiment.experiment_id, experiment.name);
    }
    report.title = args.title.clone().unwrap_or_else(|| title(&report, store.root()));
    write(args, context, &store, &report)
}

/// Fills in the runs chosen, the total and the damage. Runs are read one by one, and their histories thinned at once.
fn search(args: &Args, context: &Context, store: &FileStore, report: &mut Report) -> anyhow::Result<()> {
    let query = RunQuery {
        max: Some(args.max_results),
        ..args.selection.query(&args.order_by, Needs::all(true), store, context)?
    };
    report.damage = store.each_run(&query, &mut |run| {
        report.runs.push(entry(run, store));
        ControlFlow::Continue(())
    })?;
    report.total = report.runs.len();
    if i64::try_from(report.total) == Ok(args.max_results) {
        let count = RunQuery {
            needs: Needs::INFO,
            max: Some(0),
            ..query
        };
        report.total = store.search_runs(&count)?.total.unwrap_or(report.total);
    }
    Ok(())
}

fn entry(run: Run, store: &FileStore) -> Entry {
    let artifacts = listing(store, &run.info.run_id);
    Entry::new(run, artifacts)
}

fn listing(store: &FileStore, id: &RunId) -> Listing {
    let listed = store
        .artifact_folder(id)
        .map_err(|error| error.to_string())
        .and_then(|folder| {
            let artifacts = Artifacts::in_folder(folder.path);
            let files = artifacts.list(&ArtifactPath::root(), true);
            files.map_err(|error| error.to_string())
        });
    match listed {
        Ok(files) => Listing { files, reason: None },
        Err(reason) => Listing {
            files: Vec::new(),
            reason: Some(reason),
        },
    }
}

fn title(report: &Report, root: &Path) -> String {
    let mut names: Vec<&str> = report.runs.iter().map(|entry| report.experiment(entry)).collect();
    names.dedup();
    match names[..] {
        [name] => name.to_owned(),
        _ => format!("Runs of {}", root.file_name().unwrap_or_default().to_string_lossy()),
    }
}

fn write(args: &Args, context: &Context, store: &FileStore, report: &Report) -> anyhow::Result<Exit> {
    let html = report.html();
    context.warn_of(&report.damage);
    let (shown, total) = (report.runs.len(), report.total);
    if args.output == "-" {
        context.ui.raw(&html)?;
    } else {
        let path = fsx::absolute(Path::new(&args.output))?;
        fsx::write_output(&path, html.as_bytes())?;
        let runs = if shown == 1 { "run" } else { "runs" };
        let size = bytes(html.len() as u64);
        context
            .ui
            .status(&format!("wrote {}: {shown} {runs}, {size}", args.output));
    }
    if shown < total {
        let which = if args.order_by.is_empty() { "newest" } else { "first" };
        context.ui.status(&format!(
            "only the {which} {shown} of {total} runs; --max-results for more"
        ));
    }
    context.hint_if_empty(store, shown);
    Ok(Exit::Ok)
}
