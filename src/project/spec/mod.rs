//! What an `MLproject` file says.

mod default;
mod environment;
mod finding;
mod keys;
mod kind;
mod manifest;
mod parameter;
mod reader;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use finding::{Finding, Rule};
pub use kind::{Kind, truth};
pub use manifest::{Manifest, load, open};

use crate::codec::{Mark, Value};

/// A folder with what its `MLproject` file says.
#[derive(Debug, Clone, PartialEq)]
pub struct Project {
    /// The `MLproject` file, if there is one.
    pub file: Option<PathBuf>,
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
    pub command: std::result::Result<String, Box<Finding>>,
    /// In the order of the file.
    pub parameters: Vec<Parameter>,
    /// How parameters that are not declared are passed on, with `{name}` and `{value}`; MLflow's `--{name} {value}`
    /// where nothing is said. From the key `extra_parameters`, which MLflow does not read.
    pub extra: Option<String>,
    /// Where the command is written.
    pub mark: Option<Mark>,
}

/// A declared parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parameter {
    /// Text by Python's `str()`.
    pub name: String,
    /// Free text; only `path` and `uri` mean anything to MLflow. See [`Kind`].
    pub kind: String,
    /// Text by Python's `str()`; a parameter without one must be given, unless its form says otherwise.
    pub default: Option<String>,
    /// What its placeholder becomes.
    pub form: Form,
    /// Where it is declared.
    pub mark: Option<Mark>,
}

/// What the placeholder of a parameter becomes.
///
/// MLflow (3.17 and before) loads a file with the keys that choose another than [`Plain`](Self::Plain) and does not read
/// them: it puts the value itself there (`False` for a switch), and wants a value of a parameter without a default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Form {
    /// The value, quoted for the shell.
    #[default]
    Plain,
    /// A switch, `flag: --verbose`: that word when the value is true, nothing when it is false. False is its default
    /// where none is written; recorded as `True` or `False`.
    Flag(String),
    /// A value that may be left out.
    Option {
        /// `option: --limit`: what stands before the value, as a word of its own, or right before it when it ends with
        /// `=`.
        option: Option<String>,
        /// `optional: true`: not given and without a default it becomes nothing, and is not recorded.
        is_optional: bool,
    },
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
}

impl Project {
    /// The project of a folder that has no `MLproject` file.
    fn without_file(folder: &Path) -> Self {
        Self {
            file: None,
            name: None,
            env: environment::environment_file(folder),
            entry_points: Vec::new(),
        }
    }
}

impl Parameter {
    /// One that is put into the command as it is.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: impl Into<String>, default: Option<&str>) -> Self {
        Self {
            name: name.into(),
            kind: kind.into(),
            default: default.map(str::to_owned),
            form: Form::Plain,
            mark: None,
        }
    }

    /// Whether it must be given.
    #[must_use]
    pub fn is_required(&self) -> bool {
        let can_be_left_out = matches!(self.form, Form::Flag(_) | Form::Option { is_optional: true, .. });
        self.default.is_none() && !can_be_left_out
    }
}

impl EntryPoint {
    /// One without parameters.
    #[must_use]
    pub fn new(name: impl Into<String>, command: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            command: Ok(command.into()),
            parameters: Vec::new(),
            extra: None,
            mark: None,
        }
    }

    /// Whether it has a parameter of that name.
    #[must_use]
    pub fn declares(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter.name == name)
    }
}
