//! How the three numbers of a sequence are written: a code, which FSE makes short, and bits as they are (RFC 8878, 3.1.1.3.2.1).

/// Codes for ranges of numbers: where each begins and how many bits say the place in it.
pub(super) struct Ranges<const N: usize> {
    bases: [u32; N],
    bits: [u8; N],
    /// The codes of the first numbers.
    near: [u8; 128],
    /// What from the codes on, all ranges being powers of two, has to be added to a number's logarithm.
    far: u32,
}

impl<const N: usize> Ranges<N> {
    const fn new(first: u32, single: usize, bits: &[u8]) -> Self {
        let mut ranges = Self {
            bases: [0; N],
            bits: [0; N],
            near: [0; 128],
            far: 0,
        };
        let mut code = 0;
        let mut base = 0;
        while code < N {
            ranges.bases[code] = base + first;
            ranges.bits[code] = if code < single { 0 } else { bits[code - single] };
            let end = base + (1 << ranges.bits[code]);
            while base < end {
                if base < 128 {
                    ranges.near[base as usize] = code as u8;
                }
                base += 1;
            }
            code += 1;
        }
        ranges.far = ranges.near[127] as u32 + 1 - 7;
        ranges
    }

    /// The code of a number, which is not below the first range.
    #[inline]
    pub(super) fn code(&self, number: u32) -> u8 {
        let number = number - self.bases[0];
        match self.near.get(number as usize) {
            Some(&code) => code,
            None => (number.ilog2() + self.far) as u8,
        }
    }

    /// The bits beside the code: their value and how many they are.
    #[inline]
    pub(super) fn rest(&self, number: u32, code: u8) -> (u32, u32) {
        let code = usize::from(code);
        (number - self.bases[code], u32::from(self.bits[code]))
    }
}

/// How many literals come before a match.
pub(super) const LITERALS: Ranges<36> = Ranges::new(
    0,
    16,
    &[1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
);

/// How long a match is.
pub(super) const MATCHES: Ranges<53> = Ranges::new(
    3,
    32,
    &[1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
);

/// The tables a decoder begins with, for literals, offsets and matches (3.1.1.3.2.2), and the logarithms of their sizes.
pub(super) const DEFAULTS: [(u32, &[i16]); 3] = [
    (
        6,
        &[
            4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1,
            -1,
        ],
    ),
    (
        5,
        &[
            1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
        ],
    ),
    (
        6,
        &[
            1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
            1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_the_formats() {
        assert_eq!(
            (LITERALS.bases[24], LITERALS.bases[25], LITERALS.bases[35]),
            (48, 64, 65536)
        );
        assert_eq!(
            (MATCHES.bases[32], MATCHES.bases[43], MATCHES.bases[52]),
            (35, 131, 65539)
        );
        for number in 3..=131_071 {
            for (code, rest) in [
                (LITERALS.code(number), LITERALS.rest(number, LITERALS.code(number))),
                (MATCHES.code(number), MATCHES.rest(number, MATCHES.code(number))),
            ] {
                assert!(rest.0 >> rest.1 == 0, "{number} by {code}");
            }
        }
        for (log, counts) in DEFAULTS {
            assert_eq!(counts.iter().map(|n| n.unsigned_abs()).sum::<u16>(), 1 << log);
        }
    }
}
