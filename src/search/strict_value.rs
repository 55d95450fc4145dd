//! Which values MLflow takes, by the type of what they are compared with.

use super::fields::{Attribute, Family, Part, Type};
use super::lexer::Kind;
use super::list::{self, List, ListError};
use super::name::{Name, Scope, unquoted};
use super::strict::Node;
use super::written::Value;

impl Scope<'_> {
    /// The value behind a comparator, or what MLflow says of it.
    pub(super) fn value(&self, name: &Name, node: &Node<'_>) -> Result<Value, String> {
        let text = node.text(self.source);
        let kind = match node {
            Node::Token(token) => Some(token.kind),
            _ => None,
        };
        let attribute = match name.part {
            Part::Attribute => self.entity.table().attribute(&name.key, false, true),
            _ => None,
        };
        let is_time = attribute.is_some_and(|known| known.kind == Type::Time);
        let is_count = attribute.is_some_and(|known| known.kind == Type::Count);
        if kind == Some(Kind::Number) && (name.part == Part::Metric || is_time || is_count) {
            return Ok(Value::Number(text));
        }
        if name.part == Part::Metric {
            return Err(format!("Expected numeric value type for metric. Found {text}"));
        }
        if is_time {
            let key = &name.key;
            return Err(format!(
                "Expected numeric value type for numeric attribute: {key}. Found {text}"
            ));
        }
        if kind == Some(Kind::Single) || matches!(node, Node::Name { .. }) {
            return match unquoted(&text) {
                Some(bare) => Ok(Value::Text(bare.to_owned())),
                None => Err(format!(
                    "Parameter value is either not quoted or unidentified quote types used for string value {text}. Use \
                     either single or double quotes."
                )),
            };
        }
        match (node, name.part) {
            (Node::List(_), Part::Attribute) if !attribute.is_some_and(|known| known.lists) => Err(self.no_list()),
            (Node::List(_), Part::Attribute | Part::Dataset) => match list::parse(&text) {
                Ok(list @ List::Texts(_)) => Ok(Value::List(list)),
                refused => Err(bad_list(&text, refused.err())),
            },
            (_, part) => Err(self.no_text(part, kind, &text)),
        }
    }

    fn no_list(&self) -> String {
        let able = self.entity.table().attributes.iter().filter(|known| known.lists);
        let able: Vec<String> = able.map(|known| format!("'{}'", known.name())).collect();
        format!(
            "Only [{}] attributes support comparison with a list of quoted string values.",
            able.join(", ")
        )
    }

    fn no_text(&self, part: Part, kind: Option<Kind>, text: &str) -> String {
        let table = self.entity.table();
        let counts = |known: &&Attribute| matches!(known.kind, Type::Count | Type::Time);
        let has_counts = table.attributes.iter().any(|known| known.kind == Type::Count);
        match (part, table.family) {
            (Part::Attribute, Family::Registry) if has_counts && kind == Some(Kind::Number) => {
                let numeric: Vec<&str> = table.attributes.iter().filter(counts).map(Attribute::name).collect();
                format!(
                    "Only the '{{'{}'}}' attributes support comparison with numeric values.",
                    numeric.join("', '")
                )
            }
            (Part::Attribute, Family::Registry) => format!(
                "Expected a quoted string value or a list of quoted string values for attributes. Got value {text}"
            ),
            (Part::Attribute, _) => format!("Expected a quoted string value for attributes. Got value {text}"),
            (Part::Dataset, _) => format!("Expected a quoted string value for dataset attributes. Got value {text}"),
            (part, _) => format!(
                "Expected a quoted string value for {} (e.g. 'my-value'). Got value {text}",
                part.word()
            ),
        }
    }
}

fn bad_list(text: &str, error: Option<ListError>) -> String {
    let found = match error {
        Some(ListError::Empty) => "a non-empty list of string values, but got empty list".to_owned(),
        Some(ListError::Malformed) => "a non-empty list of string values, but got ill-formed list.".to_owned(),
        Some(ListError::Mixed) | None => {
            format!("string value, punctuation, or whitespace, but got different type in list: {text}")
        }
    };
    format!("While parsing a list in the query, expected {found}")
}
