//! The same code again: a commit that a run recorded.

use std::path::{Path, PathBuf};

use git2::Repository;

use super::checkout::From;
use super::fetch::Fetcher;
use super::git::first_remote;
use super::remote::{Remote, is_address, without_login};
use super::version::{Wanted, commit_of};
use super::{Options, Result, Source, SourceError, below, remote_of};
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
            [] => without_login(recorded.name),
            tried => tried.join(", "),
        },
    };
    let Some(commit) = Wanted::Version(recorded.commit).commit() else {
        return Err(nowhere(&[]));
    };
    let fetcher = Fetcher::new(options, tools)?;
    let name = without_login(recorded.name);
    let place_of = |within: PathBuf| {
        move |root: &Path| {
            below(root, &within).ok_or_else(|| SourceError::NoSubdirectory {
                subdirectory: within.display().to_string(),
                project: format!("commit {} of {}", recorded.commit, without_login(recorded.name)),
            })
        }
    };
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
            let from = From {
                repository: &here.repository,
                is_mirror: here.repository.is_bare(),
                remote: &remote_of(&here.repository, &here.root),
            };
            let within = if text == place {
                here.within
            } else {
                PathBuf::from(subdirectory)
            };
            return fetcher.lend(&from, &found, name, &place_of(within));
        }
        tried.push(here.root.display().to_string());
        addresses.extend(first_remote(&here.repository));
    }
    addresses.extend(recorded.repo_url.map(str::to_owned));
    addresses.retain(|address| is_address(address) && !address.starts_with("file://"));
    addresses.dedup();
    let mut last = None;
    for address in addresses {
        let remote = Remote {
            from_user: false,
            ..Remote::given(&address)?
        };
        match fetcher.bring(&remote, Wanted::Commit(commit)) {
            Ok((repository, found)) => {
                let from = From {
                    repository: &repository,
                    is_mirror: true,
                    remote: &remote,
                };
                return fetcher.lend(&from, &found, name, &place_of(PathBuf::from(subdirectory)));
            }
            Err(SourceError::NoCommit { .. }) => tried.push(remote.url),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| nowhere(&tried)))
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
