//! Types of parameters. To MLflow all but `path` and `uri` are text; here a value can be held against them.

use crate::codec::{Value, pyfloat, yaml};
use crate::near::nearest;

/// What a type means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Any text.
    Text,
    /// What Python's `int()` reads.
    Int,
    /// What Python's `float()` reads.
    Float,
    /// `true`, `yes`, `on`, `1` and their opposites, in any letter case.
    Bool,
    /// `[1, 2]`, `1,2` or `1 2`, every item of that kind.
    List(Box<Self>),
    /// A file or folder; only in this spelling, as in MLflow.
    Path,
    /// Anything with a scheme; only in this spelling, as in MLflow.
    Uri,
}

const TEXT: &[&str] = &[
    "string", "str", "text", "any", "dict", "json", "object", "date", "datetime",
];
const INT: &[&str] = &["int", "integer", "long"];
const FLOAT: &[&str] = &["float", "number", "double", "numeric"];
const BOOL: &[&str] = &["bool", "boolean"];
const LIST: &[&str] = &["list", "array", "tuple"];

impl Kind {
    /// The kind that a type's name means, `None` where nobody knows.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "path" => return Some(Self::Path),
            "uri" => return Some(Self::Uri),
            _ => {}
        }
        let name = name.trim().to_ascii_lowercase();
        let is = |names: &[&str]| names.contains(&name.as_str());
        if is(TEXT) {
            return Some(Self::Text);
        } else if is(INT) {
            return Some(Self::Int);
        } else if is(FLOAT) {
            return Some(Self::Float);
        } else if is(BOOL) {
            return Some(Self::Bool);
        } else if is(LIST) {
            return Some(Self::List(Box::new(Self::Text)));
        }
        let (list, inner) = name.strip_suffix(']')?.split_once('[')?;
        LIST.contains(&list)
            .then(|| Self::of(inner))?
            .map(|inner| Self::List(Box::new(inner)))
    }

    /// The known name that was probably meant.
    pub(super) fn nearest(name: &str) -> Option<&'static str> {
        let known = || {
            let all = [&["path", "uri"], TEXT, INT, FLOAT, BOOL, LIST];
            all.into_iter().flatten().copied()
        };
        let lower = name.trim().to_ascii_lowercase();
        known()
            .find(|known| *known == lower)
            .or_else(|| nearest(&lower, known()))
    }

    /// Whether a value is of this kind. Paths and URIs are looked at elsewhere.
    #[must_use]
    pub fn fits(&self, value: &str) -> bool {
        match self {
            Self::Text | Self::Path | Self::Uri => true,
            Self::Int => {
                let digits = value.trim().trim_start_matches(['-', '+']);
                pyfloat::parse(value).is_some() && digits.chars().all(|c| c.is_ascii_digit() || c == '_')
            }
            Self::Float => pyfloat::parse(value).is_some(),
            Self::Bool => truth(value).is_some(),
            Self::List(kind) => items(value).is_some_and(|items| items.iter().all(|item| kind.fits(item))),
        }
    }

    /// What a value must be, as in `expected …`.
    #[must_use]
    pub fn expected(&self) -> String {
        match self {
            Self::Text => "text".to_owned(),
            Self::Int => "a whole number".to_owned(),
            Self::Float => "a number".to_owned(),
            Self::Bool => "true or false".to_owned(),
            Self::List(kind) if **kind == Self::Text => "a list such as [a, b]".to_owned(),
            Self::List(kind) => format!("a list such as [x, y], each item {}", kind.expected()),
            Self::Path => "a path".to_owned(),
            Self::Uri => "a URI".to_owned(),
        }
    }
}

/// The truth of a value of type `bool`.
#[must_use]
pub fn truth(value: &str) -> Option<bool> {
    match value.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

/// The items of a list as Python, JSON and YAML write it, or with commas or blanks only.
fn items(value: &str) -> Option<Vec<String>> {
    let value = value.trim();
    if value.starts_with('[') {
        let node = yaml::parse(value.as_bytes()).ok()??;
        return match node.resolve().ok()? {
            Value::List(items) => Some(items.iter().map(Value::python_str).collect()),
            _ => None,
        };
    }
    let inner = value.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let inner = inner.unwrap_or(value).trim().trim_end_matches(',');
    if inner.is_empty() {
        return Some(Vec::new());
    }
    let items: Vec<&str> = match inner.contains(',') {
        true => inner.split(',').map(str::trim).collect(),
        false => inner.split_whitespace().collect(),
    };
    Some(items.into_iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fit_as_python_reads_them() {
        for (kind, good, bad) in [
            (
                "int",
                &["5", "-1_000", " 7 ", "123456789012345678901234567890123456789012"][..],
                &["0.5", "1e3", "", "0x10", "ten", "nan", "--1"][..],
            ),
            (
                "Float",
                &["1e-3", "nan", "-inf", "5", ".5", "1_0.0"],
                &["", "0,5", "1__0", "x"],
            ),
            ("bool", &["True", "no", "1", "OFF"], &["2", "", "t"]),
            (
                "list[int]",
                &["[1, 2]", "1,2", "2 6", "[]", "(1, 2)", ""],
                &["[1, a]", "1;2", "[1"],
            ),
            ("list", &["['a', \"b\"]", "a"], &["[1"]),
            ("str", &["", "x"], &[]),
        ] {
            let found = Kind::of(kind).unwrap();
            assert!(good.iter().all(|value| found.fits(value)), "{kind}");
            for value in bad {
                assert!(!found.fits(value), "{kind}: {value}");
            }
        }
    }

    #[test]
    fn only_two_types_have_one_spelling() {
        for (name, near) in [
            ("flaot", Some("float")),
            ("Path", Some("path")),
            ("URI", Some("uri")),
            ("list[flaot]", None),
            ("0.5", None),
        ] {
            assert_eq!((Kind::of(name), Kind::nearest(name)), (None, near), "{name}");
        }
        assert_eq!(Kind::of("list[path]"), Some(Kind::List(Box::new(Kind::Path))));
    }
}
