//! The files of one folder, as they are or as they are going to be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::fsx::{self, PathError};
use crate::store::Damage;

/// What is, or is going to be, in a file.
#[derive(Debug, Clone)]
pub(super) enum Content {
    /// The bytes of another file.
    File { path: PathBuf, size: u64 },
    /// These.
    Bytes(Vec<u8>),
}

/// How the contents of two files are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Equal,
    /// The first begins with all of the second.
    FirstIsLonger,
    /// The second begins with all of the first.
    SecondIsLonger,
    Different,
}

/// A larger one is never in memory whole.
const LARGE: u64 = 4 << 20;

impl Content {
    pub(super) fn size(&self) -> u64 {
        match self {
            Self::File { size, .. } => *size,
            Self::Bytes(bytes) => bytes.len() as u64,
        }
    }

    pub(super) fn read(&self) -> Result<Vec<u8>, PathError> {
        match self {
            Self::File { path, .. } => fsx::read(path),
            Self::Bytes(bytes) => Ok(bytes.clone()),
        }
    }

    /// Writes it to where nothing is.
    pub(super) fn copy_to(&self, to: &Path, advance: &dyn Fn(u64)) -> Result<(), PathError> {
        match self {
            Self::File { path, .. } => fsx::copy_new(path, to, advance),
            Self::Bytes(bytes) => {
                advance(bytes.len() as u64);
                fsx::write_new(to, false, &mut bytes.as_slice(), u64::MAX).map(drop)
            }
        }
    }

    pub(super) fn relation(&self, other: &Self) -> Result<Relation, PathError> {
        let common = self.size().min(other.size());
        let begins_alike = match common > LARGE {
            true => self.hash_of_start(common)? == other.hash_of_start(common)?,
            false => self.start(common)? == other.start(common)?,
        };
        Ok(match self.size().cmp(&other.size()) {
            _ if !begins_alike => Relation::Different,
            std::cmp::Ordering::Equal => Relation::Equal,
            std::cmp::Ordering::Greater => Relation::FirstIsLonger,
            std::cmp::Ordering::Less => Relation::SecondIsLonger,
        })
    }

    fn start(&self, length: u64) -> Result<Vec<u8>, PathError> {
        match self {
            Self::File { path, size } if *size == length => fsx::read(path),
            Self::File { path, .. } => fsx::read_start(path, length),
            Self::Bytes(bytes) => Ok(bytes[..bytes.len().min(length as usize)].to_vec()),
        }
    }

    fn hash_of_start(&self, length: u64) -> Result<blake3::Hash, PathError> {
        let mut hash = blake3::Hasher::new();
        let mut left = length;
        let mut add = |piece: &[u8]| {
            let most = piece.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            left -= most as u64;
            hash.update(&piece[..most]);
        };
        match self {
            Self::File { path, .. } => fsx::read_pieces(path, &mut add)?,
            Self::Bytes(bytes) => add(bytes),
        }
        Ok(hash.finalize())
    }
}

/// The files below a folder by their paths from there.
#[derive(Debug, Clone, Default)]
pub(super) struct Files {
    pub(super) files: BTreeMap<PathBuf, Content>,
    pub(super) folders: BTreeSet<PathBuf>,
    /// Links to folders: nothing is read or written beyond them.
    pub(super) links: BTreeSet<PathBuf>,
    /// What is no part of this, or is damaged and a part all the same.
    pub(super) remarks: Vec<Damage>,
}

impl Files {
    /// Those below `folder` but for what `skip` names. Of a source, files that are links are what they lead to, if that lies
    /// within `fence`, which is without links itself; all other links are left out, and so is what is neither file nor
    /// folder, and what is ours and temporary. Of the store that all comes into there is no fence.
    pub(super) fn below(folder: &Path, fence: Option<&Path>, skip: &BTreeSet<PathBuf>) -> Result<Self, PathError> {
        let mut found = Self::default();
        let mut pending = vec![PathBuf::new()];
        while let Some(inner) = pending.pop() {
            for entry in fsx::list(&folder.join(&inner))? {
                let name = entry.path.file_name().unwrap_or_default();
                let below = inner.join(name);
                if fsx::is_temporary(name) || name == ".mlrun.journal" || skip.contains(&below) {
                    continue;
                }
                match (entry.is_link, entry.is_dir) {
                    (false, true) => {
                        found.folders.insert(below.clone());
                        pending.push(below);
                    }
                    (true, true) if fence.is_none() => drop(found.links.insert(below)),
                    (true, true) => found.remark(&entry.path, "a link to a folder"),
                    (is_link, false) => {
                        if let (true, Some(fence)) = (is_link, fence)
                            && !fsx::canonical(&entry.path).is_ok_and(|target| target.starts_with(fence))
                        {
                            found.remark(&entry.path, "a link that leads out of the store, or nowhere");
                        } else if let Some(size) = fsx::followed_size(&entry.path).filter(|_| fsx::is_file(&entry.path))
                        {
                            let path = entry.path;
                            found.files.insert(below, Content::File { path, size });
                        } else {
                            found.remark(&entry.path, "neither a file nor a folder");
                        }
                    }
                }
            }
        }
        Ok(found)
    }

    fn remark(&mut self, path: &Path, reason: &str) {
        self.remarks.push(Damage::new(path, format!("{reason}; left out")));
    }

    pub(super) fn bytes(&self) -> u64 {
        self.files.values().map(Content::size).sum()
    }

    /// What stands in the way of a file there, if anything does.
    pub(super) fn in_the_way(&self, path: &Path) -> Option<&'static str> {
        if self.folders.contains(path) || self.links.contains(path) {
            return Some("a file there, a folder here");
        }
        path.ancestors().skip(1).find_map(|above| {
            if self.files.contains_key(above) {
                Some("below a folder there, which is a file here")
            } else if self.links.contains(above) {
                Some("below a folder that is a link here")
            } else {
                None
            }
        })
    }
}
