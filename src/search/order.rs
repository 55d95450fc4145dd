use std::cmp::Ordering;

use super::{Dialect, Entity, Facts, QueryError};

/// A parsed order: clauses, the first counts most. The default one is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Order {}

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
    /// Parses one clause a text.
    ///
    /// # Errors
    /// [`QueryError`] with the place.
    pub fn parse(_entity: Entity, clauses: &[String], _dialect: Dialect) -> Result<Self, QueryError> {
        if clauses.is_empty() {
            return Ok(Self::default());
        }
        todo!()
    }

    /// The keys it names.
    #[must_use]
    pub fn mentions(&self) -> Vec<super::Mention> {
        Vec::new()
    }

    /// Whether it has no clause.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        true
    }

    /// What to sort a thing by, a key a clause.
    pub fn keys(&self, _facts: &mut dyn Facts) -> Vec<SortKey> {
        Vec::new()
    }

    /// Compares two things by their keys; equal ones keep the order they have (each entity has its own tie-break).
    #[must_use]
    pub fn compare(&self, _a: &[SortKey], _b: &[SortKey]) -> Ordering {
        Ordering::Equal
    }
}
