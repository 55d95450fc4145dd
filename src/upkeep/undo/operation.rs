use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::log::state;
use super::noting::{read_from, stamp};
use super::record::{Begin, Change, Done, Entry, Nanoseconds, State, line};
use crate::fsx::{self, Form, PathError};
use crate::model::Millis;

/// Who does something, and when.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The command as it was typed.
    pub command: String,
    /// The user's name.
    pub user: String,
    /// When it begins.
    pub at: Millis,
    /// Tells operations of the same millisecond apart.
    pub random: u128,
}

/// One operation that can be taken back. Before anything of the store is changed it is told here, so that what was there
/// is kept; the caller holds the store's lock. When a call returns, what it was told is on the disk: a process or a machine
/// that dies afterwards leaves an interrupted operation, which can be taken back too.
///
/// What only adds to a file or a folder that this operation made ([`Self::will_create`]) need not be told.
#[derive(Debug)]
pub struct Operation {
    pub(super) root: PathBuf,
    pub(super) id: String,
    pub(super) begin: Begin,
    pub(super) has_begun: bool,
    pub(super) pending: Vec<u8>,
    /// Changes in the log, and changes that are pending.
    pub(super) changes: (usize, usize),
    /// Changes of which it is not known yet what they lead to.
    pub(super) open: Vec<(usize, PathBuf, Open)>,
    /// Moves, and how many of these were open then.
    pub(super) moves: Vec<(usize, PathBuf, PathBuf)>,
    pub(super) created: BTreeSet<PathBuf>,
    /// What moves led to: it was there before, even in a folder that this operation made.
    pub(super) brought: BTreeSet<PathBuf>,
    /// Folders that are told to appear.
    pub(super) folders: BTreeSet<PathBuf>,
    pub(super) taken: usize,
    pub(super) images: usize,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Open {
    Written,
    AppendedTo(u64),
    Created,
}

impl Operation {
    /// Begins one. Nothing is written before the first change.
    #[must_use]
    pub fn begin(root: &Path, actor: &Actor) -> Self {
        Self {
            root: root.to_owned(),
            id: format!("{:013}-{:08x}", actor.at.0.max(0), actor.random as u32),
            begin: Begin {
                at: actor.at.0,
                user: actor.user.clone(),
                command: actor.command.clone(),
                undoes: None,
                keep_until: None,
            },
            has_begun: false,
            pending: Vec::new(),
            changes: (0, 0),
            open: Vec::new(),
            moves: Vec::new(),
            created: BTreeSet::new(),
            brought: BTreeSet::new(),
            folders: BTreeSet::new(),
            taken: 0,
            images: 0,
        }
    }

    /// One that takes another one back.
    pub(super) fn undoing(root: &Path, actor: &Actor, other: &str) -> Self {
        let mut operation = Self::begin(root, actor);
        operation.begin.undoes = Some(other.to_owned());
        operation
    }

    /// What it is called in the log.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether anything was told yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.0 == 0
    }

    /// Keeps what is taken away until then; `Millis(i64::MAX)` for ever. Without, as long as any operation is kept
    /// ([`super::expire`]).
    pub fn keep_until(&mut self, until: Millis) {
        self.begin.keep_until = Some(until.0);
    }

    /// A file is going to be written, replaced or removed (there or not). What it holds when [`Self::finish`] is called is
    /// taken for what this operation made of it; [`Self::will_write_as`] needs no such reading.
    ///
    /// # Errors
    /// When what it holds cannot be kept.
    pub fn will_write(&mut self, path: &Path) -> Result<(), PathError> {
        self.note_write(path, None)?;
        self.commit()
    }

    /// A file is going to hold exactly this.
    ///
    /// # Errors
    /// When what it holds cannot be kept.
    pub fn will_write_as(&mut self, path: &Path, content: &[u8]) -> Result<(), PathError> {
        self.will_write_all([(path, content)])
    }

    /// Many files are going to hold exactly this: one wait for the disk instead of many.
    ///
    /// # Errors
    /// When what one holds cannot be kept.
    pub fn will_write_all<'a>(
        &mut self,
        files: impl IntoIterator<Item = (&'a Path, &'a [u8])>,
    ) -> Result<(), PathError> {
        for (path, content) in files {
            self.note_write(path, Some(State::of(content)))?;
        }
        self.commit()
    }

    /// A file is going to be removed.
    ///
    /// # Errors
    /// When what it holds cannot be kept.
    pub fn will_remove(&mut self, path: &Path) -> Result<(), PathError> {
        self.note_write(path, Some(State::MISSING))?;
        self.commit()
    }

    /// Lines are going to be appended to a file.
    ///
    /// # Errors
    /// When that cannot be noted.
    pub fn will_append(&mut self, path: &Path) -> Result<(), PathError> {
        match fsx::form(path)? {
            Form::File(_) if !self.is_within_created(path) => {
                let length = fsx::followed_size(path).unwrap_or(0);
                let name = self.name(path)?;
                self.leave_open(path, Open::AppendedTo(length));
                let modified = Nanoseconds::of(path);
                self.note(Change::Append {
                    path: name,
                    length,
                    modified,
                });
                self.commit()
            }
            _ => self.will_write(path),
        }
    }

    /// A folder (or a file) is going to appear, with all that is in it.
    ///
    /// # Errors
    /// When that cannot be noted.
    pub fn will_create(&mut self, path: &Path) -> Result<(), PathError> {
        if self.is_within_created(path) {
            return Ok(());
        }
        self.note_folders(path)?;
        let name = self.name(path)?;
        self.leave_open(path, Open::Created);
        self.note(Change::Create { path: name });
        self.commit()?;
        self.created.insert(path.to_owned());
        Ok(())
    }

    /// A file or folder is going to be renamed, to a name that nothing has.
    ///
    /// # Errors
    /// When that cannot be noted.
    pub fn will_move(&mut self, from: &Path, to: &Path) -> Result<(), PathError> {
        self.note_move(from, to)?;
        self.commit()
    }

    /// An empty folder is going to be removed.
    pub(super) fn will_remove_folder(&mut self, path: &Path, mode: u32) -> Result<(), PathError> {
        let path = self.name(path)?;
        self.note(Change::RemoveFolder { path, mode });
        self.commit()
    }

    /// A folder with nothing in it is going to be made.
    pub(super) fn will_make_folder(&mut self, path: &Path) -> Result<(), PathError> {
        let path = self.name(path)?;
        self.note(Change::MakeFolder { path });
        self.commit()
    }

    /// Moves a file or folder out of the store's sight, to the operation's own folder, and returns where it is now. A link is
    /// moved, not what it leads to.
    ///
    /// # Errors
    /// When it cannot be moved.
    pub fn take_away(&mut self, path: &Path) -> Result<PathBuf, PathError> {
        let to = self.place_for(path);
        self.note_move(path, &to)?;
        self.own_folder()?;
        self.commit()?;
        fsx::rename_new(path, &to)?;
        path.parent().map_or(Ok(()), fsx::sync_dir)?;
        Ok(to)
    }

    /// As [`Self::take_away`], of many: one wait for the disk for each folder instead of one for each name. What cannot be
    /// moved stays, and its place in the answer says why.
    ///
    /// # Errors
    /// When it cannot be noted or brought to the disk; in the first case nothing was moved.
    pub fn take_away_all(&mut self, paths: &[PathBuf]) -> Result<Vec<Result<PathBuf, PathError>>, PathError> {
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let mut moves = Vec::with_capacity(paths.len());
        for path in paths {
            let to = self.place_for(path);
            self.note_move(path, &to)?;
            moves.push((path.clone(), to));
        }
        self.own_folder()?;
        self.commit()?;
        let moved = fsx::rename_many(&moves)?;
        let done = moved.into_iter().zip(moves).map(|(moved, (_, to))| moved.map(|()| to));
        Ok(done.collect())
    }

    /// Ends it. Whether it worked or not, what it did can be undone from now on.
    ///
    /// # Errors
    /// When the record cannot be written: it then stands as interrupted.
    pub fn finish(self) -> Result<(), PathError> {
        if !self.has_begun {
            return Ok(());
        }
        let mut done = Done {
            changes: self.changes.0,
            after: Vec::with_capacity(self.open.len()),
            keep_until: self.begin.keep_until,
        };
        for (place, (number, path, open)) in self.open.iter().enumerate() {
            let path = self.moved(path, place);
            let state = match open {
                _ if !fsx::exists(&path) => State::MISSING,
                Open::Written => state(&path)?,
                Open::AppendedTo(length) => State::of(&read_from(&path, *length)?),
                Open::Created => stamp(&path)?,
            };
            done.after.push((*number, state));
        }
        let done_is_small = done.after.is_empty();
        let log = self.log();
        let line = line(&self.id, &Entry::Done(done));
        if self.begin.keep_until.is_none() && done_is_small {
            fsx::append_lines(&log, &line) // a crash of the machine may leave it interrupted, which loses nothing
        } else {
            fsx::append_synced(&log, &line)
        }
    }
}
