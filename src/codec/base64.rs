//! Base64 as leniently as Python's `base64.decodebytes` reads it.

/// The bytes; characters outside of the alphabet are passed over, and the first complete padding ends the data.
///
/// # Errors
/// In Python's words, when the data ends amid four characters or is not ASCII.
pub fn decode(text: &str) -> Result<Vec<u8>, &'static str> {
    if !text.is_ascii() {
        return Err("it holds characters beyond ASCII");
    }
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let mut bits = 0_u32;
    let mut place = 0;
    let mut padding = 0;
    for byte in text.bytes() {
        let Some(six_bits) = six_bits(byte) else {
            if byte == b'=' && place >= 2 {
                padding += 1;
                if place + padding >= 4 {
                    return Ok(out);
                }
            }
            continue;
        };
        padding = 0;
        bits = (bits << 6 | six_bits) & 0xFFF;
        if place > 0 {
            out.push((bits >> (6 - 2 * place)) as u8);
        }
        place = (place + 1) % 4;
    }
    match place {
        0 => Ok(out),
        1 => Err("the number of data characters cannot be 1 more than a multiple of 4"),
        _ => Err("Incorrect padding"),
    }
}

fn six_bits(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_as_python_does() {
        assert_eq!(decode("aGVs\n bG8=").expect("reads"), b"hello");
        assert_eq!(decode("/+8AAQ==ignored").expect("reads"), [0xFF, 0xEF, 0, 1]);
        assert_eq!(decode("=aGk=").expect("reads"), b"hi");
        assert!(decode("aGk").is_err());
        assert!(decode("aGVsb").is_err());
    }
}
