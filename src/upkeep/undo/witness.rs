use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::{Actor, Operation};
use crate::fsx::PathError;
use crate::store::{Change, Witness};

/// An operation that a store tells of its changes. It ends when this is dropped, well or not.
pub struct Recorder {
    operation: Mutex<Option<Operation>>,
    complain: Complain,
}

/// Is told why the end could not be written down: the operation then stands as interrupted, and can be undone all the same.
pub type Complain = Box<dyn Fn(PathError) + Send + Sync>;

impl Recorder {
    /// Begins an operation; nothing is written before the first change.
    #[must_use]
    pub fn begin(root: &Path, actor: &Actor, complain: Complain) -> Self {
        Self {
            operation: Mutex::new(Some(Operation::begin(root, actor))),
            complain,
        }
    }

    fn with<T: Default>(&self, act: impl FnOnce(&mut Operation) -> Result<T, PathError>) -> Result<T, PathError> {
        let mut operation = self.operation.lock().unwrap_or_else(PoisonError::into_inner);
        operation.as_mut().map_or_else(|| Ok(T::default()), act)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        let operation = self.operation.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(Err(error)) = operation.take().map(Operation::finish) {
            (self.complain)(error);
        }
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Recorder").field(&self.operation).finish()
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
