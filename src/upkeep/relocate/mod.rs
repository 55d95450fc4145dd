//! Locations that a store records, rewritten after it was moved: MLflow follows them to the letter.

mod apply;
mod old_place;
mod place;
mod recorded;

use std::fmt;
use std::path::PathBuf;

pub use apply::relocate;

use self::place::Place;
use self::recorded::{Recorded, Records};
use crate::fsx;
use crate::model::{ExperimentId, LoggedModelId, RunId, TraceId};
use crate::store::file::{FileStore, folder_uri, local_path, places};
use crate::store::{Damage, Result};

/// Whose location it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// Where an experiment's runs put their artifacts.
    Experiment(ExperimentId),
    /// A run's artifacts.
    Run(RunId),
    /// A logged model's files.
    LoggedModel(LoggedModelId),
    /// The files of a version of a registered model, by name and number.
    Version(String, String),
    /// A trace's spans.
    Trace(TraceId),
}

impl Owner {
    /// What kind of thing it is, for people and in data.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Experiment(_) => "experiment",
            Self::Run(_) => "run",
            Self::LoggedModel(_) => "logged model",
            Self::Version(..) => "version",
            Self::Trace(_) => "trace",
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Experiment(id) => id.fmt(f),
            Self::Run(id) => id.fmt(f),
            Self::LoggedModel(id) => id.fmt(f),
            Self::Version(name, number) => write!(f, "{name}/{number}"),
            Self::Trace(id) => id.fmt(f),
        }
    }
}

/// One location, and what it becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relocation {
    /// Whose it is.
    pub owner: Owner,
    /// The file that records it.
    pub file: PathBuf,
    /// Under which key of its YAML; `None` when the file holds nothing else.
    pub key: Option<&'static str>,
    /// What is recorded.
    pub from: String,
    /// What it becomes.
    pub to: String,
    /// The part of `from` that changes, and what it becomes.
    pub prefix: (String, String),
    /// Whether there is something where it then points to; of an experiment's that is made when it is needed, and so are
    /// the artifacts of a run that has none.
    pub is_there: bool,
    /// Whether files of it lie here, which tells that the store was where `from` points to.
    pub is_proof: bool,
}

/// Locations that look as if they were left behind by a move and are not changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// What they begin with.
    pub prefix: String,
    /// How many.
    pub count: usize,
    /// Why.
    pub reason: LeftBecause,
}

/// Why a location is not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeftBecause {
    /// No file of theirs lies in this store, so it may never have been where they say.
    NothingHere,
    /// There are files that do not lie in this store.
    FilesThere,
    /// What they name is not in this store.
    Unknown,
}

/// What is going to be rewritten. Made of what is there; changes nothing.
#[derive(Debug, Clone, Default)]
pub struct RelocationPlan {
    /// Every change, by file.
    pub changes: Vec<Relocation>,
    /// What stays, though it does not point into this store.
    pub left: Vec<Left>,
    /// How many locations there are.
    pub locations: usize,
    /// What could not be read.
    pub damage: Vec<Damage>,
}

/// Plans to make every location that points to where the store used to be point to where it is. Where that was the
/// locations tell themselves: `<old place>/<experiment>/<run>/artifacts`, if files of theirs lie here.
///
/// # Errors
/// When the store cannot be listed.
pub fn plan_relocation(store: &FileStore) -> Result<RelocationPlan> {
    let records = Records::read(store)?;
    let mut plan = old_place::plan(store, &records);
    plan.finish(records, store);
    Ok(plan)
}

/// Plans to make the beginning `from` of every location `to`, name by name: `/a/b` is none of `/a/bc`. A path and a `file:`
/// URI mean the same; each location stays spelled as it is.
///
/// # Errors
/// When the store cannot be listed.
pub fn plan_relocation_of(store: &FileStore, from: &str, to: &str) -> Result<RelocationPlan> {
    let records = Records::read(store)?;
    let (from, to) = (Place::parse(from), Place::parse(to));
    let change = |recorded: &Recorded| {
        let place = Place::parse(&recorded.text);
        let moved = place.is_within(&from).then(|| place.moved(from.names.len(), &to))?;
        let prefix = (place.first(from.names.len()), moved.first(to.names.len()));
        Some(Relocation::new(recorded, &moved, prefix))
    };
    let mut plan = RelocationPlan {
        changes: records
            .all
            .iter()
            .filter_map(change)
            .filter(|change| change.from != change.to)
            .collect(),
        ..RelocationPlan::default()
    };
    plan.finish(records, store);
    Ok(plan)
}

impl Relocation {
    fn new(recorded: &Recorded, moved: &Place, (from, to): (Place, Place)) -> Self {
        Self {
            owner: recorded.owner.clone(),
            file: recorded.file.clone(),
            key: recorded.key,
            from: recorded.text.clone(),
            to: moved.text(),
            prefix: (from.text(), to.text()),
            is_there: false,
            is_proof: false,
        }
    }
}

impl RelocationPlan {
    fn finish(&mut self, records: Records, store: &FileStore) {
        let is_there = |to: &str| {
            let places = local_path(to).map(|path| places(store.root(), &path));
            places.is_some_and(|places| places.iter().any(|path| fsx::exists(path)))
        };
        for change in &mut self.changes {
            change.is_there = is_there(&change.to);
        }
        self.changes.sort_by(|a, b| (&a.file, a.key).cmp(&(&b.file, b.key)));
        self.locations = records.all.len();
        self.damage = records.damage;
    }
}

/// The store's own place.
fn here(store: &FileStore) -> Place {
    Place::parse(&folder_uri(store.root()))
}
