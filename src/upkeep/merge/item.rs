//! What a merge tells of each thing.

use std::path::PathBuf;

use super::{Clash, Kind};
use crate::model::ExperimentId;

/// What becomes of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// It comes whole.
    New,
    /// Something comes to it, or it is changed.
    United,
    /// All of it is here.
    Equal,
    /// What differs of it cannot be united, and nothing comes to it.
    Kept,
    /// It cannot be read or not be written.
    Failed,
}

/// What becomes of one experiment, run, model or trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its id here; of a registered model its name.
    pub id: String,
    /// The experiment it comes to.
    pub experiment: Option<ExperimentId>,
    /// That experiment's name.
    pub name: Option<String>,
    /// What becomes of it.
    pub step: Step,
    /// How many files are added or changed.
    pub files: u64,
    /// In bytes, what is written.
    pub bytes: u64,
    /// What of it stays as it is here though it differs, and why.
    pub clashes: Vec<Clash>,
    /// Why it failed.
    pub failure: Option<String>,
}

/// An experiment of a source that cannot come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The source.
    pub source: PathBuf,
    /// Its id there.
    pub id: ExperimentId,
    /// Its name.
    pub name: Option<String>,
    /// Why.
    pub reason: String,
}
