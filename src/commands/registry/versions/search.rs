use clap_complete::ArgValueCompleter;

use crate::cli::{OutputArg, complete};
use crate::commands::outcome::Mistake;
use crate::commands::paging::{Paging, hint_at_next};
use crate::commands::registry::target;
use crate::commands::{Context, Exit};
use crate::search::{Dialect, Entity, Filter, Order};
use crate::store::{RegistryStore, VersionQuery};
use crate::ui::count;
use crate::view::VersionList;

/// List versions, of one model or of all, the last changed first.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only those of this model
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::models))]
    name: Option<String>,

    /// Only versions that match, such as "run_id = '57e1...' OR tags.approved = 'yes'" (mlrun help filter)
    #[arg(long, value_name = "FILTER")]
    filter: Option<String>,

    /// Order by this: name, version_number, creation_timestamp or last_updated_timestamp, then ASC or DESC; may be repeated
    #[arg(long, value_name = "KEY [ASC|DESC]")]
    order_by: Vec<String>,

    /// Refuse what MLflow's own filter and order-by language does not have
    #[arg(long)]
    strict: bool,

    #[command(flatten)]
    paging: Paging,

    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    const ENTITY: Entity = Entity::ModelVersion;
    let dialect = Dialect::new(args.strict, context.now());
    let filter = args.filter.as_deref().unwrap_or_default();
    let name = args.name.as_deref().map(target::model_name).transpose()?;
    let query = VersionQuery {
        name: name.clone(),
        deleted: false,
        filter: Filter::parse(ENTITY, filter, dialect).map_err(Mistake::of("--filter"))?,
        order: Order::parse(ENTITY, &args.order_by, dialect).map_err(Mistake::of("--order-by"))?,
        offset: args.paging.offset()?,
        max: args.paging.max(ENTITY, args.strict)?,
    };
    let store = context.store()?;
    let page = context.page(store.search_model_versions(&query)?);
    let shown = page.items.len();
    if let Some(name) = name.filter(|_| shown == 0) {
        target::model(&store, &name, context)?; // which says what is near where there is none
    }
    context.ui.show(&VersionList::new(&page.items), args.output.output)?;
    if let Some(total) = page.total.filter(|total| shown < *total) {
        let (shown, total) = (count(shown), count(total));
        context.ui.status(&format!("showing {shown} of {total} versions"));
    }
    hint_at_next(page.next, context);
    context.hint_if_empty(&store, page.total.unwrap_or(shown));
    Ok(Exit::Ok)
}
