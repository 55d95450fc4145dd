//! What a name may be of, and of what type. The names themselves are in `tables`.

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
    /// Any number of texts, of which one must fit.
    Texts,
    /// Milliseconds since the epoch.
    Time,
    /// Milliseconds; of a run that goes on until now.
    Duration,
    /// A whole number, in MLflow's language also in quotes.
    Count,
}

/// Who knows a name. What MLflow knows in filters or orders, ours knows in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// MLflow, in filters and orders.
    Mlflow,
    /// MLflow, in filters.
    Filters,
    /// MLflow, in orders.
    Orders,
    /// Ours alone.
    Ours,
}

/// An attribute.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    /// The first is the one that is printed and that [`super::Facts`] are asked by.
    pub(super) names: &'static [(&'static str, Whose)],
    pub(super) kind: Type,
    /// Whether MLflow takes lists behind IN.
    pub(super) lists: bool,
}

impl Attribute {
    pub(super) fn name(&self) -> &'static str {
        self.names.first().map_or("", |(name, _)| name)
    }

    fn is_sorted_by(&self) -> bool {
        self.kind != Type::Texts
    }
}

/// Which of MLflow's parsers reads the filters of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// `SearchUtils`, of runs and logged models.
    Runs,
    /// `SearchExperimentsUtils`.
    Experiments,
    /// `SearchModelUtils` and `SearchModelVersionUtils`.
    Registry,
}

impl Family {
    /// How MLflow lists the words before the dot when there is another.
    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::Runs => "Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']",
            _ => "Valid entity types are ('attribute', 'tag', 'tags')",
        }
    }

    /// What IS NULL may be asked of.
    pub(super) fn may_be_null(self, part: Part) -> bool {
        match self {
            Self::Runs => matches!(part, Part::Tag | Part::Param),
            Self::Experiments => part == Part::Tag,
            Self::Registry => false,
        }
    }
}

/// What an entity has.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) attributes: &'static [Attribute],
    pub(super) family: Family,
    /// The words before the dot in MLflow's language.
    pub(super) words: &'static [(&'static str, Part)],
    /// The same in ours.
    pub(super) our_words: &'static [(&'static str, Part)],
    /// What may be sorted by besides attributes.
    pub(super) sortable: &'static [Part],
    /// The same in ours.
    pub(super) our_sortable: &'static [Part],
    /// What it is sorted by where nothing is asked for, and whether the greatest comes first.
    pub(super) default_order: &'static [(&'static str, bool)],
    /// What MLflow appends to an order that does not name it.
    pub(super) tie_break: &'static [(&'static str, bool)],
}

impl Table {
    /// The words before the dot.
    pub(super) fn words(&self, ours: bool) -> &'static [(&'static str, Part)] {
        if ours { self.our_words } else { self.words }
    }

    /// What may be sorted by besides attributes.
    pub(super) fn sortable(&self, ours: bool) -> &'static [Part] {
        if ours { self.our_sortable } else { self.sortable }
    }

    /// Every attribute that a filter or an order of that language may name, by its first name there.
    pub(super) fn names(&self, ours: bool, filter: bool) -> impl Iterator<Item = &'static str> {
        self.attributes.iter().filter_map(move |attribute| {
            let mut names = attribute.names.iter();
            let known = names.find(|(_, whose)| knows(*whose, ours, filter))?;
            (filter || attribute.is_sorted_by()).then_some(known.0)
        })
    }

    /// Every name of every such attribute.
    pub(super) fn spellings(&self, ours: bool, filter: bool) -> impl Iterator<Item = &'static str> {
        let known = self
            .attributes
            .iter()
            .filter(move |known| filter || known.is_sorted_by());
        let names = known.flat_map(|attribute| attribute.names);
        names.filter_map(move |(name, whose)| knows(*whose, ours, filter).then_some(*name))
    }

    /// The attribute that a filter or an order of that language means by a name.
    pub(super) fn attribute(&self, name: &str, ours: bool, filter: bool) -> Option<&'static Attribute> {
        self.attributes.iter().find(|attribute| {
            let mut names = attribute.names.iter();
            (filter || attribute.is_sorted_by())
                && names.any(|(known, whose)| *known == name && knows(*whose, ours, filter))
        })
    }
}

fn knows(whose: Whose, ours: bool, filter: bool) -> bool {
    match whose {
        Whose::Mlflow => true,
        Whose::Filters => ours || filter,
        Whose::Orders => ours || !filter,
        Whose::Ours => ours,
    }
}
