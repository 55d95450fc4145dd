use std::path::PathBuf;

use crate::fsx::PathError;
use crate::project::Finding;
use crate::project::tool::ToolError;

/// Why there is no environment for a project. Texts are MLflow's where MLflow has one.
#[derive(Debug, thiserror::Error)]
pub enum EnvError {
    /// A file that describes an environment means nothing.
    #[error(transparent)]
    Spec(#[from] Box<Finding>),
    /// conda was asked for, and the project is none of conda's.
    #[error(
        "python_env project cannot be executed using conda. Set `--env-manager` to 'virtualenv' or 'local' to execute \
         this project."
    )]
    CondaForPython,
    /// A Python was asked for where conda decides on it.
    #[error("`--python` does not go with conda, which takes the Python that its file names")]
    PythonOfConda,
    /// A requirements file is missing.
    #[error("there is no requirements file {}", path.display())]
    NoRequirements {
        /// Where it should be.
        path: PathBuf,
        /// What names it.
        named_by: String,
    },
    /// A requirements file leads back to itself.
    #[error("requirements file {} includes itself", .0.display())]
    IncludesItself(PathBuf),
    /// No such Python, as far as we can see.
    #[error("there is no Python {wanted} on this machine")]
    NoPython {
        /// As asked for.
        wanted: String,
        /// Those that there are, each with its version and where it is.
        found: Vec<String>,
    },
    /// What was given as a Python is none.
    #[error("{} is no program that can be started", .0.display())]
    NotAProgram(PathBuf),
    /// uv was asked for and is not there.
    #[error("uv is not on the PATH")]
    NoUv,
    /// conda is not there.
    #[error(
        "Could not find Conda executable at {0}. Ensure Conda is installed as per the instructions at \
         https://conda.io/projects/conda/en/latest/user-guide/install/index.html. You can also configure MLflow to look \
         for a specific Conda executable by setting the MLFLOW_CONDA_HOME environment variable to the path of the Conda \
         executable"
    )]
    NoConda(String),
    /// What is to make conda's environments is not there.
    #[error(
        "You have set the env variable MLFLOW_CONDA_CREATE_ENV_CMD, but {0} does not exist or it is not working \
         properly. Note that {0} and the conda executable need to be in the same conda environment. You can change the \
         search path by modifying the env variable MLFLOW_CONDA_HOME"
    )]
    NoCondaCreator(String),
    /// Building failed; nothing half-built is left.
    #[error("environment {name} could not be made: {what} failed")]
    Step {
        /// The environment.
        name: String,
        /// What was being done: `installing 2 dependencies`.
        what: String,
        /// The call, how it ended, and the end of what it said.
        source: Box<ToolError>,
        /// All that it said.
        log: PathBuf,
    },
    /// We were told to stop.
    #[error("stopped while environment {0} was being made")]
    Stopped(String),
    /// There is no cache folder to keep environments in.
    #[error("there is no folder to keep environments in")]
    NoCache,
    /// No environment has that name.
    #[error("there is no environment {name}")]
    Unknown {
        /// As given.
        name: String,
        /// The one that was probably meant.
        near: Option<String>,
    },
    /// A text begins the names of more than one.
    #[error("{name} could be any of {}", candidates.join(", "))]
    Ambiguous {
        /// As given.
        name: String,
        /// All that it could be.
        candidates: Vec<String>,
    },
    /// A command runs in it, or somebody is making it.
    #[error("environment {0} is in use")]
    InUse(String),
    /// The project that an environment was made for has changed.
    #[error("the project in {} no longer asks for environment {name}", folder.display())]
    NoLongerAsked {
        /// The environment.
        name: String,
        /// The project's folder.
        folder: PathBuf,
    },
    /// A program that we asked something could not tell.
    #[error(transparent)]
    Tool(#[from] ToolError),
    /// A file could not be read or written.
    #[error(transparent)]
    Io(#[from] PathError),
}

impl EnvError {
    /// What to do about it, where there is something to say.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoRequirements { named_by, .. } => Some(format!("{named_by} names it")),
            Self::NoPython { found, .. } => Some(match found.as_slice() {
                [] => "install Python, or uv, which brings its own".to_owned(),
                found => format!(
                    "there are {}; with uv or pyenv on the PATH others are installed as they are needed",
                    found.join(", ")
                ),
            }),
            Self::NoUv => {
                Some("install it (`pip install uv`), or use `--env-manager virtualenv`, which does without".to_owned())
            }
            Self::NoConda(_) => Some(
                "`--env-manager virtualenv` or `uv` installs the pip packages of conda.yaml without conda; \
                 `--env-manager local` takes what is installed here"
                    .to_owned(),
            ),
            Self::Step { log, source, .. } => {
                let ToolError::Failed { said, .. } = source.as_ref() else {
                    return Some(format!("the log is {}", log.display()));
                };
                let advice = if said.contains("ensurepip is not") || said.contains("No module named venv") {
                    "; this Python lacks `venv` (Debian: apt install python3-venv); with uv on the PATH it is not needed"
                } else {
                    ""
                };
                Some(format!("all of it is in {}{advice}", log.display()))
            }
            Self::NoCache => Some("set MLRUN_CACHE_DIR to a folder".to_owned()),
            Self::Unknown { near, .. } => Some(match near {
                Some(near) => format!("did you mean {near}?"),
                None => "`mlrun env list` shows all".to_owned(),
            }),
            Self::NoLongerAsked { name, .. } => Some(format!(
                "the next run makes what it asks for now; `mlrun env remove {name}` takes this one away"
            )),
            Self::InUse(_) => Some("wait until the commands that run in it have ended".to_owned()),
            _ => None,
        }
    }
}
