use crate::cli::{ListView, OutputArg};
use crate::commands::{Context, Exit};
use crate::store::{ExperimentQuery, TrackingStore};
use crate::view::ExperimentList;

/// List experiments, the newest first.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    view: ListView,

    /// At most so many
    #[arg(long, value_name = "N")]
    max_results: Option<usize>,

    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let query = ExperimentQuery {
        view: args.view.get(),
        ..ExperimentQuery::default()
    };
    let mut experiments = context.page(store.search_experiments(&query)?).items;
    let all = experiments.len();
    experiments.truncate(args.max_results.unwrap_or(all));
    context
        .ui
        .show(&ExperimentList::new(&experiments), args.output.output)?;
    if experiments.len() < all {
        context
            .ui
            .status(&format!("showing {} of {all} experiments", experiments.len()));
    }
    context.hint_if_empty(&store, all);
    Ok(Exit::Ok)
}
