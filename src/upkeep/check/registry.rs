//! The model registry.

use std::path::Path;

use super::finding::{Findings, Kind};
use super::meta::{self, Meta, Shape};
use super::repair::Mend;
use super::{keys, listing, strays, values};
use crate::codec::Node;
use crate::fsx::{self, Folder};
use crate::store::file::layout::{META, MODELS};
use crate::store::file::meta::field;

const RAISES: &str = "MLflow's search_registered_models raises: no model of the whole registry can be listed";
const NO_META: Kind = Kind::damaged("registered-model-without-meta", RAISES);
const STRAY: Kind = Kind::damaged("registry-stray-folder", RAISES)
    .repaired("put into the quarantine, if it is one that programs make anew");
const NAME: Kind = Kind::odd(
    "registered-model-name-other",
    "MLflow lists it under the name that it says, and does not find it by that",
);
const NO_VERSIONS: Kind = Kind::note("registered-model-without-versions", "a name, and nothing to load");
const JOURNAL: Kind = Kind::note(
    "registry-journal",
    "a killed mlrun left a change half made: mlrun reads it as made and finishes it with the next one, MLflow sees a part",
);
const NO_VERSION_META: Kind = Kind::damaged("model-version-without-meta", RAISES);
const VERSION_FOLDER: Kind = Kind::damaged("model-version-folder-name", RAISES);
const VERSION_NAME: Kind = Kind::odd(
    "model-version-of-another",
    "MLflow shows it as a version of the model that it names",
);
const VERSION_NUMBER: Kind = Kind::odd(
    "model-version-number-other",
    "MLflow lists it under the number that it says, and gets another by that, or none",
);
const STAGE: Kind = Kind::odd("model-version-stage-unknown", "MLflow finds it by no stage");
const DEAD_ALIAS: Kind = Kind::damaged(
    "alias-to-missing-version",
    "MLflow lists the alias, and raises when the model is loaded by it",
)
.repaired("put into the quarantine");
const ALIAS_CLUTTER: Kind = Kind::damaged(
    "alias-stray-file",
    "not MLflow's, but it takes it for an alias and may raise for the whole registry",
)
.repaired("put into the quarantine");
pub(super) const KINDS: &[Kind] = &[
    NO_META,
    STRAY,
    NAME,
    NO_VERSIONS,
    JOURNAL,
    NO_VERSION_META,
    VERSION_FOLDER,
    VERSION_NAME,
    VERSION_NUMBER,
    STAGE,
    DEAD_ALIAS,
    ALIAS_CLUTTER,
];

const MODEL: Shape = Shape {
    breaks: RAISES,
    empty: RAISES,
    required: &["name"],
    not_null: &["name"],
    texts: &["name", "description", "workspace"],
    times: &["creation_timestamp", "last_updated_timestamp"],
    known: &[
        "aliases",
        "deployment_job_id",
        "deployment_job_state",
        "latest_versions",
        "tags",
        "description",
    ],
    mend: None,
};
const VERSION: Shape = Shape {
    required: &["name", "version", "creation_timestamp"],
    not_null: &["name", "version"],
    texts: &[
        "name",
        "source",
        "storage_location",
        "run_id",
        "current_stage",
        "description",
        "status_message",
        "workspace",
    ],
    known: &[
        "aliases",
        "deployment_job_state",
        "metrics",
        "model_id",
        "params",
        "run_link",
        "status",
        "tags",
        "user_id",
    ],
    ..MODEL
};

/// What a version's `meta.yaml` says of where it comes from, for questions about the whole store.
#[derive(Debug)]
pub(super) struct Version {
    /// Its `meta.yaml`, relative to the store.
    pub(super) path: String,
    pub(super) place: Option<String>,
    pub(super) run: Option<String>,
    pub(super) model: Option<String>,
}

/// How many models there are, and their versions.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) models: u64,
    pub(super) versions: Vec<Version>,
}

pub(super) fn check_all(root: &Folder, found: &mut Findings<'_>) -> Facts {
    let mut facts = Facts::default();
    let listing = listing::list(root, MODELS, found);
    let home = root.path().join(MODELS);
    for name in &listing.files {
        strays::file(&home.join(name), name, found);
    }
    for name in &listing.folders {
        facts.models += 1;
        model(&home.join(name), name, &mut facts.versions, found);
    }
    facts
}

fn model(path: &Path, name: &str, versions: &mut Vec<Version>, found: &mut Findings<'_>) {
    let folder = match Folder::open(path) {
        Ok(folder) => folder,
        Err(error) => return found.unreadable(&error),
    };
    let listing = listing::list(&folder, "", found);
    let is_version = |name: &&String| name.starts_with("version-");
    match meta::read(&folder, META, &MODEL, found) {
        Meta::Read(node) => {
            if let Some(said) = field(&node, "name").filter(|said| said != name) {
                let finding = found.add(NAME, &path.join(META));
                finding.detail(format!("says `{said}`"));
            }
        }
        Meta::Broken => {}
        Meta::Missing if listing.has_folder("tags") || listing.folders.iter().any(|name| is_version(&name)) => {
            found.add(NO_META, path);
        }
        Meta::Missing => {
            found
                .add(STRAY, path)
                .mend(keys::is_made_anew(name).then_some(Mend::TakeAway));
            return;
        }
    }
    let place = values::Place {
        limits: (5000, 100_000),
        breaks: RAISES,
    };
    if listing.has_folder("tags") {
        values::check(&folder, "tags", place, found, &mut |_, _| {});
    }
    let folders: Vec<&String> = listing.folders.iter().filter(is_version).collect();
    if folders.is_empty() {
        found.add(NO_VERSIONS, path);
    }
    let mut live = Vec::new();
    for version in folders {
        let (is_deleted, said) = check_version(&folder, version, name, found);
        if !is_deleted {
            live.extend(version.strip_prefix("version-").map(str::to_owned));
        }
        versions.extend(said);
        if has_tags(&folder, version) {
            values::check(&folder, &format!("{version}/tags"), place, found, &mut |_, _| {});
        }
    }
    if listing.has_file(".mlrun.journal") {
        // which aliases there are is going to change
        found.add(JOURNAL, &path.join(".mlrun.journal"));
    } else {
        aliases(&folder, &live, found);
    }
    let others = listing
        .folders
        .iter()
        .filter(|name| is_version(name))
        .map(String::as_str);
    let known: Vec<&str> = ["tags", "aliases"].into_iter().chain(others).collect();
    strays::check(path, &listing, &[META, ".mlrun.journal"], &known, found);
}

fn has_tags(folder: &Folder, version: &str) -> bool {
    crate::fsx::is_dir(&folder.path().join(version).join("tags"))
}

/// Whether the version is deleted, and what it says where it is not and can be read.
fn check_version(folder: &Folder, version: &str, model: &str, found: &mut Findings<'_>) -> (bool, Option<Version>) {
    let number: Option<u64> = version.strip_prefix("version-").and_then(|number| number.parse().ok());
    if number.is_none_or(|number| format!("version-{number}") != version) {
        found.add(VERSION_FOLDER, &folder.path().join(version));
    }
    let below = format!("{version}/{META}");
    let path = folder.path().join(&below);
    let node = match meta::read(folder, &below, &VERSION, found) {
        Meta::Read(node) => node,
        Meta::Broken => return (false, None),
        Meta::Missing => {
            found.add(NO_VERSION_META, &folder.path().join(version));
            return (false, None);
        }
    };
    let line = |key: &str| node.get(key).map_or(1, |value| value.mark.line as u64);
    if let Some(said) = field(&node, "name").filter(|said| said != model) {
        let finding = found.add(VERSION_NAME, &path).line(line("name"));
        finding.detail(format!("says `{said}`"));
    }
    if let Some(said) = field(&node, "version").filter(|said| said.parse().ok() != number) {
        let finding = found.add(VERSION_NUMBER, &path).line(line("version"));
        finding.detail(format!("says {said}"));
    }
    let stage = field(&node, "current_stage");
    match stage.as_deref() {
        Some("Deleted_Internal") => return (true, None),
        None | Some("None" | "Staging" | "Production" | "Archived") => {}
        Some(other) => {
            let finding = found.add(STAGE, &path).line(line("current_stage"));
            finding.detail(other);
        }
    }
    let filled = |key| said(&node, key);
    let said = Version {
        path: found.relative(&path),
        place: filled("storage_location").or_else(|| filled("source")),
        run: filled("run_id"),
        model: filled("model_id"),
    };
    (false, Some(said))
}

fn said(node: &Node, key: &str) -> Option<String> {
    field(node, key).filter(|text| !text.is_empty())
}

fn aliases(folder: &Folder, live: &[String], found: &mut Findings<'_>) {
    let all = listing::walk(folder, "aliases", found);
    let home = folder.path().join("aliases");
    keys::stray_folders(&home, &all.folders, found);
    for alias in &all.files {
        let path = home.join(alias);
        let bytes = found.read(folder, &format!("aliases/{alias}"));
        let leads_nowhere = fsx::is_link(&path) && !fsx::is_file(&path);
        if keys::is_stray(alias) || leads_nowhere {
            found.add(ALIAS_CLUTTER, &path).mend(Mend::TakeAway);
            continue;
        }
        let Some(bytes) = bytes else { continue };
        let text = String::from_utf8_lossy(&bytes);
        if !live.iter().any(|version| version == text.trim_end()) {
            let finding = found.add(DEAD_ALIAS, &path).mend(Mend::TakeAway);
            finding.detail(format!("means version {}", text.trim_end()));
        } else if text.ends_with('\n') {
            found
                .add(values::FINAL_NEWLINE, &path)
                .consequence("MLflow does not show the alias with its version");
        }
    }
}
