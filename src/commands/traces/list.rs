use std::collections::BTreeMap;

use clap_complete::ArgValueCompleter;

use crate::cli::{ListView, OutputArg, complete};
use crate::commands::paging::{Paging, hint_at_next};
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
    /// Of this experiment, by id or name, or `all`; may be repeated
    #[arg(long, short = 'x', value_name = "ID", add = ArgValueCompleter::new(complete::experiments))]
    experiment_id: Vec<String>,

    /// Of this experiment, by name; may be repeated
    #[arg(long, short = 'n', value_name = "NAME", add = ArgValueCompleter::new(complete::experiment_names))]
    experiment_name: Vec<String>,

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
        experiments: experiments(args, &store, context)?,
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
    let shown = page.items.len();
    if let Some(total) = page.total.filter(|total| shown < *total) {
        context.ui.status(&format!("showing {shown} of {total} traces"));
    }
    hint_at_next(page.next, context);
    context.hint_if_empty(&store, page.total.unwrap_or(shown));
    Ok(Exit::Ok)
}

fn experiments(args: &Args, store: &FileStore, context: &Context) -> anyhow::Result<Option<Vec<ExperimentId>>> {
    if args.experiment_name.is_empty() && args.experiment_id.iter().all(|id| id == "all") {
        return Ok(None);
    }
    let ids = args.experiment_id.iter().map(|text| (text.as_str(), false));
    let named = ids.chain(args.experiment_name.iter().map(|text| (text.as_str(), true)));
    let found = named.map(|named| context.find_experiment(store, named));
    let mut found: Vec<ExperimentId> = found.collect::<anyhow::Result<_>>()?;
    found.sort();
    found.dedup();
    Ok(Some(found))
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
