//! A filter as text of our own language: times as milliseconds, keys and texts quoted where they must be.

use std::fmt::{self, Display, Formatter};

use super::clause::{Clause, Comparison, Expr, Field, Number, Test};
use super::fields::Part;
use super::lexer::{Kind, tokens};
use super::name::{self, Scope};
use super::{Entity, Filter, check, list};
use crate::model::tags;

/// Parses to the same filter again, in our own language and at the same now; but for patterns with a backslash at their end
/// that neither quotes can hold, and `= 'a'` of such a text is printed as `IN ('a')`.
impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.expr.fmt(f)
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (parts, joint) = match self {
            Self::All(parts) => (parts, " AND "),
            Self::Any(parts) => (parts, " OR "),
            Self::Not(part) => {
                f.write_str("NOT ")?;
                return part.fmt_inside(f);
            }
            Self::Clause(clause) => return clause.fmt(f),
        };
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                f.write_str(joint)?;
            }
            part.fmt_inside(f)?;
        }
        Ok(())
    }
}

impl Expr {
    fn fmt_inside(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(_) | Self::Any(_) => write!(f, "({self})"),
            _ => self.fmt(f),
        }
    }
}

impl Display for Clause {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.field.fmt(f)?;
        let not = |negated: &bool| if *negated { " NOT" } else { "" };
        match &self.test {
            Test::IsNull => f.write_str(" IS NULL"),
            Test::IsNotNull => f.write_str(" IS NOT NULL"),
            Test::Text { comparison, text } => match (quoted(text), comparison) {
                (None, Comparison::Equal) => write!(f, " IN ({})", list::quote(text)),
                (None, Comparison::NotEqual) => write!(f, " NOT IN ({})", list::quote(text)),
                (spelling, _) => write!(
                    f,
                    " {} {}",
                    comparison.as_str(),
                    spelling.unwrap_or_else(|| single(text))
                ),
            },
            Test::Like { like, negated } => {
                let operator = if like.ignore_case { "ILIKE" } else { "LIKE" };
                let pattern = quoted(&like.pattern).unwrap_or_else(|| single(&like.pattern));
                write!(f, "{} {operator} {pattern}", not(negated))
            }
            Test::Texts { texts, negated } => {
                let texts: Vec<String> = texts.iter().map(|text| list::quote(text)).collect();
                write!(f, "{} IN ({})", not(negated), texts.join(", "))
            }
            Test::Number { comparison, number } => write!(f, " {} {number}", comparison.as_str()),
            Test::Numbers { numbers, negated } => {
                let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                write!(f, "{} IN ({})", not(negated), numbers.join(", "))
            }
            Test::Refused(error) | Test::RefusedOfValue(error) => {
                write!(f, " {}", &error.source_text[error.span.clone()])
            }
        }
    }
}

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(number) => number.fmt(f),
            Self::Real(number) if number.is_infinite() => f.write_str(if *number > 0.0 { "1e999" } else { "-1e999" }),
            Self::Real(number) => write!(f, "{number:?}"),
        }
    }
}

impl Display for Field {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Metric(key) | Self::LatestMetric { key, .. } => {
                f.write_str(&named(Part::Metric, key, check::figure(key).is_none()))
            }
            Self::Figure { whole, .. } => write!(f, "metrics.{whole}"),
            Self::Param(key) => f.write_str(&named(Part::Param, key, true)),
            Self::Tag(key) => f.write_str(&named(Part::Tag, key, true)),
            Self::PromptTag => write!(f, "tags.`{}`", tags::IS_PROMPT),
            Self::Text(name) | Self::Texts(name) | Self::Time { name, .. } | Self::Count(name) => f.write_str(name),
            Self::Duration { .. } => f.write_str("duration"),
            Self::Dataset(property) => write!(f, "datasets.{property}"),
        }
    }
}

/// The part and its key, in the first spelling that is read as that key.
fn named(part: Part, key: &str, may_be_plain: bool) -> String {
    let is_plain = key.split('.').all(|word| {
        word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    let spellings = ["`", "\"", "'"].map(|quote| format!("{}.{quote}{key}{quote}", part.plural()));
    let plain = format!("{}.{key}", part.plural());
    if is_plain && may_be_plain && reads_as(&plain, part, key, false) {
        return plain;
    }
    spellings
        .into_iter()
        .find(|spelling| reads_as(spelling, part, key, true))
        .unwrap_or(plain)
}

fn reads_as(spelling: &str, part: Part, key: &str, quoted: bool) -> bool {
    let scope = Scope {
        source: spelling,
        entity: Entity::Run,
        ours: true,
        filter: true,
    };
    [true, false].into_iter().all(|ours| {
        let tokens = tokens(spelling, ours);
        name::length(&tokens, ours) == Some(tokens.len())
    }) && scope
        .name(spelling, 0..spelling.len())
        .is_ok_and(|name| name.part == part && name.key == key && name.quoted == quoted)
}

/// The text in the quotes that it does not end, whatever follows; `None` where it ends both, by a backslash at its end.
fn quoted(text: &str) -> Option<String> {
    let ends = |spelling: &String| {
        let more = format!("{spelling} 'a' \"b\"");
        let first = tokens(&more, true).into_iter().next();
        first.is_some_and(|t| matches!(t.kind, Kind::Single | Kind::Double) && t.text == spelling)
    };
    [single(text), format!("\"{text}\"")].into_iter().find(ends)
}

fn single(text: &str) -> String {
    format!("'{text}'")
}
