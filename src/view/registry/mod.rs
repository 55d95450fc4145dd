//! The model registry: models, versions, aliases and what happened to them.

mod aliases;
mod event;
mod json;
mod models;
mod versions;

pub use aliases::AliasList;
pub use event::{EVENT_NAMES, EventJson, EventList, MODEL_DELETED, event_name};
pub use json::{RegisteredModelJson, VersionJson};
pub use models::{RegisteredModelList, registered_model_page};
pub use versions::{VersionList, version_page};

use std::collections::BTreeMap;

use super::Cell;
use crate::model::RegistryEvent;

/// Tags for people: without those that keep events, which `registry history` tells.
fn tag_rows(tags: &BTreeMap<String, String>) -> impl Iterator<Item = (String, Cell)> {
    tags.iter()
        .filter(|(key, _)| !RegistryEvent::is_tag(key))
        .map(|(key, value)| (key.clone(), value.as_str().into()))
}
