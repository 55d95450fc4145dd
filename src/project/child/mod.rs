//! Starts a project's command and waits for it, so that it never outlives us and signals reach it.
//!
//! The command leads a process group of its own: what it leaves behind can be found and ended. The terminal stays with
//! *our* group, so that we see Ctrl-C ourselves and pass it on, and so that `mlrun run . | less` works; the command
//! gets the terminal when it asks for it (it then stops with SIGTTIN or SIGTTOU). A process that leaves the group
//! (`setsid`) is found on Linux only, and everything is out of reach when we are killed with SIGKILL.
//!
//! What it says can be kept: then it writes into pipes, or where we write to a terminal into a terminal of ours, and we pass
//! on what we read. Standard input is ours in any case.

#[cfg(unix)]
mod leftovers;
pub mod process;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod streams;
#[cfg(unix)]
mod terminal;
#[cfg(unix)]
mod usage;
#[cfg(unix)]
mod wait;

use std::io;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::SyncSender;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::fsx::{Log, PathError};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// By itself, with this code.
    Exited(i32),
    /// By this signal.
    Signalled(i32),
    /// It was never started: a signal came before.
    NotStarted,
}

/// What happened to a command.
#[derive(Debug)]
pub struct Outcome {
    /// How it ended.
    pub end: End,
    /// The first signal that asked us to end it, or SIGINT when the terminal sent that to the command itself.
    pub interrupted_by: Option<i32>,
    /// Whether its time ran out, and that ended it.
    pub timed_out: bool,
    /// Whether processes of its group were still there after it had ended, and were ended too.
    pub left_behind: bool,
    /// What it and what it left behind used; `None` where it was not started, or where the system does not tell.
    pub usage: Option<Usage>,
    /// Why not all that it said was kept, once a stream.
    pub lost: Vec<PathError>,
}

impl Outcome {
    fn not_started(by: i32) -> Self {
        Self {
            end: End::NotStarted,
            interrupted_by: Some(by),
            timed_out: false,
            left_behind: false,
            usage: None,
            lost: Vec::new(),
        }
    }
}

/// What a command used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Time on processors, in its own code and in the system's.
    pub cpu: Duration,
    /// The most memory that one process of it had, in bytes; `None` where that was no more than we have ourselves, or
    /// than an earlier child of ours had: then nobody can tell.
    pub peak_bytes: Option<u64>,
    /// From its start to the end of all that it left behind.
    pub wall: Duration,
}

/// One of the two streams that a command says things on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// Where what a command says goes, besides to our own streams.
#[derive(Debug, Default)]
pub struct Sinks {
    /// Standard output is appended here.
    pub stdout: Option<Log>,
    /// Standard error is appended here.
    pub stderr: Option<Log>,
    /// Is told all of it. A watcher that is slow slows the command.
    pub watcher: Option<SyncSender<Said>>,
    /// Whether it does not go to our own streams.
    pub is_silent: bool,
}

/// What a watcher is told.
#[derive(Debug)]
pub enum Said {
    /// Bytes, cut anywhere.
    Piece(Stream, Vec<u8>),
    /// Nothing more comes.
    End,
}

/// What is started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Program {
    /// For `bash -c`, or `sh -c` where there is no bash.
    Shell(String),
    /// A program and its arguments; no shell sees them.
    Argv(Vec<String>),
}

impl Program {
    /// As one would type it.
    #[must_use]
    pub fn line(&self) -> String {
        match self {
            Self::Shell(command) => command.clone(),
            Self::Argv(words) => {
                let words = words.iter().map(|word| super::quote(word).into_owned());
                words.collect::<Vec<_>>().join(" ")
            }
        }
    }
}

/// What to start.
#[derive(Debug)]
pub struct Launch<'a> {
    /// The command.
    pub program: &'a Program,
    /// Where it runs.
    pub folder: &'a Path,
    /// Added to the environment we have.
    pub environment: &'a [(String, String)],
    /// How long a command may take to end after a signal, before it is killed.
    pub grace: Duration,
    /// How long it may take at all, before it is asked to end.
    pub timeout: Option<Duration>,
    /// What becomes of what it says; `None` gives it our own streams.
    pub sinks: Option<Sinks>,
}

impl Launch<'_> {
    fn spawn(
        &self,
        prepare: impl Fn(&mut Command) -> io::Result<std::process::Child>,
    ) -> io::Result<std::process::Child> {
        let with = |program: &str, args: &[&str]| {
            let mut command = Command::new(program);
            command.args(args).current_dir(self.folder);
            command.envs(self.environment.iter().cloned());
            prepare(&mut command)
        };
        let line = match self.program {
            Program::Shell(line) => line,
            Program::Argv(words) => {
                let (program, args) = words.split_first().ok_or(io::ErrorKind::InvalidInput)?;
                return with(program, &args.iter().map(String::as_str).collect::<Vec<_>>());
            }
        };
        match with("bash", &["-c", line]) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                with("sh", &["-c", line]).map_err(|error| match error.kind() {
                    io::ErrorKind::NotFound => io::Error::new(error.kind(), "there is neither bash nor sh on the PATH"),
                    _ => error,
                })
            }
            other => other,
        }
    }
}

#[cfg(unix)]
pub use signals::{Signals, ignored_signals, signal_name};

/// Signals, where there are none.
#[cfg(not(unix))]
#[derive(Debug)]
pub struct Signals;

#[cfg(not(unix))]
impl Signals {
    /// Does nothing.
    pub fn take(_ignored: &[i32]) -> io::Result<Self> {
        Ok(Self)
    }

    /// None did.
    #[must_use]
    pub fn asked_to_end(&self) -> Option<i32> {
        None
    }
}

/// None are ignored.
#[cfg(not(unix))]
#[must_use]
pub fn ignored_signals(_status: &str) -> Vec<i32> {
    Vec::new()
}

/// Its number.
#[cfg(not(unix))]
#[must_use]
pub fn signal_name(signal: i32) -> String {
    format!("signal {signal}")
}

/// Starts the command with our standard streams, whatever is to be kept, and waits for its end.
///
/// # Errors
/// There is no shell, or waiting failed.
#[cfg(not(unix))]
pub fn launch(launch: Launch<'_>, _signals: &Signals) -> io::Result<Outcome> {
    let status = launch.spawn(Command::spawn)?.wait()?;
    Ok(Outcome {
        end: End::Exited(status.code().unwrap_or(1)),
        interrupted_by: None,
        ..Outcome::not_started(0)
    })
}

#[cfg(unix)]
pub use wait::launch;
