use crate::cli::{JsonOutputArg, OneRun, OutputArg, Short};
use crate::commands::{Context, Exit};
use crate::store::{Needs, TrackingStore};
use crate::ui::Format;
use crate::view::run_page;

/// Show a run: what it is, its params, latest metrics, tags, inputs and outputs.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    run: OneRun,

    /// Add every value of every metric (to JSON)
    #[arg(long)]
    history: bool,

    #[command(flatten)]
    output: OutputArg,

    #[command(flatten)]
    pub(in crate::commands) short: Short,
}

/// Show a run in JSON, as `mlflow runs describe` prints it.
#[derive(Debug, clap::Args)]
pub(crate) struct DescribeArgs {
    #[command(flatten)]
    run: OneRun,

    /// Add every value of every metric
    #[arg(long)]
    history: bool,

    #[command(flatten)]
    output: JsonOutputArg,
}

pub(in crate::commands) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    show(args.run.text(), args.history, args.output.output, context)
}

pub(super) fn describe(args: &DescribeArgs, context: &Context) -> anyhow::Result<Exit> {
    show(args.run.text(), args.history, args.output.output, context)
}

fn show(run: &str, history: bool, format: Format, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let id = context.find_run(&store, run)?;
    let run = context.readable(store.get_run(&id, &Needs::all(history))?);
    let experiment = store.get_experiment(&run.info.experiment_id).ok();
    context
        .ui
        .show(&run_page(&run, experiment.as_ref().map(|e| e.name.as_str())), format)?;
    Ok(Exit::Ok)
}
