//! A change of several files of a model that happens at once: it is written down whole before any of them is touched.
//! From then on every reader of ours sees them as changed, and the next writer finishes what a killed one left.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::fsx::{self, Folder, PathError};

/// In the model's folder, where MLflow looks at nothing of that name.
const JOURNAL: &str = ".mlrun.journal";

/// Files of one model's folder as they are going to be.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Journal {
    /// It counts as soon as the folder is called so: a renaming is decided by the move of the folder.
    name: String,
    /// And as soon as this is there: a new version is decided by the arrival of its folder.
    needs: Option<String>,
    /// By name relative to the folder; nothing for a file that is removed. In the order in which they are written.
    files: Vec<(String, Option<String>)>,
}

impl Journal {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// Which counts only when there is a file or folder of that name.
    pub(super) fn needing(mut self, below: String) -> Self {
        self.needs = Some(below);
        self
    }

    pub(super) fn write(&mut self, below: impl Into<String>, content: impl Into<String>) {
        self.files.push((below.into(), Some(content.into())));
    }

    pub(super) fn remove(&mut self, below: impl Into<String>) {
        self.files.push((below.into(), None));
    }

    /// What is written down in a folder called `name` and counts.
    pub(super) fn pending(folder: &Folder, name: &str) -> Option<Self> {
        let bytes = folder.read(JOURNAL).ok().flatten()?;
        let journal: Self = serde_json::from_slice(&bytes).ok()?;
        let counts = journal.name == name
            && journal
                .needs
                .as_ref()
                .is_none_or(|needs| fsx::exists(&folder.path().join(needs)));
        counts.then_some(journal)
    }

    /// What is going to be in a file, if it is going to change: nothing when it is removed.
    pub(super) fn file(&self, below: &str) -> Option<Option<&str>> {
        let file = self.files.iter().rev().find(|(name, _)| name == below)?;
        Some(file.1.as_deref())
    }

    /// The files below a folder that are going to change, and whether they are going to be there.
    pub(super) fn below<'a>(&'a self, part: &'a str) -> impl Iterator<Item = (&'a str, bool)> {
        let inside = move |name: &'a str| name.strip_prefix(part)?.strip_prefix('/');
        self.files
            .iter()
            .filter_map(move |(name, content)| Some((inside(name)?, content.is_some())))
    }

    /// Changes the files of a folder: one by replacing it, several by way of a journal.
    pub(super) fn commit(self, folder: &Path) -> Result<(), PathError> {
        if self.files.len() > 1 {
            self.write_down(folder)?;
            self.finish(folder)
        } else {
            self.apply(folder)
        }
    }

    /// Writes it down; it counts when what it waits for has come.
    pub(super) fn write_down(&self, folder: &Path) -> Result<(), PathError> {
        let text = serde_json::to_vec(self).unwrap_or_default();
        fsx::replace_file(&folder.join(JOURNAL), &text, folder)
    }

    /// Changes the files of a folder in which it is written down and counts.
    pub(super) fn finish(&self, folder: &Path) -> Result<(), PathError> {
        self.apply(folder)?;
        fsx::remove_file(&folder.join(JOURNAL))
    }

    fn apply(&self, folder: &Path) -> Result<(), PathError> {
        for (below, content) in &self.files {
            let path = folder.join(below);
            match content {
                Some(content) => {
                    if let Some(parent) = path.parent() {
                        fsx::create_dir_all(parent)?;
                    }
                    fsx::replace_file(&path, content.as_bytes(), folder)?;
                }
                None if fsx::exists(&path) => fsx::remove_file(&path)?,
                None => {}
            }
        }
        Ok(())
    }
}

/// Finishes or forgets what a killed writer left in a folder called `name`. Its caller holds the store's lock.
pub(super) fn recover(path: &Path, name: &str) -> Result<(), PathError> {
    if !fsx::exists(&path.join(JOURNAL)) {
        return Ok(());
    }
    match Journal::pending(&Folder::open(path)?, name) {
        Some(journal) => journal.finish(path),
        None => fsx::remove_file(&path.join(JOURNAL)),
    }
}
