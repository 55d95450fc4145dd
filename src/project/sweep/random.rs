//! Draws that are the same on every machine and in every release.

/// SplitMix64 (Steele, Lea, Flood 2014): a counter and a mixer, all of it here, so that no other crate's release can
/// change what is drawn.
#[derive(Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The stream of a parameter: another parameter more or less does not change it. The name is mixed in by FNV-1a.
    pub(super) fn of(seed: u64, parameter: &str) -> Self {
        let name = parameter.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(Self(seed).next() ^ name)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A whole number below `end`, each as likely as any other. `end` is not 0.
    pub(super) fn below(&mut self, end: u128) -> u128 {
        let spare = (u128::MAX % end + 1) % end; // of all 2^128, those that would make the first ones likelier
        loop {
            let drawn = (u128::from(self.next()) << 64) | u128::from(self.next());
            if drawn <= u128::MAX - spare {
                return drawn % end;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_are_what_they_were() {
        let mut random = Random(1_234_567);
        // the figures of the reference implementation
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
        let mut random = Random::of(1, "alpha");
        let drawn: Vec<u128> = (0..8).map(|_| random.below(10)).collect();
        assert_eq!(drawn, [4, 7, 3, 0, 8, 0, 5, 4]);
        assert!((0..1000).all(|_| random.below(1) == 0));
        assert!(random.below(u128::MAX) < u128::MAX);
    }
}
