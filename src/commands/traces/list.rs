use std::collections::BTreeMap;

use clap_complete::ArgValueCompleter;

use crate::cli::{ListView, OutputArg, complete};
use crate::commands::paging::{Paging, say_what_is_left};
use crate::commands::selection::InExperiments;
use crate::commands::{Context, Exit};
use crate::model::ExperimentId;
use crate::search::Entity;
use crate::store::file::FileStore;
use crate::store::{ExperimentQuery, TraceQuery, TraceStore, TrackingStore};
use crate::ui::Format;
use crate::view::TraceList;

/// List traces, the newest first
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    experiments: InExperiments,

    /// Only those made in this run
    #[arg(long, short, value_name = "RUN", add = ArgValueCompleter::new(complete::runs))]
    run_id: Option<String>,

    #[command(flatten)]
    view: ListView,

    #[command(flatten)]
    paging: Paging,

    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let run = args.run_id.as_deref().map(|text| context.find_run(&store, text));
    let query = TraceQuery {
        experiments: args.experiments.find(false, &store, context)?,
        view: args.view.get(),
        run: run.transpose()?,
        offset: args.paging.offset()?,
        max: args.paging.max(Entity::Run, false)?,
    };
    let page = context.page(store.search_traces(&query)?);
    let names = names(&query, args.output.output, &store)?;
    let mut list = TraceList::new(&page.items);
    if let Some(names) = &names {
        list = list.named(names);
    }
    context.ui.show(&list, args.output.output)?;
    say_what_is_left(&page, "traces", &store, context);
    Ok(Exit::Ok)
}

/// The experiments' names, where they may be shown.
fn names(
    query: &TraceQuery,
    format: Format,
    store: &FileStore,
) -> anyhow::Result<Option<BTreeMap<ExperimentId, String>>> {
    let one = query.experiments.as_ref().is_some_and(|ids| ids.len() < 2);
    if one || matches!(format, Format::Json | Format::Ndjson | Format::Id) {
        return Ok(None);
    }
    let experiments = store.search_experiments(&ExperimentQuery::all())?.items;
    Ok(Some(
        experiments.into_iter().map(|e| (e.experiment_id, e.name)).collect(),
    ))
}
