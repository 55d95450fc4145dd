//! `meta.yaml` of registered models and versions.

use std::collections::BTreeMap;

use crate::codec::Node;
use crate::codec::pyyaml::{self, Yaml};
use crate::model::{Millis, ModelName, ModelVersion, RegisteredModel, Stage, VersionNumber};
use crate::store::NewModelVersion;
use crate::store::file::meta::{field, millis};

/// A registered model, without tags, aliases and versions. `reasons` gets what is wrong with it but does not hide it.
pub(super) fn model(meta: &Node, name: &ModelName, reasons: &mut Vec<String>) -> RegisteredModel {
    check_name(meta, name, reasons);
    RegisteredModel {
        name: name.clone(),
        creation_timestamp: millis(meta, "creation_timestamp"),
        last_updated_timestamp: millis(meta, "last_updated_timestamp"),
        description: field(meta, "description"),
        tags: BTreeMap::new(),
        aliases: BTreeMap::new(),
        latest_versions: Vec::new(),
    }
}

/// A version, without tags and aliases. `reasons` gets what is wrong with it but does not hide it.
///
/// # Errors
/// When so much is missing that the file must have been cut: its stage may be, and a deleted one must not come back.
pub(super) fn version(
    meta: &Node,
    name: &ModelName,
    version: VersionNumber,
    reasons: &mut Vec<String>,
) -> Result<ModelVersion, String> {
    check_name(meta, name, reasons);
    let written = field(meta, "version").ok_or("cut short, or no version's: it has no `version`")?;
    if written.parse() != Ok(version) {
        reasons.push(format!(
            "says it is version {written}; shown as {version}, as its folder is called"
        ));
    }
    Ok(ModelVersion {
        name: name.clone(),
        version,
        creation_timestamp: millis(meta, "creation_timestamp"),
        last_updated_timestamp: millis(meta, "last_updated_timestamp"),
        description: field(meta, "description"),
        user_id: field(meta, "user_id"),
        current_stage: field(meta, "current_stage").map_or(Stage::None, |stage| Stage::read(&stage)),
        source: field(meta, "source"),
        storage_location: field(meta, "storage_location"),
        run_id: field(meta, "run_id"),
        run_link: field(meta, "run_link"),
        status: field(meta, "status").unwrap_or_else(|| "READY".to_owned()),
        status_message: field(meta, "status_message"),
        model_id: field(meta, "model_id"),
        tags: BTreeMap::new(),
        aliases: Vec::new(),
    })
}

fn check_name(meta: &Node, name: &ModelName, reasons: &mut Vec<String>) {
    match field(meta, "name") {
        Some(written) if written != name.as_str() => reasons.push(format!(
            "says it is of model '{written}'; shown as '{name}', as its folder is called"
        )),
        Some(_) => {}
        None => reasons.push("has no name: cut short".to_owned()),
    }
}

/// A new registered model's `meta.yaml`.
pub(super) fn new_model(name: &ModelName, description: Option<&str>, at: Millis) -> String {
    pyyaml::document(&[
        ("aliases", Yaml::Map(Vec::new())),
        ("creation_timestamp", Yaml::Int(at.0)),
        ("description", text(description)),
        ("last_updated_timestamp", Yaml::Int(at.0)),
        ("name", Yaml::Str(name.to_string())),
    ])
}

/// A new version's `meta.yaml`: MLflow 3's keys.
pub(super) fn new_version(new: &NewModelVersion, version: VersionNumber, storage_location: &str) -> String {
    let at = Yaml::Int(new.at.0);
    pyyaml::document(&[
        ("creation_timestamp", at.clone()),
        ("current_stage", Yaml::Str(Stage::None.to_string())),
        ("description", text(new.description.as_deref())),
        ("last_updated_timestamp", at),
        ("model_id", text(new.model_id.as_deref())),
        ("name", Yaml::Str(new.name.to_string())),
        ("run_id", text(new.run_id.as_deref())),
        ("run_link", text(new.run_link.as_deref())),
        ("source", Yaml::Str(new.source.clone())),
        ("status", Yaml::Str("READY".to_owned())),
        ("status_message", Yaml::Null),
        ("storage_location", Yaml::Str(storage_location.to_owned())),
        ("user_id", text(new.user_id.as_deref())),
        ("version", Yaml::Int(version.0)),
    ])
}

/// A text or null.
pub(super) fn text(text: Option<&str>) -> Yaml {
    text.map_or(Yaml::Null, |text| Yaml::Str(text.to_owned()))
}
