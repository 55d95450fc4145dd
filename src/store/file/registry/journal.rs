//! A change of several files of a model that happens at once: it is written down whole before any of them is touched.
//! From then on every reader of ours sees them as changed, and the next writer finishes what a killed one left.

use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

use super::names::{ALIASES, TAGS, VERSION};
use crate::fsx::{self, Evidence, Folder, PathError};
use crate::store::file::layout::META;

/// In the model's folder, where MLflow looks at nothing of that name.
const JOURNAL: &str = ".mlrun.journal";

/// Files of one model's folder as they are going to be.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Journal {
    /// It counts as soon as the folder is called so: a renaming is decided by the move of the folder.
    name: String,
    /// And as soon as this is there: a new version is decided by the arrival of its folder.
    needs: Option<String>,
    /// In the order in which they are written.
    files: Vec<Change>,
}

/// What becomes of a file.
#[derive(Debug, Serialize, Deserialize)]
struct Change {
    /// Relative to the folder.
    file: String,
    /// Nothing for a file that is removed.
    content: Option<String>,
    /// What it held before, as a hash; nothing where there was no file. A file that holds something else by now was
    /// changed by somebody who does not read journals, such as MLflow, after a writer of ours was killed: it stays.
    before: Option<String>,
}

impl Change {
    fn stands(&self, folder: &Folder) -> bool {
        let Ok(found) = folder.read(&self.file) else {
            return false;
        };
        let found = found.as_deref();
        found == self.content.as_deref().map(str::as_bytes) || found.map(hash) == self.before
    }

    /// Whether it is of a file that a journal may change: in this folder and of the registry, not beyond a link.
    fn is_ours(&self, folder: &Path) -> bool {
        let parts: Vec<&str> = self.file.split('/').collect();
        let of_model = match &parts[..] {
            [version, of_version @ ..] if is_version(version) => of_version,
            [ALIASES, _, ..] => &[META],
            parts => parts,
        };
        let is_known = matches!(of_model, [META] | [TAGS, _, ..]);
        let path = Path::new(&self.file);
        let stays_below = path.components().all(|part| matches!(part, Component::Normal(_)));
        let mut above = path.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty());
        is_known && stays_below && !self.file.contains('\0') && !above.any(|above| fsx::is_link(&folder.join(above)))
    }
}

fn is_version(name: &str) -> bool {
    name.strip_prefix(VERSION)
        .is_some_and(|number| number.parse::<i64>().is_ok())
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
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
        self.change(below.into(), Some(content.into()));
    }

    pub(super) fn remove(&mut self, below: impl Into<String>) {
        self.change(below.into(), None);
    }

    fn change(&mut self, file: String, content: Option<String>) {
        self.files.retain(|change| change.file != file);
        self.files.push(Change {
            file,
            content,
            before: None,
        });
    }

    /// What is written down in a folder called `name` and counts. One that asks for what no journal of ours does is none.
    pub(super) fn pending(folder: &Folder, name: &str) -> Option<Self> {
        let bytes = folder.read(JOURNAL).ok().flatten()?;
        let mut journal: Self = serde_json::from_slice(&bytes).ok()?;
        let is_there = |needs: &String| is_version(needs) && fsx::exists(&folder.path().join(needs));
        let counts = journal.name == name
            && journal.needs.as_ref().is_none_or(is_there)
            && journal.files.iter().all(|change| change.is_ours(folder.path()));
        if !counts {
            return None;
        }
        journal.files.retain(|change| change.stands(folder));
        Some(journal)
    }

    /// What the file system says of what is written down in a folder.
    pub(super) fn evidence(folder: &Folder) -> Option<Evidence> {
        folder.evidence(JOURNAL)
    }

    /// What is going to be in a file, if it is going to change: nothing when it is removed.
    pub(super) fn file(&self, below: &str) -> Option<Option<&str>> {
        let change = self.files.iter().find(|change| change.file == below)?;
        Some(change.content.as_deref())
    }

    /// The files below a folder that are going to change, and whether they are going to be there.
    pub(super) fn below<'a>(&'a self, part: &'a str) -> impl Iterator<Item = (&'a str, bool)> {
        let inside = move |name: &'a str| name.strip_prefix(part)?.strip_prefix('/');
        self.files
            .iter()
            .filter_map(move |change| Some((inside(&change.file)?, change.content.is_some())))
    }

    /// Every file that is going to change, in order, and what is going to be in it: nothing when it is removed.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.files
            .iter()
            .map(|change| (change.file.as_str(), change.content.as_deref()))
    }

    /// Every file that is going to change, and what it is going to hold.
    pub(super) fn changes(self) -> Vec<(String, Option<String>)> {
        let changes = self.files.into_iter();
        changes.map(|change| (change.file, change.content)).collect()
    }

    /// Changes the files of a folder: one by replacing it, several by way of a journal.
    pub(super) fn commit(self, folder: &Path) -> Result<(), PathError> {
        if self.files.len() > 1 {
            self.write_down(folder)?.finish(folder)
        } else {
            self.apply(folder)
        }
    }

    /// Writes it down; it counts when what it waits for has come.
    pub(super) fn write_down(mut self, folder: &Path) -> Result<Self, PathError> {
        for (file, _) in self.files().filter(|(_, content)| content.is_some()) {
            folder.join(file).parent().map_or(Ok(()), fsx::create_dir_all)?; // what cannot be is told before it counts
        }
        for change in &mut self.files {
            let before = fsx::read_if_exists(&folder.join(&change.file))?;
            change.before = before.as_deref().map(hash);
        }
        let text = serde_json::to_vec(&self).unwrap_or_default();
        fsx::replace_file(&folder.join(JOURNAL), &text, folder)?;
        Ok(self)
    }

    /// Changes the files of a folder in which it is written down and counts.
    pub(super) fn finish(&self, folder: &Path) -> Result<(), PathError> {
        self.apply(folder)?;
        fsx::remove_file(&folder.join(JOURNAL))
    }

    fn apply(&self, folder: &Path) -> Result<(), PathError> {
        for change in &self.files {
            let path = folder.join(&change.file);
            match &change.content {
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;

    struct Fixture {
        scratch: tempfile::TempDir,
        model: PathBuf,
    }

    impl Fixture {
        fn new() -> Self {
            let scratch = tempfile::tempdir().unwrap();
            let model = scratch.path().join("models/m");
            fs::create_dir_all(model.join("version-1")).unwrap();
            fs::write(model.join("meta.yaml"), "before").unwrap();
            fs::write(model.join("version-1/meta.yaml"), "before").unwrap();
            fs::write(scratch.path().join("meta.yaml"), "safe").unwrap();
            Self { scratch, model }
        }

        fn read(&self, below: &str) -> String {
            fs::read_to_string(self.model.join(below)).unwrap_or_default()
        }

        /// What the readers see while it is pending, then what it becomes.
        fn recovered(&self, below: &str) -> (Option<String>, String) {
            let folder = Folder::open(&self.model).unwrap();
            let seen = Journal::pending(&folder, "m").and_then(|journal| Some(journal.file(below)??.to_owned()));
            recover(&self.model, "m").unwrap();
            assert!(!self.model.join(JOURNAL).exists(), "{below}");
            (seen, self.read(below))
        }
    }

    #[test]
    fn a_journal_changes_nothing_but_the_files_of_its_model() {
        let test = Fixture::new();
        let outside = test.scratch.path().join("meta.yaml");
        for file in [
            "../../meta.yaml",
            outside.to_str().unwrap(),
            "version-1/../../../meta.yaml",
            "tags/../../../meta.yaml",
            "tags//../../meta.yaml",
            "aliases/.././../../meta.yaml",
            "version-1",
            "version-x/meta.yaml",
            "version-1/other",
            "other",
            "tags",
            "tags/a\0b",
            "",
        ] {
            for content in [Some("owned".to_owned()), None] {
                let change = |file: &str, content: Option<String>| Change {
                    file: file.to_owned(),
                    content,
                    before: Some(hash(if file == "meta.yaml" { b"before" } else { b"safe" })),
                };
                let journal = Journal {
                    files: vec![change("meta.yaml", Some("after".to_owned())), change(file, content)],
                    ..Journal::new("m")
                };
                fs::write(test.model.join(JOURNAL), serde_json::to_vec(&journal).unwrap()).unwrap();
                assert_eq!(test.recovered("meta.yaml"), (None, "before".to_owned()), "{file}");
                assert_eq!(fs::read_to_string(&outside).unwrap(), "safe", "{file}");
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_journal_does_not_reach_beyond_a_link() {
        let test = Fixture::new();
        let elsewhere = test.scratch.path().join("elsewhere");
        fs::create_dir(&elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, test.model.join("aliases")).unwrap();
        let mut journal = Journal::new("m");
        journal.write("aliases/authorized_keys", "owned");
        journal.write_down(&test.model).unwrap();
        recover(&test.model, "m").unwrap();
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    }

    #[test]
    fn what_somebody_else_changed_since_stays() {
        let test = Fixture::new();
        let mut journal = Journal::new("m");
        journal.write("version-1/meta.yaml", "after");
        journal.write("tags/k", "v");
        journal.write("meta.yaml", "after");
        journal.write_down(&test.model).unwrap();
        fs::write(test.model.join("meta.yaml"), "after").unwrap(); // as far as the killed writer came
        fs::write(test.model.join("version-1/meta.yaml"), "MLflow's").unwrap();
        let kept = (None, "MLflow's".to_owned());
        assert_eq!(test.recovered("version-1/meta.yaml"), kept);
        assert_eq!(
            (test.read("tags/k"), test.read("meta.yaml")),
            ("v".into(), "after".into())
        );
    }
}
