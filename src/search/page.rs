use std::fmt::{self, Display, Formatter};
use std::ops::Range;

use ::base64::Engine as _;
use ::base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{Entity, QueryError};
use crate::codec::{base64, pyfloat};
use crate::model::Invalid;

impl Entity {
    /// How many a page of MLflow's has at most, where so many are asked for.
    ///
    /// # Errors
    /// [`Invalid`] with MLflow's message, where it refuses that. Of runs and logged models it takes numbers below 1, as
    /// ends of a Python slice ([`slice`]).
    pub fn max_results(self, asked: Option<i64>) -> Result<i64, Invalid> {
        let (default, most) = match self {
            Self::Run | Self::Experiment => (1000, 50_000),
            Self::RegisteredModel => (100, 1000),
            Self::ModelVersion => (10_000, 200_000),
            Self::LoggedModel => (100, i64::MAX),
        };
        let max = asked.unwrap_or(default);
        Err(Invalid(match self {
            Self::LoggedModel if max == 0 => return Ok(default),
            Self::Experiment if max < 1 => {
                format!("Invalid value {max} for parameter 'max_results' supplied. It must be a positive integer")
            }
            Self::Experiment if max > most => {
                format!("Invalid value {max} for parameter 'max_results' supplied. It must be at most {most}")
            }
            Self::RegisteredModel | Self::ModelVersion if max < 1 => {
                format!("Invalid value for max_results. It must be a positive integer, but got {max}")
            }
            _ if max > most => format!(
                "Invalid value for request parameter max_results. It must be at most {most}, but got value {max}"
            ),
            _ => return Ok(max),
        }))
    }
}

/// Where the next page begins, as MLflow writes it: base64 of `{"offset": 1000}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageToken {
    /// How many to pass over; negative as in a Python slice.
    pub offset: i64,
}

impl PageToken {
    /// Reads a token as leniently as MLflow; the empty one is the first page's.
    ///
    /// # Errors
    /// [`QueryError`].
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        if text.is_empty() {
            return Ok(Self { offset: 0 });
        }
        let refused = |why: String| QueryError::at(text, 0..text.len(), format!("Invalid page token, {why}"));
        let bytes = base64::decode(text).map_err(|_| refused("could not base64-decode".to_owned()))?;
        let shown = String::from_utf8_lossy(&bytes);
        let parsed: Value = serde_json::from_slice(&bytes)
            .map_err(|_| refused(format!("decoded value=b'{}'", shown.escape_debug())))?;
        let offset = match parsed.get("offset") {
            Some(Value::Bool(true)) => Some(1),
            Some(Value::Number(number)) => match number.as_i64() {
                Some(0) => None,
                Some(whole) => Some(whole),
                None => number
                    .as_f64()
                    .filter(|n| *n != 0.0 && n.abs() < 1e18)
                    .map(|n| n as i64),
            },
            Some(Value::String(digits)) if !digits.is_empty() => match pyfloat::parse_int(digits) {
                Some(number) => i64::try_from(number).ok(),
                None => return Err(refused(format!("not stringable {digits}"))),
            },
            _ => None,
        };
        offset
            .map(|offset| Self { offset })
            .ok_or_else(|| refused(format!("parsed value={parsed}")))
    }
}

/// As MLflow writes it.
impl Display for PageToken {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&STANDARD.encode(format!("{{\"offset\": {}}}", self.offset)))
    }
}

/// The slice of `length` things that a page is, and the next page's token, by MLflow's rules for every offset and limit
/// (negative ones as in a Python slice); `None` is no limit.
#[must_use]
pub fn slice(length: usize, offset: i64, max: Option<i64>) -> (Range<usize>, Option<PageToken>) {
    let place = |index: i64| match usize::try_from(index) {
        Ok(index) => index.min(length),
        Err(_) => length.saturating_sub(usize::try_from(index.unsigned_abs()).unwrap_or(length)),
    };
    let start = place(offset);
    let Some(max) = max else {
        return (start..length, None);
    };
    let end = offset.saturating_add(max);
    let is_more = i64::try_from(length).is_ok_and(|length| end < length);
    (
        start..place(end).max(start),
        is_more.then_some(PageToken { offset: end }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_and_written_as_by_python() {
        for (text, offset) in [
            ("", Some(0)),
            ("eyJvZmZzZXQiOiAxMDAwfQ==", Some(1000)),
            ("eyJvZmZzZXQiOjJ9", Some(2)),
            ("eyJvZmZzZXQiOiAiMiJ9", Some(2)),
            ("eyJvZmZzZXQiOiAyLjl9", Some(2)),
            ("eyJvZmZzZXQiOiB0cnVlfQ==", Some(1)),
            ("eyJvZmZz\n!ZXQiOiAtMX0=", Some(-1)),
            ("eyJvZmZzZXQiOiAwfQ==", None),
            ("eyJvZmZzZXQiOiBudWxsfQ==", None),
            ("eyJvZmZzZXQiOiAyfQ", None),
            ("e30=", None),
            ("W10=", None),
            ("!!!", None),
            ("é", None),
        ] {
            assert_eq!(PageToken::parse(text).ok().map(|token| token.offset), offset, "{text}");
        }
        for offset in [0, 1, 12, 123, -1, i64::MAX] {
            let token = PageToken { offset };
            assert_eq!(PageToken::parse(&token.to_string()).is_ok(), offset != 0);
        }
        assert_eq!(PageToken { offset: 1000 }.to_string(), "eyJvZmZzZXQiOiAxMDAwfQ==");
    }

    #[test]
    fn limits_are_mlflows() {
        for (entity, asked, max) in [
            (Entity::Run, None, Ok(1000)),
            (Entity::Run, Some(-1), Ok(-1)),
            (
                Entity::Run,
                Some(50_001),
                Err("Invalid value for request parameter max_results. It must be at most 50000, but got value 50001"),
            ),
            (
                Entity::Experiment,
                Some(0),
                Err("Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer"),
            ),
            (
                Entity::Experiment,
                Some(50_001),
                Err("Invalid value 50001 for parameter 'max_results' supplied. It must be at most 50000"),
            ),
            (Entity::RegisteredModel, None, Ok(100)),
            (
                Entity::RegisteredModel,
                Some(0),
                Err("Invalid value for max_results. It must be a positive integer, but got 0"),
            ),
            (
                Entity::RegisteredModel,
                Some(1001),
                Err("Invalid value for request parameter max_results. It must be at most 1000, but got value 1001"),
            ),
            (Entity::ModelVersion, Some(200_000), Ok(200_000)),
            (
                Entity::ModelVersion,
                Some(200_001),
                Err("Invalid value for request parameter max_results. It must be at most 200000, but got value 200001"),
            ),
            (Entity::LoggedModel, Some(0), Ok(100)),
            (Entity::LoggedModel, Some(-1), Ok(-1)),
            (Entity::LoggedModel, Some(100_000), Ok(100_000)),
        ] {
            let expected = max.map_err(|message: &str| Invalid(message.to_owned()));
            assert_eq!(entity.max_results(asked), expected, "{entity:?} {asked:?}");
        }
    }

    #[test]
    fn pages_are_python_slices() {
        for (offset, max, page, next) in [
            (0, Some(2), 0..2, Some(2)),
            (2, Some(2), 2..4, Some(4)),
            (4, Some(2), 4..5, None),
            (3, Some(2), 3..5, None),
            (0, Some(0), 0..0, Some(0)),
            (0, Some(-1), 0..4, Some(-1)),
            (-1, Some(2), 4..4, Some(1)),
            (-3, Some(1), 2..3, Some(-2)),
            (99, Some(2), 5..5, None),
            (1, None, 1..5, None),
        ] {
            let next = next.map(|offset| PageToken { offset });
            assert_eq!(slice(5, offset, max), (page, next), "{offset} {max:?}");
        }
    }
}
