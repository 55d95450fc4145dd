//! From a tar stream to frames, and to the file.

use std::path::Path;

use rayon::prelude::*;

use super::CreateError;
use crate::archive::checksum::checksum;
use crate::archive::index::Frame;
use crate::archive::{Track, columns};
use crate::fsx::{NewFile, PathError};

/// A frame is closed when another member would make it longer, in bytes. To read one run its frames are unpacked whole, so
/// those are short; it costs little, for what repeats in them is near.
pub(super) fn length(track: Track) -> usize {
    match track {
        Track::Metrics => 1 << 18,
        Track::Records => 1 << 19,
        Track::Rest => 1 << 21,
    }
}

/// zstd's own scale. Of what stores hold 3 makes more than 1 does, and takes longer.
const LEVEL: i32 = 1;
const INDEX_LEVEL: i32 = 3;

/// The file that is written, frame by frame.
#[derive(Debug)]
pub(super) struct Output {
    file: NewFile,
    frames: Vec<Frame>,
}

impl Output {
    pub(super) fn begin(target: &Path) -> Result<Self, PathError> {
        Ok(Self {
            file: NewFile::begin(target)?,
            frames: Vec::new(),
        })
    }

    /// Where the next byte goes.
    pub(super) fn position(&self) -> u64 {
        self.file.length()
    }

    pub(super) fn frames(&self) -> &[Frame] {
        &self.frames
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), PathError> {
        self.file.write(bytes)
    }

    /// Writes pieces of the tar stream, already compressed, in order.
    pub(super) fn write_frames(&mut self, frames: Vec<Compressed>) -> Result<(), PathError> {
        for Compressed { bytes, hash, length } in frames {
            let start = self.frames.last().map_or(0, |frame| frame.start + frame.length);
            self.frames.push(Frame {
                place: self.position(),
                compressed: bytes.len() as u64,
                start,
                length,
                hash,
            });
            self.file.write(&bytes)?;
        }
        Ok(())
    }

    /// Writes a piece of the tar stream so that [`Self::replace_stored`] can change it. Returns its number.
    pub(super) fn write_stored(&mut self, held: &[u8]) -> Result<usize, PathError> {
        self.write_frames(vec![Compressed::of(stored(held), held.len())])?;
        Ok(self.frames.len() - 1)
    }

    /// Replaces it by another of the same length.
    pub(super) fn replace_stored(&mut self, number: usize, held: &[u8]) -> Result<(), PathError> {
        let bytes = stored(held);
        self.frames[number].hash = *blake3::hash(&bytes).as_bytes();
        self.file.write_at(self.frames[number].place, &bytes)
    }

    /// Gives the file its name; returns its size.
    pub(super) fn finish(self, replace: bool) -> Result<u64, CreateError> {
        let (target, size) = (self.file.target().to_owned(), self.position());
        self.file.finish(replace).map_err(|error| match error {
            error if error.is_taken() => CreateError::Exists(target),
            error => error.into(),
        })?;
        Ok(size)
    }
}

/// A piece of the tar stream, compressed.
#[derive(Debug)]
pub(super) struct Compressed {
    bytes: Vec<u8>,
    hash: [u8; 32],
    length: u64,
}

impl Compressed {
    fn of(bytes: Vec<u8>, length: usize) -> Self {
        let hash = *blake3::hash(&bytes).as_bytes();
        let length = length as u64;
        Self { bytes, hash, length }
    }
}

/// Compresses pieces of the tar stream, many at once; they stay in order. Of metrics the first shows how all are compressed.
pub(super) fn compress(track: Track, frames: &[Vec<u8>]) -> Result<Vec<Compressed>, CreateError> {
    let as_columns = track == Track::Metrics && frames.first().is_some_and(|frame| columns::pays(frame));
    let compress = |frame: &Vec<u8>| {
        let bytes = if as_columns {
            columns::encode(frame)
        } else {
            zstd(frame, LEVEL)?
        };
        Ok(Compressed::of(bytes, frame.len()))
    };
    frames.par_iter().map(compress).collect()
}

pub(super) fn compress_index(index: &[u8]) -> Result<Vec<u8>, CreateError> {
    zstd(index, INDEX_LEVEL)
}

fn zstd(bytes: &[u8], level: i32) -> Result<Vec<u8>, CreateError> {
    let compress = || {
        let mut compressor = zstd::bulk::Compressor::new(level)?;
        compressor.include_checksum(true)?;
        compressor.compress(bytes)
    };
    compress().map_err(CreateError::Compress)
}

/// A frame of zstd's that holds bytes as they are; at most 65791 of them and at least 256.
fn stored(held: &[u8]) -> Vec<u8> {
    const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
    const SINGLE_SEGMENT_OF_TWO_BYTE_LENGTH_AND_CHECKSUM: u8 = 0x64;
    let length = u16::try_from(held.len() - 256).unwrap_or(u16::MAX);
    let last_and_raw = u32::try_from(held.len()).unwrap_or(u32::MAX) << 3 | 1;
    let mut bytes = MAGIC.to_vec();
    bytes.push(SINGLE_SEGMENT_OF_TWO_BYTE_LENGTH_AND_CHECKSUM);
    bytes.extend(length.to_le_bytes());
    bytes.extend(&last_and_raw.to_le_bytes()[..3]);
    bytes.extend(held);
    bytes.extend(checksum(held));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_frames_are_zstd() {
        for length in [512, 1536, 20_000] {
            let held = vec![7; length];
            assert_eq!(zstd::bulk::decompress(&stored(&held), length).unwrap(), held);
        }
    }
}
