//! What PyYAML's own scanner reads otherwise than libyaml's.

use libyaml_safer::{Event, EventData, MappingStyle, ScalarStyle, SequenceStyle};

use super::yaml_error::mark_after;
use super::{Mark, YamlError};

/// Refuses what libyaml let through: a tab outside of quotes, block scalars and comments; a `?` within an unquoted word in
/// `{…}` or `[…]`; a comment right after `|` or `>`.
pub(super) fn check(text: &str, events: &[Event]) -> Result<(), YamlError> {
    let mut flows = Vec::new();
    let mut read = 0;
    for event in events {
        match &event.data {
            EventData::SequenceStart { style, .. } => flows.push(*style == SequenceStyle::Flow),
            EventData::MappingStart { style, .. } => flows.push(*style == MappingStyle::Flow),
            EventData::SequenceEnd | EventData::MappingEnd => drop(flows.pop()),
            EventData::Scalar { style, .. } => {
                let place = |index: u64| usize::try_from(index).unwrap_or(text.len()).min(text.len());
                let (start, end) = (place(event.start_mark.index), place(event.end_mark.index));
                refuse_tabs(text, read, start)?;
                let until = |ends: &[char]| text[start..end].find(ends).map_or(end, |at| start + at);
                match style {
                    ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                        refuse_tabs(text, start, until(&['\'', '"']))?;
                    }
                    ScalarStyle::Literal | ScalarStyle::Folded => {
                        let header_end = until(&['\n', '\r']);
                        refuse_tabs(text, start, header_end)?;
                        let comment = text[start..header_end].find('#').map(|at| start + at);
                        if let Some(at) = comment.filter(|at| !text[..*at].ends_with(' ')) {
                            let message = "expected chomping or indentation indicators, but found '#'";
                            return Err(YamlError::at(mark_after(&text[..at]), message));
                        }
                    }
                    _ => {
                        let word = &text[start..end];
                        refuse_tabs(text, start, end)?;
                        let question = word.find('?').filter(|_| flows.last() == Some(&true));
                        if let Some(at) = question {
                            let message = "found '?' in an unquoted word in {…} or […]: put it in quotes";
                            return Err(YamlError::at(mark_after(&text[..start + at]), message));
                        }
                    }
                }
                read = end;
            }
            _ => {}
        }
    }
    refuse_tabs(text, read, text.len())
}

/// Between words a tab may stand in a comment only.
fn refuse_tabs(text: &str, start: usize, end: usize) -> Result<(), YamlError> {
    let mut in_comment = false;
    for (at, character) in text.get(start..end).unwrap_or_default().char_indices() {
        match character {
            '#' => in_comment = true,
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => in_comment = false,
            '\t' if !in_comment => {
                let message = "found character '\\t' that cannot start any token: use blanks instead of tabs";
                return Err(YamlError::at(mark_after(&text[..start + at]), message));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Behind the colon that libyaml stumbled over and PyYAML takes for the end of a key: in `{…}` and `[…]` before one of
/// `,[]{}`. With a blank there both agree.
pub(super) fn end_of_key(text: &str, error: &YamlError) -> Option<usize> {
    let Mark { line, column } = error.mark.filter(|_| error.message.ends_with("found unexpected ':'"))?;
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let (within, _) = text[start..].char_indices().nth(column - 1)?;
    let rest = text[start + within..].strip_prefix(':')?;
    rest.starts_with([',', '[', ']', '{', '}'])
        .then_some(start + within + 1)
}

#[cfg(test)]
mod tests {
    use crate::codec::yaml::{parse, parse_strictly};

    #[test]
    fn scans_as_pyyaml_does() {
        for taken in [
            "a: 'x\ty'",
            "a: |\n  x\ty\n",
            "a: | # c\td\n  x\n",
            "a: b # c\td",
            "a: x?y",
            "{a: 'x?y'}",
            "[? a]",
            "a: http://x?y",
            "a: &x 'é\t'\nb: *x\n#\t",
        ] {
            assert_eq!(parse_strictly(taken.as_bytes()), parse(taken.as_bytes()), "{taken:?}");
            assert!(parse(taken.as_bytes()).is_ok(), "{taken:?}");
        }
        for (refused, place) in [
            ("é:\t1", "line 1, column 3"),
            ("a: b\t# c", "line 1, column 5"),
            ("a: 'x'\t", "line 1, column 7"),
            ("a: b\tc", "line 1, column 5"),
            ("a: &x\t'b'", "line 1, column 6"),
            ("a: >\t\n  b", "line 1, column 5"),
            ("a: >#c\n  b", "line 1, column 5"),
            ("{a: b,\tc: d}", "line 1, column 7"),
            ("a: b\n\t\n", "line 2, column 1"),
            ("{a: x?y}", "line 1, column 6"),
        ] {
            let error = parse_strictly(refused.as_bytes()).expect_err(refused).to_string();
            assert!(error.starts_with(place), "{refused:?}: {error}");
        }
        for (short, long) in [
            ("a: {é: y, default:}", "a: {é: y, default: }"),
            ("b:\n  - [a:]\n  - {a:{b:}}", "b:\n  - [a: ]\n  - {a: {b: }}"),
        ] {
            let value = |text: &str| {
                parse_strictly(text.as_bytes())
                    .expect("reads")
                    .map(|node| node.resolve())
            };
            assert_eq!(value(short), value(long), "{short}");
        }
    }
}
