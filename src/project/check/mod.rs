//! Everything that can be known to be wrong or odd about a project before it is run.

mod checker;
mod place;
mod script;

use std::path::Path;

use super::error::sort;
use super::spec::{Finding, Manifest, Project, open};
use super::{ProjectError, Result};
use checker::Checker;

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
        findings.append(&mut Checker::of(manifest, entry_point).findings());
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
