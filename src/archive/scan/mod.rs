//! Every byte of an archive, read once: compared with what the index says it must be, and handed on.
//!
//! The index determines the tar stream but for the files' content, of which it has hashes, so whatever else is in the stream
//! (another header, a link, a device, a member of no name) is a difference. Frames are read in parallel; memory is a few
//! frames, whatever the archive claims.

mod frames;
mod member;
mod unit;

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::{Archive, Member};
use crate::fsx::PathError;
use crate::progress::Progress;

/// Who is given the members of an archive. Only what is whole is given; a file that is in several frames is given piece by
/// piece, before it is known to be whole.
pub trait Receiver: Sync {
    /// Whether a member is wanted; what holds only others is not read.
    fn wants(&self, _member: &Member) -> bool {
        true
    }

    /// An empty folder; the path is the store's own, empty for the root.
    ///
    /// # Errors
    /// What ends the work.
    fn folder(&self, path: &str) -> Result<(), PathError>;

    /// A file.
    ///
    /// # Errors
    /// What ends the work.
    fn file(&self, path: &str, executable: bool, content: &[u8]) -> Result<(), PathError>;

    /// A file that comes in pieces. It is dropped without [`Part::finish`] when it is damaged.
    ///
    /// # Errors
    /// What ends the work.
    fn begin(&self, path: &str, executable: bool) -> Result<Box<dyn Part + '_>, PathError>;
}

/// A file that is received piece by piece.
pub trait Part {
    /// The next piece.
    ///
    /// # Errors
    /// What ends the work.
    fn write(&mut self, piece: &[u8]) -> Result<(), PathError>;

    /// It is whole.
    ///
    /// # Errors
    /// What ends the work.
    fn finish(self: Box<Self>) -> Result<(), PathError>;
}

/// Receives nothing: all is read to be checked.
#[derive(Debug, Clone, Copy)]
pub struct Nobody;

impl Receiver for Nobody {
    fn folder(&self, _path: &str) -> Result<(), PathError> {
        Ok(())
    }

    fn file(&self, _path: &str, _executable: bool, _content: &[u8]) -> Result<(), PathError> {
        Ok(())
    }

    fn begin(&self, _path: &str, _executable: bool) -> Result<Box<dyn Part + '_>, PathError> {
        Ok(Box::new(Self))
    }
}

impl Part for Nobody {
    fn write(&mut self, _piece: &[u8]) -> Result<(), PathError> {
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), PathError> {
        Ok(())
    }
}

/// Something in an archive that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flaw {
    /// The file or empty folder that is lost by it; none when nothing is.
    pub member: Option<String>,
    /// What is wrong, such as `the frame at byte 12 is not as it was written`.
    pub what: String,
}

/// What reading an archive found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The flaws by path, those of no member first; not more than [`MOST_NAMED`].
    pub flaws: Vec<Flaw>,
    /// How many flaws there are, named or not.
    pub flawed: usize,
    /// Files and empty folders that are whole.
    pub whole: usize,
    /// The files among them.
    pub files: usize,
    /// Their sizes added up.
    pub bytes: u64,
    /// Files and empty folders that are lost.
    pub lost: usize,
}

/// Most flaws that are named.
pub const MOST_NAMED: usize = 10_000;

impl Found {
    /// Whether all that was read is as it must be.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.flawed == 0
    }

    /// What is lost, shortly: a name, and how many more. Of what loses nothing, what it is.
    #[must_use]
    pub fn first(&self) -> String {
        let lost = self.flaws.iter().find_map(|flaw| flaw.member.as_ref());
        match (lost, self.flaws.first()) {
            (Some(member), _) if self.lost > 1 => format!("{member} and {} more are lost", self.lost - 1),
            (Some(member), _) => format!("{member} is lost"),
            (None, Some(flaw)) => flaw.what.clone(),
            (None, None) => String::new(),
        }
    }

    pub(super) fn add(&mut self, flaw: Flaw) {
        self.flawed += 1;
        self.lost += usize::from(flaw.member.is_some());
        if self.flaws.len() < MOST_NAMED {
            self.flaws.push(flaw);
        }
    }

    pub(super) fn add_whole(&mut self, is_folder: bool, size: u64) {
        self.whole += 1;
        self.files += usize::from(!is_folder);
        self.bytes += size;
    }

    fn join(&mut self, other: Self) {
        self.flaws.extend(other.flaws);
        self.flaws.truncate(MOST_NAMED);
        self.flawed += other.flawed;
        self.whole += other.whole;
        self.files += other.files;
        self.bytes += other.bytes;
        self.lost += other.lost;
    }
}

/// Reads an archive and gives its members to `receiver`, from several threads and in no order, as they are found to be
/// whole. Damage does not end it; `progress` is told of the archive's bytes.
///
/// # Errors
/// The receiver's first.
pub fn scan(archive: &Archive, receiver: &dyn Receiver, progress: &dyn Progress) -> Result<Found, PathError> {
    let places = archive.index().places();
    let units = unit::cut(archive.index(), &places);
    let found = Mutex::new(Found::default());
    units.par_iter().try_for_each(|unit| {
        let part = unit.read(archive, &places, receiver, progress)?;
        found.lock().unwrap_or_else(PoisonError::into_inner).join(part);
        Ok(())
    })?;
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.flaws.sort_unstable();
    Ok(found)
}
