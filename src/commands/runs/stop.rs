use std::thread;
use std::time::{Duration, Instant};

use clap_complete::ArgValueCompleter;

use super::recorder::{Recorders, Standing, last_sign_of_life};
use crate::cli::{complete, parse_span};
use crate::commands::outcome::Advised;
use crate::commands::{Context, Exit, report};
use crate::exit;
use crate::model::{RunId, RunStatus};
use crate::store::file::FileStore;
use crate::store::{RunChange, TrackingStore};

/// Ask the commands of runs to end, and wait until they have; the runs end KILLED.
///
/// The mlrun that records a run passes the request on to its command, and kills it where that takes too long. Where mlrun
/// itself was killed and its command lives on, the command is asked. A run that is over already is no error.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The runs: ids, unique prefixes, unique names, @, @~1
    #[arg(value_name = "RUN", required = true, add = ArgValueCompleter::new(complete::runs))]
    runs: Vec<String>,

    /// How long to wait for the end of each
    #[arg(long, value_name = "DURATION", default_value = "30s", value_parser = parse_span)]
    timeout: Duration,

    /// Leave the command no time to end by itself
    #[arg(long)]
    kill: bool,
}

/// How often we look whether it is over.
const POLL: Duration = Duration::from_millis(20);
/// How often we ask where it shall be quick: the second time mlrun kills its command.
const AGAIN: Duration = Duration::from_millis(200);

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.writable_store()?;
    let ids: Vec<RunId> = args
        .runs
        .iter()
        .map(|text| context.find_run(&store, text))
        .collect::<anyhow::Result<_>>()?;
    let mut exit = Exit::Ok;
    for id in &ids {
        if let Err(error) = stop(args, id, &store, context) {
            exit = Exit::Code(report(&error, &context.ui));
        }
    }
    Ok(exit)
}

fn stop(args: &Args, id: &RunId, store: &FileStore, context: &Context) -> anyhow::Result<()> {
    let deadline = Instant::now().checked_add(args.timeout);
    let mut asked: Option<Instant> = None;
    loop {
        let (run, standing) = Recorders::look().standing(id, store, context)?;
        let (pids, is_left) = match standing {
            Standing::Over => {
                let already = if asked.is_some() { "" } else { " already" };
                context.ui.status(&format!("Run {id} is {}{already}.", run.info.status));
                return Ok(());
            }
            Standing::Left(_, commands) if commands.is_empty() => {
                let change = RunChange::End {
                    status: RunStatus::Killed,
                    at: match asked {
                        Some(_) => context.now(),
                        None => last_sign_of_life(store, &run, context.now()),
                    },
                };
                store.update_run(id, change)?;
                context
                    .ui
                    .status(&format!("Run {id} is KILLED: nobody recorded it any more."));
                return Ok(());
            }
            Standing::Left(_, commands) => (commands, true),
            Standing::Recorded(process) => (vec![process.pid], false),
            Standing::Elsewhere(process) => {
                return Err(refused(
                    format!("run {id} is recorded on host {}, where we cannot stop it", process.host),
                    format!("there, run `mlrun runs stop {id}`"),
                ));
            }
            Standing::Unknown => {
                return Err(refused(
                    format!("run {id} does not tell which process records it: mlrun did not start it"),
                    format!("`mlrun runs finish {id} --status killed` records an end, and stops nothing"),
                ));
            }
        };
        if asked.is_none_or(|at| args.kill && at.elapsed() >= AGAIN) {
            for pid in pids {
                ask(pid, args.kill && is_left, id)?;
            }
            asked = Some(Instant::now());
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Err(Advised {
                message: format!("run {id} was asked to end and has not yet"),
                hint: match args.kill {
                    true => "--timeout waits longer".to_owned(),
                    false => "--timeout waits longer; --kill leaves the command no choice".to_owned(),
                },
                code: exit::FAILED,
            }
            .into());
        }
        thread::sleep(POLL);
    }
}

fn refused(message: String, hint: String) -> anyhow::Error {
    let code = exit::CONFLICT;
    Advised { message, hint, code }.into()
}

/// By a signal; a process that has ended meanwhile needs none.
#[cfg(unix)]
fn ask(pid: u32, by_force: bool, id: &RunId) -> Result<(), Advised> {
    use nix::errno::Errno;
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    let signal = if by_force { Signal::SIGKILL } else { Signal::SIGTERM };
    let Ok(process) = i32::try_from(pid) else { return Ok(()) };
    match kill(Pid::from_raw(process), signal) {
        Err(Errno::EPERM) => Err(Advised {
            message: format!("process {pid} of run {id} belongs to another user"),
            hint: "who started it can stop it".to_owned(),
            code: exit::FAILED,
        }),
        _ => {
            let _ = kill(Pid::from_raw(process), Signal::SIGCONT); // a stopped process would not see it
            Ok(())
        }
    }
}

#[cfg(not(unix))]
fn ask(pid: u32, _by_force: bool, id: &RunId) -> Result<(), Advised> {
    Err(Advised {
        message: format!("run {id} cannot be stopped from here"),
        hint: format!("end process {pid}"),
        code: exit::FAILED,
    })
}
