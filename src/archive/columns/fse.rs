//! Finite state entropy: codes of fractions of a bit, by a table whose states are shared out among the symbols (RFC 8878, 4.1).

use super::bits::BitWriter;

/// How many of a table's `1 << log` states each symbol has; -1 is one state at the table's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Distribution {
    pub(super) log: u32,
    pub(super) counts: Vec<i16>,
}

impl Distribution {
    /// Shares of the states like those in `histogram`, which has at least two symbols, in at most `1 << max_log` states.
    pub(super) fn fit(histogram: &[u32], max_log: u32) -> Self {
        let symbols = histogram.len() - histogram.iter().rev().take_while(|&&n| n == 0).count();
        let histogram = &histogram[..symbols];
        let total: u64 = histogram.iter().map(|&n| u64::from(n)).sum();
        let distinct = histogram.iter().filter(|&&n| n > 0).count() as u64;
        let useful = total
            .ilog2()
            .saturating_sub(1)
            .max(distinct.next_power_of_two().ilog2() + 1);
        let log = useful.clamp(5, max_log);
        let size = 1i64 << log;
        let share = |&n: &u32| match n {
            0 => 0,
            n => (i64::from(n) * size / total as i64).max(1),
        };
        let mut counts: Vec<i64> = histogram.iter().map(share).collect();
        let mut left = size - counts.iter().sum::<i64>();
        // A state more is worth a symbol's number over its states, nearly; a state less costs the same.
        while left != 0 {
            let step = left.signum();
            let worth = |symbol: usize| u64::from(histogram[symbol]) * (1 << 20) / (2 * counts[symbol] + step) as u64;
            let able = (0..symbols).filter(|&symbol| counts[symbol] > i64::from(step < 0));
            let chosen = if step > 0 {
                able.max_by_key(|&symbol| worth(symbol))
            } else {
                able.min_by_key(|&symbol| worth(symbol))
            };
            counts[chosen.unwrap_or_default()] += step;
            left -= step;
        }
        Self {
            log,
            counts: counts.into_iter().map(|n| n as i16).collect(),
        }
    }

    /// What symbols in these numbers cost, in 256ths of a bit; `None` where one has no state.
    pub(super) fn cost(&self, histogram: &[u32]) -> Option<u64> {
        let mut cost = 0;
        for (symbol, &n) in histogram.iter().enumerate().filter(|(_, n)| **n > 0) {
            let states = self.counts.get(symbol).filter(|states| **states != 0)?;
            let bits = (self.log << 8) - log2(u32::from(states.unsigned_abs()));
            cost += u64::from(n) * u64::from(bits);
        }
        Some(cost)
    }

    /// Writes the table as a decoder reads it (4.1.1).
    pub(super) fn describe(&self, out: &mut Vec<u8>) {
        let mut bits = BitWriter::new(out);
        bits.push(self.log - 5, 4);
        let mut left = (1i32 << self.log) + 1;
        let mut width = self.log + 1;
        let mut threshold = 1i32 << self.log;
        let mut symbol = 0;
        while left > 1 {
            let count = i32::from(self.counts[symbol]);
            symbol += 1;
            let most = 2 * threshold - 1 - left;
            left -= count.abs();
            let value = if count + 1 >= threshold {
                count + 1 + most
            } else {
                count + 1
            };
            bits.push(value as u32, width - u32::from(count + 1 < most));
            while left < threshold && left > 1 {
                width -= 1;
                threshold >>= 1;
            }
            if count == 0 {
                let mut zeros = self.counts[symbol..].iter().take_while(|&&n| n == 0).count();
                symbol += zeros;
                while zeros >= 3 {
                    bits.push(3, 2);
                    zeros -= 3;
                }
                bits.push(zeros as u32, 2);
            }
        }
        bits.align();
    }
}

/// 256 times the binary logarithm of `n`, to a hundredth; by whole numbers, so that every machine chooses alike.
pub(super) const fn log2(n: u32) -> u32 {
    let whole = n.ilog2();
    let part = (((n as u64) << 8 >> whole) - 256) as u32;
    (whole << 8) + part + ((part * (256 - part) * 88) >> 16)
}

/// A table for writing.
pub(super) struct Encoder {
    log: u32,
    /// The states of all symbols, symbol by symbol.
    states: Vec<u16>,
    steps: Vec<Step>,
}

/// How a symbol leads to its next state: how many bits go out, and where its states begin.
#[derive(Clone, Copy, Default)]
struct Step {
    bits: u32,
    first: i32,
}

impl Encoder {
    pub(super) fn new(distribution: &Distribution) -> Self {
        let log = distribution.log;
        let size = 1usize << log;
        let counts = &distribution.counts;
        let mut owner = vec![0u8; size];
        let mut end = size;
        for (symbol, _) in counts.iter().enumerate().filter(|(_, n)| **n == -1) {
            end -= 1;
            owner[end] = symbol as u8;
        }
        let stride = (size >> 1) + (size >> 3) + 3;
        let mut at = 0;
        for (symbol, &n) in counts.iter().enumerate() {
            for _ in 0..n.max(0) {
                owner[at] = symbol as u8;
                loop {
                    at = (at + stride) & (size - 1);
                    if at < end {
                        break;
                    }
                }
            }
        }
        let mut next = Vec::with_capacity(counts.len());
        let mut steps = vec![Step::default(); counts.len()];
        let mut total = 0usize;
        for (symbol, &n) in counts.iter().enumerate() {
            let n = usize::from(n.unsigned_abs());
            next.push(total);
            if n > 0 {
                let most = if n == 1 { log } else { log - (n - 1).ilog2() };
                steps[symbol] = Step {
                    bits: (most << 16).wrapping_sub((n << most) as u32),
                    first: total as i32 - n as i32,
                };
            }
            total += n;
        }
        let mut states = vec![0; size];
        for (state, &symbol) in owner.iter().enumerate() {
            let place = &mut next[usize::from(symbol)];
            states[*place] = (size + state) as u16;
            *place += 1;
        }
        Self { log, states, steps }
    }

    /// A table of one symbol, which costs nothing.
    pub(super) fn single(symbol: u8) -> Self {
        let mut steps = vec![Step::default(); usize::from(symbol) + 1];
        steps[usize::from(symbol)] = Step {
            bits: 0u32.wrapping_sub(1),
            first: -1,
        };
        Self {
            log: 0,
            states: vec![1],
            steps,
        }
    }

    /// The state in which the stream's last symbol is left.
    pub(super) fn start(&self, symbol: u8) -> u32 {
        let step = self.steps[usize::from(symbol)];
        let bits = step.bits.wrapping_add(1 << 15) >> 16;
        let value = (bits << 16).wrapping_sub(step.bits);
        u32::from(self.states[((value >> bits) as i32 + step.first) as usize])
    }

    /// Goes from the state of the symbol after to the one of this symbol.
    #[inline]
    pub(super) fn step(&self, state: &mut u32, symbol: u8, out: &mut BitWriter<'_>) {
        let step = self.steps[usize::from(symbol)];
        let bits = state.wrapping_add(step.bits) >> 16;
        out.push(*state & ((1 << bits) - 1), bits);
        *state = u32::from(self.states[((*state >> bits) as i32 + step.first) as usize]);
    }

    /// Says the state of the first symbol, where reading begins.
    pub(super) fn finish(&self, state: u32, out: &mut BitWriter<'_>) {
        out.push(state & ((1 << self.log) - 1), self.log);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_that_occurs_has_a_state_and_all_states_are_given() {
        let shapes: [&[u32]; 5] = [
            &[1, 1],
            &[1_000_000, 1, 0, 1],
            &[0, 0, 5, 5, 5, 90],
            &[1; 53],
            &[7, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        ];
        for histogram in shapes {
            for max_log in [6, 8, 9] {
                let fitted = Distribution::fit(histogram, max_log);
                assert_eq!(
                    fitted.counts.iter().map(|&n| i32::from(n)).sum::<i32>(),
                    1 << fitted.log
                );
                assert!(
                    histogram
                        .iter()
                        .zip(&fitted.counts)
                        .all(|(&seen, &n)| (seen > 0) == (n > 0))
                );
                assert!(fitted.cost(histogram).is_some());
            }
        }
        assert_eq!(Distribution::fit(&[3, 3], 9).cost(&[0, 0, 1]), None);
    }

    #[test]
    fn logarithms_are_near_enough() {
        for n in 1..=4096u32 {
            assert!((f64::from(log2(n)) / 256.0 - f64::from(n).log2()).abs() < 0.02, "{n}");
        }
    }
}
