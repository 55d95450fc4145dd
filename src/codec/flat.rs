//! The YAML that MLflow writes for a run: one `key: value` a line. Reading it takes a hundredth of the time of reading YAML.

use super::{Kind, Mark, Node};

/// Reads a text in which every line is a word, a colon, a blank and a value that means what it says: a plain word or
/// path, a `'text'` without quotes in it, `[]` or `{}`. `None` for everything else, which may be YAML all the same;
/// what is read is what [`super::yaml::parse`] reads.
pub(super) fn parse(text: &str) -> Option<Node> {
    let mut entries = Vec::with_capacity(16);
    for (index, line) in text.strip_suffix('\n').unwrap_or(text).split('\n').enumerate() {
        let (key, value) = line.split_once(": ")?;
        if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
            return None;
        }
        let at = |column| Mark {
            line: index + 1,
            column,
        };
        entries.push((scalar(key, true, at(1)), self::value(value, at(key.len() + 3))?));
    }
    Some(Node {
        kind: Kind::Mapping(entries),
        tag: None,
        mark: Mark { line: 1, column: 1 },
    })
}

fn value(text: &str, mark: Mark) -> Option<Node> {
    if let Some(quoted) = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        let plain = quoted.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'\'');
        return plain.then(|| scalar(quoted, false, mark));
    }
    let empty = match text {
        "[]" => Some(Kind::Sequence(Vec::new())),
        "{}" => Some(Kind::Mapping(Vec::new())),
        _ => None,
    };
    if let Some(kind) = empty {
        return Some(Node { kind, tag: None, mark });
    }
    let mut chars = text.chars();
    let begins = chars
        .next()
        .is_some_and(|c| c.is_alphanumeric() || matches!(c, '/' | '_' | '.'));
    let goes_on = |c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '.' | '-' | '+' | '=' | '@' | '~' | '%');
    let end = |c: &char| !matches!(c, ':' | ' ');
    let within = |(c, next): (char, Option<char>)| match c {
        ':' => next.is_some_and(goes_on),
        ' ' => next.is_some_and(|c| goes_on(c) || c == ':'),
        c => goes_on(c),
    };
    let next = text.chars().skip(2).map(Some).chain([None]);
    let reads = begins && text.chars().next_back().as_ref().is_some_and(end) && chars.zip(next).all(within);
    (reads && text != "...").then(|| scalar(text, true, mark))
}

fn scalar(text: &str, plain: bool, mark: Mark) -> Node {
    Node {
        kind: Kind::Scalar {
            text: text.to_owned(),
            plain,
        },
        tag: None,
        mark,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::codec::yaml;

    #[test]
    fn a_run_is_read_at_once_and_the_rest_is_left_to_yaml() {
        let run = "artifact_uri: file:///c:/a b/x%20y\nend_time: null\nname: ''\nrun_id: 57e1\nstart_time: 1760000000000\n\
                   tags: []\naliases: {}\nuser_id: 'on'\nrun_name: 이름-1\n";
        let read = parse(run).expect("is flat");
        assert_eq!(read.get("run_name").and_then(Node::text), Some("이름-1"));
        assert_eq!(Some(read), yaml::parse_any(run.as_bytes()).expect("is YAML"));
        for other in [
            "",
            "a:\n",
            "a: b: c\n",
            "a: b #c\n",
            "a: b:\n",
            "a: 'it''s'\n",
            "a: \"b\"\n",
            "a: b\n  c\n",
            "a: {b}\n",
            "a: -1\n",
            "a: |\n",
            "a: *b\n",
            "- a\n",
            "---\n",
            "a: b\n...\n",
            "a: b\r\n",
            "a: b \n",
            "a:  b\n",
            "a: b\tc\n",
            "a: ~\n",
            "\n",
        ] {
            assert_eq!(parse(other), None, "{other:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_at_once_is_what_yaml_reads(
            lines in prop::collection::vec(("[a-z_]{1,3}", "[-'a9 :./#~%@=+\\[\\]|>*&!,?{}é\u{a0}\u{2028}\u{85}\t이]{0,6}"), 1..4),
        ) {
            let text: String = lines.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
            if let Some(node) = parse(&text) {
                prop_assert_eq!(yaml::parse_any(text.as_bytes()).ok().flatten(), Some(node), "{:?}", text);
            }
        }
    }
}
