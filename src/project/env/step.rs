//! One step of making an environment: a program that is called, its words kept in a log.

use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use super::workshop::Workshop;
use super::{EnvError, Shelf};
use crate::fsx::LogFile;
use crate::project::tool::{Call, ToolError, could_not_start, failed};

/// How often we look how a program is doing.
const POLL: Duration = Duration::from_millis(25);
/// How long a program may take to end after we were told to stop.
const GRACE: Duration = Duration::from_secs(5);
/// How much of what a program said is shown when it fails.
const LAST_LINES: usize = 20;

/// The making of an environment, with its log.
pub(super) struct Steps<'a> {
    shop: &'a Workshop<'a>,
    name: &'a str,
    log: LogFile,
    has_named_log: bool,
}

impl<'a> Steps<'a> {
    /// Begins the log of an environment, or begins it again.
    pub(super) fn begin(shop: &'a Workshop<'a>, shelf: &Shelf, name: &'a str) -> Result<Self, EnvError> {
        let log = LogFile::begin(&shelf.log(name))?;
        let has_named_log = false;
        Ok(Self {
            shop,
            name,
            log,
            has_named_log,
        })
    }

    /// What the program said on both its streams goes to the log and, line by line, to whoever watches.
    ///
    /// # Errors
    /// It failed: with the end of what it said.
    pub(super) fn run(&mut self, what: &str, call: &Call) -> Result<(), EnvError> {
        if std::mem::replace(&mut self.has_named_log, true) {
            (self.shop.tools.say)(what);
        } else {
            (self.shop.tools.say)(&format!("{what} (log: {})", self.log.path().display()));
        }
        self.log.line(&format!("+ {}", call.line()))?;
        drop(self.log.news());
        let mut said = Vec::new();
        self.carry_out(call, &mut said).map_err(|error| match error {
            Failure::Tool(source) => EnvError::Step {
                name: self.name.to_owned(),
                what: what.to_owned(),
                source: Box::new(source),
                log: self.log.path().to_owned(),
            },
            Failure::Env(error) => error,
        })
    }

    fn carry_out(&mut self, call: &Call, said: &mut Vec<String>) -> Result<(), Failure> {
        let mut command = self.shop.tools.command(call);
        command
            .stdin(Stdio::null())
            .stdout(self.stream()?)
            .stderr(self.stream()?);
        let started = command.spawn();
        drop(command); // and with it its ends of the log
        let mut child = started.map_err(|source| Failure::Tool(could_not_start(call, source)))?;
        let mut kill_at = None;
        let status = loop {
            let ended = child
                .try_wait()
                .map_err(|source| Failure::Tool(could_not_start(call, source)))?;
            self.pass_on(said);
            match (ended, kill_at) {
                (Some(status), _) => break status,
                (None, None) if (self.shop.is_stopped)() => {
                    ask_to_end(&child);
                    kill_at = Some(Instant::now() + GRACE);
                }
                (None, Some(at)) if Instant::now() >= at => drop(child.kill()), // it may have ended just now
                _ => thread::sleep(POLL),
            }
        };
        self.pass_on(said);
        if kill_at.is_some() {
            Err(Failure::Env(EnvError::Stopped(self.name.to_owned())))
        } else if status.success() {
            Ok(())
        } else {
            Err(Failure::Tool(failed(call, status, &said.join("\n"))))
        }
    }

    fn stream(&self) -> Result<Stdio, Failure> {
        self.log.stream().map_err(|error| Failure::Env(error.into()))
    }

    fn pass_on(&mut self, said: &mut Vec<String>) {
        for line in self.log.news() {
            (self.shop.line)(&line);
            said.push(line);
        }
        said.drain(..said.len().saturating_sub(LAST_LINES));
    }
}

enum Failure {
    Tool(ToolError),
    Env(EnvError),
}

/// As Ctrl-C would, where the system can; it may have ended just now.
fn ask_to_end(child: &std::process::Child) {
    #[cfg(unix)]
    if let Ok(id) = i32::try_from(child.id()) {
        use nix::sys::signal::{Signal, kill};
        let _ = kill(nix::unistd::Pid::from_raw(id), Signal::SIGINT);
    }
    #[cfg(not(unix))]
    let _ = child;
}
