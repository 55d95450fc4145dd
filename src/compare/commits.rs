//! What lies between two commits.

use std::path::{Path, PathBuf};

use git2::{Oid, Repository};

use super::CommitChange;
use crate::fsx;
use crate::store::file::local_path;

/// What changed from one commit to another, by the first repository around one of these places that has both; `None`
/// where none has.
#[must_use]
pub fn between(places: &[PathBuf], from: &str, to: &str) -> Option<CommitChange> {
    places.iter().find_map(|place| change(place, from, to))
}

/// The folder that an absolute path or a `file:` URI of `mlflow.source.name` means on this machine; `#folder` is dropped.
#[must_use]
pub fn place(source_name: &str) -> Option<PathBuf> {
    let path = local_path(source_name).filter(|path| path.is_absolute())?;
    let folder = path.ancestors().find(|folder| fsx::is_dir(folder))?;
    Some(folder.to_owned())
}

fn change(place: &Path, from: &str, to: &str) -> Option<CommitChange> {
    let repository = Repository::discover(place).ok()?;
    let tree = |commit: &str| repository.find_commit(Oid::from_str(commit).ok()?).ok()?.tree().ok();
    let stats = repository
        .diff_tree_to_tree(Some(&tree(from)?), Some(&tree(to)?), None)
        .and_then(|diff| diff.stats())
        .ok()?;
    Some(CommitChange {
        files: stats.files_changed(),
        insertions: stats.insertions(),
        deletions: stats.deletions(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_are_found_where_the_source_lies() {
        let folder = tempfile::tempdir().unwrap();
        let repository = Repository::init(folder.path()).unwrap();
        let author = git2::Signature::new("a", "a@b", &git2::Time::new(0, 0)).unwrap();
        let commit = |content: &[u8]| {
            fsx::replace_file(&folder.path().join("f"), content, folder.path()).unwrap();
            let mut index = repository.index().unwrap();
            index.add_path(Path::new("f")).unwrap();
            let tree = repository.find_tree(index.write_tree().unwrap()).unwrap();
            let parent = repository.head().ok().and_then(|head| head.peel_to_commit().ok());
            let parents: Vec<_> = parent.iter().collect();
            let made = repository.commit(Some("HEAD"), &author, &author, "m", &tree, &parents);
            made.unwrap().to_string()
        };
        let (one, two) = (commit(b"1\n2\n"), commit(b"1\n3\n4\n"));
        let named = format!("file://{}#sub", folder.path().display());
        let places = [PathBuf::from("/nowhere"), place(&named).unwrap()];
        let expected = CommitChange {
            files: 1,
            insertions: 2,
            deletions: 1,
        };
        assert_eq!(between(&places, &one, &two), Some(expected));
        assert_eq!(between(&places, &one, &"0".repeat(40)), None);
        assert_eq!(between(&places, &one, "not a hash"), None);
        assert_eq!(place("train.py"), None);
        assert_eq!(place("s3://bucket/x"), None);
    }
}
