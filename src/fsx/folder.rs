//! An open folder: what lies below it is found from there, so that the system does not walk the whole path for each of
//! many thousand files.

#[cfg(unix)]
#[path = "folder_unix.rs"]
mod system;
#[cfg(not(unix))]
#[path = "folder_portable.rs"]
mod system;

use std::io;
use std::path::{Path, PathBuf};

use super::PathError;
use super::error::means_absent;
use super::mount::{self, Spot};

/// What the file system says of a file, besides its content. As long as it says the same, the content is the same, but
/// for changes within the clock's tick in which the file was last touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// In bytes.
    pub size: u64,
    /// Last change of the content, in nanoseconds since the epoch; anybody may set it.
    pub modified: i64,
    /// Last change of anything, in nanoseconds since the epoch; the system sets it.
    pub changed: i64,
    /// The disk it is on.
    pub device: u64,
    /// Which file of the disk it is.
    pub inode: u64,
}

impl Evidence {
    /// Of no file at all.
    pub const NONE: Self = Self {
        size: 0,
        modified: 0,
        changed: 0,
        device: 0,
        inode: 0,
    };
}

/// A file's bytes, and what the file system said of it before they were read, where it says anything.
pub type Seen = (Vec<u8>, Option<Evidence>);

/// A file that is open, to be read from its beginning.
pub struct Opened {
    /// In bytes, when it was opened.
    pub size: u64,
    /// Whether its owner may execute it.
    pub executable: bool,
    /// Its bytes.
    pub content: Box<dyn io::Read + Send>,
}

/// What a name in a folder stands for; links are not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// A folder.
    Folder,
    /// A link, to whatever.
    Link,
    /// Anything else.
    File,
}

/// An open folder. Names below it may have several parts (`a/b`).
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    handle: Handle,
}

#[derive(Debug)]
enum Handle {
    Disk(system::Handle),
    Tree(Spot),
}

impl Folder {
    /// Opens it.
    ///
    /// # Errors
    /// When it is no folder or cannot be opened.
    pub fn open(path: &Path) -> Result<Self, PathError> {
        let handle = match mount::at(path) {
            Some(spot) => spot.names().map(|_| Handle::Tree(spot)),
            None => system::Handle::open(path).map(Handle::Disk),
        };
        let handle = handle.map_err(PathError::on("list", path))?;
        Ok(Self {
            path: path.to_owned(),
            handle,
        })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A file's bytes, or `None` when there is nothing of that name.
    ///
    /// # Errors
    /// When it is there and cannot be read; a pipe or a device, which might never end, is not read.
    pub fn read(&self, below: &str) -> Result<Option<Vec<u8>>, PathError> {
        self.found(
            below,
            "read",
            match &self.handle {
                Handle::Disk(disk) => disk.read(below),
                Handle::Tree(spot) => spot.join(below).read(),
            },
        )
    }

    /// As [`Self::read`], with what the file system said of the file before it was read.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_with_evidence(&self, below: &str) -> Result<Option<Seen>, PathError> {
        self.found(
            below,
            "read",
            match &self.handle {
                Handle::Disk(disk) => disk.read_with_evidence(below),
                Handle::Tree(spot) => {
                    let spot = spot.join(below);
                    spot.read().map(|bytes| (bytes, spot.evidence()))
                }
            },
        )
    }

    /// Opens a file, or returns `None` when there is nothing of that name.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn open_file(&self, below: &str) -> Result<Option<Opened>, PathError> {
        let opened = match &self.handle {
            Handle::Disk(disk) => disk.opened(below),
            Handle::Tree(spot) => spot.join(below).open(),
        };
        self.found(below, "read", opened)
    }

    /// What the file system says of a file; `None` when there is none, or when this system cannot tell.
    #[must_use]
    pub fn evidence(&self, below: &str) -> Option<Evidence> {
        match &self.handle {
            Handle::Disk(disk) => disk.evidence(below),
            Handle::Tree(spot) => spot.join(below).evidence(),
        }
    }

    /// What the file system says of the folder itself; `None` when this system cannot tell.
    #[must_use]
    pub fn own_evidence(&self) -> Option<Evidence> {
        match &self.handle {
            Handle::Disk(disk) => disk.own_evidence(),
            Handle::Tree(spot) => Some(spot.own_evidence()),
        }
    }

    /// The folder's names in no order; none when there is no such folder.
    ///
    /// # Errors
    /// When it cannot be listed.
    pub fn names(&self, below: &str) -> Result<Vec<(String, NameKind)>, PathError> {
        match self.listed(below) {
            Err(error) if means_absent(&error) => Ok(Vec::new()),
            names => names.map_err(PathError::on("list", &self.path.join(below))),
        }
    }

    /// As [`Self::names`], of a folder that was listed with its own folder's names: one that lies deeper than the system takes
    /// in one go is none that is not there.
    ///
    /// # Errors
    /// As [`Self::names`].
    pub fn names_of_known(&self, below: &str) -> Result<Vec<(String, NameKind)>, PathError> {
        Ok(self.found(below, "list", self.listed(below))?.unwrap_or_default())
    }

    fn listed(&self, below: &str) -> io::Result<Vec<(String, NameKind)>> {
        match &self.handle {
            Handle::Disk(disk) => disk.names(below),
            Handle::Tree(spot) => spot.join(below).names(),
        }
    }

    /// Every file below a folder, named from there, sorted. Links to files count, links to folders are not followed. A
    /// missing folder is empty.
    ///
    /// # Errors
    /// When a folder cannot be listed.
    pub fn files(&self, below: &str) -> Result<Vec<String>, PathError> {
        let mut files = Vec::new();
        let mut pending = vec![String::new()];
        while let Some(inner) = pending.pop() {
            let parts = [below, &inner].into_iter().filter(|part| !part.is_empty());
            let folder = parts.collect::<Vec<_>>().join("/");
            for (name, kind) in self.names(&folder)? {
                let name = if inner.is_empty() {
                    name
                } else {
                    format!("{inner}/{name}")
                };
                match kind {
                    NameKind::Folder => pending.push(name),
                    NameKind::Link if super::is_dir(&self.path.join(below).join(&name)) => {}
                    NameKind::Link | NameKind::File => files.push(name),
                }
            }
        }
        files.sort();
        Ok(files)
    }

    fn found<T>(&self, below: &str, action: &'static str, result: io::Result<T>) -> Result<Option<T>, PathError> {
        match result {
            Ok(found) => Ok(Some(found)),
            Err(error) if means_absent(&error) && !is_out_of_reach(below, &error) => Ok(None),
            Err(error) => Err(PathError::on(action, &self.path.join(below))(error)),
        }
    }
}

/// Whether no name of a path is too long, but all of it is: it may well be there.
fn is_out_of_reach(below: &str, error: &io::Error) -> bool {
    const LONGEST_NAME: usize = 255;
    error.kind() == io::ErrorKind::InvalidFilename && below.split('/').all(|name| name.len() <= LONGEST_NAME)
}

fn endless() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "not a file but a pipe or a device")
}
