use std::path::{Path, PathBuf};

use super::log::{Log, Logged, Standing, Touched};
use super::noting::{image_path, refused};
use super::plan::{Conflict, Plan, Planner};
use super::record::{Change, Name, Nanoseconds, Was};
use super::{Actor, Operation};
use crate::fsx::{self, Form, Lock, PathError, Whole};
use crate::store::StoreError;
use crate::store::file::FileStore;

/// Why an operation is not taken back.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// Nothing was done here, or nothing that is remembered.
    #[error("there is nothing to undo")]
    Nothing,
    /// There is none of that name.
    #[error("there is no operation '{0}'")]
    NotFound(String),
    /// A name that means several.
    #[error("'{0}' may mean {count} operations", count = .1.len())]
    Ambiguous(String, Vec<String>),
    /// It was taken back before.
    #[error("operation {operation} was undone already, by {by}")]
    Undone {
        /// The operation.
        operation: String,
        /// The undoing.
        by: String,
    },
    /// What it took away is gone.
    #[error("operation {0} cannot be undone any more: what it took away was removed for good")]
    Expired(String),
    /// Its record cannot be trusted.
    #[error("operation {0} cannot be undone: its record is damaged, or of a later mlrun")]
    Unreadable(String),
    /// Things were changed since.
    #[error("operation {} cannot be undone: {}", .0.operation.id, named(&.0.conflicts))]
    Conflict(Box<Plan>),
    /// The store's lock was not had, or its registry could not be brought in order.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file could not be read or written.
    #[error(transparent)]
    Io(#[from] PathError),
}

fn named(conflicts: &[Conflict]) -> String {
    match conflicts {
        [one] => format!("{} {}", one.path.display(), one.reason),
        many => format!("{} files and folders were changed since", many.len()),
    }
}

/// Which operation, and what would take it back: the last one where none is named. Conflicts are in the plan.
///
/// # Errors
/// [`UndoError`], but for [`UndoError::Conflict`].
pub fn plan(store: &FileStore, operation: Option<&str>) -> Result<Plan, UndoError> {
    let log = Log::read(store.root())?;
    let logged = chosen(&log, operation)?;
    plan_of(store, &log, log.stopped_undoing(logged).unwrap_or(logged))
}

fn plan_of(store: &FileStore, log: &Log, logged: &Logged) -> Result<Plan, UndoError> {
    let id = || logged.id.clone();
    let standing = log.standing(logged);
    match &standing {
        Standing::Done | Standing::Interrupted => {}
        Standing::Undone(by) => {
            let (operation, by) = (id(), by.clone());
            return Err(UndoError::Undone { operation, by });
        }
        Standing::Expired => return Err(UndoError::Expired(id())),
        Standing::Unreadable => return Err(UndoError::Unreadable(id())),
    }
    let summary = logged.summary(store.root(), standing);
    Ok(Planner::new(store.root(), logged, summary).plan()?)
}

/// The one that is named, else the last: what that was to take back, if it is an undoing that was stopped half way.
fn chosen<'a>(log: &'a Log, operation: Option<&str>) -> Result<&'a Logged, UndoError> {
    let Some(text) = operation else {
        let last = log.operations.last().ok_or(UndoError::Nothing)?;
        let undoes = |logged: &&Logged| last.begin.undoes.as_ref() == Some(&logged.id);
        let half_undone = log.operations.iter().find(undoes);
        return Ok(half_undone
            .filter(|of| log.stopped_undoing(of).is_some())
            .unwrap_or(last));
    };
    match &log.named(text)[..] {
        [] => Err(UndoError::NotFound(text.to_owned())),
        [one] => Ok(one),
        many => {
            let ids = many.iter().map(|logged| logged.id.clone()).collect();
            Err(UndoError::Ambiguous(text.to_owned(), ids))
        }
    }
}

/// What an operation did to files and folders, in order; the last one's where none is named.
///
/// # Errors
/// [`UndoError::Nothing`], [`UndoError::NotFound`], [`UndoError::Ambiguous`], or when the log cannot be read.
pub fn touched(root: &Path, operation: Option<&str>) -> Result<Vec<Touched>, UndoError> {
    Ok(chosen(&Log::read(root)?, operation)?.touched())
}

/// Takes an operation back, the last one where none is named; that is an operation too. Where anything was changed since,
/// nothing is done. Where it was begun before and stopped half way, that is taken back first.
///
/// # Errors
/// [`UndoError`]. One that is an I/O error may come in the middle: then it was stopped half way.
pub fn take_back(store: &FileStore, operation: Option<&str>, actor: &Actor) -> Result<Plan, UndoError> {
    let lock = store.lock()?;
    let log = Log::read(store.root())?;
    let logged = chosen(&log, operation)?;
    if let Some(stopped) = log.stopped_undoing(logged) {
        revert(store, &lock, stopped, &log, actor)?;
    }
    revert(store, &lock, logged, &Log::read(store.root())?, actor)
}

fn revert(store: &FileStore, lock: &Lock, logged: &Logged, log: &Log, actor: &Actor) -> Result<Plan, UndoError> {
    let root = store.root();
    if logged.touches_the_registry() {
        store.settle_registry(lock)?;
    }
    let plan = plan_of(store, log, logged)?;
    if !plan.conflicts.is_empty() {
        return Err(UndoError::Conflict(Box::new(plan)));
    }
    let mut reverting = Reverting {
        root,
        logged,
        operation: Operation::undoing(root, actor, &logged.id),
    };
    if lock.exclusive {
        fsx::sweep(&reverting.operation.trash());
    }
    reverting.all(&plan.changes)?; // one that fails does not end: the next begins with taking it back
    reverting.operation.finish()?;
    Ok(plan)
}

impl Logged {
    fn touches_the_registry(&self) -> bool {
        self.changes.iter().any(|change| {
            let (Change::Write { path, .. } | Change::Move { from: path, .. }) = change else {
                return false;
            };
            path.as_str().starts_with("models/")
        })
    }
}

struct Reverting<'a> {
    root: &'a Path,
    logged: &'a Logged,
    operation: Operation,
}

/// A file as it is going to be again.
struct Former {
    path: PathBuf,
    content: Vec<u8>,
    mode: u32,
    modified: Option<Nanoseconds>,
}

impl Reverting<'_> {
    /// Files that are restored one after another are told together, so many at most.
    const TOGETHER: usize = 256;

    fn all(&mut self, changes: &[usize]) -> Result<(), PathError> {
        self.operation.mark()?;
        let mut waiting: Vec<Former> = Vec::new();
        for &number in changes {
            match self.former(number)? {
                Some(former) if waiting.iter().all(|other| other.path != former.path) => waiting.push(former),
                Some(former) => {
                    self.restore(&mut waiting)?;
                    waiting.push(former);
                }
                None => {
                    self.restore(&mut waiting)?;
                    self.one(number)?;
                }
            }
            if waiting.len() >= Self::TOGETHER {
                self.restore(&mut waiting)?;
            }
        }
        self.restore(&mut waiting)
    }

    fn restore(&mut self, waiting: &mut Vec<Former>) -> Result<(), PathError> {
        let files = waiting
            .iter()
            .map(|former| (former.path.as_path(), former.content.as_slice()));
        self.operation.will_write_all(files)?;
        let staging = self.operation.trash();
        for former in waiting.iter() {
            if let Some(folder) = former.path.parent().filter(|folder| !fsx::is_dir(folder)) {
                fsx::create_dir_all(folder)?;
            }
        }
        let files: Vec<Whole<'_>> = waiting
            .iter()
            .map(|former| Whole {
                path: &former.path,
                content: &former.content,
                mode: Some(former.mode),
                modified: former.modified.map(Nanoseconds::time),
                staging: &staging,
            })
            .collect();
        fsx::replace_files(&files)?;
        waiting.clear();
        Ok(())
    }

    /// Of a change of a file that is there again afterwards.
    fn former(&self, number: usize) -> Result<Option<Former>, PathError> {
        Ok(match &self.logged.changes[number] {
            Change::Write {
                path,
                was: Was::Text { mode, text, modified },
                ..
            } => Some(Former {
                path: self.path(path)?,
                content: text.clone().into_bytes(),
                mode: *mode,
                modified: *modified,
            }),
            Change::Write {
                path,
                was: Was::Kept { mode, image, modified },
                ..
            } => Some(Former {
                path: self.path(path)?,
                content: fsx::read(&image_path(self.root, &self.logged.id, *image))?,
                mode: *mode,
                modified: *modified,
            }),
            Change::Append { path, length, modified } => {
                let path = self.path(path)?;
                let mut content = fsx::read(&path)?;
                content.truncate(usize::try_from(*length).unwrap_or(usize::MAX));
                let mode = if let Form::File(mode) = fsx::form(&path)? {
                    mode
                } else {
                    0o644
                };
                let modified = *modified;
                Some(Former {
                    path,
                    content,
                    mode,
                    modified,
                })
            }
            _ => None,
        })
    }

    fn one(&mut self, number: usize) -> Result<(), PathError> {
        match &self.logged.changes[number] {
            Change::Write {
                path,
                was: Was::Link(target),
                ..
            } => {
                let path = self.path(path)?;
                let target = Was::target(target).ok_or_else(|| refused("restore", &path, "its link is no path"))?;
                self.operation.will_write(&path)?;
                if fsx::exists(&path) {
                    fsx::remove_file(&path)?;
                }
                fsx::create_link(&path, &target)
            }
            Change::Write { path, .. } => {
                let path = self.path(path)?;
                self.operation.will_remove(&path)?;
                fsx::remove_file(&path)
            }
            Change::Append { .. } => Ok(()),
            Change::MakeFolder { path } => {
                let path = self.path(path)?;
                match fsx::form(&path)? {
                    Form::Folder(mode) if fsx::list(&path)?.is_empty() => {
                        self.operation.will_remove_folder(&path, mode)?;
                        fsx::remove_empty_dir(&path).map(drop)
                    }
                    _ => Ok(()), // never made, or somebody else uses it
                }
            }
            Change::RemoveFolder { path, mode } => {
                let path = self.path(path)?;
                if fsx::exists(&path) {
                    return Ok(());
                }
                self.operation.will_make_folder(&path)?;
                fsx::restore_dir(&path, *mode)
            }
            Change::Create { path } => {
                let path = self.path(path)?;
                self.operation.take_away(&path).map(drop)
            }
            Change::Move { from, to } => {
                let (from, to) = (self.path(from)?, self.path(to)?);
                self.operation.will_move(&to, &from)?;
                if let Some(folder) = from.parent().filter(|folder| !fsx::is_dir(folder)) {
                    fsx::create_dir_all(folder)?;
                }
                fsx::rename_new(&to, &from)?;
                to.parent().map_or(Ok(()), fsx::sync_dir)
            }
        }
    }

    fn path(&self, name: &Name) -> Result<PathBuf, PathError> {
        let outside = || refused("restore", Path::new(name.as_str()), "it lies outside of the store");
        name.path(self.root).ok_or_else(outside)
    }
}
