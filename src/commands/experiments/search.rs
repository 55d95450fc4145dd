use clap_complete::ArgValueCompleter;

use crate::cli::{ListView, OutputArg, complete};
use crate::commands::paging::{Paging, say_what_is_left};
use crate::commands::{Context, Exit};
use crate::search::Entity;
use crate::store::{ExperimentQuery, TrackingStore};
use crate::view::ExperimentList;

/// List experiments, the newest first.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only experiments that match, such as "name LIKE 'digits%' AND tags.team = 'vision'" (mlrun help filter)
    #[arg(long, value_name = "FILTER")]
    filter: Option<String>,

    /// Order by this: name, experiment_id, creation_time or last_update_time, then ASC or DESC; may be repeated
    #[arg(long, value_name = "KEY [ASC|DESC]", add = ArgValueCompleter::new(complete::experiment_order))]
    order_by: Vec<String>,

    /// Refuse what MLflow's own filter and order-by language does not have
    #[arg(long)]
    strict: bool,

    #[command(flatten)]
    view: ListView,

    #[command(flatten)]
    paging: Paging,

    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: Args, context: &Context) -> anyhow::Result<Exit> {
    let given = (args.filter.as_deref(), &args.order_by[..], args.strict);
    let asked = args.paging.ask(Entity::Experiment, given, context)?;
    let query = ExperimentQuery {
        view: args.view.get(),
        filter: asked.filter,
        order: asked.order,
        offset: asked.offset,
        max: asked.max,
    };
    let store = context.store()?;
    let page = context.page(store.search_experiments(&query)?);
    context.ui.show(&ExperimentList::new(&page.items), args.output.output)?;
    say_what_is_left(&page, "experiments", &store, context);
    Ok(Exit::Ok)
}
