use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use super::Invalid;

/// The longest metric, param or tag key in code points (MLflow's `MAX_ENTITY_KEY_LENGTH`).
const MAX_KEY_LENGTH: usize = 250;

/// A metric, param or tag key by MLflow's rules: it becomes a path below `metrics/`, `params/` or `tags/` and
/// cannot leave it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Key(String);

/// Why a text is no [`Key`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyError {
    /// A character outside letters, digits, `_ - . : /` and the blank.
    Characters(String),
    /// As a path it would mean another name, given second.
    Path(String, String),
    /// More than 250 code points.
    Length,
}

impl Key {
    /// Checks characters, path and length, in MLflow's order.
    ///
    /// # Errors
    /// [`KeyError`]; [`KeyError::named`] gives MLflow's message.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let body = text.strip_suffix('\n').unwrap_or(text); // Python's `$` lets one final newline pass
        if !body
            .chars()
            .all(|c| is_word(c) || matches!(c, '/' | '.' | '-' | ' ' | ':'))
        {
            return Err(KeyError::Characters(text.to_owned()));
        }
        let normal = normpath(text);
        if normal != text || normal == "." || normal.starts_with("..") || normal.starts_with('/') {
            return Err(KeyError::Path(text.to_owned(), normal));
        }
        if text.chars().count() > MAX_KEY_LENGTH {
            return Err(KeyError::Length);
        }
        Ok(Self(text.to_owned()))
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Key {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text).map_err(|error| error.named("key", "key"))
    }
}

impl From<Key> for String {
    fn from(key: Key) -> Self {
        key.0
    }
}

impl KeyError {
    /// MLflow's message: `parameter` is the place (`key`, `name`, `params[3].key`), `thing` what the length is said
    /// of (`Metric name`, `Param key`, `key`).
    #[must_use]
    pub fn named(&self, parameter: &str, thing: &str) -> Invalid {
        Invalid(match self {
            Self::Characters(key) => format!(
                "Invalid value {} for parameter '{parameter}' supplied: Names may only contain alphanumerics, underscores \
                 (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).",
                json_quoted(key)
            ),
            Self::Path(key, normal) => return bad_path(key, normal, parameter),
            Self::Length => format!("'{thing}' exceeds the maximum length of {MAX_KEY_LENGTH} characters"),
        })
    }
}

/// MLflow's refusal of a name that as a path would mean `normal`.
pub(super) fn bad_path(name: &str, normal: &str, parameter: &str) -> Invalid {
    Invalid(format!(
        "Invalid value {} for parameter '{parameter}' supplied: Names may be treated as files in certain cases, and must not \
         resolve to other names when treated as such. This name would resolve to '{normal}'",
        json_quoted(name)
    ))
}

/// A text as Python's `json.dumps` prints it: in quotes, non-ASCII escaped.
#[must_use]
pub fn json_quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(c),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    out.push('"');
    out
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Python's `\w`: letters and numbers of every script, and `_`. (Rust's `is_alphanumeric` also takes combining marks.)
pub(super) fn is_word(c: char) -> bool {
    c == '_'
        || c.is_ascii_alphanumeric()
        || (!c.is_ascii()
            && matches!(
                c.general_category_group(),
                GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number
            ))
}

/// Python's `posixpath.normpath`.
pub(super) fn normpath(path: &str) -> String {
    if path.is_empty() {
        return ".".to_owned();
    }
    let slashes = match path.len() - path.trim_start_matches('/').len() {
        2 => "//",
        0 => "",
        _ => "/",
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if parts.is_empty() && !slashes.is_empty() => {}
            _ => parts.push(part),
        }
    }
    let joined = format!("{slashes}{}", parts.join("/"));
    if joined.is_empty() { ".".to_owned() } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_follow_mlflow() {
        for good in [
            "m",
            " ",
            "a b:c/d.e-f_g",
            "ключ",
            "손실",
            "a\n",
            ".hidden",
            &"k".repeat(250),
        ] {
            assert!(Key::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            ".",
            "..",
            "...",
            "..a",
            "./a",
            "a/.",
            "a/..",
            "a//b",
            "/a",
            "//a",
            "a/",
            "../x",
            "a/../../b",
            "C:\\x",
            "a\0b",
            "a@b",
            "\na",
            "a\n\n",
            "मॉडल",
            "a\u{1b}[31m",
            "%2e%2e%2f@",
        ] {
            assert!(Key::parse(bad).is_err(), "{bad}");
        }
        let said = |text: &str| Key::parse(text).unwrap_err().named("key", "Param key").0;
        assert!(said("a//b").ends_with("This name would resolve to 'a/b'"));
        assert!(said("é@").starts_with("Invalid value \"\\u00e9@\" for parameter 'key' supplied: Names may only"));
        assert_eq!(
            said(&"k".repeat(251)),
            "'Param key' exceeds the maximum length of 250 characters"
        );
    }
}
