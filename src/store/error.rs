use std::path::PathBuf;

use crate::fsx::{Holder, PathError};
use crate::model::{Invalid, RunId};
use crate::search::QueryError;

/// Why a store refused or failed. Texts are MLflow's where MLflow has one.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// `INVALID_PARAMETER_VALUE`.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// `INVALID_PARAMETER_VALUE`: a query refused while it was answered.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// `RESOURCE_DOES_NOT_EXIST`.
    #[error("{0}")]
    NotFound(String),
    /// `RESOURCE_ALREADY_EXISTS`.
    #[error("{0}")]
    AlreadyExists(String),
    /// `INVALID_STATE`.
    #[error("{0}")]
    WrongState(String),
    /// `INVALID_PARAMETER_VALUE`: the run is deleted.
    #[error("The run {0} must be in 'active' lifecycle_stage.")]
    NotActive(RunId),
    /// What was asked for is there and cannot be read.
    #[error("{}: {reason}", path.display())]
    Damaged {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Another process holds the store's lock for too long.
    #[error("the store is locked by {} (lock file {})", said(holder.as_ref()), path.display())]
    Locked {
        /// The lock file.
        path: PathBuf,
        /// Who holds it, in its own words.
        holder: Option<Holder>,
    },
    /// This store cannot do that.
    #[error("{0}")]
    Unsupported(String),
    /// `INTERNAL_ERROR`, with the cause's own text.
    #[error("{0}")]
    Internal(String),
    /// The operating system said no.
    #[error(transparent)]
    Io(#[from] PathError),
}

fn said(holder: Option<&Holder>) -> &str {
    holder.map_or("another process", |holder| &holder.words)
}

impl StoreError {
    /// MLflow's error code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid(_) | Self::Query(_) | Self::NotActive(_) => "INVALID_PARAMETER_VALUE",
            Self::NotFound(_) => "RESOURCE_DOES_NOT_EXIST",
            Self::AlreadyExists(_) => "RESOURCE_ALREADY_EXISTS",
            Self::WrongState(_) | Self::Damaged { .. } => "INVALID_STATE",
            Self::Unsupported(_) => "NOT_IMPLEMENTED",
            Self::Locked { .. } => "RESOURCE_CONFLICT",
            Self::Internal(_) | Self::Io(_) => "INTERNAL_ERROR",
        }
    }
}
