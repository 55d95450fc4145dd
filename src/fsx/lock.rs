use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use super::PathError;
use super::mount::check_writable;

/// Proof that this process alone changes the structure of what the lock file stands for. Given up when dropped; the
/// operating system gives it up for a process that dies.
#[derive(Debug)]
pub struct Lock {
    file: File,
    says: bool,
    /// False on file systems without locks, where callers must not rely on being alone.
    pub exclusive: bool,
}

/// Why a lock was not had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Somebody else kept it all the time.
    #[error("{} is locked by another process", path.display())]
    Busy {
        /// The lock file.
        path: PathBuf,
        /// Who kept it, if that is told.
        holder: Option<Holder>,
    },
    /// The lock file cannot be opened.
    #[error(transparent)]
    Io(#[from] PathError),
}

/// Who has a lock, as the lock file tells it: words that nobody has checked. The system alone decides who has it, and a process
/// that died has none, whatever it has written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// In the holder's own words.
    pub words: String,
    /// Since when, in milliseconds since the epoch, by the clock of where the file lies.
    pub since: i64,
}

/// More than anybody has to say of himself, in bytes.
const WORDS: usize = 1000;
const FIRST_POLL: Duration = Duration::from_micros(250);
const POLL: Duration = Duration::from_millis(5);
const SHARED_POLL: Duration = Duration::from_micros(500); // writers leave each other no longer gaps
const SHARED_POLLS: u32 = 2000;
const POLLS: u32 = 6000; // half a minute: a writer holds the lock for milliseconds
const PATIENCE: u32 = 220; // a second, after which it is told who is waited for

impl Lock {
    /// Waits for the lock for up to half a minute.
    ///
    /// # Errors
    /// [`LockError`].
    pub fn acquire(path: &Path) -> Result<Self, LockError> {
        Self::acquire_as(path, "", &|_| ())
    }

    /// As [`Self::acquire`], and leaves these words in the lock file for as long as it is held, for those who wait to read.
    /// `waiting` is called once if it takes longer than a second, with what the holder says.
    ///
    /// # Errors
    /// [`LockError`].
    pub fn acquire_as(path: &Path, words: &str, waiting: &dyn Fn(Option<&Holder>)) -> Result<Self, LockError> {
        let file = open(path)?;
        let mut poll = FIRST_POLL;
        for polled in 0..POLLS {
            match file.try_lock() {
                Ok(()) => return Ok(Self::new(file, true).saying(words)),
                Err(TryLockError::WouldBlock) => {
                    if polled == PATIENCE {
                        waiting(Self::holder(path).as_ref());
                    }
                    std::thread::sleep(poll);
                    poll = POLL.min(poll + poll / 4);
                }
                Err(TryLockError::Error(_)) => return Ok(Self::new(file, false)),
            }
        }
        Err(LockError::Busy {
            path: path.to_owned(),
            holder: Self::holder(path),
        })
    }

    fn new(file: File, exclusive: bool) -> Self {
        Self {
            file,
            says: false,
            exclusive,
        }
    }

    /// Where the words cannot be written nobody reads any.
    fn saying(mut self, words: &str) -> Self {
        let mut end = words.len().min(WORDS);
        while !words.is_char_boundary(end) {
            end -= 1;
        }
        self.says = !words.is_empty()
            && self.file.set_len(0).and_then(|()| self.file.rewind()).is_ok()
            && self.file.write_all(&words.as_bytes()[..end]).is_ok();
        self
    }

    /// What is said in a lock file, if anything. It means something only while somebody has the lock.
    #[must_use]
    pub fn holder(path: &Path) -> Option<Holder> {
        let read = || -> io::Result<Holder> {
            let file = File::open(path)?;
            let modified = file.metadata()?.modified()?;
            let since = modified.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
            let mut words = Vec::new();
            file.take(WORDS as u64).read_to_end(&mut words)?;
            Ok(Holder {
                words: String::from_utf8_lossy(&words).into_owned(),
                since: i64::try_from(since).unwrap_or(i64::MAX),
            })
        };
        read().ok().filter(|holder| !holder.words.trim().is_empty())
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
        Ok(Self::new(file, exclusive))
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
        Ok(Some(Self::new(file, exclusive)))
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
                Ok(()) => return Some(Self::new(file, false)),
                Err(TryLockError::WouldBlock) => std::thread::sleep(SHARED_POLL),
                Err(TryLockError::Error(_)) => return None,
            }
        }
        None
    }
}

/// So that the words do not outlive what they say.
impl Drop for Lock {
    fn drop(&mut self) {
        if self.says {
            drop(self.file.set_len(0));
        }
    }
}

/// A lock file of another user, which we may not write to, can be locked all the same.
/// Opens a lock file, which is written to: never what a link leads to, for mlrun makes none of it and a store that came from
/// somebody else may.
fn open(path: &Path) -> Result<File, PathError> {
    check_writable("lock", path)?;
    if super::is_link(path) {
        let why = io::Error::new(io::ErrorKind::InvalidInput, "it is a link: remove it");
        return Err(PathError::on("lock", path)(why));
    }
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or(0));
    }
    match options.open(path) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => File::open(path).map_err(|_| error),
        opened => opened,
    }
    .map_err(PathError::on("lock", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_holder_says_who_it_is_as_long_as_it_holds() -> Result<(), Box<dyn std::error::Error>> {
        let scratch = tempfile::tempdir()?;
        let path = scratch.path().join("lock");
        let first = Lock::acquire_as(&path, "process 1", &|_| ())?;
        let said = || Lock::holder(&path).map(|holder| holder.words);
        assert_eq!(said().as_deref(), Some("process 1"));
        assert!(Lock::try_acquire(&path)?.is_none());
        drop(first);
        assert_eq!(said(), None);
        std::fs::write(&path, "process 7, which was killed, said more than the next one")?;
        let next = Lock::acquire_as(&path, "process 2", &|_| ())?;
        assert_eq!(said().as_deref(), Some("process 2"));
        drop(next);
        let long = Lock::acquire_as(&path, &"é".repeat(WORDS), &|_| ())?;
        assert_eq!(said().map(|words| words.len()), Some(WORDS));
        drop(long);
        Ok(())
    }
}
