//! Trees of files that are no folders of the disk, at a path as if they were: an archive of runs is read through the same
//! functions as a folder of runs. They can only be read.

use std::fmt;
use std::io;

use super::NameKind;

/// What a name of a mounted tree stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// A folder.
    Folder,
    /// A file of so many bytes.
    File {
        /// In bytes.
        size: u64,
    },
}

/// Files and folders below one root. Paths are relative, with `/` between the parts, the root being the empty one.
pub trait Tree: fmt::Debug + Send + Sync {
    /// What is of that name.
    fn find(&self, path: &str) -> Option<Node>;

    /// The names in a folder, sorted; `None` when there is no such folder.
    fn names(&self, folder: &str) -> Option<Vec<(String, NameKind)>>;

    /// The bytes of a file from `start`, at most so many.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be read.
    fn read(&self, path: &str, start: u64, most: u64) -> io::Result<Vec<u8>>;
}
