//! How what the store holds is changed: whoever witnesses it is told first.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::layout::META;
use super::{FileStore, meta, values};
use crate::fsx::{self, Unsynced, Whole};
use crate::model::Key;
use crate::store::{Change, Result, Witness};

impl FileStore {
    /// With somebody who is told of every change before it is made.
    #[must_use]
    pub fn witnessed(mut self, by: Arc<dyn Witness>) -> Self {
        self.witness = Some(by);
        self
    }

    /// Tells of changes that are going to be made, none of which depends on another.
    pub(super) fn tell(&self, changes: &[Change<'_>]) -> Result<()> {
        if let Some(witness) = self.witness.as_ref().filter(|_| !changes.is_empty()) {
            witness.before(changes)?;
        }
        Ok(())
    }

    /// Writes a value's file, with its folders below `home`.
    pub(super) fn write_value(&self, home: &Path, path: &Path, key: &Key, value: &str) -> Result<()> {
        let content = value.as_bytes();
        values::refuse_folder(path, key)?;
        self.tell(&[Change::Write { path, content }])?;
        let _room = values::make_room(home, path, key)?;
        Ok(fsx::replace_file(path, content, home)?)
    }

    /// Removes a file.
    pub(super) fn remove(&self, path: &Path) -> Result<()> {
        self.tell(&[Change::Remove { path }])?;
        Ok(fsx::remove_file(path)?)
    }

    /// Gives a folder another name, with the folder it then lies in.
    pub(super) fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        self.tell(&[Change::Move { from, to }])?;
        if let Some(parent) = to.parent() {
            fsx::create_dir_all(parent)?;
        }
        Ok(fsx::rename(from, to)?)
    }

    /// Reads a folder's `meta.yaml`, changes it, and replaces it whole.
    ///
    /// # Errors
    /// [`crate::store::StoreError::Damaged`] when it cannot be read, or when it cannot be written.
    pub(super) fn rewrite(&self, folder: &Path, change: impl FnOnce(&mut meta::Rewrite)) -> Result<()> {
        Ok(self.rewrite_unsynced(folder, change)?.sync()?)
    }

    /// As [`Self::rewrite`], but that a crash of the machine may still take it back.
    ///
    /// # Errors
    /// As [`Self::rewrite`].
    pub(super) fn rewrite_unsynced(&self, folder: &Path, change: impl FnOnce(&mut meta::Rewrite)) -> Result<Unsynced> {
        let path = folder.join(META);
        let text = meta::rewritten(fsx::read_if_exists(&path)?, &path, change)?;
        let content = text.as_bytes();
        self.tell(&[Change::Write { path: &path, content }])?;
        Ok(fsx::replace_file_unsynced(&path, content, folder)?)
    }

    /// Replaces many `meta.yaml`s, told of and brought to the disk together.
    pub(super) fn replace_metas(&self, metas: &[(PathBuf, String)]) -> Result<()> {
        let changes: Vec<Change<'_>> = metas
            .iter()
            .map(|(path, text)| Change::Write {
                path,
                content: text.as_bytes(),
            })
            .collect();
        self.tell(&changes)?;
        let files: Vec<Whole<'_>> = metas
            .iter()
            .map(|(path, text)| Whole {
                path,
                content: text.as_bytes(),
                mode: None,
                modified: None,
                staging: path.parent().unwrap_or(path),
            })
            .collect();
        Ok(fsx::replace_files(&files)?)
    }

    /// Takes away a folder of `home`: to where it can come back from if there is a witness, else for good.
    pub(super) fn discard(&self, dir: &Path, home: &Path) -> Result<()> {
        match &self.witness {
            Some(witness) => witness.take_away(dir)?,
            None => self.layout.discard(dir, home)?,
        }
        Ok(())
    }
}
