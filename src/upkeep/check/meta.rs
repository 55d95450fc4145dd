//! What can be wrong with a `meta.yaml`, whatever it describes.

use std::collections::BTreeSet;
use std::path::Path;

use super::content::{self, Flaw, Instead};
use super::finding::{Findings, Kind};
use super::repair::Mend;
use crate::codec::{Kind as NodeKind, Node, Value, text, yaml};
use crate::fsx::Folder;

const NOT_YAML: Kind = Kind::damaged("meta-not-yaml", RAISES).repaired(REBUILT);
const NOT_A_MAP: Kind = Kind::damaged("meta-not-a-map", RAISES).repaired(REBUILT);
const IS_FOLDER: Kind = Kind::damaged("meta-is-a-folder", RAISES);
const MISSING_KEY: Kind = Kind::damaged("meta-key-missing", RAISES).repaired("what is missing is found again or set");
const NULL: Kind = Kind::damaged("meta-value-null", RAISES).repaired("what is missing is found again or set");
const NOT_A_TIME: Kind = Kind::damaged(
    "meta-time-not-a-number",
    "MLflow raises when it sorts by it, as every listing does",
)
.repaired("what is missing is found again or set");
const NOT_TEXT: Kind = Kind::damaged(
    "meta-value-not-a-text",
    "YAML 1.1 reads it as something else than the text it looks like, and so does MLflow, whose server raises when it sends \
     it: its UI shows nothing of the list that it is in",
)
.repaired("written in quotes");
const ID_NOT_TEXT: Kind = Kind::damaged("meta-id-not-a-text", RAISES).repaired("written in quotes");
const TWICE: Kind = Kind::odd("meta-key-twice", "the last one counts");
const UNKNOWN_KEY: Kind = Kind::note(
    "meta-key-unknown",
    "MLflow does not know the key and drops it when it writes the file again",
);
pub(super) const KINDS: &[Kind] = &[
    NOT_YAML,
    NOT_A_MAP,
    IS_FOLDER,
    MISSING_KEY,
    NULL,
    NOT_A_TIME,
    NOT_TEXT,
    ID_NOT_TEXT,
    TWICE,
    UNKNOWN_KEY,
];
const RAISES: &str = "MLflow raises when it reads what the file describes";
pub(super) const REBUILT: &str = "written anew from what is left";

/// What such a file must be like.
pub(super) struct Shape {
    /// What follows when it cannot be read or lacks a key.
    pub(super) breaks: &'static str,
    /// What follows when it is empty.
    pub(super) empty: &'static str,
    /// Keys without which MLflow raises.
    pub(super) required: &'static [&'static str],
    /// Of these, those that must not be null.
    pub(super) not_null: &'static [&'static str],
    /// Keys whose value must be a text.
    pub(super) texts: &'static [&'static str],
    /// Keys whose value must be a number, or null.
    pub(super) times: &'static [&'static str],
    /// Keys that some MLflow writes besides.
    pub(super) known: &'static [&'static str],
    /// What a repair does about what makes MLflow raise.
    pub(super) mend: Option<Mend>,
}

/// A file that was read.
pub(super) enum Meta {
    Missing,
    Broken,
    Read(Node),
}

/// Reads and checks one.
pub(super) fn read(folder: &Folder, below: &str, shape: &Shape, found: &mut Findings<'_>) -> Meta {
    let path = folder.path().join(below);
    if crate::fsx::is_dir(&path) {
        found.add(IS_FOLDER, &path).consequence(shape.breaks);
        return Meta::Broken;
    }
    let before = found.list.len();
    match found.read(folder, below) {
        Some(bytes) => parse(bytes, &path, shape, found).map_or(Meta::Broken, Meta::Read),
        None if found.list.len() > before => Meta::Broken,
        None => Meta::Missing,
    }
}

fn parse(bytes: Vec<u8>, path: &Path, shape: &Shape, found: &mut Findings<'_>) -> Option<Node> {
    let broken = |kind: Kind, found: &mut Findings<'_>| {
        found
            .add(kind, path)
            .consequence(shape.breaks)
            .mend(kind.repair.and(shape.mend))
            .clone()
    };
    if bytes.is_empty() {
        let finding = found.add(content::EMPTY.repaired(REBUILT), path);
        let why = "0 bytes: its writer was killed or the disk was full";
        finding.consequence(shape.empty).detail(why).mend(shape.mend);
        return None;
    }
    match content::instead(&bytes) {
        Some(Instead::Nuls) => {
            broken(content::NULS.repaired(REBUILT), found);
            return None;
        }
        Some(Instead::Lfs) => {
            broken(content::LFS, found);
            return None;
        }
        Some(Instead::Conflict(line)) => {
            let detail = "both sides stand in it: choose one";
            found
                .add(content::CONFLICT, path)
                .line(line)
                .consequence(shape.breaks)
                .detail(detail);
            return None;
        }
        None => {}
    }
    match content::utf8_flaw(&bytes) {
        Some(Flaw::Line(line)) => {
            let kind = content::NOT_UTF8.repaired(REBUILT);
            let finding = found.add(kind, path).line(line);
            finding.consequence(shape.breaks).mend(shape.mend);
        }
        Some(Flaw::End) => {
            found.add(content::CUT_CHARACTER, path);
        }
        None => {}
    }
    content::check_marks(&bytes, path, "an editor put it there; harmless in a meta.yaml", found);
    let text = text::decode(bytes).text;
    let node = match yaml::parse(text.as_bytes()) {
        Ok(Some(node)) if node.is_mapping() => node,
        Ok(_) => {
            broken(NOT_A_MAP, found);
            return None;
        }
        Err(error) => {
            let finding = found.add(NOT_YAML, path).detail(error.message.clone());
            finding.consequence(shape.breaks).mend(shape.mend);
            finding.line = error.mark.map(|mark| mark.line as u64);
            return None;
        }
    };
    check_keys(&node, path, shape, found);
    Some(node)
}

/// Reports the keys that are missing or null and must not be.
pub(super) fn check_required(node: &Node, path: &Path, shape: &Shape, found: &mut Findings<'_>) {
    let missing: Vec<&str> = shape
        .required
        .iter()
        .copied()
        .filter(|key| node.get(key).is_none())
        .collect();
    if !missing.is_empty() {
        let finding = found.add(MISSING_KEY, path).detail(missing.join(", "));
        finding.consequence(shape.breaks).mend(shape.mend);
    }
    let is_null = |key: &&str| node.get(key).is_some_and(Node::is_null);
    let nulls: Vec<&str> = shape.not_null.iter().copied().filter(is_null).collect();
    if !nulls.is_empty() {
        let finding = found.add(NULL, path).detail(nulls.join(", "));
        finding.consequence(shape.breaks).mend(shape.mend);
    }
}

fn check_keys(node: &Node, path: &Path, shape: &Shape, found: &mut Findings<'_>) {
    check_required(node, path, shape, found);
    for key in shape.texts {
        let Some(value) = node.get(key).filter(|value| !value.is_null()) else {
            continue;
        };
        let read_as = match value.resolve() {
            Ok(Value::Str(_)) => continue,
            Ok(Value::Int(_)) if *key == "experiment_id" => continue, // its own kind
            Ok(other) => other.type_name(),
            Err(_) => "an error",
        };
        let shown = value.text().unwrap_or_default();
        let (kind, means) = match *key {
            "run_id" | "experiment_id" => (ID_NOT_TEXT, shape.breaks),
            "workspace" => (NOT_TEXT, shape.breaks),
            _ => (NOT_TEXT, NOT_TEXT.consequence),
        };
        found
            .add(kind, path)
            .line(value.mark.line as u64)
            .detail(format!("{key}: `{shown}` is read as {read_as}"))
            .consequence(means)
            .mend(shape.mend.filter(|mend| *mend != Mend::TakeAwayAbove));
    }
    for key in shape.times {
        let Some(value) = node.get(key) else { continue };
        if !matches!(value.resolve(), Ok(Value::Int(_) | Value::Float(_) | Value::Null)) {
            found
                .add(NOT_A_TIME, path)
                .line(value.mark.line as u64)
                .detail((*key).to_owned())
                .mend(shape.mend);
        }
    }
    let NodeKind::Mapping(entries) = &node.kind else { return };
    let mut seen = BTreeSet::new();
    for (key, _) in entries {
        let name = key.text().unwrap_or_default();
        let line = key.mark.line as u64;
        if !seen.insert(name) {
            found.add(TWICE, path).line(line).detail(name);
        }
        let lists = [shape.required, shape.texts, shape.times, shape.known];
        if !lists.iter().any(|list| list.contains(&name)) {
            found.add(UNKNOWN_KEY, path).line(line).detail(name);
        }
    }
}
