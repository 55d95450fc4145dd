use clap_complete::ArgValueCompleter;

use crate::cli::{JsonOutputArg, OutputArg, complete};
use crate::commands::{Context, Exit};
use crate::store::{TraceStore, TrackingStore, resolve_trace};
use crate::ui::Format;
use crate::view::{SpanList, trace_page};

/// Show a trace: how it went, what was asked and answered, its spans, assessments, metadata and tags
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    trace: OneTrace,

    /// List the spans alone, with their inputs and outputs
    #[arg(long)]
    spans: bool,

    #[command(flatten)]
    output: OutputArg,
}

/// Show a trace in JSON, as `mlflow traces get` prints it
#[derive(Debug, clap::Args)]
pub(crate) struct GetArgs {
    #[command(flatten)]
    trace: OneTrace,

    #[command(flatten)]
    output: JsonOutputArg,
}

#[derive(Debug, Clone, clap::Args)]
struct OneTrace {
    /// The trace: id or unique prefix of it
    #[arg(
        value_name = "TRACE",
        required_unless_present = "trace_id",
        conflicts_with = "trace_id"
    )]
    #[arg(add = ArgValueCompleter::new(complete::traces))]
    trace: Option<String>,

    /// The same as a flag
    #[arg(long, value_name = "TRACE", add = ArgValueCompleter::new(complete::traces))]
    trace_id: Option<String>,
}

impl OneTrace {
    fn text(&self) -> &str {
        self.trace.as_deref().or(self.trace_id.as_deref()).unwrap_or_default()
    }
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    if !args.spans {
        return show(args.trace.text(), args.output.output, context);
    }
    let store = context.store()?;
    let id = resolve_trace(&store, args.trace.text())?;
    let spans = context.readable(store.get_spans(&id)?);
    context.ui.show(&SpanList::new(&spans), args.output.output)?;
    Ok(Exit::Ok)
}

pub(super) fn get(args: &GetArgs, context: &Context) -> anyhow::Result<Exit> {
    show(args.trace.text(), args.output.output, context)
}

fn show(text: &str, format: Format, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let id = resolve_trace(&store, text)?;
    let trace = context.readable(store.get_trace(&id)?);
    let spans = context.readable(store.get_spans(&id)?);
    let experiment = store.get_experiment(&trace.experiment_id).ok();
    let page = trace_page(&trace, &spans, experiment.as_ref().map(|e| e.name.as_str()));
    context.ui.show(&page, format)?;
    Ok(Exit::Ok)
}
