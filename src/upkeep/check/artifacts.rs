//! Folders of artifacts: their names and links. Their content is nobody's business but their owner's.

use super::finding::{Findings, Kind};
use super::listing;
use crate::fsx::Folder;

const RUN_COPY: Kind = Kind::note(
    "run-among-artifacts",
    "a folder of a run was logged as an artifact; MLflow ignores it as a run",
);
pub(super) const KINDS: &[Kind] = &[RUN_COPY];

/// Checks the names below a folder of artifacts.
pub(super) fn check(folder: &Folder, below: &str, found: &mut Findings<'_>) {
    let all = listing::walk(folder, below, found);
    let home = folder.path().join(below);
    for file in &all.files {
        let Some(dir) = file.strip_suffix("/meta.yaml") else {
            continue;
        };
        let has_part = |part: &str| {
            all.files
                .iter()
                .any(|other| other.starts_with(&format!("{dir}/{part}/")))
        };
        if ["params", "metrics", "tags"].into_iter().any(has_part) {
            found.add(RUN_COPY, &home.join(dir));
        }
    }
}
