use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use super::*;
use crate::archive::{Archive, Kind};
use crate::fsx::{Evidence, NameKind, Node, Tree};
use crate::progress::Silent;

/// Files that are shorter when they are read than when they were looked at: of 100 bytes 3 are left, of 20 MB 17.
#[derive(Debug)]
struct Shrinking;

const HUGE: u64 = 17_000_001;

impl Tree for Shrinking {
    fn find(&self, path: &str) -> Option<Node> {
        let size = match path {
            "" => return Some(Node::Folder),
            "gone" => 0,
            "huge" => 20_000_000,
            _ => 100,
        };
        (path != "gone").then_some(Node::File {
            size,
            executable: false,
        })
    }

    fn names(&self, folder: &str) -> Option<Vec<(String, NameKind)>> {
        let names = ["gone", "huge", "small"].map(|name| (name.to_owned(), NameKind::File));
        folder.is_empty().then(|| names.to_vec())
    }

    fn read(&self, path: &str, start: u64, most: u64) -> io::Result<Vec<u8>> {
        let length = if path == "huge" { HUGE } else { 3 };
        let bytes = length.saturating_sub(start).min(most);
        Ok(vec![b'x'; usize::try_from(bytes).unwrap()])
    }

    fn stored(&self, _path: &str) -> u64 {
        0
    }

    fn evidence(&self) -> Evidence {
        Evidence::NONE
    }

    fn modified(&self) -> Option<SystemTime> {
        None
    }
}

#[test]
fn what_shrinks_or_vanishes_while_it_is_read_makes_no_wrong_archive() {
    let scratch = tempfile::tempdir().unwrap();
    let (root, target) = (scratch.path().join("changing"), scratch.path().join("a.mlz"));
    fsx::mount(&root, Arc::new(Shrinking));
    let created = create(&root, &target, false, &Choice::ALL, &Silent).unwrap();
    assert_eq!((created.files, created.content), (2, HUGE + 3));
    assert_eq!(created.left_out.len(), 1, "{:?}", created.left_out);
    assert!(!created.left_out[0].is_loss);

    let archive = Archive::open(&target).unwrap();
    assert_eq!(archive.size(), created.size);
    let mut stream = Vec::new();
    for (number, frame) in archive.index().frames().iter().enumerate() {
        assert_eq!((frame.start, frame.length <= 1 << 22), (stream.len() as u64, true));
        stream.extend(archive.frame(number).unwrap());
    }
    assert_eq!(stream.len() as u64, archive.index().tar_length());
    for member in archive.index().stream() {
        let extent = member.extent();
        let at = |place: u64| usize::try_from(place).unwrap();
        let bytes = &stream[at(extent.start)..at(extent.end)];
        assert!(bytes.starts_with(&member.header()), "{}", member.path);
        let Kind::File { size, check, .. } = member.kind else {
            continue;
        };
        let content = archive.read(&member, 0, u64::MAX).unwrap();
        assert_eq!(content, vec![b'x'; at(size)]);
        assert_eq!(blake3::hash(&content).as_bytes()[..4], check);
        assert_eq!(archive.read(&member, size - 2, 9).unwrap(), b"xx");
    }
    let read = tar::Archive::new(&stream[..])
        .entries()
        .unwrap()
        .map(|entry| entry.unwrap().size())
        .collect::<Vec<_>>();
    assert_eq!(read, [0, HUGE, 3]);
}

#[test]
fn an_empty_store_is_an_archive_too() {
    let scratch = tempfile::tempdir().unwrap();
    let (root, target) = (scratch.path().join("empty"), scratch.path().join("a.mlz"));
    fsx::create_dir(&root).unwrap();
    create(&root, &target, false, &Choice::ALL, &Silent).unwrap();
    let archive = Archive::open(&target).unwrap();
    assert_eq!((archive.index().files(), archive.index().folders()), (0, 0));
    assert_eq!(archive.index().stream().count(), 1);
    assert!(create(Path::new("/nowhere"), &target, true, &Choice::ALL, &Silent).is_err());
    assert!(Archive::open(&target).is_ok());
}
