//! Blocks: the literals of all their sequences together, then the sequences (RFC 8878, 3.1.1.2 and 3.1.1.3).

use super::bits::BitWriter;
use super::codes::{DEFAULTS, LITERALS, MATCHES};
use super::fse::{Distribution, Encoder};
use super::huffman::Code;
use super::sequence::{Recent, Sequence};

/// No block holds more, by the format.
pub(super) const LARGEST: usize = 128 << 10;
/// The largest tables that a decoder takes, for literals, offsets and matches.
const LOGS: [u32; 3] = [9, 8, 9];
/// The codes of a table of one symbol, and of a new one (3.1.1.3.2.1.1); 0 is the one every decoder knows, 3 the one before.
const SINGLE: u8 = 1;
const NEW: u8 = 2;
const SAME: u8 = 3;

/// What a decoder remembers from block to block.
#[derive(Clone)]
pub(super) struct Memory {
    code: Option<Code>,
    tables: [Option<Distribution>; 3],
    recent: Recent,
}

impl Memory {
    pub(super) const fn new() -> Self {
        Self {
            code: None,
            tables: [None, None, None],
            recent: Recent::new(),
        }
    }
}

/// Writes `content`, which the sequences make up, as one block.
pub(super) fn write(content: &[u8], sequences: &[Sequence], last: bool, memory: &mut Memory, out: &mut Vec<u8>) {
    let head = out.len();
    out.extend_from_slice(&[0; 3]);
    let same = content.iter().all(|byte| *byte == content[0]);
    let (kind, size) = if same && content.len() > 3 {
        out.push(content[0]);
        (1, content.len())
    } else {
        let mut after = memory.clone();
        if write_parts(content, sequences, &mut after, out) && out.len() - head - 3 < content.len() {
            *memory = after;
            (2, out.len() - head - 3)
        } else {
            out.truncate(head + 3);
            out.extend_from_slice(content);
            (0, content.len())
        }
    };
    let header = u32::from(last) | kind << 1 | (size as u32) << 3;
    out[head..head + 3].copy_from_slice(&header.to_le_bytes()[..3]);
}

/// A sequence's codes and the bits beside them.
struct Coded {
    codes: [u8; 3],
    rests: [(u32, u32); 3],
}

fn write_parts(content: &[u8], sequences: &[Sequence], memory: &mut Memory, out: &mut Vec<u8>) -> bool {
    if content.len() < 8 {
        return false;
    }
    let mut literals = Vec::with_capacity(content.len());
    let mut coded = Vec::with_capacity(sequences.len());
    let mut at = 0;
    let mut waiting = 0;
    for sequence in sequences {
        let end = at + sequence.literals as usize;
        literals.extend_from_slice(&content[at..end]);
        at = end + sequence.length as usize;
        waiting += sequence.literals;
        if sequence.length == 0 {
            continue;
        }
        let offset = memory.recent.say(sequence.offset, waiting > 0);
        let codes = [
            LITERALS.code(waiting),
            offset.ilog2() as u8,
            MATCHES.code(sequence.length),
        ];
        coded.push(Coded {
            codes,
            rests: [
                LITERALS.rest(waiting, codes[0]),
                (offset - (1 << codes[1]), u32::from(codes[1])),
                MATCHES.rest(sequence.length, codes[2]),
            ],
        });
        waiting = 0;
    }
    write_literals(&literals, memory, out);
    write_sequences(&coded, memory, out);
    true
}

fn write_literals(literals: &[u8], memory: &mut Memory, out: &mut Vec<u8>) {
    let mut histogram = [0; 256];
    for &byte in literals {
        histogram[usize::from(byte)] += 1;
    }
    let size = literals.len();
    let streams = if size < 256 { 1 } else { 4 };
    let around = if streams == 1 { 4 } else { 14 };
    let fitted = Code::fit(&histogram).and_then(|code| {
        let description = code.describe()?;
        let bits = code.cost(&histogram)?;
        Some((code, bits / 8 + description.len() as u64, description))
    });
    let kept = memory
        .code
        .as_ref()
        .and_then(|code| code.cost(&histogram))
        .map(|bits| bits / 8);
    let (kind, description) = match (fitted, kept) {
        (fitted, Some(kept))
            if kept + around < size as u64 && fitted.as_ref().is_none_or(|(_, bytes, _)| kept <= *bytes) =>
        {
            (3, Vec::new())
        }
        (Some((code, bytes, description)), _) if bytes + around < size as u64 => {
            memory.code = Some(code);
            (2, description)
        }
        _ => {
            let same = size > 4 && histogram.iter().any(|&n| n as usize == size);
            write_plain_literals(literals, same, out);
            return;
        }
    };
    let Some(code) = &memory.code else { return };
    let head = out.len();
    out.extend_from_slice(&[0; 5]);
    let sizes = out.len();
    out.extend_from_slice(&description);
    if streams == 1 {
        code.write(literals, out);
    } else {
        let table = out.len();
        out.extend_from_slice(&[0; 6]);
        for (stream, part) in literals.chunks(size.div_ceil(4)).enumerate() {
            let start = out.len();
            code.write(part, out);
            if stream < 3 {
                let length = (out.len() - start) as u16;
                out[table + 2 * stream..][..2].copy_from_slice(&length.to_le_bytes());
            }
        }
    }
    // The header's width is known only now.
    let compressed = out.len() - sizes;
    let (format, width, bytes) = match size.max(compressed) {
        _ if streams == 1 => (0, 10, 3),
        0..1024 => (1, 10, 3),
        1024..16384 => (2, 14, 4),
        _ => (3, 18, 5),
    };
    let header = kind | format << 2 | (size as u64) << 4 | (compressed as u64) << (4 + width);
    out.splice(head..sizes, header.to_le_bytes()[..bytes].iter().copied());
}

fn write_plain_literals(literals: &[u8], same: bool, out: &mut Vec<u8>) {
    let size = literals.len();
    let (header, bytes) = match size {
        0..32 => (size << 3, 1),
        32..4096 => (1 << 2 | size << 4, 2),
        _ => (3 << 2 | size << 4, 3),
    };
    out.extend_from_slice(&(header | usize::from(same)).to_le_bytes()[..bytes]);
    out.extend_from_slice(if same { &literals[..1] } else { literals });
}

fn write_sequences(sequences: &[Coded], memory: &mut Memory, out: &mut Vec<u8>) {
    match sequences.len() {
        count @ 0..128 => out.push(count as u8),
        count @ 128..0x7F00 => out.extend_from_slice(&[(count >> 8) as u8 + 128, count as u8]),
        count => {
            out.push(255);
            out.extend_from_slice(&((count - 0x7F00) as u16).to_le_bytes());
        }
    }
    let Some((last, before)) = sequences.split_last() else {
        return;
    };
    let modes = out.len();
    out.push(0);
    let encoders: [Encoder; 3] = std::array::from_fn(|part| {
        let mut histogram = [0; 53];
        for sequence in sequences {
            histogram[usize::from(sequence.codes[part])] += 1;
        }
        let (mode, encoder) = choose_table(part, &histogram, sequences.len(), &mut memory.tables[part], out);
        out[modes] |= mode << (6 - 2 * part);
        encoder
    });
    let mut bits = BitWriter::new(out);
    let mut states: [u32; 3] = std::array::from_fn(|part| encoders[part].start(last.codes[part]));
    write_rests(last, &mut bits);
    let [literals, offsets, matches] = &encoders;
    for sequence in before.iter().rev() {
        offsets.step(&mut states[1], sequence.codes[1], &mut bits);
        matches.step(&mut states[2], sequence.codes[2], &mut bits);
        literals.step(&mut states[0], sequence.codes[0], &mut bits);
        write_rests(sequence, &mut bits);
    }
    matches.finish(states[2], &mut bits);
    offsets.finish(states[1], &mut bits);
    literals.finish(states[0], &mut bits);
    bits.close();
}

#[inline]
fn write_rests(sequence: &Coded, bits: &mut BitWriter<'_>) {
    for part in [0, 2, 1] {
        let (value, count) = sequence.rests[part];
        bits.push(value, count);
    }
}

/// The cheapest table for one of the three numbers, written where it is new.
fn choose_table(
    part: usize,
    histogram: &[u32; 53],
    total: usize,
    before: &mut Option<Distribution>,
    out: &mut Vec<u8>,
) -> (u8, Encoder) {
    let (log, counts) = DEFAULTS[part];
    let default = Distribution {
        log,
        counts: counts.to_vec(),
    };
    if let Some(symbol) = histogram.iter().position(|&n| n as usize == total)
        && total > 2
    {
        out.push(symbol as u8);
        *before = None;
        return (SINGLE, Encoder::single(symbol as u8));
    }
    let kept = before.as_ref().and_then(|table| table.cost(histogram));
    let known = default.cost(histogram);
    let several = histogram.iter().filter(|&&n| n > 0).count() > 1;
    let fitted = several.then(|| {
        let table = Distribution::fit(histogram, LOGS[part]);
        let mut description = Vec::new();
        table.describe(&mut description);
        let cost = table.cost(histogram).unwrap_or(u64::MAX / 2) + 8 * 256 * description.len() as u64;
        (cost, table, description)
    });
    let best = [kept, known, fitted.as_ref().map(|fitted| fitted.0)]
        .into_iter()
        .flatten()
        .min();
    if kept.is_some()
        && kept == best
        && let Some(table) = before
    {
        return (SAME, Encoder::new(table));
    }
    let (mode, table) = match fitted {
        Some((cost, table, description)) if Some(cost) == best && known != best => {
            out.extend_from_slice(&description);
            (NEW, table)
        }
        _ => (0, default),
    };
    let encoder = Encoder::new(&table);
    *before = Some(table);
    (mode, encoder)
}
