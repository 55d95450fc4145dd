use std::borrow::Cow;
use std::cmp::Ordering;

use super::clause::{Field, Number};
use super::eval::attribute_text;
use super::fields::{Attribute, Part};
use super::filter::KeyUse;
use super::name::Scope;
use super::{Dialect, Entity, Facts, OnDataset, QueryError, check, order_parser};

/// A parsed order: clauses, the first counts most. The default one is empty, and so is that of no clauses: a store sorts by
/// [`Order::or_default`] then.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Order {
    pub(super) clauses: Vec<Clause>,
    names: Vec<(usize, KeyUse)>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clause {
    field: Field,
    descending: bool,
}

/// One clause's value for one thing.
#[derive(Debug, Clone, PartialEq)]
pub enum SortKey {
    /// A number; NaN sorts after every number and before what is missing, both ways.
    Number(f64),
    /// A text, by code point.
    Text(String),
    /// Nothing there: last both ways.
    Missing,
}

impl Order {
    /// Parses one clause a text; in our own language a text may hold several, with commas between. Where MLflow breaks
    /// ties by names of its own (an experiment's id, descending; a model's name, ascending), those are the last clauses.
    /// MLflow has no texts for orders of logged models ([`Self::of_dictionaries`]): they are read as those of runs.
    ///
    /// # Errors
    /// [`QueryError`] with the place.
    pub fn parse(entity: Entity, clauses: &[String], dialect: Dialect) -> Result<Self, QueryError> {
        let mut order = Self::default();
        for (at, text) in clauses.iter().enumerate() {
            let scope = |ours| Scope {
                source: text,
                entity,
                ours,
                filter: false,
            };
            let now = match dialect {
                Dialect::Mlflow => None,
                Dialect::Extended { now } => Some(now),
            };
            let strict = order_parser::strict(scope(false));
            let found = match now {
                None => vec![strict?],
                Some(_) => strict.map_or_else(|_| order_parser::ours(scope(true)), |clause| Ok(vec![clause]))?,
            };
            for (name, descending) in found {
                let figures = now.is_some() && entity == Entity::Run;
                order.names.extend(KeyUse::new(&name, figures).map(|name| (at, name)));
                if entity == Entity::LoggedModel && name.part == Part::Metric {
                    order.add_metric(name.key, None, descending);
                } else {
                    let field = check::field(entity, &name, now);
                    order.clauses.push(Clause { field, descending });
                }
            }
        }
        if !order.is_empty() {
            order.break_ties(entity);
        }
        Ok(order)
    }

    /// This order, or what the entity is sorted by where nobody says ([`Entity::default_order`]).
    #[must_use]
    pub fn or_default(&self, entity: Entity) -> Cow<'_, Self> {
        if self.is_empty() {
            Cow::Owned(entity.default_order())
        } else {
            Cow::Borrowed(self)
        }
    }

    pub(super) fn add_metric(&mut self, key: String, dataset: Option<OnDataset>, descending: bool) {
        let field = Field::LatestMetric { key, dataset };
        self.clauses.push(Clause { field, descending });
    }

    pub(super) fn add_attribute(&mut self, attribute: &Attribute, descending: bool) {
        let field = Field::of(attribute, None, false);
        self.clauses.push(Clause { field, descending });
    }

    /// Adds those names by which MLflow breaks ties that are not there.
    pub(super) fn break_ties(&mut self, entity: Entity) {
        let table = entity.table();
        for (name, descending) in table.tie_break {
            let is_there = self
                .clauses
                .iter()
                .any(|clause| clause.field.attribute() == Some(*name));
            if let Some(attribute) = table.attribute(name, false, false).filter(|_| !is_there) {
                self.add_attribute(attribute, *descending);
            }
        }
    }

    /// Whether it has no clause.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// What to sort a thing by, a key a clause.
    pub fn keys(&self, facts: &mut dyn Facts) -> Vec<SortKey> {
        self.clauses.iter().map(|clause| clause.field.sort_key(facts)).collect()
    }

    /// Compares two things by their keys; equal ones keep the order they have (of runs: the default one).
    #[must_use]
    pub fn compare(&self, a: &[SortKey], b: &[SortKey]) -> Ordering {
        self.clauses
            .iter()
            .zip(a.iter().zip(b))
            .map(|(clause, (a, b))| {
                a.rank().cmp(&b.rank()).then_with(|| match a.compare(b) {
                    ordering if clause.descending => ordering.reverse(),
                    ordering => ordering,
                })
            })
            .find(|ordering| ordering.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// Each metric, param and tag that is named, with the number of the text it stands in.
    #[must_use]
    pub fn names(&self) -> &[(usize, KeyUse)] {
        &self.names
    }
}

impl Entity {
    /// What a search without an order is sorted by, ties included.
    #[must_use]
    pub fn default_order(self) -> Order {
        let table = self.table();
        let mut order = Order::default();
        for (name, descending) in table.default_order {
            if let Some(attribute) = table.attribute(name, false, false) {
                order.add_attribute(attribute, *descending);
            }
        }
        order.break_ties(self);
        order
    }
}

impl SortKey {
    fn rank(&self) -> u8 {
        match self {
            Self::Number(number) if number.is_nan() => 1,
            Self::Number(_) | Self::Text(_) => 0,
            Self::Missing => 2,
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.partial_cmp(b).unwrap_or(Ordering::Equal),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            _ => Ordering::Equal,
        }
    }
}

impl Field {
    fn sort_key(&self, facts: &mut dyn Facts) -> SortKey {
        let text = match self {
            Self::Param(key) => facts.param(key),
            Self::Tag(key) => facts.tag(key),
            Self::Text(name) => attribute_text(facts, name),
            number => {
                return number.number(facts).map_or(SortKey::Missing, |number| {
                    SortKey::Number(match number {
                        Number::Whole(whole) => whole as f64,
                        Number::Real(real) => real,
                    })
                });
            }
        };
        text.map_or(SortKey::Missing, SortKey::Text)
    }
}
