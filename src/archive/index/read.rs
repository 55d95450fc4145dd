//! From bytes to an index, believing nothing.

use std::sync::OnceLock;

use super::{
    FOLDER, FileAt, FolderAt, Frame, Index, LARGEST_FRAME, LONGEST_NAME, LONGEST_PATH, MEMBER, NameAt, TRACK_UNIT,
    Track,
};
use crate::archive::tar;

/// Why bytes are no index.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::archive) enum Refused {
    /// They are not of an index's form.
    Form(&'static str),
    /// A name is one that mlrun never writes.
    Name(String, &'static str),
}

use Refused::Form;

/// What is still to be read.
struct Rest<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Rest<'_> {
    /// Where so many bytes begin.
    fn take(&mut self, length: usize) -> Result<usize, Refused> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len());
        let end = end.ok_or(Form("the index is shorter than it says"))?;
        Ok(std::mem::replace(&mut self.at, end))
    }

    fn column(&mut self, count: usize, width: usize) -> Result<usize, Refused> {
        self.take(
            count
                .checked_mul(width)
                .ok_or(Form("the index is shorter than it says"))?,
        )
    }

    fn count(&mut self) -> Result<usize, Refused> {
        let at = self.take(4)?;
        Ok(u32_at(self.bytes, at) as usize)
    }
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap_or_default())
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

/// All paths together are never longer than so many bytes, and so many more for each byte of the index: a folder deep down
/// with many names would take a few megabytes there and gigabytes where its paths are made.
const MOST_PATHS: u64 = 1 << 28;
const PATHS_PER_BYTE: u64 = 64;

/// Where the columns begin.
struct Columns {
    counts: usize,
    flags: usize,
    lengths: usize,
    texts: usize,
    sizes: usize,
    sizes_end: usize,
    checks: usize,
}

impl Index {
    /// Reads it and checks all of it; `end` is where the frames must end in the archive.
    pub(in crate::archive) fn read(bytes: Vec<u8>, end: u64) -> Result<Self, Refused> {
        let mut rest = Rest { bytes: &bytes, at: 0 };
        let [names, folders, frames, text, size_bytes] = [
            rest.count()?,
            rest.count()?,
            rest.count()?,
            rest.count()?,
            rest.count()?,
        ];
        let files = names.checked_sub(folders).ok_or(Form("more folders than names"))?;
        let counts = rest.column(folders.saturating_add(1), 4)?;
        let flags = rest.take(names)?;
        let lengths = rest.column(names, 2)?;
        let texts = rest.take(text)?;
        let sizes = rest.take(size_bytes)?;
        let checks = rest.column(files, 4)?;
        let (frame_lengths, hashes) = (rest.column(frames, 8)?, rest.column(frames, 32)?);
        if rest.at != bytes.len() {
            return Err(Form("the index is longer than it says"));
        }
        let frames = read_frames(&bytes, frames, frame_lengths, hashes, end)?;
        let sizes_end = sizes + size_bytes;
        let columns = Columns {
            counts,
            flags,
            lengths,
            texts,
            sizes,
            sizes_end,
            checks,
        };
        Self::build(bytes, &columns, (names, folders, files), frames)
    }

    fn build(
        bytes: Vec<u8>,
        columns: &Columns,
        (names, folders, files): (usize, usize, usize),
        frames: Vec<Frame>,
    ) -> Result<Self, Refused> {
        let mut tree = Tree {
            bytes: &bytes,
            columns,
            folders: Vec::with_capacity(folders + 1),
            names: Vec::with_capacity(names),
            files: Vec::with_capacity(files),
            text: columns.texts,
            size: columns.sizes,
            tracks: [0; Track::ALL.len()],
            content: 0,
            paths: 0,
        };
        tree.read(names, folders, files)?;
        let Tree {
            folders: folders_at,
            names: names_at,
            files: files_at,
            tracks: lengths,
            content,
            ..
        } = tree;
        let mut tracks = [0; Track::ALL.len() + 1];
        for (track, length) in lengths.iter().enumerate() {
            tracks[track + 1] = u64::checked_add(tracks[track], *length).ok_or(TOO_LARGE)?;
        }
        let index = Self {
            folders: folders_at,
            names: names_at,
            files: files_at,
            checks: columns.checks,
            frames,
            tracks,
            content,
            in_order: OnceLock::new(),
            bytes,
        };
        let held = index.frames.last().map_or(0, |frame| frame.start + frame.length);
        if index.tracks[Track::ALL.len()].checked_add(tar::END) != Some(held) {
            return Err(Form("the frames do not hold what the files need"));
        }
        Ok(index)
    }
}

const TOO_LARGE: Refused = Form("the files are larger together than files can be");

fn read_frames(bytes: &[u8], count: usize, lengths: usize, hashes: usize, end: u64) -> Result<Vec<Frame>, Refused> {
    let mut frames = Vec::with_capacity(count);
    let (mut place, mut start) = (0, 0);
    for number in 0..count {
        let at = lengths + 8 * number;
        let (compressed, length) = (u64::from(u32_at(bytes, at)), u64::from(u32_at(bytes, at + 4)));
        if compressed == 0 || length == 0 || length > LARGEST_FRAME {
            return Err(Form("a frame of a length that frames do not have"));
        }
        let hash = hashes + 32 * number;
        frames.push(Frame {
            place,
            compressed,
            start,
            length,
            hash: bytes[hash..hash + 32].try_into().unwrap_or_default(),
        });
        place += compressed;
        start += length;
    }
    if place != end {
        return Err(Form("the frames do not fill the archive"));
    }
    Ok(frames)
}

/// Folders, names and files while they are read.
struct Tree<'a> {
    bytes: &'a [u8],
    columns: &'a Columns,
    folders: Vec<FolderAt>,
    names: Vec<NameAt>,
    files: Vec<FileAt>,
    /// Where the next name is.
    text: usize,
    /// Where the next size is.
    size: usize,
    /// How long each track is so far.
    tracks: [u64; Track::ALL.len()],
    content: u64,
    /// How long all paths are together.
    paths: u64,
}

impl Tree<'_> {
    fn read(&mut self, names: usize, folders: usize, files: usize) -> Result<(), Refused> {
        let root = FolderAt {
            parent: 0,
            name: 0,
            first: 0,
            count: 0,
            length: 0,
            header: Some(0),
        };
        self.tracks[0] = tar::header_length(0);
        self.folders.push(root);
        for number in 0..=folders {
            if number >= self.folders.len() {
                return Err(Form("a folder that nothing names"));
            }
            self.folder(number, names)?;
        }
        let whole = self.names.len() == names && self.folders.len() == folders + 1 && self.files.len() == files;
        if !whole || self.text != self.columns.sizes || self.size != self.columns.sizes_end {
            return Err(Form("names, folders and files do not add up"));
        }
        Ok(())
    }

    fn folder(&mut self, number: usize, names: usize) -> Result<(), Refused> {
        let count = u32_at(self.bytes, self.columns.counts + 4 * number);
        let first = self.names.len();
        let end = first.saturating_add(count as usize);
        if end > names {
            return Err(Form("a folder of more names than there are"));
        }
        let length = self.folders[number].length as usize;
        if number > 0 && self.folders[number].header.is_some() {
            self.folders[number].header = Some(self.tracks[0]);
            self.tracks[0] += tar::header_length(length);
        }
        (self.folders[number].first, self.folders[number].count) = (narrow(first), count);
        let mut before: &[u8] = b"";
        for name in first..end {
            let start = self.text;
            let long = usize::from(u16_at(self.bytes, self.columns.lengths + 2 * name));
            let text = self
                .bytes
                .get(start..start + long)
                .filter(|_| start + long <= self.columns.sizes);
            let text = text.ok_or(Form("a name beyond the names"))?;
            check(text, before, length)?;
            self.paths += (length + long) as u64;
            if self.paths > MOST_PATHS + PATHS_PER_BYTE * self.bytes.len() as u64 {
                return Err(Form("longer paths than a store has"));
            }
            before = text;
            self.text += long;
            let flags = self.bytes[self.columns.flags + name];
            let number = if flags & !MEMBER == FOLDER {
                self.folders.push(FolderAt {
                    parent: narrow(number),
                    name: narrow(name),
                    first: 0,
                    count: 0,
                    length: narrow(length + long + 1),
                    header: (flags & MEMBER != 0).then_some(0),
                });
                self.folders.len() - 1
            } else {
                self.file(flags, length + long)?;
                self.files.len() - 1
            };
            self.names.push(NameAt {
                start: narrow(start),
                length: u16::try_from(long).unwrap_or(u16::MAX),
                flags,
                number: narrow(number),
            });
        }
        Ok(())
    }

    fn file(&mut self, flags: u8, path: usize) -> Result<(), Refused> {
        let size = self.next_size()?;
        let track = Track::ALL.get(usize::from(flags / TRACK_UNIT));
        let (Some(track), true) = (track, flags & FOLDER == 0) else {
            return Err(Form("a file of no known kind"));
        };
        let length = &mut self.tracks[*track as usize];
        let place = *length + tar::header_length(path);
        let padded = tar::checked_padded(size).ok_or(TOO_LARGE)?;
        *length = place
            .checked_add(padded)
            .filter(|end| *end < 1 << 62)
            .ok_or(TOO_LARGE)?;
        self.content += size;
        self.files.push(FileAt {
            place,
            size,
            track: *track,
        });
        Ok(())
    }

    fn next_size(&mut self) -> Result<u64, Refused> {
        let mut size = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.bytes[..self.columns.sizes_end].get(self.size);
            let byte = *byte.ok_or(Form("fewer sizes than files"))?;
            self.size += 1;
            size |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(size);
            }
        }
        Err(TOO_LARGE)
    }
}

/// A name in a folder whose path has `above` bytes, after the name `before` it.
fn check(name: &[u8], before: &[u8], above: usize) -> Result<(), Refused> {
    let wrong = if let Some(wrong) = wrong_with(name) {
        wrong
    } else if above + name.len() > LONGEST_PATH {
        "is longer than paths may be"
    } else if name == before {
        "is there twice"
    } else if name < before {
        "is not where its name belongs"
    } else {
        return Ok(());
    };
    Err(Refused::Name(String::from_utf8_lossy(name).into_owned(), wrong))
}

/// What keeps a name from being one of a file or folder.
pub(in crate::archive) fn wrong_with(name: &[u8]) -> Option<&'static str> {
    if name.is_empty() || name == b"." || name == b".." {
        Some("is no name of a file")
    } else if name.iter().any(|byte| matches!(byte, b'/' | 0)) {
        Some("is a path and not a name")
    } else if name.len() > LONGEST_NAME {
        Some("is longer than names may be")
    } else if std::str::from_utf8(name).is_err() {
        Some("is not UTF-8")
    } else {
        None
    }
}

/// Counts come from 32 bits each.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
