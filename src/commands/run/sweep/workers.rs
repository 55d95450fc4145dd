//! The processes that run the points of a sweep, so many at once.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::worker;
use crate::fsx::Scratch;
use crate::project::Plan;

/// How much of what a command said is kept for when it fails, in bytes.
pub(super) const KEPT: u64 = 4096;

/// What the wait for workers is woken by.
pub(super) enum Event {
    /// The worker of that point is over.
    Ended(usize, Ended),
    /// A signal came to us.
    Signal(i32),
}

/// How a worker ended.
pub(super) struct Ended {
    /// What it said of its run; nothing where it died before.
    pub(super) end: Option<worker::End>,
    /// How the process ended.
    pub(super) process: String,
    /// The last lines that the command, or the worker itself, said.
    pub(super) last_lines: Vec<String>,
}

/// The running workers.
pub(super) struct Workers {
    program: PathBuf,
    store: String,
    running: BTreeMap<usize, u32>,
    sender: Sender<Event>,
    events: Receiver<Event>,
    #[cfg(unix)]
    _signals: signals::Taken,
}

impl Workers {
    /// None yet. From here on no signal ends this process: each is an event.
    pub(super) fn new(program: PathBuf, store: String) -> io::Result<Self> {
        let (sender, events) = channel();
        Ok(Self {
            program,
            store,
            running: BTreeMap::new(),
            #[cfg(unix)]
            _signals: signals::take(sender.clone())?,
            sender,
            events,
        })
    }

    pub(super) fn running(&self) -> usize {
        self.running.len()
    }

    /// Starts a worker. It leads a process group of its own: what the terminal sends to ours, we pass on once.
    pub(super) fn start(&mut self, point: usize, plan: &Plan) -> io::Result<()> {
        let mut said = Scratch::new()?;
        let mut command = Command::new(&self.program);
        command.args(["--tracking-uri", &self.store, worker::COMMAND]);
        command
            .stdin(Stdio::piped())
            .stdout(said.stdio()?)
            .stderr(said.stdio()?);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        self.running.insert(point, child.id());
        let plan = serde_json::to_vec(plan)?;
        let sender = self.sender.clone();
        thread::Builder::new().name("worker".to_owned()).spawn(move || {
            let ended = wait(&mut child, &plan, &mut said);
            let _ = sender.send(Event::Ended(point, ended));
        })?;
        Ok(())
    }

    /// An event that is there already.
    pub(super) fn pending(&mut self) -> Option<Event> {
        let event = self.events.try_recv().ok()?;
        Some(self.seen(event))
    }

    /// The next event, waited for.
    pub(super) fn next(&mut self) -> io::Result<Event> {
        let event = self.events.recv().map_err(io::Error::other)?;
        Ok(self.seen(event))
    }

    fn seen(&mut self, event: Event) -> Event {
        if let Event::Ended(point, _) = &event {
            self.running.remove(point);
        }
        event
    }

    /// Sends a signal to every worker, which passes it on to its command.
    pub(super) fn signal(&self, signal: i32) {
        #[cfg(unix)]
        for process in self.running.values() {
            signals::send(*process, signal);
        }
        #[cfg(not(unix))]
        let _ = signal;
    }
}

/// Hands the plan over, and waits for the end.
fn wait(child: &mut Child, plan: &[u8], said: &mut Scratch) -> Ended {
    if let Some(mut stdin) = child.stdin.take() {
        let _ = stdin.write_all(plan); // a worker that died does not read it
    }
    let process = match child.wait() {
        Ok(status) => ended(status),
        Err(error) => error.to_string(),
    };
    let mut lines = said.last_lines(KEPT).unwrap_or_default();
    let end = lines.last().and_then(|line| serde_json::from_str(line).ok());
    if end.is_some() {
        lines.pop();
    }
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    Ended {
        end,
        process,
        last_lines: lines,
    }
}

fn ended(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("its process ended with exit code {code}"),
        None => format!("its process was ended ({status})"),
    }
}

#[cfg(unix)]
mod signals {
    use std::io;
    use std::sync::mpsc::Sender;
    use std::thread;

    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;
    use signal_hook::iterator::{Handle, Signals};

    use super::Event;
    use crate::commands::signals::ignored;

    const TAKEN: [Signal; 6] = [
        Signal::SIGINT,
        Signal::SIGTERM,
        Signal::SIGHUP,
        Signal::SIGQUIT,
        Signal::SIGTSTP,
        Signal::SIGCONT,
    ];

    /// Signals are events as long as this is there.
    pub(super) struct Taken(Handle);

    impl Drop for Taken {
        fn drop(&mut self) {
            self.0.close();
        }
    }

    pub(super) fn take(events: Sender<Event>) -> io::Result<Taken> {
        let ignored = ignored()?;
        let wanted = TAKEN.into_iter().map(|signal| signal as i32);
        let mut signals = Signals::new(wanted.filter(|signal| !ignored.contains(signal)))?;
        let taken = Taken(signals.handle());
        thread::Builder::new().name("signals".to_owned()).spawn(move || {
            for signal in signals.forever() {
                if events.send(Event::Signal(signal)).is_err() {
                    break;
                }
            }
        })?;
        Ok(taken)
    }

    /// It may be gone already.
    pub(super) fn send(process: u32, signal: i32) {
        if let (Ok(process), Ok(signal)) = (i32::try_from(process), Signal::try_from(signal)) {
            let _ = kill(Pid::from_raw(process), signal);
        }
    }
}
