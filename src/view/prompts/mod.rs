//! Prompts, which MLflow keeps in the model registry.

mod json;
mod list;
mod page;

pub use list::PromptList;
pub use page::PromptPage;

use std::collections::BTreeMap;

use super::Cell;
use crate::model::{ModelVersion, Prompt, RegisteredModel};

fn latest(prompt: &RegisteredModel) -> Option<&ModelVersion> {
    prompt.latest_versions.iter().max_by_key(|version| version.version)
}

/// A text, or nothing where it says nothing.
fn said(text: Option<&str>) -> Cell {
    Cell::text(text.filter(|text| !text.is_empty()))
}

/// The user's tags.
fn own_tags(tags: &BTreeMap<String, String>) -> BTreeMap<&str, &str> {
    let own = tags.iter().filter(|(key, _)| !Prompt::is_internal_tag(key));
    own.map(|(key, value)| (key.as_str(), value.as_str())).collect()
}
