//! Where a frame is cut into blocks: each has tables of its own, so it should hold what is alike.

use super::block::LARGEST;
use super::codes::{LITERALS, MATCHES};
use super::fse::log2;
use super::sequence::{Recent, Sequence};

/// So many digits are worth a block without other literals: with one more symbol every digit takes a tenth of a bit more.
const WORTH_PARTING: u32 = 4096;
/// A part is judged by at least so many sequences.
const PART: usize = 64;
/// A longer match than any in text: the zeros of a tar's header, so what comes next may be of another kind.
const SEAM: u32 = 256;
/// What a further block costs, in bits: its headers, its tables, the ends of its streams.
const BLOCK: u64 = 300;

/// The sequences of every block.
pub(super) fn cut(content: &[u8], sequences: &[Sequence]) -> Vec<Vec<Sequence>> {
    let ahead = digits_ahead(content, sequences);
    let mut cutter = Cutter::default();
    let mut recent = Recent::new();
    for (&sequence, (pure, ahead)) in sequences.iter().zip(ahead) {
        let mut sequence = sequence;
        if pure {
            cutter.digits += sequence.literals;
        } else {
            if cutter.digits.max(ahead) >= WORTH_PARTING {
                cutter.close();
                cutter.open.push(Sequence::plain(sequence.literals as usize));
                cutter.close();
                sequence.literals = 0;
            }
            cutter.digits = 0;
        }
        cutter.add(sequence, &mut recent);
    }
    cutter.end_part();
    cutter.close();
    cutter.blocks
}

#[derive(Default)]
struct Cutter {
    blocks: Vec<Vec<Sequence>>,
    /// The block that is filled, what is in it, and the part after it, which may still become a block of its own.
    open: Vec<Sequence>,
    open_codes: Codes,
    open_size: usize,
    part: Vec<Sequence>,
    part_codes: Codes,
    part_size: usize,
    /// How many digits are the last literals.
    digits: u32,
}

impl Cutter {
    fn add(&mut self, sequence: Sequence, recent: &mut Recent) {
        if self.part_size + sequence.size() > LARGEST {
            self.end_part();
        }
        self.part.push(sequence);
        self.part_size += sequence.size();
        if sequence.length > 0 {
            self.part_codes.add(&sequence, recent);
        }
        if self.part.len() >= PART && sequence.length >= SEAM || self.part.len() >= 8 * PART {
            self.end_part();
        }
    }

    /// Adds the part to the block, or begins one with it.
    fn end_part(&mut self) {
        let apart = || {
            let both = self.open_codes.with(&self.part_codes);
            both.cost() > self.open_codes.cost() + self.part_codes.cost() + BLOCK
        };
        if self.open_size + self.part_size > LARGEST || !self.open.is_empty() && apart() {
            self.end_block();
        }
        self.open.append(&mut self.part);
        self.open_size += std::mem::take(&mut self.part_size);
        self.open_codes = self.open_codes.with(&std::mem::take(&mut self.part_codes));
    }

    fn end_block(&mut self) {
        if !self.open.is_empty() {
            self.blocks.push(std::mem::take(&mut self.open));
        }
        self.open_codes = Codes::default();
        self.open_size = 0;
    }

    fn close(&mut self) {
        self.end_part();
        self.end_block();
    }
}

/// How often each code occurs: those for literals, offsets and matches, one after the other.
struct Codes {
    numbers: [u32; 36 + 32 + 53],
    total: u32,
}

impl Default for Codes {
    fn default() -> Self {
        Self {
            numbers: [0; 36 + 32 + 53],
            total: 0,
        }
    }
}

impl Codes {
    fn add(&mut self, sequence: &Sequence, recent: &mut Recent) {
        let offset = recent.say(sequence.offset, sequence.literals > 0);
        self.numbers[usize::from(LITERALS.code(sequence.literals))] += 1;
        self.numbers[36 + offset.ilog2() as usize] += 1;
        self.numbers[68 + usize::from(MATCHES.code(sequence.length))] += 1;
        self.total += 1;
    }

    fn with(&self, other: &Self) -> Self {
        Self {
            numbers: std::array::from_fn(|code| self.numbers[code] + other.numbers[code]),
            total: self.total + other.total,
        }
    }

    /// How many bits the codes take.
    fn cost(&self) -> u64 {
        let weigh = |n: u32| u64::from(n) * u64::from(log2(n));
        let parts: u64 = self.numbers.iter().filter(|&&n| n > 0).map(|&n| weigh(n)).sum();
        if self.total == 0 {
            0
        } else {
            (3 * weigh(self.total) - parts) >> 8
        }
    }
}

/// Of each sequence: whether its literals are digits, and how many literals come after it until one that is not a digit.
fn digits_ahead(content: &[u8], sequences: &[Sequence]) -> Vec<(bool, u32)> {
    let mut ahead = vec![(false, 0); sequences.len()];
    let mut digits = 0;
    let mut at = content.len();
    for (ahead, sequence) in ahead.iter_mut().zip(sequences).rev() {
        at -= sequence.size();
        let literals = &content[at..at + sequence.literals as usize];
        // Not `all`, which would stop at the first and so look at one byte a time.
        let pure = !literals
            .iter()
            .fold(false, |foreign, byte| foreign | !byte.is_ascii_digit());
        *ahead = (pure, digits);
        digits = if pure { digits + sequence.literals } else { 0 };
    }
    ahead
}
