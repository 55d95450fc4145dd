//! A disposable index: what was read of runs before, kept in the user's cache folder, never in the store.
//!
//! It is a by-product of reading. For each experiment and each thing that questions asked for (`meta.yaml`, one metric,
//! one param, one tag) there is one column, a file with one record a run. A record holds good only while the file system
//! says the same of the run's file as it said when the record was made ([`Evidence`]); so each file is still looked at,
//! which takes a third of the time of reading it, and an answer with the index is the answer without.
//!
//! Metric files only grow, but for what others do to them: where a long one was changed, its record still says what the first
//! bytes held, by their hash, and only what follows them is taken apart.
//!
//! A file that was changed shortly before it was read is not recorded: another change within the same tick of the clock
//! would leave no evidence (git's racy-clean rule). Damaged files are not recorded either. A column that is missing,
//! damaged, of another version or cannot be written is as good as none.

mod column;
mod record;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use md5::{Digest as _, Md5};
use rayon::prelude::*;

use super::layout::RunDir;
use crate::fsx::Evidence;
use crate::model::Millis;
use crate::search::{KeyUse, Part as Kind};
use crate::store::{Keys, Needs};
use column::Column;
pub(super) use record::Record;

/// Where columns are kept, and since when files must have been left alone to be recorded.
#[derive(Debug, Clone)]
pub(super) struct Index {
    folder: PathBuf,
    now: Millis,
}

/// What of a run a column is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Info,
    Params,
    Tags,
    Metrics,
}

impl Part {
    /// The folder of a run that holds it.
    pub(super) fn folder(self) -> &'static str {
        match self {
            Self::Info => "",
            Self::Params => "params",
            Self::Tags => "tags",
            Self::Metrics => "metrics",
        }
    }
}

/// The clock of a file system may tick as slowly as every two seconds (FAT).
const SLOWEST_TICK_MS: i64 = 2000;
/// Fewer files than that, or bytes than so many usual files have, are read sooner than a column is written.
const WORTH_KEEPING: u64 = 256;

impl Index {
    /// An index below that folder. Files changed after `now`, or within the two seconds before, are not recorded.
    pub(super) fn new(folder: PathBuf, now: Millis) -> Self {
        Self { folder, now }
    }

    /// What is known of the runs of an experiment (its folder's whole path) that a question is about.
    pub(super) fn known(&self, experiment: &Path, about: &[(Part, String)]) -> Known {
        let home = self.folder.join(digest(experiment.as_os_str().as_encoded_bytes()));
        let load = |(part, key): &(Part, String)| {
            let title = format!("{}\n{}\n{key}", experiment.display(), part.folder());
            let path = home.join(digest(title.as_bytes()));
            ((*part, key.clone()), Column::load(path, title))
        };
        Known {
            columns: about.par_iter().map(load).collect(),
            settled: self.now.0.saturating_sub(SLOWEST_TICK_MS).saturating_mul(1_000_000),
        }
    }
}

fn digest(bytes: &[u8]) -> String {
    Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is known of an experiment's runs, and what is learnt of them meanwhile.
#[derive(Debug, Default)]
pub(super) struct Known {
    columns: BTreeMap<(Part, String), Column>,
    /// Files changed after that, in nanoseconds since the epoch, are not recorded.
    settled: i64,
}

impl Known {
    /// The column about this, if there is an index and the question is about it.
    pub(super) fn column(&self, part: Part, key: &str) -> Option<&Column> {
        if self.columns.is_empty() {
            return None;
        }
        self.columns.get(&(part, key.to_owned()))
    }

    /// Whether a file had been left alone long enough to be recorded.
    pub(super) fn is_settled(&self, evidence: &Evidence) -> bool {
        evidence.modified.max(evidence.changed) < self.settled
    }

    /// Keeps what was learnt, where that is worth it, of the runs that are still there (sorted by id).
    pub(super) fn keep(self, runs: &[RunDir]) {
        self.columns
            .into_par_iter()
            .filter(|(_, column)| column.learnt() >= WORTH_KEEPING)
            .for_each(|(_, column)| column.keep(runs));
    }
}

/// The columns that a query is about: `meta.yaml`, and each key it names.
pub(super) fn about(needs: &Needs, names: &[&KeyUse]) -> Vec<(Part, String)> {
    let mut about = vec![(Part::Info, String::new())];
    for name in names {
        let part = match name.part {
            Kind::Metric => Part::Metrics,
            Kind::Param => Part::Params,
            Kind::Tag => Part::Tags,
            Kind::Attribute | Kind::Dataset => continue,
        };
        let of_figure = name.figure.iter().map(|(key, _)| key);
        about.extend([&name.key].into_iter().chain(of_figure).map(|key| (part, key.clone())));
    }
    for (part, keys) in [
        (Part::Params, &needs.params),
        (Part::Tags, &needs.tags),
        (Part::Metrics, &needs.metrics),
    ] {
        if let Keys::Some(keys) = keys {
            about.extend(keys.iter().map(|key| (part, key.clone())));
        }
    }
    about.sort();
    about.dedup();
    about
}
