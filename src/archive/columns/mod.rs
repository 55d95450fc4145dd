//! zstd frames for metric files, by an encoder that knows what a metric file is. Any zstd decoder reads them.
//!
//! A line of a metric file is `timestamp value step`. Of its 36 bytes only the 16 or 17 random digits of the value are new;
//! the rest stands in the file before, in the line of the same step. libzstd does not see that: three digits that happen to have
//! stood somewhere are a match to it, so it cuts the digits into many short matches, each of which costs more than the digits,
//! and levels that find more such matches do worse. Of 300 runs of ten metrics of 100 lines its level 1 makes 9.8 bytes
//! a line, levels 2 to 15 make 11.4 to 13.3; 19, which counts what each match costs, makes 8.6, but a hundred times as slowly.
//!
//! Here the parts of a zstd block become columns (`parse`): the literals are the digits of values and nothing else (3.4 bits each
//! by Huffman's code for ten symbols), and all from one value to the next is one match. So a line is one sequence, whose numbers
//! hardly vary and cost little, but for the distance: as values differ in length by a digit, the lines drift against those of
//! another file. One of the three recent distances, which zstd says in a bit or two, fits four lines of five; else
//! the parser takes, of the files of the run so far, that with which the distance will hold longest. What is not like that is
//! kept apart (`cut`): the first file of a run, whose timestamps are new, in blocks with tables of their own, and the names of
//! runs in plain blocks, for one letter among the literals would lengthen every digit's code by a tenth of a bit. That makes
//! 8.2 bytes a line, headers of the tar included, at two thirds of the speed of level 3; the digits alone are 6.9, and 6.6 is what
//! a random double holds.
//!
//! The rest of the room writes the format, RFC 8878: `frame`, `block`, `codes` of lengths and distances, `huffman`, `fse`, `bits`.

mod bits;
mod block;
mod codes;
mod cut;
mod frame;
mod fse;
mod huffman;
mod lines;
mod parse;
mod places;
mod sequence;
mod tracks;

/// `content`, at most 64 MiB, as one zstd frame, which depends on no other and tells its size; the same content gives the same
/// bytes everywhere.
pub(super) fn encode(content: &[u8]) -> Vec<u8> {
    frame::write(content, &parse::parse(content))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn round_trip(content: &[u8]) -> usize {
        let frame = encode(content);
        let decoded = zstd::bulk::decompress(&frame, content.len()).unwrap();
        assert!(decoded == content, "{} bytes came back otherwise", content.len());
        frame.len()
    }

    /// Numbers that look random and are the same every time.
    fn numbers(mut seed: u64) -> impl FnMut() -> u64 {
        move || {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            seed >> 11
        }
    }

    fn member(name: &str, text: &str) -> Vec<u8> {
        let mut header = tar::Header::new_ustar();
        header.set_path(name).unwrap();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        let mut member = [header.as_bytes().as_slice(), text.as_bytes()].concat();
        member.resize(member.len().next_multiple_of(512), 0);
        member
    }

    /// A piece of tar: runs of five metrics.
    fn piece(runs: u64, lines: u64, mut value: impl FnMut() -> f64) -> Vec<u8> {
        let mut next = numbers(runs);
        let mut piece = Vec::new();
        for _ in 0..runs {
            let (run, time) = (next(), 1_760_000_000_000 + next() % 1_000_000 * 1000);
            for metric in 0..5 {
                let text: String = (0..lines)
                    .map(|step| format!("{} {} {step}\n", time + step, value()))
                    .collect();
                piece.extend(member(&format!("mlruns/0/{run:032x}/metrics/m{metric}"), &text));
            }
        }
        piece
    }

    #[test]
    fn random_values_take_little_more_than_their_digits() {
        let mut next = numbers(7);
        let piece = piece(12, 100, || next() as f64 / (1u64 << 53) as f64);
        let size = round_trip(&piece);
        assert!(size < 12 * 5 * 100 * 9, "{size}");
        let theirs = zstd::bulk::compress(&piece, 1).unwrap().len();
        assert!(size * 100 < theirs * 90, "{size} and {theirs}");
    }

    #[test]
    fn all_sizes_of_literals_matches_and_blocks_come_back() {
        let mut next = numbers(1);
        let noise: Vec<u8> = (0..140_000).map(|_| next() as u8).collect();
        let digits: Vec<u8> = (0..140_000).map(|_| b'0' + (next() % 10) as u8).collect();
        for size in [0, 1, 2, 7, 8, 31, 32, 255, 256, 1023, 1024, 4096] {
            round_trip(&noise[..size]);
            round_trip(&digits[..size]);
            round_trip(&[&noise[..size], &noise[..size], &vec![b'x'; size], &digits[..size]].concat());
        }
        for size in [65791, 65792, 131_071, 131_072, 131_073, 400_000] {
            assert!(round_trip(&vec![0; size]) < 64);
        }
        round_trip(&[noise.as_slice(), &digits, &noise].concat());
    }

    proptest! {
        #[test]
        fn anything_comes_back(content in vec(any::<u8>(), 0..3000)) {
            round_trip(&content);
        }

        #[test]
        fn few_bytes_repeated_come_back(parts in vec((vec(0..4u8, 1..40), 1..30usize), 0..40)) {
            let content: Vec<u8> = parts.into_iter().flat_map(|(part, times)| part.repeat(times)).collect();
            round_trip(&content);
        }

        #[test]
        fn lines_of_any_kind_come_back(
            lines in vec(("-?[0-9]{1,14}", "(0\\.[0-9]{1,17}|-?[0-9]{1,3}(\\.5)?|nan|inf|1e-05|-0\\.25)", "-?[0-9]{1,3}", "(\n){1,2}"), 0..200),
            times in 1..4usize,
            rest in vec(any::<u8>(), 0..20),
        ) {
            let text: String = lines.iter().map(|(time, value, step, end)| format!("{time} {value} {step}{end}")).collect();
            let content = [text.repeat(times).as_bytes(), &rest].concat();
            round_trip(&content);
            round_trip(&content.repeat(2));
        }

        #[test]
        fn pieces_of_tar_come_back(runs in 1..6u64, lines in 0..60u64, kinds in vec(0..6u32, 1..8), cut in 0..2000usize) {
            let mut next = numbers(lines);
            let mut kind = kinds.into_iter().cycle();
            let piece = piece(runs, lines, || {
                let random = next() as f64 / (1u64 << 53) as f64;
                match kind.next() {
                    Some(0) => 0.5,
                    Some(1) => f64::NAN,
                    Some(2) => (random * 10.0).floor(),
                    Some(3) => random * 1e-5,
                    Some(4) => -random,
                    _ => random,
                }
            });
            round_trip(&piece[cut.min(piece.len())..]);
        }
    }
}
