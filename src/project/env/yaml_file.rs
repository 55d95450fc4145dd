//! YAML files that describe environments, and errors that name a place in them.

use std::path::Path;

use super::EnvError;
use crate::codec::{Node, Value, YamlError, yaml};
use crate::fsx;
use crate::project::SpecError;

/// A file that was read.
pub(super) struct YamlFile<'a> {
    path: &'a Path,
    pub(super) root: Node,
    pub(super) value: Value,
}

impl<'a> YamlFile<'a> {
    /// Reads a file that must be a mapping; `what` it is, for errors.
    pub(super) fn read(path: &'a Path, what: &str) -> Result<Self, EnvError> {
        Ok(Self::parse(&fsx::read(path)?, path, what)?)
    }

    fn parse(bytes: &[u8], path: &'a Path, what: &str) -> Result<Self, SpecError> {
        let broken = |error: YamlError| SpecError {
            path: path.to_owned(),
            place: error.mark.map(|mark| (mark.line, mark.column)),
            message: error.message,
        };
        let parsed = yaml::parse_strictly(bytes).map_err(broken)?;
        let Some(root) = parsed.filter(|root| !root.is_null()) else {
            return Err(SpecError {
                path: path.to_owned(),
                place: None,
                message: format!("the file is empty: {what} is a mapping"),
            });
        };
        let value = root.resolve().map_err(broken)?;
        let file = Self { path, root, value };
        if !matches!(file.value, Value::Map(_)) {
            let message = format!("{what} must be a mapping, not {}", described(&file.value));
            return Err(file.error(&file.root, message));
        }
        Ok(file)
    }

    pub(super) fn error(&self, node: &Node, message: impl Into<String>) -> SpecError {
        SpecError {
            path: self.path.to_owned(),
            place: Some((node.mark.line, node.mark.column)),
            message: message.into(),
        }
    }

    /// Keys and values; the last of equal keys wins, as in Python.
    pub(super) fn entries(&self) -> &[(Value, Value)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The value of a key, with its place.
    pub(super) fn get(&self, key: &str) -> Option<(&Value, &Node)> {
        let is_key = |name: &Value| matches!(name, Value::Str(name) if name == key);
        let (_, value) = self.entries().iter().rev().find(|(name, _)| is_key(name))?;
        Some((value, self.root.get(key).unwrap_or(&self.root)))
    }
}

/// The node of an item of a list, or the list's own.
pub(super) fn item(list: &Node, at: usize) -> &Node {
    match &list.kind {
        crate::codec::Kind::Sequence(items) => items.get(at).unwrap_or(list),
        _ => list,
    }
}

pub(super) fn described(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => "a mapping".to_owned(),
        other => format!("`{}` ({})", other.python_str(), other.type_name()),
    }
}
