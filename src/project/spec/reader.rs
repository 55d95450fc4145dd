//! What an `MLproject` file means: the same as to MLflow's `_project_spec.load_project`. Refuses what MLflow refuses, but
//! for `entry_points:` and `parameters:` with nothing after them, which mean none.

use super::manifest::File;
use super::{EntryPoint, Finding, Parameter, Project, ProjectEnv, Rule, keys};
use crate::codec::{Kind, Node, Value};

/// Makes a project of a file, and notes down whatever is wrong or odd on the way.
pub(super) struct Reader<'a> {
    pub(super) file: &'a File<'a>,
    pub(super) findings: Vec<Finding>,
    /// The entry point that is being read.
    pub(super) entry_point: Option<String>,
}

/// Entries of a mapping.
pub(super) type Entries<'v> = &'v [(Value, Value)];

impl<'a> Reader<'a> {
    pub(super) fn of(file: &'a File<'a>) -> Self {
        Self {
            file,
            findings: Vec::new(),
            entry_point: None,
        }
    }

    pub(super) fn project(&mut self, root: &Node, value: &Value) -> Project {
        let Some(top) = self.mapping(value, root, "an MLproject file") else {
            return Project::without_file(self.file.folder);
        };
        self.keys(root, Some(&keys::TOP));
        let env = self.environment(top, root);
        let name = get(top, "name").filter(|name| **name != Value::Null);
        Project {
            file: None,
            name: name.map(Value::python_str),
            env: env.unwrap_or(ProjectEnv::Unnamed),
            entry_points: self.entry_points(top, root),
        }
    }

    pub(super) fn mapping<'v>(&mut self, value: &'v Value, node: &Node, what: &str) -> Option<Entries<'v>> {
        if let Value::Map(entries) = value {
            return Some(entries);
        }
        let message = format!("{what} must be a mapping, not {}", described(value));
        self.odd(Rule::Shape, node, message, None);
        None
    }

    fn entry_points(&mut self, top: Entries<'_>, root: &Node) -> Vec<EntryPoint> {
        let Some(value) = get(top, "entry_points").filter(|value| **value != Value::Null) else {
            return Vec::new();
        };
        let node = root.get("entry_points").unwrap_or(root);
        let Some(entries) = self.mapping(value, node, "`entry_points`") else {
            return Vec::new();
        };
        self.keys(node, None);
        let mut all = Vec::new();
        for (key, value) in entries {
            let name = key.python_str();
            let (key, at) = written(node, &name).unwrap_or((node, node));
            self.name(key, &name, "entry point");
            self.entry_point = Some(name.clone());
            all.extend(self.entry_point(name, value, key, at));
            self.entry_point = None;
        }
        all
    }

    fn entry_point(&mut self, name: String, value: &Value, key: &Node, node: &Node) -> Option<EntryPoint> {
        let Value::Map(fields) = value else {
            let message = format!(
                "entry point `{name}` must be a mapping with a `command`, not {}",
                described(value)
            );
            let hint = match value {
                Value::Str(command) => Some(format!("write `{name}: {{command: {command:?}}}`")),
                _ => None,
            };
            self.odd(Rule::Shape, node, message, hint);
            return None;
        };
        self.keys(node, Some(&keys::ENTRY_POINT));
        let mut entry_point = EntryPoint::new(name.clone(), "");
        let parameters = get(fields, "parameters").filter(|value| **value != Value::Null);
        if let Some(value) = parameters {
            let node = node.get("parameters").unwrap_or(node);
            let what = format!("`parameters` of entry point `{name}`");
            if let Some(entries) = self.mapping(value, node, &what) {
                self.keys(node, None);
                for (key, value) in entries {
                    let name = key.python_str();
                    let (key, at) = written(node, &name).unwrap_or((node, node));
                    self.name(key, &name, "parameter");
                    let mark = Some(key.mark);
                    let parameter = self.parameter(name, value, at);
                    entry_point.parameters.push(Parameter { mark, ..parameter });
                }
            }
        }
        let command = node.get("command").unwrap_or(key);
        entry_point.mark = Some(command.mark);
        let before = self.findings.len();
        match get(fields, "command") {
            Some(Value::Str(text)) => entry_point.command = Ok(text.clone()),
            None | Some(Value::Null) => {
                self.odd(
                    Rule::NoCommand,
                    command,
                    format!("entry point `{name}` has no `command`"),
                    None,
                );
            }
            Some(other) => {
                let message = format!(
                    "the `command` of entry point `{name}` must be text, not {}",
                    described(other)
                );
                let hint = match other {
                    Value::Map(_) => Some("put it in quotes: to YAML, `{` begins a mapping".to_owned()),
                    Value::List(_) => Some("write it as one line of a shell".to_owned()),
                    _ => Some("put it in quotes".to_owned()),
                };
                self.odd(Rule::NoCommand, command, message, hint);
            }
        }
        if let Some(error) = self.findings.get(before) {
            entry_point.command = Err(Box::new(error.clone()));
        }
        entry_point.extra = self.extra_parameters(fields, node);
        Some(entry_point)
    }

    fn extra_parameters(&mut self, fields: Entries<'_>, node: &Node) -> Option<String> {
        const HINT: &str = "write `extra_parameters: \"{name}={value}\"`, or leave it out for `--{name} {value}`";
        let value = get(fields, "extra_parameters").filter(|value| **value != Value::Null)?;
        let node = node.get("extra_parameters").unwrap_or(node);
        match value {
            Value::Str(text) => Some(text.clone()),
            other => {
                let message = format!("`extra_parameters` must be text, not {}", described(other));
                self.odd(Rule::Shape, node, message, Some(HINT.to_owned()));
                None
            }
        }
    }
}

/// The last key wins, as in Python, where both are the same dict key.
pub(super) fn get<'v>(entries: Entries<'v>, key: &str) -> Option<&'v Value> {
    let is_key = |name: &Value| matches!(name, Value::Str(name) if name == key);
    entries
        .iter()
        .rev()
        .find(|(name, _)| is_key(name))
        .map(|(_, value)| value)
}

/// Where a key is written with its value: in the mapping itself, else in one that it takes in by `<<`.
pub(super) fn written<'n>(node: &'n Node, name: &str) -> Option<(&'n Node, &'n Node)> {
    let entries = match &node.kind {
        Kind::Mapping(entries) => entries,
        Kind::Sequence(parts) => return parts.iter().find_map(|part| written(part, name)),
        Kind::Scalar { .. } => return None,
    };
    let is_it = |key: &Node| key.resolve().is_ok_and(|value| value.python_str() == name);
    let own = entries.iter().rev().find(|(key, _)| is_it(key));
    let merged = || entries.iter().filter(|(key, _)| key.text() == Some("<<"));
    own.map(|(key, value)| (key, value))
        .or_else(|| merged().find_map(|(_, value)| written(value, name)))
}

pub(super) fn described(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => "a mapping".to_owned(),
        other => {
            const LONGEST: usize = 100;
            let text = other.python_str();
            let cut: String = text.chars().take(LONGEST).collect();
            let more = if cut.len() < text.len() { "…" } else { "" };
            format!("`{cut}{more}` ({})", other.type_name())
        }
    }
}
