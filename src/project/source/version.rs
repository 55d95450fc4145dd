//! Branches, tags and commits by name.

use git2::{ErrorCode, Oid, Repository};

use super::SourceError;
use crate::near;

/// What is looked for in a repository.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wanted<'a> {
    /// The commit of `HEAD`.
    Head,
    /// A branch, a tag or a commit.
    Version(&'a str),
    /// This commit.
    Commit(Oid),
}

/// A commit, and the branch that leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) commit: Oid,
    /// To be checked out; otherwise `HEAD` is detached.
    pub(super) branch: Option<String>,
    /// The version given names the branch: it is recorded, and follows that of the remote.
    pub(super) is_named: bool,
}

impl Found {
    pub(super) fn detached(commit: Oid) -> Self {
        Self {
            commit,
            branch: None,
            is_named: false,
        }
    }
}

impl Wanted<'_> {
    /// The commit, where it is said in full.
    pub(super) fn commit(&self) -> Option<Oid> {
        const DIGITS: usize = 40;
        match self {
            Self::Head => None,
            Self::Version(text) => Oid::from_str(text).ok().filter(|_| text.len() == DIGITS),
            Self::Commit(commit) => Some(*commit),
        }
    }
}

/// Finds a version as git does: a full commit, then a branch or a tag of that name, then a branch of a remote, then a
/// commit by its first digits. Of a branch and a tag of one name git takes the branch where there is a work tree, and the
/// tag where both were just fetched.
///
/// # Errors
/// [`SourceError::AmbiguousVersion`].
pub(super) fn find(repository: &Repository, version: &str, is_mirror: bool) -> Result<Option<Found>, SourceError> {
    if let Some(commit) = Wanted::Version(version).commit() {
        return Ok(commit_of(repository, commit));
    }
    let branch = |name: &str| at(repository, &format!("refs/heads/{name}")).map(|commit| named(commit, name));
    let tag = |name: &str| at(repository, &format!("refs/tags/{name}")).map(Found::detached);
    if let Some(name) = version.strip_prefix("refs/heads/") {
        return Ok(branch(name));
    }
    if version.starts_with("refs/") {
        return Ok(at(repository, version).map(Found::detached));
    }
    let found = if is_mirror {
        tag(version).or_else(|| branch(version))
    } else {
        let of_remote = || remote_branch(repository, version);
        branch(version).or_else(|| tag(version)).or_else(of_remote)
    };
    match found {
        Some(found) => Ok(Some(found)),
        None => by_first_digits(repository, version),
    }
}

/// The branch that `HEAD` names, and its commit; the commit alone where it is detached.
pub(super) fn head(repository: &Repository) -> Option<Found> {
    let head = repository.head().ok()?;
    Some(Found {
        commit: head.peel_to_commit().ok()?.id(),
        branch: head.shorthand().ok().filter(|_| head.is_branch()).map(str::to_owned),
        is_named: false,
    })
}

/// That commit, or the one that a tag of that hash names.
pub(super) fn commit_of(repository: &Repository, id: Oid) -> Option<Found> {
    let object = repository.find_object(id, None).ok()?;
    Some(Found::detached(object.peel_to_commit().ok()?.id()))
}

/// Branches and tags, sorted.
pub(super) fn known(repository: &Repository) -> Vec<String> {
    let mut names: Vec<String> = ["refs/heads/*", "refs/tags/*"]
        .into_iter()
        .filter_map(|glob| repository.references_glob(glob).ok())
        .flat_map(|references| {
            references
                .flatten()
                .filter_map(|it| it.shorthand().ok().map(str::to_owned))
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

/// That there is no such version, with what there is.
pub(super) fn unknown(repository: &Repository, version: &str, shown: &str, offline: bool) -> SourceError {
    let known = known(repository);
    SourceError::UnknownVersion {
        version: version.to_owned(),
        repository: shown.to_owned(),
        near: near::nearest(version, known.iter().map(String::as_str)).map(str::to_owned),
        known,
        offline,
    }
}

/// That it is empty, or that its `HEAD` names no branch.
pub(super) fn headless(repository: &Repository, shown: &str) -> SourceError {
    match known(repository) {
        names if names.is_empty() => SourceError::Empty(shown.to_owned()),
        branches => SourceError::NoDefaultBranch {
            repository: shown.to_owned(),
            branches,
        },
    }
}

fn at(repository: &Repository, reference: &str) -> Option<Oid> {
    let commit = repository.find_reference(reference).ok()?.peel_to_commit().ok()?;
    Some(commit.id())
}

fn named(commit: Oid, branch: &str) -> Found {
    Found {
        commit,
        branch: Some(branch.to_owned()),
        is_named: true,
    }
}

fn remote_branch(repository: &Repository, version: &str) -> Option<Found> {
    let remotes = repository.remotes().ok()?;
    let mut names = remotes.iter().filter_map(Result::ok).flatten();
    let commit = names.find_map(|remote| at(repository, &format!("refs/remotes/{remote}/{version}")))?;
    Some(named(commit, version))
}

fn by_first_digits(repository: &Repository, version: &str) -> Result<Option<Found>, SourceError> {
    const FEWEST: usize = 4; // git's own
    if version.len() < FEWEST || !version.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(None);
    }
    match repository.find_commit_by_prefix(version) {
        Ok(commit) => Ok(Some(Found::detached(commit.id()))),
        Err(error) if error.code() == ErrorCode::Ambiguous => Err(SourceError::AmbiguousVersion {
            version: version.to_owned(),
            repository: repository.path().to_string_lossy().into_owned(),
        }),
        Err(_) => Ok(None),
    }
}
