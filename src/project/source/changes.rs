//! What of a work tree was not committed.

use std::path::{Path, PathBuf};

use git2::{ApplyLocation, Delta, Diff, DiffFormat, DiffOptions, FileMode, Repository, Status, StatusOptions};

use super::fetch::on;
use super::{Result, SourceError};
use crate::fsx;

/// What of a work tree was not committed when it was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Files that git follows differ from `HEAD`, staged or not.
    pub dirty: bool,
    /// What git neither follows nor ignores, from the root of the work tree, sorted; a folder of nothing else is one entry
    /// that ends in `/`.
    pub untracked: Vec<String>,
    /// From `HEAD` to the files as they are, as `git apply` takes it. `None` where nothing is changed, where there is no
    /// commit yet, or where it was left out.
    pub diff: Option<Vec<u8>>,
    /// Why the diff, or something of it, was left out.
    pub note: Option<String>,
}

/// Looks at the whole work tree that a folder lies in; `None` outside of one. `exclude` are folders that do not count: the
/// store, for one. A diff above `cap` bytes is left out whole. Nothing is written, not even git's index.
#[must_use]
pub fn changes(folder: &Path, exclude: &[&Path], cap: usize) -> Option<Changes> {
    let repository = Repository::discover(folder).ok()?;
    let tree = Tree {
        root: fsx::canonical(repository.workdir()?).ok()?,
        exclude: exclude.iter().filter_map(|path| fsx::canonical(path).ok()).collect(),
        repository: &repository,
    };
    tree.changes(cap).ok()
}

struct Tree<'a> {
    repository: &'a Repository,
    root: PathBuf,
    exclude: Vec<PathBuf>,
}

impl Tree<'_> {
    fn changes(&self, cap: usize) -> std::result::Result<Changes, git2::Error> {
        let mut options = StatusOptions::new();
        options
            .include_untracked(true)
            .include_ignored(false)
            .update_index(false);
        let mut changes = Changes::default();
        for entry in self.repository.statuses(Some(&mut options))?.iter() {
            let name = String::from_utf8_lossy(entry.path_bytes()).into_owned();
            if entry.status().contains(Status::WT_NEW) {
                self.add_untracked(name, &mut changes.untracked);
            } else if !self.is_excluded(&name) {
                changes.dirty = true;
            }
        }
        changes.untracked.sort();
        if changes.dirty
            && let Ok(head) = self.repository.head()
        {
            let tree = head.peel_to_tree()?;
            let mut options = DiffOptions::new();
            options.show_binary(true).skip_binary_check(false);
            let diff = self
                .repository
                .diff_tree_to_workdir_with_index(Some(&tree), Some(&mut options))?;
            self.print(&diff, cap, &mut changes)?;
        }
        Ok(changes)
    }

    fn is_excluded(&self, name: &str) -> bool {
        let path = self.root.join(name);
        self.exclude.iter().any(|excluded| path.starts_with(excluded))
    }

    /// An untracked folder that holds an excluded one is looked into.
    fn add_untracked(&self, name: String, untracked: &mut Vec<String>) {
        if self.is_excluded(&name) {
            return;
        }
        let path = self.root.join(&name);
        let holds_excluded = self.exclude.iter().any(|excluded| excluded.starts_with(&path));
        if !name.ends_with('/') || !holds_excluded {
            untracked.push(name);
            return;
        }
        for entry in fsx::list(&path).unwrap_or_default() {
            let is_folder = entry.is_dir && !entry.is_link;
            let inner = format!("{name}{}{}", entry.name, if is_folder { "/" } else { "" });
            let is_empty = is_folder && fsx::walk_files(&entry.path).is_ok_and(|files| files.is_empty());
            if !is_empty && !self.repository.is_path_ignored(&inner).unwrap_or(false) {
                self.add_untracked(inner, untracked);
            }
        }
    }

    fn print(&self, diff: &Diff<'_>, cap: usize, changes: &mut Changes) -> std::result::Result<(), git2::Error> {
        const READ_AT_MOST: u64 = 16; // times the cap: to compare a file both its versions are read whole
        let most = (cap as u64).saturating_mul(READ_AT_MOST);
        if diff.deltas().any(|delta| self.size(&delta) > most) {
            changes.note = Some("the diff is left out: a changed file is too large to compare".to_owned());
            return Ok(());
        }
        let mut text = Vec::new();
        let mut submodules = false;
        let printed = diff.print(DiffFormat::Patch, |delta, _, line| {
            let is_submodule = [delta.old_file(), delta.new_file()]
                .iter()
                .any(|file| file.mode() == FileMode::Commit);
            submodules |= is_submodule;
            let name = delta.new_file().path_bytes().or(delta.old_file().path_bytes());
            let name = String::from_utf8_lossy(name.unwrap_or_default());
            if is_submodule || self.is_excluded(&name) {
                return true;
            }
            if matches!(line.origin(), '+' | '-' | ' ') {
                text.push(line.origin() as u8);
            }
            match line.origin() {
                'F' if name.contains(' ') => text.extend(with_quotes(line.content(), &name)),
                _ => text.extend_from_slice(line.content()),
            }
            text.len() <= cap
        });
        if text.len() > cap {
            changes.note = Some(format!("the diff is left out: it is larger than {cap} bytes"));
            return Ok(());
        }
        printed?;
        if submodules {
            changes.note = Some("what changed in submodules is not in the diff".to_owned());
        }
        changes.diff = Some(text).filter(|text| !text.is_empty());
        Ok(())
    }

    /// Of the larger of both versions, in bytes.
    fn size(&self, delta: &git2::DiffDelta<'_>) -> u64 {
        let committed = || {
            let (size, _) = self.repository.odb().ok()?.read_header(delta.old_file().id()).ok()?;
            Some(size as u64)
        };
        let old = if delta.status() == Delta::Added {
            None
        } else {
            committed()
        };
        delta.new_file().size().max(old.unwrap_or(0))
    }
}

/// The lines about a file whose name has a blank, quoted: unquoted git understands them, and libgit2 does not.
fn with_quotes(header: &[u8], name: &str) -> Vec<u8> {
    let mut header = String::from_utf8_lossy(header).into_owned();
    for (plain, quoted) in [
        (
            format!("diff --git a/{name} b/{name}\n"),
            format!("diff --git \"a/{name}\" \"b/{name}\"\n"),
        ),
        (format!("\n--- a/{name}\n"), format!("\n--- \"a/{name}\"\n")),
        (format!("\n+++ b/{name}\n"), format!("\n+++ \"b/{name}\"\n")),
    ] {
        header = header.replace(&plain, &quoted);
    }
    header.into_bytes()
}

/// Applies a diff of [`changes`] to a checkout of the same commit, to its files and its index.
///
/// # Errors
/// [`SourceError::NotApplied`] when it is none or does not fit; nothing was changed then.
pub fn apply(diff: &[u8], checkout: &Path) -> Result<()> {
    let repository = Repository::discover(checkout).map_err(on(checkout))?;
    let not_applied = |error: git2::Error| SourceError::NotApplied(error.message().to_owned());
    let diff = Diff::from_buffer(diff).map_err(not_applied)?;
    repository.apply(&diff, ApplyLocation::Both, None).map_err(not_applied)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use git2::Signature;

    use super::*;

    const CAP: usize = 10 << 20;

    fn commit_all(repository: &Repository) {
        let mut index = repository.index().unwrap();
        index.add_all(["*"], git2::IndexAddOption::DEFAULT, None).unwrap();
        index.write().unwrap();
        let tree = repository.find_tree(index.write_tree().unwrap()).unwrap();
        let author = Signature::new("a", "a@b", &git2::Time::new(0, 0)).unwrap();
        repository
            .commit(Some("HEAD"), &author, &author, "one", &tree, &[])
            .unwrap();
    }

    fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
        let files = fsx::walk_files(folder).unwrap().into_iter();
        let ours = files.filter(|(name, _)| !name.starts_with(".git/"));
        ours.map(|(name, path)| (name, fs::read(path).unwrap())).collect()
    }

    #[test]
    fn changes_are_seen_and_can_be_applied_elsewhere() {
        let scratch = tempfile::tempdir().unwrap();
        let work = scratch.path().join("work");
        let repository = Repository::init(&work).unwrap();
        assert_eq!(
            changes(&work, &[], CAP),
            Some(Changes::default()),
            "no commit, no files"
        );
        let noise: Vec<u8> = (0..4096_u32).map(|n| (n * n % 251) as u8).collect();
        for (name, content) in [
            ("train.py", &b"a\nb\nc\n"[..]),
            ("sub/latin", b"caf\xe9 1\n"),
            ("data.bin", &noise),
            ("my data.bin", &noise),
            ("gone", b"x\n"),
            (".gitignore", b"*.log\n"),
        ] {
            fs::create_dir_all(work.join(name).parent().unwrap()).unwrap();
            fs::write(work.join(name), content).unwrap();
        }
        commit_all(&repository);
        let clone = scratch.path().join("clone");
        Repository::clone(work.to_str().unwrap(), &clone).unwrap();
        assert_eq!(changes(&work.join("sub"), &[], CAP), Some(Changes::default()));

        fs::write(work.join("train.py"), "a\nB\nc").unwrap();
        fs::write(work.join("sub/latin"), b"caf\xe9 2\n").unwrap();
        fs::write(work.join("data.bin"), [&noise[..], b"more"].concat()).unwrap();
        fs::write(work.join("my data.bin"), b"\0").unwrap();
        fs::remove_file(work.join("gone")).unwrap();
        fs::write(work.join("new one.py"), "staged\n").unwrap();
        let mut index = repository.index().unwrap();
        index.add_path(Path::new("new one.py")).unwrap();
        index.write().unwrap();
        let before = fs::read(work.join(".git/index")).unwrap();
        for name in [
            "x.log",
            "note",
            "out/mlruns/0/meta.yaml",
            "out/plot.png",
            "out/x.log",
            "fresh/a",
            "fresh/b",
        ] {
            fs::create_dir_all(work.join(name).parent().unwrap()).unwrap();
            fs::write(work.join(name), "").unwrap();
        }
        let store = work.join("out/mlruns");
        let found = changes(&work.join("sub"), &[&store], CAP).unwrap();
        assert!(found.dirty && found.note.is_none());
        assert_eq!(found.untracked, ["fresh/", "note", "out/plot.png"]);
        assert_eq!(
            fs::read(work.join(".git/index")).unwrap(),
            before,
            "looking changes nothing"
        );

        let diff = found.diff.unwrap();
        let cut = changes(&work, &[], diff.len() - 1).unwrap();
        assert!(cut.dirty && cut.diff.is_none() && cut.note.is_some());

        apply(&diff, &clone).unwrap();
        for folder in ["out", "fresh"] {
            fs::remove_dir_all(work.join(folder)).unwrap();
        }
        for name in ["x.log", "note"] {
            fs::remove_file(work.join(name)).unwrap();
        }
        assert_eq!(contents(&clone), contents(&work));
        assert_eq!(
            changes(&clone, &[], CAP).unwrap().diff,
            Some(diff.clone()),
            "it is recorded again"
        );
        assert!(
            matches!(apply(&diff, &clone), Err(SourceError::NotApplied(_))),
            "twice does not fit"
        );
        for escape in ["../out", ".git/config", "/tmp/out"] {
            let evil = format!(
                "diff --git a/{escape} b/{escape}\nnew file mode 100644\n--- /dev/null\n+++ b/{escape}\n@@ -0,0 +1 @@\n+x\n"
            );
            assert!(
                apply(evil.as_bytes(), &clone).is_err() || !fsx::exists(&scratch.path().join("out")),
                "{escape}"
            );
        }
    }
}
