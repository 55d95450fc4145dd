//! A folder of runs in one file, which is read without being unpacked.
#![doc = include_str!("FORMAT.md")]

mod cache;
mod checksum;
mod columns;
mod create;
mod decompress;
pub mod diff;
mod error;
mod footer;
mod index;
pub mod salvage;
pub mod scan;
pub mod tar;
mod tree;
pub mod unpack;

use std::ops::Range;
use std::path::Path;

use crate::fsx::ReadAt;
use cache::{Cache, Contents};
pub use create::{Choice, CreateError, Created, LeftOut, Listing, create, listing};
use decompress::{decompress, recover};
pub use error::ArchiveError;
use footer::{Footer, NoFooter};
use index::Refused;
pub use index::{Frame, Index, Kind, LARGEST_FRAME, Member, Track};
pub use tree::mount;

/// An index is never larger than so many times its compressed bytes, and so many more.
const MOST_RATIO: u64 = 1 << 10;
const MOST_BESIDES: u64 = 1 << 16;

/// An archive, open for reading by many threads. Its index is checked; its frames are when they are read.
#[derive(Debug)]
pub struct Archive {
    file: ReadAt,
    index: Index,
    identity: [u8; 32],
    cache: Cache,
}

impl Archive {
    /// Opens it and reads its index.
    ///
    /// # Errors
    /// [`ArchiveError`].
    pub fn open(path: &Path) -> Result<Self, ArchiveError> {
        let file = ReadAt::open(path)?;
        let damaged = |what: &str| ArchiveError::Damaged {
            path: path.to_owned(),
            what: what.to_owned(),
        };
        let footer = read_footer(&file).map_err(|error| match error {
            ArchiveError::NotOne(_) if begins_as_one(&file) => damaged("its end is missing or overwritten"),
            error => error,
        })?;
        let end = footer.place.checked_sub(footer::SKIPPED_HEADER);
        let whole = footer
            .place
            .checked_add(footer.compressed)
            .and_then(|end| end.checked_add(footer::LENGTH));
        let (Some(end), true) = (end, whole == Some(file.size())) else {
            return Err(damaged("its footer does not say where the index is"));
        };
        if file.read(end, footer::SKIPPED_HEADER)? != footer::index_header(footer.compressed) {
            return Err(damaged("the frame that its index is in does not begin as it must"));
        }
        let bytes = file.read(footer.place, footer.compressed)?;
        if *blake3::hash(&bytes).as_bytes() != footer.hash {
            return Err(damaged("its index is not as it was written"));
        }
        let most = footer
            .compressed
            .saturating_mul(MOST_RATIO)
            .saturating_add(MOST_BESIDES)
            .min(u64::from(u32::MAX)); // so large are the places in it
        let length = usize::try_from(footer.length).ok().filter(|_| footer.length <= most);
        let bytes = length.and_then(|length| decompress(&bytes, length));
        let bytes = bytes.ok_or_else(|| damaged("its index is not as long as its footer says"))?;
        let index = Index::read(bytes, end).map_err(|refused| match refused {
            Refused::Form(what) => damaged(what),
            Refused::Name(member, what) => ArchiveError::Hostile {
                path: path.to_owned(),
                member,
                what,
            },
        })?;
        Ok(Self {
            file,
            index,
            identity: footer.hash,
            cache: Cache::default(),
        })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.file.path()
    }

    /// Of the file, in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.file.size()
    }

    /// What it holds.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The BLAKE3 of its index, and so of all its content: two archives that say the same hold the same.
    #[must_use]
    pub fn identity(&self) -> [u8; 32] {
        self.identity
    }

    /// A frame's bytes as they are in the file, unchecked.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn compressed(&self, frame: usize) -> Result<Vec<u8>, ArchiveError> {
        let Frame { place, compressed, .. } = self.index.frames()[frame];
        Ok(self.file.read(place, compressed)?)
    }

    /// What a frame holds, of its bytes in the file, which are checked. No more is allocated than a frame may hold.
    ///
    /// # Errors
    /// [`ArchiveError::Damaged`].
    pub fn decode(&self, frame: usize, compressed: &[u8]) -> Result<Vec<u8>, ArchiveError> {
        let Frame {
            length, hash, place, ..
        } = self.index.frames()[frame];
        let damaged = |what| ArchiveError::Damaged {
            path: self.path().to_owned(),
            what: format!("the frame at byte {place} {what}"),
        };
        if *blake3::hash(compressed).as_bytes() != hash {
            return Err(damaged("is not as it was written"));
        }
        let length = usize::try_from(length).map_err(|_| damaged("is too large"))?;
        decompress(compressed, length).ok_or_else(|| damaged("does not hold what the index says"))
    }

    /// What a frame holds, checked.
    ///
    /// # Errors
    /// When it cannot be read or is damaged.
    pub fn frame(&self, frame: usize) -> Result<Vec<u8>, ArchiveError> {
        self.decode(frame, &self.compressed(frame)?)
    }

    /// A file's content from `start`, at most `most` bytes; of a folder nothing.
    ///
    /// # Errors
    /// When it cannot be read or is damaged.
    pub fn read(&self, member: &Member, start: u64, most: u64) -> Result<Vec<u8>, ArchiveError> {
        self.content(member.kind, start, most)
    }

    fn content(&self, kind: Kind, start: u64, most: u64) -> Result<Vec<u8>, ArchiveError> {
        let Kind::File { size, place, .. } = kind else {
            return Ok(Vec::new());
        };
        let end = start.saturating_add(most).min(size);
        if start >= end {
            return Ok(Vec::new());
        }
        self.part(place + start..place + end)
    }

    /// A part of one file, by its place in the tar stream.
    fn part(&self, part: Range<u64>) -> Result<Vec<u8>, ArchiveError> {
        let mut bytes = Vec::new();
        for number in self.index.frames_of(part.clone()) {
            let contents = self.cache.get(number, || {
                let Frame { start, length, .. } = self.index.frames()[number];
                let files = self.index.contents_in(start..start + length);
                Ok(Contents::new(self.frame(number)?, start, files))
            })?;
            bytes.extend_from_slice(contents.part(part.clone()));
        }
        Ok(bytes)
    }
}

/// Whether a file begins with the root's header, compressed, as far as that can be seen.
fn begins_as_one(file: &ReadAt) -> bool {
    const ENOUGH: u64 = (1 << 17) + (1 << 10); // the longest block of zstd's, and what is before it
    let header = tar::folder_header("");
    let Ok(start) = file.read(0, file.size().min(ENOUGH)) else {
        return false;
    };
    let held = recover(&start, header.len() as u64).0;
    start.starts_with(&decompress::MAGIC) && (held.len() < header.len() || held == header)
}

fn read_footer(file: &ReadAt) -> Result<Footer, ArchiveError> {
    let path = file.path();
    let Some(start) = file.size().checked_sub(footer::LENGTH) else {
        return Err(ArchiveError::NotOne(path.to_owned()));
    };
    Footer::read(&file.read(start, footer::LENGTH)?).map_err(|error| match error {
        NoFooter::Other => ArchiveError::NotOne(path.to_owned()),
        NoFooter::Version(version) => ArchiveError::TooNew {
            path: path.to_owned(),
            version,
        },
    })
}

#[cfg(test)]
mod tests;
