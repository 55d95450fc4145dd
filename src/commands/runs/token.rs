use crate::search::PageToken;

/// The token as MLflow writes it: base64 of `{"offset": 1000}`.
pub(super) fn text(token: PageToken) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let json = format!("{{\"offset\": {}}}", token.offset);
    let mut text = String::new();
    for bytes in json.as_bytes().chunks(3) {
        let bits = bytes.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte)) << (8 * (3 - bytes.len()));
        for i in 0..4 {
            let letter = char::from(ALPHABET[bits >> (18 - 6 * i) & 63]);
            text.push(if i <= bytes.len() { letter } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{PageToken, text};

    #[test]
    fn tokens_are_those_of_mlflow() {
        for (offset, token) in [
            (1, "eyJvZmZzZXQiOiAxfQ=="),
            (50, "eyJvZmZzZXQiOiA1MH0="),
            (1000, "eyJvZmZzZXQiOiAxMDAwfQ=="),
            (100, "eyJvZmZzZXQiOiAxMDB9"),
        ] {
            assert_eq!(text(PageToken { offset }), token);
        }
    }
}
