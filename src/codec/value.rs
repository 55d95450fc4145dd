//! The values that Python's `yaml.safe_load` gives, and how Python prints them.

use serde_json::{Value as Json, json};
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use super::{pyfloat, timestamp};

/// A value as Python would hold it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `None`
    Null,
    /// `True` or `False`
    Bool(bool),
    /// An `int`.
    Int(i128),
    /// A `float`.
    Float(f64),
    /// A `str`.
    Str(String),
    /// A `date` or `datetime`, as Python's `str()` prints it.
    Date(String),
    /// `bytes`
    Binary(Vec<u8>),
    /// A `list`.
    List(Vec<Self>),
    /// A tuple of two: what the lists of `!!omap` and `!!pairs` hold.
    Pair(Box<(Self, Self)>),
    /// A `dict`: every key once, where it first stood.
    Map(Vec<(Self, Self)>),
    /// A `set`, in the document's order; Python's is arbitrary.
    Set(Vec<Self>),
}

impl Value {
    /// The value of a text key, where this is a mapping; the last of equal keys wins, as in Python.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => Self::get_in(entries, key),
            _ => None,
        }
    }

    /// The same of a mapping's entries.
    #[must_use]
    pub fn get_in<'v>(entries: &'v [(Self, Self)], key: &str) -> Option<&'v Self> {
        let is_key = |name: &Self| matches!(name, Self::Str(name) if name == key);
        let found = entries.iter().rev().find(|(name, _)| is_key(name));
        found.map(|(_, value)| value)
    }

    /// What it is, for errors: `nothing`, `a list`, `0.5 (float)`.
    #[must_use]
    pub fn described(&self) -> String {
        match self {
            Self::Null => "nothing".to_owned(),
            Self::List(_) => "a list".to_owned(),
            Self::Map(_) => "a mapping".to_owned(),
            other => {
                const LONGEST: usize = 100;
                let text = other.python_str();
                let cut: String = text.chars().take(LONGEST).collect();
                let more = if cut.len() < text.len() { "…" } else { "" };
                format!("`{cut}{more}` ({})", other.type_name())
            }
        }
    }

    /// Python's `str(value)`.
    pub fn python_str(&self) -> String {
        match self {
            Self::Str(text) | Self::Date(text) => text.clone(),
            _ => self.python_repr(),
        }
    }

    /// Python's `repr(value)`.
    pub fn python_repr(&self) -> String {
        match self {
            Self::Null => "None".to_owned(),
            Self::Bool(true) => "True".to_owned(),
            Self::Bool(false) => "False".to_owned(),
            Self::Int(number) => number.to_string(),
            Self::Float(number) => pyfloat::repr(*number),
            Self::Str(text) => repr_str(text),
            Self::Date(text) => timestamp::repr_of_str(text),
            Self::Binary(bytes) => repr_bytes(bytes),
            Self::List(items) => format!("[{}]", repr_all(items)),
            Self::Pair(pair) => format!("({}, {})", pair.0.python_repr(), pair.1.python_repr()),
            Self::Map(entries) => {
                let entry = |(key, value): &(Self, Self)| format!("{}: {}", key.python_repr(), value.python_repr());
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
            Self::Set(items) if items.is_empty() => "set()".to_owned(),
            Self::Set(items) => format!("{{{}}}", repr_all(items)),
        }
    }

    /// As JSON; what that cannot say (dates, bytes, NaN, keys that are no text) as Python's `str()`.
    pub fn json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(truth) => json!(truth),
            Self::Int(number) => i64::try_from(*number).map_or_else(|_| json!(number.to_string()), Json::from),
            Self::Float(number) if number.is_finite() => json!(number),
            Self::List(items) | Self::Set(items) => items.iter().map(Self::json).collect(),
            Self::Pair(pair) => json!([pair.0.json(), pair.1.json()]),
            Self::Map(entries) => Json::Object(
                entries
                    .iter()
                    .map(|(key, value)| (key.python_str(), value.json()))
                    .collect(),
            ),
            other => Json::String(other.python_str()),
        }
    }

    /// Python's `type(value).__name__`.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "NoneType",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Float(_) => "float",
            Self::Str(_) => "str",
            Self::Date(text) if text.contains(' ') => "datetime",
            Self::Date(_) => "date",
            Self::Binary(_) => "bytes",
            Self::List(_) => "list",
            Self::Pair(_) => "tuple",
            Self::Map(_) => "dict",
            Self::Set(_) => "set",
        }
    }

    /// What two keys of a dict have in common if Python takes them for equal, as it does `1`, `1.0` and `True`;
    /// `None` for what cannot be a key.
    pub(super) fn key_identity(&self) -> Option<String> {
        match self {
            Self::List(_) | Self::Map(_) | Self::Set(_) => None,
            Self::Bool(value) => Some(u8::from(*value).to_string()),
            Self::Float(number) if number.fract() == 0.0 && number.abs() < 1e38 => Some((*number as i128).to_string()),
            _ => Some(self.python_repr()),
        }
    }
}

fn repr_all(items: &[Value]) -> String {
    items.iter().map(Value::python_repr).collect::<Vec<_>>().join(", ")
}

/// Python's `repr()` of a string.
pub(super) fn repr_str(text: &str) -> String {
    let quote = quote_for(text.contains('\''), text.contains('"'));
    let mut out = String::from(quote);
    for character in text.chars() {
        match u32::from(character) {
            _ if matches!(character, '\\' | '\n' | '\r' | '\t') => out.extend(character.escape_default()),
            _ if character == quote => out.extend(['\\', quote]),
            _ if is_printable(character) => out.push(character),
            code @ ..=0xFF => out.push_str(&format!("\\x{code:02x}")),
            code @ ..=0xFFFF => out.push_str(&format!("\\u{code:04x}")),
            code => out.push_str(&format!("\\U{code:08x}")),
        }
    }
    out.push(quote);
    out
}

fn repr_bytes(bytes: &[u8]) -> String {
    let quote = quote_for(bytes.contains(&b'\''), bytes.contains(&b'"'));
    let mut out = format!("b{quote}");
    for &byte in bytes {
        match char::from(byte) {
            character @ ('\\' | '\n' | '\r' | '\t') => out.extend(character.escape_default()),
            character if character == quote => out.extend(['\\', quote]),
            character @ ' '..='~' => out.push(character),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push(quote);
    out
}

fn quote_for(has_single: bool, has_double: bool) -> char {
    if has_single && !has_double { '"' } else { '\'' }
}

/// Python's `str.isprintable()`: no control, format, private or unassigned characters, no separators but the space.
fn is_printable(character: char) -> bool {
    let group = character.general_category_group();
    character == ' ' || !matches!(group, GeneralCategoryGroup::Other | GeneralCategoryGroup::Separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_python_does() {
        let quotes = Value::List(
            ["it's", "\"", "'\"", "é\n\u{1}\u{a0}\u{200b}\u{10ffff}\\"]
                .map(str_value)
                .into(),
        );
        assert_eq!(
            quotes.python_str(),
            r#"["it's", '"', '\'"', 'é\n\x01\xa0\u200b\U0010ffff\\']"#
        );
        assert_eq!(
            Value::Binary(b"a'\x00\xff\n".to_vec()).python_str(),
            r#"b"a'\x00\xff\n""#
        );
        assert_eq!(Value::Set(vec![]).python_str(), "set()");
        let map = Value::Map(vec![
            (Value::Null, Value::Bool(true)),
            (Value::Int(-1), Value::Float(1e16)),
        ]);
        assert_eq!(map.python_str(), "{None: True, -1: 1e+16}");
        assert_eq!(
            Value::Pair(Box::new((Value::Int(1), str_value("x")))).python_str(),
            "(1, 'x')"
        );
    }

    #[test]
    fn prints_dates_as_python_does() {
        for (text, repr) in [
            ("2020-01-02", "datetime.date(2020, 1, 2)"),
            ("2020-01-02 00:00:00", "datetime.datetime(2020, 1, 2, 0, 0)"),
            (
                "2020-01-02 03:00:05.000600",
                "datetime.datetime(2020, 1, 2, 3, 0, 5, 600)",
            ),
            (
                "2020-01-02 03:04:00+00:00",
                "datetime.datetime(2020, 1, 2, 3, 4, tzinfo=datetime.timezone.utc)",
            ),
            (
                "2020-01-02 03:04:05-08:30",
                "datetime.datetime(2020, 1, 2, 3, 4, 5, \
                 tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=55800)))",
            ),
        ] {
            let date = Value::Date(text.to_owned());
            assert_eq!((date.python_str().as_str(), date.python_repr().as_str()), (text, repr));
        }
    }

    fn str_value(text: &str) -> Value {
        Value::Str(text.to_owned())
    }
}
