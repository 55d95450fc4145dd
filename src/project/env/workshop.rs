//! What was asked for, with what environments are made, and what comes of it.

use std::path::{Path, PathBuf};

use super::requirements::masked;
use super::wanted::Wanted;
use super::{EnvError, EnvManager, Runtime, Shelf};
use crate::fsx::Lock;
use crate::model::Millis;
use crate::project::ProjectEnv;
use crate::project::tool::Tools;

/// What was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// What the project names.
    pub env: &'a ProjectEnv,
    /// The project's folder.
    pub folder: &'a Path,
    /// The project as it was given, to be written down; without a password.
    pub project: &'a str,
    /// `--env-manager`, or [`super::inherited_manager`].
    pub manager: Option<EnvManager>,
    /// `--python`, or [`super::inherited_python`]: a version, a path, or a program's name.
    pub python: Option<&'a str>,
    /// Makes it again even if there is one.
    pub rebuild: bool,
}

/// With what environments are made.
pub struct Workshop<'a> {
    /// The user's cache folder; environments are kept in `envs` in it.
    pub cache: Option<&'a Path>,
    /// Tells machines apart whose binaries differ: `linux-x86_64`.
    pub platform: &'a str,
    /// Other people's programs; `say` is told each step.
    pub tools: Tools<'a>,
    /// The clock.
    pub now: &'a dyn Fn() -> Millis,
    /// The dice.
    pub random: &'a dyn Fn() -> u128,
    /// Told each line that those programs say.
    pub line: &'a dyn Fn(&str),
    /// Told what the user should know of.
    pub warn: &'a dyn Fn(&str),
    /// Whether we were asked to stop; looked at while programs work.
    pub is_stopped: &'a dyn Fn() -> bool,
}

impl std::fmt::Debug for Workshop<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workshop")
            .field("cache", &self.cache)
            .finish_non_exhaustive()
    }
}

/// What a command is started in, and proof that it stays.
#[derive(Debug)]
pub struct Prepared {
    /// What a command is started in.
    pub runtime: Runtime,
    /// Keeps the environment from being removed; to be kept until the command has ended.
    pub hold: Option<Lock>,
}

/// What would be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreseen {
    /// Who makes the environment.
    pub manager: EnvManager,
    /// Its name, where one is made.
    pub name: Option<String>,
    /// The file that describes it.
    pub from: Option<String>,
    /// Whether it can be used as it is.
    pub is_ready: bool,
}

impl Workshop<'_> {
    pub(super) fn shelf(&self) -> Result<Shelf, EnvError> {
        self.cache.map(Shelf::of).ok_or(EnvError::NoCache)
    }

    /// Waits until nobody else is making the environment, and says so.
    pub(super) fn turn_to_build(&self, shelf: &Shelf, name: &str) -> Result<Lock, EnvError> {
        const POLL: std::time::Duration = std::time::Duration::from_millis(50);
        let mut has_told = false;
        loop {
            if let Some(lock) = shelf.try_build_lock(name)? {
                return Ok(lock);
            }
            if !std::mem::replace(&mut has_told, true) {
                let log = shelf.log(name);
                (self.tools.say)(&format!(
                    "another mlrun is making environment {name}: waiting for it ({})",
                    log.display()
                ));
            }
            if (self.is_stopped)() {
                return Err(EnvError::Stopped(name.to_owned()));
            }
            std::thread::sleep(POLL);
        }
    }

    /// What `--python` means: a version or a range, a path from where mlrun was started, or a name on the `PATH`.
    pub(super) fn python(&self, text: &str) -> Result<Wanted, EnvError> {
        let begins_a_version = text.starts_with(|c: char| c.is_ascii_digit() || "<>=!~".contains(c));
        if begins_a_version {
            return Ok(Wanted::of(text));
        }
        match self.tools.find(text) {
            Some(program) => Ok(Wanted::Program(program)),
            None if text.contains('/') => Err(EnvError::NotAProgram(self.tools.cwd.join(text))),
            None => Ok(Wanted::Version(text.to_owned())), // one of pyenv's names
        }
    }
}

/// The project as it is written down: a local one by its folder, another as it was given, without a password.
pub(super) fn origin(wish: &Wish<'_>) -> String {
    let is_remote = wish.project.contains("://") || wish.project.starts_with("git@");
    if is_remote && !wish.project.starts_with("file:") {
        masked(wish.project)
    } else {
        absolute(wish.folder).display().to_string()
    }
}

/// A place as its shell-safe text.
pub(super) fn quoted(path: &Path) -> String {
    crate::project::quote(&path.to_string_lossy()).into_owned()
}

/// An absolute path without its last links resolved, for what is written down.
pub(super) fn absolute(path: &Path) -> PathBuf {
    crate::fsx::absolute(path).unwrap_or_else(|_| path.to_owned())
}
