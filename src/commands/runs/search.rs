use std::collections::BTreeMap;

use crate::cli::{ListView, OutputArg};
use crate::commands::{Context, Exit};
use crate::model::{ExperimentId, ViewType};
use crate::store::{Needs, RunQuery, TrackingStore};
use crate::ui::Format;
use crate::view::RunList;

/// List runs, the newest first, of the experiments named or of all.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Of this experiment, by id or name; may be repeated
    #[arg(long, short = 'x', value_name = "ID")]
    experiment_id: Vec<String>,

    /// Of this experiment, by name; may be repeated
    #[arg(long, short = 'n', value_name = "NAME")]
    experiment_name: Vec<String>,

    #[command(flatten)]
    view: ListView,

    /// At most so many
    #[arg(long, value_name = "N")]
    max_results: Option<usize>,

    /// Add every value of every metric (to JSON)
    #[arg(long)]
    history: bool,

    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let ids = args.experiment_id.iter().map(|text| (text.as_str(), false));
    let names = args.experiment_name.iter().map(|text| (text.as_str(), true));
    let mut experiments: Vec<ExperimentId> = ids
        .chain(names)
        .map(|named| context.find_experiment(&store, named))
        .collect::<anyhow::Result<_>>()?;
    experiments.sort();
    experiments.dedup();
    let format = args.output.output;
    let needs = match format {
        Format::Id => Needs::INFO,
        Format::Json | Format::Ndjson => Needs::all(args.history),
        _ => Needs {
            params: true,
            metrics: true,
            ..Needs::INFO
        },
    };
    let query = RunQuery {
        experiments: (!experiments.is_empty()).then_some(experiments),
        view: args.view.get(),
        needs,
        max: args.max_results.map(|max| max.saturating_add(1)),
    };
    let mut runs = context.readable(store.search_runs(&query)?);
    let cut = args.max_results.is_some_and(|max| runs.len() > max);
    runs.truncate(args.max_results.unwrap_or(usize::MAX));
    let names: BTreeMap<ExperimentId, String> = if format == Format::Table && query.experiments.is_none() {
        store
            .search_experiments(ViewType::All)?
            .value
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
