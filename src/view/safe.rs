use std::borrow::Cow;
use std::fmt::Write as _;

/// Makes text from a store safe to print: control characters, line separators and those that turn the direction of
/// writing are spelled out (`\n`, `\x1b`, `\u{202e}`), so that a name can neither steer the terminal nor forge a line.
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        push(&mut out, c);
    }
    Cow::Owned(out)
}

fn push(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if c.is_ascii_control() => {
            let _ = write!(out, "\\x{:02x}", u32::from(c));
        }
        c if is_unsafe(c) => {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        }
        c => out.push(c),
    }
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        for (given, shown) in [
            ("loss/ключ 손실 🦀", "loss/ключ 손실 🦀"),
            ("a\nb\r\tc", "a\\nb\\r\\tc"),
            ("\u{1b}[31mred\u{7f}\0", "\\x1b[31mred\\x7f\\x00"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("exe\u{202e}txt\u{2069}\u{2028}", "exe\\u{202e}txt\\u{2069}\\u{2028}"),
        ] {
            assert_eq!(escape(given), shown);
        }
    }
}
