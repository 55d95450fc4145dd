//! Lists behind IN: MLflow evaluates the parentheses as a Python literal (`ast.literal_eval`).

use super::lexer::is_blank;

/// What stands in a list.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum List {
    Texts(Vec<String>),
    /// As written.
    Numbers(Vec<String>),
}

/// Why it is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListError {
    Empty,
    Mixed,
    Malformed,
}

/// Reads a list, parentheses included. Python's strings with their escapes; adjacent ones join.
pub(super) fn parse(text: &str) -> Result<List, ListError> {
    let mut reader = Reader { rest: text };
    let value = reader.value(0)?;
    reader.skip_blanks();
    if !reader.rest.is_empty() {
        return Err(ListError::Malformed);
    }
    let items = match value {
        Value::Tuple(items) => items,
        single => vec![single],
    };
    if items.is_empty() {
        return Err(ListError::Empty);
    }
    let mut texts = Vec::new();
    let mut numbers = Vec::new();
    for item in items {
        match item {
            Value::Text(text) => texts.push(text),
            Value::Number(number) => numbers.push(number),
            Value::Tuple(_) => return Err(ListError::Mixed),
        }
    }
    match (texts.is_empty(), numbers.is_empty()) {
        (false, true) => Ok(List::Texts(texts)),
        (true, false) => Ok(List::Numbers(numbers)),
        _ => Err(ListError::Mixed),
    }
}

/// The text as Python would read it between single quotes.
pub(super) fn quote(text: &str) -> String {
    let mut out = String::from("'");
    for c in text.chars() {
        match c {
            '\'' => out.push_str("\\x27"), // sqlparse would take a backslash before another quote for part of its text
            '\\' => out.push_str("\\x5c"),
            c if c.is_control() || (is_blank(c) && c != ' ') => out.push_str(&format!("\\U{:08x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('\'');
    out
}

/// How deep parentheses may lie in each other: sqlparse's `MAX_GROUPING_DEPTH`.
const DEEPEST: usize = 100;

enum Value {
    Text(String),
    Number(String),
    Tuple(Vec<Self>),
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn skip_blanks(&mut self) {
        loop {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{C}']);
            let Some(comment) = self.rest.strip_prefix('#') else {
                return;
            };
            self.rest = comment.find('\n').map_or("", |at| &comment[at..]);
        }
    }

    fn take(&mut self, mark: &str) -> bool {
        self.skip_blanks();
        match self.rest.strip_prefix(mark) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, ListError> {
        if depth > DEEPEST {
            return Err(ListError::Malformed);
        }
        if self.take("(") {
            return self.parenthesised(depth);
        }
        self.skip_blanks();
        let number = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+')))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(number);
        let magnitude = word.trim_start_matches(['-', '+']);
        if magnitude.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            self.rest = rest;
            return Ok(Value::Number(word.to_owned()));
        }
        let mut text = None::<String>;
        while let Some(part) = self.string()? {
            text.get_or_insert_default().push_str(&part);
            self.skip_blanks();
        }
        text.map(Value::Text).ok_or(ListError::Malformed)
    }

    fn parenthesised(&mut self, depth: usize) -> Result<Value, ListError> {
        let mut items = Vec::new();
        loop {
            if self.take(")") {
                return Ok(Value::Tuple(items));
            }
            let value = self.value(depth + 1)?;
            if self.take(",") {
                items.push(value);
            } else if !self.take(")") {
                return Err(ListError::Malformed);
            } else if items.is_empty() {
                return Ok(value);
            } else {
                items.push(value);
                return Ok(Value::Tuple(items));
            }
        }
    }

    /// One string literal; `None` where none begins.
    fn string(&mut self) -> Result<Option<String>, ListError> {
        let Some(at) = self.rest.find(['\'', '"']) else {
            return Ok(None);
        };
        let prefix = &self.rest[..at];
        let raw = prefix.eq_ignore_ascii_case("r");
        if !(raw || prefix.is_empty() || prefix.eq_ignore_ascii_case("u")) {
            return Ok(None);
        }
        let body = &self.rest[at..];
        let quote = &body[..1];
        let triple = quote.repeat(3);
        let close = if body.starts_with(&triple) {
            triple.as_str()
        } else {
            quote
        };
        let mut rest = &body[close.len()..];
        let mut text = String::new();
        loop {
            if let Some(behind) = rest.strip_prefix(close) {
                self.rest = behind;
                return Ok(Some(text));
            }
            let c = rest.chars().next().ok_or(ListError::Malformed)?;
            rest = &rest[c.len_utf8()..];
            match c {
                '\n' if close.len() == 1 => return Err(ListError::Malformed),
                '\\' => rest = escape(rest, raw, &mut text)?,
                c => text.push(c),
            }
        }
    }
}

/// What stands behind a backslash; gives what is left.
fn escape<'a>(rest: &'a str, raw: bool, text: &mut String) -> Result<&'a str, ListError> {
    let c = rest.chars().next().ok_or(ListError::Malformed)?;
    let behind = &rest[c.len_utf8()..];
    if raw {
        text.push('\\');
        text.push(c);
        return Ok(behind);
    }
    let simple = match c {
        '\n' => return Ok(behind),
        '\\' | '\'' | '"' => c,
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{C}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{B}',
        'x' | 'u' | 'U' => {
            let length = match c {
                'x' => 2,
                'u' => 4,
                _ => 8,
            };
            let code = behind.get(..length).ok_or(ListError::Malformed)?;
            let code = u32::from_str_radix(code, 16).map_err(|_| ListError::Malformed)?;
            text.push(char::from_u32(code).ok_or(ListError::Malformed)?);
            return Ok(&behind[length..]);
        }
        '0'..='7' => {
            let length = rest.bytes().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count();
            let code = u32::from_str_radix(&rest[..length], 8).map_err(|_| ListError::Malformed)?;
            text.push(char::from_u32(code).ok_or(ListError::Malformed)?);
            return Ok(&rest[length..]);
        }
        'N' => return Err(ListError::Malformed), // names of characters
        other => {
            text.push('\\');
            other
        }
    };
    text.push(simple);
    Ok(behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_python_literals() {
        let texts = |items: &[&str]| Ok(List::Texts(items.iter().map(|&s| s.to_owned()).collect()));
        for (text, list) in [
            ("('a')", texts(&["a"])),
            ("( 'a' , \"b\", )", texts(&["a", "b"])),
            ("('a' 'b', # c\n 'd')", texts(&["ab", "d"])),
            (
                r"('\x41\u00fc\101\n\q', r'\n', u'''it's''')",
                texts(&["AüA\n\\q", "\\n", "it's"]),
            ),
            ("((('a')))", texts(&["a"])),
            ("(1, -2.5)", Ok(List::Numbers(vec!["1".to_owned(), "-2.5".to_owned()]))),
            ("()", Err(ListError::Empty)),
            ("('a', 1)", Err(ListError::Mixed)),
            ("(('a',),)", Err(ListError::Mixed)),
            ("(a)", Err(ListError::Malformed)),
            ("('a'; 'b')", Err(ListError::Malformed)),
            ("(,)", Err(ListError::Malformed)),
            ("(b'a')", Err(ListError::Malformed)),
        ] {
            assert_eq!(parse(text), list, "{text}");
        }
        let odd = "a'b\"\\c\n\u{2028}";
        assert_eq!(parse(&format!("({})", quote(odd))), texts(&[odd]));
    }
}
