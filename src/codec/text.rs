//! Bytes of a file as text, with nothing lost silently.

/// A file's text, and what was wrong with its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The text; a byte order mark stays.
    pub text: String,
    /// Why it is not the bytes as they are, in words for a person.
    pub flaw: Option<&'static str>,
}

/// Decodes UTF-8.
///
/// A character cut off at the very end is dropped, as MLflow's reader does. Every other byte that is not UTF-8, where
/// MLflow would raise, becomes `\xHH`. Either is a flaw.
pub fn decode(bytes: Vec<u8>) -> Text {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Text { text, flaw: None },
        Err(error) => error.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len());
    let mut invalid = false;
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        text.push_str(chunk.valid());
        if chunks.peek().is_none() && is_cut_off(chunk.invalid()) {
            break;
        }
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
            invalid = true;
        }
    }
    let flaw = if invalid {
        "holds bytes that are not UTF-8"
    } else {
        "ends within a UTF-8 character"
    };
    Text { text, flaw: Some(flaw) }
}

fn is_cut_off(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loses_nothing_silently() {
        for (bytes, text, flaw) in [
            (&b"\xEF\xBB\xBFa\r\n\xC3\xA9"[..], "\u{FEFF}a\r\né", None),
            (b"\xE9", "", Some("ends within a UTF-8 character")),
            (b"ok \xF0\x9F\x9A", "ok ", Some("ends within a UTF-8 character")),
            (
                b"caf\xE9 au lait",
                "caf\\xe9 au lait",
                Some("holds bytes that are not UTF-8"),
            ),
            (b"a\xFF\xC3", "a\\xff", Some("holds bytes that are not UTF-8")),
            (b"end \xFF", "end \\xff", Some("holds bytes that are not UTF-8")),
        ] {
            assert_eq!(
                decode(bytes.to_vec()),
                Text {
                    text: text.to_owned(),
                    flaw
                }
            );
        }
    }
}
