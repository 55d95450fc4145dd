use std::cmp::Ordering;

use super::clause::{Field, Number};
use super::eval::attribute_text;
use super::filter::KeyUse;
use super::name::Scope;
use super::{Dialect, Entity, Facts, QueryError, check, order_parser};

/// A parsed order: clauses, the first counts most. The default one is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Order {
    clauses: Vec<Clause>,
    names: Vec<(usize, KeyUse)>,
}

#[derive(Debug, Clone, PartialEq)]
struct Clause {
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
    /// ties by a name of its own (an experiment's id, descending), that is the last clause.
    ///
    /// # Errors
    /// [`QueryError`] with the place.
    pub fn parse(entity: Entity, clauses: &[String], dialect: Dialect) -> Result<Self, QueryError> {
        let table = entity.table();
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
                order
                    .names
                    .extend(KeyUse::new(&name, now.is_some()).map(|name| (at, name)));
                let field = check::field(entity, &name, now);
                order.clauses.push(Clause { field, descending });
            }
        }
        if let Some(name) = table.tie_break.filter(|_| !order.is_empty()) {
            let field = Field::Text(name);
            if order.clauses.iter().all(|clause| clause.field != field) {
                order.clauses.push(Clause {
                    field,
                    descending: true,
                });
            }
        }
        Ok(order)
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

    /// Compares two things by their keys; equal ones keep the order they have (each entity has its own tie-break).
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
