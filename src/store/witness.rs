use std::fmt;
use std::path::Path;

use crate::fsx::PathError;

/// What a store is going to do to its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change<'a> {
    /// A file is going to hold this, whatever there is now; its folders appear where they are missing.
    Write {
        /// The file.
        path: &'a Path,
        /// All of it.
        content: &'a [u8],
    },
    /// A file is going to be removed.
    Remove {
        /// The file.
        path: &'a Path,
    },
    /// A file or folder is going to have another name.
    Move {
        /// The old one.
        from: &'a Path,
        /// The new one, which nothing has.
        to: &'a Path,
    },
}

/// Is told of every change of what a store holds before it is made, under the store's lock, so that it can be taken back.
/// Appends to metrics and what is new are no such changes.
pub trait Witness: fmt::Debug + Send + Sync {
    /// Keeps what is there. The changes are made when this returns, in this order.
    ///
    /// # Errors
    /// When it cannot be kept: nothing is changed then.
    fn before(&self, changes: &[Change<'_>]) -> Result<(), PathError>;

    /// Takes a folder away instead of its being removed.
    ///
    /// # Errors
    /// When it cannot be taken; it then stays.
    fn take_away(&self, folder: &Path) -> Result<(), PathError>;
}
