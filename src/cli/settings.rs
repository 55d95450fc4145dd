use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::fsx;
use crate::store::StoreError;
use crate::store::file::local_path;

/// The environment variables, taken once at the start.
pub type Environment = BTreeMap<String, String>;

/// What flags, environment and defaults come to, decided once: a flag beats a variable, a variable a default.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The working directory, absolute.
    pub cwd: PathBuf,
    /// All variables.
    pub environment: Environment,
    store: StoreChoice,
    index: bool,
    keeps_no_record: bool,
}

/// Which store, and why that one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreChoice {
    /// As it was given.
    pub uri: String,
    /// Who gave it.
    pub source: Source,
}

/// Who decided a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A flag.
    Flag,
    /// An environment variable.
    Environment,
    /// Nobody.
    Default,
}

impl Source {
    /// For people.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::Flag => "--tracking-uri",
            Self::Environment => "MLFLOW_TRACKING_URI",
            Self::Default => "the default, ./mlruns",
        }
    }
}

impl Settings {
    /// Decides everything.
    #[must_use]
    pub fn new(tracking_uri: Option<&str>, environment: Environment, cwd: PathBuf) -> Self {
        let of = |uri: &str, source| StoreChoice {
            uri: uri.to_owned(),
            source,
        };
        let variable = environment.get("MLFLOW_TRACKING_URI").filter(|uri| !uri.is_empty());
        let store = match (tracking_uri.filter(|uri| !uri.is_empty()), variable) {
            (Some(uri), _) => of(uri, Source::Flag),
            (None, Some(uri)) => of(uri, Source::Environment),
            (None, None) => of("./mlruns", Source::Default),
        };
        Self {
            cwd,
            environment,
            store,
            index: true,
            keeps_no_record: false,
        }
    }

    /// Without the index (`--no-index`).
    #[must_use]
    pub fn index(mut self, index: bool) -> Self {
        self.index = index;
        self
    }

    /// Without a record of changes (`--no-undo`).
    #[must_use]
    pub fn without_record(mut self, without: bool) -> Self {
        self.keeps_no_record = without;
        self
    }

    /// Whether changes are made without a record of what was there (`--no-undo`, `MLRUN_NO_UNDO`).
    #[must_use]
    pub fn keeps_no_record(&self) -> bool {
        let is_set = |value| !matches!(value, "0" | "false" | "no");
        self.keeps_no_record || self.variable("MLRUN_NO_UNDO").is_some_and(is_set)
    }

    /// What can be made again is kept here: `MLRUN_CACHE_DIR`, or the user's cache folder as the system has it. `None` where
    /// there is no such folder.
    #[must_use]
    pub fn cache_folder(&self) -> Option<PathBuf> {
        let below = |name: &str, inner: &str| self.variable(name).map(|folder| Path::new(folder).join(inner));
        let of_system = || {
            if cfg!(windows) {
                below("LOCALAPPDATA", "mlrun")
            } else if cfg!(target_os = "macos") {
                below("HOME", "Library/Caches/mlrun")
            } else {
                let absolute = |folder: &PathBuf| folder.is_absolute();
                below("XDG_CACHE_HOME", "mlrun")
                    .filter(absolute)
                    .or_else(|| below("HOME", ".cache/mlrun"))
            }
        };
        let folder = below("MLRUN_CACHE_DIR", "").or_else(of_system)?;
        Some(self.absolute(&folder))
    }

    /// Where the index is kept; `None` where it is not wanted or there is no cache.
    #[must_use]
    pub fn index_folder(&self) -> Option<PathBuf> {
        self.cache_folder()
            .filter(|_| self.index)
            .map(|folder| folder.join("index"))
    }

    /// Which store, and why.
    #[must_use]
    pub fn store_choice(&self) -> &StoreChoice {
        &self.store
    }

    /// A variable that is set and not empty.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// A path made absolute against the working directory.
    #[must_use]
    pub fn absolute(&self, path: &Path) -> PathBuf {
        let joined = self.cwd.join(path);
        fsx::absolute(&joined).unwrap_or(joined)
    }

    /// The store's folder, absolute. A plain path is taken as it is; MLflow would decode `%20` in it, so where only the
    /// decoded folder exists that one is meant.
    ///
    /// # Errors
    /// [`StoreError::Unsupported`] for stores that are not folders.
    pub fn store_folder(&self) -> Result<PathBuf, StoreError> {
        let uri = &self.store.uri;
        let Some(path) = local_path(uri).filter(|_| !uri.starts_with("databricks")) else {
            return Err(StoreError::Unsupported(format!(
                "{uri} is not supported yet: mlrun works on a folder. Give its path or file: URI with --tracking-uri or \
                 MLFLOW_TRACKING_URI (now from {})",
                self.store.source.describe()
            )));
        };
        let plain = self.absolute(&path);
        let decoded = self.absolute(Path::new(
            percent_encoding::percent_decode_str(&path.to_string_lossy())
                .decode_utf8_lossy()
                .as_ref(),
        ));
        Ok(if !fsx::exists(&plain) && fsx::exists(&decoded) {
            decoded
        } else {
            plain
        })
    }

    /// Who is at work, as Python's `getpass.getuser()` finds it, but for the passwd file.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        ["LOGNAME", "USER", "LNAME", "USERNAME"]
            .into_iter()
            .find_map(|name| self.variable(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(flag: Option<&str>, variable: Option<&str>) -> Settings {
        let environment = variable
            .map(|v| ("MLFLOW_TRACKING_URI".to_owned(), v.to_owned()))
            .into_iter()
            .collect();
        Settings::new(flag, environment, PathBuf::from("/cwd"))
    }

    #[test]
    fn a_flag_beats_a_variable_beats_the_default() {
        for (flag, variable, folder, source) in [
            (Some("s"), Some("file:///v"), "/cwd/s", Source::Flag),
            (None, Some("file:///v%20w"), "/v w", Source::Environment),
            (None, Some(""), "/cwd/mlruns", Source::Default),
            (Some(""), None, "/cwd/mlruns", Source::Default),
            (None, None, "/cwd/mlruns", Source::Default),
        ] {
            let settings = settings(flag, variable);
            assert_eq!(settings.store_folder().expect("a folder"), PathBuf::from(folder));
            assert_eq!(settings.store_choice().source, source);
        }
    }

    #[test]
    fn other_stores_are_refused_with_what_works() {
        for uri in [
            "sqlite:///mlflow.db",
            "http://localhost:5000",
            "postgresql://x/y",
            "databricks",
            "databricks://p",
            "s3://b",
        ] {
            let error = settings(Some(uri), None).store_folder().expect_err(uri).to_string();
            assert!(
                error.contains("not supported yet") && error.contains("--tracking-uri"),
                "{error}"
            );
        }
    }
}
