//! What a command runs in: what is installed here, or an environment made for the project.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

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

/// What a command is started in, ready to be used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Runtime {
    /// The tag `mlflow.project.env`; none where nothing was made.
    pub tag: Option<&'static str>,
    /// Shell commands that go before the project's own, each joined to the next by `&&` (conda's activation).
    pub before: Vec<String>,
    /// Added to the environment of the command (`VIRTUAL_ENV`, `PATH`).
    pub variables: Vec<(String, String)>,
    /// Tells what was installed apart: equal texts are equal environments. None where nobody knows (`local`).
    pub fingerprint: Option<String>,
}
