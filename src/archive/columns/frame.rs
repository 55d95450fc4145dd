//! A frame: where blocks are cut, and what stands before them (RFC 8878, 3.1.1).

use super::block::{self, Memory};
use super::cut::cut;
use super::sequence::Sequence;
use crate::archive::checksum::checksum;

/// Writes `content`, which the sequences make up.
pub(super) fn write(content: &[u8], sequences: &[Sequence]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() / 4 + 64);
    out.extend_from_slice(&0xFD2F_B528u32.to_le_bytes());
    // A single segment, whose window is the content, and a checksum.
    match content.len() {
        size @ 0..256 => out.extend_from_slice(&[0x24, size as u8]),
        size @ 256..65792 => {
            out.push(0x64);
            out.extend_from_slice(&((size - 256) as u16).to_le_bytes());
        }
        size => {
            out.push(0xA4);
            out.extend_from_slice(&(size as u32).to_le_bytes());
        }
    }
    let blocks = cut(content, sequences);
    let mut memory = Memory::new();
    let mut at = 0;
    if blocks.is_empty() {
        block::write(content, &[], true, &mut memory, &mut out);
    }
    for (place, sequences) in blocks.iter().enumerate() {
        let size: usize = sequences.iter().map(Sequence::size).sum();
        let last = place + 1 == blocks.len();
        block::write(&content[at..at + size], sequences, last, &mut memory, &mut out);
        at += size;
    }
    out.extend_from_slice(&checksum(content));
    out
}
