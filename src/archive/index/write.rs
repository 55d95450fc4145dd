//! From what was packed to the bytes of an index.

use super::{EXECUTABLE, FOLDER, Frame, MEMBER, TRACK_UNIT, Track};

/// An index in the making: folders in breadth-first order, each one's names sorted by their bytes.
#[derive(Debug, Default)]
pub(in crate::archive) struct Draft {
    counts: Vec<u8>,
    flags: Vec<u8>,
    lengths: Vec<u8>,
    texts: Vec<u8>,
    sizes: Vec<u8>,
    checks: Vec<u8>,
    folders: u32,
}

impl Draft {
    /// The next folder holds so many names, which are given next.
    pub(in crate::archive) fn begin(&mut self, names: usize) {
        self.counts
            .extend(u32::try_from(names).unwrap_or(u32::MAX).to_le_bytes());
    }

    /// The next name is a folder's, which is a member of the tar stream or not.
    pub(in crate::archive) fn folder(&mut self, name: &str, is_member: bool) {
        self.name(name, if is_member { FOLDER | MEMBER } else { FOLDER });
        self.folders += 1;
    }

    /// The next name is a file's.
    pub(in crate::archive) fn file(&mut self, name: &str, size: u64, executable: bool, track: Track, check: [u8; 4]) {
        let executable = if executable { EXECUTABLE } else { 0 };
        self.name(name, executable | (TRACK_UNIT * track as u8));
        let mut size = size;
        while size >= 0x80 {
            self.sizes.push(size.to_le_bytes()[0] | 0x80);
            size >>= 7;
        }
        self.sizes.push(size.to_le_bytes()[0]);
        self.checks.extend(check);
    }

    fn name(&mut self, name: &str, flags: u8) {
        self.flags.push(flags);
        self.lengths
            .extend(u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
        self.texts.extend(name.as_bytes());
    }

    /// The bytes; `None` where it is more than an archive can hold.
    pub(in crate::archive) fn finish(self, frames: &[Frame]) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        for count in [
            self.flags.len(),
            self.folders as usize,
            frames.len(),
            self.texts.len(),
            self.sizes.len(),
        ] {
            bytes.extend(u32::try_from(count).ok()?.to_le_bytes());
        }
        for column in [
            self.counts,
            self.flags,
            self.lengths,
            self.texts,
            self.sizes,
            self.checks,
        ] {
            bytes.extend(column);
        }
        for frame in frames {
            for length in [frame.compressed, frame.length] {
                bytes.extend(u32::try_from(length).ok()?.to_le_bytes());
            }
        }
        for frame in frames {
            bytes.extend(frame.hash);
        }
        u32::try_from(bytes.len()).ok()?;
        Some(bytes)
    }
}
