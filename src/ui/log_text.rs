//! What a program said, on a terminal: its colours are fine, but it must not steer the terminal beyond its own line.

use std::str;

use crate::view::escape;

/// Text that comes in pieces, cut anywhere.
#[derive(Debug, Default)]
pub struct LogText {
    /// The begin of a character or of an escape sequence.
    rest: Vec<u8>,
    is_coloured: bool,
}

const ESCAPE: char = '\x1b';
/// A sequence that is longer is none.
const LONGEST: usize = 64;

impl LogText {
    /// What may be shown of the next piece. Line feeds, tabs, carriage returns and backspaces stay, colours and the erasing
    /// of a line's rest stay, other control sequences go, and other control characters are spelled out.
    pub fn feed(&mut self, bytes: &[u8]) -> String {
        self.rest.extend_from_slice(bytes);
        let all = std::mem::take(&mut self.rest);
        let whole = match str::from_utf8(&all) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => all.len(),
        };
        let text = String::from_utf8_lossy(&all[..whole]);
        let mut out = String::with_capacity(text.len());
        let mut left = &*text;
        while let Some(at) = left.find(ESCAPE) {
            push(&mut out, &left[..at]);
            left = &left[at..];
            let Some(length) = sequence(left) else {
                if left.len() < LONGEST {
                    break; // it is not all there
                }
                out.push_str("\\x1b");
                left = &left[1..];
                continue;
            };
            let (sequence, behind) = left.split_at(length);
            match sequence.as_bytes() {
                [_, b'[', .., b'm'] => {
                    self.is_coloured = true;
                    out.push_str(sequence);
                }
                [_, b'[', .., b'K'] => out.push_str(sequence),
                [_, b'[', ..] => {}
                _ => push(&mut out, sequence),
            }
            left = behind;
        }
        if !left.starts_with(ESCAPE) {
            push(&mut out, left);
            left = "";
        }
        self.rest = [left.as_bytes(), &all[whole..]].concat();
        out
    }

    /// What is left when no more comes, and on a terminal the end of its colours.
    pub fn finish(&mut self, on_terminal: bool) -> String {
        let rest = std::mem::take(&mut self.rest);
        let mut out = escape(&String::from_utf8_lossy(&rest)).into_owned();
        if std::mem::take(&mut self.is_coloured) && on_terminal {
            out.push_str("\x1b[0m");
        }
        out
    }
}

/// The length of the sequence at the begin of a text; `None` where it does not end.
fn sequence(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    match bytes.get(1)? {
        b'[' => {
            let inside = |byte: &u8| (0x20..=0x3f).contains(byte);
            let length = 2 + bytes[2..].iter().take_while(|byte| inside(byte)).count();
            let last = bytes.get(length)?;
            // what cannot belong to it ends it
            Some(if (0x40..=0x7e).contains(last) {
                length + 1
            } else {
                length
            })
        }
        _ => Some(1),
    }
}

fn push(out: &mut String, text: &str) {
    let is_fine = |c: char| matches!(c, '\n' | '\t' | '\r' | '\x08');
    for part in text.split_inclusive(is_fine) {
        let (body, end) = match part.char_indices().next_back() {
            Some((at, c)) if is_fine(c) => part.split_at(at),
            _ => (part, ""),
        };
        out.push_str(&escape(body));
        out.push_str(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_stay_and_nothing_steers() {
        for (given, shown) in [
            ("10%\r20%\r\n\tdone\x08!\n", "10%\r20%\r\n\tdone\x08!\n"),
            (
                "\x1b[1;31mred\x1b[0m\x1b[K손실",
                "\x1b[1;31mred\x1b[0m\x1b[K손실\x1b[0m",
            ),
            ("a\x1b[2J\x1b[3;4Hb\x1b[?25lc", "abc"),
            ("\x1b]0;title\x07x", "\\x1b]0;title\\x07x"),
            ("\x1bP1$qm\x1b\\", "\\x1bP1$qm\\x1b\\"),
            ("\u{9b}31m\u{202e}\0", "\\u{9b}31m\\u{202e}\\x00"),
            ("\x1b[31\nm", "\nm"),
            ("cut \x1b[3", "cut \\x1b[3"),
            ("\x1b", "\\x1b"),
        ] {
            for size in 1..=given.len() {
                let mut text = LogText::default();
                let pieces: String = given.as_bytes().chunks(size).map(|piece| text.feed(piece)).collect();
                assert_eq!(pieces + &text.finish(true), shown, "{given:?} in {size}s");
            }
        }
        assert_eq!(LogText::default().feed(b"\xff\xfe\n"), "\u{fffd}\u{fffd}\n");
    }
}
