use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::bulk::at_once;
use super::write::{rename_new_unsynced, sync_parent, sync_tree, temp_dir};
use super::{PathError, Unsynced, create_dir, create_dir_all, is_empty_dir, sync_dir, sync_file};

/// A folder being built out of sight; it appears under its name whole, or never.
#[derive(Debug)]
pub struct Staged {
    holder: tempfile::TempDir,
    dir: PathBuf,
    written: Mutex<BTreeSet<PathBuf>>,
}

impl Staged {
    /// Begins a folder that will be called `name`, inside a temporary folder of `parent` whose name ends in `suffix`.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn begin(parent: &Path, name: &str, suffix: &str) -> Result<Self, PathError> {
        let holder = temp_dir(parent, suffix).map_err(PathError::on("create", &parent.join(name)))?;
        let dir = holder.path().join(name);
        create_dir(&dir)?;
        let written = Mutex::default();
        Ok(Self { holder, dir, written })
    }

    /// The folder, to be filled.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.dir
    }

    /// Writes a file below the folder, with the folders above it. It is brought to the disk by [`Self::publish`].
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, relative: &str, content: &[u8]) -> Result<(), PathError> {
        let path = self.dir.join(relative);
        if let Some(parent) = path.parent() {
            create_dir_all(parent)?;
        }
        fs::write(&path, content).map_err(PathError::on("write", &path))?;
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let folders = path.ancestors().skip(1).take_while(|above| *above != self.dir);
        written.extend(folders.map(Path::to_owned));
        written.insert(path);
        Ok(())
    }

    /// Gives the folder its place.
    ///
    /// # Errors
    /// [`PathError::is_taken`] when there is something of that name already, or when the rename fails.
    pub fn publish(self, to: &Path) -> Result<(), PathError> {
        self.publish_unsynced(to)?.sync()
    }

    /// As [`Self::publish`]: whole or not at all, but that a crash of the machine may still take its place from it.
    ///
    /// # Errors
    /// As [`Self::publish`].
    pub fn publish_unsynced(self, to: &Path) -> Result<Unsynced, PathError> {
        let mut written = self.written.into_inner().unwrap_or_else(PoisonError::into_inner);
        written.insert(self.dir.clone());
        let written: Vec<PathBuf> = written.into_iter().collect();
        at_once(
            &written,
            |path| if path.is_dir() { sync_dir(path) } else { sync_file(path) },
        )?;
        rename_new_unsynced(&self.dir, to)?;
        drop(self.holder);
        Ok(Unsynced(to.to_owned()))
    }

    /// As [`Self::publish`], of a folder that was filled by other means than [`Self::write`]; an empty folder may be in its
    /// place.
    ///
    /// # Errors
    /// As [`Self::publish`].
    pub fn publish_tree(self, to: &Path) -> Result<(), PathError> {
        sync_tree(&self.dir)?;
        match rename_new_unsynced(&self.dir, to) {
            // a rename takes the place of a folder only if that is empty
            Err(error) if error.is_taken() && is_empty_dir(to) => {
                fs::rename(&self.dir, to).map_err(PathError::on("rename", to))?;
            }
            done => done?,
        }
        sync_parent(to)
    }
}
