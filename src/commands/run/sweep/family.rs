//! The parent run and its children: who is started when, what becomes of them.

use std::collections::BTreeMap;

use super::super::args::HowArgs;
use super::super::ground::Ground;
use super::super::plan::{self, new_tags};
use super::args::SweepArgs;
use super::ready::Ready;
use super::report::{self, Lines};
use super::state::{Child, State};
use super::workers::{Ended, Event, KEPT, Workers};
use crate::commands::context::tag;
use crate::commands::outcome::Advised;
use crate::commands::place::Place;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::fsx;
use crate::model::{RunId, RunInfo, RunStatus, random_run_name};
use crate::project::child::Signals;
#[cfg(unix)]
use crate::project::child::process::commands;
use crate::project::output::{Capture, LOGS, STDERR, STDOUT};
use crate::project::sweep::Sweep;
use crate::project::{Plan, Record};
use crate::store::file::{FileStore, folder_uri};
use crate::store::{Needs, NewRun, RunChange, TrackingStore};

/// What the runs of a sweep have in common.
pub(super) struct Family<'a> {
    ready: &'a Ready<'a>,
    ground: &'a Ground,
    capture: Option<Capture>,
    store: &'a FileStore,
    context: &'a Context,
    workers: Workers,
    /// Held: once they are given up, a signal ends this process.
    signals: Signals,
}

impl<'a> Family<'a> {
    /// None of it runs. The signals were taken before anything was recorded.
    pub(super) fn new(
        ready: &'a Ready<'a>,
        ground: &'a Ground,
        capture: Option<Capture>,
        signals: Signals,
        store: &'a FileStore,
        context: &'a Context,
    ) -> anyhow::Result<Self> {
        let Some(program) = context.program.clone() else {
            anyhow::bail!(Advised {
                message: "mlrun cannot find itself, and a sweep starts it again for each run".to_owned(),
                hint: "call it by its whole path".to_owned(),
                code: exit::FAILED,
            });
        };
        let workers = Workers::new(program, folder_uri(store.root()))?;
        Ok(Self {
            ready,
            ground,
            capture: capture.map(Capture::silent),
            store,
            context,
            workers,
            signals,
        })
    }

    /// Runs the points that are left under a parent that is RUNNING, and ends it; `children` are those that are there.
    pub(super) fn run(
        mut self,
        parent: RunInfo,
        todo: Vec<usize>,
        children: BTreeMap<usize, Child>,
        args: &SweepArgs,
        how: &HowArgs,
    ) -> anyhow::Result<Exit> {
        let began = self.context.now();
        let mut state = State {
            children,
            todo: todo.into(),
            began: BTreeMap::new(),
            interrupted_by: self.signals.asked_to_end(),
            stopped: false,
        };
        state.stopped = state.interrupted_by.is_some();
        let lines = Lines::begin(&self.context.ui, self.ready, &state);
        let worked = self.work(&parent, &mut state, (args, how), &lines);
        lines.finish();
        let all = state.with(RunStatus::Finished) == self.ready.points.len();
        let status = match (&worked, state.interrupted_by) {
            (_, Some(_)) => RunStatus::Killed,
            (Ok(()), None) if all => RunStatus::Finished,
            _ => RunStatus::Failed,
        };
        let at = self.context.now();
        let ended = TrackingStore::update_run(self.store, &parent.run_id, RunChange::End { status, at });
        worked?;
        ended?;
        let took = at.0 - began.0;
        report::finish(self.ready, &parent, &state, took, args, how, self.store, self.context)
    }

    /// Returns when nothing runs any more.
    fn work(
        &mut self,
        parent: &RunInfo,
        state: &mut State,
        (args, how): (&SweepArgs, &HowArgs),
        lines: &Lines<'_>,
    ) -> anyhow::Result<()> {
        let mut failed = None;
        loop {
            let event = match self.workers.pending() {
                Some(event) => event,
                None if !state.stopped && self.workers.running() < args.jobs() && !state.todo.is_empty() => {
                    if let Err(error) = self.start_next(parent, state, how, lines) {
                        failed.get_or_insert(error);
                        state.stopped = true;
                    }
                    lines.tell(state, self.workers.running());
                    continue;
                }
                None if self.workers.running() == 0 => return failed.map_or(Ok(()), Err),
                None => self.workers.next()?,
            };
            match event {
                Event::Signal(signal) => self.signalled(signal, state),
                Event::Ended(point, ended) => {
                    let status = self.ended(point, &ended, state, lines);
                    state.stopped |= args.fail_fast && status != RunStatus::Finished;
                    lines.tell(state, self.workers.running());
                }
            }
        }
    }

    fn start_next(
        &mut self,
        parent: &RunInfo,
        state: &mut State,
        how: &HowArgs,
        lines: &Lines<'_>,
    ) -> anyhow::Result<()> {
        let Some(point) = state.todo.pop_front() else {
            return Ok(());
        };
        let (plan, run_id) = self.plan(point, parent, how)?;
        state.began.insert(point, self.context.now());
        let status = RunStatus::Running;
        state.children.insert(point, Child { run_id, status });
        if let Err(error) = self.workers.start(point, &plan) {
            state.children.remove(&point);
            lines.failed(point, &format!("could not be started: {error}"), None, &[]);
        }
        Ok(())
    }

    fn plan(&self, point: usize, parent: &RunInfo, how: &HowArgs) -> anyhow::Result<(Plan, RunId)> {
        let context = self.context;
        let bits = context.random();
        let recipe = self.ready.recipe_of(point);
        let mut tags = new_tags(
            &self.ready.prepared,
            (&recipe, !how.no_log_params),
            Some(&parent.run_id),
            context,
        )?;
        tags.push(tag(Sweep::POINT_TAG, &(point + 1).to_string())?);
        let name = Some(self.ready.name(point)).filter(|name| !name.is_empty());
        let new = NewRun {
            run_id: RunId::from_random(bits),
            experiment_id: parent.experiment_id.clone(),
            run_name: name.unwrap_or_else(|| random_run_name(bits)),
            user_id: context.user(),
            start_time: context.now(),
            tags,
            params: Vec::new(),
        };
        let place = Place {
            run_id: new.run_id.clone(),
            experiment_id: new.experiment_id.clone(),
            run_name: new.run_name.clone(),
            artifact_uri: None,
            record: Record::New(new),
        };
        let run_id = place.run_id.clone();
        let invocation = self.ready.invocations[point].clone();
        let mut plan = plan::plan(
            &self.ready.prepared,
            &recipe,
            invocation,
            self.ground,
            place,
            self.store,
            context,
        )?;
        how.recording.apply(self.capture.clone(), &mut plan, context);
        Ok((plan, run_id))
    }

    /// The first signal that asks us to end is passed on, and nothing is started any more; the second makes workers kill.
    fn signalled(&self, signal: i32, state: &mut State) {
        #[cfg(unix)]
        {
            use signal_hook::consts::{SIGCONT, SIGTSTP};
            self.workers.signal(signal);
            match signal {
                SIGCONT => {}
                SIGTSTP => drop(signal_hook::low_level::emulate_default_handler(signal)),
                _ => {
                    state.stopped = true;
                    state.interrupted_by.get_or_insert(signal);
                }
            }
        }
        #[cfg(not(unix))]
        let _ = (signal, state);
    }

    /// What became of a run. One whose worker died without a word is ended here.
    fn ended(&self, point: usize, ended: &Ended, state: &mut State, lines: &Lines<'_>) -> RunStatus {
        let took = state.began.get(&point).map(|began| self.context.now().0 - began.0);
        let Some(child) = state.children.get_mut(&point) else {
            return RunStatus::Failed;
        };
        let (status, said) = match &ended.end {
            Some(end) => (end.status(), end.said.clone()),
            None => {
                let status = match state.interrupted_by {
                    Some(_) => RunStatus::Killed,
                    None => RunStatus::Failed,
                };
                (status, format!("failed: {}", ended.process))
            }
        };
        child.status = status;
        let run_id = child.run_id.clone();
        if ended.end.is_none() {
            end_commands_of(&run_id);
            if self.close(&run_id, status).is_err() {
                state.children.remove(&point); // it was never recorded
            }
        }
        match status {
            RunStatus::Finished => lines.succeeded(point, took),
            RunStatus::Killed if state.interrupted_by.is_some() => {} // as was asked for
            _ => {
                let own = ended.last_lines.clone();
                let last_lines = if own.is_empty() { self.last_lines(&run_id) } else { own };
                lines.failed(point, &said, Some(&run_id), &last_lines);
            }
        }
        lines.warnings(point, ended.end.iter().flat_map(|end| &end.warnings));
        status
    }

    /// What the command said last, on standard error if it said anything there.
    fn last_lines(&self, run: &RunId) -> Vec<String> {
        let Ok(place) = TrackingStore::artifact_folder(self.store, run) else {
            return Vec::new();
        };
        let logs = place.path.join(LOGS);
        let said = [STDERR, STDOUT].map(|name| fsx::read_end(&logs.join(name), KEPT).unwrap_or_default());
        said.into_iter().find(|lines| !lines.is_empty()).unwrap_or_default()
    }

    fn close(&self, run: &RunId, status: RunStatus) -> crate::store::Result<()> {
        let info = TrackingStore::get_run(self.store, run, &Needs::INFO)?.value.info;
        if info.status != RunStatus::Running {
            return Ok(());
        }
        let at = self.context.now();
        TrackingStore::update_run(self.store, run, RunChange::End { status, at })
    }
}

/// Ends what the command of a run whose worker was killed left running; nobody else will.
#[cfg(unix)]
fn end_commands_of(run: &RunId) {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    let left = commands().remove(run.as_str()).unwrap_or_default();
    for pid in left.into_iter().filter_map(|pid| i32::try_from(pid).ok()) {
        let _ = kill(Pid::from_raw(pid), Signal::SIGKILL); // it may have ended just now
    }
}

#[cfg(not(unix))]
fn end_commands_of(_run: &RunId) {}
