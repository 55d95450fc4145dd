//! From a clause as written to a clause as understood: types and comparators. Ours; MLflow's in `check_strict`.

use std::ops::Range;

use super::clause::{Clause, Comparison, Field, Number, Test};
use super::fields::{Family, Part};
use super::like::Like;
use super::list::List;
use super::moment;
use super::name::Name;
use super::tables::DATASET;
use super::written::{Value, Written};
use super::{Entity, QueryError, prompts};
use crate::codec::pyfloat;
use crate::model::{Figure, Millis, tags};

/// What a name means; in our language where there is a now.
pub(super) fn field(entity: Entity, name: &Name, now: Option<Millis>) -> Field {
    let key = match now {
        None => translated(entity, name),
        Some(_) => name.key.clone(),
    };
    match name.part {
        Part::Metric => {
            let figures = now.is_some() && entity == Entity::Run && !name.quoted;
            match figure(&key).filter(|_| figures) {
                Some((base, figure)) => Field::Figure {
                    key: base.to_owned(),
                    figure,
                    whole: key,
                },
                None => Field::Metric(key),
            }
        }
        Part::Param => Field::Param(key),
        Part::Tag if key == tags::IS_PROMPT && prompts::are_among(entity) => Field::PromptTag,
        Part::Tag => Field::Tag(key),
        // MLflow takes it for an attribute of the model.
        Part::Dataset if entity == Entity::LoggedModel && now.is_none() && key == "name" => Field::Text("name"),
        Part::Dataset => Field::Dataset(DATASET.into_iter().find(|known| *known == key).unwrap_or_default()),
        Part::Attribute => {
            let none_is_a_value = now.is_none() && entity == Entity::Experiment;
            let attribute = entity.table().attribute(&key, now.is_some(), true);
            let attribute = attribute.or_else(|| entity.table().attribute(&key, now.is_some(), false));
            attribute.map_or(Field::Text(""), |attribute| Field::of(attribute, now, none_is_a_value))
        }
    }
}

/// MLflow means other attributes of runs by some names, and does so with the keys of metrics, params and tags too.
fn translated(entity: Entity, name: &Name) -> String {
    let is_run_like = entity.table().family == Family::Runs && name.part != Part::Attribute;
    match name.key.as_str() {
        "created" | "Created" if is_run_like => "start_time".to_owned(),
        "run name" | "Run name" | "Run Name" if is_run_like => "run_name".to_owned(),
        key => key.to_owned(),
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
        entity,
        now,
        written,
        field: &field,
    };
    let test = check.test()?;
    Ok(Clause { field, test })
}

struct Check<'a> {
    text: &'a str,
    entity: Entity,
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
            Value::Number(number) if self.is_number() || self.is_free() => Ok(Test::Number {
                comparison,
                number: self.number(number)?,
            }),
            Value::Text(text) if matches!(self.field, Field::Time { .. }) => Ok(Test::Number {
                comparison,
                number: self.moment(text)?,
            }),
            Value::Text(text) if matches!(self.field, Field::Count(_)) => Ok(Test::Number {
                comparison,
                number: self.number(text)?,
            }),
            Value::Text(text) if self.is_text() => match comparison {
                _ if comparison.is_equality() || self.is_ordered() => Ok(Test::Text {
                    comparison,
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
        let only_text = matches!(
            self.field,
            Field::Text(_) | Field::Texts(_) | Field::PromptTag | Field::Dataset(_)
        );
        only_text || self.is_free()
    }

    /// Whether texts are less and greater too: MLflow forgot to refuse that of logged models.
    fn is_ordered(&self) -> bool {
        self.entity == Entity::LoggedModel && matches!(self.field, Field::Text(_))
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
            Field::Count(_) => format!("expected a whole number: `{key}` is counted"),
            Field::Duration { .. } => "expected a span of time, such as 10m (ms s m h d w)".to_owned(),
            _ => format!("expected a text in quotes: `{key}` is no number"),
        };
        let error = self.error_at_value(expected);
        match (&self.written.value, self.field) {
            (_, Field::Count(_)) => error,
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
        if matches!(self.field, Field::Count(_)) {
            let whole = pyfloat::parse_int(written).and_then(|number| i64::try_from(number).ok());
            let real = || pyfloat::parse(written).filter(|real| real.fract() == 0.0);
            let number = whole.map(Number::Whole).or_else(|| real().map(Number::Real));
            return number.ok_or_else(|| self.wrong_value());
        }
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
