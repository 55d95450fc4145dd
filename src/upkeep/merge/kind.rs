//! What a merge brings, and by which rule each of its files is united.

use std::path::Path;

use crate::store::file::layout::META;

/// What is brought whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// An experiment's own files: `meta.yaml`, tags, datasets.
    Experiment,
    /// A run.
    Run,
    /// A logged model.
    LoggedModel,
    /// A trace.
    Trace,
    /// A folder in an experiment that is nothing of MLflow's.
    Folder,
    /// A registered model with its versions.
    RegisteredModel,
}

impl Kind {
    /// For people and for data.
    #[must_use]
    pub fn noun(self) -> &'static str {
        match self {
            Self::Experiment => "experiment",
            Self::Run => "run",
            Self::LoggedModel => "logged model",
            Self::Trace => "trace",
            Self::Folder => "folder",
            Self::RegisteredModel => "registered model",
        }
    }

    /// The file that describes it, below its folder.
    pub(super) fn meta(self) -> &'static str {
        match self {
            Self::Trace => "trace_info.yaml",
            _ => META,
        }
    }
}

/// What a `meta.yaml` is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Described {
    Experiment,
    Run,
    LoggedModel,
    Trace,
    Model,
    Version,
}

impl Described {
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Experiment => "experiment",
            Self::Run => "run",
            Self::LoggedModel => "logged model",
            Self::Trace => "trace",
            Self::Model => "registered model",
            Self::Version => "version",
        }
    }
}

/// How a file that is here and there, and differs, is united.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// By what it says.
    Meta(Described),
    /// Its lines, of a metric.
    History,
    /// It says where something is, which is the store's own affair.
    Location,
    /// It may have grown: the longer one, if it begins with all of the other.
    Growing,
    /// Not at all.
    Value,
}

/// The folder of a version, which begins so.
pub(super) const VERSION: &str = "version-";
/// The tag of a trace that says where its spans are.
pub(super) const TRACE_LOCATION: &str = "tags/mlflow.artifactLocation";

impl Rule {
    pub(super) fn of(kind: Kind, path: &Path) -> Self {
        let first = path.iter().next().unwrap_or_default();
        let is_meta = path == Path::new(kind.meta());
        match kind {
            Kind::Experiment if is_meta => Self::Meta(Described::Experiment),
            Kind::Run if is_meta => Self::Meta(Described::Run),
            Kind::LoggedModel if is_meta => Self::Meta(Described::LoggedModel),
            Kind::Trace if is_meta => Self::Meta(Described::Trace),
            Kind::RegisteredModel if is_meta => Self::Meta(Described::Model),
            Kind::RegisteredModel if version_of(path).is_some_and(|version| path == Path::new(version).join(META)) => {
                Self::Meta(Described::Version)
            }
            Kind::Run | Kind::LoggedModel if first == "metrics" => Self::History,
            Kind::Trace if path == Path::new(TRACE_LOCATION) => Self::Location,
            Kind::Run | Kind::LoggedModel | Kind::Trace if first == "artifacts" => Self::Growing,
            _ => Self::Value,
        }
    }
}

/// The version's folder that a path of a registered model begins with.
pub(super) fn version_of(path: &Path) -> Option<&str> {
    let first = path.iter().next()?.to_str()?;
    first.starts_with(VERSION).then_some(first)
}

/// The number of a version's folder.
pub(super) fn version_number(folder: &str) -> &str {
    folder.strip_prefix(VERSION).unwrap_or(folder)
}
