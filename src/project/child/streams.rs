//! What a command says, live and kept: passed on to our own streams, appended to files, shown to whoever looks for metrics.

use std::io::{self, IsTerminal as _, PipeReader, PipeWriter, pipe};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Sender, SyncSender};
use std::thread;

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{SigSet, Signal};
use nix::unistd::{read, write};

use super::signals::{Event, Kept};
use super::terminal::{Pty, follow_size};
use super::{Said, Sinks, Stream};
use crate::fsx::Log;

/// How much is read at once: what a pipe holds.
const PIECE: usize = 1 << 16;
/// How much may still be waiting when the command and all that it left behind are over.
const MOST_LEFT: usize = 1 << 21;

/// The streams of a command that is about to be started.
pub(super) struct Streams {
    taps: Vec<Tap>,
    over: (PipeReader, PipeWriter),
    is_silent: bool,
}

/// The streams of a command that runs.
pub(super) struct Running {
    /// Held: when it goes, the readers know that the command is over.
    held: Option<PipeWriter>,
    terminals: Vec<(Stream, OwnedFd)>,
    /// How many have not been read to their end.
    pub(super) open: usize,
}

struct Tap {
    stream: Stream,
    source: OwnedFd,
    end: OwnedFd,
    is_terminal: bool,
    log: Option<Log>,
    watcher: Option<SyncSender<Said>>,
}

impl Streams {
    /// A terminal where we write to one, a pipe elsewhere.
    pub(super) fn open(sinks: Sinks) -> io::Result<Self> {
        let Sinks {
            stdout,
            stderr,
            watcher,
            is_silent,
        } = sinks;
        let tap = |stream: Stream, log| -> io::Result<Tap> {
            let pty = with_ours(stream, |ours, is_terminal| {
                (is_terminal && !is_silent).then(|| Pty::of_size(ours).ok()).flatten()
            });
            let is_terminal = pty.is_some();
            let (source, end) = match pty {
                Some(Pty { source, end }) => (source, end),
                None => pipe().map(|(source, end)| (source.into(), end.into()))?,
            };
            Ok(Tap {
                stream,
                source,
                end,
                is_terminal,
                log,
                watcher: watcher.clone(),
            })
        };
        Ok(Self {
            taps: vec![tap(Stream::Stdout, stdout)?, tap(Stream::Stderr, stderr)?],
            over: pipe()?,
            is_silent,
        })
    }

    /// Gives the command its ends.
    pub(super) fn attach(&self, command: &mut Command) -> io::Result<()> {
        for tap in &self.taps {
            let end = Stdio::from(tap.end.try_clone()?);
            match tap.stream {
                Stream::Stdout => command.stdout(end),
                Stream::Stderr => command.stderr(end),
            };
        }
        Ok(())
    }

    /// Reads until the command's ends are closed, and then says so; ours are given up here.
    pub(super) fn follow(self, done: &Sender<Event>) -> io::Result<Running> {
        let (over, held) = self.over;
        let mut running = Running {
            held: Some(held),
            terminals: Vec::new(),
            open: 0,
        };
        let mut readers = Vec::new();
        for tap in self.taps {
            if tap.is_terminal {
                running.terminals.push((tap.stream, tap.source.try_clone()?));
            }
            readers.push(Reader {
                stream: tap.stream,
                source: tap.source,
                is_live: !self.is_silent,
                log: tap.log,
                lost: None,
                watcher: tap.watcher,
            });
            running.open += 1;
        }
        let done = done.clone();
        // one for both: who writes on standard error what comes after something on standard output sees it come after
        thread::Builder::new().name("output".to_owned()).spawn(move || {
            // a terminal that stops background writers (stty tostop) would stop us
            let _ = SigSet::from(Signal::SIGTTOU).thread_block();
            follow(readers, &over, &|reader| drop(done.send(Event::Kept(reader.lost))));
        })?;
        Ok(running)
    }
}

impl Running {
    /// The command is over: from here on only what waits is read.
    pub(super) fn end(&mut self) {
        self.held = None;
    }

    /// Gives the command's terminals the size that ours have now; whether any had another.
    pub(super) fn follow_size(&self) -> bool {
        let changed = self
            .terminals
            .iter()
            .filter(|(stream, ours)| with_ours(*stream, |real, _| follow_size(real, ours.as_fd())));
        changed.count() > 0
    }

    /// Whether the command sees a terminal of ours.
    pub(super) fn has_terminals(&self) -> bool {
        !self.terminals.is_empty()
    }
}

/// One stream, on its way.
struct Reader {
    stream: Stream,
    source: OwnedFd,
    /// Until whoever reads our own stream goes away.
    is_live: bool,
    log: Option<Log>,
    lost: Kept,
    watcher: Option<SyncSender<Said>>,
}

/// Reads each until its last writer is gone, or until `over` is closed and nothing waits any more.
fn follow(mut readers: Vec<Reader>, over: &PipeReader, done: &dyn Fn(Reader)) {
    let mut piece = vec![0; PIECE];
    let mut left = MOST_LEFT;
    while !readers.is_empty() {
        let sources = readers.iter().map(|reader| reader.source.as_fd()).chain([over.as_fd()]);
        let mut ready: Vec<PollFd<'_>> = sources.map(|fd| PollFd::new(fd, PollFlags::POLLIN)).collect();
        match poll(&mut ready, PollTimeout::NONE) {
            Ok(_) => {}
            Err(Errno::EINTR) => continue,
            Err(_) => break,
        }
        let mut ready: Vec<bool> = ready.iter().map(|fd| fd.any().unwrap_or(true)).collect();
        let is_over = ready.pop().unwrap_or(true);
        if is_over && (left == 0 || !ready.contains(&true)) {
            break;
        }
        let mut ready = ready.into_iter();
        let is_at_end = |reader: &mut Reader| ready.next().unwrap_or(false) && !reader.read(&mut piece);
        readers.extract_if(.., is_at_end).for_each(done);
        if is_over {
            left = left.saturating_sub(PIECE);
        }
    }
    readers.into_iter().for_each(done);
}

impl Reader {
    /// Takes what is there; whether there may be more.
    fn read(&mut self, piece: &mut [u8]) -> bool {
        match read(&self.source, piece) {
            Ok(0) => false,
            Ok(length) => {
                self.take(&piece[..length]);
                true
            }
            Err(Errno::EINTR | Errno::EAGAIN) => true,
            Err(_) => false, // EIO: that is how a terminal ends
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        if let Some(log) = &mut self.log
            && let Err(error) = log.append(bytes)
        {
            self.lost = Some(error);
            self.log = None;
        }
        if self.is_live {
            self.is_live = with_ours(self.stream, |ours, _| write_all(ours, bytes)).is_ok();
        }
        if let Some(watcher) = &self.watcher {
            let said = Said::Piece(self.stream, bytes.to_vec());
            if watcher.send(said).is_err() {
                self.watcher = None;
            }
        }
    }
}

/// With our own stream of that name, and whether it is a terminal.
fn with_ours<T>(stream: Stream, act: impl FnOnce(BorrowedFd<'_>, bool) -> T) -> T {
    match stream {
        Stream::Stdout => act(io::stdout().as_fd(), io::stdout().is_terminal()),
        Stream::Stderr => act(io::stderr().as_fd(), io::stderr().is_terminal()),
    }
}

/// Without the buffer and the lock of the standard library's streams.
fn write_all(to: BorrowedFd<'_>, mut bytes: &[u8]) -> Result<(), Errno> {
    while !bytes.is_empty() {
        match write(to, bytes) {
            Ok(written) => bytes = &bytes[written..],
            Err(Errno::EINTR) => {}
            Err(Errno::EAGAIN) => {
                // somebody made it so for all who share it
                let _ = poll(&mut [PollFd::new(to, PollFlags::POLLOUT)], PollTimeout::NONE);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
