//! Who records a run, and whether anybody does.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::time::UNIX_EPOCH;

use crate::commands::Context;
use crate::fsx;
use crate::model::{Millis, Run, RunId, RunStatus};
use crate::project::child::process::{Life, Process, TAGS, commands};
use crate::project::output::{LOGS, STDERR, STDOUT};
use crate::store::file::FileStore;
use crate::store::{Keys, Needs, TrackingStore};

/// Sees the processes of this machine.
pub(super) struct Recorders {
    here: Process,
    /// As they are when they are first asked for: only a run that was left needs them.
    commands: OnceCell<BTreeMap<String, Vec<u32>>>,
}

/// How a run stands with the process that records it.
pub(super) enum Standing {
    /// It is not RUNNING.
    Over,
    /// Its tags do not tell who records it.
    Unknown,
    /// It is recorded where we cannot look.
    Elsewhere(Process),
    /// Its process is at work.
    Recorded(Process),
    /// Its process is gone; what of its command lives on, by process id.
    Left(Process, Vec<u32>),
}

impl Recorders {
    pub(super) fn look() -> Self {
        Self {
            here: Process::this(),
            commands: OnceCell::new(),
        }
    }

    /// How a run stands, and the run as it is then. Who records a run ends it and then goes: where a process is gone, the
    /// run is read once more, for what was read before may be from before the end.
    pub(super) fn standing(&self, id: &RunId, store: &FileStore, context: &Context) -> anyhow::Result<(Run, Standing)> {
        let run = read(store, id, context)?;
        let standing = self.of(&run);
        if !matches!(standing, Standing::Left(..)) {
            return Ok((run, standing));
        }
        let run = read(store, id, context)?;
        let standing = self.of(&run);
        Ok((run, standing))
    }

    fn of(&self, run: &Run) -> Standing {
        if run.info.status != RunStatus::Running {
            return Standing::Over;
        }
        let Some(process) = Process::of(&run.data.tags) else {
            return Standing::Unknown;
        };
        match process.life(&self.here) {
            Life::Elsewhere => Standing::Elsewhere(process),
            Life::Alive => Standing::Recorded(process),
            Life::Gone => {
                let commands = self.commands.get_or_init(commands).get(run.info.run_id.as_str());
                Standing::Left(process, commands.cloned().unwrap_or_default())
            }
        }
    }
}

/// What must be read of a run to know who records it, and when it gave its last sign of life.
fn needs() -> Needs {
    Needs {
        tags: Keys::Some(TAGS.map(str::to_owned).into()),
        metrics: Keys::All,
        ..Needs::INFO
    }
}

/// The run with what [`needs`] names.
fn read(store: &FileStore, id: &RunId, context: &Context) -> anyhow::Result<Run> {
    Ok(context.readable(TrackingStore::get_run(store, id, &needs())?))
}

/// When a run last logged a metric or said something, at the earliest its start; never later than now.
pub(super) fn last_sign_of_life(store: &FileStore, run: &Run, now: Millis) -> Millis {
    let metrics = run.data.metrics.values();
    let metrics = metrics.filter_map(|metric| i64::try_from(metric.timestamp).ok());
    let logs = TrackingStore::artifact_folder(store, &run.info.run_id).ok();
    let logs = logs.into_iter().flat_map(|place| {
        let folder = place.path.join(LOGS);
        [STDOUT, STDERR].map(|name| fsx::modified(&folder.join(name)))
    });
    let logs = logs.flatten().filter_map(|time| time.duration_since(UNIX_EPOCH).ok());
    let logs = logs.filter_map(|since| i64::try_from(since.as_millis()).ok());
    let start = run.info.start_time.unwrap_or(now).0;
    let signs = metrics.chain(logs).filter(|time| *time <= now.0);
    Millis(signs.max().unwrap_or(start).max(start))
}
