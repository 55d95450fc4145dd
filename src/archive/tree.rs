//! An archive as a folder.

use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use super::{Archive, ArchiveError, Kind, tar};
use crate::fsx::{self, Evidence, NameKind, Node, Tree};

/// Opens an archive and lets everything that reads files find its members below its path, which must be absolute.
///
/// # Errors
/// [`ArchiveError`].
pub fn mount(path: &Path) -> Result<(), ArchiveError> {
    fsx::mount(path, Arc::new(Archive::open(path)?));
    Ok(())
}

impl Tree for Archive {
    fn find(&self, path: &str) -> Option<Node> {
        Some(match self.index.find_kind(path)? {
            Kind::Folder { .. } => Node::Folder,
            Kind::File { size, executable, .. } => Node::File { size, executable },
        })
    }

    fn names(&self, folder: &str) -> Option<Vec<(String, NameKind)>> {
        let named = |(name, is_folder): (&str, bool)| {
            let kind = if is_folder { NameKind::Folder } else { NameKind::File };
            (name.to_owned(), kind)
        };
        Some(self.index.names(folder)?.map(named).collect())
    }

    fn read(&self, path: &str, start: u64, most: u64) -> io::Result<Vec<u8>> {
        let kind = self.index.find_kind(path).ok_or(io::ErrorKind::NotFound)?;
        self.content(kind, start, most).map_err(|error| match error {
            ArchiveError::Io(error) => error.source,
            error => io::Error::new(io::ErrorKind::InvalidData, error),
        })
    }

    /// A file's share of its frames. The root has what else there is: the index, the footer and the end of the tar stream.
    fn stored(&self, path: &str) -> u64 {
        let Some(member) = self.index.find(path) else { return 0 };
        let share =
            |extent: Range<u64>| self.index.compressed_before(extent.end) - self.index.compressed_before(extent.start);
        match path {
            "" => self.size() - share(member.extent().end..self.index.tar_length() - tar::END),
            _ => share(member.extent()),
        }
    }

    /// The index says what every byte is, so its hash stands for all.
    fn evidence(&self) -> Evidence {
        let half = |at: usize| u64::from_le_bytes(self.identity[at..at + 8].try_into().unwrap_or_default());
        Evidence {
            device: half(0),
            inode: half(8),
            ..Evidence::NONE
        }
    }

    fn modified(&self) -> Option<SystemTime> {
        Some(self.file.modified())
    }
}
