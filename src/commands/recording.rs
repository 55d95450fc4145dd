//! What `run` and `exec` share: how a command is recorded, and what is said of its end.

use std::time::Duration;

use super::outcome::Mistake;
use super::{Context, Exit};
use crate::cli::parse_span;
use crate::exit;
use crate::model::{Millis, RunStatus};
use crate::project::child::{End, signal_name};
use crate::project::output::{Capture, PatternError};
use crate::project::{Finished, Plan};
use crate::search::QueryError;
use crate::store::file::FileStore;
use crate::store::{Needs, TrackingStore};
use crate::ui::{Format, Report, duration};
use crate::view;

/// The exit code of a command whose time ran out, as `timeout` has it.
const TIMED_OUT: u8 = 124;

/// How a command is recorded.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Recording {
    /// Record a metric from what the command says: its name and a pattern whose first group is the value, as in
    /// 'loss=loss: ([0-9.]+)', or a pattern with named groups; may be repeated
    #[arg(long = "metric", value_name = "NAME=REGEX", help_heading = "Record")]
    metrics: Vec<String>,

    /// Record as metrics what the command says in the forms `loss: 0.5` and `epoch 3 loss=0.5 acc=0.9`
    #[arg(long, help_heading = "Record")]
    scalars: bool,

    /// Ask the command to end when it took so long, as in 90s, 2h, 1d12h; the run is KILLED
    #[arg(long, value_name = "DURATION", value_parser = parse_span, help_heading = "Command and output")]
    timeout: Option<Duration>,

    /// How long the command may take to end when it was asked to, before it is killed [default: 10s]
    #[arg(long, value_name = "DURATION", hide_short_help = true, value_parser = parse_span, help_heading = "Command and output")]
    grace: Option<Duration>,

    /// Exit with the command's own exit code, 128 + n when signal n ended it, 124 when its time ran out
    #[arg(long, help_heading = "Command and output", hide_short_help = true)]
    propagate: bool,

    /// Give the command our own streams and keep no logs
    #[arg(long, conflicts_with_all = ["metrics", "scalars"], help_heading = "Command and output", hide_short_help = true)]
    no_capture: bool,
}

impl Recording {
    /// As far as the verdict on a plan that somebody else made depends on it.
    pub(super) fn of(plan: &Plan) -> Self {
        Self {
            metrics: Vec::new(),
            scalars: false,
            timeout: plan.timeout,
            grace: None,
            propagate: false,
            no_capture: false,
        }
    }

    /// What is to be kept of what the command says; to be asked before anything is recorded.
    ///
    /// # Errors
    /// A pattern makes no sense.
    pub(super) fn capture(&self) -> Result<Option<Capture>, Mistake> {
        if self.no_capture {
            return Ok(None);
        }
        let mistake = |error: PatternError| {
            let PatternError {
                message,
                text,
                span,
                help,
            } = error;
            let source_text = text;
            Mistake::of("--metric")(QueryError {
                message,
                source_text,
                span,
                help,
            })
        };
        let metrics = self.metrics.iter().map(|text| text.parse().map_err(mistake));
        Ok(Some(Capture {
            metrics: metrics.collect::<Result<_, _>>()?,
            scalars: self.scalars,
            is_silent: false,
        }))
    }

    /// Makes it part of a plan.
    pub(super) fn apply(&self, capture: Option<Capture>, plan: &mut Plan, context: &Context) {
        const UNBUFFERED: &str = "PYTHONUNBUFFERED";
        let is_set = context.settings.environment.contains_key(UNBUFFERED)
            || plan.environment.iter().any(|(name, _)| name == UNBUFFERED);
        if capture.is_some() && !is_set {
            // else Python keeps back what it says to a pipe, and takes it along when it is killed
            plan.environment.push((UNBUFFERED.to_owned(), "1".to_owned()));
        }
        plan.capture = capture;
        plan.timeout = self.timeout;
        plan.grace = self.grace.unwrap_or(plan.grace);
    }

    /// What is said of the end, and the exit code.
    pub(super) fn verdict(&self, finished: &Finished) -> (String, u8) {
        let Finished { status, outcome, .. } = finished;
        let by = |signal: i32| u8::try_from(signal).map_or(exit::FAILED, |signal| exit::SIGNAL + signal);
        let own = match outcome.end {
            End::Exited(code) => u8::try_from(code).unwrap_or(exit::FAILED),
            End::Signalled(signal) => by(signal),
            End::NotStarted => exit::FAILED,
        };
        let code = |otherwise| if self.propagate { own } else { otherwise };
        match (status, outcome.interrupted_by, &outcome.end) {
            _ if outcome.timed_out => {
                let limit = self
                    .timeout
                    .map_or(0, |limit| i64::try_from(limit.as_millis()).unwrap_or(i64::MAX));
                let said = format!("was stopped: its time ran out (--timeout {})", duration(limit));
                (said, if self.propagate { TIMED_OUT } else { exit::FAILED })
            }
            (RunStatus::Finished, ..) => ("succeeded".to_owned(), exit::OK),
            (_, Some(signal), _) => (format!("was stopped by {}", signal_name(signal)), by(signal)),
            (_, None, End::Signalled(signal)) => (
                format!("failed: {} ended the command", signal_name(*signal)),
                code(exit::FAILED),
            ),
            (_, None, End::Exited(0)) => (format!("is {status}: its command said so"), exit::FAILED),
            (_, None, End::Exited(ended)) => (
                format!("failed: the command ended with exit code {ended}"),
                code(exit::FAILED),
            ),
            (_, None, End::NotStarted) => ("was not started".to_owned(), exit::FAILED),
        }
    }

    /// Says how it ended, and shows the run in the format asked for. The words `Run (ID '…')` are MLflow's: its R client
    /// looks for them.
    pub(super) fn finish(
        &self,
        finished: &Finished,
        (run_name, began): (&str, Millis),
        output: Option<Format>,
        store: &FileStore,
        context: &Context,
    ) -> anyhow::Result<Exit> {
        let Finished {
            run_id,
            outcome,
            warnings,
            ..
        } = finished;
        for warning in warnings {
            context.ui.warn(warning);
        }
        if outcome.left_behind && outcome.interrupted_by.is_none() && !outcome.timed_out {
            context
                .ui
                .warn("the command had ended and left processes behind: they were ended too");
        }
        let took = duration(context.now().0 - began.0);
        let (said, code) = self.verdict(finished);
        let line = format!("Run (ID '{run_id}') {run_name} {said} after {took}");
        if code == exit::OK {
            context.ui.status(&line);
        } else {
            context.ui.error(&Report::new(line));
        }
        if let Some(format) = output {
            let run = context.readable(TrackingStore::get_run(store, run_id, &Needs::ALL)?);
            context.ui.show(&view::run_page(&run, None), format)?;
        }
        Ok(if code == exit::OK { Exit::Ok } else { Exit::Code(code) })
    }
}
