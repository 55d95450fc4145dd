//! Repositories with a work tree, made fresh from others whose objects they borrow.

use std::path::{Component, Path, PathBuf};

use git2::build::CheckoutBuilder;
use git2::{Oid, Repository, SubmoduleUpdate};

use super::fetch::{Fetcher, on};
use super::git::{self, GitState};
use super::remote::Remote;
use super::version::{Found, Wanted, commit_of};
use super::{Source, SourceError};
use crate::fsx;

/// How deep submodules of submodules are followed.
const DEEPEST: u32 = 16;

/// What a checkout is made from.
pub(super) struct From<'a> {
    pub(super) repository: &'a Repository,
    /// As a clone of the cache: its branches are those of the remote.
    pub(super) is_mirror: bool,
    /// The remote `origin`, and where submodules count from.
    pub(super) remote: &'a Remote,
}

/// Makes a repository in an empty folder: `HEAD` on the branch, or detached, and its files.
fn check_out(folder: &Path, from: &From<'_>, found: &Found) -> Result<Repository, SourceError> {
    let fail = on(folder);
    let new = Repository::init(folder).map_err(&fail)?;
    let git = new.path().to_owned();
    drop(new);
    let lender = from.repository.commondir();
    let objects = fsx::canonical(&lender.join("objects"))?;
    write(
        &git.join("objects/info/alternates"),
        &format!("{}\n", objects.display()),
    )?;
    write(&git.join("packed-refs"), &references(from))?;
    if let Some(shallow) = fsx::read_if_exists(&lender.join("shallow"))? {
        fsx::write_new(&git.join("shallow"), false, &mut shallow.as_slice(), u64::MAX)?;
    }
    let repository = Repository::open(folder).map_err(&fail)?;
    repository.remote("origin", &from.remote.url).map_err(&fail)?;
    match &found.branch {
        Some(branch) => {
            let name = format!("refs/heads/{branch}");
            repository
                .reference(&name, found.commit, true, "mlrun: checked out")
                .map_err(&fail)?;
            repository.set_head(&name).map_err(&fail)?;
            if found.is_named && from.is_mirror {
                let mut config = repository.config().map_err(&fail)?;
                config
                    .set_str(&format!("branch.{branch}.remote"), "origin")
                    .and_then(|()| config.set_str(&format!("branch.{branch}.merge"), &name))
                    .map_err(&fail)?;
            }
        }
        None => repository.set_head_detached(found.commit).map_err(&fail)?,
    }
    repository
        .checkout_head(Some(CheckoutBuilder::new().force()))
        .map_err(&fail)?;
    Ok(repository)
}

/// Branches and tags, in the form of git's file `packed-refs`.
fn references(from: &From<'_>) -> String {
    let mut lines = Vec::new();
    for reference in from.repository.references().into_iter().flatten().flatten() {
        let (Ok(name), Some(target)) = (reference.name(), reference.target()) else {
            continue;
        };
        let name = match name.strip_prefix("refs/heads/") {
            Some(branch) if from.is_mirror => format!("refs/remotes/origin/{branch}"),
            _ => name.to_owned(),
        };
        if ["refs/heads/", "refs/remotes/", "refs/tags/"]
            .iter()
            .any(|kind| name.starts_with(kind))
        {
            lines.push(format!("{target} {name}\n"));
        }
    }
    lines.concat()
}

/// Whether git-lfs keeps some of the files: libgit2 leaves its pointers.
fn has_lfs(checkout: &Repository) -> bool {
    let (Ok(index), Some(root)) = (checkout.index(), checkout.workdir()) else {
        return false;
    };
    let mut attributes = index.iter().filter(|entry| entry.path.ends_with(b".gitattributes"));
    attributes.any(|entry| {
        let path = root.join(String::from_utf8_lossy(&entry.path).as_ref());
        let text = fsx::read(&path).unwrap_or_default();
        String::from_utf8_lossy(&text).contains("filter=lfs")
    })
}

fn write(path: &Path, text: &str) -> Result<(), SourceError> {
    fsx::write_new(path, false, &mut text.as_bytes(), u64::MAX)?;
    Ok(())
}

impl Fetcher<'_> {
    /// Checks out what was found, with its submodules. `place` says where the project lies in it.
    pub(super) fn lend(
        self,
        from: &From<'_>,
        found: &Found,
        name: String,
        place: &dyn Fn(&Path) -> Result<PathBuf, SourceError>,
    ) -> Result<Source, SourceError> {
        let last = from.remote.url.trim_end_matches('/').rsplit(['/', ':']).next();
        let draft = self.storage.draft(last.unwrap_or_default().trim_end_matches(".git"))?;
        let checkout = check_out(draft.path(), from, found)?;
        if has_lfs(&checkout) {
            (self.tools.say)("Files of git-lfs are pointers here: let the project's command begin with `git lfs pull`");
        }
        let near = Some(from.repository).filter(|_| !from.is_mirror);
        self.submodules(&checkout, from.remote, near, 0)?;
        let folder = place(draft.path())?;
        let git = git::state(&folder).map(|state| GitState {
            branch: found.branch.clone().filter(|_| found.is_named),
            ..state
        });
        let work_tree = from.repository.workdir().and_then(|root| fsx::canonical(root).ok());
        Ok(Source {
            folder,
            name,
            git,
            instead_of: work_tree.map(|root| (root, draft.path().to_owned())),
            fresh: Some(self.storage.into_fresh(draft)),
        })
    }

    /// Checks out the submodules of a checkout, and theirs. `near` is the repository of a folder on this machine, which
    /// may have them already.
    fn submodules(
        &self,
        checkout: &Repository,
        base: &Remote,
        near: Option<&Repository>,
        depth: u32,
    ) -> Result<(), SourceError> {
        let root = checkout.workdir().unwrap_or(checkout.path()).to_owned();
        if depth == DEEPEST || !fsx::exists(&root.join(".gitmodules")) {
            return Ok(());
        }
        for submodule in checkout.submodules().map_err(on(&root))? {
            let (Some(commit), Ok(Some(url)), Ok(name)) = (submodule.index_id(), submodule.url(), submodule.name())
            else {
                continue;
            };
            if matches!(submodule.update_strategy(), SubmoduleUpdate::None) {
                continue;
            }
            let path = submodule.path();
            let one = || -> Result<(), SourceError> {
                let folder = root.join(path);
                is_a_place(&root, path)?;
                let remote = base.of_submodule(url)?;
                let inner = self.submodule(&folder, &remote, commit, near.and_then(|near| module(near, name)))?;
                let mut config = checkout.config().map_err(on(&root))?;
                config
                    .set_str(&format!("submodule.{name}.url"), &remote.url)
                    .and_then(|()| config.set_bool(&format!("submodule.{name}.active"), true))
                    .map_err(on(&root))?;
                let near = near.and_then(|near| module(near, name));
                self.submodules(&inner, &remote, near.as_ref(), depth + 1)
            };
            one().map_err(|source| SourceError::Submodule {
                path: path.to_string_lossy().into_owned(),
                source: Box::new(source),
            })?;
        }
        Ok(())
    }

    fn submodule(
        &self,
        folder: &Path,
        remote: &Remote,
        commit: Oid,
        near: Option<Repository>,
    ) -> Result<Repository, SourceError> {
        let near = near.and_then(|near| commit_of(&near, commit).map(|found| (near, found)));
        let is_mirror = near.is_none();
        let (repository, found) = match near {
            Some(near) => near,
            None => self.bring(remote, Wanted::Commit(commit))?,
        };
        let from = From {
            repository: &repository,
            is_mirror,
            remote,
        };
        check_out(folder, &from, &found)
    }
}

/// The repository of a submodule that a work tree has fetched.
fn module(of: &Repository, name: &str) -> Option<Repository> {
    let below = Path::new(name);
    let stays = below.components().all(|part| matches!(part, Component::Normal(_)));
    Repository::open(of.commondir().join("modules").join(below))
        .ok()
        .filter(|_| stays)
}

/// A submodule goes where git left an empty folder for it, or nothing, and no link leads there.
fn is_a_place(root: &Path, path: &Path) -> Result<(), SourceError> {
    let mut place = root.to_owned();
    for part in path.components() {
        let Component::Normal(part) = part else {
            return Err(SourceError::NotAPlace);
        };
        place.push(part);
        if fsx::is_link(&place) || (fsx::exists(&place) && !fsx::is_dir(&place)) {
            return Err(SourceError::NotAPlace);
        }
    }
    let taken = fsx::is_dir(&place) && !fsx::list(&place)?.is_empty();
    if taken { Err(SourceError::NotAPlace) } else { Ok(()) }
}
