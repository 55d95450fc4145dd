use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use super::PathError;
use super::mount::check_writable;

/// Proof that this process alone changes the structure of what the lock file stands for. Given up when dropped; the
/// operating system gives it up for a process that dies.
#[derive(Debug)]
pub struct Lock {
    _file: File,
    /// False on file systems without locks, where callers must not rely on being alone.
    pub exclusive: bool,
}

/// Why a lock was not had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Somebody else kept it all the time.
    #[error("{0} is locked by another process")]
    Busy(std::path::PathBuf),
    /// The lock file cannot be opened.
    #[error(transparent)]
    Io(#[from] PathError),
}

const FIRST_POLL: Duration = Duration::from_micros(250);
const POLL: Duration = Duration::from_millis(5);
const SHARED_POLL: Duration = Duration::from_micros(500); // writers leave each other no longer gaps
const SHARED_POLLS: u32 = 2000;
const POLLS: u32 = 6000; // half a minute: a writer holds the lock for milliseconds

impl Lock {
    /// Waits for the lock for up to half a minute.
    ///
    /// # Errors
    /// [`LockError`].
    pub fn acquire(path: &Path) -> Result<Self, LockError> {
        let file = open(path)?;
        let mut poll = FIRST_POLL;
        for _ in 0..POLLS {
            match file.try_lock() {
                Ok(()) => {
                    return Ok(Self {
                        _file: file,
                        exclusive: true,
                    });
                }
                Err(TryLockError::WouldBlock) => {
                    std::thread::sleep(poll);
                    poll = POLL.min(poll + poll / 4);
                }
                Err(TryLockError::Error(_)) => {
                    return Ok(Self {
                        _file: file,
                        exclusive: false,
                    });
                }
            }
        }
        Err(LockError::Busy(path.to_owned()))
    }

    /// Waits for the lock as long as it takes, for work that takes minutes; `waiting` is called once if there is a wait.
    ///
    /// # Errors
    /// When the lock file cannot be opened.
    pub fn wait(path: &Path, waiting: &dyn Fn()) -> Result<Self, PathError> {
        let file = open(path)?;
        let exclusive = match file.try_lock() {
            Ok(()) => true,
            Err(TryLockError::Error(_)) => false,
            Err(TryLockError::WouldBlock) => {
                waiting();
                file.lock().is_ok()
            }
        };
        Ok(Self { _file: file, exclusive })
    }

    /// Takes the lock if nobody has it; makes the lock file, and the folders above it, where there are none.
    ///
    /// # Errors
    /// When the lock file cannot be opened.
    pub fn try_acquire(path: &Path) -> Result<Option<Self>, PathError> {
        if let Some(folder) = path.parent() {
            super::create_dir_all(folder)?;
        }
        let file = open(path)?;
        let exclusive = match file.try_lock() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(_)) => false,
        };
        Ok(Some(Self { _file: file, exclusive }))
    }

    /// Whether somebody has the lock for himself. Writes nothing.
    #[must_use]
    pub fn is_taken(path: &Path) -> bool {
        File::open(path).is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    /// Keeps everybody from taking the lock, for readers: nothing is written, and where no lock file is there is none.
    /// After a second of waiting, or where a lock cannot be had, `None`.
    #[must_use]
    pub fn share(path: &Path) -> Option<Self> {
        let file = File::open(path).ok()?;
        for _ in 0..SHARED_POLLS {
            match file.try_lock_shared() {
                Ok(()) => {
                    return Some(Self {
                        _file: file,
                        exclusive: false,
                    });
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(SHARED_POLL),
                Err(TryLockError::Error(_)) => return None,
            }
        }
        None
    }
}

fn open(path: &Path) -> Result<File, PathError> {
    check_writable("lock", path)?;
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path)
        .map_err(PathError::on("lock", path))
}
