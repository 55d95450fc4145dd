//! A process that runs one plan for a sweep, so that signals, what is left behind and what is used are one run's.

use std::io::{self, Read as _, Write as _};

use crate::commands::recording::Recording;
use crate::commands::signals::take_signals;
use crate::commands::{Context, Exit};
use crate::project::{self, HandedEnd, HandedPlan};

/// Run the plan on standard input, and say how it ended in the last line of standard output.
#[derive(Debug, clap::Args)]
pub(in crate::commands) struct Args {}

/// The hidden command that a sweep calls.
pub(in crate::commands) const COMMAND: &str = "run-plan";

pub(in crate::commands) fn run(_args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let mut text = Vec::new();
    io::stdin().lock().read_to_end(&mut text)?;
    let signals = take_signals()?;
    let plan = serde_json::from_slice::<HandedPlan>(&text)?.into_plan(context.now())?;
    let store = context.store_to_make()?;
    let finished = project::run(&store, &plan, &signals, &|| context.now())?;
    let (said, code) = Recording::of(&plan).verdict(&finished);
    let end = HandedEnd {
        status: finished.status.code(),
        said,
        warnings: finished.warnings,
    };
    writeln!(io::stdout().lock(), "\n{}", serde_json::to_string(&end)?)?;
    Ok(if code == crate::exit::OK {
        Exit::Ok
    } else {
        Exit::Code(code)
    })
}
