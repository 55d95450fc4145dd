use std::borrow::Cow;
use std::ops::Range;

/// Python's `shlex.quote`: one word for a POSIX shell. Unchanged when not empty and made of ASCII letters, digits and
/// `@%+=:,./_-` only.
#[must_use]
pub fn quote(text: &str) -> Cow<'_, str> {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "@%+=:,./_-".contains(c);
    if !text.is_empty() && text.chars().all(is_safe) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(format!("'{}'", text.replace('\'', "'\"'\"'")))
    }
}

/// What [`quote`] made one word of; other text as it is.
#[must_use]
pub fn unquoted(text: &str) -> String {
    let inner = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
    let plain = inner.map(|inner| inner.replace("'\"'\"'", "'"));
    plain
        .filter(|plain| quote(plain) == text)
        .unwrap_or_else(|| text.to_owned())
}

/// Where the names of the placeholders stand that a command puts inside quotes of its own, where the quoting of a value is undone:
/// `'{x}'` and `"{x}"`.
pub(in super::super) fn placeholders_in_quotes(template: &str) -> Vec<Range<usize>> {
    let mut names = Vec::new();
    let mut open = None;
    let mut rest = template;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        rest = match (c, open) {
            ('\\', None | Some('"')) => {
                let mut after = after.chars();
                after.next();
                after.as_str()
            }
            ('\'' | '"', None) => {
                open = Some(c);
                after
            }
            (c, Some(quote)) if c == quote => {
                open = None;
                after
            }
            ('{', _) if after.starts_with('{') => &after[1..],
            ('{', Some(_)) => {
                let end = after.find(['}', '!', ':']).unwrap_or(after.len());
                let start = template.len() - after.len();
                names.push(start..start + end);
                after
            }
            _ => after,
        };
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{placeholders_in_quotes, quote, unquoted};

    #[test]
    fn quoting_can_be_undone() {
        for text in ["", "a", "it's", "''", "'", "a b", "'\"'\"'", "é\n"] {
            assert_eq!(unquoted(&quote(text)), text);
        }
        assert_eq!(unquoted("'a'b'"), "'a'b'");
    }

    #[test]
    fn words_stay_one_word() {
        for plain in ["a", "s3://b/k_1-2", "50%", "a=b,c@d+e:f"] {
            assert_eq!(quote(plain), plain);
        }
        for (text, quoted) in [
            ("", "''"),
            ("a b", "'a b'"),
            ("it's", "'it'\"'\"'s'"),
            ("$(id)", "'$(id)'"),
            ("~", "'~'"),
            ("é", "'é'"),
            ("a\nb", "'a\nb'"),
        ] {
            assert_eq!(quote(text), quoted);
        }
    }

    #[test]
    fn placeholders_inside_quotes_are_found() {
        for (template, found) in [
            ("python a.py {x} --y={y}", vec![]),
            ("echo '{x}' {y} \"{z!r}\"", vec!["x", "z"]),
            ("echo \\'{x} '{{y}}' it\\\"{z}", vec![]),
            ("bash -c 'a {x:>3} \"{y}\"' {z}", vec!["x", "y"]),
        ] {
            let places = placeholders_in_quotes(template).into_iter();
            assert_eq!(
                places.map(|place| &template[place]).collect::<Vec<_>>(),
                found,
                "{template}"
            );
        }
    }
}
