use std::borrow::Cow;

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

#[cfg(test)]
mod tests {
    use super::quote;

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
}
