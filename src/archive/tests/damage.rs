use super::forge::{Forge, content, small};
use super::{is_sound, read, write};
use crate::archive::Archive;
use crate::archive::salvage::{can_be_salvaged, salvage, salvageable};
use crate::progress::Silent;

#[test]
fn an_honest_archive_is_sound_and_gives_all() {
    let scratch = tempfile::tempdir().unwrap();
    let at = scratch.path().join("a.mlz");
    for frame in [512, 2048, 1 << 20] {
        let forge = Forge {
            frame,
            ..Forge::new(small())
        };
        let (found, given) = read(&forge.bytes(), &at).unwrap();
        assert_eq!(found.flaws, []);
        assert_eq!(given, content(&small()));
        assert_eq!((found.files, found.whole, found.lost), (6, 8, 0));
        let bytes: usize = given.values().flatten().map(Vec::len).sum();
        assert_eq!(found.bytes, bytes as u64);
    }
}

#[test]
fn every_flipped_byte_is_found_and_the_rest_is_given() {
    let scratch = tempfile::tempdir().unwrap();
    let at = scratch.path().join("a.mlz");
    let bytes = Forge::new(small()).bytes();
    let whole = content(&small());
    let mut lost_some = 0;
    for position in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[position] ^= 1 << (position % 8);
        let Ok((found, given)) = read(&flipped, &at) else {
            continue; // the end of the archive
        };
        assert!(!found.is_sound(), "byte {position} of {}", bytes.len());
        assert_eq!(given.len(), found.whole, "{found:?}");
        assert_eq!(found.whole + found.lost, whole.len(), "{found:?}");
        lost_some += usize::from(found.lost > 0);
        for flaw in &found.flaws {
            assert!(flaw.what.starts_with("the frame at byte "), "{flaw:?}");
            assert!(flaw.member.as_ref().is_none_or(|member| !given.contains_key(member)));
        }
        for (path, content) in given {
            assert_eq!(content, whole[&path], "{path}");
        }
        assert!(found.lost < whole.len(), "a byte takes no more than its frame");
    }
    assert!(lost_some > 100, "{lost_some}");
}

#[test]
fn every_truncation_is_found_and_the_beginning_is_salvaged() {
    let scratch = tempfile::tempdir().unwrap();
    let at = scratch.path().join("a.mlz");
    let bytes = Forge::new(small()).bytes();
    let whole = content(&small());
    let mut most = 0;
    for length in 0..bytes.len() {
        assert!(!is_sound(&bytes[..length], &at), "{length} of {}", bytes.len());
        assert!(Archive::open(&at).is_err());
        assert_eq!(can_be_salvaged(&at), length >= 4);
        let received = super::Received::default();
        let found = salvage(&at, &received, &Silent).unwrap();
        let given = received.0.into_inner().unwrap();
        assert!(given.len() >= most, "{length}: {found:?}");
        most = given.len();
        assert_eq!(found.whole, given.len());
        for (path, content) in given {
            assert_eq!(content, whole[&path], "{path}");
        }
    }
    assert_eq!(most, whole.len());
    assert_eq!(salvageable(&at).unwrap().len(), whole.len());
}

#[test]
fn without_an_index_a_damaged_frame_takes_only_itself() {
    let scratch = tempfile::tempdir().unwrap();
    let at = scratch.path().join("a.mlz");
    let bytes = Forge::new(small()).bytes();
    let whole = content(&small());
    write(&at, &bytes);
    let frames = Archive::open(&at).unwrap().index().frames().to_vec();
    let end = frames.last().map_or(0, |frame| frame.place + frame.compressed);
    for frame in &frames {
        for position in (0..frame.compressed).step_by(3) {
            let mut damaged = bytes[..usize::try_from(end).unwrap()].to_vec();
            damaged[usize::try_from(frame.place + position).unwrap()] ^= 0x10;
            write(&at, &damaged);
            let received = super::Received::default();
            let found = salvage(&at, &received, &Silent).unwrap();
            let given = received.0.into_inner().unwrap();
            // a bit of a frame may mean nothing
            assert!(!found.is_sound() || given.len() == whole.len(), "{frame:?} {position}");
            assert!(given.len() + 6 > whole.len(), "{frame:?} {position} {:?}", given.keys());
            for (path, content) in given {
                assert_eq!(content, whole[&path], "{path} {frame:?} {position}");
            }
        }
    }
}
