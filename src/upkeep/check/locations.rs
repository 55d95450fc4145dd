//! Recorded locations of artifacts: where they point, and whether that is here.

use std::path::{Component, Path, PathBuf};

use super::finding::{Findings, Kind};
use crate::fsx;
use crate::store::file::layout::TRASH;
use crate::store::file::location;

const GONE: Kind = Kind::odd(
    "location-gone",
    "the store was moved or copied: MLflow finds no artifacts there, and makes the folder again for new ones; `mlrun \
     relocate` writes the new place down",
);
const OUTSIDE: Kind = Kind::note(
    "location-outside",
    "the artifacts lie outside of the store: who copies or archives the store does not get them",
);
const OTHER: Kind = Kind::odd(
    "location-of-another",
    "the artifacts are looked for with another run, experiment or model of the store",
);
const WINDOWS: Kind = Kind::odd(
    "location-windows",
    "a drive of Windows: MLflow finds no artifacts there on other systems; `mlrun relocate` writes the new place down",
);
const RELATIVE: Kind = Kind::odd(
    "location-relative",
    "means another folder from wherever MLflow is started; `mlrun relocate` writes the right one down",
);
const DOTS: Kind = Kind::odd(
    "location-with-dots",
    "goes up by `..`: it may lead out of where it seems to be",
);
const EMPTY: Kind = Kind::odd("location-empty", "MLflow takes the folder it was started in");
const SERVER: Kind = Kind::note(
    "location-on-a-server",
    "only a tracking server finds the artifacts: MLflow on the folder raises when it is asked for them",
);
const REMOTE: Kind = Kind::note(
    "location-remote",
    "the artifacts lie elsewhere and are no part of the store",
);
pub(super) const KINDS: &[Kind] = &[GONE, OUTSIDE, OTHER, WINDOWS, RELATIVE, DOTS, EMPTY, SERVER, REMOTE];

/// Checks a location recorded at `line` of `path`; `own` is the folder it should be. What lies in the trash records where it
/// will be when it is restored, and that is as it should be.
pub(super) fn check(recorded: &str, own: &Path, path: &Path, line: u64, found: &mut Findings<'_>) {
    let Some(kind) = kind(recorded, own, found.root()) else {
        return;
    };
    found.add(kind, path).line(line).detail(recorded);
}

fn kind(recorded: &str, own: &Path, root: &Path) -> Option<Kind> {
    if recorded.is_empty() {
        return Some(EMPTY);
    }
    if is_windows(recorded) && !cfg!(windows) {
        return Some(WINDOWS);
    }
    match location::scheme(recorded).as_deref() {
        None | Some("file") => {}
        Some("mlflow-artifacts") => return Some(SERVER),
        Some(_) => return Some(REMOTE),
    }
    let local = location::local_path(recorded)?;
    if !local.is_absolute() {
        return Some(RELATIVE);
    }
    if local.components().any(|part| part == Component::ParentDir) {
        return Some(DOTS);
    }
    let restored = own.strip_prefix(root.join(TRASH)).map(|below| root.join(below));
    if same(&local, own) || restored.is_ok_and(|restored| same(&local, &restored)) {
        return None;
    }
    if !fsx::is_dir(&local) {
        // what holds it may be there, and it be made only when something is put into it
        let parent_is_here = local
            .parent()
            .is_some_and(|above| fsx::is_dir(above) && !fsx::is_dir(own));
        return (!parent_is_here).then_some(GONE);
    }
    let real = fsx::canonical(&local).unwrap_or(local);
    let real_own = fsx::canonical(own).unwrap_or_else(|_| own.to_owned());
    let real_root = fsx::canonical(root).unwrap_or_else(|_| root.to_owned());
    match real {
        real if real == real_own => None,
        real if real.starts_with(&real_root) => Some(OTHER),
        _ => Some(OUTSIDE),
    }
}

fn same(a: &Path, b: &Path) -> bool {
    let clean = |path: &Path| path.components().collect::<PathBuf>();
    clean(a) == clean(b)
}

/// `C:\…`, `file:///C:/…`.
fn is_windows(recorded: &str) -> bool {
    let path = recorded
        .strip_prefix("file:")
        .map_or(recorded, |rest| rest.trim_start_matches('/'));
    let drive = |bytes: &[u8]| matches!(bytes, [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    drive(path.as_bytes()) || path.starts_with("\\\\")
}
