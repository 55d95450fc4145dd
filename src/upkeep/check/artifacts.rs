//! Folders of artifacts: their names and links. Their content is nobody's business but their owner's.

use std::collections::BTreeSet;

use super::finding::{Findings, Kind};
use super::listing;
use crate::fsx::Folder;

const RUN: Kind = Kind::note(
    "run-among-artifacts",
    "a store was logged as an artifact, or written into one: MLflow sees no run there",
);
const DOWNLOADED: Kind = Kind::note(
    "registered-model-meta",
    "a download from a registry left it: MLflow takes the folder for that version of the model",
);
pub(super) const KINDS: &[Kind] = &[RUN, DOWNLOADED];

/// Checks the names below a folder of artifacts.
pub(super) fn check(folder: &Folder, below: &str, found: &mut Findings<'_>) {
    let all = listing::walk(folder, below, found);
    let home = folder.path().join(below);
    let paths = all.files.iter().chain(&all.folders);
    let runs: BTreeSet<&str> = paths.filter_map(|path| run_in(path)).collect();
    for run in runs {
        found.add(RUN, &home.join(run));
    }
    let is_downloaded = |file: &&String| file.rsplit('/').next() == Some("registered_model_meta");
    for file in all.files.iter().filter(is_downloaded) {
        found.add(DOWNLOADED, &home.join(file));
    }
}

/// The part of a path that ends in an experiment's number and a run's id.
fn run_in(path: &str) -> Option<&str> {
    let is_number = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    let is_id = |name: &str| name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let (mut before, mut end) = ("", 0);
    for part in path.split('/') {
        end += part.len();
        if is_number(before) && is_id(part) {
            return Some(&path[..end]);
        }
        before = part;
        end += 1;
    }
    None
}
