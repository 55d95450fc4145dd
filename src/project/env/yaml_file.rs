//! YAML files that describe environments, and errors that name a place in them.

use std::path::Path;

use super::EnvError;
use crate::codec::{Node, Value, YamlError, yaml};
use crate::fsx;
use crate::project::Finding;

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

    fn parse(bytes: &[u8], path: &'a Path, what: &str) -> Result<Self, Box<Finding>> {
        let broken = |error: YamlError| Box::new(Finding::of_environment(path, error.mark, error.message));
        let parsed = yaml::parse_strictly(bytes).map_err(broken)?;
        let Some(root) = parsed.filter(|root| !root.is_null()) else {
            let message = format!("the file is empty: {what} is a mapping");
            return Err(Box::new(Finding::of_environment(path, None, message)));
        };
        let value = root.resolve().map_err(broken)?;
        let file = Self { path, root, value };
        if !matches!(file.value, Value::Map(_)) {
            let message = format!("{what} must be a mapping, not {}", file.value.described());
            return Err(file.error(&file.root, message));
        }
        Ok(file)
    }

    pub(super) fn error(&self, node: &Node, message: impl Into<String>) -> Box<Finding> {
        Box::new(Finding::of_environment(self.path, Some(node.mark), message))
    }

    /// Keys and values; the last of equal keys wins, as in Python.
    pub(super) fn entries(&self) -> &[(Value, Value)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list, which must all be texts; `what` each of them is, for errors.
    pub(super) fn texts(&self, items: &[Value], list: &Node, what: &str) -> Result<Vec<String>, Box<Finding>> {
        let texts = items.iter().enumerate().map(|(at, value)| match value {
            Value::Str(text) => Ok(text.clone()),
            other => {
                let message = format!("{what} must be text, not {}", other.described());
                Err(self.error(item(list, at), message))
            }
        });
        texts.collect()
    }

    /// The value of a key, with its place.
    pub(super) fn get(&self, key: &str) -> Option<(&Value, &Node)> {
        Some((self.value.get(key)?, self.root.get(key).unwrap_or(&self.root)))
    }
}

/// The node of an item of a list, or the list's own.
pub(super) fn item(list: &Node, at: usize) -> &Node {
    match &list.kind {
        crate::codec::Kind::Sequence(items) => items.get(at).unwrap_or(list),
        _ => list,
    }
}
