//! An archive against a folder, or against another archive: byte for byte.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::scan::{Found, Part, Receiver, scan};
use super::{Archive, LeftOut, Listing, Member, listing};
use crate::fsx::{self, Folder, Opened, PathError};
use crate::progress::Progress;

/// What became of a file or an empty folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is not in the archive.
    Added,
    /// It is only in the archive.
    Removed,
    /// Its bytes are others.
    Content,
    /// Its bytes are the same, but only one of the two may be executed.
    Executable,
}

/// A file or an empty folder that is not the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Below the store.
    pub path: String,
    /// Whether it is a folder.
    pub is_folder: bool,
    /// What became of it.
    pub change: Change,
    /// Its size in the archive, in bytes; a folder has none.
    pub before: Option<u64>,
    /// Its size in the folder, in bytes.
    pub after: Option<u64>,
}

/// How the folder differs from the archive.
#[derive(Debug, Default)]
pub struct Differences {
    /// By path.
    pub list: Vec<Difference>,
    /// How many files and empty folders are the same.
    pub same: usize,
    /// What is damaged in the archive.
    pub found: Found,
    /// What could not be read of the folder.
    pub unread: Vec<PathError>,
    /// What of the folder no archive holds, and so was not compared.
    pub left_out: Vec<LeftOut>,
}

/// Compares an archive with what an archive of the store in `root` would hold; `root` may be an archive that is mounted.
///
/// # Errors
/// When the folder cannot be listed.
pub fn diff(archive: &Archive, root: &Path, progress: &dyn Progress) -> Result<Differences, PathError> {
    let there = listing(root)?;
    let comparing = Comparing {
        folder: &Folder::open(root)?,
        there: &there,
        seen: Mutex::default(),
    };
    let found = scan(archive, &comparing, progress)?;
    let Seen {
        different: mut list,
        same,
        unread,
    } = comparing.seen.into_inner().unwrap_or_else(PoisonError::into_inner);
    let index = archive.index();
    for member in index.stream() {
        let is_there = there.holds(&member) || (member.is_folder() && there.is_filled(&member.path));
        if !member.path.is_empty() && !is_there {
            list.push(Difference {
                is_folder: member.is_folder(),
                before: (!member.is_folder()).then(|| member.size()),
                path: member.path,
                change: Change::Removed,
                after: None,
            });
        }
    }
    for (path, is_folder) in &there.paths {
        let before = index.find(path).map(|member| member.is_folder());
        if before != Some(*is_folder) {
            list.push(Difference {
                path: path.clone(),
                is_folder: *is_folder,
                change: Change::Added,
                before: None,
                after: fsx::followed_size(&root.join(path)).filter(|_| !is_folder),
            });
        }
    }
    list.sort_by(|a, b| (&a.path, a.change).cmp(&(&b.path, b.change)));
    Ok(Differences {
        list,
        same,
        found,
        unread,
        left_out: there.left_out,
    })
}

impl Listing {
    fn holds(&self, member: &Member) -> bool {
        self.paths.get(&member.path) == Some(&member.is_folder())
    }

    /// Whether there is something in that folder.
    fn is_filled(&self, folder: &str) -> bool {
        let inside = format!("{folder}/");
        let first = self.paths.range(inside.clone()..).next();
        first.is_some_and(|(path, _)| path.starts_with(&inside))
    }
}

/// Compares what it is given with a folder.
struct Comparing<'a> {
    folder: &'a Folder,
    there: &'a Listing,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    different: Vec<Difference>,
    same: usize,
    unread: Vec<PathError>,
}

impl Receiver for Comparing<'_> {
    fn wants(&self, member: &Member) -> bool {
        member.path.is_empty() || self.there.holds(member)
    }

    fn folder(&self, path: &str) -> Result<(), PathError> {
        self.seen().same += usize::from(!path.is_empty());
        Ok(())
    }

    fn file(&self, path: &str, executable: bool, content: &[u8]) -> Result<(), PathError> {
        let mut part = self.open(path, executable);
        part.compare(content);
        part.end();
        Ok(())
    }

    fn begin(&self, path: &str, executable: bool) -> Result<Box<dyn Part + '_>, PathError> {
        Ok(Box::new(self.open(path, executable)))
    }
}

impl Comparing<'_> {
    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self, path: &str, executable: bool) -> Side<'_> {
        let (file, unread) = match self.folder.open_file(path) {
            Ok(file) => (file, None),
            Err(error) => (None, Some(error)),
        };
        Side {
            comparing: self,
            path: path.to_owned(),
            executable,
            read: 0,
            differs: false,
            space: Vec::new(),
            file,
            unread,
        }
    }
}

/// A file of the folder, as far as it has been read.
struct Side<'a> {
    comparing: &'a Comparing<'a>,
    path: String,
    /// In the archive.
    executable: bool,
    /// Bytes of the archive's file that have come by.
    read: u64,
    differs: bool,
    space: Vec<u8>,
    /// None when it has vanished.
    file: Option<Opened>,
    unread: Option<PathError>,
}

impl Side<'_> {
    fn compare(&mut self, piece: &[u8]) {
        self.read += piece.len() as u64;
        let Some(file) = self.file.as_mut().filter(|_| !self.differs) else {
            return;
        };
        self.space.resize(piece.len(), 0);
        match file.content.read_exact(&mut self.space) {
            Ok(()) => self.differs = self.space != piece,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => self.differs = true,
            Err(error) => self.fail(error),
        }
    }

    fn fail(&mut self, source: std::io::Error) {
        self.unread = Some(PathError {
            action: "read",
            path: self.comparing.folder.path().join(&self.path),
            source,
        });
    }

    fn end(mut self) {
        let mut more = [0];
        if let Some(file) = self.file.as_mut().filter(|_| !self.differs) {
            match file.content.read(&mut more) {
                Ok(length) => self.differs = length > 0,
                Err(error) => self.fail(error),
            }
        }
        let mut seen = self.comparing.seen();
        if let Some(error) = self.unread {
            seen.unread.push(error);
            return;
        }
        let change = match &self.file {
            None => Change::Removed,
            Some(_) if self.differs => Change::Content,
            Some(file) if file.executable != self.executable => Change::Executable,
            Some(_) => {
                seen.same += 1;
                return;
            }
        };
        seen.different.push(Difference {
            path: self.path,
            is_folder: false,
            change,
            before: Some(self.read),
            after: self.file.map(|file| file.size),
        });
    }
}

impl Part for Side<'_> {
    fn write(&mut self, piece: &[u8]) -> Result<(), PathError> {
        self.compare(piece);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), PathError> {
        self.end();
        Ok(())
    }
}
