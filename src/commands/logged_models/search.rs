use crate::cli::{ListView, OutputArg};
use crate::commands::paging::{Paging, say_what_is_left};
use crate::commands::selection::InExperiments;
use crate::commands::{Context, Exit};
use crate::search::{Entity, OnDataset};
use crate::store::{LoggedModelQuery, LoggedModelStore as _};
use crate::view::LoggedModelList;

/// List logged models, the newest first, of the experiments named or of all.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    experiments: InExperiments,

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
    let given = (args.filter.as_deref(), &args.order_by[..], args.strict);
    let asked = args.paging.ask(Entity::LoggedModel, given, context)?;
    let store = context.store()?;
    let query = LoggedModelQuery {
        experiments: args.experiments.find(args.strict, &store, context)?,
        view: args.view.get(),
        filter: asked.filter,
        order: asked.order,
        order_on: args.dataset.clone(),
        datasets: args.dataset.clone(),
        offset: asked.offset,
        max: asked.max,
    };
    let page = context.page(store.search_logged_models(&query)?);
    context
        .ui
        .show(&LoggedModelList::new(&page.items), args.output.output)?;
    say_what_is_left(&page, "logged models", &store, context);
    Ok(Exit::Ok)
}
