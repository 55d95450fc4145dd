//! Where clones and checkouts lie.

use std::path::{Path, PathBuf};

use super::SourceError;
use crate::fsx::{self, Draft, Lock, TempFolder};

/// The folders of the cache, or one for this process alone where there is no cache.
#[derive(Debug)]
pub(super) struct Storage {
    root: PathBuf,
    temporary: Option<TempFolder>,
    /// A cache that cannot be written.
    readable: Option<PathBuf>,
}

/// A folder that is gone when this is dropped; one that a killed process left is swept away by the next that makes one.
#[derive(Debug)]
pub(super) struct Fresh {
    _draft: Draft,
    _temporary: Option<TempFolder>,
}

impl Storage {
    /// The cache, or a temporary folder where there is none that can be written.
    pub(super) fn new(cache: Option<&Path>) -> Result<Self, SourceError> {
        let is_writable = |root: &&Path| {
            let folder = root.join(CHECKOUTS);
            fsx::create_private_dir(&folder).is_ok() && Lock::try_acquire(&folder.join(LOCK)).is_ok()
        };
        if let Some(root) = cache.filter(is_writable) {
            return Ok(Self {
                root: root.to_owned(),
                temporary: None,
                readable: None,
            });
        }
        let folder = TempFolder::new()?;
        fsx::create_private_dir(&folder.path().join(CHECKOUTS))?;
        Ok(Self {
            root: folder.path().to_owned(),
            temporary: Some(folder),
            readable: cache.map(Path::to_owned),
        })
    }

    /// A folder of a cache that others wrote and that we cannot.
    pub(super) fn readable(&self, name: &str) -> Option<PathBuf> {
        self.readable.as_ref().map(|root| root.join(name))
    }

    /// A folder of the cache for what can be fetched again.
    pub(super) fn kept(&self, name: &str) -> Result<PathBuf, SourceError> {
        let folder = self.root.join(name);
        fsx::create_private_dir(&folder)?;
        Ok(folder)
    }

    /// An empty folder of that name, or one like it.
    pub(super) fn draft(&self, name: &str) -> Result<Draft, SourceError> {
        let name = readable(name);
        let name = if name.is_empty() { "project" } else { &name };
        let folder = self.root.join(CHECKOUTS);
        let lock = Lock::wait(&folder.join(LOCK), &|| {})?;
        if lock.exclusive {
            fsx::sweep_drafts(&folder);
        }
        Ok(Draft::begin(&folder, name)?)
    }

    /// Keeps a draft, and what it lies in, as long as a project needs it.
    pub(super) fn into_fresh(self, draft: Draft) -> Fresh {
        Fresh {
            _draft: draft,
            _temporary: self.temporary,
        }
    }
}

const CHECKOUTS: &str = "checkouts";
const LOCK: &str = "lock";

/// A name for files of the cache: what people can read of an address, and a hash that tells all apart.
pub(super) fn cache_name(address: &str) -> String {
    let place = address.split_once("://").map_or(address, |(_, rest)| rest);
    let hash = blake3::hash(address.as_bytes()).to_hex();
    format!("{}-{}", readable(place), &hash[..16])
}

/// The end of a text, in letters that any file system takes.
fn readable(text: &str) -> String {
    const LONGEST: usize = 48;
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || "._".contains(c) {
            c
        } else {
            '-'
        }
    };
    let text: String = text.chars().map(safe).collect();
    let end = &text[text.len().saturating_sub(LONGEST)..];
    end.trim_matches(['-', '.']).to_owned()
}
