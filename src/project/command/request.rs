use std::fmt;
use std::path::Path;

use super::MAX_RECORDED;
use crate::model::{Invalid, Param};
use crate::project::Suggestion;

/// What of a project is to be run.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// A declared entry point or a script; `main` where nothing is said.
    pub entry_point: &'a str,
    /// Names and values in the order given; no name twice. [`given`](super::given()) makes them.
    pub parameters: &'a [(String, String)],
    /// Whether values must fit the types declared, the defaults too.
    pub check_types: bool,
    /// What runs `.sh` scripts: the user's `$SHELL`.
    pub shell: Option<&'a str>,
    /// The project's folder, where scripts are looked for.
    pub folder: &'a Path,
    /// The folder that relative `path` values count from: the one where mlrun was started, as in MLflow.
    pub started_in: &'a Path,
    /// The same folder in the version of the project that runs, where that is a checkout of the repository it lies in:
    /// what is there comes first.
    pub checked_out: Option<&'a Path>,
}

/// A command ready to be started, and what of it goes into the run's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// One line (or more) for a shell.
    pub command: String,
    /// Names and values as the command has them, before quoting: the declared ones in the order declared, without those
    /// that were left out, then the others in the order given.
    pub parameters: Vec<(String, String)>,
    /// The same as recorded: MLflow records values quoted for the shell, and paths as they were given.
    pub recorded: Vec<Param>,
    /// The first name that cannot be recorded, in MLflow's words: the command is right, and a run of it is refused.
    pub unrecordable: Option<Invalid>,
    /// What is odd and does not stop the run.
    pub warnings: Vec<Warning>,
}

impl Invocation {
    /// Keeps every parameter out of the run's record; the command has them all the same.
    pub fn record_nothing(&mut self) {
        self.recorded.clear();
        self.unrecordable = None;
        self.warnings
            .retain(|warning| !matches!(warning, Warning::CutInRecord { .. }));
    }
}

/// What is odd about a request and does not stop the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// A name near a declared one was given, and goes to the command as an extra option.
    ProbablyMisspelt {
        /// Which, and which was probably meant.
        suggestion: Suggestion,
        /// What stands in the command, without the value.
        passed_on: String,
    },
    /// The command puts the value inside quotes of its own, where a shell may take part of it for a command.
    InQuotes {
        /// The parameter.
        name: String,
    },
    /// The value is recorded up to 6000 characters.
    CutInRecord {
        /// The parameter.
        name: String,
        /// Its length in characters.
        length: usize,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ProbablyMisspelt { suggestion, passed_on } => {
                write!(f, "{suggestion} It is passed on as `{passed_on}`")
            }
            Self::InQuotes { name } => write!(
                f,
                "the command puts {{{name}}} inside quotes of its own, which undoes our quoting: the shell may take part of \
                 the value for a command. Write {{{name}}} without quotes in the MLproject file"
            ),
            Self::CutInRecord { name, length } => write!(
                f,
                "the value of `{name}` has {length} characters; the run records the first {MAX_RECORDED}, the command gets all"
            ),
        }
    }
}
