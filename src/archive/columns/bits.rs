//! Bits, lowest first, as zstd writes them.

/// Writes bits at the end of a buffer.
pub(super) struct BitWriter<'a> {
    out: &'a mut Vec<u8>,
    held: u64,
    count: u32,
}

impl<'a> BitWriter<'a> {
    pub(super) const fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, held: 0, count: 0 }
    }

    /// Adds the lowest `bits` (up to 32) of `value`, which has none above them.
    #[inline]
    pub(super) fn push(&mut self, value: u32, bits: u32) {
        debug_assert!(bits <= 32 && u64::from(value) >> bits == 0);
        self.held |= u64::from(value) << self.count;
        self.count += bits;
        if self.count >= 32 {
            self.out.extend_from_slice(&(self.held as u32).to_le_bytes());
            self.held >>= 32;
            self.count -= 32;
        }
    }

    /// Fills the last byte with zeros.
    pub(super) fn align(self) {
        let bytes = self.count.div_ceil(8) as usize;
        self.out.extend_from_slice(&self.held.to_le_bytes()[..bytes]);
    }

    /// Ends a stream that is read backwards: a 1 says where its last bit is.
    pub(super) fn close(mut self) {
        self.push(1, 1);
        self.align();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_lowest_first() {
        let mut out = vec![7];
        let mut bits = BitWriter::new(&mut out);
        bits.push(0b101, 3);
        bits.push(0xFFFF_FFFF, 32);
        bits.push(0, 2);
        bits.close();
        assert_eq!(out, [7, 0b1111_1101, 0xFF, 0xFF, 0xFF, 0b0010_0111]);
    }
}
