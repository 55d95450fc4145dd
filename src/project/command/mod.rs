//! The command of a request, by MLflow's rules: values, quoting, `str.format`.

mod entry;
mod fetch;
mod given;
mod quote;
mod request;
mod script;
pub mod template;
#[cfg(test)]
mod tests;
mod text_spec;
mod value;

use std::borrow::Cow;
use std::collections::BTreeMap;

pub use entry::misnamed;
pub use fetch::{Fetch, Unfetched};
pub use given::{GivenError, Values, given};
pub(super) use quote::placeholders_in_quotes;
pub use quote::{quote, unquoted};
pub use request::{Invocation, Request, Warning};
pub use script::check_programs;
pub(super) use script::siblings;
pub use value::BadValue;

use super::spec::{EntryPoint, Project};
use super::{ProjectError, Result};
use crate::model::{Key, Param};
use entry::{check_missing, find, misspelt};
use value::Filled;

/// The longest recorded value in code points (MLflow's `MAX_PARAM_VAL_LENGTH`); the command gets all of it.
pub(super) const MAX_RECORDED: usize = 6000;

/// How MLflow passes on parameters that are not declared.
const EXTRA: &str = "--{name} {value}";

/// Computes the command of a request, by MLflow's rules; what parameters of type `path` name elsewhere is fetched.
///
/// # Errors
/// No such entry point or script, values missing or of the wrong kind, a command that cannot be filled in.
pub fn invocation(project: &Project, request: &Request<'_>, fetch: &Fetch<'_>) -> Result<Invocation> {
    let entry_point = find(project, request)?;
    check_missing(&entry_point, request.parameters)?;
    let filled = value::fill(project, &entry_point, request, fetch)?;
    let template = entry_point
        .command
        .as_ref()
        .map_err(|finding| ProjectError::Faulty(vec![(**finding).clone()]))?;
    let words: BTreeMap<&str, &str> = filled
        .iter()
        .map(|one| (one.name.as_str(), one.word.as_str()))
        .collect();
    let mut command = fill_in(&entry_point, template, |name| words.get(name).copied())?;
    let mut warnings = in_quotes(template, &filled);
    let values = filled.into_iter().filter_map(|one| Some((one.name, one.value?)));
    let (mut parameters, mut recorded) = (Vec::new(), Vec::new());
    for (name, value) in values {
        recorded.push((Cow::Owned(name.clone()), value.recorded));
        parameters.push((name, value.text));
    }
    let given: Vec<&str> = request.parameters.iter().map(|(name, _)| name.as_str()).collect();
    let extra = entry_point.extra.as_deref().unwrap_or(EXTRA);
    for (name, value) in request
        .parameters
        .iter()
        .filter(|(name, _)| !entry_point.declares(name))
    {
        let (quoted_name, quoted) = (quote(name), quote(value));
        let lookup = |key: &str| match key {
            "name" => Some(&*quoted_name),
            "value" => Some(&*quoted),
            _ => None,
        };
        command.push(' ');
        command.push_str(&fill_in(&entry_point, extra, lookup)?);
        parameters.push((name.clone(), value.clone()));
        recorded.push((recorded_name(name), value.clone()));
        let passed_on = || {
            fill_in(&entry_point, extra, |key| {
                if key == "value" { Some("…") } else { lookup(key) }
            })
        };
        if let Some(suggestion) = misspelt(&entry_point, name, &given) {
            let passed_on = passed_on()?;
            warnings.push(Warning::ProbablyMisspelt { suggestion, passed_on });
        }
    }
    let mut params = Vec::new();
    let mut unrecordable = None;
    for (index, (name, value)) in recorded.into_iter().enumerate() {
        let key = match Key::parse(&name) {
            Ok(key) => key,
            Err(error) => {
                unrecordable.get_or_insert_with(|| error.named(&format!("params[{index}].key"), "Param key"));
                continue;
            }
        };
        let quoted = quote(&value);
        let length = quoted.chars().count();
        if length > MAX_RECORDED {
            let name = name.into_owned();
            warnings.push(Warning::CutInRecord { name, length });
        }
        let value = quoted.chars().take(MAX_RECORDED).collect();
        params.push(Param { key, value });
    }
    Ok(Invocation {
        command,
        parameters,
        recorded: params,
        unrecordable,
        warnings,
    })
}

fn fill_in<'v>(entry_point: &EntryPoint, template: &str, lookup: impl Fn(&str) -> Option<&'v str>) -> Result<String> {
    template::format(template, lookup).map_err(|source| ProjectError::Template {
        entry_point: entry_point.name.clone(),
        template: template.to_owned(),
        source,
    })
}

fn in_quotes(template: &str, filled: &[Filled]) -> Vec<Warning> {
    let mut names: Vec<&str> = placeholders_in_quotes(template)
        .into_iter()
        .map(|place| &template[place])
        .collect();
    names.sort_unstable();
    names.dedup();
    let is_undone = |one: &Filled| {
        let value = one.value.as_ref().filter(|_| one.is_quoted);
        value.is_some_and(|value| quote(&value.text) != value.text)
    };
    names.retain(|name| filled.iter().any(|one| one.name == *name && is_undone(one)));
    let warning = |name: &str| Warning::InQuotes { name: name.to_owned() };
    names.into_iter().map(warning).collect()
}

/// MLflow records the quoted name of an undeclared parameter, and fails where quotes were needed. There we record the
/// name itself.
fn recorded_name(name: &str) -> Cow<'_, str> {
    let quoted = quote(name);
    if Key::parse(&quoted).is_ok() {
        quoted
    } else {
        Cow::Borrowed(name)
    }
}
