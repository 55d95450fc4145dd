//! Archives that were made to do harm: an honest one, its index or its stream changed, and every sum made right again.

use std::fs;

use crate::support::{ADA, Test};

/// Of the footer, in bytes, and where in it the numbers are.
const FOOTER: usize = 76;
const PLACE: usize = 20;

/// An archive taken apart.
struct Parts {
    frames: Vec<Vec<u8>>,
    index: Vec<u8>,
    footer: Vec<u8>,
}

fn number(bytes: &[u8], at: usize, width: usize) -> usize {
    let mut number = [0; 8];
    number[..width].copy_from_slice(&bytes[at..at + width]);
    usize::try_from(u64::from_le_bytes(number)).unwrap()
}

impl Parts {
    fn of(archive: &[u8]) -> Self {
        let footer = archive[archive.len() - FOOTER..].to_vec();
        let place = number(&footer, PLACE, 8);
        let (compressed, length) = (number(&footer, PLACE + 8, 8), number(&footer, PLACE + 16, 8));
        let index = zstd::bulk::decompress(&archive[place..place + compressed], length).unwrap();
        let count = number(&index, 8, 4);
        let lengths = index.len() - 40 * count;
        let mut at = 0;
        let frames = (0..count).map(|frame| {
            let length = number(&index, lengths + 8 * frame, 4);
            at += length;
            archive[at - length..at].to_vec()
        });
        Self {
            frames: frames.collect(),
            index,
            footer,
        }
    }

    /// With lengths and sums that are right.
    fn bytes(mut self) -> Vec<u8> {
        let count = self.frames.len();
        let (lengths, hashes) = (self.index.len() - 40 * count, self.index.len() - 32 * count);
        for (number, frame) in self.frames.iter().enumerate() {
            let length = u32::try_from(frame.len()).unwrap();
            self.index[lengths + 8 * number..][..4].copy_from_slice(&length.to_le_bytes());
            self.index[hashes + 32 * number..][..32].copy_from_slice(blake3::hash(frame).as_bytes());
        }
        let mut archive = self.frames.concat();
        let index = zstd::bulk::compress(&self.index, 3).unwrap();
        archive.extend(0x184D_2A5E_u32.to_le_bytes());
        archive.extend(u32::try_from(index.len()).unwrap().to_le_bytes());
        for (at, number) in [(0, archive.len()), (8, index.len()), (16, self.index.len())] {
            self.footer[PLACE + at..][..8].copy_from_slice(&(number as u64).to_le_bytes());
        }
        self.footer[PLACE + 24..][..32].copy_from_slice(blake3::hash(&index).as_bytes());
        archive.extend(index);
        archive.extend(self.footer);
        archive
    }

    /// Another name of the same length in the index.
    fn rename(mut self, from: &str, to: &str) -> Self {
        let at = self
            .index
            .windows(from.len())
            .position(|window| window == from.as_bytes());
        self.index[at.unwrap()..][..to.len()].copy_from_slice(to.as_bytes());
        self
    }

    /// The header of a file in the first frame, changed, its checksum made right.
    fn header(mut self, path: &str, change: impl FnOnce(&mut tar::Header)) -> Self {
        let mut held = zstd::bulk::decompress(&self.frames[0], 1 << 26).unwrap();
        let at = held
            .windows(path.len())
            .position(|window| window == path.as_bytes())
            .unwrap();
        let block: &mut [u8; 512] = held[at..].first_chunk_mut().unwrap();
        let mut header = tar::Header::new_old();
        header.as_mut_bytes().copy_from_slice(block);
        change(&mut header);
        header.set_cksum();
        block.copy_from_slice(header.as_bytes());
        self.frames[0] = zstd::bulk::compress(&held, 1).unwrap();
        self
    }
}

fn archived() -> (Test, Vec<u8>) {
    let test = Test::sample();
    for name in ["xy", "xz", "wuvz"] {
        test.write(&format!("mlruns/7/{ADA}/tags/{name}"), "evil");
    }
    test.line("archive create -q").check();
    let bytes = fs::read(test.path("runs.mlz")).unwrap();
    test.write("same.mlz", Parts::of(&bytes).bytes());
    test.line("archive verify same.mlz -q").check();
    (test, bytes)
}

#[test]
fn names_that_lead_out_are_refused_by_every_command() {
    let (test, bytes) = archived();
    for (from, to, shown) in [
        ("xy", "..", "\"..\" is no name of a file"),
        ("wuvz", "../z", "\"../z\" is a path"),
        ("wuvz", "/etc", "\"/etc\" is a path"),
        ("wuvz", "xy\0z", "\"xy\\0z\" is a path"),
        ("xz", "xy", "\"xy\" is there twice"),
        ("xy", "zz", "\"xz\" is not where its name belongs"),
    ] {
        test.write("evil.mlz", Parts::of(&bytes).rename(from, to).bytes());
        for command in [
            "archive verify evil.mlz",
            "archive list evil.mlz",
            "archive extract evil.mlz -C out",
            "archive extract evil.mlz -C out --force",
            "archive diff evil.mlz",
            "--tracking-uri new archive restore evil.mlz",
            "--tracking-uri evil.mlz runs list",
        ] {
            let said = test.line(command).status(4).check().stderr;
            assert!(said.contains(shown), "{command}: {said}");
        }
    }
    assert!(!test.path("out").exists() && !test.path("new").exists());
}

#[test]
fn what_the_stream_says_otherwise_is_refused_by_name() {
    let (test, bytes) = archived();
    let path = format!("7/{ADA}/tags/xy");
    let member = format!("mlruns/{path}");
    let link = |kind| {
        move |header: &mut tar::Header| {
            header.set_entry_type(kind);
            header.set_link_name("/etc/passwd").unwrap();
        }
    };
    type Change = Box<dyn Fn(&mut tar::Header)>;
    let changes: [Change; 6] = [
        Box::new(link(tar::EntryType::Symlink)),
        Box::new(link(tar::EntryType::Link)),
        Box::new(link(tar::EntryType::Char)),
        Box::new(link(tar::EntryType::Fifo)),
        Box::new(|header| header.set_mode(0o6755)),
        Box::new(|header| header.as_old_mut().name[..9].copy_from_slice(b"/tmp/evil")),
    ];
    for change in changes {
        test.write("evil.mlz", Parts::of(&bytes).header(&member, change).bytes());
        let found = test.line("archive verify evil.mlz").status(4).json();
        assert_eq!(found["damage"][0]["member"], path.as_str());
        let said = test.line("archive extract evil.mlz -C out").status(4).check().stderr;
        assert!(
            said.contains(&format!("{path} is lost: its header in the tar stream is not")),
            "{said}"
        );
        let tags = fs::read_dir(test.path(&format!("out/mlruns/7/{ADA}/tags"))).unwrap();
        assert!(tags.map(|entry| entry.unwrap().file_name()).all(|name| name != "xy"));
        fs::remove_dir_all(test.path("out")).unwrap();
        test.line("--tracking-uri new archive restore evil.mlz")
            .status(4)
            .check();
        assert!(!test.path("new").exists());
    }
}

#[test]
fn names_with_control_characters_forge_no_line() {
    let (test, bytes) = archived();
    test.write("evil.mlz", Parts::of(&bytes).rename("wuvz", "w\n\u{1b}z").bytes());
    for command in ["verify evil.mlz", "extract evil.mlz -C out", "list evil.mlz -o table"] {
        let answer = test.line(&format!("archive {command}")).answer();
        for text in [answer.stdout, answer.stderr] {
            assert!(!text.contains('\u{1b}') && !text.contains("w\n"), "{command}: {text:?}");
        }
    }
}
