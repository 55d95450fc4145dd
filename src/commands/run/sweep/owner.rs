//! Which process drives a run.

use std::collections::BTreeMap;

use crate::model::Tag;
use crate::project;

/// Tags that say that it is this one.
pub(super) fn tags() -> project::Result<Vec<Tag>> {
    Ok(Vec::new())
}

/// Whether the one that the tags name still lives, or may.
pub(super) fn lives(_tags: &BTreeMap<String, String>) -> bool {
    false
}
