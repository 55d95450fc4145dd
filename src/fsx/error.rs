use std::io;
use std::path::{Path, PathBuf};

/// An I/O error that knows what was tried and where.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}: {source}", path.display())]
pub struct PathError {
    /// A verb: `read`, `write`, `create`, `list`, `rename`, `remove`, `lock`.
    pub action: &'static str,
    /// The file or folder.
    pub path: PathBuf,
    /// What the operating system said.
    pub source: io::Error,
}

impl PathError {
    pub(super) fn on<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> Self + 'a {
        move |source| Self {
            action,
            path: path.to_owned(),
            source: without_temporary(source),
        }
    }

    /// Whether it is a folder where a file was meant.
    #[must_use]
    pub fn is_a_folder(&self) -> bool {
        self.source.kind() == io::ErrorKind::IsADirectory
    }

    /// Whether there is something of that name already.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        use io::ErrorKind::{AlreadyExists, DirectoryNotEmpty};
        matches!(self.source.kind(), AlreadyExists | DirectoryNotEmpty)
    }

    /// Whether something was to be moved to another disk.
    #[must_use]
    pub fn is_on_another_disk(&self) -> bool {
        self.source.kind() == io::ErrorKind::CrossesDevices
    }

    /// Whether there is no such file or folder, or cannot be one because its name is longer than names may be.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        means_absent(&self.source)
    }
}

/// Without the name of a temporary file, which `tempfile` adds: nobody who reads it knows that.
fn without_temporary(error: io::Error) -> io::Error {
    let text = error.to_string();
    match text.split_once(" at path \"") {
        Some((said, _)) if error.raw_os_error().is_none() => io::Error::new(error.kind(), said),
        _ => error,
    }
}

pub(super) fn means_absent(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory | InvalidFilename)
}
