//! What an `MLproject` file says.

mod parse;

use std::path::{Path, PathBuf};

pub use parse::load;

use super::{ProjectError, Result, SpecError};
use crate::codec::Value;

/// A folder with what its `MLproject` file says.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// Shown, and nothing else here; text by Python's `str()`.
    pub name: Option<String>,
    /// What it wants to run in.
    pub env: ProjectEnv,
    /// In the order of the file.
    pub entry_points: Vec<EntryPoint>,
}

/// The environment that a project names. Type names and precedence are MLflow's.
#[derive(Debug, Clone, PartialEq)]
pub enum ProjectEnv {
    /// None is named and neither `python_env.yaml` nor `conda.yaml` is there. MLflow calls this a `python_env` too.
    Unnamed,
    /// A `python_env` file.
    Python(PathBuf),
    /// A `conda_env` file.
    Conda(PathBuf),
    /// A `docker_env` mapping.
    Docker(Value),
}

/// A command with its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryPoint {
    /// Text by Python's `str()`: `1:` can be asked for as `1`, which MLflow cannot.
    pub name: String,
    /// The template; or what stands there instead, which is an error only once it is to be run.
    pub command: std::result::Result<String, SpecError>,
    /// In the order of the file.
    pub parameters: Vec<Parameter>,
}

/// A declared parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameter {
    /// Text by Python's `str()`.
    pub name: String,
    /// Free text; only `path` and `uri` mean anything.
    pub kind: String,
    /// Text by Python's `str()`; a parameter without one must be given.
    pub default: Option<String>,
}

impl ProjectEnv {
    /// MLflow's name for it.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Unnamed | Self::Python(_) => "python_env",
            Self::Conda(_) => "conda_env",
            Self::Docker(_) => "docker_env",
        }
    }

    /// The file that describes it.
    #[must_use]
    pub fn config_path(&self) -> Option<&Path> {
        match self {
            Self::Python(path) | Self::Conda(path) => Some(path),
            Self::Unnamed | Self::Docker(_) => None,
        }
    }

    /// To be asked for where nobody said to run without the environment.
    ///
    /// # Errors
    /// [`ProjectError::NeedsEnvironment`] unless none is named.
    pub fn must_be_unnamed(&self) -> Result<()> {
        let file = |path: &Path| path.file_name().unwrap_or(path.as_os_str()).display().to_string();
        let environment = match self {
            Self::Unnamed => return Ok(()),
            Self::Python(path) => format!("a Python environment ({})", file(path)),
            Self::Conda(path) => format!("a conda environment ({})", file(path)),
            Self::Docker(_) => "a Docker container (docker_env)".to_owned(),
        };
        Err(ProjectError::NeedsEnvironment { environment })
    }
}

impl EntryPoint {
    /// Whether it has a parameter of that name.
    #[must_use]
    pub fn declares(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter.name == name)
    }
}
