//! A process that runs one plan for a sweep, so that signals, what is left behind and what is used are one run's.

use std::io::{self, Read as _, Write as _};

use serde::{Deserialize, Serialize};

use crate::commands::recording::Recording;
use crate::commands::signals::take_signals;
use crate::commands::{Context, Exit};
use crate::model::RunStatus;
use crate::project::{self, Plan, Record};

/// How a run ended, from the process that ran it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct End {
    /// As recorded, by its number.
    status: i64,
    /// How it is said: `failed: the command ended with exit code 3`.
    pub(super) said: String,
    /// What of it should be known.
    pub(super) warnings: Vec<String>,
}

impl End {
    /// As recorded.
    pub(super) fn status(&self) -> RunStatus {
        RunStatus::from_code(self.status)
    }
}

/// Run the plan on standard input, and say how it ended in the last line of standard output.
#[derive(Debug, clap::Args)]
pub(in crate::commands) struct Args {}

/// The hidden command that a sweep calls.
pub(in crate::commands) const COMMAND: &str = "run-plan";

pub(in crate::commands) fn run(_args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let mut text = Vec::new();
    io::stdin().lock().read_to_end(&mut text)?;
    let signals = take_signals()?;
    let mut plan: Plan = serde_json::from_slice(&text)?;
    if let Record::New(new) = &mut plan.record {
        new.start_time = context.now();
    }
    let store = context.store_to_make()?;
    let finished = project::run(&store, &plan, &signals, &|| context.now())?;
    let (said, code) = Recording::of(&plan).verdict(&finished);
    let end = End {
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
