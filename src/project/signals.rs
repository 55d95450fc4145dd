//! Signals as events: blocked in this thread and taken by one that waits for them.

use std::cell::Cell;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use nix::errno::Errno;
use nix::sys::signal::{SigSet, SigmaskHow, Signal, kill};
use nix::sys::wait::WaitStatus;
use nix::unistd::Pid;

/// What the wait for a command is woken by.
#[derive(Debug)]
pub(super) enum Event {
    /// A signal came to us.
    Signal(Signal),
    /// The command ended or stopped, or cannot be waited for.
    Child(Result<WaitStatus, Errno>),
}

/// From here on until it is dropped no signal ends this process by surprise: they wait for [`launch`](super::launch).
///
/// To be made before any other thread is started: a thread that exists already would still die of them.
#[derive(Debug)]
pub struct Signals {
    events: Receiver<Event>,
    sender: Sender<Event>,
    first_end: Cell<Option<Signal>>,
    is_over: Arc<AtomicBool>,
    mask_before: SigSet,
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

    /// Blocks the signals. Those in `ignored` (as `nohup` leaves SIGHUP) stay ignored.
    ///
    /// # Errors
    /// The system refused.
    pub fn block(ignored: &[i32]) -> io::Result<Self> {
        let wanted = Self::ENDING.into_iter().chain(Self::PASSED_ON);
        let taken: SigSet = wanted.filter(|signal| !ignored.contains(&(*signal as i32))).collect();
        let mut blocked = taken;
        blocked.add(Signal::SIGTTOU); // else taking the terminal back would stop us
        let mask_before = blocked.thread_swap_mask(SigmaskHow::SIG_BLOCK)?;
        let (sender, events) = channel();
        let is_over = Arc::new(AtomicBool::new(false));
        thread::Builder::new().name("signals".to_owned()).spawn({
            let (sender, is_over) = (sender.clone(), Arc::clone(&is_over));
            move || {
                while let Ok(signal) = taken.wait() {
                    if is_over.load(Ordering::SeqCst) || sender.send(Event::Signal(signal)).is_err() {
                        break;
                    }
                }
            }
        })?;
        Ok(Self {
            events,
            sender,
            first_end: Cell::new(None),
            is_over,
            mask_before,
        })
    }

    /// The signal that asked us to end since they were blocked. What else came is forgotten.
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

impl Drop for Signals {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        let _ = kill(Pid::this(), Signal::SIGWINCH); // wakes the taker; nobody else minds
        let _ = self.mask_before.thread_set_mask();
    }
}
