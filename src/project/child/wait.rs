//! The wait for a command: signals are passed on, the terminal goes to and fro, time runs out.

use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::process::CommandExt;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{SigSet, SigmaskHow, Signal, killpg, raise};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{Pid, getpgrp, tcgetpgrp, tcsetpgrp};

use super::leftovers;
use super::signals::{Event, Kept, Signals};
use super::streams::{Running, Streams};
use super::usage::Meter;
use super::{End, Launch, Outcome};
use crate::fsx::PathError;

/// How soon a command in the background may ask for the terminal again.
const POLL: Duration = Duration::from_millis(10);

/// How soon a command that has the terminal learns that its size changed: the system tells only its group, not us.
const LOOK_AT_SIZE: Duration = Duration::from_millis(250);

/// Starts the command and waits for its end, and for the end of what it says. Signals that came since they were taken
/// count: after one that ends, nothing is started.
///
/// Reaps every child of this process meanwhile: it must have no others.
///
/// # Errors
/// There is no shell, or waiting failed.
pub fn launch(mut launch: Launch<'_>, signals: &Signals) -> io::Result<Outcome> {
    if let Some(signal) = signals.pending_end() {
        return Ok(Outcome::not_started(signal as i32));
    }
    leftovers::adopt(true);
    let meter = Meter::start();
    let streams = launch.sinks.take().map(Streams::open).transpose()?;
    let child = launch.spawn(|command| {
        if let Some(streams) = &streams {
            streams.attach(command)?;
        }
        command.process_group(0).spawn()
    })?;
    let group = Pid::from_raw(i32::try_from(child.id()).map_err(io::Error::other)?);
    let events = signals.events();
    let mut watch = Watch {
        group,
        has_terminal: false,
        interrupted_by: None,
        timed_out: false,
        time_out_at: launch.timeout.and_then(|timeout| Instant::now().checked_add(timeout)),
        kill_at: None,
        streams: None,
        lost: Vec::new(),
    };
    watch.streams = streams.map(|streams| streams.follow(&signals.sender())).transpose()?;
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
    let status = loop {
        let event = match watch.next_look() {
            None => events.recv().map_err(io::Error::other)?,
            Some(at) => match events.recv_timeout(at.saturating_duration_since(Instant::now())) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => {
                    watch.look(launch.grace);
                    continue;
                }
                Err(error) => return Err(io::Error::other(error)),
            },
        };
        match event {
            Event::Signal(signal) => watch.pass_on(signal, launch.grace),
            Event::Kept(kept) => watch.read_to_the_end(kept),
            Event::Child(Ok(WaitStatus::Stopped(_, signal))) => watch.stopped(signal),
            Event::Child(Err(Errno::EINTR)) => {}
            Event::Child(status) => break status,
        }
    };
    watch.take_terminal_back();
    let left_behind = leftovers::end(group);
    leftovers::adopt(false);
    let usage = meter.read();
    watch.drain(events);
    let end = match status.map_err(io::Error::from)? {
        WaitStatus::Exited(_, code) => End::Exited(code),
        WaitStatus::Signaled(_, signal, _) => End::Signalled(signal as i32),
        other => return Err(io::Error::other(format!("unexpected end of the command: {other:?}"))),
    };
    if end == End::Signalled(Signal::SIGINT as i32) && !watch.timed_out {
        watch.interrupted_by.get_or_insert(Signal::SIGINT);
    }
    Ok(Outcome {
        end,
        interrupted_by: watch.interrupted_by.map(|signal| signal as i32),
        timed_out: watch.timed_out,
        left_behind,
        usage: Some(usage),
        lost: watch.lost,
    })
}

/// A running command.
struct Watch {
    group: Pid,
    has_terminal: bool,
    interrupted_by: Option<Signal>,
    timed_out: bool,
    time_out_at: Option<Instant>,
    kill_at: Option<Instant>,
    streams: Option<Running>,
    lost: Vec<PathError>,
}

impl Watch {
    /// To the whole group; it may be gone already.
    fn signal(&self, signal: Signal) {
        let _ = killpg(self.group, signal);
    }

    /// When there is something to do although nothing happens.
    fn next_look(&self) -> Option<Instant> {
        let has_pty = self.streams.as_ref().is_some_and(Running::has_terminals);
        let size_at = (self.has_terminal && has_pty).then(|| Instant::now() + LOOK_AT_SIZE);
        [self.time_out_at, self.kill_at, size_at].into_iter().flatten().min()
    }

    fn look(&mut self, grace: Duration) {
        let is_due = |at: Option<Instant>| at.is_some_and(|at| at <= Instant::now());
        if is_due(self.kill_at) {
            self.signal(Signal::SIGKILL);
            self.kill_at = None;
        } else if is_due(self.time_out_at) {
            self.timed_out = true;
            self.ask_to_end(Signal::SIGTERM, grace);
        }
        if self.has_terminal && self.streams.as_ref().is_some_and(Running::follow_size) {
            self.signal(Signal::SIGWINCH);
        }
    }

    fn ask_to_end(&mut self, signal: Signal, grace: Duration) {
        self.signal(signal);
        self.signal(Signal::SIGCONT); // a stopped process would not see it
        self.time_out_at = None;
        self.kill_at = Instant::now().checked_add(grace);
    }

    fn pass_on(&mut self, signal: Signal, grace: Duration) {
        if Signals::ENDING.contains(&signal) {
            if self.is_asked_to_end() {
                self.signal(Signal::SIGKILL);
            } else {
                self.interrupted_by = Some(signal);
                self.ask_to_end(signal, grace);
            }
            return;
        }
        if signal == Signal::SIGWINCH
            && let Some(streams) = &self.streams
        {
            streams.follow_size();
        }
        self.signal(signal);
    }

    fn is_asked_to_end(&self) -> bool {
        self.timed_out || self.interrupted_by.is_some()
    }

    fn read_to_the_end(&mut self, lost: Kept) {
        self.lost.extend(lost);
        if let Some(streams) = &mut self.streams {
            streams.open -= 1;
        }
    }

    /// Waits until what the command said is kept and passed on. Whoever reads our own streams may take long, or for ever:
    /// one more signal that ends, and they are left alone.
    fn drain(&mut self, events: &Receiver<Event>) {
        let Some(mut streams) = self.streams.take() else { return };
        let mut open = streams.open;
        streams.end();
        while open > 0 {
            match events.recv() {
                Ok(Event::Kept(lost)) => {
                    self.lost.extend(lost);
                    open -= 1;
                }
                Ok(Event::Signal(Signal::SIGTSTP)) => stop_ourselves(Signal::SIGTSTP),
                Ok(Event::Signal(signal)) if Signals::ENDING.contains(&signal) => break,
                Ok(_) => {}
                Err(_) => break,
            }
        }
    }

    /// The command stopped. It gets the terminal if that is what it wants and we have it; otherwise we stop too,
    /// so that the shell sees its job stop, and both go on together.
    fn stopped(&mut self, signal: Signal) {
        if self.is_asked_to_end() {
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
