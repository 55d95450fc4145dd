//! How an operation writes down what it is told.

use std::io;
use std::path::{Path, PathBuf};

use super::log::check_own;
use super::operation::{Open, Operation};
use super::prune::prune;
use super::record::{Change, Entry, Name, Nanoseconds, State, Was, line};
use super::{FOLDER, LOG};
use crate::fsx::{self, Form, PathError};
use crate::model::Millis;

/// A file larger than that is copied rather than written into the log.
const IN_THE_LOG: u64 = 1 << 16;

impl Operation {
    /// A file is going to be written; what it becomes, where that is known.
    pub(super) fn note_write(&mut self, path: &Path, after: Option<State>) -> Result<(), PathError> {
        if self.is_within_created(path) {
            return Ok(());
        }
        let name = self.name(path)?;
        self.note_folders(path)?;
        let was = match fsx::form(path)? {
            Form::Missing => Was::Missing,
            Form::Link(target) => Was::link(&target),
            Form::File(mode) => self.image(path, mode)?,
            Form::Folder(_) | Form::Other => return Err(refused("keep", path, "it is not a file")),
        };
        if after.is_none() {
            self.leave_open(path, Open::Written);
        }
        self.note(Change::Write { path: name, was, after });
        Ok(())
    }

    pub(super) fn note_move(&mut self, from: &Path, to: &Path) -> Result<(), PathError> {
        self.note_folders(to)?;
        self.moves.push((self.open.len(), from.to_owned(), to.to_owned()));
        self.brought.insert(to.to_owned());
        let (from, to) = (self.name(from)?, self.name(to)?);
        self.note(Change::Move { from, to });
        Ok(())
    }

    /// Where a path of which it is open what it becomes is by now.
    pub(super) fn moved(&self, path: &Path, place: usize) -> PathBuf {
        let later = self.moves.iter().filter(|(open, ..)| *open > place);
        later.fold(path.to_owned(), |path, (_, from, to)| match path.strip_prefix(from) {
            Ok(below) if fsx::exists(to) => to.join(below).components().collect(),
            _ => path,
        })
    }

    /// The folders above a path that are going to appear with it.
    pub(super) fn note_folders(&mut self, path: &Path) -> Result<(), PathError> {
        let kept = self.trash();
        let above = path.ancestors().skip(1);
        let above = above.take_while(|above| **above != *self.root && !above.starts_with(&kept));
        let missing: Vec<PathBuf> = above
            .take_while(|above| !fsx::exists(above) && !self.folders.contains(*above))
            .map(Path::to_owned)
            .collect();
        for folder in missing.into_iter().rev() {
            let name = self.name(&folder)?;
            self.note(Change::MakeFolder { path: name });
            self.folders.insert(folder);
        }
        Ok(())
    }

    fn image(&mut self, path: &Path, mode: u32) -> Result<Was, PathError> {
        let modified = Nanoseconds::of(path);
        if fsx::followed_size(path).is_some_and(|size| size <= IN_THE_LOG)
            && let Ok(text) = String::from_utf8(fsx::read(path)?)
        {
            return Ok(Was::Text { mode, text, modified });
        }
        self.own_folder()?;
        let image = self.images;
        fsx::copy_file(path, &image_path(&self.root, &self.id, image), &|_| ())?;
        self.images += 1;
        Ok(Was::Kept { mode, image, modified })
    }

    /// Whether all that is there came with something that appeared; not if it was moved into that.
    pub(super) fn is_within_created(&self, path: &Path) -> bool {
        let mut above = path.ancestors().take_while(|above| !self.brought.contains(*above));
        !self.created.is_empty() && above.any(|above| self.created.contains(above))
    }

    pub(super) fn leave_open(&mut self, path: &Path, open: Open) {
        self.open.push((self.changes.0 + self.changes.1, path.to_owned(), open));
    }

    pub(super) fn note(&mut self, change: Change) {
        self.pending.extend(line(&self.id, &Entry::Change(change)));
        self.changes.1 += 1;
    }

    /// Brings what was noted to the disk.
    pub(super) fn commit(&mut self) -> Result<(), PathError> {
        let mut lines = std::mem::take(&mut self.pending);
        let noted = std::mem::take(&mut self.changes.1);
        if noted == 0 {
            return Ok(());
        }
        let written = self
            .ready(&mut lines)
            .and_then(|()| fsx::append_synced(&self.log(), &lines));
        match written {
            Ok(()) => {
                self.has_begun = true;
                self.changes.0 += noted;
                Ok(())
            }
            Err(error) => {
                let known = self.changes.0;
                self.open.retain(|(number, ..)| *number < known);
                Err(error)
            }
        }
    }

    /// Writes down that it has begun, whether anything is going to change or not.
    pub(super) fn mark(&mut self) -> Result<(), PathError> {
        let mut lines = Vec::new();
        self.ready(&mut lines)?;
        fsx::append_synced(&self.log(), &lines)?;
        self.has_begun = true;
        Ok(())
    }

    fn ready(&self, lines: &mut Vec<u8>) -> Result<(), PathError> {
        if self.has_begun {
            return Ok(());
        }
        check_own(&self.root, "write")?;
        if fsx::create_dir(&self.trash())? {
            fsx::sync_dir(&self.root)?;
        }
        prune(&self.root, Millis(self.begin.at));
        let begin = line(&self.id, &Entry::Begin(self.begin.clone()));
        lines.splice(0..0, begin);
        Ok(())
    }

    pub(super) fn own_folder(&self) -> Result<(), PathError> {
        let folder = self.trash().join(&self.id);
        if !fsx::is_dir(&folder) {
            fsx::create_dir_all(&folder)?;
            fsx::sync_dir(&self.trash())?;
            fsx::sync_dir(&self.root)?;
        }
        Ok(())
    }

    pub(super) fn place_for(&mut self, path: &Path) -> PathBuf {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name: String = name.chars().take(50).collect(); // 200 bytes at most: a name may have 255
        self.taken += 1;
        self.trash().join(&self.id).join(format!("{}-{name}", self.taken - 1))
    }

    pub(super) fn name(&self, path: &Path) -> Result<Name, PathError> {
        Name::below(&self.root, path).ok_or_else(|| refused("keep", path, "it lies outside of the store"))
    }

    pub(super) fn trash(&self) -> PathBuf {
        self.root.join(FOLDER)
    }

    pub(super) fn log(&self) -> PathBuf {
        self.trash().join(LOG)
    }
}

/// Where a file's former bytes are kept.
pub(super) fn image_path(root: &Path, operation: &str, image: usize) -> PathBuf {
    root.join(FOLDER).join(operation).join(format!("image-{image}"))
}

/// What a created folder is like, for comparison.
pub(super) fn stamp(path: &Path) -> Result<State, PathError> {
    if !fsx::exists(path) {
        return Ok(State::MISSING);
    }
    let stamps = fsx::stamps(path)?;
    Ok(State::of(format!("{stamps:?}").as_bytes()))
}

/// A file's bytes from there on.
pub(super) fn read_from(path: &Path, start: u64) -> Result<Vec<u8>, PathError> {
    let mut bytes = fsx::read(path)?;
    let start = usize::try_from(start).unwrap_or(usize::MAX).min(bytes.len());
    Ok(bytes.split_off(start))
}

pub(super) fn refused(action: &'static str, path: &Path, why: &'static str) -> PathError {
    PathError {
        action,
        path: path.to_owned(),
        source: io::Error::new(io::ErrorKind::InvalidInput, why),
    }
}
