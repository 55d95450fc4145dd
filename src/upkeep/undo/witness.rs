use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::{Actor, Operation};
use crate::fsx::PathError;
use crate::store::{Change, Witness};

/// An operation that a store tells of its changes.
#[derive(Debug)]
pub struct Recorder(Mutex<Option<Operation>>);

impl Recorder {
    /// Begins an operation; nothing is written before the first change.
    #[must_use]
    pub fn begin(root: &Path, actor: &Actor) -> Self {
        Self(Mutex::new(Some(Operation::begin(root, actor))))
    }

    /// Ends it; no more changes may come.
    ///
    /// # Errors
    /// When the record cannot be written.
    pub fn finish(&self) -> Result<(), PathError> {
        let mut operation = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        operation.take().map_or(Ok(()), Operation::finish)
    }

    fn with<T: Default>(&self, act: impl FnOnce(&mut Operation) -> Result<T, PathError>) -> Result<T, PathError> {
        let mut operation = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        operation.as_mut().map_or_else(|| Ok(T::default()), act)
    }
}

impl Witness for Recorder {
    fn before(&self, changes: &[Change<'_>]) -> Result<(), PathError> {
        self.with(|operation| operation.will_do(changes))
    }

    fn take_away(&self, folder: &Path) -> Result<(), PathError> {
        self.with(|operation| operation.take_away(folder).map(drop))
    }
}

impl Operation {
    /// As told by a store.
    ///
    /// # Errors
    /// When what is there cannot be kept.
    pub fn will_do(&mut self, changes: &[Change<'_>]) -> Result<(), PathError> {
        use super::record::State;
        for change in changes {
            match change {
                Change::Write { path, content } => self.note_write(path, Some(State::of(content)))?,
                Change::Remove { path } => self.note_write(path, Some(State::MISSING))?,
                Change::Move { from, to } => self.note_move(from, to)?,
            }
        }
        self.commit()
    }
}
