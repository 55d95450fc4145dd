//! The same code again: a commit that a run recorded.

use std::path::{Path, PathBuf};

use git2::Repository;

use super::fetch::Fetcher;
use super::git::first_remote;
use super::remote::{Remote, is_address, without_logins};
use super::storage::Storage;
use super::version::{Wanted, commit_of};
use super::{Lender, Options, Result, Source, SourceError, below, finish, remote_of};
use crate::fsx;
use crate::project::location::absolute;
use crate::project::tool::Tools;

/// What a run recorded of the code it ran.
#[derive(Debug, Clone, Copy)]
pub struct Recorded<'a> {
    /// The tag `mlflow.source.name`.
    pub name: &'a str,
    /// The tag `mlflow.source.git.repoURL`.
    pub repo_url: Option<&'a str>,
    /// The tag `mlflow.source.git.commit`, in full.
    pub commit: &'a str,
    /// Relative paths in the name count from here.
    pub started_in: &'a Path,
}

/// Checks out the commit that a run recorded: from its folder's repository where that is there and has it, else from
/// where the project was fetched, the remote of that folder, or the recorded repository. `HEAD` is detached.
///
/// # Errors
/// [`SourceError::NoCommit`] where none of these has it, or why the last of them could not be fetched.
pub fn checkout_commit(recorded: &Recorded<'_>, options: &Options<'_>, tools: &Tools<'_>) -> Result<Source> {
    let (place, subdirectory) = recorded.name.split_once('#').unwrap_or((recorded.name, ""));
    let nowhere = |tried: &[String]| SourceError::NoCommit {
        commit: recorded.commit.to_owned(),
        tried: match tried {
            [] => without_logins(recorded.name),
            tried => tried.join(", "),
        },
    };
    let Some(commit) = Wanted::Version(recorded.commit).commit() else {
        return Err(nowhere(&[]));
    };
    let storage = Storage::new(options.cache)?;
    let mut tried = Vec::new();
    let mut addresses = Vec::new();
    if is_address(place) && !place.starts_with("file://") {
        addresses.push(place.to_owned());
    }
    for (text, subdirectory) in [(place, subdirectory), (recorded.repo_url.unwrap_or_default(), "")] {
        let Some(here) = Here::find(text, subdirectory, recorded.started_in) else {
            continue;
        };
        if let Some(found) = commit_of(&here.repository, commit) {
            let lender = Lender {
                repository: &here.repository,
                is_clone: here.repository.is_bare(),
                remote: &remote_of(&here.repository, &here.root),
            };
            let fresh = lender.lend(&found, &storage, options, tools)?;
            let within = if text == place {
                here.within
            } else {
                PathBuf::from(subdirectory)
            };
            let fresh = storage.into_fresh(fresh);
            let folder = within_checkout(fresh.path(), &within, recorded)?;
            return finish(folder, without_logins(recorded.name), &found, fresh);
        }
        tried.push(here.root.display().to_string());
        addresses.extend(first_remote(&here.repository));
    }
    addresses.extend(recorded.repo_url.map(str::to_owned));
    addresses.retain(|address| is_address(address) && !address.starts_with("file://"));
    addresses.dedup();
    let fetcher = Fetcher {
        storage: &storage,
        options,
        tools,
    };
    let mut last = None;
    for address in addresses {
        let remote = Remote {
            from_user: false,
            ..Remote::given(&address)?
        };
        match fetcher.bring(&remote, Wanted::Commit(commit)) {
            Ok((repository, found)) => {
                let lender = Lender {
                    repository: &repository,
                    is_clone: true,
                    remote: &remote,
                };
                let fresh = lender.lend(&found, &storage, options, tools)?;
                let fresh = storage.into_fresh(fresh);
                let folder = within_checkout(fresh.path(), Path::new(subdirectory), recorded)?;
                return finish(folder, without_logins(recorded.name), &found, fresh);
            }
            Err(SourceError::NoCommit { .. }) => tried.push(remote.url),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| nowhere(&tried)))
}

fn within_checkout(root: &Path, within: &Path, recorded: &Recorded<'_>) -> Result<PathBuf> {
    below(root, within).ok_or_else(|| SourceError::NoSubdirectory {
        subdirectory: within.display().to_string(),
        project: format!("commit {} of {}", recorded.commit, without_logins(recorded.name)),
    })
}

/// A repository on this machine, and the project's folder in it.
struct Here {
    repository: Repository,
    root: PathBuf,
    within: PathBuf,
}

impl Here {
    fn find(text: &str, subdirectory: &str, started_in: &Path) -> Option<Self> {
        let path = text.strip_prefix("file://").unwrap_or(text);
        if path.is_empty() || is_address(path) {
            return None;
        }
        let folder = absolute(started_in, Path::new(path));
        if !fsx::is_dir(&folder) {
            return None;
        }
        let repository = Repository::discover(&folder).ok()?;
        let root = repository.workdir().unwrap_or(repository.path());
        let root = fsx::canonical(root).ok()?;
        let folder = fsx::canonical(&folder).ok()?;
        let within = folder.strip_prefix(&root).unwrap_or(Path::new("")).join(subdirectory);
        Some(Self {
            repository,
            root,
            within,
        })
    }
}
