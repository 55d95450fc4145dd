//! From a clause as written to a clause as understood, in MLflow's meaning. MLflow checks comparators, and some values,
//! while it evaluates; so a wrong one is kept, to be refused then.

use super::check::field;
use super::clause::{Clause, Comparison, Field, Number, Test};
use super::fields::Part;
use super::like::Like;
use super::list::List;
use super::written::{Value, Written};
use super::{Entity, QueryError};
use crate::codec::pyfloat;

/// MLflow's meaning of a clause.
pub(super) fn strict(text: &str, entity: Entity, written: Written) -> Clause {
    let field = field(entity, &written.name, None);
    let check = Check {
        text,
        entity,
        comparator: written.comparator.to_uppercase(),
        field: &field,
        written: &written,
    };
    let test = check.test();
    Clause { field, test }
}

struct Check<'a> {
    text: &'a str,
    entity: Entity,
    comparator: String,
    field: &'a Field,
    written: &'a Written,
}

impl Check<'_> {
    fn test(&self) -> Test {
        if self.entity == Entity::LoggedModel && matches!(self.field, Field::Dataset(_)) {
            let message = format!("Invalid logged model search key '{}'", self.written.name.key);
            return Test::Refused(self.error(message));
        }
        match &self.written.value {
            Value::None if self.entity == Entity::LoggedModel => self.invalid_comparator(),
            Value::None if self.comparator == "IS NULL" => Test::IsNull,
            Value::None => Test::IsNotNull,
            Value::Number(number) => self.number(python_number(number, !matches!(self.field, Field::Metric(_)))),
            Value::Text(digits) if matches!(self.field, Field::Count(_)) => {
                match pyfloat::parse_int(digits).map(i64::try_from) {
                    Some(Ok(whole)) => self.number(Number::Whole(whole)),
                    Some(Err(_)) => self.number(Number::Real(pyfloat::parse(digits).unwrap_or(f64::NAN))),
                    None if self.comparison().is_none() => self.invalid_comparator(),
                    None => self.no_whole_number(),
                }
            }
            Value::Text(text) => self.texts(text),
            Value::List(List::Texts(texts)) => self.list(texts),
            Value::List(List::Numbers(_)) => Test::Refused(self.error("a list of numbers".to_owned())),
        }
    }

    fn comparison(&self) -> Option<Comparison> {
        Comparison::parse(&self.comparator)
    }

    fn number(&self, number: Number) -> Test {
        match (self.comparison(), number) {
            (None, _) => self.invalid_comparator(),
            // Python's `int()`.
            (Some(comparison), Number::Real(real)) if matches!(self.field, Field::Count(_)) => {
                if real.is_finite() {
                    let number = match real.trunc() {
                        whole if whole.abs() < 9e18 => Number::Whole(whole as i64),
                        whole => Number::Real(whole),
                    };
                    Test::Number { comparison, number }
                } else {
                    self.no_whole_number()
                }
            }
            (Some(comparison), number) => Test::Number { comparison, number },
        }
    }

    fn texts(&self, text: &str) -> Test {
        let text = text.to_owned();
        match (self.comparator.as_str(), self.comparison()) {
            ("LIKE" | "ILIKE", _) => Test::Like {
                like: Like::new(&text, self.comparator == "ILIKE"),
                negated: false,
            },
            (_, Some(comparison)) if comparison.is_equality() || self.is_unchecked() => Test::Text { comparison, text },
            _ => self.invalid_comparator(),
        }
    }

    fn list(&self, texts: &[String]) -> Test {
        let within = |texts: &[String], negated| Test::Texts {
            texts: texts.to_vec(),
            negated,
        };
        match self.comparator.as_str() {
            "IN" | "NOT IN" => within(texts, self.comparator == "NOT IN"),
            // A list equals no text.
            "=" | "!=" => within(&[], self.comparator == "!="),
            "LIKE" | "ILIKE" => {
                Test::RefusedOfValue(self.error(format!("{} takes a text, not a list", self.comparator)))
            }
            _ => self.invalid_comparator(),
        }
    }

    /// Whether MLflow compares the texts of it without a look at the comparator.
    fn is_unchecked(&self) -> bool {
        self.entity == Entity::LoggedModel && matches!(self.field, Field::Text(_))
    }

    fn invalid_comparator(&self) -> Test {
        let known = match (self.field, self.written.name.part) {
            (Field::Metric(_) | Field::Time { .. } | Field::Count(_), _) => "'=', '!=', '>', '>=', '<', '<='",
            (_, Part::Param | Part::Tag) if matches!(self.entity, Entity::Run | Entity::Experiment) => {
                "'=', '!=', 'LIKE', 'ILIKE', 'IS NULL', 'IS NOT NULL'"
            }
            (_, Part::Param | Part::Tag) => "'=', '!=', 'LIKE', 'ILIKE'",
            _ if self.is_unchecked() => "'=', '!=', '>', '>=', '<', '<=', 'LIKE', 'ILIKE', 'IN', 'NOT IN'",
            _ => "'=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN'",
        };
        let error = self.error(format!(
            "Invalid comparator '{}' not one of '{{{known}}}'",
            self.comparator
        ));
        if self.is_unchecked() {
            Test::RefusedOfValue(error)
        } else {
            Test::Refused(error)
        }
    }

    fn no_whole_number(&self) -> Test {
        let key = &self.written.name.key;
        let span = self.written.value_span.clone();
        let found = self.text.get(span.clone()).unwrap_or_default();
        let message = format!("Expected a whole number for {key}. Found {found}");
        Test::Refused(Box::new(QueryError::at(self.text, span, message)))
    }

    fn error(&self, message: String) -> Box<QueryError> {
        let span = self.written.comparator_span.clone();
        Box::new(QueryError::at(self.text, span, message).within(self.text))
    }
}

fn python_number(text: &str, whole: bool) -> Number {
    match text.parse() {
        Ok(number) if whole => Number::Whole(number),
        _ => Number::Real(pyfloat::parse(text).unwrap_or(f64::NAN)),
    }
}
