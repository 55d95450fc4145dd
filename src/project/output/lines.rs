//! Lines of a stream that comes in pieces.

use std::borrow::Cow;

/// As much of a line is looked at.
const LONGEST: usize = 1 << 16;

/// Cuts pieces into lines, at line feeds and, for progress bars, at carriage returns.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The begin of a line.
    rest: Vec<u8>,
}

impl Lines {
    /// Visits each line that ends in this piece, without its end; empty ones are left out.
    pub(super) fn feed(&mut self, mut piece: &[u8], visit: &mut dyn FnMut(&[u8])) {
        while let Some(end) = piece.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            let line = &piece[..end];
            if self.rest.is_empty() {
                see(&line[..line.len().min(LONGEST)], visit);
            } else {
                self.keep(line);
                see(&std::mem::take(&mut self.rest), visit);
            }
            piece = &piece[end + 1..];
        }
        self.keep(piece);
    }

    /// Visits what is left when nothing more comes.
    pub(super) fn finish(&mut self, visit: &mut dyn FnMut(&[u8])) {
        see(&std::mem::take(&mut self.rest), visit);
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = LONGEST - self.rest.len();
        self.rest.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

fn see(line: &[u8], visit: &mut dyn FnMut(&[u8])) {
    if !line.is_empty() {
        visit(&plain(line));
    }
}

/// Without colours and what else steers a terminal.
fn plain(line: &[u8]) -> Cow<'_, [u8]> {
    const ESCAPE: u8 = 0x1b;
    const BELL: u8 = 0x07;
    if !line.contains(&ESCAPE) {
        return Cow::Borrowed(line);
    }
    let mut out = Vec::with_capacity(line.len());
    let mut bytes = line.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != ESCAPE {
            out.push(byte);
            continue;
        }
        match bytes.next() {
            Some(b'[') => {
                let _ = bytes.find(|byte| (0x40..=0x7e).contains(byte));
            }
            Some(b']') => {
                let _ = bytes.find(|byte| matches!(*byte, BELL | b'\\'));
            }
            _ => {}
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_the_same_however_they_are_cut() {
        let text = b"one\r\ntwo\rthree \x1b[1;31mred\x1b[0m\x1b]0;title\x07!\n\nlast";
        for size in 1..text.len() {
            let mut lines = Lines::default();
            let mut seen = Vec::new();
            let mut see = |line: &[u8]| seen.push(String::from_utf8(line.to_vec()).unwrap());
            for piece in text.chunks(size) {
                lines.feed(piece, &mut see);
            }
            lines.finish(&mut see);
            lines.finish(&mut see);
            assert_eq!(seen, ["one", "two", "three red!", "last"], "{size}");
        }
    }

    #[test]
    fn a_line_without_an_end_takes_no_more_room() {
        let mut lines = Lines::default();
        let mut lengths = Vec::new();
        for _ in 0..100 {
            lines.feed(&[b'x'; 10_000], &mut |line| lengths.push(line.len()));
        }
        lines.feed(b"\ny\n", &mut |line| lengths.push(line.len()));
        assert_eq!(lengths, [LONGEST, 1]);
    }
}
