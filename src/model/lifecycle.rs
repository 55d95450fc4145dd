/// Whether an experiment or run is in use or deleted (deleted ones can be restored).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifecycle {
    /// In use.
    Active,
    /// Deleted, still on disk.
    Deleted,
}

impl Lifecycle {
    /// `active` or `deleted`, as MLflow writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Deleted => "deleted",
        }
    }
}

/// Which lifecycle stages a listing shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ViewType {
    /// Active ones only.
    #[default]
    ActiveOnly,
    /// Deleted ones only.
    DeletedOnly,
    /// Both.
    All,
}

impl ViewType {
    /// Whether this view shows things of that stage.
    #[must_use]
    pub fn shows(self, stage: Lifecycle) -> bool {
        match self {
            Self::ActiveOnly => stage == Lifecycle::Active,
            Self::DeletedOnly => stage == Lifecycle::Deleted,
            Self::All => true,
        }
    }
}
