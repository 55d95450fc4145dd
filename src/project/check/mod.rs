//! Everything that can be known to be wrong or odd about a project before it is run.

mod place;
mod script;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use super::command::template::{self, TemplateError};
use super::command::{placeholders_in_quotes, siblings};
use super::error::sort;
use super::spec::{EntryPoint, Finding, Form, Kind, Manifest, Parameter, Project, Rule, open};
use super::{ProjectError, Result, quote};
use crate::codec::Mark;
use crate::fsx;
use crate::model::Key;
use crate::near::nearest;

/// Long enough for any index into it, and a number that is no great width.
const ZEROS: &str = "0000000000000000000000000000000000000000";

/// Everything that is wrong or odd, in the order of the file; of one entry point only, where it is named.
#[must_use]
pub fn check(manifest: &Manifest, entry_point: Option<&str>) -> Vec<Finding> {
    let mut findings = manifest.findings.clone();
    let is_meant = |name: &str| entry_point.is_none_or(|meant| meant == name);
    for entry_point in manifest
        .project
        .entry_points
        .iter()
        .filter(|entry| is_meant(&entry.name))
    {
        let mut checker = Checker {
            manifest,
            entry_point,
            findings: Vec::new(),
        };
        checker.names();
        if let Ok(command) = &entry_point.command {
            checker.command(command);
        }
        findings.append(&mut checker.findings);
    }
    findings.retain(|finding| finding.rule.is_fatal() || entry_point.is_none_or(|name| finding.concerns(name)));
    sort(&mut findings);
    findings.dedup();
    findings
}

/// The project whose entry point is to be run, and the warnings that concern it.
///
/// # Errors
/// [`ProjectError::Faulty`] with all that keeps it from being run; the folder or file cannot be read.
pub fn load_checked(folder: &Path, entry_point: &str) -> Result<(Project, Vec<Finding>)> {
    let manifest = open(folder)?;
    let (errors, warnings): (Vec<_>, Vec<_>) = check(&manifest, Some(entry_point))
        .into_iter()
        .partition(|finding| finding.rule.is_error());
    let errors: Vec<Finding> = errors.into_iter().filter(|error| error.stops(entry_point)).collect();
    if errors.is_empty() {
        return Ok((manifest.project, warnings));
    }
    Err(ProjectError::faulty(errors))
}

struct Checker<'a> {
    manifest: &'a Manifest,
    entry_point: &'a EntryPoint,
    findings: Vec<Finding>,
}

impl Checker<'_> {
    /// Of the parameters.
    fn names(&mut self) {
        for parameter in &self.entry_point.parameters {
            if let Err(error) = Key::parse(&parameter.name) {
                let error = error.named("parameter", "Param key");
                let mark = parameter.mark;
                let length = parameter.name.chars().count();
                self.add(Rule::Name, mark, length, error.to_string(), None);
            }
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
                let (message, hint) = self.unknown_name(name);
                for (at, _) in command.match_indices(&format!("{{{name}}}")) {
                    let span = at + 1..at + 1 + name.len();
                    let (message, hint) = (message.clone(), hint.clone());
                    self.add_at(Rule::Template, command, span, message, Some(hint));
                }
                if !command.contains(&format!("{{{name}}}")) {
                    self.add_at(Rule::Template, command, span, message, Some(hint));
                }
                unknown.insert(name.to_owned());
                continue;
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

    fn unknown_name(&self, name: &str) -> (String, String) {
        let message = format!("`{{{name}}}` names no declared parameter");
        let declared = self
            .entry_point
            .parameters
            .iter()
            .map(|parameter| parameter.name.as_str());
        let trimmed = name.trim();
        let near = declared.clone().find(|declared| *declared == trimmed);
        let hint = match near.or_else(|| nearest(trimmed, declared)) {
            Some(near) => format!("did you mean `{{{near}}}`?"),
            None => format!("to keep the braces for the shell, double them: `{{{{{name}}}}}`"),
        };
        (message, hint)
    }

    /// Adds something about a part of the command.
    fn add_at(&mut self, rule: Rule, command: &str, span: Range<usize>, message: String, hint: Option<String>) {
        let start = self.entry_point.mark;
        let mark = start.and_then(|mark| place::within(&self.manifest.text, mark, command, span.start));
        let marked: Cow<'_, str> = command[span].lines().next().unwrap_or_default().into();
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
