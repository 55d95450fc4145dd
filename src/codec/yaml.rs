//! Reads YAML as PyYAML (libyaml) does: structure and raw text; `Node::resolve` gives the values.

use std::borrow::Cow;
use std::io::BufRead;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use libyaml_safer::{Encoding, Event, EventData, Parser, ScalarStyle};

use super::composer::Composer;
use super::yaml_error::{MAX_DEPTH, mark_after, mark_of, too_deep};
use super::{Node, YamlError};
use super::{flat, strict};

const BYTE_ORDER_MARK: char = '\u{FEFF}';
/// Reads one document; `None` if there is nothing in it but blanks and comments.
///
/// Aliases are expanded. Line breaks may be CRLF and a byte order mark may stand first.
///
/// # Errors
/// The text is not UTF-8 or not YAML, holds a second document or an anchor twice, lies more than 100 levels deep, or
/// has aliases that stand for themselves or for more than 10,000 values.
pub fn parse(bytes: &[u8]) -> Result<Option<Node>, YamlError> {
    if let Some(node) = std::str::from_utf8(bytes).ok().and_then(flat::parse) {
        return Ok(Some(node));
    }
    parse_any(bytes)
}

/// As [`parse`], by the whole of YAML.
pub(super) fn parse_any(bytes: &[u8]) -> Result<Option<Node>, YamlError> {
    compose(&read_events(readable(bytes)?)?)
}

/// As [`parse`], but refuses and takes what PyYAML's own scanner refuses and takes, where libyaml's differs: no tab
/// between words and no `?` within a word in `{…}` or `[…]`; a key there may end with its colon, as in `{default:}`.
///
/// # Errors
/// As [`parse`], and those.
pub fn parse_strictly(bytes: &[u8]) -> Result<Option<Node>, YamlError> {
    let mut text = Cow::Borrowed(readable(bytes)?);
    let events = loop {
        match read_events(&text) {
            Ok(events) => break events,
            Err(error) => match strict::end_of_key(&text, &error) {
                Some(end) => text.to_mut().insert(end, ' '),
                None => return Err(error),
            },
        }
    };
    strict::check(&text, &events)?;
    compose(&events)
}

/// Where in the bytes the text is that a mapping has under `key`, its quotes included. `None` when there is no such key, or
/// twice, when its value is no scalar or has a tag or an anchor, and when the bytes are no mapping.
#[must_use]
pub fn scalar_place(bytes: &[u8], key: &str) -> Option<Range<usize>> {
    let text = readable(bytes).ok()?;
    let mark = bytes.len() - text.len();
    let events = read_events(text).ok()?;
    let Some((EventData::MappingStart { .. }, inside)) = events.split_first().map(|(first, rest)| (&first.data, rest))
    else {
        return None;
    };
    let place = |at: u64| usize::try_from(at).map_or(usize::MAX, |at| at + mark);
    let (mut depth, mut is_key, mut is_wanted) = (1, true, false);
    let mut found = None;
    for event in inside {
        match &event.data {
            EventData::MappingStart { .. } | EventData::SequenceStart { .. } => depth += 1,
            EventData::MappingEnd | EventData::SequenceEnd => depth -= 1,
            EventData::Scalar { value, .. } if depth == 1 && is_key => is_wanted = value == key,
            EventData::Scalar { anchor, tag, .. } if depth == 1 && is_wanted => {
                let place = place(event.start_mark.index)..place(event.end_mark.index);
                if anchor.is_some() || tag.is_some() || found.replace(place).is_some() {
                    return None;
                }
            }
            _ => {}
        }
        if depth == 1 {
            is_key = !is_key;
        }
    }
    found
}

fn readable(bytes: &[u8]) -> Result<&str, YamlError> {
    let text = checked_text(bytes)?;
    Ok(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text))
}

fn compose(events: &[Event]) -> Result<Option<Node>, YamlError> {
    if events.is_empty() {
        return Ok(None);
    }
    Composer::of(events).node(0, false).map(Some)
}

/// The events between a document's start and end.
fn read_events(text: &str) -> Result<Vec<Event>, YamlError> {
    let (text, unended) = with_last_line_ended(text);
    let mut input = text.as_bytes();
    let mut parser = Parser::new();
    // The parser's own guess takes any character that begins with the byte EF for a broken byte order mark.
    parser.set_encoding(Encoding::Utf8);
    parser.set_input(&mut input);
    let mut reached = libyaml_safer::Mark::default();
    let mut events = Vec::new();
    let mut documents = 0;
    let mut depth = 0;
    loop {
        let mut event = next_event(&mut parser, reached)?;
        reached = event.end_mark;
        match &mut event.data {
            EventData::StreamEnd => break,
            EventData::DocumentStart { .. } => {
                documents += 1;
                if documents > 1 {
                    let message = "expected a single document in the stream, but found another document";
                    return Err(YamlError::at(mark_of(event.start_mark), message));
                }
            }
            EventData::StreamStart { .. } | EventData::DocumentEnd { .. } => {}
            EventData::SequenceStart { .. } | EventData::MappingStart { .. } => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(too_deep(mark_of(event.start_mark)));
                }
                events.push(event);
            }
            EventData::SequenceEnd | EventData::MappingEnd => {
                depth -= 1;
                events.push(event);
            }
            EventData::Scalar {
                value,
                style: ScalarStyle::Literal | ScalarStyle::Folded,
                ..
            } => {
                if unended && event.end_mark.index >= text.len() as u64 {
                    drop_added_break(value, &text);
                }
                events.push(event);
            }
            EventData::Scalar { .. } | EventData::Alias { .. } => events.push(event),
        }
    }
    Ok(events)
}

thread_local! {
    static GUARDED: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Whether this thread is where a panic becomes a [`YamlError`], so that a panic hook need say nothing.
#[must_use]
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// The next event after the place `reached`, or an error even where `libyaml-safer` panics.
///
/// It does on a tag right before a comma, as in `[!!str, a]` (<https://github.com/simonask/libyaml-safer/issues/7>),
/// and no single file may take a whole search down.
fn next_event<R: BufRead>(parser: &mut Parser<R>, reached: libyaml_safer::Mark) -> Result<Event, YamlError> {
    GUARDED.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(|| parser.parse()));
    GUARDED.set(false);
    match outcome {
        Ok(event) => event.map_err(|error| syntax_error(&error)),
        Err(_) => Err(YamlError::at(
            mark_of(reached),
            "what follows is beyond this reader of YAML",
        )),
    }
}

/// The text with a line break at its end, and whether one had to be added.
///
/// `libyaml-safer` panics when a block scalar runs into the end of the text
/// (<https://github.com/simonask/libyaml-safer/issues/6>).
fn with_last_line_ended(text: &str) -> (Cow<'_, str>, bool) {
    if text.is_empty() || text.ends_with(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
        return (Cow::Borrowed(text), false);
    }
    (Cow::Owned(format!("{text}\n")), true)
}

/// Takes the line break that was added to `text` off the block scalar that ends with it.
fn drop_added_break(value: &mut String, text: &str) {
    let Some(lines) = value.strip_suffix('\n') else {
        return;
    };
    // A last line of blanks may lie outside of the scalar, and then its line break counts only for `|+`.
    let last_line_is_inside = !is_blank(last_line(text.trim_end_matches('\n'))) || is_blank(last_line(lines));
    if last_line_is_inside {
        value.pop();
    }
}

fn last_line(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or_default()
}

fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| byte == b' ')
}

/// The bytes as text, if nothing in them is forbidden in YAML altogether; libyaml gives no line for these.
fn checked_text(bytes: &[u8]) -> Result<&str, YamlError> {
    let (text, invalid) = match std::str::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let (valid, rest) = bytes.split_at(error.valid_up_to());
            (std::str::from_utf8(valid).unwrap_or_default(), rest.first())
        }
    };
    let forbidden = text.char_indices().find(|(_, c)| !is_allowed(*c));
    if let Some((at, character)) = forbidden {
        let code = u32::from(character);
        let message = format!("unacceptable character #x{code:04x}: control characters are not allowed");
        return Err(YamlError::at(mark_after(&text[..at]), message));
    }
    match invalid {
        Some(byte) => Err(YamlError::at(
            mark_after(text),
            format!("invalid UTF-8: byte 0x{byte:02x}"),
        )),
        None => Ok(text),
    }
}

fn is_allowed(character: char) -> bool {
    matches!(
        character,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{A0}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..
    )
}

fn syntax_error(error: &libyaml_safer::Error) -> YamlError {
    let message = match error.context() {
        Some(context) => format!("{context}: {}", error.problem()),
        None => error.problem().to_owned(),
    };
    YamlError {
        message,
        mark: error.problem_mark().map(mark_of),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Node {
        parse(text.as_bytes()).expect("reads").expect("is not empty")
    }

    #[test]
    fn keeps_raw_text_and_places() {
        let node = read("name: x\r\nid: 007 # comment\n'quoted': 'a\n\n  b'\nname: \"last\\u00e9\"\n");
        assert_eq!(node.get("name").and_then(Node::text), Some("lasté"));
        assert_eq!(node.get("id").and_then(Node::text), Some("007"));
        assert_eq!(
            node.get("id").map(|id| id.mark),
            Some(crate::codec::Mark { line: 2, column: 5 })
        );
        assert_eq!(node.get("quoted").and_then(Node::text), Some("a\nb"));
        assert!(node.is_mapping() && node.get("nothing").is_none());
    }

    #[test]
    fn scalars_have_places() {
        let text =
            "\u{FEFF}a: é x # c\r\nb: {a: 1, c: [2]}\n'c':   'it''s\n  long'\n? d\n: \"q\"\ne: !!str 1\nf: 1\nf: 2\n";
        let place = |key| scalar_place(text.as_bytes(), key).map(|place| &text[place]);
        let places = ["a", "b", "c", "d", "e", "f", "g"].map(place);
        let expected = [
            Some("é x"),
            None,
            Some("'it''s\n  long'"),
            Some("\"q\""),
            None,
            None,
            None,
        ];
        assert_eq!(places, expected);
        assert_eq!(scalar_place(b"{a: b, c: d}", "c"), Some(10..11));
        assert_eq!(scalar_place(b"[a, b]", "a"), None);
    }

    #[test]
    fn nothing_is_no_document() {
        for nothing in ["", "\u{FEFF}", "# comment\n", " \r\n"] {
            assert_eq!(parse(nothing.as_bytes()), Ok(None), "{nothing:?}");
        }
        assert!(read("--- \n...\n").is_null());
        assert_eq!(read("\u{FEFF}a: 1").get("a").and_then(Node::as_int), Some(1));
        assert_eq!(read("\u{FF21}: 1").get("\u{FF21}").and_then(Node::as_int), Some(1));
    }

    #[test]
    fn expands_aliases() {
        let node = read("a: &x {k: [1]}\nb: *x\n");
        assert_eq!(node.get("a"), node.get("b"));
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        for (text, message) in [
            (
                "a: [1\nb: 2",
                "line 2, column 2: while parsing a flow sequence: did not find expected ',' or ']'",
            ),
            (
                "a: b: c",
                "line 1, column 5: mapping values are not allowed in this context",
            ),
            (
                "a: 1\n---\nb: 2",
                "line 2, column 1: expected a single document in the stream, but found another document",
            ),
            (
                "a: é\u{1}",
                "line 1, column 5: unacceptable character #x0001: control characters are not allowed",
            ),
            ("a: *x", "line 1, column 4: found undefined alias 'x'"),
            ("a: &x 1\nb: &x 2", "line 2, column 4: found duplicate anchor 'x'"),
            (
                "a: &x [*x]",
                "line 1, column 8: found alias 'x' within what it stands for",
            ),
        ] {
            assert_eq!(
                parse(text.as_bytes()).expect_err("refused").to_string(),
                message,
                "{text:?}"
            );
        }
        let error = parse(b"a: 1\nb: \xE9\n").expect_err("refused");
        assert_eq!(error.to_string(), "line 2, column 4: invalid UTF-8: byte 0xe9");
    }

    #[test]
    fn block_scalars_may_run_into_the_end() {
        for (text, value) in [
            ("|\n  a", "a"),
            ("|+\n  a", "a"),
            ("|\n  a\n", "a\n"),
            ("|+\n  a\n\n", "a\n\n"),
            (">-\n  a\n  b", "a b"),
            ("|\n  a\n  ", "a\n"),
            ("|+\n  a\n ", "a\n"),
            ("|\n  a\n    ", "a\n  "),
            ("|-\n  a\n    ", "a\n  "),
            ("|", ""),
        ] {
            assert_eq!(read(text).text(), Some(value), "{text:?}");
        }
    }

    #[test]
    fn refuses_bombs() {
        let deep = "[".repeat(100_000);
        assert!(
            parse(deep.as_bytes())
                .expect_err("refused")
                .message
                .contains("levels deep")
        );
        let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..10 {
            let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
            laughs.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
        }
        assert_eq!(
            parse(laughs.as_bytes()).expect_err("refused").message,
            "aliases stand for too many values"
        );
        let mut chain = "a0: &a0 [x]\n".to_owned();
        for level in 1..120 {
            chain.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
        }
        assert!(
            parse(chain.as_bytes())
                .expect_err("refused")
                .message
                .contains("levels deep")
        );
    }
}
