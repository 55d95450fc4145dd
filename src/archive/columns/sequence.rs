//! Sequences: new bytes, then old ones (RFC 8878, 3.1.1.4 and 3.1.1.5).

/// Bytes as they are, then bytes from `offset` before. Without a match (`length` 0) only the former.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sequence {
    pub(super) literals: u32,
    pub(super) length: u32,
    pub(super) offset: u32,
}

impl Sequence {
    /// Bytes without a match.
    pub(super) const fn plain(literals: usize) -> Self {
        Self {
            literals: literals as u32,
            length: 0,
            offset: 0,
        }
    }

    /// How many bytes it makes; no more than a block holds.
    pub(super) const fn size(&self) -> usize {
        self.literals as usize + self.length as usize
    }
}

/// The three offsets used last, which are cheap to use again (3.1.1.5).
#[derive(Clone)]
pub(super) struct Recent(pub(super) [u32; 3]);

impl Recent {
    pub(super) const fn new() -> Self {
        Self([1, 4, 8])
    }

    /// How an offset is said: 1 to 3 for a recent one, else itself and 3.
    pub(super) fn say(&mut self, offset: u32, after_literals: bool) -> u32 {
        let [first, second, third] = self.0;
        let shift = u32::from(!after_literals);
        let (said, recent) = if offset == first && after_literals {
            return 1;
        } else if offset == second {
            (2 - shift, [second, first, third])
        } else if offset == third {
            (3 - shift, [third, first, second])
        } else if !after_literals && offset == first - 1 {
            (3, [offset, first, second])
        } else {
            (offset + 3, [offset, first, second])
        };
        self.0 = recent;
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recent_offsets_are_said_as_the_format_has_it() {
        let mut recent = Recent::new();
        assert_eq!(recent.say(100, true), 103);
        assert_eq!(
            (recent.say(100, true), recent.say(1, true), recent.say(4, true)),
            (1, 2, 3)
        );
        assert_eq!(recent.0, [4, 1, 100]);
        // Without literals before it the first is never meant, but one less than it can be.
        assert_eq!((recent.say(3, false), recent.0), (3, [3, 4, 1]));
        assert_eq!(
            (recent.say(4, false), recent.say(1, false), recent.0),
            (1, 2, [1, 4, 3])
        );
        assert_eq!((recent.say(1, false), recent.0), (4, [1, 1, 4]));
    }
}
