//! Huffman codes of whole bits for literals (RFC 8878, 4.2).

use super::bits::BitWriter;
use super::fse::{Distribution, Encoder};

/// No code is longer, by the format.
const LONGEST: usize = 11;

/// A code: of every byte its bits and how many they are, 0 for none.
#[derive(Clone)]
pub(super) struct Code {
    bits: [u16; 256],
    lengths: [u8; 256],
}

impl Code {
    /// The shortest code for bytes in these numbers; `None` where there are not two different ones.
    pub(super) fn fit(histogram: &[u32; 256]) -> Option<Self> {
        let lengths = lengths(histogram)?;
        let mut code = Self {
            bits: [0; 256],
            lengths,
        };
        // From the longest codes on, and by byte among equals.
        let mut next = 0u16;
        for length in (1..=LONGEST as u8).rev() {
            for byte in (0..256).filter(|&byte| lengths[byte] == length) {
                code.bits[byte] = next;
                next += 1;
            }
            next >>= 1;
        }
        Some(code)
    }

    /// How many bits bytes in these numbers take; `None` where one has no code.
    pub(super) fn cost(&self, histogram: &[u32; 256]) -> Option<u64> {
        let mut cost = 0;
        for (&n, &length) in histogram.iter().zip(&self.lengths).filter(|(n, _)| **n > 0) {
            if length == 0 {
                return None;
            }
            cost += u64::from(n) * u64::from(length);
        }
        Some(cost)
    }

    /// The code as a decoder reads it (4.2.1): of every byte but the last how much shorter than the longest its code is.
    /// `None` where the format has no way to say it.
    pub(super) fn describe(&self) -> Option<Vec<u8>> {
        let last = self.lengths.iter().rposition(|&length| length > 0)?;
        let longest = self.lengths.iter().max()? + 1;
        let weigh = |&length: &u8| if length == 0 { 0 } else { longest - length };
        let weights: Vec<u8> = self.lengths[..last].iter().map(weigh).collect();
        let direct = (weights.len() <= 128).then(|| {
            let pairs = weights.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0));
            [127 + weights.len() as u8].into_iter().chain(pairs).collect::<Vec<_>>()
        });
        let squeezed = squeeze(&weights);
        match (direct, squeezed) {
            (Some(direct), Some(squeezed)) if direct.len() <= squeezed.len() => Some(direct),
            (direct, squeezed) => squeezed.or(direct),
        }
    }

    /// One stream, which is read backwards.
    pub(super) fn write(&self, literals: &[u8], out: &mut Vec<u8>) {
        let mut bits = BitWriter::new(out);
        let (pairs, odd) = literals.as_chunks::<2>();
        let code = |byte: u8| {
            (
                u32::from(self.bits[usize::from(byte)]),
                u32::from(self.lengths[usize::from(byte)]),
            )
        };
        for &byte in odd {
            let (value, length) = code(byte);
            bits.push(value, length);
        }
        for &[first, second] in pairs.iter().rev() {
            let (low, shift) = code(second);
            let (high, length) = code(first);
            bits.push(low | high << shift, shift + length);
        }
        bits.close();
    }
}

/// The best lengths of codes no longer than [`LONGEST`], by merging packages: a level's packages are pairs of the level before.
fn lengths(histogram: &[u32; 256]) -> Option<[u8; 256]> {
    let mut leaves: Vec<(u64, u8)> = (0..=255u8)
        .map(|byte| (u64::from(histogram[usize::from(byte)]), byte))
        .collect();
    leaves.retain(|(n, _)| *n > 0);
    leaves.sort_unstable();
    if leaves.len() < 2 {
        return None;
    }
    // Of every level which of its items, in order of weight, are leaves.
    let mut levels: Vec<Vec<bool>> = Vec::with_capacity(LONGEST);
    let mut packages: Vec<u64> = Vec::new();
    for _ in 0..LONGEST {
        let mut items = Vec::with_capacity(leaves.len() + packages.len());
        let mut kinds = Vec::with_capacity(items.capacity());
        let (mut rest, mut merged) = (leaves.as_slice(), packages.as_slice());
        loop {
            match (rest, merged) {
                ([(weight, _), more @ ..], _) if merged.first().is_none_or(|package| weight <= package) => {
                    items.push(*weight);
                    kinds.push(true);
                    rest = more;
                }
                (_, [package, more @ ..]) => {
                    items.push(*package);
                    kinds.push(false);
                    merged = more;
                }
                _ => break,
            }
        }
        packages = items.chunks_exact(2).map(|pair| pair[0] + pair[1]).collect();
        levels.push(kinds);
    }
    let mut lengths = [0; 256];
    let mut taken = 2 * leaves.len() - 2;
    for kinds in levels.iter().rev() {
        let of_leaves = kinds[..taken].iter().filter(|&&leaf| leaf).count();
        for (_, byte) in &leaves[..of_leaves] {
            lengths[usize::from(*byte)] += 1;
        }
        taken = 2 * (taken - of_leaves);
    }
    Some(lengths)
}

/// The weights by FSE, two states taking turns, after a byte that says the length (4.2.1.2).
fn squeeze(weights: &[u8]) -> Option<Vec<u8>> {
    let mut histogram = [0; LONGEST + 2];
    for &weight in weights {
        histogram[usize::from(weight)] += 1;
    }
    if histogram.iter().filter(|&&n| n > 0).count() < 2 {
        return None;
    }
    let distribution = Distribution::fit(&histogram, 6);
    let mut out = vec![0];
    distribution.describe(&mut out);
    let encoder = Encoder::new(&distribution);
    let mut bits = BitWriter::new(&mut out);
    let mut states: [Option<u32>; 2] = [None; 2];
    for (place, &weight) in weights.iter().enumerate().rev() {
        match &mut states[place % 2] {
            Some(state) => encoder.step(state, weight, &mut bits),
            fresh => *fresh = Some(encoder.start(weight)),
        }
    }
    encoder.finish(states[1]?, &mut bits);
    encoder.finish(states[0]?, &mut bits);
    bits.close();
    out[0] = u8::try_from(out.len() - 1).ok().filter(|&length| length < 128)?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(numbers: &[(u8, u32)]) -> u64 {
        let mut histogram = [0; 256];
        for &(byte, n) in numbers {
            histogram[usize::from(byte)] = n;
        }
        let code = Code::fit(&histogram).unwrap();
        let room: f64 = code
            .lengths
            .iter()
            .filter(|&&l| l > 0)
            .map(|&l| 0.5f64.powi(i32::from(l)))
            .sum();
        assert!((room - 1.0).abs() < 1e-9, "the code is whole");
        assert!(code.lengths.iter().all(|&length| usize::from(length) <= LONGEST));
        code.cost(&histogram).unwrap()
    }

    #[test]
    fn codes_are_as_short_as_can_be() {
        assert_eq!(cost(&[(1, 1), (2, 1)]), 2);
        assert_eq!(cost(&[(1, 5), (2, 1), (3, 1)]), 9);
        let digits: Vec<_> = (b'0'..=b'9').map(|digit| (digit, 10)).collect();
        assert_eq!(cost(&digits), 340);
        // Fibonacci's numbers would take codes of 19 bits.
        let mut numbers = vec![(0, 1), (1, 1)];
        for byte in 2..20 {
            numbers.push((
                byte,
                numbers[usize::from(byte) - 1].1 + numbers[usize::from(byte) - 2].1,
            ));
        }
        cost(&numbers);
        let all: Vec<_> = (0..=255).map(|byte| (byte, 1)).collect();
        assert_eq!(cost(&all), 256 * 8);
    }
}
