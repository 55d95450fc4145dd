//! Data on a terminal, where a name in it must not steer the terminal.

use std::io::{self, Write};
use std::str;

use crate::view::escape;

/// How a control character is spelled out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// As JSON does, so that it stays the same JSON.
    Json,
    /// As in a table.
    Plain,
}

/// Passes text on with its control characters spelled out, but for line feeds and tabs.
pub(super) struct Guard<'a> {
    out: &'a mut dyn Write,
    spelling: Spelling,
    /// The begin of a character.
    rest: Vec<u8>,
}

impl<'a> Guard<'a> {
    pub(super) fn new(out: &'a mut dyn Write, spelling: Spelling) -> Self {
        Self {
            out,
            spelling,
            rest: Vec::new(),
        }
    }

    fn spelled(&self, text: &str) -> String {
        let spell = |c: char| {
            let spelled = escape(c.encode_utf8(&mut [0; 4])).into_owned();
            match self.spelling {
                _ if matches!(c, '\n' | '\t') => c.to_string(),
                Spelling::Json if !spelled.starts_with(c) => format!("\\u{:04x}", u32::from(c)),
                _ => spelled,
            }
        };
        text.chars().map(spell).collect()
    }
}

impl Write for Guard<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(bytes);
        let whole = match str::from_utf8(&self.rest) {
            Ok(text) => text.len(),
            Err(error) => error.valid_up_to(),
        };
        let text: Vec<u8> = self.rest.drain(..whole).collect();
        let text = String::from_utf8_lossy(&text);
        let safe = escape(&text);
        if safe == text {
            self.out.write_all(text.as_bytes())?;
        } else {
            self.out.write_all(self.spelled(&text).as_bytes())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_data_steers_the_terminal() {
        let guarded = |spelling, text: &str| {
            let mut out = Vec::new();
            let mut guard = Guard::new(&mut out, spelling);
            for byte in text.as_bytes() {
                guard.write_all(&[*byte]).unwrap();
            }
            String::from_utf8(out).unwrap()
        };
        assert_eq!(
            guarded(Spelling::Plain, "a,\x1b[31m\r\n損\t\u{9b}1m\u{202e}"),
            "a,\\x1b[31m\\r\n損\t\\u{9b}1m\\u{202e}"
        );
        let name = "\u{9b}31m\u{202e} 損\u{7f}";
        let json = guarded(Spelling::Json, &format!("{{\n  \"a\": {}\n}}", serde_json::json!(name)));
        assert_eq!(json, "{\n  \"a\": \"\\u009b31m\\u202e 損\\u007f\"\n}");
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["a"], name);
    }
}
