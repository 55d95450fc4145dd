//! Whether a thing is one of those asked for. Two-valued: what is missing makes its clause false, and NOT makes that true.

use super::clause::{Clause, Comparison, Expr, Field, Number, Test};
use super::{Fact, Facts, QueryError};
use crate::model::{DatasetInput, Figure, Millis, tags};

/// The tag of a dataset that says what it was used for.
const CONTEXT: &str = "mlflow.data.context";

impl Expr {
    pub(super) fn matches(&self, facts: &mut dyn Facts, source: &str) -> Result<bool, QueryError> {
        match self {
            Self::All(parts) => {
                for part in parts {
                    if !part.matches(facts, source)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Self::Any(parts) => {
                for part in parts {
                    if part.matches(facts, source)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Self::Not(part) => Ok(!part.matches(facts, source)?),
            Self::Clause(clause) => clause.matches(facts, source),
        }
    }

    pub(super) fn may_fail(&self) -> bool {
        let mut may_fail = false;
        self.clauses(&mut |clause| {
            may_fail |= match (&clause.test, &clause.field) {
                (Test::Refused(_) | Test::RefusedOfValue(_), _) => true,
                (Test::Number { comparison, .. }, Field::Time { none_is_a_value, .. }) => {
                    *none_is_a_value && !comparison.is_equality()
                }
                _ => false,
            };
        });
        may_fail
    }
}

impl Clause {
    fn matches(&self, facts: &mut dyn Facts, source: &str) -> Result<bool, QueryError> {
        if let Test::Refused(error) = &self.test {
            return Err((**error).clone());
        }
        let text = match &self.field {
            Field::Param(key) => facts.param(key),
            Field::Tag(key) => facts.tag(key),
            Field::PromptTag => {
                let tag = facts.tag(tags::IS_PROMPT);
                return Ok(tag.map_or_else(|| self.test.holds_for_no_prompt(), |tag| self.test.holds_for_text(&tag)));
            }
            Field::Text(name) => attribute_text(facts, name),
            Field::Texts(name) => {
                let texts = facts.texts(name);
                return Ok(match &self.test {
                    Test::IsNull => texts.is_empty(),
                    test => texts.iter().any(|text| test.holds_for_text(text)),
                });
            }
            Field::Dataset(property) => {
                let datasets = facts.datasets();
                let mut values = datasets.iter().filter_map(|dataset| value_of(dataset, property));
                return Ok(match &self.test {
                    Test::IsNull => values.next().is_none(),
                    test => values.any(|value| test.holds_for_text(value)),
                });
            }
            number => {
                let number = number.number(facts);
                return match (&self.test, number) {
                    (Test::IsNull, number) => Ok(number.is_none()),
                    (test, Some(number)) => Ok(test.holds_for(number)),
                    (test, None) => self.without_number(test, source),
                };
            }
        };
        Ok(match (&self.test, text) {
            (Test::RefusedOfValue(error), Some(_)) => return Err((**error).clone()),
            (Test::IsNull, text) => text.is_none(),
            (test, Some(text)) => test.holds_for_text(&text),
            (_, None) => false,
        })
    }

    fn without_number(&self, test: &Test, source: &str) -> Result<bool, QueryError> {
        match (test, &self.field) {
            (
                Test::Number { comparison, .. },
                Field::Time {
                    none_is_a_value: true,
                    name,
                },
            ) => match comparison {
                Comparison::Equal => Ok(false),
                Comparison::NotEqual => Ok(true),
                _ => Err(QueryError::at(
                    source,
                    0..source.len(),
                    format!("an experiment has no {name}, which MLflow cannot compare with a number"),
                )),
            },
            _ => Ok(false),
        }
    }
}

impl Field {
    /// The value of a field that holds numbers.
    pub(super) fn number(&self, facts: &mut dyn Facts) -> Option<Number> {
        match self {
            Self::Metric(key) => facts.metric(key).map(Number::Real),
            Self::LatestMetric { key, dataset } => facts.latest_metric(key, dataset.as_ref()).map(Number::Real),
            Self::Figure { whole, key, figure } => of_values(facts, whole, key, *figure).map(Number::Real),
            Self::Time { name, .. } | Self::Count(name) => attribute_number(facts, name).map(Number::Whole),
            Self::Duration { now } => duration(facts, *now).map(Number::Whole),
            _ => None,
        }
    }
}

/// A metric that has the whole name wins.
fn of_values(facts: &mut dyn Facts, whole: &str, key: &str, figure: Figure) -> Option<f64> {
    facts.metric(whole).or_else(|| facts.figure(key, figure))
}

/// From start to end; to now while it runs.
fn duration(facts: &mut dyn Facts, now: Millis) -> Option<i64> {
    if let Some(ended) = attribute_number(facts, "duration") {
        return Some(ended);
    }
    let runs = attribute_text(facts, "status").is_some_and(|status| status == "RUNNING");
    let started = attribute_number(facts, "start_time").filter(|_| runs)?;
    Some(now.0.saturating_sub(started))
}

pub(super) fn attribute_text(facts: &mut dyn Facts, name: &str) -> Option<String> {
    match facts.attribute(name)? {
        Fact::Text(text) => Some(text),
        Fact::Number(number) => Some(number.to_string()),
    }
}

fn attribute_number(facts: &mut dyn Facts, name: &str) -> Option<i64> {
    match facts.attribute(name)? {
        Fact::Number(number) => Some(number),
        Fact::Text(_) => None,
    }
}

fn value_of<'a>(dataset: &'a DatasetInput, property: &str) -> Option<&'a str> {
    match property {
        "name" => Some(&dataset.dataset.name),
        "digest" => Some(&dataset.dataset.digest),
        _ => dataset.tags.get(CONTEXT).map(String::as_str),
    }
}

impl Test {
    /// Of what is no prompt for want of the tag.
    fn holds_for_no_prompt(&self) -> bool {
        match self {
            Self::IsNull => true,
            Self::Text { comparison, text } => match comparison {
                Comparison::Equal => text == "false",
                Comparison::NotEqual => text == "true",
                _ => false,
            },
            _ => false,
        }
    }

    fn holds_for_text(&self, value: &str) -> bool {
        match self {
            Self::IsNotNull => true,
            Self::Text { comparison, text } => comparison.holds(Some(value.cmp(text))),
            Self::Like { like, negated } => like.matches(value) != *negated,
            Self::Texts { texts, negated } => texts.iter().any(|text| text == value) != *negated,
            Self::Number { .. } | Self::Numbers { .. } => {
                crate::codec::pyfloat::parse(value).is_some_and(|number| self.holds_for(Number::Real(number)))
            }
            Self::IsNull | Self::Refused(_) | Self::RefusedOfValue(_) => false,
        }
    }

    fn holds_for(&self, value: Number) -> bool {
        match self {
            Self::IsNotNull => true,
            Self::Number { comparison, number } => comparison.holds(value.compare(*number)),
            Self::Numbers { numbers, negated } => {
                let is_equal = |number: &Number| Comparison::Equal.holds(value.compare(*number));
                numbers.iter().any(is_equal) != *negated
            }
            _ => false,
        }
    }
}
