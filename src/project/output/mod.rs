//! What becomes of what a command says: logs among the artifacts, and metrics picked from its lines while it runs.

mod lines;
mod pattern;
mod picker;
mod scalars;

use serde::{Deserialize, Serialize};

pub use pattern::{Pattern, PatternError};
pub(super) use picker::Picker;

/// The folder of the logs among a run's artifacts.
pub const LOGS: &str = "logs";
/// The name of the log of standard output.
pub const STDOUT: &str = "stdout.txt";
/// The name of the log of standard error.
pub const STDERR: &str = "stderr.txt";

/// What is kept of what a command says: the logs in any case.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Capture {
    /// Metrics picked from its lines, each by a pattern.
    pub metrics: Vec<Pattern>,
    /// Whether `key: number` and `key=number` are metrics.
    pub scalars: bool,
    /// Whether nothing is passed on to our own streams.
    #[serde(default)]
    pub is_silent: bool,
}

impl Capture {
    /// Without passing anything on to our own streams.
    #[must_use]
    pub fn silent(mut self) -> Self {
        self.is_silent = true;
        self
    }

    /// Whether its lines are looked at.
    #[must_use]
    pub fn picks(&self) -> bool {
        self.scalars || !self.metrics.is_empty()
    }
}
