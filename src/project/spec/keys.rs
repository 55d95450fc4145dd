//! The keys of an `MLproject` file.

use super::reader::Reader;
use super::{Finding, Rule};
use crate::codec::{Kind, Node};
use crate::near::nearest;

/// A mapping's keys that mean something, to MLflow or here.
pub(super) struct Keys {
    /// What they are keys of.
    pub(super) of: &'static str,
    names: &'static [&'static str],
    /// What people write instead, too far from a name to be a slip.
    instead: &'static [(&'static str, &'static str)],
}

pub(super) const TOP: Keys = Keys {
    of: "an MLproject file",
    names: &[
        "name",
        "entry_points",
        "python_env",
        "conda_env",
        "docker_env",
        "databricks_spark_job",
        "description",
    ],
    instead: &[
        ("conda", "conda_env"),
        ("conda_file", "conda_env"),
        ("docker", "docker_env"),
        ("docker_image", "docker_env"),
        ("python", "python_env"),
        ("entry", "entry_points"),
        ("commands", "entry_points"),
    ],
};

pub(super) const ENTRY_POINT: Keys = Keys {
    of: "an entry point",
    names: &["parameters", "command", "extra_parameters", "description"],
    instead: &[
        ("params", "parameters"),
        ("args", "parameters"),
        ("arguments", "parameters"),
        ("cmd", "command"),
        ("script", "command"),
        ("run", "command"),
    ],
};

pub(super) const PARAMETER: Keys = Keys {
    of: "a parameter",
    names: &["type", "default", "flag", "option", "optional", "description", "help"],
    instead: &[("value", "default"), ("dtype", "type")],
};

pub(super) const DOCKER: Keys = Keys {
    of: "`docker_env`",
    names: &["image", "volumes", "environment", "description"],
    instead: &[("env", "environment"), ("mounts", "volumes")],
};

const ALL: [&Keys; 4] = [&TOP, &ENTRY_POINT, &PARAMETER, &DOCKER];

impl Keys {
    fn misspelt(&self, key: &str) -> Option<&'static str> {
        let folded = key.to_lowercase().replace(['-', ' '], "_");
        let same = self.names.iter().copied().find(|name| *name == folded);
        let instead = || self.instead.iter().find(|(other, _)| *other == folded);
        same.or_else(|| nearest(&folded, self.names.iter().copied()))
            .or_else(|| instead().map(|(_, name)| *name))
    }
}

impl Reader<'_> {
    /// Looks at the keys written in a mapping: at `known` ones, or at any.
    pub(super) fn keys(&mut self, node: &Node, known: Option<&Keys>) {
        let Kind::Mapping(entries) = &node.kind else { return };
        let mut seen: Vec<&Node> = Vec::new();
        for (key, value) in entries {
            let Some(text) = key.text().filter(|text| *text != "<<") else {
                continue;
            };
            if let Some(first) = seen.iter().find(|other| other.text() == Some(text)) {
                let message = format!("`{text}` is there twice: this one counts");
                let hint = format!("the other one is on line {}", first.mark.line);
                self.odd(Rule::DuplicateKey, key, message, Some(hint));
                continue;
            }
            seen.push(key);
            if let Some(known) = known.filter(|known| !known.names.contains(&text))
                && !self.file.is_anchored(value)
            {
                let (rule, hint) = match known.misspelt(text) {
                    Some(near) => (Rule::MisspeltKey, format!("did you mean `{near}`?")),
                    None => {
                        let hint = match ALL.iter().find(|other| other.names.contains(&text)) {
                            Some(other) => format!("it is a key of {}", other.of),
                            None => format!("keys of {} are {}", known.of, known.names.join(", ")),
                        };
                        (Rule::UnknownKey, hint)
                    }
                };
                let message = format!("`{text}` is no key of {}, and nobody reads it", known.of);
                self.odd(rule, key, message, Some(hint));
            }
        }
    }

    /// Warns where YAML reads the text of a key as something else: the parameter `on:` is called `True`.
    pub(super) fn name(&mut self, key: &Node, name: &str, what: &str) {
        if let Some(written) = key.text().filter(|text| *text != name) {
            let message = format!("YAML reads `{written}` as {name}: the {what} is called `{name}`");
            let hint = format!("to keep the name, put it in quotes: '{written}':");
            self.odd(Rule::YamlValue, key, message, Some(hint));
        }
    }

    /// Adds something about a node.
    pub(super) fn odd(&mut self, rule: Rule, node: &Node, message: impl Into<String>, hint: Option<String>) {
        let length = match &node.kind {
            Kind::Scalar { text, plain: true } if !text.contains('\n') => text.chars().count(),
            _ => 0,
        };
        self.findings.push(Finding {
            rule,
            path: self.file.path.to_owned(),
            mark: Some(node.mark),
            length,
            message: message.into(),
            hint,
            entry_point: self.entry_point.clone(),
        });
    }
}
