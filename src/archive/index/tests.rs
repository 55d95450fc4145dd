use super::*;

/// `a/` with `b` and `ü/` with `c`, `empty/`, and `z`; in one frame.
fn small() -> Index {
    let mut draft = Draft::default();
    draft.begin(3);
    draft.folder("a", false);
    draft.folder("empty", true);
    draft.file("z", 1000, true, Track::Rest, [1; 4]);
    draft.begin(2);
    draft.file("b", 5, false, Track::Metrics, [2; 4]);
    draft.folder("ü", false);
    draft.begin(0);
    draft.begin(1);
    draft.file("c", 0, false, Track::Records, [3; 4]);
    let frame = |start, length| Frame {
        place: 0,
        compressed: 10,
        start,
        length,
        hash: [0; 32],
    };
    // root, empty/, c; b and its content; z and its content; the end
    let frames = [frame(0, 3 * 512), frame(1536, 1024), frame(2560, 1536 + 1024)];
    Index::read(draft.finish(&frames).unwrap(), 30).unwrap()
}

#[test]
fn what_is_written_is_read_and_found() {
    let index = small();
    let paths: Vec<_> = index.members().map(|member| member.path).collect();
    assert_eq!(paths, ["a", "empty", "z", "a/b", "a/ü", "a/ü/c"]);
    let stream: Vec<_> = index.stream().map(|member| (member.extent(), member.path)).collect();
    let expected = [
        (0..512, ""),
        (512..1024, "empty"),
        (1024..1536, "a/ü/c"),
        (1536..2560, "a/b"),
        (2560..4096, "z"),
    ];
    assert_eq!(stream, expected.map(|(extent, path)| (extent, path.to_owned())));
    assert_eq!(
        (index.files(), index.folders(), index.bytes(), index.tar_length()),
        (3, 3, 1005, 5120)
    );
    assert_eq!(index.find("z").unwrap().size(), 1000);
    assert_eq!(
        index.find("a/ü/c").unwrap().kind,
        index.children("a/ü").unwrap()[0].kind
    );
    for absent in ["b", "a/", "/a", "a//b", "z/b", "a/ü/c/d", "a/c"] {
        assert!(index.find(absent).is_none(), "{absent}");
    }
    assert!(index.children("z").is_none() && index.children("empty").unwrap().is_empty());
    assert_eq!(index.contents_in(0..2100).collect::<Vec<_>>(), [1536..1536, 2048..2053]);
    assert_eq!(
        (
            index.frames_of(0..1),
            index.frames_of(1535..1537),
            index.frames_of(5120..6000)
        ),
        (0..1, 0..2, 3..3)
    );
}

#[test]
fn no_part_of_an_index_is_an_index() {
    let whole = small().bytes;
    for length in 0..whole.len() {
        assert!(Index::read(whole[..length].to_vec(), 30).is_err(), "{length}");
    }
    assert!(Index::read(whole.clone(), 31).is_err());
    assert!(Index::read([&whole[..], b"x"].concat(), 30).is_err());
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut other = whole.clone();
            other[at] ^= 1 << bit;
            drop(Index::read(other, 30)); // must not panic
        }
    }
}
