//! Params and tags: files whose whole content is the value.

use super::content::{self, Flaw, Instead};
use super::finding::{Findings, Kind};
use super::repair::Mend;
use super::{keys, listing};
use crate::codec::text;
use crate::fsx::Folder;

const EMPTY: Kind = Kind::note("value-empty", "MLflow reads it as an empty text");
pub(super) const FINAL_NEWLINE: Kind = Kind::odd(
    "value-final-newline",
    "MLflow reads the value as a text with a final newline, so filters do not find it and names look broken",
);
const LINES: Kind = Kind::note("value-of-several-lines", "tables show it on one line");
const LONG: Kind = Kind::note(
    "value-long",
    "longer than the 500 characters that MLflow before 2.9 takes: those versions refuse to log it again",
);
const TOO_LONG: Kind = Kind::odd(
    "value-too-long",
    "longer than MLflow 3 takes (6000 characters of a param, 8000 of a tag): cut or refused when it is logged again or migrated",
);
const NUL: Kind = Kind::odd("value-with-nul", "databases refuse it when the store is migrated");
const NOT_ASCII: Kind = Kind::note("value-not-ascii", "consoles of another character set garble it");
const HIDDEN: Kind = Kind::note("key-hidden", "a hidden file that MLflow shows as a value");
pub(super) const KINDS: &[Kind] = &[EMPTY, FINAL_NEWLINE, LINES, LONG, TOO_LONG, NUL, NOT_ASCII, HIDDEN];

/// Where the values lie, and what follows when one cannot be read.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// MLflow's limits: of params and of tags.
    pub(super) limits: (usize, usize),
    pub(super) breaks: &'static str,
}

pub(super) const PARAMS: Place = Place {
    limits: (500, 6000),
    breaks: "MLflow's search_runs of the whole experiment raises, and get_run of this run",
};
pub(super) const TAGS: Place = Place {
    limits: (5000, 8000),
    ..PARAMS
};

/// Checks every value of a folder; each that can be read is told.
pub(super) fn check(
    folder: &Folder,
    part: &str,
    place: Place,
    found: &mut Findings<'_>,
    tell: &mut dyn FnMut(&str, &str),
) {
    let all = listing::walk(folder, part, found);
    let home = folder.path().join(part);
    keys::stray_folders(&home, &all.folders, found);
    for key in &all.files {
        let path = home.join(key);
        let read_before = found.list.len();
        let Some(bytes) = found.read(folder, &format!("{part}/{key}")) else {
            if found.list.len() == read_before && !key.contains(char::REPLACEMENT_CHARACTER) {
                keys::broken_link(&path, found);
            }
            continue;
        };
        if keys::is_stray(key) {
            let stops = keys::is_refused(key) || matches!(content::utf8_flaw(&bytes), Some(Flaw::Line(_)));
            keys::stray(&path, stops, found);
            continue;
        }
        keys::check(key, &path, found);
        if key.rsplit('/').next().is_some_and(|name| name.starts_with('.')) {
            found.add(HIDDEN, &path);
        }
        if let Some(value) = value(bytes, &path, place, found) {
            tell(key, &value);
        }
    }
}

fn value(bytes: Vec<u8>, path: &std::path::Path, place: Place, found: &mut Findings<'_>) -> Option<String> {
    match content::instead(&bytes) {
        Some(Instead::Nuls) => {
            found
                .add(content::NULS, path)
                .consequence("a crash lost the content: MLflow shows NULs as the value");
        }
        Some(Instead::Lfs) => {
            found
                .add(content::LFS, path)
                .consequence("git-lfs keeps the content elsewhere: MLflow shows the pointer as the value");
        }
        Some(Instead::Conflict(line)) => {
            found
                .add(content::CONFLICT, path)
                .line(line)
                .consequence("a merge was left undecided: MLflow shows both sides and the marks as the value");
        }
        None if bytes.contains(&0) => {
            found.add(NUL, path);
        }
        None => {}
    }
    match content::utf8_flaw(&bytes) {
        Some(Flaw::Line(line)) => {
            found
                .add(
                    content::NOT_UTF8.repaired(r"spelled out as \xHH, as mlrun shows it"),
                    path,
                )
                .line(line)
                .consequence(place.breaks)
                .mend(Mend::Text);
        }
        Some(Flaw::End) => {
            found.add(content::CUT_CHARACTER, path);
        }
        None => {}
    }
    content::check_marks(
        &bytes,
        path,
        "MLflow reads it as the first character of the value",
        found,
    );
    let text = text::decode(bytes).text;
    if text.is_empty() {
        found.add(EMPTY, path);
    }
    let inner = text.strip_suffix('\n').unwrap_or(&text);
    if inner.len() < text.len() {
        found.add(FINAL_NEWLINE, path);
    }
    if inner.contains('\n') {
        found
            .add(LINES, path)
            .detail(format!("{} lines", inner.matches('\n').count() + 1));
    }
    let length = if text.len() > place.limits.0 {
        text.chars().count()
    } else {
        0
    };
    if length > place.limits.0 {
        let kind = if length > place.limits.1 { TOO_LONG } else { LONG };
        found.add(kind, path).detail(format!("{length} characters"));
    }
    if !text.is_ascii() {
        found.add(NOT_ASCII, path);
    }
    Some(text)
}
