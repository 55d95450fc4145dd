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
        Self::begin_of(parent, name, "")
    }

    /// As [`Self::begin`]; the temporary folder's name ends in `suffix`, by which [`sweep_drafts_of`] finds it.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn begin_of(parent: &Path, name: &str, suffix: &str) -> Result<Self, PathError> {
        let staged = Staged::begin(parent, name, suffix)?;
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

    /// As [`Staged::publish_tree`].
    ///
    /// # Errors
    /// When there is something else than an empty folder of that name, or the rename fails.
    pub fn publish_tree(self, to: &Path) -> Result<(), PathError> {
        self.staged.publish_tree(to)
    }
}

/// Removes the drafts in a folder whose makers are dead; to be called under the store's [`super::Lock`], if it is exclusive.
/// What cannot be removed is left for the next.
pub fn sweep_drafts(dir: &Path) {
    sweep_drafts_of(dir, "");
}

/// As [`sweep_drafts`], of those alone whose names end in `suffix`.
pub fn sweep_drafts_of(dir: &Path, suffix: &str) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_draft = is_temporary(&name) && name.as_encoded_bytes().ends_with(suffix.as_bytes());
        if !is_draft || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
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

    #[test]
    fn a_tree_takes_an_empty_folders_place_and_no_other() -> Result<(), Box<dyn std::error::Error>> {
        let scratch = tempfile::tempdir()?;
        let to = scratch.path().join("to");
        let draft = |content: &[u8]| -> Result<Draft, Box<dyn std::error::Error>> {
            let draft = Draft::begin_of(scratch.path(), "m", ".tree")?;
            fs::write(draft.path().join("file"), content)?;
            Ok(draft)
        };
        fs::create_dir(&to)?;
        draft(b"one")?.publish_tree(&to)?;
        let refused = draft(b"two")?.publish_tree(&to).unwrap_err();
        assert!(refused.is_taken(), "{refused}");
        assert_eq!(fs::read(to.join("file"))?, b"one");
        for (folder, stays) in [(".mlrun-x", true), (".mlrun-x.tree", false)] {
            fs::create_dir(scratch.path().join(folder))?;
            sweep_drafts_of(scratch.path(), ".tree");
            assert_eq!(scratch.path().join(folder).exists(), stays);
        }
        Ok(())
    }
}
