//! Frames found without an index.

use zstd::zstd_safe::find_frame_compressed_size;

use crate::archive::decompress::{MAGIC, recover};
use crate::archive::{ArchiveError, LARGEST_FRAME, footer};
use crate::fsx::ReadAt;

/// What is read first, in bytes; more of a frame that is larger.
const PIECE: u64 = 1 << 22;
/// No frame is longer: what it holds and a little more.
const LONGEST: u64 = LARGEST_FRAME + (LARGEST_FRAME >> 8) + 1024;
/// So often a next frame is looked for where one broke off.
const MOST_SEARCHES: usize = 1000;

/// A frame that was found.
pub(super) struct Frame {
    /// Where, in bytes.
    pub(super) place: u64,
    /// How long it is there.
    pub(super) compressed: u64,
    /// What it holds, as far as it can be decompressed.
    pub(super) bytes: Vec<u8>,
    pub(super) state: State,
    /// Where what is no frame begins, if there is such before it.
    pub(super) gap: Option<u64>,
}

/// What a frame is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It is all there, and its checksum is right.
    Whole,
    /// It breaks off at the end of the file; what there is of it is right.
    Start,
    /// Any byte of it may be wrong.
    Damaged,
}

/// The frames of a file from its beginning.
pub(super) struct Frames {
    file: ReadAt,
    at: u64,
    searches: usize,
    gap: Option<u64>,
}

impl Frames {
    pub(super) fn new(file: ReadAt) -> Self {
        Self {
            file,
            at: 0,
            searches: 0,
            gap: None,
        }
    }

    /// Where what is no frame begins, if the last frame is followed by such.
    pub(super) fn gap(&self) -> Option<u64> {
        self.gap
    }

    fn ahead(&self, length: u64) -> Result<Vec<u8>, ArchiveError> {
        Ok(self.file.read(self.at, length.min(self.file.size() - self.at))?)
    }

    /// The bytes of the frame that begins here, and whether they are all of it.
    fn here(&self) -> Result<(Vec<u8>, bool), ArchiveError> {
        let mut length = PIECE;
        loop {
            let mut bytes = self.ahead(length)?;
            if let Ok(whole) = find_frame_compressed_size(&bytes) {
                bytes.truncate(whole);
                return Ok((bytes, true));
            }
            if length >= LONGEST || bytes.len() as u64 == self.file.size() - self.at {
                return Ok((bytes, false));
            }
            length = length.saturating_mul(4).min(LONGEST);
        }
    }

    /// Goes to where the next frame seems to begin.
    fn search(&mut self) -> Result<bool, ArchiveError> {
        self.searches += 1;
        self.gap = Some(self.at);
        self.at += 1;
        while self.searches <= MOST_SEARCHES && self.at + 4 < self.file.size() {
            let bytes = self.ahead(PIECE)?;
            if let Some(found) = bytes.windows(4).position(|window| window == MAGIC) {
                self.at += found as u64;
                return Ok(true);
            }
            self.at += bytes.len() as u64 - 3;
        }
        Ok(false)
    }

    fn read(&mut self) -> Result<Option<Frame>, ArchiveError> {
        if self.at >= self.file.size() {
            return Ok(None);
        }
        let start = self.ahead(4)?;
        if footer::begins_index(&start) || (start != MAGIC && !self.search()?) {
            return Ok(None);
        }
        let (compressed, is_delimited) = self.here()?;
        let (bytes, is_right) = recover(&compressed, LARGEST_FRAME);
        let (place, gap) = (self.at, self.gap.take());
        let state = if is_delimited {
            self.at += compressed.len() as u64;
            if is_right { State::Whole } else { State::Damaged }
        } else if self.search()? {
            self.gap = None; // that something is wrong here is said of the frame
            State::Damaged
        } else {
            (self.at, self.gap) = (self.file.size(), None);
            State::Start
        };
        let frame = Frame {
            place,
            compressed: if is_delimited { compressed.len() as u64 } else { 0 },
            bytes,
            state,
            gap,
        };
        Ok(Some(frame))
    }
}

impl Iterator for Frames {
    type Item = Result<Frame, ArchiveError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}
