//! What the repository around a project says of it.

use std::path::{Path, PathBuf};

use git2::{ConfigLevel, Repository};

use super::remote::without_credentials;
use crate::fsx;

/// The repository that holds a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GitState {
    /// The commit of `HEAD`; `None` when there is none yet, or when git ignores the folder.
    pub commit: Option<String>,
    /// The branch, unless `HEAD` is detached.
    pub branch: Option<String>,
    /// The URL of the remote that stands first in the repository's configuration, without user and password.
    pub repo_url: Option<String>,
    /// The root of the work tree; `None` in a bare repository.
    pub work_tree: Option<PathBuf>,
}

/// Looks for a repository in `folder` and upward; `None` when there is none that can be read. What cannot be read of
/// it is left out: a run is not stopped by that.
#[must_use]
pub fn state(folder: &Path) -> Option<GitState> {
    let repository = Repository::discover(folder).ok()?;
    let head = repository.head().ok();
    let is_ignored = repository.is_path_ignored(real(folder)).unwrap_or(false);
    let commit = head.as_ref().and_then(|head| head.peel_to_commit().ok());
    let branch = head.as_ref().filter(|head| head.is_branch());
    Some(GitState {
        commit: commit.filter(|_| !is_ignored).map(|commit| commit.id().to_string()),
        branch: branch.and_then(|branch| branch.shorthand().ok()).map(str::to_owned),
        repo_url: first_remote(&repository).map(|url| without_credentials(&url)),
        work_tree: repository.workdir().map(without_slash),
    })
}

/// MLflow's `mlflow.source.name`: `file://<work tree>#<folder within>`, or the folder itself outside of git.
#[must_use]
pub fn source_name(folder: &Path, state: Option<&GitState>) -> String {
    let work_tree = state.and_then(|state| state.work_tree.as_deref());
    let real = real(folder);
    match work_tree.and_then(|root| Some((root, real.strip_prefix(root).ok()?))) {
        None => folder.to_string_lossy().into_owned(),
        Some((root, within)) if within.as_os_str().is_empty() => format!("file://{}", root.display()),
        Some((root, within)) => format!("file://{}#{}", root.display(), within.display()),
    }
}

/// In the order of the file; libgit2 itself sorts remotes by name.
pub(super) fn first_remote(repository: &Repository) -> Option<String> {
    let config = repository.config().ok()?.open_level(ConfigLevel::Local).ok()?;
    let mut urls = config.entries(Some(r"^remote\..*\.url$")).ok()?;
    let first = urls.next()?.ok()?;
    first.value().ok().map(str::to_owned)
}

fn real(folder: &Path) -> PathBuf {
    fsx::canonical(folder).unwrap_or_else(|_| folder.to_owned())
}

fn without_slash(path: &Path) -> PathBuf {
    path.components().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_within_its_repository() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let project = root.join("a/b");
        std::fs::create_dir_all(&project).unwrap();
        assert_eq!(source_name(&project, None), project.to_str().unwrap());

        let repository = Repository::init(&root).unwrap();
        repository.remote("zebra", "https://u:p@h/first").unwrap();
        repository.remote("alpha", "https://h/second").unwrap();
        let before = state(&project).unwrap();
        assert_eq!(
            (before.commit.as_deref(), before.repo_url.as_deref()),
            (None, Some("https://h/first"))
        );

        let tree = repository
            .find_tree(repository.index().unwrap().write_tree().unwrap())
            .unwrap();
        let author = git2::Signature::new("a", "a@b", &git2::Time::new(0, 0)).unwrap();
        let commit = repository
            .commit(Some("HEAD"), &author, &author, "one", &tree, &[])
            .unwrap();
        let after = state(&project).unwrap();
        assert_eq!(after.commit, Some(commit.to_string()));
        assert!(after.branch.is_some());
        assert_eq!(
            source_name(&project, Some(&after)),
            format!("file://{}#a/b", root.display())
        );

        std::fs::write(root.join(".gitignore"), "a/\n").unwrap();
        assert_eq!(state(&project).unwrap().commit, None);
        repository.set_head_detached(commit).unwrap();
        let detached = state(&root).unwrap();
        assert_eq!((detached.commit, detached.branch), (Some(commit.to_string()), None));
    }
}
