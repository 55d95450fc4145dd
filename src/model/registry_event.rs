use super::{Millis, ModelName, VersionNumber};

/// What happened to a registered model or a version of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryEvent {
    /// When.
    pub at: Millis,
    /// The model, by the name it has after it.
    pub name: ModelName,
    /// The version, where it happened to one.
    pub version: Option<VersionNumber>,
    /// What.
    pub what: RegistryChange,
    /// Who did it and why, where that is known.
    pub record: Option<ChangeRecord>,
}

impl RegistryEvent {
    /// What the key of a tag begins with that keeps an event (`mlrun.event.<at>`).
    pub const TAG: &str = "mlrun.event.";

    /// Whether a tag with that key keeps an event.
    #[must_use]
    pub fn is_tag(key: &str) -> bool {
        key.starts_with(Self::TAG)
    }
}

/// Who changes a registry, and why: kept with the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRecord {
    /// Who.
    pub by: String,
    /// Why, in their words; at most [`ChangeRecord::LONGEST_COMMENT`] code points.
    pub comment: Option<String>,
}

impl ChangeRecord {
    /// The longest comment in code points: what every MLflow lets a tag hold, less what stands around it.
    pub const LONGEST_COMMENT: usize = 4000;
}

/// A change of a registry that its history tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegistryChange {
    /// The model was made.
    ModelCreated,
    /// The model was renamed.
    ModelRenamed {
        /// Its name before.
        from: String,
    },
    /// The version was made.
    VersionCreated,
    /// The version's stage was set.
    Transition {
        /// Its stage before.
        from: String,
        /// Its stage after.
        to: String,
        /// Whether it was moved to make room for another version in its stage.
        made_room: bool,
    },
    /// The alias now means the version.
    AliasSet {
        /// The alias.
        alias: String,
        /// The version it meant before.
        from: Option<VersionNumber>,
    },
    /// The alias means the version no more.
    AliasDeleted {
        /// The alias.
        alias: String,
    },
    /// The version was deleted.
    VersionDeleted,
}
