use clap_complete::ArgValueCompleter;

use crate::cli::{ListView, OutputArg, complete};
use crate::commands::outcome::Mistake;
use crate::commands::paging::{Paging, hint_at_next};
use crate::commands::{Context, Exit};
use crate::search::{Dialect, Entity, Filter, Order};
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
    let dialect = Dialect::new(args.strict, context.now());
    let filter = args.filter.as_deref().unwrap_or_default();
    let query = ExperimentQuery {
        view: args.view.get(),
        filter: Filter::parse(Entity::Experiment, filter, dialect).map_err(Mistake::of("--filter"))?,
        order: Order::parse(Entity::Experiment, &args.order_by, dialect).map_err(Mistake::of("--order-by"))?,
        offset: args.paging.offset()?,
        max: args.paging.max(Entity::Experiment, args.strict)?,
    };
    let store = context.store()?;
    let page = context.page(store.search_experiments(&query)?);
    let shown = page.items.len();
    context.ui.show(&ExperimentList::new(&page.items), args.output.output)?;
    if let Some(total) = page.total.filter(|total| shown < *total) {
        context.ui.status(&format!("showing {shown} of {total} experiments"));
    }
    hint_at_next(page.next, context);
    context.hint_if_empty(&store, page.total.unwrap_or(shown));
    Ok(Exit::Ok)
}
