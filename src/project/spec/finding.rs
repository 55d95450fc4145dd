//! What is wrong or odd in the files of a project.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::codec::Mark;

/// One thing that is wrong or odd in a file of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which kind of thing, and so how bad.
    pub rule: Rule,
    /// The file.
    pub path: PathBuf,
    /// Where it begins, if that is known.
    pub mark: Option<Mark>,
    /// How many characters are meant; 0 counts as 1.
    pub length: usize,
    /// What is wrong.
    pub message: String,
    /// What to try.
    pub hint: Option<String>,
    /// The entry point that it concerns; `None` concerns all.
    pub entry_point: Option<String>,
}

impl Finding {
    /// Of a file that describes an environment.
    #[must_use]
    pub fn of_environment(path: &Path, mark: Option<Mark>, message: impl Into<String>) -> Self {
        Self {
            rule: Rule::EnvironmentFile,
            path: path.to_owned(),
            mark,
            length: 0,
            message: message.into(),
            hint: None,
            entry_point: None,
        }
    }
}

/// What can be found. Errors are what cannot be run, here or by MLflow; warnings are what MLflow takes in silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The file is no YAML that Python would load, or empty.
    Yaml,
    /// Something else stands where a mapping, a text or a list belongs.
    Shape,
    /// Several environments, or one for Databricks only.
    Environment,
    /// The file of an environment is not there.
    MissingFile,
    /// The file of an environment means nothing, or names a file that is not there.
    EnvironmentFile,
    /// An entry point without a command.
    NoCommand,
    /// A command that cannot be filled in.
    Template,
    /// A parameter's name that no run can record.
    Name,
    /// A default of a `uri` that is none.
    NotAUri,
    /// Several files of environments, and none is named.
    UnnamedEnvironment,
    /// A key that nobody reads and that looks like one that is read.
    MisspeltKey,
    /// Another key that nobody reads.
    UnknownKey,
    /// A key that is there twice: the last one counts.
    DuplicateKey,
    /// A type that MLflow takes for text.
    UnknownType,
    /// A default that does not fit its type.
    Default,
    /// A value that YAML 1.1 reads as something else than it looks like.
    YamlValue,
    /// A default of nothing, which leaves the parameter required.
    EmptyDefault,
    /// A placeholder inside quotes, which undoes the quoting of its value.
    InQuotes,
    /// A parameter that the command does not use.
    Unused,
    /// A script that the command names and that is not there.
    NoScript,
}

impl Rule {
    /// Its name in data.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Shape => "shape",
            Self::Environment => "environment",
            Self::MissingFile => "missing-file",
            Self::EnvironmentFile => "environment-file",
            Self::NoCommand => "no-command",
            Self::Template => "template",
            Self::Name => "name",
            Self::NotAUri => "not-a-uri",
            Self::UnnamedEnvironment => "unnamed-environment",
            Self::MisspeltKey => "misspelt-key",
            Self::UnknownKey => "unknown-key",
            Self::DuplicateKey => "duplicate-key",
            Self::UnknownType => "unknown-type",
            Self::Default => "default",
            Self::YamlValue => "yaml-value",
            Self::EmptyDefault => "empty-default",
            Self::InQuotes => "in-quotes",
            Self::Unused => "unused",
            Self::NoScript => "no-script",
        }
    }

    /// Whether nothing of the project can be run.
    #[must_use]
    pub fn is_fatal(self) -> bool {
        matches!(self, Self::Yaml | Self::Shape | Self::Environment | Self::MissingFile)
    }

    /// Whether it keeps an entry point from being run.
    #[must_use]
    pub fn is_error(self) -> bool {
        self.is_fatal()
            || matches!(
                self,
                Self::NoCommand | Self::Template | Self::Name | Self::NotAUri | Self::EnvironmentFile
            )
    }
}

impl Finding {
    /// Whether it concerns that entry point.
    #[must_use]
    pub fn concerns(&self, entry_point: &str) -> bool {
        self.entry_point.as_deref().is_none_or(|name| name == entry_point)
    }

    /// Whether it keeps that entry point from being run, whatever its parameters are.
    #[must_use]
    pub fn stops(&self, entry_point: &str) -> bool {
        let by_itself = matches!(self.rule, Rule::NoCommand | Rule::Template) && self.concerns(entry_point);
        self.rule.is_fatal() || by_itself
    }
}

impl std::error::Error for Finding {}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some(Mark { line, column }) = self.mark {
            write!(f, ", line {line}, column {column}")?;
        }
        write!(f, ": {}", self.message)
    }
}
