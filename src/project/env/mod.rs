//! What a command runs in: what is installed here, or an environment made for the project.
//!
//! ```text
//! choose ─► contents (python_env, conda_yaml, pyproject; requirements, wanted) ─► shelf ─► venv, conda, local ─► Runtime
//! ```
//!
//! Environments are kept by their contents in the user's cache: `envs/NAME/env.json` tells all about one and is written
//! last, `envs/NAME/build-…` is its folder, which is never moved, and `envs/NAME/build.log` what its makers said. Nothing
//! is started to find that one is ready.

mod choice;
mod conda;
mod conda_yaml;
mod contents;
mod error;
mod interpreters;
mod local;
mod prepare;
mod pyproject;
mod python_env;
mod requirements;
mod runtime;
mod shelf;
mod shelved;
mod step;
mod venv;
mod wanted;
mod workshop;
mod yaml_file;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use choice::choose;
pub use conda_yaml::conda_name;
pub use contents::finding;
pub use error::EnvError;
pub use prepare::{foresee, prepare};
pub use python_env::PythonEnv;
pub use requirements::Requirement;
pub use runtime::{Runtime, inherited_manager, inherited_python};
pub use shelf::{Shelf, State};
pub use shelved::{Package, Shelved};
pub use workshop::{Foreseen, Prepared, Wish, Workshop};

/// Who makes the environment. Names are MLflow's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EnvManager {
    /// Nobody: what is installed here.
    Local,
    /// `python -m venv` and pip, or uv where it is found.
    Virtualenv,
    /// uv.
    Uv,
    /// conda, or what `MLFLOW_CONDA_CREATE_ENV_CMD` names.
    Conda,
}

impl EnvManager {
    /// As it is spelt on the command line and in the tag `mlflow.project.env`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Virtualenv => "virtualenv",
            Self::Uv => "uv",
            Self::Conda => "conda",
        }
    }
}

impl fmt::Display for EnvManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for EnvManager {
    type Err = String;

    /// Exactly, in lower case; the error's text is MLflow's.
    fn from_str(text: &str) -> Result<Self, String> {
        let all = [Self::Local, Self::Virtualenv, Self::Uv, Self::Conda];
        all.into_iter().find(|manager| manager.as_str() == text).ok_or_else(|| {
            format!("Invalid value for `env_manager`: {text}. Must be one of ['local', 'conda', 'virtualenv', 'uv']")
        })
    }
}
