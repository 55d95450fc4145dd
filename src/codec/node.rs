//! A YAML document as written: structure, raw text and places.

use super::plain;

/// A place in a text; both count from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The line.
    pub line: usize,
    /// The character within the line.
    pub column: usize,
}

/// One value of a document, with the place where it begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What the value is.
    pub kind: Kind,
    /// The tag, if one is written, in full: `!!str` is `tag:yaml.org,2002:str`.
    pub tag: Option<String>,
    /// Where it begins; for an alias, where what it stands for begins.
    pub mark: Mark,
}

/// The three kinds of YAML values.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A text.
    Scalar {
        /// The text, with escapes and folding undone.
        text: String,
        /// Unquoted and without a tag, so that the spelling decides on the type.
        plain: bool,
    },
    /// Values in order.
    Sequence(Vec<Node>),
    /// Keys and values in order; duplicates are kept.
    Mapping(Vec<(Node, Node)>),
}

impl Node {
    /// The value of `key` in a mapping: the last one, if it is there twice. Compares the key's text, whatever its type.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Kind::Mapping(entries) = &self.kind else {
            return None;
        };
        entries
            .iter()
            .rev()
            .find(|(name, _)| name.text() == Some(key))
            .map(|(_, value)| value)
    }

    /// The raw text of a scalar, whatever its type.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            Kind::Sequence(_) | Kind::Mapping(_) => None,
        }
    }

    /// Whether Python reads `None`: an unquoted `null`, `~` or nothing.
    pub fn is_null(&self) -> bool {
        self.plain_text().is_some_and(plain::is_null)
    }

    /// The value of an unquoted YAML 1.1 int, in any spelling: `0x1F`, `017`, `0b101`, `1_000`, `12:30`.
    /// `None` for everything else and for a number beyond 128 bits.
    pub fn as_int(&self) -> Option<i128> {
        self.plain_text()
            .filter(|text| plain::is_int(text))
            .and_then(plain::int_value)
    }

    /// Whether this is a mapping.
    pub fn is_mapping(&self) -> bool {
        matches!(self.kind, Kind::Mapping(_))
    }

    fn plain_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, plain: true } => Some(text),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::yaml::parse;

    #[test]
    fn knows_what_is_unquoted() {
        let node = parse(
            b"[017, '017', 0x1F, 12:30, 1_000, 1e3, ~, '', null, 'null', 999999999999999999999999999999999999999]",
        )
        .expect("reads")
        .expect("is not empty");
        let Kind::Sequence(items) = node.kind else {
            panic!("not a sequence")
        };
        let ints: Vec<_> = items.iter().map(Node::as_int).collect();
        let expected = [Some(15), None, Some(31), Some(750), Some(1000)];
        assert_eq!(ints[..5], expected);
        assert!(ints[5..].iter().all(Option::is_none));
        let nulls: Vec<_> = items.iter().map(Node::is_null).collect();
        assert_eq!(nulls[6..10], [true, false, true, false]);
    }
}
