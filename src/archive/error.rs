use std::path::PathBuf;

use crate::fsx::PathError;

/// Why an archive cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It neither begins nor ends as an archive does.
    #[error("{} is no archive of mlrun's", .0.display())]
    NotOne(PathBuf),
    /// Its format is of a later mlrun.
    #[error("{} is an archive of version {version}, which a later mlrun wrote; this one reads version 1", path.display())]
    TooNew {
        /// The archive.
        path: PathBuf,
        /// Its version.
        version: u32,
    },
    /// Its bytes are not as they were written.
    #[error("{} is damaged: {what}", path.display())]
    Damaged {
        /// The archive.
        path: PathBuf,
        /// What and where.
        what: String,
    },
    /// It holds what no store holds and mlrun does not write.
    #[error("{} is refused: {member:?} {what}", path.display())]
    Hostile {
        /// The archive.
        path: PathBuf,
        /// The member's path or name, as it is there.
        member: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// It cannot be read at all.
    #[error(transparent)]
    Io(#[from] PathError),
}
