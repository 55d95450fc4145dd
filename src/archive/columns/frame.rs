//! A frame: where blocks are cut, and what stands before them (RFC 8878, 3.1.1).

use super::block::{self, LARGEST, Memory, Sequence};

/// So many literals are worth a block without others than digits: with one more symbol every digit takes a tenth of a bit more.
const WORTH_PARTING: u32 = 4096;

/// Writes `content`, which the sequences make up.
pub(super) fn write(content: &[u8], sequences: &[Sequence]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() / 4 + 64);
    out.extend_from_slice(&0xFD2F_B528u32.to_le_bytes());
    // A single segment: the window is the content.
    match content.len() {
        size @ 0..256 => out.extend_from_slice(&[0x20, size as u8]),
        size @ 256..65792 => {
            out.push(0x60);
            out.extend_from_slice(&((size - 256) as u16).to_le_bytes());
        }
        size => {
            out.push(0xA0);
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
    out
}

/// The sequences of every block. Literals that are not digits have blocks of their own if many digits stand around them.
fn cut(content: &[u8], sequences: &[Sequence]) -> Vec<Vec<Sequence>> {
    let ahead = digits_ahead(content, sequences);
    let mut blocks = Vec::new();
    let mut open: Vec<Sequence> = Vec::new();
    let mut size = 0;
    let mut digits = 0;
    let mut at = 0;
    let mut close = |open: &mut Vec<Sequence>, size: &mut usize| {
        if !open.is_empty() {
            blocks.push(std::mem::take(open));
            *size = 0;
        }
    };
    for (place, &sequence) in sequences.iter().enumerate() {
        let mut sequence = sequence;
        let literals = &content[at..at + sequence.literals as usize];
        at += sequence.size();
        if all_digits(literals) {
            digits += sequence.literals;
        } else {
            if digits.max(ahead[place]) >= WORTH_PARTING {
                close(&mut open, &mut size);
                open.push(Sequence::plain(literals.len()));
                close(&mut open, &mut size);
                sequence.literals = 0;
            }
            digits = 0;
        }
        if size + sequence.size() > LARGEST {
            close(&mut open, &mut size);
        }
        size += sequence.size();
        if sequence.size() > 0 {
            open.push(sequence);
        }
    }
    close(&mut open, &mut size);
    blocks
}

/// After each sequence: how many literals come until one that is not a digit.
fn digits_ahead(content: &[u8], sequences: &[Sequence]) -> Vec<u32> {
    let mut ahead = vec![0; sequences.len()];
    let mut digits = 0;
    let mut at = content.len();
    for (place, sequence) in sequences.iter().enumerate().rev() {
        ahead[place] = digits;
        at -= sequence.size();
        if all_digits(&content[at..at + sequence.literals as usize]) {
            digits += sequence.literals;
        } else {
            digits = 0;
        }
    }
    ahead
}

fn all_digits(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_digit)
}
