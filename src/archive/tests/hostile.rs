use std::path::PathBuf;

use proptest::prelude::*;

use super::forge::{Entry, Forge, file, folder, small};
use super::{is_sound, read};
use crate::archive::index::{Draft, Index, Refused};
use crate::archive::tar::file_header;
use crate::archive::{Archive, ArchiveError, Track};

fn place() -> (tempfile::TempDir, PathBuf) {
    let scratch = tempfile::tempdir().unwrap();
    let at = scratch.path().join("a.mlz");
    (scratch, at)
}

/// What is said of an archive that is refused as a whole.
fn refusal(forge: &Forge) -> String {
    let (_scratch, at) = place();
    match read(&forge.bytes(), &at) {
        Err(error @ (ArchiveError::Hostile { .. } | ArchiveError::Damaged { .. })) => error.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn names_that_no_file_has_are_refused_by_name() {
    let long = "n".repeat(1025);
    for (name, why) in [
        ("..", "is no name"),
        (".", "is no name"),
        ("", "is no name"),
        ("/etc/passwd", "is a path"),
        ("../../evil", "is a path"),
        ("a/b", "is a path"),
        ("a\0b", "is a path"),
        (&long, "is longer than names"),
    ] {
        for entry in [file("x"), folder([]), folder([("x", file("x"))])] {
            let said = refusal(&Forge::new(Entry::Folder(vec![(name.to_owned(), entry)])));
            assert!(said.contains(&format!("{name:?} {why}")), "{said}");
        }
    }
}

#[test]
fn names_that_are_there_twice_are_refused_by_name() {
    let said = refusal(&Forge::new(folder([("a", file("1")), ("a", file("2"))])));
    assert!(said.contains("\"a\" is there twice"), "{said}");
    let said = refusal(&Forge::new(folder([
        ("a", file("1")),
        ("a", folder([("b", file("2"))])),
    ])));
    assert!(said.contains("\"a\" is there twice"), "{said}");
    let said = refusal(&Forge::new(folder([("b", file("1")), ("a", file("2"))])));
    assert!(said.contains("\"a\" is not where"), "{said}");
    let pairs = |forge: &Forge| {
        let (_scratch, at) = place();
        super::write(&at, &forge.bytes());
        Archive::open(&at).unwrap().index().differing_in_case(10)
    };
    let folded = Forge::new(folder([("0", folder([("Loss", file("1")), ("loss", file("2"))]))]));
    assert_eq!(pairs(&folded), [("0/Loss".to_owned(), "0/loss".to_owned())]);
    assert_eq!(pairs(&Forge::new(small())), []);
}

#[test]
fn deep_and_long_paths_end_somewhere() {
    let mut deep = file("x");
    for _ in 0..9000 {
        deep = folder([("d", deep)]);
    }
    let said = refusal(&Forge::new(deep));
    assert!(said.contains("\"d\" is longer than"), "{said}");
}

#[test]
fn paths_that_would_fill_the_memory_are_refused() {
    let mut draft = Draft::default();
    for _ in 0..60 {
        draft.begin(1);
        draft.folder(&"d".repeat(250), false);
    }
    draft.begin(30_000);
    for number in 10_000..40_000 {
        draft.file(&format!("f{number}"), 0, false, Track::Records, [0; 4]);
    }
    let refused = Index::read(draft.finish(&[]).unwrap(), 0).unwrap_err();
    assert_eq!(refused, Refused::Form("longer paths than a store has"));
}

/// A header as mlrun writes it, changed, with its checksum made right.
fn changed(change: impl FnOnce(&mut tar::Header)) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.as_mut_bytes().copy_from_slice(&file_header("a", 1, false));
    change(&mut header);
    header.set_cksum();
    header.as_bytes().to_vec()
}

#[test]
fn a_stream_that_disagrees_with_the_index_is_refused_by_name() {
    use tar::EntryType;
    let kind = |kind: EntryType| {
        changed(|header| {
            header.set_entry_type(kind);
            header.set_link_name("/etc/passwd").unwrap();
        })
    };
    let headers = [
        kind(EntryType::Symlink),
        kind(EntryType::Link),
        kind(EntryType::Char),
        kind(EntryType::Block),
        kind(EntryType::Fifo),
        kind(EntryType::Directory),
        kind(EntryType::XHeader),
        kind(EntryType::GNULongLink),
        changed(|header| header.set_path("b").unwrap()),
        changed(|header| header.as_old_mut().name[..9].copy_from_slice(b"/mlruns/a")),
        changed(|header| header.as_old_mut().name[..11].copy_from_slice(b"mlruns/../a")),
        changed(|header| header.set_size(2)),
        changed(|header| header.set_mode(0o4755)),
        changed(|header| header.set_mode(0o777)),
        changed(|header| header.set_uid(1000)),
        changed(|header| header.set_mtime(0)),
    ];
    let (_scratch, at) = place();
    for header in headers {
        let mut forge = Forge::new(folder([("a", file("1")), ("b", file("2"))]));
        forge.blocks[1].header = header.clone();
        let (found, given) = read(&forge.bytes(), &at).unwrap();
        assert_eq!(found.lost, 1, "{:?}", tar::Header::from_byte_slice(&header));
        assert_eq!(found.flaws[0].member.as_deref(), Some("a"));
        assert!(found.flaws[0].what.contains("header"), "{found:?}");
        assert_eq!(given.keys().collect::<Vec<_>>(), ["", "b"]);
    }
    let said = |forge: &Forge| {
        let (found, _) = read(&forge.bytes(), &at).unwrap();
        let flaw = found.flaws.first().cloned().expect("a flaw");
        (flaw.member.unwrap_or_default(), flaw.what)
    };
    let honest = Forge::new(folder([("a", file("1")), ("b", file("2"))]));
    let mut swapped = honest.clone();
    swapped.blocks.swap(1, 2);
    assert_eq!(said(&swapped).0, "a");
    let mut other = honest.clone();
    other.blocks[2].content = b"3".to_vec();
    assert_eq!(
        said(&other),
        ("b".to_owned(), "its content is not what the index says".to_owned())
    );
    let mut hidden = honest.clone();
    hidden.blocks[1].padding[9] = 1;
    assert_eq!(said(&hidden).0, "a");
    let mut trailing = honest.clone();
    trailing.end[600] = 1;
    assert_eq!(
        said(&trailing),
        (String::new(), "the tar stream does not end as it must".to_owned())
    );
    let mut more = honest;
    more.blocks.push(more.blocks[1].clone());
    assert!(refusal(&more).contains("do not hold what the files need"));
}

#[test]
fn frames_hold_what_they_say_and_nothing_else() {
    let (_scratch, at) = place();
    let honest = Forge::new(folder([("a", file("1")), ("b", file("2"))]));
    let hidden: [fn(&mut Vec<u8>); 4] = [
        |frame| frame.extend(b"\x50\x2a\x4d\x18\x04\x00\x00\x00evil"),
        |frame| drop(frame.splice(0..0, *b"\x50\x2a\x4d\x18\x04\x00\x00\x00evil")),
        |frame| frame.extend(zstd::bulk::compress(b"", 1).unwrap()),
        |frame| *frame = zstd::bulk::compress(&vec![0; 1 << 26], 1).unwrap(),
    ];
    for compressed in hidden {
        let forge = Forge {
            compressed,
            ..honest.clone()
        };
        let (found, _) = read(&forge.bytes(), &at).unwrap();
        assert!(
            found.flaws[0].what.contains("does not hold what the index says"),
            "{found:?}"
        );
    }
    let longer: fn(u64) -> u64 = |length| length + 512;
    let huge: fn(u64) -> u64 = |_| u64::from(u32::MAX);
    for length in [longer, huge] {
        refusal(&Forge {
            length,
            ..honest.clone()
        });
    }
}

#[test]
fn a_huge_index_is_no_huge_memory() {
    let counts: fn(&mut Vec<u8>) = |index| index[..20].fill(0xff);
    let zeros: fn(&mut Vec<u8>) = |index| *index = vec![0; 1 << 27];
    for index in [counts, zeros] {
        refusal(&Forge {
            index,
            ..Forge::new(small())
        });
    }
}

#[test]
fn a_footer_may_point_anywhere() {
    use crate::archive::footer::Footer;
    let anywhere: [fn(&mut Footer); 8] = [
        |footer| footer.place = 0,
        |footer| footer.place = u64::MAX,
        |footer| footer.place -= 1,
        |footer| footer.compressed = u64::MAX,
        |footer| footer.compressed -= 1,
        |footer| (footer.place, footer.compressed) = (u64::MAX - 100, 200),
        |footer| footer.length = u64::MAX,
        |footer| footer.length -= 1,
    ];
    for footer in anywhere {
        refusal(&Forge {
            footer,
            ..Forge::new(small())
        });
    }
}

#[test]
fn an_index_that_lies_in_any_byte_is_found_out() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static AT: AtomicUsize = AtomicUsize::new(0);
    static BIT: AtomicUsize = AtomicUsize::new(0);
    let (_scratch, at) = place();
    let mut forge = Forge::new(small());
    forge.index = |index| {
        let at = AT.load(Ordering::Relaxed);
        if let Some(byte) = index.get_mut(at) {
            *byte ^= 1 << BIT.load(Ordering::Relaxed);
        } else {
            AT.store(usize::MAX, Ordering::Relaxed);
        }
    };
    for position in 0.. {
        for bit in [0, 3, 7] {
            AT.store(position, Ordering::Relaxed);
            BIT.store(bit, Ordering::Relaxed);
            let bytes = forge.bytes();
            if AT.load(Ordering::Relaxed) == usize::MAX {
                assert!(position > 200);
                return;
            }
            assert!(!is_sound(&bytes, &at), "byte {position}, bit {bit}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), wrap in any::<bool>()) {
        let (_scratch, at) = place();
        let bytes = if wrap {
            // an index of these bytes
            let compressed = zstd::bulk::compress(&bytes, 1).unwrap();
            let footer = crate::archive::footer::Footer {
                place: 8,
                compressed: compressed.len() as u64,
                length: bytes.len() as u64,
                hash: *blake3::hash(&compressed).as_bytes(),
            };
            [crate::archive::footer::index_frame(&compressed), footer.write()].concat()
        } else {
            bytes
        };
        prop_assert!(!is_sound(&bytes, &at));
        crate::archive::salvage::salvageable(&at).unwrap();
    }
}
