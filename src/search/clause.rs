//! A filter as understood: typed, its patterns and numbers read once.

use std::cmp::Ordering;

use super::fields::{Attribute, Type};
use super::like::Like;
use super::{OnDataset, QueryError};
use crate::model::{Figure, Millis};

/// A filter's logic. The default holds always.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    Clause(Clause),
}

impl Default for Expr {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl Expr {
    /// The one, or all of them.
    pub(super) fn all(mut parts: Vec<Self>) -> Self {
        if parts.len() == 1 {
            parts.remove(0)
        } else {
            Self::All(parts)
        }
    }

    /// The one, or any of them.
    pub(super) fn any(mut parts: Vec<Self>) -> Self {
        if parts.len() == 1 {
            parts.remove(0)
        } else {
            Self::Any(parts)
        }
    }

    /// Every clause, left to right.
    pub(super) fn clauses<'a>(&'a self, visit: &mut dyn FnMut(&'a Clause)) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.clauses(visit)),
            Self::Not(part) => part.clauses(visit),
            Self::Clause(clause) => visit(clause),
        }
    }
}

/// One comparison.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Clause {
    pub(super) field: Field,
    pub(super) test: Test,
}

/// What is compared.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Field {
    Metric(String),
    /// Of a logged model's values of a metric the latest, on that dataset if one is named.
    LatestMetric {
        key: String,
        dataset: Option<OnDataset>,
    },
    /// A figure over a metric, unless a metric has the whole name.
    Figure {
        whole: String,
        key: String,
        figure: Figure,
    },
    Param(String),
    Tag(String),
    /// The tag of registered models and versions that makes them prompts. MLflow takes a missing one for `false`.
    PromptTag,
    /// An attribute that is text.
    Text(&'static str),
    /// An attribute that is any number of texts, of which one must fit.
    Texts(&'static str),
    /// An attribute in milliseconds. MLflow compares a missing one of an experiment as Python does `None`.
    Time {
        name: &'static str,
        none_is_a_value: bool,
    },
    /// An attribute that is a whole number.
    Count(&'static str),
    /// Milliseconds; up to now for what still runs.
    Duration {
        now: Millis,
    },
    Dataset(&'static str),
}

impl Field {
    /// An attribute. `now` is what a running run's duration is counted to.
    pub(super) fn of(attribute: &Attribute, now: Option<Millis>, none_is_a_value: bool) -> Self {
        let name = attribute.name();
        match (attribute.kind, now) {
            (Type::Duration, Some(now)) => Self::Duration { now },
            (Type::Time | Type::Duration, _) => Self::Time { name, none_is_a_value },
            (Type::Count, _) => Self::Count(name),
            (Type::Texts, _) => Self::Texts(name),
            (Type::Text, _) => Self::Text(name),
        }
    }

    /// The name of an attribute that is one value.
    pub(super) fn attribute(&self) -> Option<&'static str> {
        match self {
            Self::Text(name) | Self::Time { name, .. } | Self::Count(name) => Some(name),
            _ => None,
        }
    }
}

/// What it is compared with.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    IsNull,
    IsNotNull,
    Text {
        comparison: Comparison,
        text: String,
    },
    Like {
        like: Like,
        negated: bool,
    },
    Texts {
        texts: Vec<String>,
        negated: bool,
    },
    Number {
        comparison: Comparison,
        number: Number,
    },
    Numbers {
        numbers: Vec<Number>,
        negated: bool,
    },
    /// What MLflow refuses only when it evaluates it.
    Refused(Box<QueryError>),
    /// What MLflow refuses only when there is a value to compare.
    RefusedOfValue(Box<QueryError>),
}

/// How two numbers stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    pub(super) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "=" => Self::Equal,
            "!=" => Self::NotEqual,
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            ">" => Self::Greater,
            ">=" => Self::GreaterOrEqual,
            _ => return None,
        })
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    pub(super) fn is_equality(self) -> bool {
        matches!(self, Self::Equal | Self::NotEqual)
    }

    /// NaN only differs.
    pub(super) fn holds(self, ordering: Option<Ordering>) -> bool {
        match self {
            Self::Equal => ordering == Some(Ordering::Equal),
            Self::NotEqual => ordering != Some(Ordering::Equal),
            Self::Less => ordering == Some(Ordering::Less),
            Self::LessOrEqual => matches!(ordering, Some(Ordering::Less | Ordering::Equal)),
            Self::Greater => ordering == Some(Ordering::Greater),
            Self::GreaterOrEqual => matches!(ordering, Some(Ordering::Greater | Ordering::Equal)),
        }
    }
}

/// A number as Python has them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Number {
    Whole(i64),
    Real(f64),
}

impl Number {
    /// Exactly, as Python compares `int` and `float`.
    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => Some(a.cmp(&b)),
            (Self::Real(a), Self::Real(b)) => a.partial_cmp(&b),
            (Self::Whole(a), Self::Real(b)) => compare(a, b),
            (Self::Real(a), Self::Whole(b)) => compare(b, a).map(Ordering::reverse),
        }
    }
}

fn compare(whole: i64, real: f64) -> Option<Ordering> {
    const BOUND: f64 = 9_223_372_036_854_775_808.0; // 2⁶³
    if real.is_nan() {
        None
    } else if real >= BOUND {
        Some(Ordering::Less)
    } else if real < -BOUND {
        Some(Ordering::Greater)
    } else {
        let floor = real.floor();
        Some(
            whole
                .cmp(&(floor as i64))
                .then(if real > floor { Ordering::Less } else { Ordering::Equal }),
        )
    }
}
