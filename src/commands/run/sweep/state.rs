//! How far a sweep is.

use std::collections::{BTreeMap, VecDeque};

use crate::model::{Millis, RunId, RunStatus};

/// A run of a point.
#[derive(Debug, Clone)]
pub(super) struct Child {
    pub(super) run_id: RunId,
    pub(super) status: RunStatus,
}

/// How far a sweep is.
pub(super) struct State {
    /// By point.
    pub(super) children: BTreeMap<usize, Child>,
    /// What is still to be run.
    pub(super) todo: VecDeque<usize>,
    /// When they began, by point.
    pub(super) began: BTreeMap<usize, Millis>,
    /// The signal that asked us to end.
    pub(super) interrupted_by: Option<i32>,
    /// Nothing more is started.
    pub(super) stopped: bool,
}

impl State {
    pub(super) fn with(&self, status: RunStatus) -> usize {
        self.children.values().filter(|child| child.status == status).count()
    }
}
