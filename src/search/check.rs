//! From a clause as written to a clause as understood: types and comparators.

use std::ops::Range;

use super::clause::{Clause, Comparison, Field, Number, Test};
use super::fields::{DATASET, Part, Type};
use super::like::Like;
use super::list::List;
use super::moment;
use super::name::Name;
use super::strict::{Value, Written};
use super::{Entity, QueryError};
use crate::codec::pyfloat;
use crate::model::{Figure, Millis};

/// MLflow's meaning. A wrong comparator is kept, to be refused while evaluating.
pub(super) fn strict(text: &str, entity: Entity, written: Written) -> Clause {
    let field = field(entity, &written.name, None);
    let comparator = written.comparator.to_uppercase();
    let refused =
        |message: String| Test::Refused(Box::new(QueryError::at(text, written.comparator_span.clone(), message)));
    let numeric = matches!(field, Field::Metric(_) | Field::Time { .. });
    let test = match written.value {
        Value::None if comparator == "IS NULL" => Test::IsNull,
        Value::None => Test::IsNotNull,
        Value::Number(number) => match Comparison::parse(&comparator) {
            Some(comparison) => Test::Number {
                comparison,
                number: python_number(&number, matches!(field, Field::Time { .. })),
            },
            None => refused(invalid_comparator(&comparator, numeric, &field)),
        },
        Value::Text(value) => match comparator.as_str() {
            "=" | "!=" => Test::Text {
                equal: comparator == "=",
                text: value,
            },
            "LIKE" | "ILIKE" => Test::Like {
                like: Like::new(&value, comparator == "ILIKE"),
                negated: false,
            },
            _ => refused(invalid_comparator(&comparator, numeric, &field)),
        },
        Value::List(List::Texts(texts)) => match comparator.as_str() {
            "IN" | "NOT IN" => Test::Texts {
                texts,
                negated: comparator == "NOT IN",
            },
            // A list equals no text.
            "=" | "!=" => Test::Texts {
                texts: Vec::new(),
                negated: comparator == "!=",
            },
            "LIKE" | "ILIKE" => refused(format!("{comparator} takes a text, not a list")),
            _ => refused(invalid_comparator(&comparator, numeric, &field)),
        },
        Value::List(List::Numbers(_)) => refused("a list of numbers".to_owned()),
    };
    Clause { field, test }
}

fn invalid_comparator(comparator: &str, numeric: bool, field: &Field) -> String {
    let known = match field {
        _ if numeric => "'=', '!=', '>', '>=', '<', '<='",
        Field::Param(_) | Field::Tag(_) => "'=', '!=', 'LIKE', 'ILIKE', 'IS NULL', 'IS NOT NULL'",
        _ => "'=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN'",
    };
    format!("Invalid comparator '{comparator}' not one of '{{{known}}}'")
}

fn python_number(text: &str, whole: bool) -> Number {
    match text.parse() {
        Ok(number) if whole => Number::Whole(number),
        _ => Number::Real(pyfloat::parse(text).unwrap_or(f64::NAN)),
    }
}

pub(super) fn field(entity: Entity, name: &Name, now: Option<Millis>) -> Field {
    let key = name.key.clone();
    match name.part {
        Part::Metric => match now.filter(|_| !name.quoted).and_then(|_| figure(&key)) {
            Some((base, figure)) => Field::Figure {
                key: base.to_owned(),
                figure,
                whole: key,
            },
            None => Field::Metric(key),
        },
        Part::Param => Field::Param(key),
        Part::Tag => Field::Tag(key),
        Part::Dataset => Field::Dataset(DATASET.into_iter().find(|known| *known == key).unwrap_or_default()),
        Part::Attribute => {
            let table = entity.table();
            let attribute = table.attribute(&key, now.is_some(), true);
            match (attribute.map_or(("", Type::Text), |a| (a.name, a.kind)), now) {
                ((_, Type::Duration), Some(now)) => Field::Duration { now },
                ((name, Type::Text), _) => Field::Text(name),
                ((name, _), now) => Field::Time {
                    name,
                    none_is_a_value: now.is_none() && table.none_is_a_value,
                },
            }
        }
    }
}

/// The metric and the figure that a name such as `loss.min` may mean.
pub(super) fn figure(key: &str) -> Option<(&str, Figure)> {
    let (base, name) = key.rsplit_once('.').filter(|(base, _)| !base.is_empty())?;
    let figure = Figure::from_name(name).filter(|figure| *figure != Figure::Step)?;
    Some((base, figure))
}

/// Our meaning. Everything is checked.
pub(super) fn ours(text: &str, entity: Entity, now: Millis, written: &Written) -> Result<Clause, QueryError> {
    let field = field(entity, &written.name, Some(now));
    let check = Check {
        text,
        now,
        written,
        field: &field,
    };
    let test = check.test()?;
    Ok(Clause { field, test })
}

struct Check<'a> {
    text: &'a str,
    now: Millis,
    written: &'a Written,
    field: &'a Field,
}

impl Check<'_> {
    fn test(&self) -> Result<Test, QueryError> {
        let comparator = self.written.comparator.to_uppercase();
        let comparator: Vec<&str> = comparator.split_whitespace().collect();
        let comparator = comparator.join(" ");
        let numeric = self.is_number();
        let negated = comparator.starts_with("NOT ");
        match (comparator.as_str(), &self.written.value) {
            ("IS NULL", _) => Ok(Test::IsNull),
            ("IS NOT NULL", _) => Ok(Test::IsNotNull),
            ("IN" | "NOT IN", Value::List(List::Texts(texts))) if self.is_text() => Ok(Test::Texts {
                texts: texts.clone(),
                negated,
            }),
            ("IN" | "NOT IN", Value::List(List::Texts(texts))) if matches!(self.field, Field::Time { .. }) => {
                let numbers = texts.iter().map(|text| self.moment(text)).collect::<Result<_, _>>()?;
                Ok(Test::Numbers { numbers, negated })
            }
            ("IN" | "NOT IN", Value::List(List::Numbers(numbers))) if numeric || self.is_free() => {
                let numbers = numbers
                    .iter()
                    .map(|number| self.number(number))
                    .collect::<Result<_, _>>()?;
                Ok(Test::Numbers { numbers, negated })
            }
            ("IN" | "NOT IN", Value::List(_)) => Err(self.wrong_value()),
            ("IN" | "NOT IN", _) => {
                Err(self.error_at_value(format!("expected a list behind {comparator}, such as ('a', 'b')")))
            }
            (_, Value::List(_)) => {
                Err(self.error_at_comparator(format!("expected IN or NOT IN before a list, not `{comparator}`")))
            }
            ("LIKE" | "ILIKE" | "NOT LIKE" | "NOT ILIKE", Value::Text(pattern)) if self.is_text() => Ok(Test::Like {
                like: Like::new(pattern, comparator.ends_with("ILIKE")),
                negated,
            }),
            ("LIKE" | "ILIKE" | "NOT LIKE" | "NOT ILIKE", _) if numeric => Err(self.error_at_comparator(format!(
                "{comparator} compares texts, and `{}` is a number: expected =, !=, <, <=, >, >= or IN",
                self.written.name.key
            ))),
            ("LIKE" | "ILIKE" | "NOT LIKE" | "NOT ILIKE", _) => {
                Err(self.error_at_value("expected a pattern in quotes, such as 'res%'".to_owned()))
            }
            (symbol, value) => {
                let Some(comparison) = Comparison::parse(symbol) else {
                    return Err(self.unknown_comparator(symbol));
                };
                self.compare(comparison, value)
            }
        }
    }

    fn compare(&self, comparison: Comparison, value: &Value) -> Result<Test, QueryError> {
        match value {
            Value::Number(number) if !matches!(self.field, Field::Text(_) | Field::Dataset(_)) => Ok(Test::Number {
                comparison,
                number: self.number(number)?,
            }),
            Value::Text(text) if matches!(self.field, Field::Time { .. }) => Ok(Test::Number {
                comparison,
                number: self.moment(text)?,
            }),
            Value::Text(text) if self.is_text() => match comparison {
                Comparison::Equal | Comparison::NotEqual => Ok(Test::Text {
                    equal: comparison == Comparison::Equal,
                    text: text.clone(),
                }),
                _ if self.is_free() => Err(self
                    .error_at_value(format!(
                        "`{}` compares numbers, and this is a text",
                        comparison.as_str()
                    ))
                    .help("write a number without quotes")),
                _ => Err(self.error_at_comparator(format!(
                    "texts have no order: expected =, !=, LIKE, ILIKE or IN, not `{}`",
                    comparison.as_str()
                ))),
            },
            _ => Err(self.wrong_value()),
        }
    }

    fn unknown_comparator(&self, symbol: &str) -> QueryError {
        let known = if self.is_number() {
            "=, !=, <, <=, >, >=, IN or IS NULL"
        } else if self.is_free() {
            "=, !=, <, <=, >, >=, LIKE, ILIKE, IN or IS NULL"
        } else {
            "=, !=, LIKE, ILIKE, IN or IS NULL"
        };
        let instead = match symbol {
            "==" => Some("="),
            "<>" | "=!" | "!==" => Some("!="),
            "=>" => Some(">="),
            "=<" => Some("<="),
            "~" | "=~" | "RLIKE" | "REGEXP" => Some("LIKE, with % for anything and _ for one character"),
            "!~" | "NOT RLIKE" | "NOT REGEXP" => Some("NOT LIKE, with % for anything and _ for one character"),
            _ => None,
        };
        self.error_at_comparator(format!("`{symbol}` is not a comparator: expected {known}"))
            .maybe_help(instead.map(|instead| format!("write {instead}")))
    }

    /// Whether it holds text.
    fn is_text(&self) -> bool {
        self.is_free() || matches!(self.field, Field::Text(_) | Field::Dataset(_))
    }

    /// Whether it holds text that may be a number.
    fn is_free(&self) -> bool {
        matches!(self.field, Field::Param(_) | Field::Tag(_))
    }

    fn is_number(&self) -> bool {
        !self.is_text()
    }

    fn wrong_value(&self) -> QueryError {
        let key = &self.written.name.key;
        let expected = match self.field {
            Field::Metric(_) | Field::Figure { .. } => format!("expected a number: `{key}` is a metric"),
            Field::Time { .. } => {
                format!("expected a time: `{key}` is compared with milliseconds, -7d (s m h d w) or '2026-01-31'")
            }
            Field::Duration { .. } => "expected a span of time, such as 10m (ms s m h d w)".to_owned(),
            _ => format!("expected a text in quotes: `{key}` is no number"),
        };
        let error = self.error_at_value(expected);
        match (&self.written.value, self.field) {
            (Value::Number(number), _) => error.help(format!("write '{number}'")),
            (Value::Text(text), Field::Metric(_) | Field::Figure { .. }) if pyfloat::parse(text).is_some() => {
                error.help(format!("write {text}"))
            }
            _ => error,
        }
    }

    fn number(&self, written: &str) -> Result<Number, QueryError> {
        let (digits, unit) = moment::split_unit(written);
        let digits_error = || self.error_at_value(format!("`{written}` is not a number"));
        let is_time = matches!(self.field, Field::Time { .. });
        if unit.is_empty() {
            if (is_time || matches!(self.field, Field::Duration { .. }))
                && let Ok(whole) = digits.parse()
            {
                return Ok(Number::Whole(whole));
            }
            return pyfloat::parse(digits).map(Number::Real).ok_or_else(digits_error);
        }
        if !is_time && !matches!(self.field, Field::Duration { .. }) {
            return Err(self
                .error_at_value(format!("`{written}` is not a number"))
                .maybe_help(self.is_free().then(|| format!("a text stands in quotes: '{written}'"))));
        }
        let Some(factor) = moment::unit(unit) else {
            return Err(self.error_at_value(format!("`{unit}` is not a unit: expected ms, s, m, h, d or w")));
        };
        let span = (pyfloat::parse(digits).ok_or_else(digits_error)? * factor).round();
        if span.abs() > 1e15 {
            return Err(self.error_at_value(format!("`{written}` is too long a time")));
        }
        let span = span as i64;
        match is_time {
            false => Ok(Number::Whole(span)),
            true if written.starts_with(['-', '+']) => Ok(Number::Whole(self.now.0.saturating_add(span))),
            true => Err(self
                .error_at_value(format!("`{written}` is a span, and a time is expected"))
                .help(format!("-{written} is so long ago"))),
        }
    }

    fn moment(&self, written: &str) -> Result<Number, QueryError> {
        moment::parse(written).map(Number::Whole).ok_or_else(|| {
            self.error_at_value(format!("'{written}' is not a time"))
                .help("write '2026-01-31', '2026-01-31 18:30', milliseconds since 1970, or -7d")
        })
    }

    fn error_at_value(&self, message: String) -> QueryError {
        self.error(self.written.value_span.clone(), message)
    }

    fn error_at_comparator(&self, message: String) -> QueryError {
        self.error(self.written.comparator_span.clone(), message)
    }

    fn error(&self, span: Range<usize>, message: String) -> QueryError {
        QueryError::at(self.text, span, message)
    }
}
