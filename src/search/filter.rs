use std::iter;
use std::ops::Range;

use super::clause::{Clause, Comparison, Expr, Field, Test};
use super::fields::Part;
use super::strict;
use super::written::Written;
use super::{Dialect, Entity, Facts, QueryError, check, check_strict, parser, prompts};
use crate::model::Figure;

/// A parsed filter. The default one is empty and matches everything, prompts too.
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
    /// Of a name that is a metric's, a param's or a tag's; with `figures` a metric's may mean a figure.
    pub(super) fn new(name: &super::name::Name, figures: bool) -> Option<Self> {
        matches!(name.part, Part::Metric | Part::Param | Part::Tag).then(|| Self {
            part: name.part,
            key: name.key.clone(),
            span: name.key_span.clone(),
            figure: check::figure(&name.key)
                .filter(|_| figures && !name.quoted && name.part == Part::Metric)
                .map(|(key, figure)| (key.to_owned(), figure)),
        })
    }
}

impl Filter {
    /// Parses and checks a filter. One of registered models or versions that does not speak of prompts (in whose text
    /// `mlflow.prompt.is_prompt` does not stand) hides them, the empty text too.
    ///
    /// # Errors
    /// [`QueryError`] with the place.
    pub fn parse(entity: Entity, text: &str, dialect: Dialect) -> Result<Self, QueryError> {
        let whole = prompts::hidden_in(entity, text);
        let strict = strict::parse(&whole, entity).map_err(|error| error.within(text));
        let hidden = || prompts::are_hidden(entity, text).then(prompts::hiding);
        let (expr, written) = match dialect {
            Dialect::Mlflow => {
                let written = strict?;
                let clauses = written
                    .iter()
                    .cloned()
                    .map(|w| Expr::Clause(check_strict::strict(text, entity, w)));
                (Expr::all(clauses.collect()), written)
            }
            Dialect::Extended { .. } if text.trim().is_empty() => {
                (Expr::all(hidden().into_iter().collect()), Vec::new())
            }
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
                    None => {
                        let (expr, written) = parser::parse(text, entity, now)?;
                        (Expr::all(iter::once(expr).chain(hidden()).collect()), written)
                    }
                }
            }
        };
        let figures = dialect != Dialect::Mlflow && entity == Entity::Run;
        Ok(Self::new(text, expr, &written, figures))
    }

    fn new(text: &str, expr: Expr, written: &[Written], figures: bool) -> Self {
        let names = written.iter().filter(|w| w.name.span.end <= text.len());
        Self {
            source: text.to_owned(),
            expr,
            names: names.filter_map(|w| KeyUse::new(&w.name, figures)).collect(),
        }
    }

    /// The text it was parsed from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The text that an attribute (by its first name) must equal in whatever matches, so that nothing else need be read:
    /// `m` of `name` in `name = 'm' AND tags.a = 'x'`. `None` where there is none such, or where [`Self::may_fail`].
    #[must_use]
    pub fn required(&self, attribute: &str) -> Option<&str> {
        if self.may_fail() {
            return None;
        }
        self.expr.required(attribute)
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

    /// Each metric, param and tag that is named, in the order of the text.
    #[must_use]
    pub fn names(&self) -> &[KeyUse] {
        &self.names
    }
}

impl Expr {
    fn required(&self, attribute: &str) -> Option<&str> {
        match self {
            Self::All(parts) => parts.iter().find_map(|part| part.required(attribute)),
            Self::Clause(Clause {
                field: Field::Text(name),
                test,
            }) if *name == attribute => match test {
                Test::Text {
                    comparison: Comparison::Equal,
                    text,
                } => Some(text),
                Test::Texts { texts, negated: false } if texts.len() == 1 => texts.first().map(String::as_str),
                _ => None,
            },
            _ => None,
        }
    }
}
