use std::fs::{self, File};
use std::path::Path;

use super::{PathError, Staged, is_temporary};

/// Locked as long as the maker of a draft lives.
pub(super) const ALIVE: &str = "alive";

/// A folder being built out of sight, as [`Staged`], that may take long: nobody sweeps it while its maker lives, so that no
/// lock need be held meanwhile. It is begun under the store's [`super::Lock`], and so are drafts swept.
#[derive(Debug)]
pub struct Draft {
    _alive: File,
    staged: Staged,
}

impl Draft {
    /// Begins a folder that will be called `name`, inside a temporary folder of `parent`.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn begin(parent: &Path, name: &str) -> Result<Self, PathError> {
        let staged = Staged::begin(parent, name, "")?;
        let path = staged.path().with_file_name(ALIVE);
        let alive = File::create(&path).map_err(PathError::on("create", &path))?;
        drop(alive.try_lock()); // where there are no locks nobody sweeps
        Ok(Self { _alive: alive, staged })
    }

    /// The folder, to be filled.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.staged.path()
    }

    /// As [`Staged::write`].
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, relative: &str, content: &[u8]) -> Result<(), PathError> {
        self.staged.write(relative, content)
    }

    /// As [`Staged::publish`].
    ///
    /// # Errors
    /// When there is something of that name already, or the rename fails.
    pub fn publish(self, to: &Path) -> Result<(), PathError> {
        self.staged.publish(to)
    }
}

/// Removes the drafts in a folder whose makers are dead; to be called under the store's [`super::Lock`], if it is exclusive.
/// What cannot be removed is left for the next.
pub fn sweep_drafts(dir: &Path) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        if !is_temporary(&entry.file_name()) || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        if !maker_lives(&entry.path()) {
            drop(fs::remove_dir_all(entry.path()));
        }
    }
}

/// Whether somebody builds in a temporary folder.
pub(super) fn maker_lives(holder: &Path) -> bool {
    File::open(holder.join(ALIVE)).is_ok_and(|alive| alive.try_lock().is_err())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_are_swept_when_their_makers_are_dead() -> Result<(), Box<dyn std::error::Error>> {
        let scratch = tempfile::tempdir()?;
        let draft = Draft::begin(scratch.path(), "m")?;
        draft.write("a/b", b"c")?;
        let dead = scratch.path().join(".mlrun-dead/m");
        fs::create_dir_all(&dead)?;
        sweep_drafts(scratch.path());
        assert!(draft.path().is_dir() && !dead.exists());
        draft.publish(&scratch.path().join("m"))?;
        assert_eq!(fs::read(scratch.path().join("m/a/b"))?, b"c");
        assert_eq!(fs::read_dir(scratch.path())?.count(), 1);
        drop(Draft::begin(scratch.path(), "n")?);
        assert_eq!(fs::read_dir(scratch.path())?.count(), 1);
        Ok(())
    }
}
