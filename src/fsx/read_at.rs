use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::PathError;

/// A file of which pieces are read from many threads, each from its own place.
#[derive(Debug)]
pub struct ReadAt {
    path: PathBuf,
    size: u64,
    modified: Option<SystemTime>,
    #[cfg(unix)]
    file: File,
    #[cfg(not(unix))]
    file: std::sync::Mutex<File>,
}

impl ReadAt {
    /// Opens a plain file, or a link to one.
    ///
    /// # Errors
    /// When it cannot be opened or is no plain file.
    pub fn open(path: &Path) -> Result<Self, PathError> {
        let open = || {
            if !std::fs::metadata(path)?.is_file() {
                return Err(std::io::Error::new(
                    std::io::ErrorKind::InvalidInput,
                    "not a plain file",
                ));
            }
            let file = File::open(path)?;
            let meta = file.metadata()?;
            Ok(Self {
                path: path.to_owned(),
                size: meta.len(),
                modified: meta.modified().ok(),
                #[cfg(unix)]
                file,
                #[cfg(not(unix))]
                file: std::sync::Mutex::new(file),
            })
        };
        open().map_err(PathError::on("read", path))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// In bytes, when it was opened.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Last change, when it was opened; the epoch where the system cannot tell.
    #[must_use]
    pub fn modified(&self) -> SystemTime {
        self.modified.unwrap_or(UNIX_EPOCH)
    }

    /// So many bytes from there.
    ///
    /// # Errors
    /// When they cannot be read, or the file ends before; more than the file has is never allocated.
    pub fn read(&self, start: u64, length: u64) -> Result<Vec<u8>, PathError> {
        let read = || {
            let inside = start.checked_add(length).is_some_and(|end| end <= self.size);
            let length = usize::try_from(length).ok().filter(|_| inside);
            let mut bytes = vec![0; length.ok_or(std::io::ErrorKind::UnexpectedEof)?];
            self.fill(start, &mut bytes)?;
            Ok(bytes)
        };
        read().map_err(PathError::on("read", &self.path))
    }

    #[cfg(unix)]
    fn fill(&self, start: u64, bytes: &mut [u8]) -> std::io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, bytes, start)
    }

    #[cfg(not(unix))]
    fn fill(&self, start: u64, bytes: &mut [u8]) -> std::io::Result<()> {
        use std::io::{Read as _, Seek as _, SeekFrom};
        let mut file = self.file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(bytes)
    }
}
