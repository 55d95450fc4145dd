//! The frames of a unit, one after the other.

use std::collections::VecDeque;
use std::ops::Range;

use rayon::prelude::*;

use crate::archive::{Archive, ArchiveError, recover};
use crate::progress::Progress;

/// So many frames of one unit are decompressed at once.
const AT_ONCE: usize = 4;

/// A frame that was read.
#[derive(Debug)]
pub(super) struct Held {
    number: usize,
    /// Where it begins in the tar stream.
    start: u64,
    /// All of it; of a damaged one what could be decompressed, which may be wrong.
    bytes: Vec<u8>,
    flaw: Option<String>,
}

impl Held {
    fn read(archive: &Archive, number: usize) -> Self {
        let frame = archive.index().frames()[number];
        let (bytes, flaw) = match archive.compressed(number) {
            Ok(compressed) => match archive.decode(number, &compressed) {
                Ok(bytes) => (bytes, None),
                Err(error) => (recover(&compressed, frame.length).0, Some(said(error))),
            },
            Err(error) => (Vec::new(), Some(said(error))),
        };
        Self {
            number,
            start: frame.start,
            bytes,
            flaw,
        }
    }

    /// Whether it is as it was written.
    pub(super) fn is_sound(&self) -> bool {
        self.flaw.is_none()
    }

    /// What it has of a part of the tar stream, and where that begins.
    pub(super) fn part(&self, part: &Range<u64>) -> (u64, &[u8]) {
        let within =
            |at: u64| usize::try_from(at.saturating_sub(self.start)).map_or(usize::MAX, |at| at.min(self.bytes.len()));
        (
            part.start.max(self.start),
            &self.bytes[within(part.start)..within(part.end)],
        )
    }
}

/// Without the archive's name.
fn said(error: ArchiveError) -> String {
    match error {
        ArchiveError::Damaged { what, .. } => what,
        other => other.to_string(),
    }
}

/// Reads frames in order, some ahead, and knows which are damaged.
pub(super) struct Frames<'a> {
    archive: &'a Archive,
    numbers: Range<usize>,
    ready: VecDeque<Held>,
    /// What is wrong with damaged ones, and whether a member was lost by it.
    flawed: Vec<(usize, String, bool)>,
    progress: &'a dyn Progress,
}

impl<'a> Frames<'a> {
    pub(super) fn new(archive: &'a Archive, numbers: Range<usize>, progress: &'a dyn Progress) -> Self {
        Self {
            archive,
            numbers,
            ready: VecDeque::new(),
            flawed: Vec::new(),
            progress,
        }
    }

    /// A frame that is not before the one asked for last.
    pub(super) fn get(&mut self, number: usize) -> &Held {
        while self.ready.front().is_some_and(|held| held.number < number) {
            self.ready.pop_front();
        }
        if self.ready.is_empty() {
            let end = self.numbers.end.min(number + AT_ONCE).max(number + 1);
            let read = |number| {
                let held = Held::read(self.archive, number);
                self.progress.advance(self.archive.index().frames()[number].compressed);
                held
            };
            let held: Vec<Held> = (number..end).into_par_iter().map(read).collect();
            for held in &held {
                self.flawed
                    .extend(held.flaw.clone().map(|flaw| (held.number, flaw, false)));
            }
            self.ready.extend(held);
        }
        &self.ready[0]
    }

    /// What is wrong with the first damaged one of some in which a member was lost.
    pub(super) fn blame(&mut self, numbers: Range<usize>) -> Option<String> {
        let flawed = self.flawed.iter_mut().find(|(number, ..)| numbers.contains(number));
        let (_, flaw, is_to_blame) = flawed?;
        *is_to_blame = true;
        Some(flaw.clone())
    }

    /// What is wrong with those in which nothing was lost.
    pub(super) fn blameless(self) -> impl Iterator<Item = String> {
        let blameless = self.flawed.into_iter().filter(|(.., is_to_blame)| !is_to_blame);
        blameless.map(|(_, flaw, _)| format!("{flaw}; nothing of it is lost"))
    }
}
