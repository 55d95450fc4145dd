use std::path::PathBuf;

use git2::{ErrorClass, ErrorCode};

use crate::fsx::PathError;

/// Why a project could not be found or brought here. URLs in it have no password.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// There is no such folder.
    #[error("there is no project folder {}", .0.display())]
    NoFolder(PathBuf),
    /// The project is a file.
    #[error("{} is a file: a project is the folder that holds an MLproject file", .0.display())]
    NotAFolder(PathBuf),
    /// The part after `#` names no folder below the project.
    #[error("Could not find subdirectory {subdirectory} of {project}")]
    NoSubdirectory {
        /// As given.
        subdirectory: String,
        /// As given, without the subdirectory.
        project: String,
    },
    /// MLflow refuses dots there, so that nobody climbs out of the project.
    #[error("'.' is not allowed in project subdirectory paths.")]
    DotInSubdirectory,
    /// A URL that is not given to git: of a scheme that runs programs, or with something hidden in it.
    #[error("{url} is not a URL that mlrun gives to git: {reason}")]
    Refused {
        /// As given.
        url: String,
        /// Why not.
        reason: &'static str,
    },
    /// A version was asked for of what has none.
    #[error("Setting a version is only supported for Git project URIs: {0}")]
    NoVersions(String),
    /// Neither a branch, nor a tag, nor a commit.
    #[error("there is no version '{version}' in {repository}")]
    UnknownVersion {
        /// As asked for.
        version: String,
        /// Where it was looked for.
        repository: String,
        /// Branches and tags, sorted.
        known: Vec<String>,
        /// The one that was probably meant.
        near: Option<String>,
        /// Only what was fetched before was looked at.
        offline: bool,
    },
    /// A short commit that several commits begin with.
    #[error("'{version}' is the beginning of several commits of {repository}")]
    AmbiguousVersion {
        /// As asked for.
        version: String,
        /// Where it was looked for.
        repository: String,
    },
    /// Nothing was ever committed there.
    #[error("{0} is an empty repository: nothing was committed to it yet")]
    Empty(String),
    /// Its `HEAD` names no branch that is there.
    #[error("{repository} does not say which of its branches is the one to take")]
    NoDefaultBranch {
        /// Its URL.
        repository: String,
        /// Its branches, sorted.
        branches: Vec<String>,
    },
    /// Nothing was found to fetch with.
    #[error("{program} was not found on the PATH, and {url} is to be fetched with it")]
    NoProgram {
        /// `git` or `curl`.
        program: &'static str,
        /// What was to be fetched.
        url: String,
    },
    /// It could not be fetched.
    #[error("cannot fetch {url}:\n{said}")]
    Unreachable {
        /// What was to be fetched.
        url: String,
        /// The program's own words.
        said: String,
        /// What was fetched before could be used.
        cached: bool,
    },
    /// `--offline`, and it was never fetched.
    #[error("{0} was not fetched before, and --offline forbids to fetch it now")]
    NotCached(String),
    /// What was fetched is not a zip file, or one that cannot be unpacked.
    #[error("cannot unpack {zip}: {reason}")]
    BadZip {
        /// As given.
        zip: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A name in it that leads out of the folder it is unpacked in.
    #[error("Zip file member {member} attempts path traversal")]
    Traversal {
        /// The name.
        member: String,
    },
    /// The project lies in a folder of the zip file.
    #[error("{zip} has no MLproject file at its root")]
    ZippedFolder {
        /// As given.
        zip: String,
        /// The folders in it that have one.
        folders: Vec<String>,
    },
    /// A submodule could not be checked out.
    #[error("submodule {path}: {source}")]
    Submodule {
        /// Where it lies in the project.
        path: String,
        /// Why.
        source: Box<Self>,
    },
    /// It lies where a link or a file is.
    #[error("it would be written through a link or over a file")]
    NotAPlace,
    /// A recorded commit is nowhere any more.
    #[error("commit {commit} is not to be found in {tried}")]
    NoCommit {
        /// Its hash.
        commit: String,
        /// Where it was looked for.
        tried: String,
    },
    /// A recorded diff does not fit.
    #[error("the recorded changes cannot be applied: {0}")]
    NotApplied(String),
    /// What libgit2 says of a repository on the disk.
    #[error("{}: {}", repository.display(), error.message())]
    Git {
        /// Where it is.
        repository: PathBuf,
        /// What is wrong.
        error: git2::Error,
    },
    /// A clone in the cache that git cannot work with: what a killed git or a full disk left.
    #[error("the clone of {url} in {} cannot be used:\n{said}", folder.display())]
    Damaged {
        /// Without a password.
        url: String,
        /// The clone.
        folder: PathBuf,
        /// What git says.
        said: String,
    },
    /// A file could not be read or written.
    #[error(transparent)]
    Io(#[from] PathError),
}

impl SourceError {
    /// What to do about it, where there is something to say.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownVersion { near: Some(near), .. } => Some(format!("did you mean `-v {near}`?")),
            Self::UnknownVersion { offline: true, .. } => {
                Some("without --offline it would be looked for anew".to_owned())
            }
            Self::UnknownVersion { known, .. } if !known.is_empty() => Some(format!("there are: {}", some_of(known))),
            Self::AmbiguousVersion { .. } => Some("give more of its digits".to_owned()),
            Self::NoDefaultBranch { branches, .. } => Some(format!("name one with -v: {}", some_of(branches))),
            Self::NoVersions(_) => Some("leave out --version".to_owned()),
            Self::NoProgram { program: "git", .. } => Some("install git, or give a folder on this machine".to_owned()),
            Self::NoProgram { .. } => Some("install it, or download the file and give its path".to_owned()),
            Self::Unreachable { said, cached, .. } => unreachable_hint(said, *cached),
            Self::NotCached(_) => Some("run it once without --offline".to_owned()),
            Self::ZippedFolder { zip, folders } => match folders.iter().find(|folder| !folder.contains('.')) {
                Some(folder) => Some(format!("it lies in a folder there: '{zip}#{folder}'")),
                None => Some(format!("unpack it and give the folder {}", some_of(folders))),
            },
            Self::Submodule { source, .. } => source.hint(),
            Self::NoCommit { .. } => Some(
                "where the project is now: --project FOLDER or an address of git; --as-is takes its code as it is now"
                    .to_owned(),
            ),
            _ => None,
        }
    }

    /// Whether a clone in the cache is to blame, so that fetching it anew may help.
    pub(super) fn is_of_the_clone(&self) -> bool {
        match self {
            Self::Damaged { .. } => true,
            Self::Git { error, .. } => {
                error.code() == ErrorCode::Locked
                    || matches!(
                        error.class(),
                        ErrorClass::Odb | ErrorClass::Object | ErrorClass::Zlib | ErrorClass::Reference
                    )
            }
            _ => false,
        }
    }

    /// Whether what was asked for is not there.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        match self {
            Self::NoFolder(_)
            | Self::NotAFolder(_)
            | Self::NoSubdirectory { .. }
            | Self::UnknownVersion { .. }
            | Self::ZippedFolder { .. }
            | Self::NotCached(_)
            | Self::NoCommit { .. } => true,
            Self::Io(error) => error.is_not_found(),
            _ => false,
        }
    }

    /// Whether it was asked for in a way that can never work.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            Self::DotInSubdirectory | Self::Refused { .. } | Self::NoVersions(_) | Self::AmbiguousVersion { .. }
        )
    }
}

fn some_of(names: &[String]) -> String {
    const NAMED: usize = 8;
    match names.len().saturating_sub(NAMED) {
        0 => names.join(", "),
        more => format!("{}, and {more} more", names[..NAMED].join(", ")),
    }
}

/// In the words of git, ssh and curl, which are told to speak English.
fn unreachable_hint(said: &str, cached: bool) -> Option<String> {
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    let hint = if says(&[
        "terminal prompts disabled",
        "could not read Username",
        "Authentication failed",
        " 401",
        " 403",
    ]) {
        "set up a credential helper of git for that host, or log in once with `git ls-remote`"
    } else if says(&["Permission denied (", "Host key verification failed"]) {
        "ssh to that host must work first: see `ssh -T`, ~/.ssh/config and the ssh agent"
    } else if says(&["transport '", "not allowed"]) {
        "git forbids it: where you trust that repository, `git config --global protocol.<name>.allow always` lets it, as in \
         protocol.file.allow"
    } else if says(&[
        "not found",
        "not exported",
        "does not appear to be",
        "does not exist",
        " 404",
    ]) {
        "is the address right? A private repository is not found either by those who may not see it"
    } else if cached {
        "what was fetched before can be run with --offline"
    } else {
        return None;
    };
    Some(hint.to_owned())
}
