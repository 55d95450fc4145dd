//! What stood where.

/// Tables have `1 << TABLE_BITS` slots.
pub(super) const TABLE_BITS: u32 = 15;

/// The slot of eight bytes.
pub(super) fn slot(word: u64) -> usize {
    (word.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - TABLE_BITS)) as usize
}

/// Whether so many bytes here are those from `offset` before.
pub(super) fn same(content: &[u8], at: usize, offset: usize, length: usize) -> bool {
    at >= offset && content.get(at..at + length) == content.get(at - offset..at - offset + length)
}

/// How many bytes are the same at the beginning.
pub(super) fn common(one: &[u8], other: &[u8]) -> usize {
    let wide = one.as_chunks::<32>().0.iter().zip(other.as_chunks::<32>().0);
    let mut same = 32 * wide.take_while(|(one, other)| one == other).count();
    let words = one[same..]
        .as_chunks::<8>()
        .0
        .iter()
        .zip(other[same..].as_chunks::<8>().0);
    for (one, other) in words {
        let differ = u64::from_le_bytes(*one) ^ u64::from_le_bytes(*other);
        if differ != 0 {
            return same + differ.trailing_zeros() as usize / 8;
        }
        same += 8;
    }
    same + one[same..]
        .iter()
        .zip(&other[same..])
        .take_while(|(one, other)| one == other)
        .count()
}

/// Places by a hash of the five bytes there, each with the one before.
pub(super) struct Places {
    last: Vec<u32>,
    list: Vec<(u32, u32)>,
}

impl Places {
    pub(super) fn new(size: usize) -> Self {
        Self {
            last: vec![0; 1 << TABLE_BITS],
            list: Vec::with_capacity(size / 16),
        }
    }

    pub(super) fn add(&mut self, content: &[u8], at: usize) {
        let Some(slot) = Self::slot(content, at) else { return };
        let before = std::mem::replace(&mut self.last[slot], self.list.len() as u32 + 1);
        self.list.push((at as u32, before));
    }

    /// The number of the last place like this one, for [`Places::get`].
    pub(super) fn last(&self, content: &[u8], at: usize) -> u32 {
        Self::slot(content, at).map_or(0, |slot| self.last[slot])
    }

    /// A place, and the number of the one before it with the same hash.
    pub(super) fn get(&self, number: u32) -> Option<(usize, u32)> {
        let (at, before) = self.list.get((number as usize).checked_sub(1)?)?;
        Some((*at as usize, *before))
    }

    fn slot(content: &[u8], at: usize) -> Option<usize> {
        let word = content.get(at..)?.first_chunk()?;
        Some(slot(u64::from_le_bytes(*word) << 24))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_come_back_last_first() {
        let text = b"abcdefgh abcdefgh abcdefgh";
        let mut places = Places::new(text.len());
        for at in [0, 9, 12] {
            places.add(text, at);
        }
        let (at, before) = places.get(places.last(text, 18)).unwrap();
        assert_eq!((at, places.get(before)), (9, Some((0, 0))));
        places.add(text, 22);
        assert_eq!(places.last(text, 22), 0, "too near the end to be known");
    }

    #[test]
    fn what_is_common_is_counted_to_the_byte() {
        let text = [7; 100];
        for same in 0..100 {
            let mut other = text;
            other[same] = 8;
            assert_eq!((common(&text, &other), common(&text[..same], &other)), (same, same));
        }
    }
}
