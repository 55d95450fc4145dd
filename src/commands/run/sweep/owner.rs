//! Which process drives a run.

use std::collections::BTreeMap;

use crate::commands::context::tag;
use crate::model::Tag;
use crate::project::child::process::{Life, Process};

/// Tags that say that it is this one.
pub(super) fn tags() -> crate::store::Result<Vec<Tag>> {
    let tags = Process::this().tags();
    tags.into_iter().map(|(key, value)| tag(key, &value)).collect()
}

/// Whether the one that the tags name still lives, or may.
pub(super) fn lives(tags: &BTreeMap<String, String>) -> bool {
    Process::of(tags).is_some_and(|process| process.life(&Process::this()) != Life::Gone)
}
