//! Writes YAML byte for byte as PyYAML's `CSafeDumper` does: block style, keys sorted, folded at column 80.
//!
//! libyaml's emitter over again for the few values that a `meta.yaml` holds. The emitter of `libyaml-safer` will not
//! do: it writes characters above U+FFFF raw, where libyaml escapes them.

use super::scalar_style::{Characters, Style, is_break, is_printable, style};

/// Lines are folded at the first single space beyond this many characters.
const WIDTH: usize = 80;
/// A longer key, in bytes, gets a line of its own that begins with `?`.
const LONGEST_SIMPLE_KEY: usize = 128;

/// A value of a `meta.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Yaml {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A decimal number.
    Int(i64),
    /// A text, quoted where Python would otherwise read something else.
    Str(String),
    /// A scalar of one line as it stood without quotes, such as `1.5`, `yes` or `2020-01-01`.
    Plain(String),
    /// Of values that are neither lists nor maps, unless those are empty; an empty one is written `[]`.
    List(Vec<Self>),
    /// Entries in any order, each key once; an empty one is written `{}`.
    Map(Vec<(String, Self)>),
}

/// The bytes of `yaml.dump(entries, default_flow_style=False, allow_unicode=True, Dumper=yaml.CSafeDumper)`.
///
/// Keys are sorted by code point at every level, as Python sorts them. Ends with a line break.
pub fn document(entries: &[(&str, Yaml)]) -> String {
    let mut writer = Writer {
        out: String::new(),
        column: 0,
        blank: true,
    };
    if entries.is_empty() {
        writer.put_str("{}");
    }
    writer.map(entries.iter().map(|(key, value)| (*key, value)).collect(), 0);
    writer.line_break();
    writer.out
}

struct Writer {
    out: String,
    /// Characters on the current line so far.
    column: usize,
    /// Whether the current line holds nothing yet but indentation, `?` and `:`.
    blank: bool,
}

impl Writer {
    fn map(&mut self, mut entries: Vec<(&str, &Yaml)>, indent: usize) {
        entries.sort_by_key(|(key, _)| *key);
        for (key, value) in entries {
            self.indent(indent);
            if key.len() > LONGEST_SIMPLE_KEY || key.contains(is_break) {
                self.put_str("? ");
                self.text(key, indent + 2, true);
                self.indent(indent);
                self.put(':');
            } else {
                self.text(key, indent + 2, false);
                self.put(':');
                self.blank = false;
            }
            self.value(value, indent);
        }
    }

    /// What follows `key:`, which stands at `indent`.
    fn value(&mut self, value: &Yaml, indent: usize) {
        if let Yaml::Map(entries) = value
            && !entries.is_empty()
        {
            return self.map(
                entries.iter().map(|(key, value)| (key.as_str(), value)).collect(),
                indent + 2,
            );
        }
        if let Yaml::List(items) = value
            && !items.is_empty()
        {
            let indent = if self.blank { indent + 2 } else { indent }; // behind a `?` or not
            for item in items {
                self.indent(indent);
                self.put('-');
                self.blank = false;
                self.value(item, indent);
            }
            return;
        }
        self.put(' ');
        match value {
            Yaml::Null => self.put_str("null"),
            Yaml::Bool(true) => self.put_str("true"),
            Yaml::Bool(false) => self.put_str("false"),
            Yaml::Int(value) => self.put_str(&value.to_string()),
            Yaml::Str(value) => self.text(value, indent + 2, true),
            Yaml::Plain(value) => self.put_str(value),
            Yaml::List(_) => self.put_str("[]"),
            Yaml::Map(_) => self.put_str("{}"),
        }
        self.blank = false;
    }

    /// A string; lines after its first begin at `indent`.
    fn text(&mut self, text: &str, indent: usize, fold: bool) {
        match style(text) {
            Style::Plain => self.plain(text, indent, fold),
            Style::SingleQuoted => self.single_quoted(text, indent, fold),
            Style::DoubleQuoted => self.double_quoted(text, indent, fold),
        }
        self.blank = false;
    }

    fn plain(&mut self, text: &str, indent: usize, fold: bool) {
        for character in Characters::of(text) {
            if fold && character.is_lone_space() && self.column > WIDTH {
                self.new_line(indent);
            } else {
                self.put(character.this);
            }
        }
    }

    fn single_quoted(&mut self, text: &str, indent: usize, fold: bool) {
        self.put('\'');
        let mut after_break = false;
        for character in Characters::of(text) {
            let this = character.this;
            if fold && character.is_lone_space() && character.is_inner() && self.column > WIDTH {
                self.new_line(indent);
            } else if is_break(this) {
                if this == '\n' && !after_break {
                    self.line_break();
                }
                self.put(this);
                self.column = 0;
            } else {
                if after_break {
                    self.pad(indent);
                }
                if this == '\'' {
                    self.put('\'');
                }
                self.put(this);
            }
            after_break = is_break(this);
        }
        if after_break {
            self.pad(indent);
        }
        self.put('\'');
    }

    fn double_quoted(&mut self, text: &str, indent: usize, fold: bool) {
        self.put('"');
        for character in Characters::of(text) {
            let this = character.this;
            if !is_printable(this) || is_break(this) || matches!(this, '"' | '\\') {
                self.put_str(&escape(this));
            } else if fold && character.is_first_space() && character.is_inner() && self.column > WIDTH {
                self.new_line(indent);
                if character.next == Some(' ') {
                    self.put('\\');
                }
            } else {
                self.put(this);
            }
        }
        self.put('"');
    }

    /// Goes to column `indent` of a line on which nothing stands yet.
    fn indent(&mut self, indent: usize) {
        if !self.blank {
            self.line_break();
            self.blank = true;
        }
        self.pad(indent);
    }

    fn new_line(&mut self, indent: usize) {
        self.line_break();
        self.pad(indent);
    }

    fn pad(&mut self, indent: usize) {
        while self.column < indent {
            self.put(' ');
        }
    }

    fn line_break(&mut self) {
        self.out.push('\n');
        self.column = 0;
    }

    fn put(&mut self, character: char) {
        self.out.push(character);
        self.column += 1;
    }

    fn put_str(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.chars().count();
    }
}

fn escape(character: char) -> String {
    let letter = match character {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{B}' => 'v',
        '\u{C}' => 'f',
        '\r' => 'r',
        '\u{1B}' => 'e',
        '"' | '\\' => character,
        '\u{85}' => 'N',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        _ => {
            return match u32::from(character) {
                code @ ..=0xFF => format!("\\x{code:02X}"),
                code @ ..=0xFFFF => format!("\\u{code:04X}"),
                code => format!("\\U{code:08X}"),
            };
        }
    };
    format!("\\{letter}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::yaml::parse;
    use crate::codec::{Kind, Node, Value};
    use proptest::prelude::*;

    fn written(value: &str) -> String {
        document(&[("k", Yaml::Str(value.to_owned()))])
    }

    #[test]
    fn quotes_as_pyyaml_does() {
        for (value, line) in [
            ("a b", "k: a b\n"),
            ("", "k: ''\n"),
            ("2024-01-01", "k: '2024-01-01'\n"),
            ("12:30", "k: '12:30'\n"),
            ("yes", "k: 'yes'\n"),
            ("=", "k: '='\n"),
            ("1e3", "k: 1e3\n"),
            (
                "57e12345678901234567890123456789",
                "k: 57e12345678901234567890123456789\n",
            ),
            ("it's", "k: it's\n"),
            (" it's", "k: ' it''s'\n"),
            ("a: b", "k: 'a: b'\n"),
            ("s3://b/k", "k: s3://b/k\n"),
            ("-", "k: '-'\n"),
            ("--", "k: --\n"),
            ("---", "k: '---'\n"),
            ("?x", "k: ?x\n"),
            ("multi\n\nline\n", "k: 'multi\n\n\n  line\n\n  '\n"),
            ("a \nb", "k: \"a \\nb\"\n"),
            ("ls\u{2028}x", "k: 'ls\u{2028}  x'\n"),
            ("名前\u{a0}é", "k: 名前\u{a0}é\n"),
            ("🚀\t\u{85}\u{7f}\u{feff}", "k: \"\\U0001F680\\t\\N\\x7F\\uFEFF\"\n"),
        ] {
            assert_eq!(written(value), line);
        }
    }

    #[test]
    fn folds_beyond_column_80() {
        let word = "w".repeat(80);
        assert_eq!(written(&format!("{word} a b")), format!("k: {word}\n  a b\n"));
        assert_eq!(written(&format!("{word}  a")), format!("k: {word}  a\n"));
        assert_eq!(written(&format!("#{word} a ")), format!("k: '#{word}\n  a '\n"));
        assert_eq!(written(&format!("\t{word}  a")), format!("k: \"\\t{word}\n  \\ a\"\n"));
    }

    #[test]
    fn nests_and_sorts() {
        let long_key = "x".repeat(129);
        let entries =
            |pairs: &[(&str, Yaml)]| Yaml::Map(pairs.iter().cloned().map(|(k, v)| (k.to_owned(), v)).collect());
        let text = document(&[
            ("b", Yaml::Null),
            ("B", Yaml::Int(-1)),
            (
                "tags",
                entries(&[
                    ("a\nb", Yaml::List(vec![Yaml::Int(1), Yaml::Int(2)])),
                    (
                        &long_key,
                        entries(&[("z", Yaml::List(Vec::new())), ("a", Yaml::Bool(true))]),
                    ),
                ]),
            ),
            ("c", entries(&[])),
            (
                "aliases",
                Yaml::List(vec![Yaml::Str("champion".to_owned()), Yaml::Null]),
            ),
            ("a\nb", Yaml::Str("yes".to_owned())),
        ]);
        let expected = format!(
            "B: -1\n? 'a\n\n  b'\n: 'yes'\naliases:\n- champion\n- null\nb: null\nc: {{}}\n\
             tags:\n  ? 'a\n\n    b'\n  : - 1\n    - 2\n  ? {long_key}\n  : a: true\n    z: []\n"
        );
        assert_eq!(text, expected);
        assert_eq!(document(&[]), "{}\n");
    }

    fn any_text() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            " ",
            "  ",
            "\n",
            ": ",
            " #",
            "- ",
            "'",
            "\"",
            "\\",
            "word",
            "averylongwordaverylongwordaverylongword",
            "null",
            "12:30",
            "\t",
            "\r",
            "\u{85}",
            "\u{2028}",
            "é",
            "🚀",
            "---",
            "<<",
            "1.5",
        ]);
        prop_oneof![
            prop::collection::vec(pieces, 0..30).prop_map(|pieces| pieces.concat()),
            any::<String>()
        ]
    }

    fn any_yaml() -> impl Strategy<Value = Yaml> {
        let leaf = prop_oneof![
            Just(Yaml::Null),
            any::<bool>().prop_map(Yaml::Bool),
            any::<i64>().prop_map(Yaml::Int),
            any_text().prop_map(Yaml::Str),
            Just(Yaml::List(Vec::new())),
        ];
        let leaf = prop_oneof![
            4 => leaf.clone(),
            1 => prop::collection::vec(leaf, 0..4).prop_map(Yaml::List),
        ];
        leaf.prop_recursive(3, 20, 4, |inner| {
            prop::collection::btree_map(any_text(), inner, 0..4).prop_map(|map| Yaml::Map(map.into_iter().collect()))
        })
    }

    fn is(node: &Node, value: &Yaml) -> bool {
        match (value, node.resolve()) {
            (Yaml::Null, Ok(Value::Null)) => true,
            (Yaml::Bool(value), Ok(Value::Bool(read))) => read == *value,
            (Yaml::Int(value), Ok(Value::Int(read))) => read == i128::from(*value),
            (Yaml::Str(value), Ok(Value::Str(read))) => read == *value,
            (Yaml::List(items), Ok(Value::List(_))) => match &node.kind {
                Kind::Sequence(read) => {
                    read.len() == items.len() && read.iter().zip(items).all(|(node, value)| is(node, value))
                }
                _ => false,
            },
            (Yaml::Map(entries), Ok(Value::Map(read))) => {
                read.len() == entries.len()
                    && entries
                        .iter()
                        .all(|(key, value)| node.get(key).is_some_and(|node| is(node, value)))
            }
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn reads_back_what_it_wrote(map in prop::collection::btree_map(any_text(), any_yaml(), 0..4)) {
            let entries: Vec<_> = map.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
            let text = document(&entries);
            let node = parse(text.as_bytes()).expect("reads").expect("is not empty");
            prop_assert!(is(&node, &Yaml::Map(map.into_iter().collect())), "{}", text);
        }

        #[test]
        fn reading_anything_does_not_panic(bytes in any::<Vec<u8>>(), text in "[-:?#&*!|>'\"%@,\\[\\]{}<=~a1. \t\n]{0,40}") {
            let _ = parse(&bytes);
            if let Ok(Some(node)) = parse(text.as_bytes()) {
                let _ = node.resolve().map(|value| value.python_str());
            }
        }
    }
}
