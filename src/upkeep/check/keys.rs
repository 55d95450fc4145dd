//! Names of metrics, params and tags, and files among them that are none.

use std::path::Path;

use super::finding::{Findings, Kind};
use super::repair::Mend;
use crate::model::{Key, KeyError};

const REFUSED: Kind = Kind::damaged(
    "key-refused",
    "MLflow refuses the name: search_runs of the experiment raises, and get_run of this run",
)
.repaired("renamed: `_` for what MLflow refuses");
const BROKEN_LINK: Kind = Kind::damaged(
    "value-link-broken",
    "a link that leads nowhere: search_runs of the experiment raises, and get_run of this run",
)
.repaired("the link is put into the quarantine");
const TOO_LONG: Kind = Kind::odd(
    "key-too-long",
    "longer than the 250 characters that MLflow takes: it reads the value, but refuses to log it again or to migrate it",
);
const BLANK_AT_END: Kind = Kind::odd(
    "key-blank-at-end",
    "begins or ends with a blank, which nobody sees; Windows cannot have a file of that name",
);
const WHITE_SPACE: Kind = Kind::note("key-white-space", "must be quoted in filters: metrics.`val loss`");
const SLASH: Kind = Kind::note(
    "key-slash",
    "its file lies in a folder; `a` and `a/b` cannot both be keys",
);
const NOT_ASCII: Kind = Kind::note("key-not-ascii", "systems may spell the file's name in other bytes");
pub(super) const STRAY_STOPS: Kind = Kind::damaged(
    "stray-file-stops-mlflow",
    "not MLflow's, but it takes it for a value and raises: search_runs of the experiment, and get_run of this run",
)
.repaired("put into the quarantine");
pub(super) const STRAY_VALUE: Kind = Kind::odd(
    "stray-file-as-value",
    "not MLflow's, but it shows it as a value of that name",
)
.repaired("put into the quarantine");
const STRAY_FOLDER: Kind = Kind::note("stray-folder", "MLflow does not look into it");
pub(super) const KINDS: &[Kind] = &[
    REFUSED,
    BROKEN_LINK,
    TOO_LONG,
    BLANK_AT_END,
    WHITE_SPACE,
    SLASH,
    NOT_ASCII,
    STRAY_STOPS,
    STRAY_VALUE,
    STRAY_FOLDER,
];

/// Whether a file is what desktops, editors, version control and readers leave, and no value.
pub(super) fn is_stray(key: &str) -> bool {
    let name = key.rsplit('/').next().unwrap_or(key);
    let lower = name.to_lowercase();
    let is_known = [
        ".ds_store",
        ".directory",
        ".localized",
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        "__pycache__",
    ]
    .contains(&lower.as_str());
    let begins = [
        "._",
        ".nfs",
        ".fuse_hidden",
        ".git",
        ".#",
        "~$",
        ".~lock",
        ".syncthing",
        ".goutputstream",
        ".smbdelete",
    ]
    .iter()
    .any(|start| lower.starts_with(start));
    let ends = [
        "~",
        ".swp",
        ".swo",
        ".swn",
        ".swx",
        ".orig",
        ".rej",
        ".pyc",
        ".part",
        ".crdownload",
        ".lock",
        ".md5",
    ]
    .iter()
    .any(|end| lower.len() > end.len() && lower.ends_with(end));
    let is_readme = matches!(lower.as_str(), "readme" | "readme.md" | "readme.txt" | "readme.rst");
    let in_checkpoints = key
        .split('/')
        .any(|part| matches!(part, ".ipynb_checkpoints" | "__pycache__" | ".git" | "@eadir"));
    let is_conflicted = lower.contains("conflicted copy") || lower.contains(".sync-conflict-");
    is_known
        || begins
        || ends
        || is_readme
        || in_checkpoints
        || is_conflicted
        || (lower.starts_with('#') && lower.ends_with('#'))
}

/// Whether MLflow raises at a file's name alone.
pub(super) fn is_refused(key: &str) -> bool {
    matches!(Key::parse(key), Err(KeyError::Characters(_) | KeyError::Path(..)))
}

/// Checks the name of a value's file.
pub(super) fn check(key: &str, path: &Path, found: &mut Findings<'_>) {
    match Key::parse(key) {
        Ok(_) => {}
        Err(KeyError::Length) => {
            found.add(TOO_LONG, path);
        }
        Err(_) => {
            found.add(REFUSED, path).mend(Mend::Rename);
            return;
        }
    }
    if key.split('/').any(|part| part.trim() != part) {
        found.add(BLANK_AT_END, path);
    } else if key.contains(char::is_whitespace) {
        found.add(WHITE_SPACE, path);
    }
    if key.contains('/') {
        found.add(SLASH, path);
    }
    if !key.is_ascii() {
        found.add(NOT_ASCII, path);
    }
}

/// A name that MLflow takes, where it refuses this one for its characters.
pub(super) fn accepted(name: &str) -> String {
    let fits = |c: char| Key::parse(&format!("a{c}")).is_ok() && c != '\n';
    name.chars().map(|c| if fits(c) { c } else { '_' }).collect()
}

/// Whether programs make a folder of that name anew whenever they need it.
pub(super) fn is_made_anew(folder: &str) -> bool {
    matches!(
        folder,
        ".ipynb_checkpoints" | "__pycache__" | "@eaDir" | ".pytest_cache"
    )
}

/// Reports a name that is listed and leads to no file.
pub(super) fn broken_link(path: &Path, found: &mut Findings<'_>) {
    let mend = crate::fsx::is_link(path).then_some(Mend::TakeAway);
    found.add(BROKEN_LINK, path).mend(mend);
}

/// Reports a stray file; `stops`: whether MLflow raises because of it.
pub(super) fn stray(path: &Path, stops: bool, found: &mut Findings<'_>) {
    let kind = if stops { STRAY_STOPS } else { STRAY_VALUE };
    found.add(kind, path).mend(Mend::TakeAway);
}

pub(super) fn stray_folders(folder: &Path, names: &[String], found: &mut Findings<'_>) {
    for name in names {
        found.add(STRAY_FOLDER, &folder.join(name)).detail("nothing is in it");
    }
}
