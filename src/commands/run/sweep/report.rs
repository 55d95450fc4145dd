//! What is said of a sweep while it runs, and in the end.

use std::collections::BTreeSet;

use super::super::args::HowArgs;
use super::args::SweepArgs;
use super::ready::Ready;
use super::state::State;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::model::{Run, RunId, RunInfo, RunStatus};
use crate::near::nearest;
use crate::project::child::signal_name;
use crate::store::file::FileStore;
use crate::store::{Better, Keys, Needs, TrackingStore};
use crate::ui::{self, Format, Report, Tally, Ui};
use crate::view::RunList;

/// How many of the last lines of a command that failed are shown.
const LAST_LINES: usize = 5;

/// What is said while it runs: a bar on a terminal, elsewhere a line for each run that is over.
pub(super) struct Lines<'a> {
    ui: &'a Ui,
    ready: &'a Ready<'a>,
    tally: Tally,
}

impl<'a> Lines<'a> {
    pub(super) fn begin(ui: &'a Ui, ready: &'a Ready<'a>, state: &State) -> Self {
        let lines = Self {
            ui,
            ready,
            tally: ui.tally(ready.points.len()),
        };
        lines.tell(state, 0);
        lines
    }

    /// How far it is.
    pub(super) fn tell(&self, state: &State, running: usize) {
        let done = state.with(RunStatus::Finished);
        let failed = state.with(RunStatus::Failed) + state.with(RunStatus::Killed);
        self.tally.tell(done, failed, running);
    }

    pub(super) fn succeeded(&self, point: usize, took: Option<i64>) {
        if !self.tally.is_visible() {
            let after = took
                .map(|took| format!(" after {}", ui::duration(took)))
                .unwrap_or_default();
            self.ui.status(&format!("{} succeeded{after}", self.of(point)));
        }
    }

    /// With the end of what was said.
    pub(super) fn failed(&self, point: usize, said: &str, run: Option<&RunId>, last_lines: &[String]) {
        self.tally.aside(|| {
            let id = run.map(|run| format!(" (ID '{run}')")).unwrap_or_default();
            self.ui.status(&format!("{}{id} {said}", self.of(point)));
            for line in &last_lines[last_lines.len().saturating_sub(LAST_LINES)..] {
                self.ui.status(&format!("    {line}"));
            }
        });
    }

    pub(super) fn warnings<'w>(&self, point: usize, warnings: impl Iterator<Item = &'w String>) {
        for warning in warnings {
            self.tally
                .aside(|| self.ui.warn(&format!("{}: {warning}", self.of(point))));
        }
    }

    pub(super) fn finish(&self) {
        self.tally.finish();
    }

    fn of(&self, point: usize) -> String {
        format!("[{}/{}] {}", point + 1, self.ready.points.len(), self.ready.name(point))
    }
}

/// The table, and how it ended.
#[expect(clippy::too_many_arguments, reason = "all that a sweep is")]
pub(super) fn finish(
    ready: &Ready<'_>,
    parent: &RunInfo,
    state: &State,
    took: i64,
    args: &SweepArgs,
    how: &HowArgs,
    store: &FileStore,
    context: &Context,
) -> anyhow::Result<Exit> {
    let runs = runs(ready, state, store, context)?;
    let swept: Vec<&str> = ready.swept.iter().map(String::as_str).collect();
    let format = how.output.unwrap_or(Format::Table);
    context.ui.show(&RunList::new(&runs).of_sweep(&swept), format)?;
    if let Some((key, better)) = args.best()? {
        say_best(&runs, key, better, ready, state, context);
    }
    let (all, finished) = (ready.points.len(), state.with(RunStatus::Finished));
    let counted = [
        (finished, "succeeded"),
        (state.with(RunStatus::Failed), "failed"),
        (state.with(RunStatus::Killed), "were killed"),
        (state.with(RunStatus::Running), "still runs"),
        (all - state.children.len(), "were not run"),
    ];
    let counted = counted.into_iter().filter(|(count, _)| *count > 0);
    let counted: Vec<String> = counted
        .map(|(count, what)| format!("{} {what}", ui::count(count)))
        .collect();
    let line = format!(
        "Sweep (ID '{}') {}: of {} runs {} after {}",
        parent.run_id,
        parent.run_name.as_deref().unwrap_or_default(),
        ui::count(all),
        counted.join(", "),
        ui::duration(took)
    );
    if finished == all {
        context.ui.status(&line);
        return Ok(Exit::Ok);
    }
    let report = Report::new(match state.interrupted_by {
        Some(signal) => format!("{line}, stopped by {}", signal_name(signal)),
        None => line,
    });
    let again = format!("`mlrun run --resume {}` runs what has not succeeded", parent.run_id);
    context.ui.error(&report.hint(again));
    let code = state.interrupted_by.and_then(|signal| u8::try_from(signal).ok());
    Ok(Exit::Code(code.map_or(exit::FAILED, |signal| exit::SIGNAL + signal)))
}

/// The runs in the order of their points, with the values as they were given: params are quoted for a shell, or not there.
fn runs(ready: &Ready<'_>, state: &State, store: &FileStore, context: &Context) -> anyhow::Result<Vec<Run>> {
    let needs = Needs {
        metrics: Keys::All,
        ..Needs::INFO
    };
    let mut runs = Vec::new();
    for (point, child) in &state.children {
        let mut run = context.readable(TrackingStore::get_run(store, &child.run_id, &needs)?);
        run.data.params = ready.points[*point].iter().cloned().collect();
        runs.push(run);
    }
    Ok(runs)
}

fn say_best(runs: &[Run], key: &str, better: Better, ready: &Ready<'_>, state: &State, context: &Context) {
    let value = |run: &Run| {
        run.data
            .metrics
            .get(key)
            .map(|metric| metric.value)
            .filter(|value| !value.is_nan())
    };
    let points = state.children.keys().zip(runs);
    let finished = points.filter(|(_, run)| run.info.status == RunStatus::Finished);
    let best = finished
        .filter_map(|(point, run)| Some((value(run)?, *point, run)))
        .reduce(|best, next| {
            let is_better = match better {
                Better::Smaller => next.0 < best.0,
                Better::Greater => next.0 > best.0,
            };
            if is_better { next } else { best }
        });
    match best {
        Some((value, point, run)) => {
            let value = ui::exact_float(value);
            let line = format!("Best {key} = {value}: {} (ID '{}')", ready.name(point), run.info.run_id);
            context.ui.status(&line);
        }
        None => {
            let known: BTreeSet<&str> = runs
                .iter()
                .flat_map(|run| run.data.metrics.keys().map(String::as_str))
                .collect();
            context
                .ui
                .warn(&format!("no run that succeeded has a number as its metric `{key}`"));
            if let Some(near) = nearest(key, known.iter().copied()) {
                context.ui.hint(&format!("did you mean `{near}`?"));
            }
        }
    }
}
