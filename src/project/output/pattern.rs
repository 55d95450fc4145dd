//! Metrics picked by a regular expression.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use regex::bytes::Regex;
use serde::{Deserialize, Serialize};

use super::scalars::number;
use crate::model::Key;

/// Picks metrics from a line: `NAME=REGEX`, whose first group is the value, or a regular expression whose groups have names,
/// each the name of a metric: `(?P<NAME>…)`.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern {
    text: String,
    regex: Regex,
    /// Which group gives which metric.
    groups: Vec<(usize, Key)>,
}

/// Why a text is no [`Pattern`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PatternError {
    /// What is wrong.
    pub message: String,
    /// The text.
    pub text: String,
    /// Where in it, in bytes.
    pub span: Range<usize>,
    /// What to try.
    pub help: Option<String>,
}

impl Pattern {
    /// The metrics of a line, of the first place that matches; what is no number is none.
    pub(super) fn pick(&self, line: &[u8], found: &mut dyn FnMut(&Key, f64)) {
        let Some(captures) = self.regex.captures(line) else {
            return;
        };
        for (group, key) in &self.groups {
            if let Some(value) = captures.get(*group).and_then(|value| number(value.as_bytes())) {
                found(key, value);
            }
        }
    }
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let fail = |span, message: String, help: Option<&str>| PatternError {
            message,
            text: text.to_owned(),
            span,
            help: help.map(str::to_owned),
        };
        let named = text.split_once('=');
        let named = named.and_then(|(name, regex)| Some((Key::parse(name).ok()?, regex)));
        let (name, source) = named.map_or((None, text), |(name, regex)| (Some(name), regex));
        let begin = text.len() - source.len();
        if let Err(error) = regex_syntax::parse(source) {
            let (span, message) = match &error {
                regex_syntax::Error::Parse(error) => (error.span(), error.kind().to_string()),
                regex_syntax::Error::Translate(error) => (error.span(), error.kind().to_string()),
                error => return Err(fail(begin..text.len(), error.to_string(), None)),
            };
            let span = begin + span.start.offset..begin + span.end.offset;
            return Err(fail(span, message, None));
        }
        let regex = Regex::new(source).map_err(|error| fail(begin..text.len(), error.to_string(), None))?;
        let groups = match name {
            Some(_) if regex.captures_len() < 2 => {
                let message = "nothing in the pattern says which part is the value".to_owned();
                let help = "put the number in parentheses: 'loss=loss: ([0-9.]+)'";
                return Err(fail(begin..text.len(), message, Some(help)));
            }
            Some(name) => vec![(1, name)],
            None => {
                let names = regex.capture_names().enumerate();
                let names = names.filter_map(|(group, name)| Some((group, Key::parse(name?).ok()?)));
                names.collect()
            }
        };
        if groups.is_empty() {
            let message = "nothing says what the metric is called".to_owned();
            let help = "write 'NAME=REGEX', or name its groups: 'loss: (?P<loss>[0-9.]+)'";
            return Err(fail(0..text.len(), message, Some(help)));
        }
        Ok(Self {
            text: text.to_owned(),
            regex,
            groups,
        })
    }
}

impl TryFrom<String> for Pattern {
    type Error = PatternError;

    fn try_from(text: String) -> Result<Self, PatternError> {
        text.parse()
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.text
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({:?})", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_pick() {
        for (pattern, line, picked) in [
            ("loss=loss: ([0-9.]+)", "epoch 1 loss: 0.25, loss: 9", "loss=0.25 "),
            ("val/acc=acc=(\\S+)", "acc=1e-3", "val/acc=0.001 "),
            ("acc=acc ([0-9.]+)", "acc 0.5.", "acc=0.5 "),
            (
                r"(?P<step>\d+)/\d+ .*lr (?P<lr>\S+)",
                "17/20 손실 lr -inf",
                "step=17 lr=-inf ",
            ),
            ("n=n: (.*)", "n: many", ""),
            ("n=n: ([0-9]+)", "m: 1", ""),
        ] {
            let mut seen = String::new();
            let pattern: Pattern = pattern.parse().unwrap();
            pattern.pick(line.as_bytes(), &mut |key, value| {
                seen.push_str(&format!("{key}={value} "));
            });
            assert_eq!(seen, picked, "{line}");
        }
    }

    #[test]
    fn mistakes_are_shown_where_they_are() {
        for (text, span, message) in [
            ("loss=loss: ([0-9.+)", 12..13, "unclosed character class"),
            ("loss=(a", 5..6, "unclosed group"),
            (r"(?P<loss>\q)", 9..11, "unrecognized escape sequence"),
            ("loss=loss: [0-9.]+", 5..18, "which part is the value"),
            ("loss: ([0-9.]+)", 0..15, "what the metric is called"),
            (r"x=(?:\w{1000}){1000}()", 2..22, "size limit"),
        ] {
            let error = text.parse::<Pattern>().unwrap_err();
            assert!(error.message.contains(message), "{text}: {}", error.message);
            assert_eq!(error.span, span, "{text}");
        }
    }
}
