use crate::cli::OutputArg;
use crate::commands::outcome::Mistake;
use crate::commands::paging::{Paging, say_what_is_left};
use crate::commands::{Context, Exit};
use crate::model::tags;
use crate::search::{Dialect, Entity, Filter, Order, QueryError};
use crate::store::{ModelQuery, RegistryStore};
use crate::view::PromptList;

/// List prompts by name
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Only prompts that match, such as "name ILIKE 'greet%' AND tags.team = 'chat'" (mlrun help filter)
    #[arg(long, value_name = "FILTER")]
    filter: Option<String>,

    /// Order by this: name, creation_timestamp or last_updated_timestamp, then ASC or DESC; may be repeated
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
    let dialect = Dialect::new(args.strict, context.now());
    let filter = args.filter.as_deref().unwrap_or_default();
    let query = ModelQuery {
        filter: only_prompts(filter, dialect).map_err(Mistake::of("--filter"))?,
        order: Order::parse(Entity::RegisteredModel, &args.order_by, dialect).map_err(Mistake::of("--order-by"))?,
        offset: args.paging.offset()?,
        max: args.paging.max(Entity::RegisteredModel, args.strict)?,
    };
    let store = context.store()?;
    let page = context.page(store.search_registered_models(&query)?);
    context.ui.show(&PromptList::new(&page.items), args.output.output)?;
    say_what_is_left(&page, "prompts", &store, context);
    Ok(Exit::Ok)
}

/// The filter, and of what it finds the prompts. It is parsed alone first, so that a mistake is shown in its own text.
pub(super) fn only_prompts(filter: &str, dialect: Dialect) -> Result<Filter, QueryError> {
    let parse = |text: &str| Filter::parse(Entity::RegisteredModel, text, dialect);
    let prompts = format!("tags.`{}` = 'true'", tags::IS_PROMPT);
    if filter.trim().is_empty() {
        return parse(&prompts);
    }
    parse(filter)?;
    match dialect {
        Dialect::Mlflow => parse(&format!("{filter} AND {prompts}")),
        Dialect::Extended { .. } => parse(&format!("({filter}) AND {prompts}")),
    }
}
