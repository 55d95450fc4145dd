use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use super::PathError;
use super::mount::check_writable;

/// What programs say, written to a file as they say it, and followed from there.
#[derive(Debug)]
pub struct LogFile {
    path: PathBuf,
    append: File,
    follow: File,
    unended: Vec<u8>,
}

impl LogFile {
    /// Begins an empty file, its folders too.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn begin(path: &Path) -> Result<Self, PathError> {
        if let Some(folder) = path.parent() {
            super::create_dir_all(folder)?;
        }
        check_writable("create", path)?;
        let open = || {
            File::create(path)?;
            io::Result::Ok((OpenOptions::new().append(true).open(path)?, File::open(path)?))
        };
        let (append, follow) = open().map_err(PathError::on("create", path))?;
        let (path, unended) = (path.to_owned(), Vec::new());
        Ok(Self {
            path,
            append,
            follow,
            unended,
        })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a line of our own.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn line(&mut self, line: &str) -> Result<(), PathError> {
        let written = self.append.write_all(format!("{line}\n").as_bytes());
        written.map_err(PathError::on("write", &self.path))
    }

    /// What a program writes into.
    ///
    /// # Errors
    /// When the system gives no more handles.
    pub fn stream(&self) -> Result<Stdio, PathError> {
        let copy = self.append.try_clone().map_err(PathError::on("write", &self.path))?;
        Ok(copy.into())
    }

    /// The whole lines that came since this was last asked.
    pub fn news(&mut self) -> Vec<String> {
        let mut bytes = std::mem::take(&mut self.unended);
        drop(self.follow.read_to_end(&mut bytes)); // what was read before an error counts
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        self.unended = bytes.split_off(whole);
        String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_followed_once_they_are_whole() -> Result<(), Box<dyn std::error::Error>> {
        let scratch = tempfile::tempdir()?;
        let mut log = LogFile::begin(&scratch.path().join("a/log"))?;
        log.line("one")?;
        log.append.write_all(b"tw")?;
        assert_eq!(log.news(), ["one"]);
        log.append.write_all(b"o\nthr")?;
        assert_eq!(log.news(), ["two"]);
        assert!(log.news().is_empty());
        assert_eq!(std::fs::read_to_string(log.path())?, "one\ntwo\nthr");
        Ok(())
    }
}
