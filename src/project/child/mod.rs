//! Starts a project's command and waits for it, so that it never outlives us and signals reach it.
//!
//! The command leads a process group of its own: what it leaves behind can be found and ended. The terminal stays with
//! *our* group, so that we see Ctrl-C ourselves and pass it on, and so that `mlrun run . | less` works; the command
//! gets the terminal when it asks for it (it then stops with SIGTTIN or SIGTTOU). A process that leaves the group
//! (`setsid`) is found on Linux only, and everything is out of reach when we are killed with SIGKILL.

#[cfg(unix)]
mod leftovers;
#[cfg(unix)]
mod signals;

use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended.
    pub end: End,
    /// The first signal that asked us to end it, or SIGINT when the terminal sent that to the command itself.
    pub interrupted_by: Option<i32>,
    /// Whether processes of its group were still there after it had ended, and were ended too.
    pub left_behind: bool,
}

/// What is started.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone)]
pub struct Launch<'a> {
    /// The command.
    pub program: &'a Program,
    /// Where it runs.
    pub folder: &'a Path,
    /// Added to the environment we have.
    pub environment: &'a [(String, String)],
    /// How long a command may take to end after a signal, before it is killed.
    pub grace: Duration,
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

/// Starts the command with our standard streams and waits for its end.
///
/// # Errors
/// There is no shell, or waiting failed.
#[cfg(not(unix))]
pub fn launch(launch: &Launch<'_>, _signals: &Signals) -> io::Result<Outcome> {
    let status = launch.spawn(Command::spawn)?.wait()?;
    Ok(Outcome {
        end: End::Exited(status.code().unwrap_or(1)),
        interrupted_by: None,
        left_behind: false,
    })
}

#[cfg(unix)]
pub use unix::launch;

#[cfg(unix)]
mod unix {
    use std::io::{self, IsTerminal};
    use std::os::fd::{AsFd, BorrowedFd};
    use std::os::unix::process::CommandExt;
    use std::sync::mpsc::RecvTimeoutError;
    use std::thread;
    use std::time::{Duration, Instant};

    use nix::errno::Errno;
    use nix::sys::signal::{SigSet, SigmaskHow, Signal, killpg, raise};
    use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
    use nix::unistd::{Pid, getpgrp, tcgetpgrp, tcsetpgrp};

    use super::leftovers;
    use super::signals::{Event, Signals};
    use super::{End, Launch, Outcome};

    /// How soon a command in the background may ask for the terminal again.
    const POLL: Duration = Duration::from_millis(10);

    /// Starts the command with our standard streams and waits for its end. Signals that came since they were taken
    /// count: after one that ends, nothing is started.
    ///
    /// Reaps every child of this process meanwhile: it must have no others.
    ///
    /// # Errors
    /// There is no shell, or waiting failed.
    pub fn launch(launch: &Launch<'_>, signals: &Signals) -> io::Result<Outcome> {
        if let Some(signal) = signals.pending_end() {
            return Ok(Outcome {
                end: End::NotStarted,
                interrupted_by: Some(signal as i32),
                left_behind: false,
            });
        }
        leftovers::adopt(true);
        let child = launch.spawn(|command| command.process_group(0).spawn())?;
        let group = Pid::from_raw(i32::try_from(child.id()).map_err(io::Error::other)?);
        let events = signals.events();
        let waiter = signals.sender();
        thread::spawn(move || {
            loop {
                let status = waitpid(None, Some(WaitPidFlag::WUNTRACED));
                let is_ours = status.is_err() || status.is_ok_and(|status| status.pid() == Some(group));
                let is_over = is_ours && !matches!(status, Ok(WaitStatus::Stopped(..)) | Err(Errno::EINTR));
                if (is_ours && waiter.send(Event::Child(status)).is_err()) || is_over {
                    break;
                }
            }
        });
        let mut watch = Watch {
            group,
            has_terminal: false,
            interrupted_by: None,
            kill_at: None,
        };
        let status = loop {
            let event = match watch.kill_at {
                None => events.recv().map_err(io::Error::other)?,
                Some(at) => match events.recv_timeout(at.saturating_duration_since(Instant::now())) {
                    Ok(event) => event,
                    Err(RecvTimeoutError::Timeout) => {
                        watch.signal(Signal::SIGKILL);
                        watch.kill_at = None;
                        continue;
                    }
                    Err(error) => return Err(io::Error::other(error)),
                },
            };
            match event {
                Event::Signal(signal) => watch.pass_on(signal, launch.grace),
                Event::Child(Ok(WaitStatus::Stopped(_, signal))) => watch.stopped(signal),
                Event::Child(Err(Errno::EINTR)) => {}
                Event::Child(status) => break status,
            }
        };
        watch.take_terminal_back();
        let left_behind = leftovers::end(group);
        leftovers::adopt(false);
        let end = match status.map_err(io::Error::from)? {
            WaitStatus::Exited(_, code) => End::Exited(code),
            WaitStatus::Signaled(_, signal, _) => End::Signalled(signal as i32),
            other => return Err(io::Error::other(format!("unexpected end of the command: {other:?}"))),
        };
        if end == End::Signalled(Signal::SIGINT as i32) {
            watch.interrupted_by.get_or_insert(Signal::SIGINT);
        }
        Ok(Outcome {
            end,
            interrupted_by: watch.interrupted_by.map(|signal| signal as i32),
            left_behind,
        })
    }

    /// A running command.
    struct Watch {
        group: Pid,
        has_terminal: bool,
        interrupted_by: Option<Signal>,
        kill_at: Option<Instant>,
    }

    impl Watch {
        /// To the whole group; it may be gone already.
        fn signal(&self, signal: Signal) {
            let _ = killpg(self.group, signal);
        }

        fn pass_on(&mut self, signal: Signal, grace: Duration) {
            let ends = Signals::ENDING.contains(&signal);
            if ends && self.interrupted_by.is_some() {
                self.signal(Signal::SIGKILL);
                return;
            }
            self.signal(signal);
            if ends {
                self.interrupted_by = Some(signal);
                self.kill_at = Instant::now().checked_add(grace);
                self.signal(Signal::SIGCONT); // a stopped process would not see it
            }
        }

        /// The command stopped. It gets the terminal if that is what it wants and we have it; otherwise we stop too,
        /// so that the shell sees its job stop, and both go on together.
        fn stopped(&mut self, signal: Signal) {
            if self.interrupted_by.is_some() {
                self.signal(Signal::SIGCONT);
                return;
            }
            match signal {
                Signal::SIGTTIN | Signal::SIGTTOU => {
                    if !self.give_terminal() {
                        self.take_terminal_back();
                        stop_ourselves(signal);
                        if !self.give_terminal() {
                            thread::sleep(POLL); // in the background still: it will ask again
                        }
                    }
                }
                Signal::SIGTSTP => {
                    let had_terminal = self.has_terminal;
                    self.take_terminal_back();
                    stop_ourselves(signal);
                    if had_terminal {
                        self.give_terminal();
                    }
                }
                _ => return, // SIGSTOP: whoever sent it will send SIGCONT
            }
            self.signal(Signal::SIGCONT);
        }

        /// Makes the command's group the foreground one, if ours is or if it is that already.
        fn give_terminal(&mut self) -> bool {
            self.has_terminal = with_terminal(|terminal| {
                let foreground = tcgetpgrp(terminal)?;
                if foreground == getpgrp() {
                    tcsetpgrp(terminal, self.group)?;
                } else if foreground != self.group {
                    return Err(Errno::ENOTTY);
                }
                Ok(())
            });
            self.has_terminal
        }

        fn take_terminal_back(&mut self) {
            if std::mem::take(&mut self.has_terminal) {
                with_terminal(|terminal| {
                    if tcgetpgrp(terminal)? != self.group {
                        return Ok(());
                    }
                    let mut background = SigSet::from(Signal::SIGTTOU); // it would stop us: we are not in the foreground
                    background = background.thread_swap_mask(SigmaskHow::SIG_BLOCK)?;
                    let taken = tcsetpgrp(terminal, getpgrp());
                    background.thread_set_mask()?;
                    taken
                });
            }
        }
    }

    /// Stops this process as `signal` would have, and returns when it goes on; at once if nobody could wake us (an
    /// orphaned process group).
    fn stop_ourselves(signal: Signal) {
        let _ = raise(match signal {
            Signal::SIGTSTP => Signal::SIGTTIN, // we take SIGTSTP; this one stops us just as well
            other => other,
        });
    }

    /// Acts on the first of our streams that is our terminal; whether that worked.
    fn with_terminal(act: impl Fn(BorrowedFd<'_>) -> Result<(), Errno>) -> bool {
        let (input, output, errors) = (io::stdin(), io::stdout(), io::stderr());
        let streams = [
            input.is_terminal().then(|| input.as_fd()),
            errors.is_terminal().then(|| errors.as_fd()),
            output.is_terminal().then(|| output.as_fd()),
        ];
        streams.into_iter().flatten().any(|terminal| act(terminal).is_ok())
    }
}
