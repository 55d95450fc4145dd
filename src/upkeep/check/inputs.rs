//! What a run used and made: `inputs/`, `outputs/`, and the experiment's `datasets/`.

use std::collections::BTreeSet;

use super::finding::{Findings, Kind};
use super::meta::{self, Meta, Shape};
use super::repair::Mend;
use super::{listing, strays};
use crate::codec::{Node, Value};
use crate::fsx::Folder;
use crate::store::file::meta::field;

const RAISES: &str = "MLflow's search_runs of the whole experiment raises, and get_run of this run";
const WITHOUT: Kind = Kind::damaged("input-without-meta", RAISES).repaired("put into the quarantine");
const STRAY: Kind = Kind::damaged("input-stray-file", RAISES).repaired("put into the quarantine");
const NO_DATASET: Kind = Kind::odd(
    "input-dataset-missing",
    "MLflow leaves the dataset out with a warning: the experiment does not have it",
);
const DATASET_WITHOUT: Kind = Kind::damaged(
    "dataset-without-meta",
    "MLflow's search_runs of the whole experiment raises as soon as a run names it",
)
.repaired("put into the quarantine");
const MALFORMED: Kind = Kind::damaged("input-malformed", RAISES).repaired("put into the quarantine");
pub(super) const KINDS: &[Kind] = &[WITHOUT, STRAY, NO_DATASET, DATASET_WITHOUT, MALFORMED];

/// The words that MLflow knows for what an input or output leads from and to (`internal.proto`).
const INPUT_ENDS: [&str; 3] = ["RUN", "DATASET", "MODEL"];
const OUTPUT_ENDS: [&str; 2] = ["RUN_OUTPUT", "MODEL_OUTPUT"];

const INPUT: Shape = Shape {
    breaks: RAISES,
    empty: RAISES,
    required: &["source_type", "source_id", "destination_type", "destination_id", "tags"],
    not_null: &["source_type", "destination_type", "tags"],
    texts: &["source_id", "destination_id"],
    times: &[],
    known: &[],
    mend: Some(Mend::TakeAwayAbove),
};
const OUTPUT: Shape = Shape {
    required: &[
        "source_type",
        "source_id",
        "destination_type",
        "destination_id",
        "tags",
        "step",
    ],
    not_null: &["source_type", "destination_type"],
    ..INPUT
};
const DATASET: Shape = Shape {
    required: &["name", "digest", "source_type", "source"],
    not_null: &[],
    texts: &["name", "digest", "source_type", "source", "schema", "profile"],
    known: &["schema", "profile"],
    ..INPUT
};

/// A model that a run names, and the file that says so.
pub(super) type NamedModel = (String, String);

/// Checks the inputs and outputs of a run; returns the models they name.
pub(super) fn check(folder: &Folder, datasets: &BTreeSet<String>, found: &mut Findings<'_>) -> Vec<NamedModel> {
    let mut models = Vec::new();
    let parts = [
        ("inputs", &INPUT, &INPUT_ENDS[..]),
        ("outputs", &OUTPUT, &OUTPUT_ENDS[..]),
    ];
    for (part, shape, ends) in parts {
        let listing = listing::list(folder, part, found);
        for name in &listing.files {
            found
                .add(STRAY, &folder.path().join(part).join(name))
                .mend(Mend::TakeAway);
        }
        for name in &listing.folders {
            let below = format!("{part}/{name}/meta.yaml");
            let node = match meta::read(folder, &below, shape, found) {
                Meta::Read(node) => node,
                Meta::Broken => continue,
                Meta::Missing => {
                    found
                        .add(WITHOUT, &folder.path().join(part).join(name))
                        .mend(Mend::TakeAway);
                    continue;
                }
            };
            let path = folder.path().join(&below);
            let text = |key| field(&node, key).unwrap_or_default();
            if let Some(what) = malformed(&node, ends) {
                found.add(MALFORMED, &path).detail(what).mend(Mend::TakeAwayAbove);
            }
            match (part, text("source_type").as_str()) {
                ("outputs", _) => models.push((text("destination_id"), found.relative(&path))),
                (_, "MODEL") => models.push((text("source_id"), found.relative(&path))),
                _ if !datasets.contains(&text("source_id")) => {
                    found
                        .add(NO_DATASET, &path)
                        .detail(format!("dataset {}", text("source_id")));
                }
                _ => {}
            }
        }
    }
    models
}

/// What MLflow cannot take, beyond what is missing or null.
fn malformed(node: &Node, ends: &[&str]) -> Option<String> {
    let unknown = ["source_type", "destination_type"].into_iter().find_map(|key| {
        let said = node.get(key).filter(|value| !value.is_null())?;
        let is_known = matches!(said.resolve(), Ok(Value::Str(text)) if ends.contains(&text.as_ref()));
        (!is_known).then(|| format!("{key}: {}", said.text().unwrap_or("not a word")))
    });
    let is_dataset = field(node, "source_type").is_some_and(|said| said == "DATASET");
    let has_tags = |tags: &Node| tags.is_mapping() || tags.is_null();
    let are_no_tags = is_dataset && !node.get("tags").is_none_or(has_tags);
    unknown.or_else(|| are_no_tags.then(|| "tags: not a map".to_owned()))
}

/// Checks the datasets of an experiment; returns their ids.
pub(super) fn datasets(folder: &Folder, found: &mut Findings<'_>) -> BTreeSet<String> {
    let listing = listing::list(folder, "datasets", found);
    let home = folder.path().join("datasets");
    for name in &listing.files {
        strays::file(&home.join(name), name, found);
    }
    for name in &listing.folders {
        if let Meta::Missing = meta::read(folder, &format!("datasets/{name}/meta.yaml"), &DATASET, found) {
            found.add(DATASET_WITHOUT, &home.join(name)).mend(Mend::TakeAway);
        }
    }
    listing.folders.into_iter().collect()
}
