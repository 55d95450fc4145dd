//! A maker of archives that says of them what it likes.

use std::collections::BTreeMap;

use crate::archive::footer::{self, Footer};
use crate::archive::index::Draft;
use crate::archive::tar::{END, file_header, folder_header, padding};
use crate::archive::{Frame, Track};

/// What a name in the index is.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    Folder(Vec<(String, Self)>),
    File(Vec<u8>),
}

pub(super) fn file(content: impl AsRef<[u8]>) -> Entry {
    Entry::File(content.as_ref().to_owned())
}

pub(super) fn folder(entries: impl IntoIterator<Item = (&'static str, Entry)>) -> Entry {
    Entry::Folder(
        entries
            .into_iter()
            .map(|(name, entry)| (name.to_owned(), entry))
            .collect(),
    )
}

/// A header in the tar stream and what follows it, padding and all.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) header: Vec<u8>,
    pub(super) content: Vec<u8>,
    pub(super) padding: Vec<u8>,
}

/// An archive in parts.
#[derive(Debug, Clone)]
pub(super) struct Forge {
    pub(super) root: Entry,
    pub(super) blocks: Vec<Block>,
    pub(super) end: Vec<u8>,
    /// So many bytes of the stream are in a frame; a frame ends where a member ends, if it can.
    pub(super) frame: usize,
    /// What is done to the bytes of the index, to the footer, to the compressed bytes of each frame.
    pub(super) index: fn(&mut Vec<u8>),
    pub(super) footer: fn(&mut Footer),
    pub(super) compressed: fn(&mut Vec<u8>),
    /// What the index says a frame holds.
    pub(super) length: fn(u64) -> u64,
}

impl Forge {
    /// An honest one, of names in any order.
    pub(super) fn new(root: Entry) -> Self {
        let mut blocks = Vec::new();
        let folders = breadth_first(&root);
        for (path, entry) in std::iter::once(&(String::new(), &root)).chain(&folders) {
            let Entry::Folder(held) = entry else { continue };
            if held.is_empty() || path.is_empty() {
                blocks.push(Block {
                    header: folder_header(path),
                    content: Vec::new(),
                    padding: Vec::new(),
                });
            }
            let above = if path.is_empty() {
                String::new()
            } else {
                format!("{path}/")
            };
            for (name, entry) in held {
                let Entry::File(content) = entry else { continue };
                let size = content.len() as u64;
                blocks.push(Block {
                    header: file_header(&format!("{above}{name}"), size, false),
                    content: content.clone(),
                    padding: vec![0; usize::try_from(padding(size)).unwrap()],
                });
            }
        }
        Self {
            root,
            blocks,
            end: vec![0; usize::try_from(END).unwrap()],
            frame: 2048,
            index: |_| {},
            footer: |_| {},
            compressed: |_| {},
            length: |length| length,
        }
    }

    /// The archive's bytes.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut archive = Vec::new();
        let mut frames = Vec::new();
        let mut start = 0;
        for held in self.cut() {
            let mut compressed = compress(&held);
            (self.compressed)(&mut compressed);
            frames.push(Frame {
                place: archive.len() as u64,
                compressed: compressed.len() as u64,
                start,
                length: (self.length)(held.len() as u64),
                hash: *blake3::hash(&compressed).as_bytes(),
            });
            start += held.len() as u64;
            archive.extend(compressed);
        }
        let mut index = self.draft(&frames);
        (self.index)(&mut index);
        let compressed = zstd::bulk::compress(&index, 1).unwrap();
        let mut footer = Footer {
            place: archive.len() as u64 + footer::SKIPPED_HEADER,
            compressed: compressed.len() as u64,
            length: index.len() as u64,
            hash: *blake3::hash(&compressed).as_bytes(),
        };
        (self.footer)(&mut footer);
        archive.extend(footer::index_frame(&compressed));
        archive.extend(footer.write());
        archive
    }

    /// What each frame holds.
    fn cut(&self) -> Vec<Vec<u8>> {
        let mut cut = vec![Vec::new()];
        for block in &self.blocks {
            let member = [&block.header[..], &block.content, &block.padding].concat();
            if cut
                .last()
                .is_some_and(|last| !last.is_empty() && last.len() + member.len() > self.frame)
            {
                cut.push(Vec::new());
            }
            let mut rest = &member[..];
            while let (Some(last), false) = (cut.last_mut(), rest.is_empty()) {
                let (now, later) = rest.split_at(rest.len().min(self.frame - last.len().min(self.frame)));
                last.extend(now);
                rest = later;
                if !rest.is_empty() {
                    cut.push(Vec::new());
                }
            }
        }
        cut.last_mut().unwrap().extend(&self.end);
        cut
    }

    fn draft(&self, frames: &[Frame]) -> Vec<u8> {
        let mut draft = Draft::default();
        for (_, entry) in std::iter::once((String::new(), &self.root)).chain(breadth_first(&self.root)) {
            let Entry::Folder(held) = entry else { continue };
            draft.begin(held.len());
            for (name, entry) in held {
                match entry {
                    Entry::Folder(held) => draft.folder(name, held.is_empty()),
                    Entry::File(content) => {
                        let check = blake3::hash(content).as_bytes()[..4].try_into().unwrap();
                        draft.file(name, content.len() as u64, false, Track::Records, check);
                    }
                }
            }
        }
        draft.finish(frames).unwrap()
    }
}

/// With a checksum, as archives have.
fn compress(held: &[u8]) -> Vec<u8> {
    let mut compressor = zstd::bulk::Compressor::new(1).unwrap();
    compressor.include_checksum(true).unwrap();
    compressor.compress(held).unwrap()
}

/// Every entry but the root, folder by folder.
fn breadth_first(root: &Entry) -> Vec<(String, &Entry)> {
    let mut found: Vec<(String, &Entry)> = Vec::new();
    let mut pending = std::collections::VecDeque::from([(String::new(), root)]);
    while let Some((above, entry)) = pending.pop_front() {
        let Entry::Folder(held) = entry else { continue };
        for (name, entry) in held {
            let path = format!("{above}{name}");
            pending.push_back((format!("{path}/"), entry));
            found.push((path, entry));
        }
    }
    found
}

/// What an honest archive of it gives.
pub(super) fn content(root: &Entry) -> BTreeMap<String, Option<Vec<u8>>> {
    let entries = std::iter::once((String::new(), root)).chain(breadth_first(root));
    entries
        .filter_map(|(path, entry)| match entry {
            Entry::Folder(held) => (held.is_empty() || path.is_empty()).then_some((path, None)),
            Entry::File(content) => Some((path, Some(content.clone()))),
        })
        .collect()
}

/// A small store: several frames, a file of several frames, long names, empty files and folders.
pub(super) fn small() -> Entry {
    let long = "n".repeat(120);
    let mut entries = vec![
        (
            "0".to_owned(),
            folder([("meta.yaml", file("name: Default\n")), ("tags", folder([]))]),
        ),
        (
            "7".to_owned(),
            folder([
                (
                    "big",
                    file((0..900_u32).flat_map(u32::to_le_bytes).collect::<Vec<u8>>()),
                ),
                ("empty", file("")),
                ("loss", file("1 0.5 0\n".repeat(64))),
                ("meta.yaml", file("x".repeat(512))),
            ]),
        ),
    ];
    entries.push((long, file("ü")));
    Entry::Folder(entries)
}
