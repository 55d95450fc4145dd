use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write as _};
use std::path::Path;

use super::mount::writable;
use super::{PathError, TEMP_PREFIX};

/// Makes a folder and those above it, for this user's eyes alone; one that is there stays as it is.
///
/// # Errors
/// When one cannot be made.
pub fn create_private_dir(path: &Path) -> Result<(), PathError> {
    make_private(path).map_err(PathError::on("create", path))
}

pub(super) fn make_private(path: &Path) -> io::Result<()> {
    writable(path)?;
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// What makes temporary folders for this user's eyes alone, whatever the umask, with names that begin so.
#[must_use]
pub fn temp_folders(prefix: &str) -> tempfile::Builder<'_, '_> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder
}

/// A folder among the system's temporary ones, gone when dropped.
#[derive(Debug)]
pub struct TempFolder(tempfile::TempDir);

impl TempFolder {
    /// A new one.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new() -> Result<Self, PathError> {
        temp_folders(TEMP_PREFIX)
            .tempdir()
            .map(Self)
            .map_err(PathError::on("create", Path::new("a temporary folder")))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// A file of the disk open for reading, to be looked at in any order.
///
/// # Errors
/// When it cannot be opened.
pub fn open(path: &Path) -> Result<File, PathError> {
    File::open(path).map_err(PathError::on("read", path))
}

/// Writes a file that is not there yet, with the folders above it, from `content`, and returns its size; the content is cut
/// one byte above `most`.
///
/// # Errors
/// When it is there, or cannot be written, or `content` cannot be read.
pub fn write_new(path: &Path, executable: bool, content: &mut dyn Read, most: u64) -> Result<u64, PathError> {
    let mut write = || {
        writable(path)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, if executable { 0o777 } else { 0o666 }); // less the umask
        #[cfg(not(unix))]
        let _ = executable;
        let mut file = options.open(path)?;
        let size = io::copy(&mut content.take(most.saturating_add(1)), &mut file)?;
        file.flush().map(|()| size)
    };
    write().map_err(PathError::on("write", path))
}

/// Makes a symbolic link, with the folders above it.
///
/// # Errors
/// When there is something of that name, or the system makes none.
pub fn create_link(path: &Path, target: &Path) -> Result<(), PathError> {
    let link = || {
        writable(path)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        #[cfg(unix)]
        return std::os::unix::fs::symlink(target, path);
        #[cfg(not(unix))]
        Err(io::Error::from(io::ErrorKind::Unsupported))
    };
    link().map_err(PathError::on("create", path))
}
