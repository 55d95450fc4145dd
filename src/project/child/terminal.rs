//! Terminals for a command whose output we keep: it sees one where we write to one.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use nix::pty::openpty;
use nix::sys::termios::{LocalFlags, OutputFlags, SetArg, tcgetattr, tcsetattr};
use rustix::io::{FdFlags, fcntl_setfd};
use rustix::termios::{tcgetwinsize, tcsetwinsize};

/// A terminal of our own, in place of a real one.
#[derive(Debug)]
pub(super) struct Pty {
    /// What is written into `end` is read here.
    pub(super) source: OwnedFd,
    /// For the command. Not its controlling terminal: that stays the real one, and so does job control.
    pub(super) end: OwnedFd,
}

impl Pty {
    /// One of the size of `real`. It changes nothing of what is written: line feeds stay line feeds.
    pub(super) fn of_size(real: BorrowedFd<'_>) -> io::Result<Self> {
        let pty = openpty(None, None)?;
        for end in [&pty.master, &pty.slave] {
            fcntl_setfd(end, FdFlags::CLOEXEC)?;
        }
        let mut modes = tcgetattr(&pty.slave)?;
        modes.output_flags.remove(OutputFlags::OPOST);
        modes.local_flags.remove(LocalFlags::ECHO);
        tcsetattr(&pty.slave, SetArg::TCSANOW, &modes)?;
        follow_size(real, pty.master.as_fd());
        Ok(Self {
            source: pty.master,
            end: pty.slave,
        })
    }
}

/// Gives `ours` the size of `real`; whether it had another.
pub(super) fn follow_size(real: BorrowedFd<'_>, ours: BorrowedFd<'_>) -> bool {
    let (Ok(wanted), Ok(size)) = (tcgetwinsize(real), tcgetwinsize(ours)) else {
        return false;
    };
    let shape = |size: rustix::termios::Winsize| (size.ws_row, size.ws_col, size.ws_xpixel, size.ws_ypixel);
    shape(wanted) != shape(size) && tcsetwinsize(ours, wanted).is_ok()
}
