use clap_complete::ArgValueCompleter;

use crate::cli::{ListView, OutputArg, complete};
use crate::commands::outcome::Mistake;
use crate::commands::paging::{Paging, hint_at_next};
use crate::commands::{Context, Exit};
use crate::model::ExperimentId;
use crate::search::{Dialect, Entity, Filter, OnDataset, Order};
use crate::store::{LoggedModelQuery, LoggedModelStore as _, TrackingStore};
use crate::ui::count;
use crate::view::LoggedModelList;

/// List logged models, the newest first, of the experiments named or of all.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Of this experiment, by id or name, or `all`; may be repeated
    #[arg(long, short = 'x', value_name = "ID", add = ArgValueCompleter::new(complete::experiments))]
    experiment_id: Vec<String>,

    /// Of this experiment, by name; may be repeated
    #[arg(long, short = 'n', value_name = "NAME", add = ArgValueCompleter::new(complete::experiment_names))]
    experiment_name: Vec<String>,

    /// Only models that match, as in "metrics.acc > 0.9 AND params.alpha = '0.5'" (mlrun help filter)
    #[arg(long, value_name = "FILTER")]
    filter: Option<String>,

    /// Order by a metric or an attribute; may be repeated
    #[arg(long, value_name = "KEY [ASC|DESC]")]
    order_by: Vec<String>,

    /// Only metrics on this dataset count, in filter and order; may be repeated
    ///
    /// Without a metric in the filter only models with a metric on it are listed.
    #[arg(long, value_name = "NAME[@DIGEST]", value_parser = dataset)]
    dataset: Vec<OnDataset>,

    /// Refuse what MLflow's own filter and order-by language does not have
    #[arg(long, hide_short_help = true)]
    strict: bool,

    #[command(flatten)]
    view: ListView,

    #[command(flatten)]
    paging: Paging,

    #[command(flatten)]
    output: OutputArg,
}

/// Split at the last `@`.
fn dataset(text: &str) -> Result<OnDataset, String> {
    let (name, digest) = match text.rsplit_once('@') {
        Some((name, digest)) => (name, Some(digest.to_owned())),
        None => (text, None),
    };
    if name.is_empty() || digest.as_deref() == Some("") {
        return Err(format!("`{text}` is not NAME or NAME@DIGEST"));
    }
    Ok(OnDataset {
        name: name.to_owned(),
        digest,
    })
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let dialect = Dialect::new(args.strict, context.now());
    let filter = args.filter.as_deref().unwrap_or_default();
    let filter = Filter::parse(Entity::LoggedModel, filter, dialect).map_err(Mistake::of("--filter"))?;
    let order = Order::parse(Entity::LoggedModel, &args.order_by, dialect).map_err(Mistake::of("--order-by"))?;
    let store = context.store()?;
    let query = LoggedModelQuery {
        experiments: args.experiments(&store, context)?,
        view: args.view.get(),
        filter,
        order,
        order_on: args.dataset.clone(),
        datasets: args.dataset.clone(),
        offset: args.paging.offset()?,
        max: args.paging.max(Entity::LoggedModel, args.strict)?,
    };
    let page = context.page(store.search_logged_models(&query)?);
    let shown = page.items.len();
    context
        .ui
        .show(&LoggedModelList::new(&page.items), args.output.output)?;
    if let Some(total) = page.total.filter(|total| shown < *total) {
        context
            .ui
            .status(&format!("showing {} of {} logged models", count(shown), count(total)));
    }
    hint_at_next(page.next, context);
    context.hint_if_empty(&store, page.total.unwrap_or(shown));
    Ok(Exit::Ok)
}

impl Args {
    fn experiments(&self, store: &dyn TrackingStore, context: &Context) -> anyhow::Result<Option<Vec<ExperimentId>>> {
        if self.experiment_name.is_empty() && self.experiment_id.iter().all(|id| id == "all") {
            return Ok(None);
        }
        let ids = self.experiment_id.iter().map(|text| (text.as_str(), false));
        let names = self.experiment_name.iter().map(|text| (text.as_str(), true));
        let mut found: Vec<ExperimentId> = ids
            .chain(names)
            .map(|named| context.find_experiment(store, named))
            .collect::<anyhow::Result<_>>()?;
        if !self.strict {
            found.sort();
            found.dedup();
        }
        Ok(Some(found))
    }
}
