//! Numbers as Python prints them and as its `float()` and `int()` read them.

/// Python's `repr(number)`: the shortest digits that read back the same, with an exponent below 1e-4 and from 1e16 on.
pub fn repr(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    if number.is_infinite() {
        return format!("{sign}inf");
    }
    let (digits, point) = shortest(number.abs());
    let length = digits.len() as i32;
    let layout = match point {
        -3..=0 => format!("0.{}{digits}", zeros(-point)),
        1..=16 if length <= point => format!("{digits}{}.0", zeros(point - length)),
        1..=16 => {
            let (whole, fraction) = digits.split_at(point as usize);
            format!("{whole}.{fraction}")
        }
        _ => {
            let (first, rest) = digits.split_at(1);
            let dot = if rest.is_empty() { "" } else { "." };
            let exponent = point - 1;
            let exponent_sign = if exponent < 0 { '-' } else { '+' };
            format!("{first}{dot}{rest}e{exponent_sign}{:02}", exponent.abs())
        }
    };
    format!("{sign}{layout}")
}

/// The digits of a number that is neither negative nor infinite, without zeros at either end, and where the point is:
/// the number is `0.digits` × 10^point. Zero is `("0", 1)`.
fn shortest(number: f64) -> (String, i32) {
    let mut buffer = zmij::Buffer::new();
    let spelling = buffer.format_finite(number);
    let (mantissa, exponent) = spelling.split_once('e').unwrap_or((spelling, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let significant = all.trim_start_matches('0');
    if significant.is_empty() {
        return ("0".to_owned(), 1);
    }
    let leading_zeros = (all.len() - significant.len()) as i32;
    let point = whole.len() as i32 - leading_zeros + exponent.parse::<i32>().unwrap_or(0);
    (significant.trim_end_matches('0').to_owned(), point)
}

fn zeros(count: i32) -> String {
    "0".repeat(count.unsigned_abs() as usize)
}

/// Python's `float(text)`, for ASCII digits; `None` where it raises.
///
/// Takes whitespace around, underscores between digits, `.5`, `5.`, and `nan`, `inf`, `infinity` in any case.
pub fn parse(text: &str) -> Option<f64> {
    let number = without_underscores(strip(text))?;
    let magnitude = number.strip_prefix(['-', '+']).unwrap_or(&number);
    let is_named = ["nan", "inf", "infinity"]
        .iter()
        .any(|name| magnitude.eq_ignore_ascii_case(name));
    let is_digits = magnitude.starts_with(|first: char| first.is_ascii_digit() || first == '.');
    // Rust reads every other spelling of Python's, and no more.
    (is_named || is_digits).then(|| number.parse().ok())?
}

/// Python's `int(text)`, for ASCII digits; `None` where it raises, and beyond 128 bits.
///
/// Takes whitespace around, a sign, leading zeros, and underscores between digits.
pub fn parse_int(text: &str) -> Option<i128> {
    without_underscores(strip(text))?.parse().ok()
}

/// Python strips the ASCII separators U+001C to U+001F only where something beyond ASCII makes it look closer.
fn strip(text: &str) -> &str {
    let ascii = text.is_ascii();
    text.trim_matches(|c: char| c.is_whitespace() || (!ascii && matches!(c, '\u{1C}'..='\u{1F}')))
}

/// `None` if an underscore does not stand between two digits.
fn without_underscores(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let misplaced = |(at, _): (usize, _)| at == 0 || !is_digit(at - 1) || !is_digit(at + 1);
    if text.match_indices('_').any(misplaced) {
        return None;
    }
    Some(text.replace('_', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_python_does() {
        for (number, text) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e-4, "0.0001"),
            (1e-5, "1e-05"),
            (1.25e-7, "1.25e-07"),
            (123_456_789_012_345.6, "123456789012345.6"),
            (1e15, "1000000000000000.0"),
            (9_999_999_999_999_998.0, "9999999999999998.0"),
            (1e16, "1e+16"),
            (1.5e300, "1.5e+300"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::NEG_INFINITY, "-inf"),
            (-f64::NAN, "nan"),
        ] {
            assert_eq!(repr(number), text);
        }
    }

    #[test]
    fn reads_floats_as_python_does() {
        for (text, number) in [
            (" 1\n", 1.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("-1E5", -1e5),
            ("1_0.2_5e1_0", 10.25e10),
            ("1e400", f64::INFINITY),
            ("-InFinity", f64::NEG_INFINITY),
            ("\u{a0}+7\u{2003}", 7.0),
        ] {
            assert_eq!(parse(text), Some(number), "{text:?}");
        }
        assert!(parse("+NaN").is_some_and(f64::is_nan));
        for text in [
            "", ".", "1e", "0x10", "1__0", "_1", "1_", "1_.0", "1._0", "1e_1", "+ 1", "in_f", "1 2", "--1", "e5",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn reads_ints_as_python_does() {
        for (text, number) in [
            ("007", 7),
            (" +1_000\t", 1000),
            ("-0", 0),
            ("123456789012345678901", 123456789012345678901),
        ] {
            assert_eq!(parse_int(text), Some(number), "{text:?}");
        }
        for text in ["", "-", "1.0", "1__0", "_1", "0x10", "1e3", "+-1"] {
            assert_eq!(parse_int(text), None, "{text:?}");
        }
    }
}
