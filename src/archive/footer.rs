//! The end of an archive, which says where its index is.

/// What the footer's content begins with.
const MAGIC: [u8; 8] = *b"\xabmlrun\r\n";
/// Of the whole format.
const VERSION: u32 = 1;
/// Frames that decompressors skip: their magic numbers.
const INDEX_FRAME: u32 = 0x184D_2A5E;
const FOOTER_FRAME: u32 = 0x184D_2A5F;
/// Of a skipped frame, before its content: magic number and length.
pub(super) const SKIPPED_HEADER: u64 = 8;
const CONTENT: usize = 8 + 4 + 8 + 8 + 8 + 32;
/// How long it is, in bytes.
pub(super) const LENGTH: u64 = SKIPPED_HEADER + CONTENT as u64;

/// Where the index is and how to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Footer {
    /// Where its compressed bytes begin in the archive.
    pub(super) place: u64,
    /// How many they are.
    pub(super) compressed: u64,
    /// How many it has uncompressed.
    pub(super) length: u64,
    /// BLAKE3 of the compressed bytes.
    pub(super) hash: [u8; 32],
}

/// Why bytes are no footer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NoFooter {
    /// They are something else.
    Other,
    /// It is one of a later format.
    Version(u32),
}

impl Footer {
    /// What the archive ends with.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut content = MAGIC.to_vec();
        content.extend(VERSION.to_le_bytes());
        for number in [self.place, self.compressed, self.length] {
            content.extend(number.to_le_bytes());
        }
        content.extend(self.hash);
        skipped(FOOTER_FRAME, &content)
    }

    /// From the last [`LENGTH`] bytes of a file.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, NoFooter> {
        let number = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap_or_default());
        let head = [FOOTER_FRAME.to_le_bytes(), (CONTENT as u32).to_le_bytes()].concat();
        if bytes.len() as u64 != LENGTH || !bytes.starts_with(&[&head[..], &MAGIC].concat()) {
            return Err(NoFooter::Other);
        }
        let version = u32::from_le_bytes(bytes[16..20].try_into().unwrap_or_default());
        if version != VERSION {
            return Err(NoFooter::Version(version));
        }
        Ok(Self {
            place: number(20),
            compressed: number(28),
            length: number(36),
            hash: bytes[44..].try_into().unwrap_or_default(),
        })
    }
}

/// A frame around the index's compressed bytes.
pub(super) fn index_frame(content: &[u8]) -> Vec<u8> {
    skipped(INDEX_FRAME, content)
}

/// What the frame around so many compressed bytes of an index begins with.
pub(super) fn index_header(compressed: u64) -> Vec<u8> {
    skipped_header(INDEX_FRAME, compressed)
}

/// Whether bytes are what the frame around an index begins with.
pub(super) fn begins_index(bytes: &[u8]) -> bool {
    bytes.starts_with(&INDEX_FRAME.to_le_bytes())
}

fn skipped(magic: u32, content: &[u8]) -> Vec<u8> {
    [&skipped_header(magic, content.len() as u64)[..], content].concat()
}

fn skipped_header(magic: u32, length: u64) -> Vec<u8> {
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    [magic.to_le_bytes(), length.to_le_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_footer_is_read_again_and_nothing_else_is_one() {
        let footer = Footer {
            place: 1,
            compressed: u64::MAX,
            length: 3,
            hash: [7; 32],
        };
        let mut bytes = footer.write();
        assert_eq!(bytes.len() as u64, LENGTH);
        assert_eq!(Footer::read(&bytes), Ok(footer));
        bytes[16] = 2;
        assert_eq!(Footer::read(&bytes), Err(NoFooter::Version(2)));
        bytes[9] = 0;
        assert_eq!(Footer::read(&bytes), Err(NoFooter::Other));
        assert_eq!(Footer::read(b""), Err(NoFooter::Other));
    }
}
