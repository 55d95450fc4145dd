//! What an entry point asks for, held against what there is.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use super::{place, script};
use crate::codec::{Mark, yaml};
use crate::fsx;
use crate::model::{Key, KeyError};
use crate::near::nearest;
use crate::project::command::template::{self, TemplateError};
use crate::project::command::{placeholders_in_quotes, siblings};
use crate::project::quote;
use crate::project::spec::{EntryPoint, Finding, Form, Kind, Manifest, Parameter, Rule};

/// Long enough for any index into it, and a number that is no great width.
const ZEROS: &str = "0000000000000000000000000000000000000000";

/// Looks at one entry point.
pub(super) struct Checker<'a> {
    manifest: &'a Manifest,
    entry_point: &'a EntryPoint,
    findings: Vec<Finding>,
}

impl<'a> Checker<'a> {
    pub(super) fn of(manifest: &'a Manifest, entry_point: &'a EntryPoint) -> Self {
        Self {
            manifest,
            entry_point,
            findings: Vec::new(),
        }
    }

    pub(super) fn findings(mut self) -> Vec<Finding> {
        self.names();
        if let Some(extra) = &self.entry_point.extra {
            self.extra(extra);
        }
        if let Ok(command) = &self.entry_point.command {
            self.command(command);
        }
        self.findings
    }

    /// Of the parameters.
    fn names(&mut self) {
        for parameter in &self.entry_point.parameters {
            if let Err(error) = Key::parse(&parameter.name) {
                let name = &parameter.name;
                let why = match error {
                    KeyError::Characters(_) => "names have letters, digits, blanks and _ - . : / only",
                    KeyError::Path(..) => "as a path it would mean another name",
                    KeyError::Length => "it is too long",
                };
                let message = format!("no run can record a parameter called `{name}`: {why}");
                let hint = Some("give it another name, or run it with --no-log-params".to_owned());
                self.add(Rule::Name, parameter.mark, name.chars().count(), message, hint);
            }
        }
    }

    /// How parameters that are not declared are passed on.
    fn extra(&mut self, extra: &str) {
        let filled = template::format(extra, |name| ["name", "value"].contains(&name).then_some(ZEROS));
        if let Err(error) = filled {
            let message = format!("`extra_parameters` cannot be filled in: {error}");
            let hint = "it has `{name}` and `{value}`, as in \"{name}={value}\"".to_owned();
            self.add(Rule::Template, self.entry_point.mark, 0, message, Some(hint));
        }
    }

    fn command(&mut self, command: &str) {
        let used = self.template(command);
        for parameter in &self.entry_point.parameters {
            let name = &parameter.name;
            if !used.contains(name) {
                let message = format!("parameter `{name}` is not used: the command has no `{{{name}}}`");
                let length = name.chars().count();
                self.add(Rule::Unused, parameter.mark, length, message, None);
            }
        }
        for span in placeholders_in_quotes(command) {
            let name = &command[span.clone()];
            let is_text = |parameter: &Parameter| {
                parameter.name == name
                    && !matches!(Kind::of(&parameter.kind), Some(Kind::Int | Kind::Float | Kind::Bool))
            };
            if self.entry_point.parameters.iter().any(is_text) {
                let message = format!(
                    "{{{name}}} stands inside quotes, which undoes the quoting of its value: the shell may take part of it \
                     for a command"
                );
                let hint = Some(format!("write {{{name}}} without quotes: a value is always one word"));
                self.add_at(Rule::InQuotes, command, span, message, hint);
            }
        }
        for span in script::named(command) {
            let name = &command[span.clone()];
            let path = self.manifest.folder.join(name);
            if !fsx::exists(&path) {
                let files = siblings(&path, name);
                let near = nearest(name, files.iter().map(String::as_str));
                let message = format!("there is no {name} in {}", self.manifest.folder.display());
                let hint = near.map(|near| format!("did you mean `{near}`?"));
                self.add_at(Rule::NoScript, command, span, message, hint);
            }
        }
    }

    /// Fills the command in; returns the names that it asks for.
    fn template(&mut self, command: &str) -> BTreeSet<String> {
        let used = RefCell::new(BTreeSet::new());
        let mut unknown = BTreeSet::new();
        loop {
            let filled = template::format(command, |name| {
                used.borrow_mut().insert(name.to_owned());
                let known = self.sample(name, false);
                known.or_else(|| unknown.contains(name).then_some(ZEROS))
            });
            let Err(error) = filled else { break };
            let span = error.span.clone();
            if error.class == "KeyError" {
                let name = &command[span.clone()];
                let message = format!("`{{{name}}}` names no declared parameter");
                let written = command[span.start..].split('}').next().unwrap_or(name);
                let hint = self.instead_of(name, written);
                let mut places = placeholders(command, name);
                if places.is_empty() {
                    places.push(span);
                }
                for place in places {
                    self.add_at(Rule::Template, command, place, message.clone(), Some(hint.clone()));
                }
                unknown.insert(name.to_owned());
                continue;
            }
            let is_of_braces = ["Single ", "expected '}'"]
                .iter()
                .any(|start| error.message.starts_with(start));
            if !unknown.is_empty() && !is_of_braces {
                break; // it may be about what is unknown
            }
            let with_zeros = template::format(command, |name| {
                let known = self.sample(name, true);
                known.or_else(|| unknown.contains(name).then_some(ZEROS))
            });
            let rule = if with_zeros.is_err() {
                Rule::Template
            } else {
                Rule::Default
            };
            let message = format!("the command cannot be filled in: {error}");
            self.add_at(rule, command, span, message, hint_of(&error));
            break;
        }
        used.into_inner()
    }

    /// A value to fill in, as the command gets it.
    fn sample(&self, name: &str, only_zeros: bool) -> Option<&str> {
        let mut parameters = self.entry_point.parameters.iter();
        let parameter = parameters.find(|parameter| parameter.name == name)?;
        match (&parameter.form, &parameter.default) {
            (Form::Plain, Some(default)) if !only_zeros && quote(default) == *default => Some(default),
            _ => Some(ZEROS),
        }
    }

    /// What to write instead of a name that is not declared; `written` is all that stands between the braces.
    fn instead_of(&self, name: &str, written: &str) -> String {
        let mut declared = self
            .entry_point
            .parameters
            .iter()
            .map(|parameter| parameter.name.as_str());
        let trimmed = name.trim();
        let near = declared.clone().find(|declared| *declared == trimmed);
        if let Some(near) = near.or_else(|| nearest(trimmed, declared.clone())) {
            return format!("did you mean `{{{near}}}`?");
        }
        let read = yaml::parse(name.as_bytes())
            .ok()
            .flatten()
            .and_then(|node| node.resolve().ok());
        let read = read.map(|value| value.python_str()).filter(|read| read != name);
        let is_below = |declared: &str| {
            declared
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(['.', '[']))
        };
        if let Some(read) = read.filter(|read| declared.clone().any(|declared| declared == read)) {
            format!("YAML reads the name `{name}` as {read}: where it is declared, put it in quotes: '{name}':")
        } else if let Some(dotted) = declared.find(|declared| is_below(declared)) {
            format!("`{{{dotted}}}` means a part of `{name}`: give the parameter a name of letters, digits and _")
        } else {
            format!("to keep the braces for the shell, double them: `{{{{{written}}}}}`")
        }
    }

    /// Adds something about a part of the command.
    fn add_at(&mut self, rule: Rule, command: &str, span: Range<usize>, message: String, hint: Option<String>) {
        let start = self.entry_point.mark;
        let mark = start.and_then(|mark| place::within(&self.manifest.text, mark, command, span.start));
        let marked = command[span].lines().next().unwrap_or_default();
        let length = if mark.is_some() { marked.chars().count() } else { 0 };
        self.add(rule, mark.or(start), length, message, hint);
    }

    fn add(&mut self, rule: Rule, mark: Option<Mark>, length: usize, message: String, hint: Option<String>) {
        self.findings.push(Finding {
            rule,
            path: self.manifest.project.file.clone().unwrap_or_default(),
            mark,
            length,
            message,
            hint,
            entry_point: Some(self.entry_point.name.clone()),
        });
    }
}

/// Where a name stands as a placeholder.
fn placeholders(command: &str, name: &str) -> Vec<Range<usize>> {
    let open = format!("{{{name}");
    let found = command.match_indices(&open).map(|(at, _)| at + 1..at + open.len());
    found
        .filter(|place| {
            let before = &command[..place.start];
            let braces = before.len() - before.trim_end_matches('{').len();
            braces % 2 == 1 && command[place.end..].starts_with(['}', '!', ':', '.', '['])
        })
        .collect()
}

/// What to try about a template that Python cannot read.
fn hint_of(error: &TemplateError) -> Option<String> {
    let text = match (error.class, error.message.as_str()) {
        ("ValueError", message) if message.starts_with("Single") || message.starts_with("expected '}'") => {
            "to keep a brace for the shell, double it: `{{` and `}}`"
        }
        ("IndexError", message) if message.starts_with("Replacement index") => {
            "parameters have names: `{name}`; to keep the braces for the shell, double them: `{{}}`"
        }
        ("ValueError", message) if message.starts_with("Unknown format code") => {
            "every value is text: only widths and alignment can be asked for, as in `{name:>8}`"
        }
        _ => return None,
    };
    Some(text.to_owned())
}
