//! From a tar stream to frames, and to the file.

use std::path::Path;

use rayon::prelude::*;

use super::CreateError;
use crate::archive::checksum::checksum;
use crate::archive::index::Frame;
use crate::archive::{Track, columns};
use crate::fsx::{NewFile, PathError};

/// A frame is closed when another member would make it longer, in bytes. To read one run its frames are unpacked whole, so
/// those of metrics, most of all that is read, are short; it costs little, for what repeats in them is near.
pub(super) fn length(track: Track) -> usize {
    match track {
        Track::Metrics => 1 << 18,
        Track::Records | Track::Rest => 1 << 21,
    }
}

/// zstd's own scale. What describes runs is a tenth smaller by 9, random numbers are larger; the levels between are seldom
/// better than either, and those above take much longer.
const FAST: i32 = 1;
const THOROUGH: i32 = 9;

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

#[derive(Clone, Copy, Debug)]
enum Method {
    Columns,
    Level(i32),
}

impl Method {
    /// What makes least of a piece of the tar stream. Artifacts may be many and large, so they are compressed fast.
    fn of(track: Track, frame: &[u8]) -> Result<Self, CreateError> {
        const SAMPLE: usize = 2 << 20;
        let sample = &frame[..frame.len().min(SAMPLE)];
        let mut best = Self::Level(FAST);
        if track == Track::Rest {
            return Ok(best);
        }
        let mut least = best.compress(sample)?.len();
        for method in [Self::Level(THOROUGH), Self::Columns] {
            if track == Track::Metrics || matches!(method, Self::Level(_)) {
                let length = method.compress(sample)?.len();
                if length < least {
                    (best, least) = (method, length);
                }
            }
        }
        Ok(best)
    }

    fn compress(self, content: &[u8]) -> Result<Vec<u8>, CreateError> {
        match self {
            Self::Columns => Ok(columns::encode(content)),
            Self::Level(level) => zstd(content, level),
        }
    }
}

/// Compresses pieces of the tar stream, many at once; they stay in order. The first shows how all are compressed.
pub(super) fn compress(track: Track, frames: &[Vec<u8>]) -> Result<Vec<Compressed>, CreateError> {
    let Some(first) = frames.first() else {
        return Ok(Vec::new());
    };
    let method = Method::of(track, first)?;
    let compress = |frame: &Vec<u8>| Ok(Compressed::of(method.compress(frame)?, frame.len()));
    frames.par_iter().map(compress).collect()
}

pub(super) fn compress_index(index: &[u8]) -> Result<Vec<u8>, CreateError> {
    zstd(index, THOROUGH)
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
    fn what_the_beginning_shows_to_be_small_is_taken() {
        let values = |value: fn(u64) -> String| -> Vec<u8> {
            let lines = (0..2000).map(|step: u64| format!("{} {} {step}\n", 1_760_000_000_000 + step, value(step)));
            lines.collect::<String>().into_bytes()
        };
        let random = values(|step| format!("0.{}", step.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 8));
        let smooth = values(|step| (step / 100).to_string());
        for (track, content, columns) in [
            (Track::Metrics, &random, true),
            (Track::Metrics, &smooth, false),
            (Track::Records, &random, false),
            (Track::Rest, &random, false),
        ] {
            let method = Method::of(track, content).unwrap();
            assert_eq!(matches!(method, Method::Columns), columns, "{track:?} {method:?}");
            let frame = method.compress(content).unwrap();
            assert!(zstd::bulk::decompress(&frame, content.len()).unwrap() == *content);
        }
    }

    #[test]
    fn stored_frames_are_zstd() {
        for length in [512, 1536, 20_000] {
            let held = vec![7; length];
            assert_eq!(zstd::bulk::decompress(&stored(&held), length).unwrap(), held);
        }
    }
}
