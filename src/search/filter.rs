use std::ops::Range;

use super::clause::Expr;
use super::fields::Part;
use super::strict::{self, Written};
use super::{Dialect, Entity, Facts, QueryError, check, parser};
use crate::model::Figure;

/// A parsed filter. The default one is empty and matches everything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    source: String,
    pub(super) expr: Expr,
    names: Vec<KeyUse>,
}

/// A key that a query names, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUse {
    /// A metric, a param or a tag.
    pub part: Part,
    /// The key.
    pub key: String,
    /// Where in the text, in bytes, its quotes included.
    pub span: Range<usize>,
    /// The metric and the figure that is meant where no metric has that key.
    pub figure: Option<(String, Figure)>,
}

impl KeyUse {
    /// Of a name that is a metric's, a param's or a tag's.
    pub(super) fn new(name: &super::name::Name, ours: bool) -> Option<Self> {
        matches!(name.part, Part::Metric | Part::Param | Part::Tag).then(|| Self {
            part: name.part,
            key: name.key.clone(),
            span: name.key_span.clone(),
            figure: check::figure(&name.key)
                .filter(|_| ours && !name.quoted && name.part == Part::Metric)
                .map(|(key, figure)| (key.to_owned(), figure)),
        })
    }
}

impl Filter {
    /// Parses and checks a filter.
    ///
    /// # Errors
    /// [`QueryError`] with the place.
    pub fn parse(entity: Entity, text: &str, dialect: Dialect) -> Result<Self, QueryError> {
        let strict = strict::parse(text, entity);
        let (expr, written) = match dialect {
            Dialect::Mlflow => {
                let written = strict?;
                let clauses = written
                    .iter()
                    .cloned()
                    .map(|w| Expr::Clause(check::strict(text, entity, w)));
                (Expr::all(clauses.collect()), written)
            }
            Dialect::Extended { .. } if text.trim().is_empty() => (Expr::default(), Vec::new()),
            Dialect::Extended { now } => {
                let plain = strict.ok().filter(|written| written.iter().all(|w| !w.aliased));
                let understood = plain.and_then(|written| {
                    let clauses: Option<Vec<Expr>> = written
                        .iter()
                        .map(|w| check::ours(text, entity, now, w).ok().map(Expr::Clause))
                        .collect();
                    Some((Expr::all(clauses?), written))
                });
                match understood {
                    Some(understood) => understood,
                    None => parser::parse(text, entity, now)?,
                }
            }
        };
        Ok(Self::new(text, expr, &written, dialect != Dialect::Mlflow))
    }

    fn new(text: &str, expr: Expr, written: &[Written], ours: bool) -> Self {
        Self {
            source: text.to_owned(),
            expr,
            names: written.iter().filter_map(|w| KeyUse::new(&w.name, ours)).collect(),
        }
    }

    /// The text it was parsed from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it has no clause.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.expr == Expr::default()
    }

    /// Whether the thing is one of those asked for. Asks left to right and no more than decides it.
    ///
    /// # Errors
    /// MLflow's dialect alone: comparators are checked as late as MLflow checks them ([`Self::may_fail`]).
    pub fn matches(&self, facts: &mut dyn Facts) -> Result<bool, QueryError> {
        self.expr.matches(facts, &self.source)
    }

    /// Whether [`Self::matches`] can fail, so that every run must be asked to find out.
    #[must_use]
    pub fn may_fail(&self) -> bool {
        self.expr.may_fail()
    }

    /// The text that an attribute must equal for anything to match, where the filter says so.
    #[must_use]
    pub fn required(&self, _attribute: &str) -> Option<&str> {
        None
    }

    /// Each metric, param and tag that is named, in the order of the text.
    #[must_use]
    pub fn names(&self) -> &[KeyUse] {
        &self.names
    }
}
