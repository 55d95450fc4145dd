//! Where in a file a part of a text is that YAML has read from it.

use crate::codec::Mark;

/// The place of the byte `offset` of `value`, whose scalar begins at `mark` of `text`. `None` where the two cannot be
/// brought together.
pub(super) fn within(text: &str, mark: Mark, value: &str, offset: usize) -> Option<Mark> {
    let text = text.trim_start_matches('\u{FEFF}');
    let start = byte_of(text, mark)?;
    let start = start + properties(&text[start..]);
    let at = start + aligned(&text[start..], value, offset)?;
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    Some(Mark {
        line: text[..at].matches('\n').count() + 1,
        column: text[line_start..at].chars().count() + 1,
    })
}

fn byte_of(text: &str, mark: Mark) -> Option<usize> {
    let line = text.split_inclusive('\n').nth(mark.line - 1)?;
    let line_start = line.as_ptr() as usize - text.as_ptr() as usize;
    let column = line
        .char_indices()
        .map(|(at, _)| at)
        .chain([line.len()])
        .nth(mark.column - 1)?;
    Some(line_start + column)
}

/// The length of an anchor and a tag before the scalar.
fn properties(text: &str) -> usize {
    let mut rest = text;
    while rest.starts_with(['&', '!']) {
        let Some(blank) = rest.find([' ', '\t', '\n']) else {
            break;
        };
        rest = rest[blank..].trim_start();
    }
    text.len() - rest.len()
}

/// Walks over what is written and what was read side by side.
fn aligned(written: &str, value: &str, offset: usize) -> Option<usize> {
    let style = written.chars().next().filter(|c| "'\"|>".contains(*c));
    let mut at = match style {
        Some('|' | '>') => written.find('\n')? + 1,
        Some(_) => 1,
        None => 0,
    };
    for c in value[..offset].chars() {
        let rest = &written[at..];
        at += if c.is_whitespace() {
            blank(rest, c, style)
        } else {
            let before = rest.len() - rest.trim_start().len();
            before + letter(&rest[before..], c, style)?
        };
    }
    let rest = &written[at..];
    let next_is_blank = value[offset..].starts_with(char::is_whitespace);
    Some(
        at + if next_is_blank {
            0
        } else {
            rest.len() - rest.trim_start().len()
        },
    )
}

fn blank(written: &str, c: char, style: Option<char>) -> usize {
    if written.starts_with(c) {
        return c.len_utf8();
    }
    match style {
        Some('"') if written.starts_with('\\') => escape(written).map_or(0, |(_, length)| length),
        _ => written.len() - written.trim_start().len(),
    }
}

fn letter(written: &str, c: char, style: Option<char>) -> Option<usize> {
    match style {
        Some('\'') if c == '\'' => written.starts_with("''").then_some(2),
        Some('"') if written.starts_with("\\\n") => {
            let rest = written[1..].trim_start();
            Some(written.len() - rest.len() + letter(rest, c, style)?)
        }
        Some('"') if written.starts_with('\\') => {
            escape(written).filter(|(read, _)| *read == c).map(|(_, length)| length)
        }
        _ => written.starts_with(c).then(|| c.len_utf8()),
    }
}

/// What an escape in double quotes stands for, and its length.
fn escape(written: &str) -> Option<(char, usize)> {
    let kind = written[1..].chars().next()?;
    let digits = match kind {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        'n' => return Some(('\n', 2)),
        't' | '\t' => return Some(('\t', 2)),
        other => return Some((other, 1 + other.len_utf8())),
    };
    let code = u32::from_str_radix(written.get(2..2 + digits)?, 16).ok()?;
    Some((char::from_u32(code)?, 2 + digits))
}

#[cfg(test)]
mod tests {
    use super::within;
    use crate::codec::yaml;

    /// The place of `X` in the value of `a`, by the file and by hand.
    #[test]
    fn places_are_found_in_every_style() {
        for text in [
            "a: echo {b} X\n",
            "b: 1\na: 'it''s {b} X'\n",
            "a: \"say \\\"é\\u00e9\\\" \\\n   and X\"\n",
            "a: |\n  one {a}\n\n    two X\n",
            "a: >-\n  one {a}\n  two\n\n  three X\n",
            "a:\n  plain over\n  two   lines X\n",
            "a: &x !!str 'tagged X'\n",
            "\u{FEFF}a: 이름 X\n",
        ] {
            let root = yaml::parse(text.as_bytes()).unwrap().unwrap();
            let node = root.get("a").unwrap();
            let value = node.text().unwrap();
            let found = within(text, node.mark, value, value.find('X').unwrap()).unwrap();
            let text = text.trim_start_matches('\u{FEFF}');
            let line = text.lines().nth(found.line - 1).unwrap();
            assert_eq!(line.chars().nth(found.column - 1), Some('X'), "{text}: {found:?}");
        }
    }
}
