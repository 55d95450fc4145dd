//! The tar stream inside: what it holds besides the content of files.

use tar::{EntryType, Header};

/// What tar counts in.
const BLOCK: u64 = 512;
/// The folder that every member lies in.
const TOP: &str = "mlruns/";
/// The longest name that a header holds itself.
const SHORT: usize = 100;
/// 1980-01-01, which every file system can keep.
const TIME: u64 = 315_532_800;
/// What a tar stream ends with, in zero bytes.
pub(super) const END: u64 = 2 * BLOCK;

/// The header of a folder, whose path below the store is given.
#[must_use]
pub fn folder_header(path: &str) -> Vec<u8> {
    let slash = if path.is_empty() { "" } else { "/" };
    header(format!("{TOP}{path}{slash}").as_bytes(), EntryType::Directory, 0, 0o755)
}

/// The header of a file, whose path below the store is given. Its size in bytes is in the last 512 of them.
#[must_use]
pub fn file_header(path: &str, size: u64, executable: bool) -> Vec<u8> {
    let mode = if executable { 0o755 } else { 0o644 };
    header(format!("{TOP}{path}").as_bytes(), EntryType::Regular, size, mode)
}

/// How long the header of a file is whose path below the store has so many bytes; a folder's path counts with its slash.
pub(super) fn header_length(path: usize) -> u64 {
    match TOP.len() + path {
        0..=SHORT => BLOCK,
        long => 2 * BLOCK + padded(long as u64 + 1),
    }
}

/// How many zero bytes follow a content of that size.
#[must_use]
pub fn padding(size: u64) -> u64 {
    size.wrapping_neg() % BLOCK
}

/// The size with its padding; none where that is more than can be.
pub(super) fn checked_padded(size: u64) -> Option<u64> {
    size.checked_next_multiple_of(BLOCK)
}

fn padded(size: u64) -> u64 {
    size + padding(size)
}

/// A name that is too long is a member of its own before, as GNU tar writes it.
fn header(name: &[u8], kind: EntryType, size: u64, mode: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    if name.len() > SHORT {
        let length = name.len() as u64 + 1;
        bytes.extend(block(b"././@LongLink", EntryType::GNULongName, length, 0o644));
        bytes.extend(name);
        bytes.resize(bytes.len() + 1 + usize::try_from(padding(length)).unwrap_or(0), 0);
    }
    bytes.extend(block(&name[..name.len().min(SHORT)], kind, size, mode));
    bytes
}

fn block(name: &[u8], kind: EntryType, size: u64, mode: u32) -> [u8; 512] {
    let mut header = Header::new_gnu();
    header.as_old_mut().name[..name.len()].copy_from_slice(name);
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(mode);
    header.set_mtime(TIME);
    header.set_uid(0);
    header.set_gid(0);
    header.set_cksum();
    *header.as_bytes()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn headers_are_as_long_as_said_and_are_read_again() {
        let long = format!("0/{}/ü", "x/".repeat(80));
        let mut stream = Vec::new();
        for (path, size) in [
            ("0/meta.yaml", 3),
            (&long, 513),
            (&"a".repeat(93), 0),
            (&"a".repeat(94), 9 << 30),
        ] {
            let header = file_header(path, size, size == 3);
            assert_eq!(header.len() as u64, header_length(path.len()), "{path}");
            stream.extend(header);
            let content = size.min(1000);
            stream.resize(
                stream.len() + usize::try_from(content + padding(content)).unwrap(),
                b'x',
            );
        }
        stream.truncate(stream.len() - 1024);
        let folder = folder_header(&long);
        assert_eq!(folder.len() as u64, header_length(long.len() + 1));
        let mut archive = tar::Archive::new(&stream[..]);
        let mut seen = Vec::new();
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let path = entry.path().unwrap().to_string_lossy().into_owned();
            seen.push((path, entry.size(), entry.header().mode().unwrap()));
            if entry.size() > 1000 {
                break;
            }
            entry.read_to_end(&mut Vec::new()).unwrap();
        }
        assert_eq!(seen[0], ("mlruns/0/meta.yaml".to_owned(), 3, 0o755));
        assert_eq!(seen[1], (format!("mlruns/{long}"), 513, 0o644));
        assert_eq!(seen[3].1, 9 << 30);
    }
}
