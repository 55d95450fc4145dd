//! Signals as events.

use std::cell::Cell;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use nix::errno::Errno;
use nix::sys::signal::Signal;
use nix::sys::wait::WaitStatus;
use signal_hook::flag::register_conditional_default;
use signal_hook::iterator::{self, Handle};

use crate::fsx::PathError;

/// The end of one stream that is kept: why it is kept in part only, where it is.
pub(super) type Kept = Option<PathError>;

/// What the wait for a command is woken by.
#[derive(Debug)]
pub(super) enum Event {
    /// A signal came to us.
    Signal(Signal),
    /// The command ended or stopped, or cannot be waited for.
    Child(Result<WaitStatus, Errno>),
    /// One of its streams has been read to its end; with what ended the keeping of it before.
    Kept(Kept),
}

/// From when they are taken until this is dropped no signal ends this process: they wait for
/// [`launch`](super::launch). To be taken before a run is created, so that its record is true whenever a
/// signal comes.
#[derive(Debug)]
pub struct Signals {
    events: Receiver<Event>,
    sender: Sender<Event>,
    first_end: Cell<Option<Signal>>,
    handle: Handle,
    is_over: Arc<AtomicBool>,
}

impl Signals {
    /// Those that ask a process to end.
    pub(super) const ENDING: [Signal; 4] = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT];
    /// Those that are passed on to the command and mean nothing to us.
    const PASSED_ON: [Signal; 5] = [
        Signal::SIGTSTP,
        Signal::SIGCONT,
        Signal::SIGWINCH,
        Signal::SIGUSR1,
        Signal::SIGUSR2,
    ];

    /// Takes the signals, but for those in `ignored`, which stay ignored (as `nohup` leaves SIGHUP).
    ///
    /// # Errors
    /// The system refused.
    pub fn take(ignored: &[i32]) -> io::Result<Self> {
        let wanted = Self::ENDING
            .into_iter()
            .chain(Self::PASSED_ON)
            .map(|signal| signal as i32);
        let taken: Vec<i32> = wanted.filter(|signal| !ignored.contains(signal)).collect();
        let mut signals = iterator::Signals::new(&taken)?;
        let is_over = Arc::new(AtomicBool::new(false));
        for signal in &taken {
            register_conditional_default(*signal, Arc::clone(&is_over))?; // after the line above: alone it swallows them
        }
        let handle = signals.handle();
        let (sender, events) = channel();
        let to_us = sender.clone();
        thread::Builder::new().name("signals".to_owned()).spawn(move || {
            let signals = signals.forever().filter_map(|signal| Signal::try_from(signal).ok());
            for signal in signals {
                if to_us.send(Event::Signal(signal)).is_err() {
                    break;
                }
            }
        })?;
        Ok(Self {
            events,
            sender,
            first_end: Cell::new(None),
            handle,
            is_over,
        })
    }

    /// The number of the signal that asked us to end since they were taken, if one did.
    #[must_use]
    pub fn asked_to_end(&self) -> Option<i32> {
        self.pending_end().map(|signal| signal as i32)
    }

    /// The signal that asked us to end since they were taken. What else came is forgotten.
    pub(super) fn pending_end(&self) -> Option<Signal> {
        for event in self.events.try_iter() {
            match event {
                Event::Signal(signal) if Self::ENDING.contains(&signal) && self.first_end.get().is_none() => {
                    self.first_end.set(Some(signal));
                }
                _ => {}
            }
        }
        self.first_end.get()
    }

    pub(super) fn events(&self) -> &Receiver<Event> {
        &self.events
    }

    pub(super) fn sender(&self) -> Sender<Event> {
        self.sender.clone()
    }
}

impl Drop for Signals {
    /// From here on they do again what they do by default.
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        self.handle.close();
    }
}

/// The signals that a process started by `nohup` or in the background of a script ignores: the line `SigIgn:` of
/// Linux's `/proc/self/status`. (Asking the system itself is not possible without `unsafe`.)
#[must_use]
pub fn ignored_signals(status: &str) -> Vec<i32> {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or(0);
    (1..=64).filter(|signal| mask & (1 << (signal - 1)) != 0).collect()
}

/// `SIGINT (Ctrl-C)`, `SIGTERM` …
#[must_use]
pub fn signal_name(signal: i32) -> String {
    match Signal::try_from(signal) {
        Ok(Signal::SIGINT) => "SIGINT (Ctrl-C)".to_owned(),
        Ok(signal) => signal.as_str().to_owned(),
        Err(_) => format!("signal {signal}"),
    }
}
