//! Files and folders that are nothing of MLflow's.

use std::path::Path;

use super::finding::{Findings, Kind};
use super::keys;
use super::listing::Listing;

const FILE: Kind = Kind::note("stray-file", "MLflow ignores it");
const SYSTEM: Kind = Kind::note(
    "stray-system-file",
    "a desktop, editor or version control left it; MLflow ignores it",
);
const FOLDER: Kind = Kind::note("stray-folder", "MLflow does not look into it");
pub(super) const KINDS: &[Kind] = &[FILE, SYSTEM];

/// Reports every file and folder that does not belong to what lies in `home`.
pub(super) fn check(home: &Path, listing: &Listing, files: &[&str], folders: &[&str], found: &mut Findings<'_>) {
    for name in listing.files.iter().filter(|name| !files.contains(&name.as_str())) {
        if folders.contains(&name.as_str()) {
            continue; // a file where a folder belongs has its own kind
        }
        file(&home.join(name), name, found);
    }
    for name in listing.folders.iter().filter(|name| !folders.contains(&name.as_str())) {
        if !files.contains(&name.as_str()) {
            found.add(FOLDER, &home.join(name));
        }
    }
}

pub(super) fn file(path: &Path, name: &str, found: &mut Findings<'_>) {
    let kind = if keys::is_stray(name) { SYSTEM } else { FILE };
    found.add(kind, path);
}

/// Reports a folder in `what` that is nothing that belongs there.
pub(super) fn folder(path: &Path, what: &str, found: &mut Findings<'_>) {
    found.add(FOLDER, path).detail(format!("in {what}"));
}
