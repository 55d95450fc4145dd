//! A folder that files of somebody else's making are put into: whatever their names say, nothing is written outside of it.

#[cfg(not(unix))]
#[path = "target_portable.rs"]
mod system;
#[cfg(unix)]
#[path = "target_unix.rs"]
mod system;

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use self::system::Spot;
use super::{NameKind, PathError, TEMP_PREFIX};

/// Most folders kept open; few enough for a process that may open few.
const KEPT_OPEN: usize = 16;

/// A folder to be filled. Links in it are never followed, and what is there is only replaced when that is asked for. Names
/// below it have `/` between their parts, none of which is `..`; many threads may fill it.
#[derive(Debug)]
pub struct Target {
    path: PathBuf,
    root: Arc<Spot>,
    open: Mutex<HashMap<String, Arc<Spot>>>,
    temporary: AtomicU64,
    is_unseen: bool,
}

impl Target {
    /// Opens it; it may be a link itself. Every file appears in it whole.
    ///
    /// # Errors
    /// When it is no folder or cannot be opened.
    pub fn open(path: &Path) -> Result<Self, PathError> {
        Ok(Self {
            path: path.to_owned(),
            root: Arc::new(Spot::open(path).map_err(PathError::on("open", path))?),
            open: Mutex::default(),
            temporary: AtomicU64::new(0),
            is_unseen: false,
        })
    }

    /// As [`Self::open`], of a folder that nobody looks into until it is whole: its files need not be.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn unseen(path: &Path) -> Result<Self, PathError> {
        let target = Self::open(path)?;
        Ok(Self {
            is_unseen: true,
            ..target
        })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What has that name, if anything has.
    ///
    /// # Errors
    /// When it cannot be looked at, or a folder above it is a link or no folder.
    pub fn look(&self, below: &str) -> Result<Option<NameKind>, PathError> {
        let (folder, name) = split(below);
        let look = || match self.folder(folder, false)? {
            Some(spot) => spot.kind(name),
            None => Ok(None),
        };
        self.said("write", below, look())
    }

    /// Makes a folder and those above it; one that is there stays as it is.
    ///
    /// # Errors
    /// When one cannot be made, or there is something else of that name.
    pub fn create_dir(&self, below: &str) -> Result<(), PathError> {
        let made = self.folder(below, true).map(drop);
        self.said("create", below, made)
    }

    /// Writes a file with the folders above it, whole or not at all; one that is there is replaced, if it is to be.
    ///
    /// # Errors
    /// [`PathError::is_taken`] when there is something of that name that is not to be replaced, or when it cannot be written.
    pub fn write(&self, below: &str, executable: bool, replace: bool, content: &[u8]) -> Result<(), PathError> {
        if replace || !self.is_unseen {
            let mut growing = self.begin(below, executable)?;
            growing.write(content)?;
            return growing.place(replace);
        }
        let (folder, name) = split(below);
        let write = || {
            let spot = self.made(folder)?;
            let mut file = spot.create(name, executable)?;
            file.write_all(content).inspect_err(|_| drop(spot.remove(name)))
        };
        self.said("write", below, write())
    }

    /// Begins a file that is written piece by piece, out of sight until it is whole.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn begin(&self, below: &str, executable: bool) -> Result<Growing, PathError> {
        let (folder, name) = split(below);
        let begin = || {
            let spot = self.made(folder)?;
            loop {
                let number = self.temporary.fetch_add(1, Ordering::Relaxed);
                let temporary = format!("{TEMP_PREFIX}{}-{number}", std::process::id());
                match spot.create(&temporary, executable) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                    file => return Ok((file?, temporary, spot)),
                }
            }
        };
        let (file, temporary, spot) = self.said("write", below, begin())?;
        Ok(Growing {
            path: self.path.join(below),
            file,
            temporary,
            name: name.to_owned(),
            spot,
        })
    }

    /// The first pair of names that the file system there takes for one, found by trying. Nothing stays of it.
    ///
    /// # Errors
    /// When it cannot be tried.
    pub fn mixes_up(&self, pairs: &[(String, String)]) -> Result<Option<usize>, PathError> {
        if pairs.is_empty() {
            return Ok(None);
        }
        let holder = super::write::temp_dir(&self.path, "").map_err(PathError::on("write", &self.path))?;
        for (number, (one, other)) in pairs.iter().enumerate() {
            let name = number.to_string();
            let trial = || {
                let spot = Spot::open(holder.path())?.folder(&name, true)?;
                let spot = spot.ok_or(io::ErrorKind::NotFound)?;
                spot.create(one, false)?;
                match spot.create(other, false) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(true),
                    created => created.map(|_| false),
                }
            };
            if trial().map_err(PathError::on("write", &self.path.join(one)))? {
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    fn made(&self, folder: &str) -> io::Result<Arc<Spot>> {
        self.folder(folder, true)?.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// The folder of that name, from the nearest one above it that is open. `None` when there is none and none is made.
    fn folder(&self, below: &str, make: bool) -> io::Result<Option<Arc<Spot>>> {
        let kept = |name: &str| {
            let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            open.get(name).map(Arc::clone)
        };
        let mut end = below.len();
        let mut spot = loop {
            if end == 0 {
                break Arc::clone(&self.root);
            }
            if let Some(spot) = kept(&below[..end]) {
                break spot;
            }
            end = below[..end].rfind('/').unwrap_or(0);
        };
        for part in below[end..].split('/').filter(|part| !part.is_empty()) {
            spot = match spot.folder(part, make)? {
                Some(inner) => Arc::new(inner),
                None => return Ok(None),
            };
        }
        if end < below.len() {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            if open.len() >= KEPT_OPEN {
                open.clear();
            }
            open.insert(below.to_owned(), Arc::clone(&spot));
        }
        Ok(Some(spot))
    }

    fn said<T>(&self, action: &'static str, below: &str, done: io::Result<T>) -> Result<T, PathError> {
        done.map_err(|error| PathError::on(action, &self.path.join(below))(error))
    }
}

/// A file being written under a temporary name, which is gone when it is dropped before it is placed.
#[derive(Debug)]
pub struct Growing {
    path: PathBuf,
    file: File,
    temporary: String,
    name: String,
    spot: Arc<Spot>,
}

impl Growing {
    /// Adds a piece.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&mut self, piece: &[u8]) -> Result<(), PathError> {
        self.file.write_all(piece).map_err(PathError::on("write", &self.path))
    }

    /// Gives the file its name.
    ///
    /// # Errors
    /// [`PathError::is_taken`] when there is something of that name that is not to be replaced, or when the rename fails.
    pub fn place(mut self, replace: bool) -> Result<(), PathError> {
        let placed = self.spot.rename(&self.temporary, &self.name, replace);
        placed.map_err(PathError::on("write", &self.path))?;
        self.temporary.clear();
        Ok(())
    }
}

impl Drop for Growing {
    fn drop(&mut self) {
        if !self.temporary.is_empty() {
            drop(self.spot.remove(&self.temporary));
        }
    }
}

/// The folder and the last part of a name.
fn split(below: &str) -> (&str, &str) {
    below.rsplit_once('/').unwrap_or(("", below))
}

/// What a folder above a file turned out to be.
fn no_folder(kind: Option<NameKind>, name: &str) -> io::Error {
    let what = match kind {
        Some(NameKind::Link) => "is a link, which is not followed",
        _ => "is there and is no folder",
    };
    io::Error::new(io::ErrorKind::AlreadyExists, format!("{name} {what}"))
}

/// Whether Windows takes a name for something else: a path, a device, or the same name without its end.
#[cfg(any(test, not(unix)))]
fn is_reserved(name: &str) -> bool {
    const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let numbered = ["COM", "LPT"].iter().find_map(|device| stem.strip_prefix(device));
    let is_forbidden = |c: char| c.is_control() || matches!(c, '\\' | '/' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    name.contains(is_forbidden)
        || name.ends_with(['.', ' '])
        || DEVICES.contains(&stem.as_str())
        || numbered
            .is_some_and(|number| number.chars().count() == 1 && !number.starts_with(|c: char| c.is_alphabetic()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn target() -> (tempfile::TempDir, Target) {
        let scratch = tempfile::tempdir().unwrap();
        let into = scratch.path().join("into");
        fs::create_dir(&into).unwrap();
        let target = Target::open(&into).unwrap();
        (scratch, target)
    }

    #[test]
    fn files_and_folders_are_made_and_kept() {
        let (_scratch, target) = target();
        for number in 0..3 * KEPT_OPEN {
            let name = format!("a/{number}/b");
            target.write(&name, number == 7, false, b"new").unwrap();
        }
        target.create_dir("a/7/e/f").unwrap();
        target.create_dir("a/7/e/f").unwrap();
        assert_eq!(target.look("a/7/b").unwrap(), Some(NameKind::File));
        assert_eq!(target.look("a/7/e").unwrap(), Some(NameKind::Folder));
        assert_eq!(target.look("x/7/e").unwrap(), None);
        assert!(super::super::is_program(&target.path().join("a/7/b")));
        let error = target.write("a/7/b", false, false, b"other").unwrap_err();
        assert!(error.is_taken() && error.path.ends_with("into/a/7/b"), "{error}");
        target.write("a/7/b", false, true, b"other").unwrap();
        assert_eq!(fs::read(target.path().join("a/7/b")).unwrap(), b"other");
        assert!(target.write("a/7/b/c", false, true, b"").unwrap_err().is_taken());
        assert!(target.write("a/7/e", false, true, b"").is_err());
    }

    #[test]
    fn what_windows_takes_for_something_else() {
        for name in [
            "a\\..\\b", "c:", "c:x", "con", "NUL.txt", "com1", "LPT².x", "a.", "a ", "a\nb", "..", "x?",
        ] {
            assert!(is_reserved(name), "{name:?}");
        }
        for name in ["meta.yaml", "console", "COMET", "lpt10", "a.b", " a", "ü"] {
            assert!(!is_reserved(name), "{name:?}");
        }
    }

    #[test]
    fn names_are_tried_out() {
        let (_scratch, target) = target();
        let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
        assert_eq!(target.mixes_up(&[pair("a", "b"), pair("c", "c")]).unwrap(), Some(1));
        assert_eq!(target.mixes_up(&[pair("a", "b"), pair("b", "a")]).unwrap(), None);
        assert!(target.mixes_up(&[pair("a", &"b".repeat(999))]).is_err());
        assert_eq!(fs::read_dir(target.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_growing_file_is_whole_or_not_there() {
        let (_scratch, target) = target();
        let mut growing = target.begin("d/f", false).unwrap();
        growing.write(b"one").unwrap();
        assert_eq!(target.look("d/f").unwrap(), None);
        drop(growing);
        assert_eq!(fs::read_dir(target.path().join("d")).unwrap().count(), 0);
        for replace in [false, true] {
            let mut growing = target.begin("d/f", false).unwrap();
            growing.write(b"one").unwrap();
            growing.write(b"two").unwrap();
            growing.place(replace).unwrap();
        }
        assert!(target.begin("d/f", false).unwrap().place(false).unwrap_err().is_taken());
        assert_eq!(fs::read(target.path().join("d/f")).unwrap(), b"onetwo");
        assert_eq!(fs::read_dir(target.path().join("d")).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed() {
        use std::os::unix::fs::symlink;
        let (scratch, target) = target();
        let outside = scratch.path().join("outside");
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("f"), "old").unwrap();
        symlink(&outside, target.path().join("d")).unwrap();
        symlink(outside.join("f"), target.path().join("l")).unwrap();
        symlink(outside.join("new"), target.path().join("dangling")).unwrap();
        for replace in [false, true] {
            let error = target.write("d/f", false, replace, b"new").unwrap_err();
            assert!(error.to_string().contains("d is a link"), "{error}");
        }
        assert!(target.look("d/f").is_err() && target.create_dir("d/e").is_err());
        assert!(target.write("l", false, false, b"new").unwrap_err().is_taken());
        assert!(target.write("dangling", false, false, b"new").unwrap_err().is_taken());
        target.write("l", false, true, b"new").unwrap();
        target.write("dangling", false, true, b"new").unwrap();
        assert!(!super::super::is_link(&target.path().join("l")));
        assert_eq!(fs::read(outside.join("f")).unwrap(), b"old");
        assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
    }
}
