//! Frames and the index, decompressed, believing nothing.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io::Read as _;

use zstd::bulk::Decompressor;
use zstd::stream::read::Decoder;
use zstd::zstd_safe::find_frame_compressed_size;

use super::checksum::checksum;

/// What a frame of zstd begins with.
pub(super) const MAGIC: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();
/// So much is allocated because somebody says so; more only as it comes.
const BELIEVED: usize = 1 << 26;
/// The base two logarithm of the largest window that is kept while a damaged frame is decompressed.
const LARGEST_WINDOW: u32 = 27;

thread_local! {
    /// It takes longer to make one than to unpack a few small files.
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Of one frame, with nothing before it or behind: exactly so many bytes, or nothing.
pub(super) fn decompress(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    if !bytes.starts_with(&MAGIC) || find_frame_compressed_size(bytes).ok()? != bytes.len() {
        return None;
    }
    let held = if length <= BELIEVED {
        DECOMPRESSOR.with_borrow_mut(|decompressor| {
            let decompressor = match decompressor {
                Some(decompressor) => decompressor,
                none => none.insert(Decompressor::new().ok()?),
            };
            decompressor.decompress(bytes, length).ok()
        })?
    } else {
        let mut held = Vec::new();
        let mut decoder = Decoder::with_buffer(bytes).ok()?.take(length as u64 + 1);
        decoder.read_to_end(&mut held).ok()?;
        held
    };
    (held.len() == length).then_some(held)
}

/// What can be had of a damaged frame, at most so many bytes, and whether nothing was found wrong. They may be wrong.
pub(super) fn recover(bytes: &[u8], most: u64) -> (Vec<u8>, bool) {
    const PIECE: usize = 1 << 10; // what comes together with an error is not had
    let mut held = Vec::new();
    let (bytes, expected) = without_checksum(bytes);
    let Ok(mut decoder) = Decoder::with_buffer(&bytes[..]) else {
        return (held, false);
    };
    if decoder.window_log_max(LARGEST_WINDOW).is_err() {
        return (held, false);
    }
    let mut decoder = decoder.single_frame().take(most);
    let mut piece = vec![0; PIECE];
    loop {
        match decoder.read(&mut piece) {
            Ok(0) => {
                let is_right = expected.is_none_or(|expected| expected == checksum(&held));
                return (held, is_right);
            }
            Ok(length) => held.extend_from_slice(&piece[..length]),
            Err(_) => return (held, false),
        }
    }
}

/// The frame as if it had no checksum, and that: zstd gives nothing of the end of a content whose checksum is wrong.
fn without_checksum(bytes: &[u8]) -> (Cow<'_, [u8]>, Option<[u8; 4]>) {
    const DESCRIPTOR: usize = MAGIC.len();
    const HAS_CHECKSUM: u8 = 1 << 2;
    let has_one = bytes.get(DESCRIPTOR).is_some_and(|flags| flags & HAS_CHECKSUM != 0);
    if !has_one || !bytes.starts_with(&MAGIC) {
        return (bytes.into(), None);
    }
    let is_all = find_frame_compressed_size(bytes) == Ok(bytes.len());
    let (held, expected) = match bytes.split_last_chunk() {
        Some((held, expected)) if is_all => (held, Some(*expected)),
        _ => (bytes, None),
    };
    let mut held = held.to_vec();
    held[DESCRIPTOR] &= !HAS_CHECKSUM;
    (held.into(), expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_and_no_less_than_said() {
        let content: Vec<u8> = (0..100_000_u32).flat_map(u32::to_le_bytes).collect();
        let frame = zstd::bulk::compress(&content, 1).unwrap();
        assert_eq!(decompress(&frame, content.len()), Some(content.clone()));
        assert_eq!(decompress(&frame, content.len() - 1), None);
        assert_eq!(decompress(&frame, content.len() + 1), None);
        let hidden = [b"\x5e\x2a\x4d\x18\x01\x00\x00\x00x", &frame[..]].concat();
        assert_eq!(decompress(&hidden, content.len()), None);
        assert_eq!(decompress(&[&frame[..], b"x"].concat(), content.len()), None);
        assert_eq!(decompress(&frame.repeat(2), 2 * content.len()), None);
        assert_eq!(decompress(&frame[..frame.len() - 1], content.len()), None);
    }

    #[test]
    fn of_a_damaged_frame_the_beginning_is_had() {
        let content: Vec<u8> = (0..1_000_000_u32).flat_map(u32::to_le_bytes).collect();
        let mut compressor = zstd::bulk::Compressor::new(1).unwrap();
        compressor.include_checksum(true).unwrap();
        let mut frame = compressor.compress(&content).unwrap();
        let half = frame.len() / 2;
        frame[half..half + 64].fill(0xff);
        for frame in [&frame[..], &frame[..half]] {
            let (held, is_right) = recover(frame, content.len() as u64);
            assert!(!is_right);
            let right = held
                .iter()
                .zip(&content)
                .take_while(|(one, other)| one == other)
                .count();
            assert!(right > content.len() / 8, "{right} of {}", content.len());
        }
        let mut frame = compressor.compress(&content).unwrap();
        assert_eq!(recover(&frame, content.len() as u64), (content.clone(), true));
        *frame.last_mut().unwrap() ^= 1;
        assert_eq!(recover(&frame, content.len() as u64), (content.clone(), false));
        assert_eq!(recover(&frame[..frame.len() - 1], content.len() as u64).0, content);
        assert_eq!(recover(b"nothing of the kind", 9), (Vec::new(), false));
        let bomb = zstd::bulk::compress(&vec![0; 1 << 24], 1).unwrap();
        assert_eq!(recover(&bomb, 1000).0.len(), 1000);
    }
}
