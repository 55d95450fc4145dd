//! What of a store takes how much space.

mod measure;
mod parts;

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::path::PathBuf;

use rayon::prelude::*;

use self::measure::{Measured, measure};
use self::parts::Part;
use crate::fsx;
use crate::model::{ExperimentId, Lifecycle, RunId, ViewType};
use crate::store::file::FileStore;
use crate::store::{Damage, ExperimentQuery, Needs, Result, RunQuery, TrackingStore};

/// How much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Space {
    /// Files, links among them.
    pub files: u64,
    /// The lengths of their contents, in bytes.
    pub bytes: u64,
    /// What they and their folders take on the disk, in bytes.
    pub on_disk: u64,
}

impl AddAssign for Space {
    fn add_assign(&mut self, other: Self) {
        self.files += other.files;
        self.bytes += other.bytes;
        self.on_disk += other.on_disk;
    }
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Content {
    /// `meta.yaml`, datasets, inputs and outputs.
    Metadata,
    /// Metrics of runs.
    Metrics,
    /// Params of runs.
    Params,
    /// Tags of runs and experiments.
    Tags,
    /// Files that runs logged.
    Artifacts,
    /// Logged models.
    Models,
    /// Traces.
    Traces,
    /// Registered models.
    Registry,
    /// What mlrun keeps to take changes back.
    OwnTrash,
    /// What killed processes left.
    Temporary,
    /// Anything else.
    Other,
}

impl Content {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::Metrics => "metrics",
            Self::Params => "params",
            Self::Tags => "tags",
            Self::Artifacts => "artifacts",
            Self::Models => "models",
            Self::Traces => "traces",
            Self::Registry => "registry",
            Self::OwnTrash => "mlrun's trash",
            Self::Temporary => "temporary",
            Self::Other => "other",
        }
    }
}

/// Whose files and which.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share {
    /// The experiment they lie in.
    pub experiment: Option<ExperimentId>,
    /// The run they are of.
    pub run: Option<RunId>,
    /// What they are for.
    pub content: Content,
    /// Whether they are of something that was deleted.
    pub deleted: bool,
}

/// An experiment or a run, as far as it is named in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: Option<String>,
    /// Whether it was deleted.
    pub deleted: bool,
}

/// The space a store takes.
#[derive(Debug, Clone, Default)]
pub struct Usage {
    /// In the store, by share.
    pub inside: BTreeMap<Share, Space>,
    /// Artifacts recorded to lie elsewhere on this disk, which are there, by share.
    pub outside: BTreeMap<Share, Space>,
    /// Every experiment.
    pub experiments: BTreeMap<ExperimentId, Named>,
    /// Every run.
    pub runs: BTreeMap<RunId, Named>,
    /// What could not be read.
    pub damage: Vec<Damage>,
}

/// Measures a store. A file with several names counts once, under the first; links are not followed. `by_run` says whether
/// the runs of an experiment are told apart.
///
/// # Errors
/// When the store cannot be listed.
pub fn usage(store: &FileStore, by_run: bool) -> Result<Usage> {
    let (mut usage, locations) = named(store)?;
    let parts = parts::parts(store, &mut usage)?;
    let measured = |part: Part| {
        let found = measure(&part.path, part.reach);
        (part, found)
    };
    let inside: Vec<(Part, Measured)> = parts.into_par_iter().map(measured).collect();
    usage.inside = added_up(inside, by_run);
    let outside: Vec<(Part, Measured)> = parts::outside(store, &usage, locations)
        .into_par_iter()
        .map(measured)
        .collect();
    usage.outside = added_up(outside, by_run);
    Ok(usage)
}

/// Whose artifacts are recorded where.
type Location = (ExperimentId, RunId, String);

/// The names of everything, and where each run's artifacts are recorded to be.
fn named(store: &FileStore) -> Result<(Usage, Vec<Location>)> {
    let mut usage = Usage::default();
    let experiments = TrackingStore::search_experiments(store, &ExperimentQuery::all())?;
    usage.damage = experiments.damage;
    for experiment in experiments.items {
        let named = Named {
            name: Some(experiment.name),
            deleted: experiment.lifecycle_stage == Lifecycle::Deleted,
        };
        usage.experiments.insert(experiment.experiment_id, named);
    }
    let query = RunQuery {
        view: ViewType::All,
        needs: Needs::INFO,
        ..RunQuery::default()
    };
    let runs = TrackingStore::search_runs(store, &query)?;
    usage.damage.extend(runs.damage);
    let mut locations = Vec::new();
    for run in runs.items {
        let info = run.info;
        let in_deleted = usage
            .experiments
            .get(&info.experiment_id)
            .is_some_and(|named| named.deleted);
        let named = Named {
            name: info.run_name,
            deleted: in_deleted || info.lifecycle_stage == Lifecycle::Deleted,
        };
        usage.runs.insert(info.run_id.clone(), named);
        locations.extend(info.artifact_uri.map(|uri| (info.experiment_id, info.run_id, uri)));
    }
    Ok((usage, locations))
}

/// Adds up what was measured; of the names of one file the first counts.
fn added_up(measured: Vec<(Part, Measured)>, by_run: bool) -> BTreeMap<Share, Space> {
    let mut shares = BTreeMap::new();
    let mut seen = std::collections::HashSet::new();
    for (part, found) in measured {
        for (content, space) in found.own {
            *shares.entry(part.share(content, by_run)).or_default() += space;
        }
        for (content, file, space) in found.shared {
            if seen.insert(file) {
                *shares.entry(part.share(content, by_run)).or_default() += space;
            }
        }
    }
    shares
}

/// What lies below a folder, and the folder itself.
#[must_use]
pub fn space_of(path: &std::path::Path) -> Space {
    let found = measure(path, parts::Reach::Whole(Content::Other));
    let mut space = Space::default();
    found.own.values().for_each(|own| space += *own);
    let mut seen = std::collections::HashSet::new();
    for (_, file, shared) in found.shared {
        if seen.insert(file) {
            space += shared;
        }
    }
    space
}

/// A folder that may hold artifacts, by its real place.
fn real(path: &std::path::Path) -> Option<PathBuf> {
    fsx::canonical(path).ok().filter(|path| fsx::is_dir(path))
}
