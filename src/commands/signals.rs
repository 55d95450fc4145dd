use std::io;
use std::path::Path;

use crate::fsx;
use crate::project::child::{Signals, ignored_signals};

/// From here on no signal ends this process: they wait for whoever starts a command.
pub(super) fn take_signals() -> io::Result<Signals> {
    Signals::take(&ignored()?)
}

/// The signals that whoever started us wants ignored.
pub(super) fn ignored() -> io::Result<Vec<i32>> {
    let status = fsx::read_if_exists(Path::new("/proc/self/status")).map_err(io::Error::other)?;
    Ok(ignored_signals(&String::from_utf8_lossy(&status.unwrap_or_default())))
}
