//! What is written down of an environment.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::EnvManager;
use crate::fsx;
use crate::model::Millis;

/// All about an environment: its `env.json`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Shelved {
    /// What it is called: its folder's name; of conda's, conda's own.
    pub name: String,
    /// Equal keys are equal wishes.
    pub key: String,
    /// Who was asked to make it.
    pub manager: Option<EnvManager>,
    /// The file that describes it; none for an empty one.
    pub from: Option<String>,
    /// The Python that was asked for; none for what was there.
    pub python: Option<String>,
    /// `--python`, where that was said.
    pub asked_python: Option<String>,
    /// Lines that were asked for first, without passwords.
    pub build_dependencies: Vec<String>,
    /// Lines that were asked for then, without passwords.
    pub dependencies: Vec<String>,
    /// The lines with those of the files that they name, without passwords.
    pub requirements: Vec<String>,
    /// MLflow's name for it.
    pub mlflow_name: Option<String>,
    /// The project that it was made for, as it was given, without a password.
    pub project: String,
    /// The project's folder then.
    pub folder: PathBuf,
    /// When it was begun, in milliseconds since the epoch.
    pub created: i64,
    /// How long it took, in milliseconds.
    pub took: i64,
    /// Who made it: `uv`, `pip`, `conda`.
    pub made_with: Option<String>,
    /// The version of its Python.
    pub python_version: Option<String>,
    /// Where it is. Of conda's: once it was seen in conda's list.
    pub place: Option<PathBuf>,
    /// What is installed; of conda's nobody looks.
    pub packages: Vec<Package>,
    /// Equal texts are equal packages.
    pub fingerprint: Option<String>,
    /// Written last: it is whole.
    pub is_whole: bool,
}

/// A package of Python.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Package {
    /// Its name as its files spell it.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl Shelved {
    /// When it was begun.
    #[must_use]
    pub fn created(&self) -> Millis {
        Millis(self.created)
    }

    /// Whether it can be used: whole, and its Python still there. Starts nothing.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        let has_python = |place: &Path| match self.manager {
            Some(EnvManager::Conda) => fsx::is_dir(&place.join("conda-meta")),
            _ => fsx::is_file(&programs(place).join(PYTHON)),
        };
        self.is_whole && self.place.as_deref().is_some_and(has_python)
    }
}

const PYTHON: &str = if cfg!(windows) { "python.exe" } else { "python" };

/// Where the programs of a virtual environment are.
pub(super) fn programs(venv: &Path) -> PathBuf {
    venv.join(if cfg!(windows) { "Scripts" } else { "bin" })
}

/// The Python of a virtual environment.
pub(super) fn python_of(venv: &Path) -> PathBuf {
    programs(venv).join(PYTHON)
}

/// The version that a virtual environment says its Python has.
pub(super) fn version_of(venv: &Path) -> Option<String> {
    let text = fsx::read(&venv.join("pyvenv.cfg")).ok()?;
    let text = String::from_utf8_lossy(&text);
    let fields = text.lines().filter_map(|line| line.split_once('='));
    let version = fields
        .filter(|(key, _)| matches!(key.trim(), "version" | "version_info"))
        .map(|(_, value)| value);
    version
        .map(|value| value.trim().split('.').take(3).collect::<Vec<_>>().join("."))
        .next()
}

/// What is installed in a virtual environment, by its files, sorted.
pub(super) fn packages_of(venv: &Path) -> Vec<Package> {
    let versions = fsx::list(&venv.join("lib")).unwrap_or_default().into_iter();
    let mut sites: Vec<PathBuf> = versions.map(|entry| entry.path.join("site-packages")).collect();
    sites.push(venv.join("Lib/site-packages"));
    let names = sites.iter().flat_map(|site| fsx::list(site).unwrap_or_default());
    let mut packages: Vec<Package> = names
        .filter_map(|entry| {
            let (name, version) = entry.name.strip_suffix(".dist-info")?.rsplit_once('-')?;
            let [name, version] = [name, version].map(str::to_owned);
            Some(Package { name, version })
        })
        .collect();
    packages.sort();
    packages.dedup();
    packages
}

/// A text that is equal for equal packages on an equal Python.
pub(super) fn fingerprint(platform: &str, python: Option<&str>, packages: &[Package]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(format!("{platform}\n{}\n", python.unwrap_or_default()).as_bytes());
    for Package { name, version } in packages {
        hasher.update(format!("{}=={version}\n", name.to_lowercase()).as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
