use super::{ResolveError, StoreError};

/// Why a URI leads nowhere.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}", trail.join(" -> "))]
pub struct UriError {
    /// The URI, and those that it led to.
    pub trail: Vec<String>,
    /// What failed at the last of them.
    pub reason: UriProblem,
}

/// What failed.
#[derive(Debug, thiserror::Error)]
pub enum UriProblem {
    /// There is no such thing.
    #[error("{what}")]
    NotFound {
        /// What is not there.
        what: String,
        /// The nearest name there is, if one is near.
        near: Option<String>,
    },
    /// Nothing here can read that.
    #[error("{0}")]
    Unsupported(String),
    /// A location that is not followed.
    #[error("{0}")]
    Refused(String),
    /// Versions that name each other as where they come from.
    #[error("its source leads back to itself")]
    Circle,
    /// A version of a prompt: its name and number.
    #[error("this is a prompt, which has no files")]
    Prompt(String),
    /// The run.
    #[error("{0}")]
    Run(ResolveError),
    /// The store failed.
    #[error("{0}")]
    Store(#[from] StoreError),
}

pub(super) type Found<T> = std::result::Result<T, UriProblem>;
