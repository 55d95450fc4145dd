//! What an archive says of what it holds.
//!
//! In breadth-first order, each folder's names sorted by their bytes, so that the n-th folder named is the n-th that is
//! described. Columns, whole numbers little-endian:
//!
//! ```text
//! u32 × 5      how many names, how many of them are folders, how many frames; bytes of all names, bytes of all sizes
//! u32 each     of the root and each folder: how many names it holds
//! u8 each      of each name: 1 for a folder, 3 for one that is a member of the tar stream; else 2 if executable, and 4 × the track
//! u16 each     of each name: its length
//! names        UTF-8, one behind the other
//! sizes        of each file, seven bits a byte, the lowest first, the eighth bit set but in the last
//! 4 each       of each file: the first bytes of its content's BLAKE3
//! u32 u32 each of each frame: its length, the length of what it holds
//! 32 each      of each frame: its BLAKE3
//! ```

mod fold;
mod read;
mod stream;
mod write;

use std::cell::Cell;
use std::ops::Range;
use std::sync::OnceLock;

pub(super) use read::{Refused, wrong_with};
pub(super) use stream::Place;
pub(super) use write::Draft;

use super::tar;

/// The longest path below the store, in bytes.
pub(super) const LONGEST_PATH: usize = 1 << 14;
/// The longest name, in bytes.
pub(super) const LONGEST_NAME: usize = 1 << 10;
/// What a frame holds at most, in bytes.
pub const LARGEST_FRAME: u64 = 1 << 26;

/// Every folder, file and frame of an archive, checked: no path leads out of it, none is there twice.
#[derive(Debug)]
pub struct Index {
    bytes: Vec<u8>,
    folders: Vec<FolderAt>,
    names: Vec<NameAt>,
    files: Vec<FileAt>,
    /// Where in `bytes` the checks of files begin.
    checks: usize,
    frames: Vec<Frame>,
    /// Where each track begins in the tar stream, and where the last ends.
    tracks: [u64; Track::ALL.len() + 1],
    content: u64,
    /// The files in the order of the stream, by number, once somebody has asked.
    in_order: OnceLock<Vec<u32>>,
}

/// The root is number 0.
#[derive(Debug, Clone, Copy)]
struct FolderAt {
    parent: u32,
    /// Which name it has; of no meaning for the root.
    name: u32,
    first: u32,
    count: u32,
    /// Bytes of its path, with the slash after it.
    length: u32,
    /// If it is a member: where its header is in the first track.
    header: Option<u64>,
}

#[derive(Debug, Clone, Copy)]
struct NameAt {
    start: u32,
    length: u16,
    flags: u8,
    /// Which folder or which file.
    number: u32,
}

impl NameAt {
    fn is_folder(&self) -> bool {
        self.flags & FOLDER != 0
    }
}

#[derive(Debug, Clone, Copy)]
struct FileAt {
    /// Of the content, in its track.
    place: u64,
    size: u64,
    track: Track,
}

const FOLDER: u8 = 1;
/// Of a folder: it is a member of the tar stream.
const MEMBER: u8 = 2;
/// Of a file.
const EXECUTABLE: u8 = 2;
const TRACK_UNIT: u8 = 4;

/// Of so many names in one folder the one that was found last, or the next, is often the one that is looked for: a thread
/// asks for one thing of a run after the other, and then of the next run.
const MANY: usize = 64;

thread_local! {
    static LATELY: Cell<usize> = const { Cell::new(0) };
}

/// The parts of the tar stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Track {
    /// What describes: `meta.yaml`, params, tags, datasets, inputs, outputs, the registry.
    Records,
    /// Metric files.
    Metrics,
    /// Artifacts, files of models, traces.
    Rest,
}

impl Track {
    /// In the order of the stream.
    pub const ALL: [Self; 3] = [Self::Records, Self::Metrics, Self::Rest];
}

/// A piece of the tar stream, compressed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Where it is in the archive, in bytes.
    pub place: u64,
    /// How long it is there.
    pub compressed: u64,
    /// Where what it holds is in the tar stream.
    pub start: u64,
    /// How long that is; at most [`LARGEST_FRAME`].
    pub length: u64,
    /// BLAKE3 of its bytes in the archive.
    pub hash: [u8; 32],
}

/// A folder or file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Below the store, `/` between the parts; the root's is empty.
    pub path: String,
    /// What it is.
    pub kind: Kind,
}

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A folder.
    Folder {
        /// Where its header is in the tar stream; only the root and what was empty have one.
        header: Option<u64>,
    },
    /// A file.
    File {
        /// In bytes.
        size: u64,
        /// Whether its owner may execute it.
        executable: bool,
        /// Which part of the stream it is in.
        track: Track,
        /// Where its content is in the tar stream.
        place: u64,
        /// The first bytes of its content's BLAKE3.
        check: [u8; 4],
    },
}

impl Member {
    /// Its header in the tar stream, byte for byte; of a folder, if it has one there.
    #[must_use]
    pub fn header(&self) -> Vec<u8> {
        match self.kind {
            Kind::Folder { .. } => tar::folder_header(&self.path),
            Kind::File { size, executable, .. } => tar::file_header(&self.path, size, executable),
        }
    }

    /// What of the tar stream is this member: header, content and padding. Empty for a folder that is no part of it.
    #[must_use]
    pub fn extent(&self) -> Range<u64> {
        match self.kind {
            Kind::Folder { header: None } => 0..0,
            Kind::Folder { header: Some(start) } => {
                start..start + tar::header_length(self.path.len() + usize::from(!self.path.is_empty()))
            }
            Kind::File { size, place, .. } => {
                place - tar::header_length(self.path.len())..place + size + tar::padding(size)
            }
        }
    }

    /// In bytes; a folder's is 0.
    #[must_use]
    pub fn size(&self) -> u64 {
        match self.kind {
            Kind::Folder { .. } => 0,
            Kind::File { size, .. } => size,
        }
    }

    /// Whether it is a folder.
    #[must_use]
    pub fn is_folder(&self) -> bool {
        matches!(self.kind, Kind::Folder { .. })
    }
}

impl Index {
    /// How many files there are.
    #[must_use]
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// How many folders there are below the root.
    #[must_use]
    pub fn folders(&self) -> usize {
        self.folders.len() - 1
    }

    /// The sizes of all files, added up.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.content
    }

    /// Every frame, in order; together they are the tar stream.
    #[must_use]
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// How long the tar stream is, in bytes, its end included.
    #[must_use]
    pub fn tar_length(&self) -> u64 {
        self.tracks[Track::ALL.len()] + tar::END
    }

    /// Every folder and file but the root: folder by folder, breadth first, each one's names sorted.
    pub fn members(&self) -> impl Iterator<Item = Member> + '_ {
        (0..self.folders.len()).flat_map(|folder| self.held(folder))
    }

    /// What is of that path below the store; the empty path is the root.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<Member> {
        Some(Member {
            path: path.to_owned(),
            kind: self.find_kind(path)?,
        })
    }

    /// As [`Self::find`], only what it is.
    pub(super) fn find_kind(&self, path: &str) -> Option<Kind> {
        if path.is_empty() {
            return Some(self.folder_kind(0));
        }
        let (above, name) = match path.rsplit_once('/') {
            Some(("", _)) => return None,
            Some(parts) => parts,
            None => ("", path),
        };
        let folder = self.folder(above)?;
        Some(self.kind(self.name_in(folder, name)?))
    }

    /// What a folder holds, sorted by name; `None` where there is no such folder.
    #[must_use]
    pub fn children(&self, folder: &str) -> Option<Vec<Member>> {
        Some(self.held(self.folder(folder)?).collect())
    }

    /// The names in a folder, and which are folders.
    pub(super) fn names(&self, folder: &str) -> Option<impl Iterator<Item = (&str, bool)>> {
        let folder = self.folder(folder)?;
        Some(self.range(folder).map(|name| {
            let name = &self.names[name];
            (self.text(name), name.is_folder())
        }))
    }

    /// The frames that hold a part of the tar stream.
    #[must_use]
    pub fn frames_of(&self, part: Range<u64>) -> Range<usize> {
        let first = self
            .frames
            .partition_point(|frame| frame.start + frame.length <= part.start);
        let end = self.frames.partition_point(|frame| frame.start < part.end);
        first..end.max(first)
    }

    /// How many bytes of all frames hold the tar stream up to there; of a frame's middle, as if it were compressed evenly.
    pub(super) fn compressed_before(&self, place: u64) -> u64 {
        let number = self.frames.partition_point(|frame| frame.start + frame.length <= place);
        let sum: u64 = self.frames[..number].iter().map(|frame| frame.compressed).sum();
        let within = self.frames.get(number).map_or(0, |frame| {
            let held = u128::from(frame.compressed) * u128::from(place - frame.start) / u128::from(frame.length);
            u64::try_from(held).unwrap_or(frame.compressed)
        });
        sum + within
    }

    /// What of a part of the tar stream is the content of files, in order; of the first and the last maybe more.
    pub(super) fn contents_in(&self, part: Range<u64>) -> impl Iterator<Item = Range<u64>> + '_ {
        let in_order = self.in_order.get_or_init(|| {
            let of = |track| {
                (0..)
                    .zip(&self.files)
                    .filter(move |(_, file)| file.track == track)
                    .map(|(number, _)| number)
            };
            Track::ALL.into_iter().flat_map(of).collect()
        });
        let extent = |number: u32| {
            let place = self.place(number as usize);
            place..place + self.files[number as usize].size
        };
        let first = in_order.partition_point(|number| extent(*number).end <= part.start);
        in_order[first..]
            .iter()
            .map(move |number| extent(*number))
            .take_while(move |extent| extent.start < part.end)
    }

    /// Where a file's content is in the tar stream.
    fn place(&self, file: usize) -> u64 {
        let FileAt { place, track, .. } = self.files[file];
        self.tracks[track as usize] + place
    }

    fn folder(&self, path: &str) -> Option<usize> {
        if path.is_empty() {
            return Some(0);
        }
        path.split('/').try_fold(0, |folder, part| {
            let name = &self.names[self.name_in(folder, part)?];
            name.is_folder().then_some(name.number as usize)
        })
    }

    fn range(&self, folder: usize) -> Range<usize> {
        let folder = &self.folders[folder];
        folder.first as usize..(folder.first + folder.count) as usize
    }

    /// The number of a name in a folder.
    fn name_in(&self, folder: usize, name: &str) -> Option<usize> {
        let range = self.range(folder);
        let is_here = |at: &usize| range.contains(at) && self.raw(&self.names[*at]) == name.as_bytes();
        if range.len() > MANY {
            let lately = LATELY.get();
            if let Some(found) = [lately, lately + 1].into_iter().find(is_here) {
                LATELY.set(found);
                return Some(found);
            }
        }
        let found = self.names[range.clone()].binary_search_by(|at| self.raw(at).cmp(name.as_bytes()));
        let found = range.start + found.ok()?;
        if range.len() > MANY {
            LATELY.set(found);
        }
        Some(found)
    }

    fn raw(&self, name: &NameAt) -> &[u8] {
        let start = name.start as usize;
        &self.bytes[start..start + usize::from(name.length)]
    }

    fn text(&self, name: &NameAt) -> &str {
        std::str::from_utf8(self.raw(name)).unwrap_or_default()
    }

    fn held(&self, folder: usize) -> impl Iterator<Item = Member> + '_ {
        let above = self.path_of(folder);
        self.range(folder).map(move |name| Member {
            path: format!("{above}{}", self.text(&self.names[name])),
            kind: self.kind(name),
        })
    }

    /// With the slash after it.
    fn path_of(&self, mut folder: usize) -> String {
        let mut parts = Vec::new();
        while folder != 0 {
            let at = self.folders[folder];
            parts.push(self.text(&self.names[at.name as usize]));
            folder = at.parent as usize;
        }
        parts.iter().rev().flat_map(|part| [part, "/"]).collect()
    }

    fn folder_kind(&self, folder: usize) -> Kind {
        let folder = &self.folders[folder];
        Kind::Folder {
            header: folder.header.map(|header| self.tracks[0] + header),
        }
    }

    fn kind(&self, name: usize) -> Kind {
        let NameAt { flags, number, .. } = self.names[name];
        let number = number as usize;
        if self.names[name].is_folder() {
            return self.folder_kind(number);
        }
        let FileAt { size, track, .. } = self.files[number];
        let check = self.checks + 4 * number;
        Kind::File {
            size,
            executable: flags & EXECUTABLE != 0,
            track,
            place: self.place(number),
            check: self.bytes[check..check + 4].try_into().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests;
