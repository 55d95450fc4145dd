use std::fs;
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::mount::writable;
use super::{PathError, TEMP_PREFIX, is_temporary, sync_dir};

/// How the name of a file begins and ends that is not yet what it will be.
const UNFINISHED: &str = ".part";

/// A file written piece by piece beside its place, which it takes when it is whole.
#[derive(Debug)]
pub struct NewFile {
    temp: tempfile::NamedTempFile,
    target: PathBuf,
    length: u64,
}

impl NewFile {
    /// Begins a file that will be at `target`. What killed processes left of such files in the same folder is removed.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn begin(target: &Path) -> Result<Self, PathError> {
        let begin = || -> io::Result<_> {
            writable(target)?;
            let folder = target.parent().unwrap_or(Path::new("."));
            sweep(folder);
            let mut builder = tempfile::Builder::new();
            builder.prefix(TEMP_PREFIX).suffix(UNFINISHED);
            #[cfg(unix)]
            builder.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666)); // less the umask
            let temp = builder.tempfile_in(folder)?;
            drop(temp.as_file().lock()); // shows that its maker lives
            Ok(temp)
        };
        Ok(Self {
            temp: begin().map_err(PathError::on("create", target))?,
            target: target.to_owned(),
            length: 0,
        })
    }

    /// Where it will be.
    #[must_use]
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// How much was written, in bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Adds bytes at its end.
    ///
    /// # Errors
    /// When they cannot be written; the file is of no use then.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), PathError> {
        self.temp
            .as_file_mut()
            .write_all(bytes)
            .map_err(PathError::on("write", &self.target))?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Replaces bytes that were written.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_at(&mut self, place: u64, bytes: &[u8]) -> Result<(), PathError> {
        let file = self.temp.as_file_mut();
        let mut write = || {
            file.seek(SeekFrom::Start(place))?;
            file.write_all(bytes)?;
            file.seek(SeekFrom::End(0)).map(drop)
        };
        write().map_err(PathError::on("write", &self.target))
    }

    /// Brings it to the disk and gives it its place, where nothing may be unless it is to be replaced.
    ///
    /// # Errors
    /// [`PathError::is_taken`], or when any step fails; what was there then stays.
    pub fn finish(self, replace: bool) -> Result<(), PathError> {
        let fail = |source| PathError::on("write", &self.target)(source);
        self.temp.as_file().sync_all().map_err(fail)?;
        let placed = if replace {
            self.temp.persist(&self.target)
        } else {
            self.temp.persist_noclobber(&self.target)
        };
        placed.map_err(|error| fail(error.error))?;
        sync_dir(self.target.parent().unwrap_or(Path::new(".")))
    }
}

fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if is_temporary(&name)
            && name.to_string_lossy().ends_with(UNFINISHED)
            && entry.file_type().is_ok_and(|kind| kind.is_file())
            && fs::File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok())
        {
            drop(fs::remove_file(entry.path()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_appears_whole_and_replaces_only_if_told() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a");
        fs::write(folder.path().join(".mlrun-dead.part"), "").unwrap();
        let mut file = NewFile::begin(&target).unwrap();
        file.write(b"hello").unwrap();
        file.write_at(1, b"a").unwrap();
        file.write(b"!").unwrap();
        assert!(!target.exists() && file.length() == 6);
        file.finish(false).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"hallo!");
        assert!(NewFile::begin(&target).unwrap().finish(false).unwrap_err().is_taken());
        NewFile::begin(&target).unwrap().finish(true).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(fs::read(&target).unwrap().is_empty());
    }
}
