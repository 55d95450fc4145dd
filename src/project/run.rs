//! The life of a run.

use std::process::{Command, Stdio};
use std::sync::mpsc::sync_channel;
use std::thread;

use super::child::process::Process;
use super::child::{self, End, Launch, Outcome, Said, Signals, Sinks, Usage};
use super::output::{LOGS, Picker, STDERR, STDOUT};
use super::plan::{Plan, Record, key, tag};
use super::{ProjectError, Result};
use crate::fsx::{self, Log, PathError};
use crate::model::{Batch, Metric, Millis, Param, RunId, RunStatus, Tag, tags};
use crate::store::{Needs, RunChange, TrackingStore};

/// How many params go to the store at once, as MLflow sends them.
const PARAMS_AT_ONCE: usize = 100;
/// How many pieces of what a command says may wait for whoever looks for metrics in them.
const PIECES: usize = 64;

/// A run that is over.
#[derive(Debug)]
pub struct Finished {
    /// The run.
    pub run_id: RunId,
    /// As recorded.
    pub status: RunStatus,
    /// How the command ended.
    pub outcome: Outcome,
    /// What of its output could not be kept or recorded, and why; the run is none the worse for it.
    pub warnings: Vec<String>,
}

/// Records the run, starts the command, waits for it, and records how it ended: FINISHED (or what the command itself said,
/// if that was FAILED or KILLED), FAILED, or KILLED when a signal asked us to end it or its time ran out. Whatever fails
/// after the run was created, it does not stay RUNNING. Its tags tell which process (this one) records it.
///
/// # Errors
/// The store refused or failed, or the command could not be started. A command that fails is no error.
pub fn run(
    store: &dyn TrackingStore,
    plan: &Plan,
    signals: &Signals,
    now: &(dyn Fn() -> Millis + Sync),
) -> Result<Finished> {
    let mut tags = plan.tags.clone();
    if let Some(backend) = &plan.backend {
        tags.push(tag(tags::PROJECT_BACKEND, backend)?);
    }
    let process = Process::this().tags();
    let process = process.into_iter().map(|(key, value)| tag(key, &value));
    tags.extend(process.collect::<Result<Vec<Tag>>>()?);
    let run_id = match &plan.record {
        Record::New(new) => {
            let mut new = new.clone();
            new.tags.append(&mut tags);
            new.params.extend(plan.params.iter().cloned());
            store.create_run(new)?.info.run_id
        }
        Record::Existing(id, run_name) => {
            let change = RunChange::Update {
                status: Some(RunStatus::Running),
                end_time: None,
                run_name: run_name.clone(),
            };
            store.update_run(id, change)?;
            id.clone()
        }
    };
    let mut open = OpenRun {
        store,
        run_id,
        now,
        is_ended: false,
    };
    let (outcome, warnings) = open.carry_out(plan, tags, signals)?;
    let status = match outcome.end {
        _ if outcome.timed_out || outcome.interrupted_by.is_some() => RunStatus::Killed,
        End::Exited(0) => open.own_verdict().unwrap_or(RunStatus::Finished),
        _ => RunStatus::Failed,
    };
    if let Err(source) = open.end(status) {
        return Err(ProjectError::NotRecorded {
            run_id: open.run_id.clone(),
            status,
            source: Box::new(source),
        });
    }
    Ok(Finished {
        run_id: open.run_id.clone(),
        status,
        outcome,
        warnings,
    })
}

/// Writes artifacts of a run that say where it comes from: names with `/` between the parts, and contents; what is there
/// already stays.
///
/// # Errors
/// Why one could not be written, for people.
pub fn attach(store: &dyn TrackingStore, run: &RunId, files: &[(String, Vec<u8>)]) -> Result<(), String> {
    if files.is_empty() {
        return Ok(());
    }
    let folder = store.artifact_folder(run).map_err(|error| error.to_string())?;
    let write = |(name, content): &(String, Vec<u8>)| {
        let path = folder.path.join(name);
        let parent = path.parent().unwrap_or(&folder.path);
        fsx::create_dir_all(parent)?;
        fsx::create_file(&path, content, parent)
    };
    let written = files.iter().try_for_each(|file| write(file).map(drop));
    written.map_err(|error| format!("{error}: what was not committed is not kept"))
}

/// A run that ends FAILED unless it is ended otherwise.
struct OpenRun<'a> {
    store: &'a dyn TrackingStore,
    run_id: RunId,
    now: &'a (dyn Fn() -> Millis + Sync),
    is_ended: bool,
}

impl OpenRun<'_> {
    fn carry_out(&self, plan: &Plan, tags: Vec<Tag>, signals: &Signals) -> Result<(Outcome, Vec<String>)> {
        if matches!(plan.record, Record::Existing(..)) {
            self.add(&plan.params, tags)?;
        }
        let mut launch = Launch {
            program: &plan.program,
            folder: &plan.folder,
            environment: &plan.environment,
            grace: plan.grace,
            timeout: plan.timeout,
            sinks: None,
        };
        let mut warnings = Vec::new();
        warnings.extend(attach(self.store, &self.run_id, &plan.files).err());
        let outcome = match &plan.capture {
            None => child::launch(launch, signals),
            Some(capture) => {
                let mut sinks = self.logs().unwrap_or_else(|reason| {
                    warnings.push(format!("what the command says is not kept: {reason}"));
                    Sinks::default()
                });
                thread::scope(|scope| {
                    let picking = capture.picks().then(|| {
                        let (said, pieces) = sync_channel(PIECES);
                        let picker = Picker::new(capture, self.store, &self.run_id, self.now);
                        (said, scope.spawn(move || picker.run(&pieces)))
                    });
                    sinks.is_silent = capture.is_silent;
                    sinks.watcher = picking.as_ref().map(|(said, _)| said.clone());
                    launch.sinks = Some(sinks);
                    let outcome = child::launch(launch, signals);
                    if let Some((said, picker)) = picking {
                        let _ = said.send(Said::End);
                        warnings.extend(picker.join().ok().flatten());
                    }
                    outcome
                })
            }
        };
        let has_ended = outcome.as_ref().is_ok_and(|outcome| match outcome.end {
            End::NotStarted => true,
            End::Exited(_) => outcome.interrupted_by.is_none() && !outcome.timed_out,
            End::Signalled(_) => false,
        });
        if let (false, Some((program, args))) = (has_ended, plan.ending.split_first()) {
            let mut command = Command::new(program);
            command
                .args(args)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            let _ = command.status(); // it may be gone
        }
        let outcome = outcome.map_err(ProjectError::Launch)?;
        let lost = |error: &PathError| format!("what the command said is kept in part only: {error}");
        warnings.extend(outcome.lost.iter().map(lost));
        if let Some(usage) = &outcome.usage {
            // whoever deleted the run meanwhile does not want them
            let _ = self.store.log_batch(&self.run_id, &self.system_metrics(usage)?);
        }
        Ok((outcome, warnings))
    }

    /// Adds to a run that was there.
    fn add(&self, params: &[Param], tags: Vec<Tag>) -> Result<()> {
        let metrics = Vec::new();
        let of_params = |params: &[Param]| Batch {
            params: params.to_vec(),
            ..Batch::default()
        };
        let mut batches: Vec<Batch> = params.chunks(PARAMS_AT_ONCE).map(of_params).collect();
        let params = Vec::new();
        batches.push(Batch { metrics, params, tags });
        batches
            .iter()
            .try_for_each(|batch| Ok(self.store.log_batch(&self.run_id, batch)?))
    }

    /// The files that keep what the command says, among the run's artifacts; what is in them stays.
    fn logs(&self) -> Result<Sinks, String> {
        let place = self.store.artifact_folder(&self.run_id);
        let folder = place.map_err(|error| error.to_string())?.path.join(LOGS);
        let open = || -> Result<Sinks, PathError> {
            fsx::create_dir_all(&folder)?;
            Ok(Sinks {
                stdout: Some(Log::open(&folder.join(STDOUT))?),
                stderr: Some(Log::open(&folder.join(STDERR))?),
                watcher: None,
                is_silent: false,
            })
        };
        if fsx::is_link(&folder) {
            return Err(format!("{} is a link", folder.display()));
        }
        open().map_err(|error| error.to_string())
    }

    /// What the command used, in the units of MLflow's system metrics.
    fn system_metrics(&self, usage: &Usage) -> Result<Batch> {
        #[expect(clippy::cast_precision_loss, reason = "bytes of memory")]
        let megabytes = usage.peak_bytes.map(|bytes| bytes as f64 / 1e6);
        let values = [
            ("system/cpu_seconds", Some(usage.cpu.as_secs_f64())),
            ("system/peak_memory_megabytes", megabytes),
            ("system/wall_seconds", Some(usage.wall.as_secs_f64())),
        ];
        let timestamp = (self.now)().0.into();
        let metric = |value| Metric {
            timestamp,
            value,
            step: 0,
            dataset: None,
        };
        let present = values.into_iter().filter_map(|(name, value)| Some((name, value?)));
        Ok(Batch {
            metrics: present
                .map(|(name, value)| Ok((key(name)?, metric(value))))
                .collect::<Result<_>>()?,
            ..Batch::default()
        })
    }

    /// What a command that ended well said of its run itself, if that is bad. (MLflow means to keep it and does not.)
    fn own_verdict(&self) -> Option<RunStatus> {
        let said = self.store.get_run(&self.run_id, &Needs::INFO).ok()?.value.info.status;
        matches!(said, RunStatus::Failed | RunStatus::Killed).then_some(said)
    }

    fn end(&mut self, status: RunStatus) -> Result<()> {
        self.is_ended = true;
        let at = (self.now)();
        Ok(self.store.update_run(&self.run_id, RunChange::End { status, at })?)
    }
}

impl Drop for OpenRun<'_> {
    fn drop(&mut self) {
        if !self.is_ended {
            let _ = self.end(RunStatus::Failed); // what went wrong first is what is reported
        }
    }
}
