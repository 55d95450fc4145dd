//! What of a run can stand in a column.

use std::collections::BTreeMap;

use crate::model::{ExperimentId, Figure, Millis, Run};
use crate::view::Cell;

/// The kinds of things that are logged under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A metric.
    Metric,
    /// A param.
    Param,
    /// A tag.
    Tag,
}

impl Kind {
    /// All of them, in the order that lists have them in.
    pub const ALL: [Self; 3] = [Self::Metric, Self::Param, Self::Tag];

    /// `metric`, `param` or `tag`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Metric => "metric",
            Self::Param => "param",
            Self::Tag => "tag",
        }
    }

    /// What stands before the dot: MLflow's words in filters.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "metric" | "metrics" => Self::Metric,
            "param" | "params" | "parameter" | "parameters" => Self::Param,
            "tag" | "tags" => Self::Tag,
            _ => return None,
        })
    }
}

/// What of a metric is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// One number.
    Figure(Figure),
    /// All values as a little curve.
    Spark,
}

impl Shape {
    /// The latest value.
    pub const LATEST: Self = Self::Figure(Figure::Last);
    const SPARK: &str = "spark";

    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        Figure::ALL.into_iter().map(Figure::name).chain([Self::SPARK])
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        if name == Self::SPARK {
            return Some(Self::Spark);
        }
        Figure::from_name(name).map(Self::Figure)
    }

    /// What a column's name ends in.
    pub(super) fn suffix(self) -> String {
        match self {
            Self::Figure(Figure::Last) => String::new(),
            Self::Figure(figure) => format!(":{}", figure.name()),
            Self::Spark => format!(":{}", Self::SPARK),
        }
    }

    pub(super) fn needs_history(self) -> bool {
        match self {
            Self::Figure(figure) => figure.needs_history(),
            Self::Spark => true,
        }
    }
}

/// What every run has, if it has it at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribute {
    /// Its id.
    RunId,
    /// Its name.
    RunName,
    /// Its experiment's id.
    ExperimentId,
    /// Its experiment's name, else the id.
    Experiment,
    /// How it stands.
    Status,
    /// `active` or `deleted`.
    LifecycleStage,
    /// When it started.
    StartTime,
    /// When it ended.
    EndTime,
    /// How long ago it started.
    Age {
        /// The time to count from.
        now: Millis,
    },
    /// How long it took; nothing while it runs.
    Duration,
    /// Who started it.
    UserId,
    /// Where its artifacts are.
    ArtifactUri,
}

impl Attribute {
    /// The names that are announced, in the order that `*` shows them in.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        Self::all(Millis(0)).into_iter().map(Self::name)
    }

    pub(super) fn all(now: Millis) -> [Self; 12] {
        [
            Self::RunId,
            Self::RunName,
            Self::ExperimentId,
            Self::Experiment,
            Self::Status,
            Self::LifecycleStage,
            Self::StartTime,
            Self::EndTime,
            Self::Age { now },
            Self::Duration,
            Self::UserId,
            Self::ArtifactUri,
        ]
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::RunId => "run_id",
            Self::RunName => "run_name",
            Self::ExperimentId => "experiment_id",
            Self::Experiment => "experiment",
            Self::Status => "status",
            Self::LifecycleStage => "lifecycle_stage",
            Self::StartTime => "start_time",
            Self::EndTime => "end_time",
            Self::Age { .. } => "age",
            Self::Duration => "duration",
            Self::UserId => "user_id",
            Self::ArtifactUri => "artifact_uri",
        }
    }

    /// The header in tables for people.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::RunId => "id",
            Self::RunName => "name",
            Self::LifecycleStage => "stage",
            Self::StartTime => "started",
            Self::EndTime => "ended",
            Self::UserId => "user",
            other => other.name(),
        }
    }

    /// By its name or the header that people see.
    pub(super) fn from_name(name: &str, now: Millis) -> Option<Self> {
        let all = Self::all(now);
        let named = all.iter().find(|attribute| attribute.name() == name);
        named
            .or(all.iter().find(|attribute| attribute.label() == name))
            .copied()
    }

    fn cell(self, run: &Run, given: &Given<'_>) -> Cell {
        let info = &run.info;
        let span = |from: Option<Millis>, to: Option<Millis>| match (from, to) {
            (Some(from), Some(to)) => Cell::Duration(to.0.saturating_sub(from.0)),
            _ => Cell::Empty,
        };
        let experiment = info.experiment_id.as_str();
        match self {
            Self::RunId => Cell::Id {
                text: info.run_id.to_string(),
                short: given.short,
            },
            Self::RunName => Cell::text(info.run_name.as_deref()),
            Self::ExperimentId => experiment.into(),
            Self::Experiment => {
                let name = given.experiments.and_then(|names| names.get(&info.experiment_id));
                name.map_or(experiment, String::as_str).into()
            }
            Self::Status => info.status.to_string().into(),
            Self::LifecycleStage => info.lifecycle_stage.as_str().into(),
            Self::StartTime => Cell::time(info.start_time),
            Self::EndTime => Cell::time(info.end_time),
            Self::Age { now } => span(info.start_time, Some(now)),
            Self::Duration => span(info.start_time, info.end_time),
            Self::UserId => Cell::text(info.user_id.as_deref()),
            Self::ArtifactUri => Cell::text(info.artifact_uri.as_deref()),
        }
    }
}

/// What stands in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// What every run has.
    Attribute(Attribute),
    /// A metric, by key.
    Metric(String, Shape),
    /// A param, by key.
    Param(String),
    /// A tag, by key.
    Tag(String),
}

/// What a cell takes besides the run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// The experiments' names.
    pub experiments: Option<&'a BTreeMap<ExperimentId, String>>,
    /// How many characters of an id a terminal shows.
    pub short: usize,
}

impl Field {
    pub(in crate::view) fn of(kind: Kind, key: impl Into<String>, shape: Shape) -> Self {
        match kind {
            Kind::Metric => Self::Metric(key.into(), shape),
            Kind::Param => Self::Param(key.into()),
            Kind::Tag => Self::Tag(key.into()),
        }
    }

    /// Its kind and key, unless it is an attribute.
    #[must_use]
    pub fn key(&self) -> Option<(Kind, &str)> {
        match self {
            Self::Attribute(_) => None,
            Self::Metric(key, _) => Some((Kind::Metric, key)),
            Self::Param(key) => Some((Kind::Param, key)),
            Self::Tag(key) => Some((Kind::Tag, key)),
        }
    }

    /// `status`, `params.alpha`, `metrics.loss:min`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Attribute(attribute) => attribute.name().to_owned(),
            Self::Metric(key, shape) => format!("metrics.{key}{}", shape.suffix()),
            Self::Param(key) => format!("params.{key}"),
            Self::Tag(key) => format!("tags.{key}"),
        }
    }

    /// Its header in tables for people, where no other column has it.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Attribute(attribute) => attribute.label().to_owned(),
            Self::Metric(key, shape) => format!("{key}{}", shape.suffix()),
            Self::Param(key) | Self::Tag(key) => key.clone(),
        }
    }

    /// Whether it is right-aligned.
    #[must_use]
    pub fn is_number(&self) -> bool {
        match self {
            Self::Attribute(attribute) => matches!(attribute, Attribute::Age { .. } | Attribute::Duration),
            Self::Metric(_, shape) => *shape != Shape::Spark,
            Self::Param(_) | Self::Tag(_) => false,
        }
    }

    /// What the run has there.
    #[must_use]
    pub fn cell(&self, run: &Run, given: &Given<'_>) -> Cell {
        let data = &run.data;
        let text = |text: Option<&String>| Cell::text(text.map(String::as_str));
        match self {
            Self::Attribute(attribute) => attribute.cell(run, given),
            Self::Param(key) => text(data.params.get(key)),
            Self::Tag(key) => text(data.tags.get(key)),
            Self::Metric(key, Shape::Figure(figure)) => match (figure, data.figure(key, *figure)) {
                (Figure::Count | Figure::Step, Some(number)) => Cell::Int(number as i128),
                (_, number) => number.map_or(Cell::Empty, Cell::Float),
            },
            Self::Metric(key, Shape::Spark) => {
                let history = data.metric_history.as_ref().and_then(|history| history.get(key));
                history.map_or(Cell::Empty, |history| {
                    let mut points: Vec<_> = history.iter().collect();
                    points.sort_by_key(|metric| (metric.step, metric.timestamp));
                    Cell::Spark(points.into_iter().map(|metric| metric.value).collect())
                })
            }
        }
    }
}
