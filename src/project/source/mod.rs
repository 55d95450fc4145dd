//! Where a project is, how it is brought here, and what its repository says of it.
//!
//! ```text
//! folder ────────────────────────────────► used in place
//! folder -v VERSION ─► its repository ─┐
//! git URL ─► clone in the cache ───────┴─► checkout, gone when its `Source` is dropped
//! zip ─────► download in the cache ──────► unpacked,  ″
//! ```

mod changes;
mod checkout;
mod clone;
mod error;
mod fetch;
pub mod git;
mod recorded;
mod remote;
mod storage;
mod version;
mod zip;

use std::path::{Component, Path, PathBuf};

use git2::Repository;

pub use changes::{Changes, apply, changes};
pub use error::SourceError;
pub use recorded::{Recorded, checkout_commit};

use self::checkout::From;
use self::fetch::Fetcher;
use self::git::GitState;
use self::remote::Remote;
pub(super) use self::remote::without_login;
pub use self::remote::without_logins;
use self::storage::Fresh;
use self::version::Wanted;
use super::location::{absolute, exists};
use super::tool::Tools;
use crate::fsx;

type Result<T, E = SourceError> = std::result::Result<T, E>;

/// A project that is here, as long as this lives: what was checked out or unpacked for it goes when it is dropped.
#[derive(Debug)]
pub struct Source {
    /// The project's folder, absolute.
    pub folder: PathBuf,
    /// MLflow's `mlflow.source.name`, without a password.
    pub name: String,
    /// What its repository says; the branch of a checkout only where the version given names it, as MLflow records it.
    pub git: Option<GitState>,
    fresh: Option<Fresh>,
    /// The user's work tree whose repository was checked out here, and the root of the checkout.
    instead_of: Option<(PathBuf, PathBuf)>,
}

/// How projects are brought here.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// Clones, downloads and checkouts lie below it; `None`: in a temporary folder.
    pub cache: Option<&'a Path>,
    /// Nothing is fetched: what was fetched before must do.
    pub offline: bool,
    /// Somebody at a terminal can answer what git asks.
    pub interactive: bool,
}

impl Source {
    /// Whether the folder was made for this run, so that nobody changes files in it by hand.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        self.fresh.is_some()
    }

    /// Where a folder of the user's work tree lies in the checkout that was made of it.
    #[must_use]
    pub fn counterpart(&self, folder: &Path) -> Option<PathBuf> {
        let (work_tree, checkout) = self.instead_of.as_ref()?;
        let folder = fsx::canonical(folder).ok()?;
        Some(checkout.join(folder.strip_prefix(work_tree).ok()?))
    }
}

/// A text that names a project, taken apart.
struct Given<'a> {
    /// Without the quotes around it, which MLflow drops.
    text: &'a str,
    project: &'a str,
    subdirectory: &'a str,
}

impl<'a> Given<'a> {
    fn parse(given: &'a str) -> Result<Self> {
        let text = given.trim_matches(['\'', '"']);
        let (project, subdirectory) = text.split_once('#').unwrap_or((text, ""));
        if subdirectory.contains('.') {
            return Err(SourceError::DotInSubdirectory);
        }
        Ok(Self {
            text,
            project,
            subdirectory,
        })
    }

    fn has_subdirectory(&self) -> bool {
        self.text.contains('#')
    }

    /// The path of a `file://` URI, whose host MLflow ignores, or the text itself.
    fn path(&self) -> &'a str {
        match self.project.strip_prefix("file://") {
            Some(rest) if rest.starts_with('/') => rest,
            Some(rest) => rest.split_once('/').map_or(rest, |(host, _)| &rest[host.len()..]),
            None => self.project,
        }
    }

    /// The subdirectory of what was brought here.
    fn below(&self, root: &Path) -> Result<PathBuf> {
        below(root, Path::new(self.subdirectory)).ok_or_else(|| self.no_subdirectory())
    }

    /// The subdirectory of a user's folder, where links may lead anywhere.
    fn below_folder(&self, root: &Path) -> Result<PathBuf> {
        let folder = absolute(root, Path::new(self.subdirectory));
        if self.subdirectory.starts_with('/') || !fsx::is_dir(&folder) {
            return Err(self.no_subdirectory());
        }
        Ok(folder)
    }

    fn no_subdirectory(&self) -> SourceError {
        SourceError::NoSubdirectory {
            subdirectory: self.subdirectory.to_owned(),
            project: without_login(self.project),
        }
    }

    fn name_of(&self, remote: &Remote) -> String {
        match self.has_subdirectory() {
            true => format!("{}#{}", remote.url, self.subdirectory),
            false => remote.url.clone(),
        }
    }
}

/// Finds the project that an argument of `run` means, and brings it here: a folder, an address of git, a zip file, a
/// `file://` URI, each with `#subdirectory`. A folder without a version is used where it is; with one its repository is
/// checked out elsewhere, so that the user's work tree stays as it is.
///
/// # Errors
/// [`SourceError`].
pub fn open(given: &str, version: Option<&str>, options: &Options<'_>, tools: &Tools<'_>) -> Result<Source> {
    let given = Given::parse(given)?;
    let base = absolute(tools.cwd, Path::new(given.path()));
    if fsx::is_dir(&base) {
        return match (version, bare(&base)) {
            (version, Some(repository)) => of_bare(&given, &base, &repository, version, Fetcher::new(options, tools)?),
            (Some(version), None) => of_version(&given, &base, version, Fetcher::new(options, tools)?),
            (None, None) => in_place(&given, &base),
        };
    }
    if given.project.ends_with(".zip") && given.project.len() > ".zip".len() {
        if let Some(version) = version {
            return Err(SourceError::NoVersions(format!(
                "{version} of {}",
                without_login(given.text)
            )));
        }
        return of_zip(&given, &base, Fetcher::new(options, tools)?);
    }
    if remote::is_address(given.project) && !given.project.starts_with("file:") {
        let remote = Remote::given(given.project)?;
        return of_remote(&given, &remote, version, options, tools);
    }
    Err(if exists(&base) {
        SourceError::NotAFolder(base)
    } else {
        SourceError::NoFolder(base)
    })
}

fn in_place(given: &Given<'_>, base: &Path) -> Result<Source> {
    let folder = given.below_folder(base)?;
    let git = git::state(&folder);
    Ok(Source {
        name: local_name(given, &folder, git.as_ref()),
        folder,
        git,
        fresh: None,
        instead_of: None,
    })
}

/// MLflow records `folder#subdirectory` as it was typed.
fn local_name(given: &Given<'_>, folder: &Path, git: Option<&GitState>) -> String {
    match given.has_subdirectory() {
        true => given.text.to_owned(),
        false => git::source_name(folder, git),
    }
}

fn of_remote(
    given: &Given<'_>,
    remote: &Remote,
    version: Option<&str>,
    options: &Options<'_>,
    tools: &Tools<'_>,
) -> Result<Source> {
    let checked_out = |fetcher: Fetcher<'_>| {
        let (repository, found) = fetcher.bring(remote, version.map_or(Wanted::Head, Wanted::Version))?;
        let from = From {
            repository: &repository,
            is_mirror: true,
            remote,
        };
        fetcher.lend(&from, &found, given.name_of(remote), &|root| given.below(root))
    };
    checked_out(Fetcher::new(options, tools)?).or_else(|error| {
        if options.offline || !error.is_of_the_clone() {
            return Err(error);
        }
        let fetcher = Fetcher::new(options, tools)?;
        fetcher.renew(remote).map_err(|_| error)?; // that one says why
        checked_out(fetcher)
    })
}

/// A checkout of a folder's repository.
fn of_version(given: &Given<'_>, base: &Path, version: &str, fetcher: Fetcher<'_>) -> Result<Source> {
    let folder = given.below_folder(base)?;
    let state = git::state(&folder);
    let root = state.as_ref().and_then(|state| state.work_tree.as_deref());
    let (Ok(repository), Some(root)) = (Repository::discover(&folder), root) else {
        return Err(SourceError::NoVersions(format!(
            "{} is not in a repository",
            folder.display()
        )));
    };
    let found = version::find(&repository, version, false)?
        .ok_or_else(|| version::unknown(&repository, version, &root.to_string_lossy(), false))?;
    let real = fsx::canonical(&folder)?;
    let within = real.strip_prefix(fsx::canonical(root)?).unwrap_or(Path::new(""));
    let from = From {
        repository: &repository,
        is_mirror: false,
        remote: &remote_of(&repository, root),
    };
    let name = local_name(given, &folder, state.as_ref());
    fetcher.lend(&from, &found, name, &|checkout| {
        below(checkout, within).ok_or_else(|| SourceError::NoSubdirectory {
            subdirectory: within.display().to_string(),
            project: format!("{} at {version}", root.display()),
        })
    })
}

/// A repository without a work tree, on this machine: there is nothing to fetch.
fn of_bare(
    given: &Given<'_>,
    base: &Path,
    repository: &Repository,
    version: Option<&str>,
    fetcher: Fetcher<'_>,
) -> Result<Source> {
    let remote = Remote {
        url: format!("file://{}", base.display()),
        login: None,
        from_user: true,
    };
    let found = match version {
        None => version::head(repository).ok_or_else(|| version::headless(repository, &remote.url))?,
        Some(version) => version::find(repository, version, true)?
            .ok_or_else(|| version::unknown(repository, version, &remote.url, false))?,
    };
    let from = From {
        repository,
        is_mirror: true,
        remote: &remote,
    };
    fetcher.lend(&from, &found, given.name_of(&remote), &|root| given.below(root))
}

/// The remote that a repository on this machine names first; itself where it names none, as MLflow records it.
fn remote_of(repository: &Repository, root: &Path) -> Remote {
    let own = Remote {
        url: root.to_string_lossy().into_owned(),
        login: None,
        from_user: false,
    };
    let first = git::first_remote(repository).unwrap_or_else(|| own.url.clone());
    own.of_submodule(&first).unwrap_or(own)
}

fn of_zip(given: &Given<'_>, base: &Path, fetcher: Fetcher<'_>) -> Result<Source> {
    let shown = without_login(given.project);
    let is_url = ["http://", "https://"]
        .iter()
        .any(|scheme| given.project.starts_with(scheme))
        && !exists(base);
    let (file, name) = if is_url {
        let remote = Remote::given(given.project)?;
        (fetcher.download(&remote)?, given.name_of(&remote))
    } else {
        let state = base.parent().and_then(git::state);
        (base.to_owned(), local_name(given, base, state.as_ref()))
    };
    let stem = base.file_stem().unwrap_or_default().to_string_lossy();
    let draft = fetcher.storage.draft(&stem)?;
    zip::unpack(&file, draft.path(), &shown)?;
    if given.subdirectory.is_empty() {
        zip::must_have_project(draft.path(), &shown)?;
    }
    Ok(Source {
        folder: given.below(draft.path())?,
        name,
        git: None,
        fresh: Some(fetcher.storage.into_fresh(draft)),
        instead_of: None,
    })
}

/// A repository without a work tree, where the folder is one and not a project.
fn bare(folder: &Path) -> Option<Repository> {
    let looks_so = fsx::is_file(&folder.join("HEAD")) && fsx::is_dir(&folder.join("objects"));
    if !looks_so || spec_file(folder).is_some() {
        return None;
    }
    Repository::open_bare(folder).ok()
}

/// A folder below another, unless a link leads out of it.
fn below(root: &Path, subdirectory: &Path) -> Option<PathBuf> {
    let stays = subdirectory
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    let folder = absolute(root, subdirectory);
    let real = fsx::canonical(&folder).ok()?;
    let inside = real.starts_with(fsx::canonical(root).ok()?);
    (stays && inside && fsx::is_dir(&folder)).then_some(folder)
}

/// The `MLproject` file of a folder, in whatever letters it is written.
fn spec_file(folder: &Path) -> Option<PathBuf> {
    let entries = fsx::list(folder).ok()?;
    let found = entries
        .into_iter()
        .find(|entry| entry.name.eq_ignore_ascii_case("mlproject"));
    found.map(|entry| entry.path)
}
