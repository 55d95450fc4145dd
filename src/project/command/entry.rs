//! Which entry point is meant, and whether it has all that it needs.

use std::borrow::Cow;
use std::path::Path;

use super::Request;
use super::script::{script_command, siblings};
use crate::fsx;
use crate::near::nearest;
use crate::project::spec::{EntryPoint, Project};
use crate::project::{ProjectError, Result, Suggestion};

pub(super) fn find<'p>(project: &'p Project, request: &Request<'_>) -> Result<Cow<'p, EntryPoint>> {
    let name = request.entry_point;
    if let Some(declared) = project.entry_points.iter().find(|entry| entry.name == name) {
        return Ok(Cow::Borrowed(declared));
    }
    let known = || project.entry_points.iter().map(|entry| entry.name.as_str());
    let Some(command) = script_command(name, request.shell) else {
        return Err(ProjectError::NoEntryPoint {
            name: name.to_owned(),
            known: known().map(str::to_owned).collect(),
            near: nearest(name, known()).map(str::to_owned),
            misnamed: project.file.is_none().then(|| misnamed(request.folder)).flatten(),
        });
    };
    if !fsx::is_file(&request.folder.join(name)) {
        let scripts = siblings(&request.folder.join(name), name);
        let near = nearest(name, known().chain(scripts.iter().map(String::as_str)));
        return Err(ProjectError::NoScript {
            name: name.to_owned(),
            folder: request.folder.to_owned(),
            near: near.map(str::to_owned),
        });
    }
    let command = command.replace('{', "{{").replace('}', "}}");
    Ok(Cow::Owned(EntryPoint::new(name, command)))
}

/// A file that was probably meant to be the `MLproject`: MLflow knows no ending of it.
#[must_use]
pub fn misnamed(folder: &Path) -> Option<String> {
    let names = fsx::list(folder)
        .unwrap_or_default()
        .into_iter()
        .map(|entry| entry.name);
    names
        .into_iter()
        .find(|name| name.to_lowercase().starts_with("mlproject"))
}

pub(super) fn check_missing(entry_point: &EntryPoint, given: &[(String, String)]) -> Result<()> {
    let is_given = |name: &str| given.iter().any(|(given, _)| given == name);
    let missing: Vec<&str> = entry_point
        .parameters
        .iter()
        .filter(|parameter| parameter.is_required() && !is_given(&parameter.name))
        .map(|parameter| parameter.name.as_str())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let undeclared = given.iter().filter(|(name, _)| !entry_point.declares(name));
    let near = undeclared
        .filter_map(|(name, _)| {
            let meant = nearest(name, missing.iter().copied())?.to_owned();
            let given = name.clone();
            Some(Suggestion { given, meant })
        })
        .collect();
    Err(ProjectError::MissingParameters {
        names: missing.into_iter().map(str::to_owned).collect(),
        near,
    })
}

/// The declared parameter that an undeclared name was probably meant for; one that was given itself is out of it.
pub(super) fn misspelt(entry_point: &EntryPoint, name: &str, given: &[&str]) -> Option<Suggestion> {
    let declared = entry_point.parameters.iter().map(|parameter| parameter.name.as_str());
    let meant = nearest(name, declared.filter(|declared| !given.contains(declared)))?;
    Some(Suggestion {
        given: name.to_owned(),
        meant: meant.to_owned(),
    })
}
