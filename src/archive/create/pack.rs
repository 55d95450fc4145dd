//! Reading what is stored and making one tar stream of it.

use std::io::{self, Read};

use rayon::prelude::*;

use super::frames::{self, Output};
use super::plan::{Item, Plan};
use super::{Choice, CreateError, Created, LeftOut};
use crate::archive::{Track, tar};
use crate::fsx::{Folder, Opened, PathError};
use crate::progress::Progress;

/// A file up to that size is read with others at the same time, in bytes.
const SMALL: u64 = 1 << 19;
/// A file up to that size is read whole.
const MEDIUM: u64 = 1 << 24;
/// So much is read before it is compressed.
const BATCH: usize = 24 << 20;
/// So many files are read by one thread, and so many times as many before it is seen how much that was.
const AT_ONCE: usize = 32;
const ROUND: usize = 8;

/// What was stored of each file of a plan; nothing of those left out.
#[derive(Debug)]
pub(super) struct Packed {
    pub(super) files: Vec<Option<Stored>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Stored {
    pub(super) size: u64,
    pub(super) executable: bool,
    pub(super) check: [u8; 4],
}

/// Members that were read, as they are in the tar stream.
#[derive(Debug, Default)]
struct Chunk {
    bytes: Vec<u8>,
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    /// An empty folder.
    Folder {
        end: usize,
    },
    /// A file.
    File {
        number: usize,
        end: usize,
        stored: Stored,
    },
    /// A file that is read when its turn comes.
    Large {
        number: usize,
    },
    /// An artifact that is too large to be wanted.
    Unwanted {
        size: u64,
    },
    LeftOut(LeftOut),
}

/// Reads everything and writes it, track after track.
pub(super) fn all(
    folder: &Folder,
    plan: &Plan,
    choice: &Choice,
    output: &mut Output,
    progress: &dyn Progress,
    created: &mut Created,
) -> Result<Packed, CreateError> {
    let mut packing = Packing {
        folder,
        plan,
        choice,
        output,
        progress,
        created,
        packed: Packed {
            files: vec![None; plan.files.len()],
        },
        track: Track::Records,
        open: Vec::new(),
        ready: Vec::new(),
    };
    for track in Track::ALL {
        packing.track(track)?;
    }
    packing.end()?;
    Ok(packing.packed)
}

struct Packing<'a> {
    folder: &'a Folder,
    plan: &'a Plan,
    choice: &'a Choice,
    output: &'a mut Output,
    progress: &'a dyn Progress,
    created: &'a mut Created,
    packed: Packed,
    track: Track,
    /// The frame that members are added to.
    open: Vec<u8>,
    /// Frames to be compressed.
    ready: Vec<Vec<u8>>,
}

impl Packing<'_> {
    fn track(&mut self, track: Track) -> Result<(), CreateError> {
        self.track = track;
        let items = self.plan.items(track);
        let reader = Reader {
            folder: self.folder,
            plan: self.plan,
            choice: self.choice,
        };
        let (mut chunks, mut rest) = reader.read(&items);
        loop {
            for chunk in chunks {
                self.add(chunk)?;
            }
            if rest.is_empty() {
                break;
            }
            let ready = std::mem::take(&mut self.ready);
            let (compressed, next) = rayon::join(|| frames::compress(track, &ready), || reader.read(rest));
            self.output.write_frames(compressed?)?;
            (chunks, rest) = next;
        }
        self.close();
        self.flush()
    }

    /// The end of the tar stream.
    fn end(&mut self) -> Result<(), CreateError> {
        let end = usize::try_from(tar::END).unwrap_or_default();
        self.ready.push(vec![0; end]);
        self.flush()
    }

    fn add(&mut self, chunk: Chunk) -> Result<(), CreateError> {
        let mut start = 0;
        for part in chunk.parts {
            match part {
                Part::Folder { end } => self.member(&chunk.bytes[std::mem::replace(&mut start, end)..end]),
                Part::File { number, end, stored } => {
                    self.member(&chunk.bytes[std::mem::replace(&mut start, end)..end]);
                    self.stored(number, stored);
                }
                Part::Large { number } => self.large(number)?,
                Part::Unwanted { size } => {
                    self.created.unwanted.0 += 1;
                    self.created.unwanted.1 += size;
                }
                Part::LeftOut(left_out) => self.created.left_out.push(left_out),
            }
        }
        Ok(())
    }

    fn stored(&mut self, number: usize, stored: Stored) {
        self.created.files += 1;
        self.created.content += stored.size;
        self.progress.advance(stored.size);
        self.packed.files[number] = Some(stored);
    }

    /// Adds a whole member; one that is longer than frames are is cut over several.
    fn member(&mut self, member: &[u8]) {
        let most = frames::length(self.track);
        if self.open.len() + member.len() > most {
            self.close();
        }
        if member.len() > most {
            self.ready.extend(member.chunks(most).map(<[u8]>::to_vec));
        } else {
            self.open.extend_from_slice(member);
        }
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            let next = Vec::with_capacity(frames::length(self.track));
            self.ready.push(std::mem::replace(&mut self.open, next));
        }
    }

    /// Compresses and writes what is ready.
    fn flush(&mut self) -> Result<(), CreateError> {
        let ready = std::mem::take(&mut self.ready);
        let compressed = frames::compress(self.track, &ready)?;
        Ok(self.output.write_frames(compressed)?)
    }

    fn large(&mut self, number: usize) -> Result<(), CreateError> {
        let path = self.plan.path_of(number);
        let opened = match open(self.folder, &path) {
            Ok(opened) => opened,
            Err(left_out) => {
                self.created.left_out.push(left_out);
                return Ok(());
            }
        };
        if opened.size > MEDIUM {
            return self.huge(number, &path, opened);
        }
        let mut chunk = Chunk::default();
        let part = chunk.file(number, &path, opened);
        chunk
            .parts
            .push(part.unwrap_or_else(|error| lost(self.folder, &path, &error)));
        self.add(chunk)?;
        if self.ready.iter().map(Vec::len).sum::<usize>() > BATCH {
            self.flush()?;
        }
        Ok(())
    }

    /// Piece by piece; its header says in the end what was read.
    fn huge(&mut self, number: usize, path: &str, opened: Opened) -> Result<(), CreateError> {
        let Opened {
            size,
            executable,
            content,
        } = opened;
        self.close();
        self.flush()?;
        let header = self.output.write_stored(&tar::file_header(path, size, executable))?;
        let mut content = content.take(size);
        let mut hash = blake3::Hasher::new();
        let mut read = 0;
        loop {
            let most = frames::length(self.track) as u64;
            let mut piece = Vec::with_capacity(frames::length(self.track));
            if let Err(error) = content.by_ref().take(most).read_to_end(&mut piece) {
                // what was read before is written already, and so the file is as long as that
                self.created.left_out.push(LeftOut {
                    path: self.folder.path().join(path),
                    why: format!("only its first {read} bytes are stored: {error}"),
                    is_loss: true,
                });
                piece.clear();
            }
            read += piece.len() as u64;
            hash.update_rayon(&piece);
            self.progress.advance(piece.len() as u64);
            let is_last = (piece.len() as u64) < most;
            if is_last {
                let padding = usize::try_from(tar::padding(read)).unwrap_or_default();
                piece.resize(piece.len() + padding, 0);
            }
            if !piece.is_empty() {
                self.ready.push(piece);
            }
            if is_last || self.ready.len() >= ROUND {
                self.flush()?;
            }
            if is_last {
                break;
            }
        }
        if read != size {
            self.output
                .replace_stored(header, &tar::file_header(path, read, executable))?;
        }
        self.created.files += 1;
        self.created.content += read;
        self.packed.files[number] = Some(Stored {
            size: read,
            executable,
            check: check(&hash.finalize()),
        });
        Ok(())
    }
}

/// What many threads read with.
struct Reader<'a> {
    folder: &'a Folder,
    plan: &'a Plan,
    choice: &'a Choice,
}

impl Reader<'_> {
    /// Reads the first of these, about a [`BATCH`] of them; returns the others too.
    fn read<'i>(&self, items: &'i [Item]) -> (Vec<Chunk>, &'i [Item]) {
        let (mut chunks, mut rest, mut length) = (Vec::new(), items, 0);
        while !rest.is_empty() && length < BATCH {
            let (round, later) = rest.split_at(rest.len().min(AT_ONCE * ROUND));
            let read: Vec<Chunk> = round.par_chunks(AT_ONCE).map(|items| self.chunk(items)).collect();
            length += read.iter().map(|chunk| chunk.bytes.len()).sum::<usize>();
            chunks.extend(read);
            rest = later;
        }
        (chunks, rest)
    }

    fn chunk(&self, items: &[Item]) -> Chunk {
        let mut chunk = Chunk::default();
        for item in items {
            let part = match *item {
                Item::Folder(number) => {
                    chunk.bytes.extend(tar::folder_header(&self.plan.folders[number].path));
                    Part::Folder { end: chunk.bytes.len() }
                }
                Item::File(number) => self.part(number, &mut chunk),
            };
            chunk.parts.push(part);
        }
        chunk
    }

    fn part(&self, number: usize, chunk: &mut Chunk) -> Part {
        let path = self.plan.path_of(number);
        let opened = match open(self.folder, &path) {
            Ok(opened) => opened,
            Err(left_out) => return Part::LeftOut(left_out),
        };
        let most = self
            .choice
            .max_artifact_size
            .filter(|_| self.plan.files[number].is_artifact);
        if most.is_some_and(|most| opened.size > most) {
            return Part::Unwanted { size: opened.size };
        }
        if opened.size > SMALL {
            return Part::Large { number };
        }
        chunk
            .file(number, &path, opened)
            .unwrap_or_else(|error| lost(self.folder, &path, &error))
    }
}

impl Chunk {
    /// Adds a file as it is now, but not what is appended from now on.
    fn file(&mut self, number: usize, path: &str, opened: Opened) -> io::Result<Part> {
        let Opened {
            size,
            executable,
            content,
        } = opened;
        let start = self.bytes.len();
        self.bytes.extend(tar::file_header(path, size, executable));
        let begin = self.bytes.len();
        if let Err(error) = content.take(size).read_to_end(&mut self.bytes) {
            self.bytes.truncate(start);
            return Err(error);
        }
        let read = (self.bytes.len() - begin) as u64;
        if read != size {
            self.bytes[start..begin].copy_from_slice(&tar::file_header(path, read, executable));
        }
        let check = check(&blake3::hash(&self.bytes[begin..]));
        let end = self.bytes.len() + usize::try_from(tar::padding(read)).unwrap_or_default();
        self.bytes.resize(end, 0);
        let stored = Stored {
            size: read,
            executable,
            check,
        };
        Ok(Part::File { number, end, stored })
    }
}

fn check(hash: &blake3::Hash) -> [u8; 4] {
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}

fn open(folder: &Folder, path: &str) -> Result<Opened, LeftOut> {
    let why = match folder.open_file(path) {
        Ok(Some(opened)) => return Ok(opened),
        Ok(None) => GONE.to_owned(),
        Err(PathError { source, .. }) => source.to_string(),
    };
    Err(LeftOut {
        path: folder.path().join(path),
        is_loss: why != GONE,
        why,
    })
}

const GONE: &str = "it vanished meanwhile";

fn lost(folder: &Folder, path: &str, error: &io::Error) -> Part {
    Part::LeftOut(LeftOut {
        path: folder.path().join(path),
        why: error.to_string(),
        is_loss: true,
    })
}
