//! The calls of git that fill a clone of the cache.

use std::path::{Path, PathBuf};

use git2::Repository;

use super::SourceError;
use super::fetch::{Fetcher, on, open};
use super::remote::Remote;
use super::version::{self, Wanted};
use crate::fsx::Draft;
use crate::project::tool::{Call, ToolError};

/// Variables that would lead git to another repository than the one meant, as when a hook of git calls us: those of
/// `git rev-parse --local-env-vars`, but for the user's own settings.
const OF_ANOTHER_REPOSITORY: [&str; 13] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// All branches and tags, as they are there now.
pub(super) const ALL: [&str; 2] = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];

/// `HEAD` of a clone whose remote was not asked for its own.
const UNKNOWN_HEAD: &str = "refs/heads/mlrun-has-not-asked";

/// A clone that is being fetched.
pub(super) struct Clone<'a> {
    pub(super) git: PathBuf,
    pub(super) fetcher: &'a Fetcher<'a>,
    pub(super) remote: &'a Remote,
    /// There is one in the cache.
    pub(super) cached: bool,
}

impl Clone<'_> {
    /// A new clone.
    pub(super) fn begin(&self) -> Result<Draft, SourceError> {
        let draft = self.fetcher.storage.draft("clone.git")?;
        let new = Repository::init_bare(draft.path()).map_err(on(draft.path()))?;
        new.set_head(UNKNOWN_HEAD).map_err(on(draft.path()))?;
        self.fetch(draft.path(), &ALL)?;
        Ok(draft)
    }

    pub(super) fn fetch(&self, folder: &Path, what: &[&str]) -> Result<(), SourceError> {
        let options = [
            "--quiet",
            "--prune",
            "--no-tags",
            "--force",
            "--no-recurse-submodules",
            "--",
        ];
        let words = [
            "-c",
            "gc.autoDetach=false",
            "-c",
            "maintenance.autoDetach=false",
            "fetch",
        ];
        let call = self.call(folder, &[&words[..], &options].concat());
        self.output(&call.args(what.iter().copied()), folder).map(drop)
    }

    /// What [`ALL`] does not bring: which branch is the one to take, and what no branch or tag leads to.
    pub(super) fn ask_for(&self, folder: &Path, wanted: Wanted<'_>) -> Result<(), SourceError> {
        let repository = open(folder)?;
        let target = match wanted {
            Wanted::Head => return self.ask_for_head(&repository, folder),
            Wanted::Version(name) if name.starts_with("refs/") => format!("+{name}:{name}"),
            wanted => match wanted.commit() {
                Some(commit) if version::commit_of(&repository, commit).is_none() => {
                    format!("{commit}:refs/mlrun/{commit}")
                }
                _ => return Ok(()),
            },
        };
        drop(self.fetch(folder, &[&target])); // that it is not there is said by who looks for it
        Ok(())
    }

    fn ask_for_head(&self, repository: &Repository, folder: &Path) -> Result<(), SourceError> {
        let call = self.call(folder, &["ls-remote", "--symref", "--"]).args(["HEAD"]);
        let said = self.output(&call, folder)?;
        match default_branch(&said) {
            Some(Head::Branch(name)) => repository.set_head(&name).map_err(on(folder)),
            Some(Head::Commit(commit)) => {
                if version::commit_of(repository, commit).is_none() {
                    self.fetch(folder, &[&format!("{commit}:refs/mlrun/{commit}")])?;
                }
                open(folder)?.set_head_detached(commit).map_err(on(folder))
            }
            None => repository.set_head(UNKNOWN_HEAD).map_err(on(folder)),
        }
    }

    /// A call about the clone; the words given end where the address goes.
    fn call(&self, folder: &Path, words: &[&str]) -> Call {
        let mut call = Call::new(&self.git)
            .args([format!("--git-dir={}", folder.display())])
            .args(words.iter().copied())
            .args([self.remote.url.as_str()])
            .without(&OF_ANOTHER_REPOSITORY)
            .variable("LC_ALL", "C");
        if !self.fetcher.options.interactive {
            call = call.variable("GIT_TERMINAL_PROMPT", "0");
        }
        if !self.remote.from_user {
            call = call.variable("GIT_PROTOCOL_FROM_USER", "0");
        }
        self.with_login(call)
    }

    /// With the URL's user and password, which no argument shows: as a credential helper that only this host is answered by.
    fn with_login(&self, mut call: Call) -> Call {
        let Some(login) = &self.remote.login else { return call };
        let (scheme, rest) = self.remote.url.split_once("://").unwrap_or_default();
        let host = rest.split('/').next().unwrap_or_default();
        let key = |name: &str| format!("credential.{scheme}://{host}.{name}");
        let mut settings = vec![(key("username"), login.user.as_str())];
        if let Some(password) = &login.password {
            let answer = "!f() { test \"$1\" = get && printf 'username=%s\\npassword=%s\\n' \"$MLRUN_GIT_USER\" \
                          \"$MLRUN_GIT_PASSWORD\"; }; f";
            settings = vec![(key("helper"), ""), (key("helper"), answer)];
            call = call
                .variable("MLRUN_GIT_USER", &login.user)
                .variable("MLRUN_GIT_PASSWORD", password);
        }
        let there = self.fetcher.tools.variable("GIT_CONFIG_COUNT");
        let first: usize = there.and_then(|count| count.parse().ok()).unwrap_or(0);
        call = call.variable("GIT_CONFIG_COUNT", &(first + settings.len()).to_string());
        for (number, (key, value)) in settings.iter().enumerate() {
            let number = first + number;
            call = call
                .variable(&format!("GIT_CONFIG_KEY_{number}"), key)
                .variable(&format!("GIT_CONFIG_VALUE_{number}"), value);
        }
        call
    }

    fn output(&self, call: &Call, folder: &Path) -> Result<String, SourceError> {
        let said = self.fetcher.tools.output(call).map_err(|error| {
            let said = match error {
                ToolError::Failed { said, ended, .. } if said.is_empty() => format!("git {ended}"),
                ToolError::Failed { said, .. } => said,
                other => other.to_string(),
            };
            let (url, said) = (self.remote.url.clone(), self.remote.scrubbed(&said));
            let names_the_clone = said.contains(&*folder.to_string_lossy());
            if names_the_clone && self.cached && !said.contains("No space left") {
                let folder = folder.to_owned();
                return SourceError::Damaged { url, folder, said };
            }
            let cached = self.cached;
            SourceError::Unreachable { url, said, cached }
        })?;
        Ok(String::from_utf8_lossy(&said).into_owned())
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Head {
    /// In full, `refs/heads/main`.
    Branch(String),
    /// Where it is detached, or the remote is too old to say more.
    Commit(git2::Oid),
}

/// What `git ls-remote --symref … HEAD` says.
fn default_branch(said: &str) -> Option<Head> {
    let of_head = || said.lines().filter_map(|line| line.strip_suffix("\tHEAD"));
    let branch = of_head().find_map(|line| line.strip_prefix("ref: ").map(str::to_owned));
    let commit = || of_head().find_map(|line| git2::Oid::from_str(line).ok());
    branch.map(Head::Branch).or_else(|| commit().map(Head::Commit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_branch_is_read_from_what_git_says() {
        let sha = "a0be6904f87a53282783efbd901aaa3516ab6d05";
        let commit = git2::Oid::from_str(sha).unwrap();
        for (said, head) in [
            (
                format!("ref: refs/heads/x/y\tHEAD\n{sha}\tHEAD\n"),
                Some(Head::Branch("refs/heads/x/y".to_owned())),
            ),
            (format!("{sha}\tHEAD\n"), Some(Head::Commit(commit))),
            (format!("{sha}\trefs/remotes/origin/HEAD\n"), None),
            (String::new(), None),
        ] {
            assert_eq!(default_branch(&said), head, "{said}");
        }
    }
}
