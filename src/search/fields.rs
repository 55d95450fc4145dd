//! Which names each entity has and of what type. A new entity is a table here.

use super::Entity;

/// What a name is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// A metric.
    Metric,
    /// A param.
    Param,
    /// A tag.
    Tag,
    /// An attribute.
    Attribute,
    /// A property of the datasets used.
    Dataset,
}

impl Part {
    /// MLflow's first word for it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Metric => "metric",
            Self::Param => "parameter",
            Self::Tag => "tag",
            Self::Attribute => "attribute",
            Self::Dataset => "dataset",
        }
    }

    /// The word that is printed and recommended.
    pub(super) fn plural(self) -> &'static str {
        match self {
            Self::Metric => "metrics",
            Self::Param => "params",
            Self::Tag => "tags",
            Self::Attribute => "attributes",
            Self::Dataset => "datasets",
        }
    }
}

/// The type of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    /// Milliseconds since the epoch.
    Time,
    /// Milliseconds; of a run that goes on until now.
    Duration,
}

/// Who knows an attribute, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// MLflow's, with lists behind IN or without.
    Mlflow { lists: bool },
    /// Ours alone.
    Ours,
}

/// An attribute.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    pub(super) name: &'static str,
    /// Other names, in filters and orders.
    pub(super) aliases: &'static [&'static str],
    /// Other names, in filters alone.
    pub(super) filter_aliases: &'static [&'static str],
    pub(super) kind: Type,
    pub(super) whose: Whose,
}

/// What an entity has.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) attributes: &'static [Attribute],
    /// The words before the dot in MLflow's language.
    words: &'static [(&'static str, Part)],
    /// The same in ours.
    our_words: &'static [(&'static str, Part)],
    /// How MLflow lists them when there is another.
    pub(super) expected: &'static str,
    /// What may be sorted by besides attributes.
    pub(super) sortable: &'static [Part],
    /// What IS NULL may be asked of in MLflow's language, and how it says so.
    pub(super) nullable: (&'static [Part], &'static str),
    /// What MLflow compares a missing number with: nothing, or Python's `None`, which differs from every number and
    /// is not less than any.
    pub(super) none_is_a_value: bool,
    /// Appended to an order that does not name it, descending.
    pub(super) tie_break: Option<&'static str>,
}

const fn text(name: &'static str, lists: bool) -> Attribute {
    Attribute {
        name,
        aliases: &[],
        filter_aliases: &[],
        kind: Type::Text,
        whose: Whose::Mlflow { lists },
    }
}

const fn time(name: &'static str, aliases: &'static [&'static str]) -> Attribute {
    Attribute {
        name,
        aliases,
        filter_aliases: &[],
        kind: Type::Time,
        whose: Whose::Mlflow { lists: false },
    }
}

const fn ours(name: &'static str, kind: Type) -> Attribute {
    Attribute {
        name,
        aliases: &[],
        filter_aliases: &[],
        kind,
        whose: Whose::Ours,
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
        text("run_id", true),
        Attribute {
            filter_aliases: &["run name", "Run name", "Run Name"],
            ..text("run_name", false)
        },
        text("status", false),
        text("user_id", false),
        text("artifact_uri", false),
        time("start_time", &["created", "Created"]),
        time("end_time", &[]),
        ours("experiment_id", Type::Text),
        ours("duration", Type::Duration),
    ],
    words: RUN_WORDS,
    our_words: RUN_WORDS,
    expected: "Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']",
    sortable: &[Part::Metric, Part::Param, Part::Tag],
    nullable: (&[Part::Tag, Part::Param], "tags and params"),
    none_is_a_value: false,
    tie_break: None,
};

const EXPERIMENT: Table = Table {
    attributes: &[
        text("name", false),
        text("experiment_id", true),
        time("creation_time", &[]),
        time("last_update_time", &[]),
    ],
    words: &[("attribute", Part::Attribute), ("tag", Part::Tag), ("tags", Part::Tag)],
    our_words: &[
        ("tags", Part::Tag),
        ("tag", Part::Tag),
        ("attributes", Part::Attribute),
        ("attribute", Part::Attribute),
        ("attr", Part::Attribute),
    ],
    expected: "Valid entity types are ('attribute', 'tag', 'tags')",
    sortable: &[],
    nullable: (&[Part::Tag], "tags"),
    none_is_a_value: true,
    tie_break: Some("experiment_id"),
};

const REGISTERED_MODEL: Table = Table {
    attributes: &[
        text("name", true),
        time("creation_timestamp", &[]),
        time("last_updated_timestamp", &[]),
    ],
    tie_break: None,
    ..EXPERIMENT
};

const MODEL_VERSION: Table = Table {
    attributes: &[
        text("name", true),
        text("run_id", true),
        text("source_path", false),
        time("version_number", &[]),
        time("creation_timestamp", &[]),
        time("last_updated_timestamp", &[]),
    ],
    tie_break: None,
    ..EXPERIMENT
};

const LOGGED_MODEL: Table = Table {
    attributes: &[
        text("name", true),
        text("model_id", true),
        text("model_type", true),
        text("status", true),
        text("source_run_id", true),
        time("creation_timestamp", &[]),
        time("last_updated_timestamp", &[]),
    ],
    ..RUN
};

/// The properties of a dataset.
pub(super) const DATASET: [&str; 3] = ["name", "digest", "context"];

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

impl Table {
    /// The words before the dot.
    pub(super) fn words(&self, ours: bool) -> &'static [(&'static str, Part)] {
        if ours { self.our_words } else { self.words }
    }

    /// Every attribute of that language, by its first name.
    pub(super) fn names(&self, ours: bool) -> impl Iterator<Item = &'static str> {
        self.attributes
            .iter()
            .filter(move |attribute| ours || attribute.whose != Whose::Ours)
            .map(|attribute| attribute.name)
    }

    /// The attribute of that name.
    pub(super) fn attribute(&self, name: &str, ours: bool, filter: bool) -> Option<&'static Attribute> {
        self.attributes.iter().find(|attribute| {
            (ours || attribute.whose != Whose::Ours)
                && (attribute.name == name
                    || attribute.aliases.contains(&name)
                    || (filter && attribute.filter_aliases.contains(&name)))
        })
    }
}
