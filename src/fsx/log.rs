use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::PathError;
use super::mount::{self, check_writable};

/// A file that grows while others read it. Nothing is brought to the disk: what was appended survives our own death, not
/// the machine's.
#[derive(Debug)]
pub struct Log {
    file: File,
    path: PathBuf,
}

/// How many bytes of a log are given back where the disk is full: a run's last records take less.
const GIVEN_BACK: u64 = 1 << 16;

impl Log {
    /// Opens or creates it; what it holds stays. A link is not followed.
    ///
    /// # Errors
    /// When it cannot be opened, or is no plain file.
    pub fn open(path: &Path) -> Result<Self, PathError> {
        check_writable("write", path)?;
        let file =
            plain_file(path, OpenOptions::new().append(true).create(true)).map_err(PathError::on("write", path))?;
        let path = path.to_owned();
        Ok(Self { file, path })
    }

    /// Appends bytes. Where the disk is full the end of the log is given back, so that there is room for what matters more.
    ///
    /// # Errors
    /// When they cannot be written; some of them may have been.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), PathError> {
        self.file.write_all(bytes).map_err(|error| {
            if error.kind() == io::ErrorKind::StorageFull
                && let Ok(meta) = self.file.metadata()
            {
                drop(self.file.set_len(meta.len().saturating_sub(GIVEN_BACK)));
            }
            PathError::on("write", &self.path)(error)
        })
    }
}

/// Reads a file from so many bytes after its start, and what is appended to it meanwhile. A link is not followed.
///
/// # Errors
/// When it cannot be opened, or is no plain file.
pub fn read_from(path: &Path, offset: u64) -> Result<impl Read + use<>, PathError> {
    let open = || -> io::Result<Box<dyn Read>> {
        if let Some(spot) = mount::at(path) {
            spot.size()?;
            return Ok(Box::new(spot.reader(offset)));
        }
        let mut file = plain_file(path, OpenOptions::new().read(true))?;
        file.seek(SeekFrom::Start(offset))?;
        Ok(Box::new(file))
    };
    open().map_err(PathError::on("read", path))
}

/// Where the last `lines` lines of a file begin, in bytes; a last line without an end counts.
///
/// # Errors
/// When it cannot be read, or is no plain file.
pub fn last_lines(path: &Path, lines: usize) -> Result<u64, PathError> {
    const PIECE: u64 = 1 << 16;
    let search = || {
        let file = match mount::at(path) {
            Some(spot) => Whence::Tree(spot),
            None => Whence::Disk(plain_file(path, OpenOptions::new().read(true))?),
        };
        let size = file.size()?;
        let mut missing = lines;
        let mut end = if lines == 0 { 0 } else { size };
        while end > 0 {
            let begin = end.saturating_sub(PIECE);
            let piece = file.part(begin, end - begin)?;
            for (at, _) in piece.iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n') {
                let next = begin + at as u64 + 1;
                if next < size {
                    missing = missing.saturating_sub(1);
                }
                if missing == 0 {
                    return Ok(next);
                }
            }
            end = begin;
        }
        Ok(if lines == 0 { size } else { 0 })
    };
    search().map_err(PathError::on("read", path))
}

/// A file to be read backwards.
enum Whence {
    Disk(File),
    Tree(mount::Spot),
}

impl Whence {
    fn size(&self) -> io::Result<u64> {
        match self {
            Self::Disk(file) => Ok(file.metadata()?.len()),
            Self::Tree(spot) => spot.size(),
        }
    }

    fn part(&self, start: u64, length: u64) -> io::Result<Vec<u8>> {
        let mut file = match self {
            Self::Disk(file) => file,
            Self::Tree(spot) => return spot.read_part(start, length),
        };
        let mut piece = Vec::new();
        file.seek(SeekFrom::Start(start))?;
        file.take(length).read_to_end(&mut piece)?;
        Ok(piece)
    }
}

/// When a file was last changed; `None` where there is none.
#[must_use]
pub fn modified(path: &Path) -> Option<SystemTime> {
    if let Some(spot) = mount::at(path) {
        return spot.modified();
    }
    std::fs::metadata(path).and_then(|meta| meta.modified()).ok()
}

fn plain_file(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK; // a pipe nobody reads is not waited for
        options.custom_flags(i32::try_from(flags.bits()).map_err(io::Error::other)?);
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() {
        return Ok(file);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "not a plain file"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_grows_and_its_last_lines_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        Log::open(&path).unwrap().append(b"one\ntwo\n").unwrap();
        let mut reader = read_from(&path, 4).unwrap();
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        Log::open(&path).unwrap().append(b"three").unwrap();
        reader.read_to_string(&mut text).unwrap();
        assert_eq!(text, "two\nthree");
        for (lines, offset) in [(0, 13), (1, 8), (2, 4), (3, 0), (9, 0)] {
            assert_eq!(last_lines(&path, lines).unwrap(), offset, "{lines}");
        }
        Log::open(&path).unwrap().append(b"\n").unwrap();
        assert_eq!(last_lines(&path, 1).unwrap(), 8);
        let long = folder.path().join("long");
        Log::open(&long)
            .unwrap()
            .append("line\n".repeat(40_000).as_bytes())
            .unwrap();
        assert_eq!(last_lines(&long, 30_000).unwrap(), 50_000);
        #[cfg(unix)]
        {
            let link = folder.path().join("link");
            std::os::unix::fs::symlink(&path, &link).unwrap();
            assert!(Log::open(&link).is_err() && read_from(&link, 0).is_err());
        }
        assert!(Log::open(folder.path()).is_err());
    }
}
