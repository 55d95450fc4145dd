//! Names every kind of damage, everything MLflow hides or misreads, and what is left over; and plans and makes repairs.
//!
//! Every byte of the store that MLflow reads is read once; of artifacts the names. What was found says what follows from
//! it, most often for MLflow 3.17: what is said to make it raise was seen to.
//!
//! | part | what it checks |
//! | --- | --- |
//! | [`finding`] | what a finding is |
//! | [`root`] | the store's folder: what in it is an experiment |
//! | [`experiment`], [`run`], [`logged_model`], [`trace`], [`registry`], [`inputs`] | what lies in it |
//! | [`meta`], [`values`], [`metric`], [`metric_line`], [`artifacts`] | the files of these |
//! | [`content`], [`keys`], [`listing`], [`locations`], [`strays`] | what can be wrong with any of them |
//! | [`across`] | what only the whole store can tell |
//! | [`repair`] | the plan of a repair, and its making |

mod across;
mod artifacts;
mod content;
mod experiment;
mod finding;
mod inputs;
mod keys;
mod listing;
mod locations;
mod logged_model;
mod meta;
mod metric;
mod metric_line;
mod registry;
pub mod repair;
mod root;
mod run;
mod strays;
mod trace;
mod values;

use crate::fsx::{Folder, PathError};
use crate::model::Millis;
use crate::store::file::FileStore;
use crate::store::file::layout::MODELS;
use finding::Findings;
pub use finding::{Finding, Kind, Severity};

/// A store as it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The worst first, then by kind, path and line.
    pub findings: Vec<Finding>,
    /// How much was read.
    pub tally: Tally,
}

/// How much there was to check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Folders that are experiments, deleted ones too.
    pub experiments: u64,
    /// Folders that are runs, deleted ones too.
    pub runs: u64,
    /// Folders of logged models.
    pub logged_models: u64,
    /// Folders of registered models.
    pub registered_models: u64,
    /// Folders of traces.
    pub traces: u64,
    /// Files read.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl Checked {
    /// How many findings matter that much.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.kind.severity == severity)
            .count()
    }
}

/// Everything that can be found, the worst first, then by name. A name that stands for two severities is there twice.
#[must_use]
pub fn kinds() -> Vec<Kind> {
    let mut kinds: Vec<Kind> = [
        across::KINDS,
        artifacts::KINDS,
        content::KINDS,
        experiment::KINDS,
        finding::KINDS,
        inputs::KINDS,
        keys::KINDS,
        listing::KINDS,
        locations::KINDS,
        logged_model::KINDS,
        meta::KINDS,
        metric::KINDS,
        registry::KINDS,
        root::KINDS,
        run::KINDS,
        strays::KINDS,
        trace::KINDS,
        values::KINDS,
    ]
    .concat();
    kinds.sort_by_key(|kind| (kind.severity, kind.name));
    kinds
}

/// Reads the whole store. Nothing is written.
///
/// # Errors
/// When the store's folder itself cannot be opened.
pub fn check(store: &FileStore, now: Millis) -> Result<Checked, PathError> {
    let folder = Folder::open(store.root())?;
    let mut found = Findings::new(store.root());
    let experiments = root::check(&folder, now, &mut found);
    let registry = if crate::fsx::is_dir(&store.root().join(MODELS)) {
        registry::check_all(&folder, &mut found)
    } else {
        registry::Facts::default()
    };
    across::check(&experiments, &registry.versions, &mut found);
    let mut findings = found.list;
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.kind.severity, finding.kind.name);
        (key(a), &a.path, a.line).cmp(&(key(b), &b.path, b.line))
    });
    let sum = |of: fn(&experiment::Facts) -> usize| experiments.iter().map(|e| of(e) as u64).sum();
    Ok(Checked {
        findings,
        tally: Tally {
            experiments: experiments.len() as u64,
            runs: sum(|experiment| experiment.runs.len()),
            logged_models: sum(|experiment| experiment.models.len()),
            registered_models: registry.models,
            traces: experiments.iter().map(|experiment| experiment.traces).sum(),
            files: found.files,
            bytes: found.bytes,
        },
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn kinds_can_be_relied_on() {
        let mut seen = BTreeSet::new();
        for kind in kinds() {
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(kind.name.chars().all(is_plain), "{}", kind.name);
            assert!(!kind.consequence.is_empty(), "{}", kind.name);
            assert!(seen.insert((kind.name, kind.severity)), "{} is there twice", kind.name);
        }
    }
}
