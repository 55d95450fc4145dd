//! Repairs: planned of what was found, shown, and made. Nothing is deleted: what is replaced or taken away is kept by the
//! operation, which can be undone.

mod experiment;
mod run;
mod salvage;
mod work;

use std::path::Path;
use std::time::UNIX_EPOCH;

use super::Checked;
use super::metric_line::Of;
use crate::fsx;
use crate::model::Millis;
use crate::store::file::layout::META;
use crate::upkeep::undo::Operation;
use work::Work;

/// What can be done about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mend {
    /// A missing folder is made.
    MakeFolder,
    /// It goes to the quarantine.
    TakeAway,
    /// It goes to the quarantine, and a folder takes its place.
    ReplaceByFolder,
    /// The folder it lies in goes to the quarantine.
    TakeAwayAbove,
    /// It gets a name that MLflow takes.
    Rename,
    /// Bytes that are not UTF-8 are spelled out.
    Text,
    /// The lines of a metric that can be read are kept.
    Lines(Of),
    /// A run's `meta.yaml` is completed or written anew.
    Run,
    /// An experiment's `meta.yaml` is completed or written anew.
    Experiment,
    /// The `meta.yaml` of a run or experiment is made to say where it lies.
    Adopt,
    /// What we left ourselves is removed, unless its maker lives.
    Sweep,
}

/// What a repair does, one step a file or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// In the order in which they are done.
    pub steps: Vec<Step>,
}

/// What is done about one file or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Relative to the store.
    pub path: String,
    /// What is done, in words.
    pub what: String,
    /// The kinds of what was found there.
    pub why: Vec<&'static str>,
    mends: Vec<Mend>,
}

/// A step that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// What was to be done.
    pub step: Step,
    /// Why it failed, if it did.
    pub error: Option<String>,
}

impl Plan {
    /// Plans the repair of a store. Reads what it needs to say what will be done, and changes nothing.
    #[must_use]
    pub fn new(root: &Path, checked: &Checked) -> Self {
        let mut steps: Vec<Step> = Vec::new();
        let mendable = checked
            .findings
            .iter()
            .filter_map(|finding| Some((finding, finding.mend?)));
        let mut all: Vec<_> = mendable
            .map(|(finding, mend)| (place(&finding.path, mend), mend, finding.kind.name))
            .collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        for (path, mend, why) in all {
            match steps.last_mut().filter(|step| step.path == path) {
                Some(step) => {
                    if !step.mends.contains(&mend) {
                        step.mends.push(mend);
                    }
                    if !step.why.contains(&why) {
                        step.why.push(why);
                    }
                }
                None => steps.push(Step {
                    path,
                    what: String::new(),
                    why: vec![why],
                    mends: vec![mend],
                }),
            }
        }
        for step in &mut steps {
            step.what = match Work::prepare(root, &step.path, &step.mends) {
                Ok(work) => work.says,
                Err(error) => format!("cannot be repaired: {error}"),
            };
        }
        Self { steps }
    }

    /// Does it, step by step; what fails is told and the rest goes on. The caller holds the store's lock, and ends the
    /// operation.
    pub fn apply(&self, root: &Path, operation: &mut Operation, tell: &mut dyn FnMut(&Done)) -> Vec<Done> {
        let mut done = Vec::new();
        for step in &self.steps {
            let result = Work::prepare(root, &step.path, &step.mends).and_then(|work| work.carry_out(operation));
            let one = Done {
                step: step.clone(),
                error: result.err(),
            };
            tell(&one);
            done.push(one);
        }
        done
    }
}

/// The file that is mended: a folder without `meta.yaml` gets one.
fn place(path: &str, mend: Mend) -> String {
    let is_meta = path == META || path.ends_with(&format!("/{META}"));
    match mend {
        Mend::TakeAwayAbove => path.rsplit_once('/').map_or(path, |(above, _)| above).to_owned(),
        Mend::Run | Mend::Experiment | Mend::Adopt if !is_meta => format!("{path}/{META}"),
        _ => path.to_owned(),
    }
}

/// When a file or folder was last changed.
fn modified(path: &Path) -> Option<Millis> {
    let since = fsx::modified(path)?.duration_since(UNIX_EPOCH).ok()?;
    Some(Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
}
