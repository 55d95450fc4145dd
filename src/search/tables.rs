//! Which names each entity has. A new entity is a table here.

use super::Entity;
use super::fields::{Attribute, Family, Part, Table, Type, Whose};

/// The properties of a dataset.
pub(super) const DATASET: [&str; 3] = ["name", "digest", "context"];

const fn attribute(names: &'static [(&'static str, Whose)], kind: Type) -> Attribute {
    Attribute {
        names,
        kind,
        lists: false,
    }
}

const fn text(names: &'static [(&'static str, Whose)]) -> Attribute {
    attribute(names, Type::Text)
}

const fn time(names: &'static [(&'static str, Whose)]) -> Attribute {
    attribute(names, Type::Time)
}

impl Attribute {
    /// With lists behind IN in MLflow's language.
    const fn listed(self) -> Self {
        Self { lists: true, ..self }
    }
}

const RUN_WORDS: &[(&str, Part)] = &[
    ("metrics", Part::Metric),
    ("params", Part::Param),
    ("tags", Part::Tag),
    ("attributes", Part::Attribute),
    ("datasets", Part::Dataset),
    ("metric", Part::Metric),
    ("param", Part::Param),
    ("parameter", Part::Param),
    ("parameters", Part::Param),
    ("tag", Part::Tag),
    ("attribute", Part::Attribute),
    ("attr", Part::Attribute),
    ("run", Part::Attribute),
    ("dataset", Part::Dataset),
];

const RUN: Table = Table {
    attributes: &[
        text(&[("run_id", Whose::Mlflow)]).listed(),
        text(&[
            ("run_name", Whose::Mlflow),
            ("run name", Whose::Filters),
            ("Run name", Whose::Filters),
            ("Run Name", Whose::Filters),
        ]),
        text(&[("status", Whose::Mlflow)]),
        text(&[("user_id", Whose::Mlflow)]),
        text(&[("artifact_uri", Whose::Mlflow)]),
        time(&[
            ("start_time", Whose::Mlflow),
            ("created", Whose::Mlflow),
            ("Created", Whose::Mlflow),
        ]),
        time(&[("end_time", Whose::Mlflow)]),
        text(&[("experiment_id", Whose::Ours)]),
        attribute(&[("duration", Whose::Ours)], Type::Duration),
    ],
    family: Family::Runs,
    words: RUN_WORDS,
    our_words: RUN_WORDS,
    sortable: &[Part::Metric, Part::Param, Part::Tag],
    our_sortable: &[Part::Metric, Part::Param, Part::Tag],
    default_order: &[("start_time", true), ("run_id", false)],
    tie_break: &[],
};

const EXPERIMENT: Table = Table {
    attributes: &[
        text(&[("name", Whose::Mlflow)]),
        text(&[("experiment_id", Whose::Mlflow)]).listed(),
        time(&[("creation_time", Whose::Mlflow)]),
        time(&[("last_update_time", Whose::Mlflow)]),
    ],
    family: Family::Experiments,
    words: &[("attribute", Part::Attribute), ("tag", Part::Tag), ("tags", Part::Tag)],
    our_words: &[
        ("tags", Part::Tag),
        ("tag", Part::Tag),
        ("attributes", Part::Attribute),
        ("attribute", Part::Attribute),
        ("attr", Part::Attribute),
    ],
    sortable: &[],
    our_sortable: &[],
    default_order: &[("creation_time", true), ("experiment_id", false)],
    tie_break: &[("experiment_id", true)],
};

const REGISTERED_MODEL: Table = Table {
    attributes: &[
        text(&[("name", Whose::Mlflow)]).listed(),
        time(&[("creation_timestamp", Whose::Orders)]),
        time(&[("last_updated_timestamp", Whose::Orders)]),
        text(&[("description", Whose::Ours)]),
        attribute(&[("alias", Whose::Ours)], Type::Texts),
    ],
    family: Family::Registry,
    our_sortable: &[Part::Tag],
    default_order: &[],
    tie_break: &[("name", false)],
    ..EXPERIMENT
};

const MODEL_VERSION: Table = Table {
    attributes: &[
        text(&[("name", Whose::Mlflow)]).listed(),
        attribute(
            &[("version_number", Whose::Mlflow), ("version", Whose::Ours)],
            Type::Count,
        ),
        text(&[("run_id", Whose::Filters)]).listed(),
        text(&[("source_path", Whose::Filters), ("source", Whose::Ours)]),
        time(&[("creation_timestamp", Whose::Orders)]),
        time(&[("last_updated_timestamp", Whose::Orders)]),
        text(&[("current_stage", Whose::Ours), ("stage", Whose::Ours)]),
        text(&[("status", Whose::Ours)]),
        text(&[("user_id", Whose::Ours)]),
        text(&[("model_id", Whose::Ours)]),
        text(&[("description", Whose::Ours)]),
        attribute(&[("alias", Whose::Ours)], Type::Texts),
    ],
    default_order: &[("last_updated_timestamp", true)],
    tie_break: &[("name", false), ("version_number", true)],
    ..REGISTERED_MODEL
};

/// MLflow's filters take `creation_time` and `last_updated_time` too, its orders the latter: then it fails, for no model
/// has them. They are refused here at once, and ours mean the timestamps by them.
const LOGGED_MODEL: Table = Table {
    attributes: &[
        text(&[("name", Whose::Mlflow)]).listed(),
        text(&[("model_id", Whose::Mlflow)]).listed(),
        text(&[("model_type", Whose::Mlflow)]).listed(),
        text(&[("status", Whose::Mlflow)]).listed(),
        text(&[("source_run_id", Whose::Mlflow)]).listed(),
        time(&[("creation_timestamp", Whose::Mlflow), ("creation_time", Whose::Orders)]),
        time(&[
            ("last_updated_timestamp", Whose::Mlflow),
            ("last_updated_time", Whose::Ours),
        ]),
        text(&[("experiment_id", Whose::Ours)]),
    ],
    sortable: &[Part::Metric],
    default_order: &[],
    tie_break: &[("creation_timestamp", true), ("model_id", false)],
    ..RUN
};

impl Entity {
    pub(super) fn table(self) -> &'static Table {
        match self {
            Self::Run => &RUN,
            Self::Experiment => &EXPERIMENT,
            Self::RegisteredModel => &REGISTERED_MODEL,
            Self::ModelVersion => &MODEL_VERSION,
            Self::LoggedModel => &LOGGED_MODEL,
        }
    }

    /// What one of it is called.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Run => "a run",
            Self::Experiment => "an experiment",
            Self::RegisteredModel => "a registered model",
            Self::ModelVersion => "a model version",
            Self::LoggedModel => "a logged model",
        }
    }
}
