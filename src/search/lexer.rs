//! Tokens as sqlparse 0.6 cuts them, which MLflow parses with (its `keywords.SQL_REGEX`, in that order), as far as it
//! decides what is accepted. Our own language differs in numbers (`-7d`) and has fewer reserved words.

use std::ops::Range;

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Blank,
    /// A word that is a name for certain, because of what stands beside it.
    Name,
    /// A word that may be a keyword.
    Word,
    /// CASE, IN, VALUES, USING, FROM, AS: never a name.
    Reserved,
    /// A name in backticks, `´` or brackets.
    Backtick,
    Double,
    Single,
    /// A number, with a unit in our language.
    Number,
    Comparison,
    /// `NOT NULL`, with the blanks between.
    NotNull,
    /// ASC, DESC, with NULLS FIRST or LAST.
    Order,
    Punctuation,
    /// `->` and `->>`, which join names as a dot does.
    Arrow,
    /// `::`.
    Cast,
    Star,
    /// What no query holds.
    Other,
}

/// A piece of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    pub(super) start: usize,
    /// Of `(` and `[`: how many tokens on the one lies that closes it.
    pub(super) closed_after: Option<usize>,
}

impl Token<'_> {
    pub(super) fn span(self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// Whether it is this keyword, in any letter case.
    pub(super) fn is(&self, keyword: &str) -> bool {
        matches!(self.kind, Kind::Word | Kind::Reserved) && self.text.eq_ignore_ascii_case(keyword)
    }

    pub(super) fn is_punctuation(&self, mark: &str) -> bool {
        self.kind == Kind::Punctuation && self.text == mark
    }
}

/// So many tokens does sqlparse take (its `MAX_GROUPING_TOKENS`).
pub(super) const MOST_TOKENS: usize = 10_000;

/// Cuts the text; nothing of it is lost. `ours` is our own language.
pub(super) fn tokens(text: &str, ours: bool) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let (mut at, mut last) = (0, None);
    while at < text.len() {
        let here = Here { text, at, ours };
        let (kind, length) = here.token(tokens.last(), last.as_ref());
        let length = length.max(1);
        let token = Token {
            kind,
            text: &text[at..at + length],
            start: at,
            closed_after: None,
        };
        last = if kind == Kind::Blank { last } else { Some(token) };
        tokens.push(token);
        at += length;
    }
    close(&mut tokens, "(", ")");
    close(&mut tokens, "[", "]");
    tokens
}

fn close(tokens: &mut [Token<'_>], opening: &str, closing: &str) {
    let mut open = Vec::new();
    for at in 0..tokens.len() {
        if tokens[at].is_punctuation(opening) {
            open.push(at);
        } else if tokens[at].is_punctuation(closing)
            && let Some(opener) = open.pop()
        {
            tokens[opener].closed_after = Some(at - opener);
        }
    }
}

struct Here<'a> {
    text: &'a str,
    at: usize,
    ours: bool,
}

impl Here<'_> {
    fn token(&self, before: Option<&Token<'_>>, last: Option<&Token<'_>>) -> (Kind, usize) {
        let rest = &self.text[self.at..];
        let Some(first) = rest.chars().next() else {
            return (Kind::Other, 0);
        };
        let one = first.len_utf8();
        if rest.starts_with("--") || rest.starts_with("# ") {
            return (Kind::Other, rest.find(['\n', '\r']).map_or(rest.len(), |at| at + 1));
        }
        let after_name = before.is_some_and(|t| {
            matches!(t.kind, Kind::Name | Kind::Word | Kind::Backtick | Kind::Double) || t.is_punctuation("]")
        });
        match first {
            _ if is_blank(first) => return (Kind::Blank, one),
            ':' if rest.starts_with("::") => return (Kind::Cast, 2),
            '*' => return (Kind::Star, 1),
            '`' | '´' => return quoted(rest, first).map_or((Kind::Other, one), |n| (Kind::Backtick, n)),
            '\'' => return quoted(rest, first).map_or((Kind::Other, one), |n| (Kind::Single, n)),
            '"' => return quoted(rest, first).map_or((Kind::Other, one), |n| (Kind::Double, n)),
            '[' => {
                let joined = self.before().is_some_and(|c| is_word(c) || matches!(c, ']' | ')'));
                let end = rest[1..].find(['[', ']']).map(|at| at + 1);
                if let Some(end) = end.filter(|end| !joined && *end > 1 && rest[*end..].starts_with(']')) {
                    return (Kind::Backtick, end + 1);
                }
            }
            '@' | '#' => {
                let name = rest.trim_start_matches(['@', '#']);
                let marks = rest.len() - name.len();
                let word = word_length(name);
                let starts = name.chars().next().is_some_and(is_letter);
                if (marks == 1 || rest.starts_with("##") && marks == 2) && starts && name[..word].chars().count() > 1 {
                    return (Kind::Name, marks + word);
                }
            }
            _ if is_letter(first) => return self.word(rest),
            '.' if self.ours && after_name => return (Kind::Punctuation, 1),
            _ => {}
        }
        let number = if self.ours {
            our_number(rest, before, last)
        } else {
            number(rest)
        };
        if let Some(number) = number {
            return number;
        }
        if is_word(first) {
            return (Kind::Word, long_word_length(rest));
        }
        if let Some(arrow) = ["->>", "->"].into_iter().find(|arrow| rest.starts_with(arrow)) {
            return (Kind::Arrow, arrow.len());
        }
        let run = |set: &str| rest.len() - rest.trim_start_matches(|c| set.contains(c)).len();
        match first {
            ';' | ':' | '(' | ')' | '[' | ']' | ',' | '.' => (Kind::Punctuation, 1),
            '<' if rest.starts_with("<@") => (Kind::Other, 2),
            '<' | '>' | '=' | '~' | '!' => (Kind::Comparison, run("<>=~!")),
            '-' => (Kind::Other, 1),
            '+' | '/' | '@' | '#' | '%' | '^' | '&' | '|' => (Kind::Other, run("+/@#%^&|-")),
            _ => (Kind::Other, one),
        }
    }

    fn before(&self) -> Option<char> {
        self.text[..self.at].chars().next_back()
    }

    fn word(&self, rest: &str) -> (Kind, usize) {
        let first = rest.chars().next().map_or(0, char::len_utf8);
        let length = first + word_length(&rest[first..]); // `×` begins a name, though it is in no word
        let word = &rest[..length];
        let after = &rest[length..];
        let is = |words: &[&str]| words.iter().any(|w| word.eq_ignore_ascii_case(w));
        let after_dot = self.before() == Some('.');
        if is(&["case", "in", "values", "using", "from", "as"]) && !(self.ours && after_dot) {
            return (Kind::Reserved, length);
        }
        let unblanked = after.trim_start_matches(is_blank);
        let member = unblanked.strip_prefix('.').is_some_and(|member| {
            !member.starts_with(|c: char| c.is_ascii_digit()) || (self.ours && unblanked.len() == after.len())
        });
        if member || after_dot || (!self.ours && after.starts_with('(')) {
            return (Kind::Name, length);
        }
        let next = &unblanked[..word_length(unblanked)];
        let with_next = rest.len() - unblanked.len() + next.len();
        if is(&["not"]) && unblanked.len() < after.len() {
            if next.eq_ignore_ascii_case("null") {
                return (Kind::NotNull, with_next);
            }
            if PATTERNS.iter().any(|pattern| next.eq_ignore_ascii_case(pattern)) {
                return (Kind::Comparison, with_next);
            }
        }
        if is(PATTERNS) {
            return (Kind::Comparison, length);
        }
        if is(&["asc", "desc"]) {
            return (Kind::Order, length);
        }
        match long_word_length(rest) {
            0 => (Kind::Other, first),
            length => (Kind::Word, length),
        }
    }
}

const PATTERNS: &[&str] = &["like", "ilike", "rlike", "regexp"];

/// Python's `\s`.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1C}'..='\u{1F}')
}

/// Python's `\w`.
fn is_word(c: char) -> bool {
    c == '_'
        || c.is_ascii_alphanumeric()
        || !c.is_ascii()
            && matches!(
                c.general_category_group(),
                GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number
            )
}

/// sqlparse's `[A-ZÀ-Ü]` in any letter case.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'À'..='Ü' | 'à'..='ö' | 'ø'..='ü')
}

fn word_length(rest: &str) -> usize {
    rest.find(|c| !is_word(c)).unwrap_or(rest.len())
}

/// `\w[$#\w]*`.
fn long_word_length(rest: &str) -> usize {
    rest.find(|c| !(is_word(c) || matches!(c, '$' | '#')))
        .unwrap_or(rest.len())
}

/// The length of what is between quotes, quotes included: up to the first quote that is neither doubled nor, but in
/// backticks, behind a backslash; else up to the last one that is. `None` where there is no other quote.
fn quoted(rest: &str, quote: char) -> Option<usize> {
    let escapes = matches!(quote, '\'' | '"');
    let mut chars = rest.char_indices().skip(1).peekable();
    let mut fallback = None;
    while let Some((at, c)) = chars.next() {
        let next_is_quote = chars.peek().is_some_and(|(_, next)| *next == quote);
        if c == quote {
            let end = at + quote.len_utf8();
            if !next_is_quote {
                return Some(end);
            }
            fallback = Some(end);
            chars.next();
        } else if escapes && c == '\\' && next_is_quote {
            chars.next();
            fallback = Some(at + 2);
        }
    }
    fallback
}

fn digits(rest: &str) -> usize {
    rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())
}

/// A number as sqlparse takes it: before a letter it gives the last digit back.
fn number(rest: &str) -> Option<(Kind, usize)> {
    let sign = usize::from(rest.starts_with('-'));
    let magnitude = &rest[sign..];
    if let Some(hexadecimal) = magnitude.strip_prefix("0x").or_else(|| magnitude.strip_prefix("0X")) {
        let length = hexadecimal
            .find(|c: char| !c.is_ascii_hexdigit())
            .unwrap_or(hexadecimal.len());
        if length > 0 {
            return Some((Kind::Other, sign + 2 + length));
        }
    }
    let whole = digits(magnitude);
    let fraction = magnitude[whole..].strip_prefix('.').map(digits);
    let before_letter = |at: usize| magnitude[at..].chars().next().is_some_and(|c| c == '_' || is_letter(c));
    if whole > 0 {
        let mantissa = whole + fraction.filter(|length| *length > 0).map_or(0, |length| length + 1);
        for mantissa in [mantissa, whole] {
            if let Some(exponent) = magnitude[mantissa..].strip_prefix(['e', 'E']) {
                let unsigned = exponent.strip_prefix('-').unwrap_or(exponent);
                let length = digits(unsigned);
                if length > 0 {
                    return Some((Kind::Number, sign + magnitude.len() - unsigned.len() + length));
                }
            }
        }
    }
    if let Some(fraction) = fraction.filter(|fraction| whole > 0 || *fraction > 0) {
        let end = whole + 1 + fraction;
        if !before_letter(end) {
            return Some((Kind::Number, sign + end));
        }
        if fraction > usize::from(whole == 0) {
            return Some((Kind::Number, sign + end - 1));
        }
    }
    match whole {
        0 => None,
        _ if !before_letter(whole) => Some((Kind::Number, sign + whole)),
        1 => None,
        _ => Some((Kind::Number, sign + whole - 1)),
    }
}

/// A number with sign, fraction, exponent and unit. A sign belongs to it only where a value may stand, and what stands
/// behind a dot is part of a name.
fn our_number(rest: &str, before: Option<&Token<'_>>, last: Option<&Token<'_>>) -> Option<(Kind, usize)> {
    if before.is_some_and(|t| t.is_punctuation(".")) {
        return None;
    }
    let opens = |t: &Token<'_>| t.kind == Kind::Comparison || t.is_punctuation("(") || t.is_punctuation(",");
    let signed = rest.starts_with(['-', '+']) && last.is_none_or(opens);
    let magnitude = &rest[usize::from(signed)..];
    let whole = digits(magnitude);
    let behind = &magnitude[whole..];
    let fraction = behind.strip_prefix('.').map_or(0, |fraction| 1 + digits(fraction));
    if whole == 0 && fraction < 2 {
        return None;
    }
    let mut tail = &behind[fraction..];
    if let Some(exponent) = tail.strip_prefix(['e', 'E']) {
        let unsigned = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        if digits(unsigned) > 0 {
            tail = &unsigned[digits(unsigned)..];
        }
    }
    Some((Kind::Number, rest.len() - tail.len() + word_length(tail)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, ours: bool) -> Vec<&str> {
        let tokens = tokens(text, ours);
        tokens
            .into_iter()
            .filter(|t| t.kind != Kind::Blank)
            .map(|t| t.text)
            .collect()
    }

    #[test]
    fn cuts_as_sqlparse_does() {
        for (text, pieces) in [
            ("metrics.acc>-1", vec!["metrics", ".", "acc", ">", "-1"]),
            ("tags.2fast", vec!["tags", ".", "2fast"]),
            ("tags.25x", vec!["tags", ".2", "5x"]),
            ("0.8AND", vec!["0.", "8AND"]),
            ("1e5AND", vec!["1e5", "AND"]),
            ("12d", vec!["1", "2d"]),
            ("a NOT  LIKE'x''y'z", vec!["a", "NOT  LIKE", "'x''y'", "z"]),
            (r"'it\'s' 'b\' c", vec![r"'it\'s'", r"'b\'", "c"]),
            ("`a``b` `c``", vec!["`a``b`", "`c`", "`"]),
            ("a.[b c][0]", vec!["a", ".", "[b c]", "[", "0", "]"]),
            ("× ×.×a", vec!["×", "×", ".", "×a"]),
            ("a == 1 -- b", vec!["a", "==", "1", "-- b"]),
        ] {
            assert_eq!(cut(text, false), pieces, "{text}");
        }
    }

    #[test]
    fn our_numbers_have_signs_exponents_and_units() {
        for (text, pieces) in [
            ("a > -7d", vec!["a", ">", "-7d"]),
            ("a IN (-1, +2e+3)", vec!["a", "IN", "(", "-1", ",", "+2e+3", ")"]),
            ("metrics.2 >1.5h", vec!["metrics", ".", "2", ">", "1.5h"]),
            ("tags.from=.5", vec!["tags", ".", "from", "=", ".5"]),
        ] {
            assert_eq!(cut(text, true), pieces, "{text}");
        }
    }
}
