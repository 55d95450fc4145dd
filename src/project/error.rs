use std::fmt;
use std::path::{Path, PathBuf};

use super::command::template::TemplateError;
use super::command::{BadValue, GivenError};
use super::container::ContainerError;
use super::env::EnvError;
use super::source::SourceError;
use super::spec::Finding;
use crate::codec::Value;
use crate::fsx::PathError;
use crate::model::{Invalid, RunId, RunStatus};
use crate::store::StoreError;

/// Why a project cannot be read or run. Texts are MLflow's where MLflow has one.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// It could not be found or brought here.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The `MLproject` file cannot be used: everything that is wrong in it, in its order. Not empty.
    #[error("{}", first_of(.0))]
    Faulty(Vec<Finding>),
    /// Values that do not fit their types.
    #[error("{}", lines(.0))]
    BadValues(Vec<BadValue>),
    /// What was given for parameters cannot be read.
    #[error(transparent)]
    Given(#[from] GivenError),
    /// Neither a declared entry point nor a script.
    #[error(
        "Could not find {name} among entry points {} or interpret {name} as a runnable script. \
         Supported script file extensions: ['.py', '.sh']",
        python_list(known)
    )]
    NoEntryPoint {
        /// As asked for.
        name: String,
        /// The declared ones, in order.
        known: Vec<String>,
        /// The one that was probably meant.
        near: Option<String>,
        /// Where there is no `MLproject`, a file that was probably meant to be it.
        misnamed: Option<String>,
    },
    /// The entry point is a script that is not there.
    #[error("there is no script {name} in {}", folder.display())]
    NoScript {
        /// As asked for.
        name: String,
        /// The project.
        folder: PathBuf,
        /// The entry point or script that was probably meant.
        near: Option<String>,
    },
    /// Declared parameters with neither a default nor a value.
    #[error("No value given for missing parameters: {}", quoted(names))]
    MissingParameters {
        /// In the order declared.
        names: Vec<String>,
        /// Names given that were probably meant for them.
        near: Vec<Suggestion>,
    },
    /// A parameter of type `uri` got something else.
    #[error("Expected URI for parameter {name} but got {value}")]
    NotAUri {
        /// The parameter.
        name: String,
        /// Its value.
        value: String,
    },
    /// A parameter of type `path` names something that is not on this machine.
    #[error("parameter {name} is of type `path`, and mlrun does not download {value}")]
    Remote {
        /// The parameter.
        name: String,
        /// Its value, without user and password.
        value: String,
    },
    /// A parameter of type `path` names nothing.
    #[error("Got value {value} for parameter {name}, but no such file or directory was found.")]
    NoSuchPath {
        /// The parameter.
        name: String,
        /// Its value.
        value: String,
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The artifacts that a parameter of type `path` names could not be brought here.
    #[error("parameter {name}: {reason}")]
    NotFetched {
        /// The parameter.
        name: String,
        /// Why.
        reason: String,
        /// What to try.
        hint: Option<String>,
    },
    /// The command of an entry point cannot be filled in.
    #[error("the command of entry point '{entry_point}' cannot be filled in: {source}")]
    Template {
        /// The entry point.
        entry_point: String,
        /// Its command as written.
        template: String,
        /// What is wrong, and where in `template`.
        source: TemplateError,
    },
    /// The environment could not be had.
    #[error(transparent)]
    Env(EnvError),
    /// A parameter's name, or one of the run's fields, cannot be recorded.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be read.
    #[error(transparent)]
    Io(#[from] PathError),
    /// The command has ended, and that could not be written down.
    #[error("run {run_id} is {status}, but that could not be recorded")]
    NotRecorded {
        /// The run.
        run_id: RunId,
        /// What should have been recorded.
        status: RunStatus,
        /// Why it was not.
        source: Box<Self>,
    },
    /// The container cannot be had.
    #[error(transparent)]
    Container(#[from] ContainerError),
    /// A program that the command begins with is not there.
    #[error("there is no {program} on the PATH, which the command begins with: {command}")]
    NoProgram {
        /// Its name.
        program: &'static str,
        /// The command.
        command: String,
    },
    /// The command could not be started or waited for.
    #[error("cannot run the command: {0}")]
    Launch(#[source] std::io::Error),
}

impl From<EnvError> for ProjectError {
    fn from(error: EnvError) -> Self {
        match error {
            EnvError::Spec(finding) => Self::faulty(vec![*finding]),
            EnvError::Io(error) => Self::Io(error),
            error => Self::Env(error),
        }
    }
}

impl ProjectError {
    /// With the errors in the order of the file.
    pub(super) fn faulty(mut errors: Vec<Finding>) -> Self {
        sort(&mut errors);
        Self::Faulty(errors)
    }

    /// What to do about it, where there is something to say.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Source(error) => error.hint(),
            Self::NoEntryPoint {
                misnamed: Some(name), ..
            } => Some(format!("{name} is not read: rename it to MLproject")),
            Self::NoEntryPoint { name, near: None, .. } if is_script_of_other_case(name) => {
                Some("scripts end with .py, .sh or .R, in these letters".to_owned())
            }
            Self::NoEntryPoint { known, near: None, .. } => Some(match known.as_slice() {
                [] => "no entry points are declared here; a script can be run by its name: `-e train.py`".to_owned(),
                known => format!("declared are: {}", known.join(", ")),
            }),
            Self::NoEntryPoint { near, .. } | Self::NoScript { near, .. } => {
                near.as_ref().map(|name| format!("did you mean `-e {name}`?"))
            }
            Self::MissingParameters { names, near } => Some(match near.as_slice() {
                [] => format!("give each a value: -P {}=VALUE", names.join("=VALUE -P ")),
                near => near.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
            }),
            Self::NoSuchPath { path, .. } => Some(format!(
                "looked for {}; a relative path counts from the folder where mlrun was started",
                path.display()
            )),
            Self::Remote { .. } => Some(
                "download it and give the local path, or declare the parameter as `uri`: then the command gets the URI"
                    .to_owned(),
            ),
            Self::NotAUri { .. } => Some("a URI has a scheme: s3://bucket/key, file:///absolute/path".to_owned()),
            Self::NotFetched { hint, .. } => hint.clone(),
            Self::Env(error) => error.hint(),
            Self::Given(error) => error.hint(),
            Self::Template { template, source, .. } if source.class == "KeyError" => {
                let name = &template[source.span.clone()];
                Some(format!(
                    "`{{{name}}}` names no declared parameter; to keep the braces for the shell, double them: `{{{{{name}}}}}`"
                ))
            }
            Self::Container(error) => error.hint(),
            Self::NoProgram { .. } => Some(
                "install R, and its package mlflow (`install.packages(\"mlflow\")`); or name an environment that has them"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}

fn is_script_of_other_case(name: &str) -> bool {
    let ending = Path::new(name).extension().map(std::ffi::OsStr::to_ascii_lowercase);
    ending.is_some_and(|ending| ["py", "sh", "r"].iter().any(|script| ending == **script))
}

/// By place; what has none comes first.
pub(super) fn sort(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| finding.mark.map(|mark| (mark.line, mark.column)));
}

fn first_of(findings: &[Finding]) -> String {
    let more = match findings.len() {
        0 | 1 => String::new(),
        count => format!(" (and {} more)", count - 1),
    };
    let first = findings.first().map(ToString::to_string).unwrap_or_default();
    format!("{first}{more}")
}

fn lines(values: &[BadValue]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn python_list(names: &[String]) -> String {
    Value::List(names.iter().cloned().map(Value::Str).collect()).python_repr()
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    names.join(", ")
}

/// A name that was given and the one that was probably meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// As given.
    pub given: String,
    /// As declared.
    pub meant: String,
}

impl fmt::Display for Suggestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "there is no parameter `{}`; did you mean `{}`?",
            self.given, self.meant
        )
    }
}
