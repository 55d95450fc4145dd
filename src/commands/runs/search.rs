use std::collections::BTreeMap;

use crate::cli::OutputArg;
use crate::commands::selection::Selection;
use crate::commands::{Context, Exit};
use crate::model::ExperimentId;
use crate::store::{ExperimentQuery, Keys, Needs, RunQuery, TrackingStore};
use crate::ui::Format;
use crate::view::RunList;

/// List runs, the newest first, of the experiments named or of all.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    selection: Selection,

    /// Order by this: a metric, param, tag or attribute, then ASC or DESC; may be repeated
    #[arg(long, value_name = "KEY [ASC|DESC]")]
    order_by: Vec<String>,

    /// At most so many
    #[arg(long, value_name = "N")]
    max_results: Option<i64>,

    /// Add every value of every metric (to JSON)
    #[arg(long)]
    history: bool,

    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let format = args.output.output;
    let needs = match format {
        Format::Id => Needs::INFO,
        Format::Json | Format::Ndjson => Needs::all(args.history),
        _ => Needs {
            params: Keys::All,
            metrics: Keys::All,
            ..Needs::INFO
        },
    };
    let query = RunQuery {
        max: args.max_results,
        ..args.selection.query(&args.order_by, needs, &store, context)?
    };
    let page = context.page(store.search_runs(&query)?);
    let runs = page.items;
    let cut = page.next.is_some();
    let names: BTreeMap<ExperimentId, String> = if format == Format::Table && query.experiments.is_none() {
        store
            .search_experiments(&ExperimentQuery::all())?
            .items
            .into_iter()
            .map(|e| (e.experiment_id, e.name))
            .collect()
    } else {
        BTreeMap::new()
    };
    let mut list = RunList::new(&runs);
    if !names.is_empty() {
        list = list.named(&names);
    }
    if cut {
        list = list.note(format!(
            "showing the newest {}; there are more (--max-results)",
            runs.len()
        ));
    }
    context.ui.show(&list, format)?;
    context.hint_if_empty(&store, runs.len());
    Ok(Exit::Ok)
}
