//! Where environments are kept.

use std::path::{Path, PathBuf};

use super::{EnvError, EnvManager, Shelved, conda};
use crate::fsx::{self, Lock};
use crate::model::Millis;
use crate::near::nearest;
use crate::project::tool::Tools;

/// The environments of a cache: `envs` in it. Reading writes nothing.
#[derive(Debug, Clone)]
pub struct Shelf {
    root: PathBuf,
}

/// How an environment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It can be used.
    Ready,
    /// Somebody is making it.
    Building,
    /// Its making failed, or was killed.
    Unfinished,
    /// It was whole, and its Python is gone.
    Broken,
}

impl State {
    /// One word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Building => "building",
            Self::Unfinished => "unfinished",
            Self::Broken => "broken",
        }
    }
}

const RECORD: &str = "env.json";
const LAST_USED: &str = "last-used";
/// How the folders that are built into are named.
const BUILD: &str = "build-";

impl Shelf {
    /// Of a cache folder.
    #[must_use]
    pub fn of(cache: &Path) -> Self {
        Self {
            root: cache.join("envs"),
        }
    }

    /// The folder of an environment.
    #[must_use]
    pub fn folder(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// What its makers said last.
    #[must_use]
    pub fn log(&self, name: &str) -> PathBuf {
        self.folder(name).join("build.log")
    }

    /// Every environment, by name, also those that are not whole.
    ///
    /// # Errors
    /// The cache cannot be listed.
    pub fn all(&self) -> Result<Vec<Shelved>, EnvError> {
        if !fsx::is_dir(&self.root) {
            return Ok(Vec::new());
        }
        let folders = fsx::list(&self.root)?.into_iter();
        let folders = folders.filter(|entry| entry.is_dir && !entry.name.starts_with('.'));
        let record = |name: String| {
            self.record(&name).unwrap_or(Shelved {
                name,
                ..Shelved::default()
            })
        };
        Ok(folders.map(|entry| record(entry.name)).collect())
    }

    /// The environment that a name or the beginning of one means.
    ///
    /// # Errors
    /// None or several do.
    pub fn find(&self, text: &str) -> Result<Shelved, EnvError> {
        let mut all = self.all()?;
        if let Some(at) = all.iter().position(|each| each.name == text) {
            return Ok(all.swap_remove(at));
        }
        let without_manager = |name: &str| name.split_once('-').is_some_and(|(_, rest)| rest.starts_with(text));
        let is_meant = |each: &Shelved| each.name.starts_with(text) || without_manager(&each.name);
        let (mut meant, others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|each| !text.is_empty() && is_meant(each));
        match (meant.pop(), meant.as_slice()) {
            (Some(one), []) => Ok(one),
            (Some(one), more) => {
                let candidates = more.iter().chain([&one]).map(|each| each.name.clone()).collect();
                let name = text.to_owned();
                Err(EnvError::Ambiguous { name, candidates })
            }
            (None, _) => Err(EnvError::Unknown {
                name: text.to_owned(),
                near: nearest(text, others.iter().map(|each| each.name.as_str())).map(str::to_owned),
            }),
        }
    }

    /// How it stands.
    #[must_use]
    pub fn state(&self, env: &Shelved) -> State {
        if env.is_ready() || (env.is_whole && env.place.is_none()) {
            State::Ready
        } else if Lock::is_taken(&self.build_lock(&env.name)) {
            State::Building
        } else if env.is_whole {
            State::Broken
        } else {
            State::Unfinished
        }
    }

    /// When a command last ran in it.
    #[must_use]
    pub fn last_used(&self, name: &str) -> Option<Millis> {
        let text = fsx::read(&self.folder(name).join(LAST_USED)).ok()?;
        String::from_utf8_lossy(&text).trim().parse().ok().map(Millis)
    }

    /// Bytes on the disk, of conda's too.
    #[must_use]
    pub fn size(&self, env: &Shelved) -> u64 {
        let folder = self.folder(&env.name);
        let elsewhere = env.place.as_deref().filter(|place| !place.starts_with(&folder));
        fsx::count_files(&folder).1 + elsewhere.map_or(0, |place| fsx::count_files(place).1)
    }

    /// Takes an environment away, one of conda's from conda too.
    ///
    /// # Errors
    /// A command runs in it, somebody is making it, or it cannot be removed.
    pub fn remove(&self, env: &Shelved, tools: &Tools<'_>) -> Result<(), EnvError> {
        let name = &env.name;
        let _alone = self.alone_with(name)?;
        if env.manager == Some(EnvManager::Conda) {
            conda::remove(name, tools)?;
        }
        let sweeping = Lock::acquire(&self.root.join(".locks/removal"));
        let _sweeping = sweeping.map_err(|_| EnvError::InUse(name.clone()))?;
        fsx::discard(&self.folder(name), &self.root, "")?;
        fsx::sweep(&self.root);
        Ok(())
    }

    /// Proof that nobody uses or makes it.
    fn alone_with(&self, name: &str) -> Result<(Lock, Lock), EnvError> {
        let in_use = || EnvError::InUse(name.to_owned());
        let making = Lock::try_acquire(&self.build_lock(name))?.ok_or_else(in_use)?;
        let using = Lock::try_acquire(&self.use_lock(name))?.ok_or_else(in_use)?;
        Ok((making, using))
    }

    pub(super) fn record(&self, name: &str) -> Option<Shelved> {
        let text = fsx::read(&self.folder(name).join(RECORD)).ok()?;
        let record: Shelved = serde_json::from_slice(&text).ok()?;
        (record.name == name).then_some(record)
    }

    pub(super) fn write(&self, env: &Shelved) -> Result<(), EnvError> {
        let folder = self.folder(&env.name);
        fsx::create_dir_all(&folder)?;
        let text = serde_json::to_vec_pretty(env).unwrap_or_default(); // texts and numbers: it does not fail
        Ok(fsx::replace_file(&folder.join(RECORD), &text, &folder)?)
    }

    /// The environment of that name, if it can be used, kept from being removed as long as the lock lives.
    pub(super) fn take(&self, name: &str, key: &str) -> Option<(Shelved, Option<Lock>)> {
        let lock = Lock::share(&self.use_lock(name));
        let env = self.record(name).filter(|env| env.key == key && env.is_ready())?;
        Some((env, lock))
    }

    /// Whether somebody is making it now.
    pub(super) fn try_build_lock(&self, name: &str) -> Result<Option<Lock>, EnvError> {
        Ok(Lock::try_acquire(&self.build_lock(name))?)
    }

    /// A new name for a folder to build into.
    pub(super) fn fresh(&self, name: &str, random: u128) -> PathBuf {
        self.folder(name).join(format!("{BUILD}{:08x}", random & 0xffff_ffff))
    }

    /// Removes what killed and replaced builds left, unless a command may still run in it. To be called by who holds the
    /// lock for building.
    pub(super) fn sweep(&self, name: &str, keep: Option<&Path>) {
        let Ok(Some(_alone)) = Lock::try_acquire(&self.use_lock(name)) else {
            return;
        };
        let folder = self.folder(name);
        let entries = fsx::list(&folder).unwrap_or_default().into_iter();
        for old in entries.filter(|entry| entry.name.starts_with(BUILD) && Some(entry.path.as_path()) != keep) {
            drop(fsx::discard(&old.path, &folder, "")); // a later sweep takes what this one cannot
        }
        fsx::sweep(&folder);
    }

    /// Writes down that a command is about to run in it.
    pub(super) fn touch(&self, name: &str, now: Millis) {
        let path = self.folder(name).join(LAST_USED);
        drop(fsx::write_cache(&path, now.0.to_string().as_bytes())); // known only to tell what is unused
    }

    fn build_lock(&self, name: &str) -> PathBuf {
        self.root.join(".locks").join(format!("{name}.build"))
    }

    fn use_lock(&self, name: &str) -> PathBuf {
        self.root.join(".locks").join(format!("{name}.use"))
    }
}
