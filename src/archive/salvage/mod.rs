//! What can be had of an archive whose end is lost, and with it the index: the tar stream from its beginning.
//!
//! Of what it finds nothing is known but what the stream says, so only what mlrun itself would have written is taken: every
//! header is made anew from what it says, and must be the same byte for byte.

mod frames;
mod members;

use std::path::Path;

use super::ArchiveError;
use super::decompress::MAGIC;
use super::scan::{Flaw, Found, Receiver};
use super::tar::folder_header;
use crate::fsx::{PathError, ReadAt};
use crate::progress::Progress;
use frames::{Frame, Frames, State};
use members::Members;

/// Whether a file may be what is left of an archive: it begins as one does, or with a frame that is damaged.
#[must_use]
pub fn can_be_salvaged(path: &Path) -> bool {
    let Ok(file) = ReadAt::open(path) else { return false };
    let is_compressed = file.read(0, MAGIC.len() as u64).is_ok_and(|start| start == MAGIC);
    let is_others = |frame: &Frame| frame.state == State::Whole && !frame.bytes.starts_with(&folder_header(""));
    is_compressed && !matches!(Frames::new(file).next(), Some(Ok(frame)) if is_others(&frame))
}

/// Gives the members that can be read to `receiver`, in the order of the stream. What is lost has no name but where a file
/// breaks off. Memory is a few frames; `progress` is told of the archive's bytes.
///
/// # Errors
/// When the archive cannot be read, or the receiver's first error.
pub fn salvage(path: &Path, receiver: &dyn Receiver, progress: &dyn Progress) -> Result<Found, ArchiveError> {
    let mut found = Found::default();
    let mut members = Members::new(receiver);
    let mut frames = Frames::new(ReadAt::open(path)?);
    for frame in &mut frames {
        let frame = frame?;
        progress.advance(frame.compressed);
        if let Some(gap) = frame.gap {
            members.gap(&mut found);
            found.add(Flaw {
                member: None,
                what: format!("what is from byte {gap} to {} is no frame", frame.place),
            });
        }
        match frame.state {
            State::Whole => members.take(&frame, &mut found)?,
            State::Start => {
                members.take(&frame, &mut found)?;
                members.gap(&mut found);
                found.add(Flaw {
                    member: None,
                    what: format!("the frame at byte {} breaks off", frame.place),
                });
            }
            State::Damaged => members.lose(&frame, &mut found),
        }
    }
    members.gap(&mut found);
    if let Some(gap) = frames.gap() {
        found.add(Flaw {
            member: None,
            what: format!("what is from byte {gap} on is no frame"),
        });
    }
    found.flaws.sort_unstable();
    Ok(found)
}

/// Every path that [`salvage`] would give, and whether it is a folder.
///
/// # Errors
/// As [`salvage`].
pub fn salvageable(path: &Path) -> Result<Vec<(bool, String)>, ArchiveError> {
    let paths = Paths::default();
    salvage(path, &paths, &crate::progress::Silent)?;
    Ok(paths.0.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
}

#[derive(Default)]
struct Paths(std::sync::Mutex<Vec<(bool, String)>>);

impl Paths {
    fn add(&self, is_folder: bool, path: &str) {
        let mut paths = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        paths.push((is_folder, path.to_owned()));
    }
}

impl Receiver for Paths {
    fn folder(&self, path: &str) -> Result<(), PathError> {
        self.add(true, path);
        Ok(())
    }

    fn file(&self, path: &str, _executable: bool, _content: &[u8]) -> Result<(), PathError> {
        self.add(false, path);
        Ok(())
    }

    fn begin(&self, path: &str, executable: bool) -> Result<Box<dyn super::scan::Part + '_>, PathError> {
        self.add(false, path);
        super::scan::Nobody
            .begin(path, executable)
            .map(|_| Box::new(super::scan::Nobody) as Box<_>)
    }
}
