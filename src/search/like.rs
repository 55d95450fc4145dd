//! LIKE and ILIKE as MLflow means them: `%` is Python's `.*` and `_` its `.`, neither of which takes a line break; there is
//! no escape; the end of the pattern is the end of the text or stands before a final line break, but not behind a `%`.

/// A pattern, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Like {
    pub(super) pattern: String,
    pub(super) ignore_case: bool,
    pieces: Vec<Piece>,
    open_end: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Piece {
    Any,
    One,
    Char(char),
}

impl Like {
    pub(super) fn new(pattern: &str, ignore_case: bool) -> Self {
        let piece = |c| match c {
            '%' => Piece::Any,
            '_' => Piece::One,
            c if ignore_case => Piece::Char(fold(c)),
            c => Piece::Char(c),
        };
        let mut pieces: Vec<Piece> = pattern.chars().map(piece).collect();
        pieces.dedup_by(|a, b| *a == Piece::Any && *b == Piece::Any);
        Self {
            pattern: pattern.to_owned(),
            ignore_case,
            pieces,
            open_end: pattern.ends_with('%'),
        }
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        self.matches_whole(text)
            || (!self.open_end && text.strip_suffix('\n').is_some_and(|text| self.matches_whole(text)))
    }

    /// The last `%` met takes one character more whenever what follows it does not fit.
    fn matches_whole(&self, text: &str) -> bool {
        let (mut at, mut piece) = (0, 0);
        let mut retry: Option<(usize, usize)> = None;
        loop {
            let here = text[at..].chars().next();
            match (self.pieces.get(piece), here) {
                (Some(Piece::Any), _) => {
                    piece += 1;
                    retry = Some((at, piece));
                    if piece == self.pieces.len() {
                        return true;
                    }
                    continue;
                }
                (Some(Piece::One), Some(c)) if c != '\n' => {
                    at += c.len_utf8();
                    piece += 1;
                    continue;
                }
                (Some(Piece::Char(wanted)), Some(c)) if *wanted == c || (self.ignore_case && *wanted == fold(c)) => {
                    at += c.len_utf8();
                    piece += 1;
                    continue;
                }
                (None, None) => return true,
                _ => {}
            }
            let Some((from, behind)) = retry else { return false };
            match text[from..].chars().next() {
                Some(c) if c != '\n' => {
                    at = from + c.len_utf8();
                    piece = behind;
                    retry = Some((at, piece));
                }
                _ => return false,
            }
        }
    }
}

/// One of the characters that Python's `re.IGNORECASE` takes for the same: simple lower case, then the least of those
/// that its `re._casefix` adds.
fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    match c.to_lowercase().next().unwrap_or(c) {
        'ı' => 'i',
        'ſ' => 's',
        'μ' => 'µ',
        'ι' | '\u{1FBE}' => '\u{345}',
        '\u{1FD3}' => '\u{390}',
        '\u{1FE3}' => '\u{3B0}',
        'ϐ' => 'β',
        'ϵ' => 'ε',
        'ϑ' => 'θ',
        'ϰ' => 'κ',
        'ϖ' => 'π',
        'ϱ' => 'ρ',
        'σ' => 'ς',
        'ϕ' => 'φ',
        '\u{1C80}' => 'в',
        '\u{1C81}' => 'д',
        '\u{1C82}' => 'о',
        '\u{1C83}' => 'с',
        '\u{1C84}' | '\u{1C85}' => 'т',
        '\u{1C86}' => 'ъ',
        '\u{1C87}' => 'ѣ',
        '\u{A64B}' => '\u{1C88}',
        'ẛ' => 'ṡ',
        '\u{FB06}' => '\u{FB05}',
        lower => lower,
    }
}

#[cfg(test)]
mod tests {
    use super::Like;

    #[test]
    fn patterns_match_as_pythons_regular_expressions() {
        for (pattern, text, expected) in [
            ("res%", "resnet", true),
            ("res", "resnet", false),
            ("%net", "resnet", true),
            ("r_s%t", "resnet", true),
            ("%a%b%c", "xaxbxxcbc", true),
            ("%ab", "aab", true),
            ("", "", true),
            ("", "\n", true),
            ("", "a", false),
            ("%", "a\nb", true),
            ("line1%", "line1\nline2", true),
            ("%line2", "line1\nline2", false),
            ("line1", "line1\n", true),
            ("line1_", "line1\n", false),
            ("%\n%b", "a\n\nb", false),
            ("%\n\n%b", "a\n\nb", true),
            (r"50\%", "50%", false),
            ("名_", "名前", true),
        ] {
            assert_eq!(
                Like::new(pattern, false).matches(text),
                expected,
                "{pattern:?} {text:?}"
            );
        }
        for (pattern, text, expected) in [
            ("ÜNÏ%", "ünï", true),
            ("straße", "STRASSE", false),
            ("ς", "Σ", true),
            ("S", "ſ", true),
            ("k", "\u{212A}", true),
            ("i", "İ", true),
        ] {
            assert_eq!(Like::new(pattern, true).matches(text), expected, "{pattern:?} {text:?}");
        }
        assert!(!Like::new("A", false).matches("a"));
    }
}
