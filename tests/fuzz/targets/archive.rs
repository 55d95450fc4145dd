//! Archives, as bytes, with another index under a footer that vouches for it, or with bytes changed: no name leads out, no
//! more is read than is there, and a byte that was changed is found.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use mlrun::archive::scan::{Nobody, Part, Receiver, scan};
use mlrun::archive::{Archive, Choice, Kind, create, salvage};
use mlrun::fsx::PathError;
use mlrun::progress::Silent;

use super::ground::Ground;
use super::split;

/// Of the footer, which ends an archive, and of a skipped frame's head.
const FOOTER: usize = 76;
const HEAD: usize = 8;
/// Where the footer says where the index is; its compressed and its own length and its hash follow.
const PLACE: usize = 20;

struct Template {
    folder: tempfile::TempDir,
    bytes: Vec<u8>,
    /// Where the index's frame begins.
    index: usize,
}

thread_local! {
    static TEMPLATE: Template = Template::new();
}

impl Template {
    fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("mlrun-fuzz-").tempdir().unwrap();
        let path = folder.path().join("whole.mlz");
        create(&Ground::new().root(), &path, false, &Choice::ALL, &Silent).unwrap();
        let bytes = fs::read(&path).unwrap();
        let place = &bytes[bytes.len() - FOOTER + PLACE..][..8];
        let index = u64::from_le_bytes(place.try_into().unwrap()) as usize - HEAD;
        assert!(tried(&path).unwrap());
        Self { folder, bytes, index }
    }

    fn write(&self, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join("tried.mlz");
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The frames of the template, that index, and a footer that says so.
    fn with_index(&self, index: &[u8]) -> Vec<u8> {
        let compressed = zstd::bulk::compress(index, 1).unwrap();
        let mut bytes = self.bytes[..self.index + HEAD].to_vec();
        bytes[self.index + 4..].copy_from_slice(&(compressed.len() as u32).to_le_bytes());
        bytes.extend(&compressed);
        let footer = bytes.len();
        bytes.extend(&self.bytes[self.bytes.len() - FOOTER..]);
        let numbers = [self.index + HEAD, compressed.len(), index.len()];
        for (i, number) in numbers.into_iter().enumerate() {
            bytes[footer + PLACE + 8 * i..][..8].copy_from_slice(&(number as u64).to_le_bytes());
        }
        bytes[footer + PLACE + 24..].copy_from_slice(blake3::hash(&compressed).as_bytes());
        bytes
    }

    /// The template with bytes changed: two say where, one how.
    fn patched(&self, patches: &[u8]) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        for patch in patches.as_chunks::<3>().0 {
            let at = usize::from(u16::from_le_bytes([patch[0], patch[1]])) % bytes.len();
            bytes[at] ^= patch[2];
        }
        bytes
    }
}

pub(super) fn try_with(input: &[u8]) {
    let (which, rest) = split(input);
    TEMPLATE.with(|template| match which % 3 {
        0 => drop(tried(&template.write(rest))),
        1 => drop(tried(&template.write(&template.with_index(rest)))),
        _ => {
            let bytes = template.patched(rest);
            let sound = tried(&template.write(&bytes));
            let is_whole = sound == Some(true);
            assert_eq!(is_whole, bytes == template.bytes, "what was changed was not found");
        }
    });
}

/// Reads all of it; whether it is sound, or nothing where it cannot be opened.
fn tried(path: &Path) -> Option<bool> {
    drop(salvage::salvage(path, &Nobody, &Silent));
    let archive = Archive::open(path).ok()?;
    let index = archive.index();
    for member in index.members() {
        is_inside(&member.path);
        assert_eq!(index.find(&member.path).as_ref(), Some(&member));
        match member.kind {
            Kind::Folder { .. } => assert!(index.children(&member.path).is_some()),
            Kind::File { size, .. } => {
                assert!(index.children(&member.path).is_none());
                let read = archive.read(&member, 0, 1 << 16);
                assert!(read.is_err() || read.is_ok_and(|read| read.len() as u64 == size.min(1 << 16)));
                drop(archive.read(&member, size / 2, u64::MAX));
            }
        }
    }
    let given = Given::default();
    let found = scan(&archive, &given, &Silent).unwrap();
    assert_eq!(found.files, given.0.load(Ordering::Relaxed));
    assert!(found.files <= index.files());
    assert!(!found.is_sound() || found.lost == 0);
    Some(found.is_sound())
}

fn is_inside(path: &str) {
    let parts: Vec<Component<'_>> = Path::new(path).components().collect();
    let normal = parts.iter().all(|part| matches!(part, Component::Normal(_)));
    assert!(
        normal && !path.contains('\0') && path.split('/').count() == parts.len(),
        "{path:?}"
    );
}

/// Counts the files that it is given.
#[derive(Default)]
struct Given(AtomicUsize);

impl Receiver for Given {
    fn folder(&self, path: &str) -> Result<(), PathError> {
        if !path.is_empty() {
            is_inside(path);
        }
        Ok(())
    }

    fn file(&self, path: &str, _: bool, _: &[u8]) -> Result<(), PathError> {
        is_inside(path);
        self.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn begin(&self, path: &str, _: bool) -> Result<Box<dyn Part + '_>, PathError> {
        is_inside(path);
        Ok(Box::new(Piece(self)))
    }
}

struct Piece<'a>(&'a Given);

impl Part for Piece<'_> {
    fn write(&mut self, _: &[u8]) -> Result<(), PathError> {
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<(), PathError> {
        self.0.0.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}
