//! What a registered model's folder holds.

/// Begins the name of a version's folder; the number follows.
pub(super) const VERSION: &str = "version-";
/// The folder of tags, of a model and of a version.
pub(super) const TAGS: &str = "tags";
/// The folder of a model's aliases.
pub(super) const ALIASES: &str = "aliases";
