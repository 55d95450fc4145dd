//! Clones in the cache, fetched by the user's own git.

use std::path::{Path, PathBuf};

use git2::Repository;

use super::clone::{ALL, Clone};
use super::remote::Remote;
use super::storage::{Storage, cache_name};
use super::version::{self, Found, Wanted};
use super::{Options, SourceError};
use crate::fsx::{self, Lock};
use crate::project::tool::Tools;

/// What projects are brought here with.
#[derive(Debug)]
pub(super) struct Fetcher<'a> {
    pub(super) storage: Storage,
    pub(super) options: &'a Options<'a>,
    pub(super) tools: &'a Tools<'a>,
}

impl<'a> Fetcher<'a> {
    pub(super) fn new(options: &'a Options<'a>, tools: &'a Tools<'a>) -> Result<Self, SourceError> {
        let storage = Storage::new(options.cache)?;
        Ok(Self {
            storage,
            options,
            tools,
        })
    }

    /// The clone of a repository, and what is wanted in it. Nothing is fetched for a commit that is there, nor offline.
    pub(super) fn bring(&self, remote: &Remote, wanted: Wanted<'_>) -> Result<(Repository, Found), SourceError> {
        if let Some(kept) = self.bring_unlocked(remote, wanted) {
            return Ok(kept);
        }
        let (folder, _lock) = self.locked(remote)?;
        self.brought(&folder, remote, wanted).or_else(|error| {
            if self.options.offline || !error.is_of_the_clone() {
                return Err(error);
            }
            self.replace(&folder, remote).map_err(|_| error)?; // that one says why
            self.brought(&folder, remote, wanted)
        })
    }

    /// Fetches a clone anew that turned out to be damaged.
    pub(super) fn renew(&self, remote: &Remote) -> Result<(), SourceError> {
        let (folder, _lock) = self.locked(remote)?;
        self.replace(&folder, remote)
    }

    /// From a cache that can only be read, where what is wanted is there.
    fn bring_unlocked(&self, remote: &Remote, wanted: Wanted<'_>) -> Option<(Repository, Found)> {
        let folder = self.storage.readable("git")?.join(clone_name(remote));
        let repository = Repository::open_bare(folder).ok()?;
        let found = match wanted.commit() {
            Some(commit) => version::commit_of(&repository, commit)?,
            None if self.options.offline => self.find(&repository, remote, wanted).ok()?,
            None => return None,
        };
        Some((repository, found))
    }

    /// Where the clone is, there or not, and the lock of who changes it.
    fn locked(&self, remote: &Remote) -> Result<(PathBuf, Lock), SourceError> {
        let folder = self.storage.kept("git")?.join(clone_name(remote));
        let waiting = || (self.tools.say)(&format!("Waiting for another mlrun that fetches {}", remote.url));
        let lock = Lock::wait(&folder.with_extension("lock"), &waiting)?;
        Ok((folder, lock))
    }

    fn brought(&self, folder: &Path, remote: &Remote, wanted: Wanted<'_>) -> Result<(Repository, Found), SourceError> {
        let there = self.open(folder)?;
        if let (Some(repository), Some(commit)) = (&there, wanted.commit())
            && let Some(found) = version::commit_of(repository, commit)
        {
            return Ok((open(folder)?, found));
        }
        let repository = if self.options.offline {
            there.ok_or_else(|| SourceError::NotCached(remote.url.clone()))?
        } else {
            let clone = self.clone_of(remote, there.is_some())?;
            (self.tools.say)(&format!("Fetching {}", remote.url));
            if there.is_some() {
                clone.fetch(folder, &ALL)?;
            } else {
                clone.begin()?.publish(folder)?;
            }
            clone.ask_for(folder, wanted)?;
            open(folder)?
        };
        let found = self.find(&repository, remote, wanted)?;
        let kept = format!("refs/mlrun/{}", found.commit); // so that git never sweeps it away
        if repository.find_reference(&kept).is_err() {
            repository
                .reference(&kept, found.commit, true, "mlrun")
                .map_err(on(folder))?;
        }
        Ok((repository, found))
    }

    /// Puts a new clone in the place of one, which stays where nothing can be fetched.
    fn replace(&self, folder: &Path, remote: &Remote) -> Result<(), SourceError> {
        (self.tools.say)(&format!(
            "The clone in the cache is damaged: fetching {} anew",
            remote.url
        ));
        let clone = self.clone_of(remote, true)?;
        let new = clone.begin()?;
        clone.ask_for(new.path(), Wanted::Head)?;
        self.put_away(folder)?;
        Ok(new.publish(folder)?)
    }

    fn put_away(&self, folder: &Path) -> Result<(), SourceError> {
        let away = self.storage.draft("damaged")?;
        Ok(fsx::rename(folder, &away.path().join("clone.git"))?)
    }

    fn clone_of<'b>(&'b self, remote: &'b Remote, cached: bool) -> Result<Clone<'b>, SourceError> {
        Ok(Clone {
            git: self.git(remote)?,
            fetcher: self,
            remote,
            cached,
        })
    }

    /// The clone, where there is a sound one.
    fn open(&self, folder: &Path) -> Result<Option<Repository>, SourceError> {
        match Repository::open_bare(folder) {
            Ok(repository) => Ok(Some(repository)),
            Err(_) if fsx::exists(folder) => {
                self.put_away(folder)?;
                Ok(None)
            }
            Err(_) => Ok(None),
        }
    }

    fn git(&self, remote: &Remote) -> Result<PathBuf, SourceError> {
        self.tools.find("git").ok_or_else(|| SourceError::NoProgram {
            program: "git",
            url: remote.url.clone(),
        })
    }

    fn find(&self, repository: &Repository, remote: &Remote, wanted: Wanted<'_>) -> Result<Found, SourceError> {
        let offline = self.options.offline;
        if version::known(repository).is_empty() && wanted.commit().is_none() {
            return Err(SourceError::Empty(remote.url.clone()));
        }
        match wanted {
            Wanted::Head => version::head(repository).ok_or_else(|| {
                if offline {
                    return SourceError::NotCached(format!("the default branch of {}", remote.url));
                }
                version::headless(repository, &remote.url)
            }),
            Wanted::Version(name) => version::find(repository, name, true)?
                .ok_or_else(|| version::unknown(repository, name, &remote.url, offline)),
            Wanted::Commit(commit) => version::commit_of(repository, commit).ok_or_else(|| SourceError::NoCommit {
                commit: commit.to_string(),
                tried: remote.url.clone(),
            }),
        }
    }
}

fn clone_name(remote: &Remote) -> String {
    format!("{}.git", cache_name(&remote.url))
}

pub(super) fn open(folder: &Path) -> Result<Repository, SourceError> {
    Repository::open_bare(folder).map_err(on(folder))
}

pub(super) fn on(repository: &Path) -> impl Fn(git2::Error) -> SourceError + '_ {
    move |error| SourceError::Git {
        repository: repository.to_owned(),
        error,
    }
}
