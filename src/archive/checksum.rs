//! XXH64, by which a frame of zstd's knows its content (RFC 8878, 3.1.1): what is left of an archive whose index is lost has
//! nothing else to be checked by.

const PRIMES: [u64; 5] = [
    0x9E37_79B1_85EB_CA87,
    0xC2B2_AE3D_27D4_EB4F,
    0x1656_67B1_9E37_79F9,
    0x85EB_CA77_C2B2_AE63,
    0x27D4_EB2F_1656_67C5,
];

/// What a frame with this content ends with.
pub(super) fn checksum(content: &[u8]) -> [u8; 4] {
    let [a, b, c, d, ..] = xxh64(content).to_le_bytes();
    [a, b, c, d]
}

fn round(lane: u64, word: u64) -> u64 {
    let lane = lane.wrapping_add(word.wrapping_mul(PRIMES[1]));
    lane.rotate_left(31).wrapping_mul(PRIMES[0])
}

fn word(bytes: &[u8]) -> u64 {
    bytes.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

fn xxh64(content: &[u8]) -> u64 {
    let [p1, p2, p3, p4, p5] = PRIMES;
    let mut blocks = content.chunks_exact(32);
    let mut hash = if content.len() < 32 {
        p5
    } else {
        let mut lanes = [p1.wrapping_add(p2), p2, 0, p1.wrapping_neg()];
        for block in &mut blocks {
            for (lane, bytes) in lanes.iter_mut().zip(block.chunks_exact(8)) {
                *lane = round(*lane, word(bytes));
            }
        }
        let turned = lanes.iter().zip([1, 7, 12, 18]).map(|(lane, by)| lane.rotate_left(by));
        let joined = turned.fold(0, u64::wrapping_add);
        lanes.iter().fold(joined, |hash, lane| {
            (hash ^ round(0, *lane)).wrapping_mul(p1).wrapping_add(p4)
        })
    };
    hash = hash.wrapping_add(content.len() as u64);
    let mut words = blocks.remainder().chunks_exact(8);
    for bytes in &mut words {
        hash = (hash ^ round(0, word(bytes)))
            .rotate_left(27)
            .wrapping_mul(p1)
            .wrapping_add(p4);
    }
    let mut rest = words.remainder();
    if let Some((half, after)) = rest.split_first_chunk() {
        let half = u64::from(u32::from_le_bytes(*half)).wrapping_mul(p1);
        hash = (hash ^ half).rotate_left(23).wrapping_mul(p2).wrapping_add(p3);
        rest = after;
    }
    for byte in rest {
        hash = (hash ^ u64::from(*byte).wrapping_mul(p5))
            .rotate_left(11)
            .wrapping_mul(p1);
    }
    hash = (hash ^ (hash >> 33)).wrapping_mul(p2);
    hash = (hash ^ (hash >> 29)).wrapping_mul(p3);
    hash ^ (hash >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_zstd_writes() {
        let content: Vec<u8> = (0..1000_u32).map(|number| (number * 7 % 251) as u8).collect();
        let mut compressor = zstd::bulk::Compressor::new(1).unwrap();
        compressor.include_checksum(true).unwrap();
        for length in (0..70).chain([255, 256, 999, 1000]) {
            let frame = compressor.compress(&content[..length]).unwrap();
            assert!(frame.ends_with(&checksum(&content[..length])), "{length}");
        }
    }
}
