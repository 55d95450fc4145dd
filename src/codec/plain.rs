//! What YAML 1.1, as PyYAML resolves it, takes a plain (unquoted) scalar for.

use super::timestamp::Timestamp;

/// The type that a plain scalar's spelling stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Implicit {
    Null,
    Bool,
    Int,
    Float,
    Timestamp,
    /// `<<`
    Merge,
    /// `=`
    Value,
    Str,
}

/// PyYAML's `Resolver`, with its order of patterns.
pub(super) fn implicit(text: &str) -> Implicit {
    let Some(first) = text.bytes().next() else {
        return Implicit::Null;
    };
    match first {
        b'0'..=b'9' | b'+' | b'-' | b'.' => {
            if is_float(text) {
                Implicit::Float
            } else if is_int(text) {
                Implicit::Int
            } else if Timestamp::parse(text).is_some() {
                Implicit::Timestamp
            } else {
                Implicit::Str
            }
        }
        _ if boolean(text).is_some() => Implicit::Bool,
        _ if is_null(text) => Implicit::Null,
        _ if text == "<<" => Implicit::Merge,
        _ if text == "=" => Implicit::Value,
        _ => Implicit::Str,
    }
}

pub(super) fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Some(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

/// PyYAML's constructor of `!!bool`: it does not look at the case.
pub(super) fn boolean_of_any_case(text: &str) -> Option<bool> {
    boolean(&text.to_lowercase())
}

/// `[-+]?0b[0-1_]+ | [-+]?0[0-7_]+ | [-+]?(0|[1-9][0-9_]*) | [-+]?0x[0-9a-fA-F_]+ | [-+]?[1-9][0-9_]*(:[0-5]?[0-9])+`
pub(super) fn is_int(text: &str) -> bool {
    let digits = unsigned(text);
    let some_of = |digits: &str, wanted: fn(u8) -> bool| !digits.is_empty() && all(digits, wanted);
    match digits.as_bytes() {
        [b'0'] => true,
        [b'0', b'b', ..] => some_of(&digits[2..], |byte| matches!(byte, b'0' | b'1' | b'_')),
        [b'0', b'x', ..] => some_of(&digits[2..], |byte| byte.is_ascii_hexdigit() || byte == b'_'),
        [b'0', ..] => all(digits, |byte| matches!(byte, b'0'..=b'7' | b'_')),
        [b'1'..=b'9', ..] => match digits.split_once(':') {
            None => all(digits, is_digit_or_underscore),
            Some((head, tail)) => all(head, is_digit_or_underscore) && tail.split(':').all(is_sixtieth),
        },
        _ => false,
    }
}

/// `[-+]?[0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)? | \.[0-9][0-9_]*([eE][-+][0-9]+)? |
/// [-+]?[0-9][0-9_]*(:[0-5]?[0-9])+\.[0-9_]* | [-+]?\.(inf|Inf|INF) | \.(nan|NaN|NAN)`
fn is_float(text: &str) -> bool {
    let digits = unsigned(text);
    let signed = digits.len() < text.len();
    let Some((whole, fraction)) = digits.split_once('.') else {
        return false;
    };
    if whole.is_empty() {
        return match fraction {
            "inf" | "Inf" | "INF" => true,
            _ if signed => false,
            "nan" | "NaN" | "NAN" => true,
            _ => fraction.starts_with(|digit: char| digit.is_ascii_digit()) && is_fraction(fraction),
        };
    }
    if !whole.starts_with(|digit: char| digit.is_ascii_digit()) {
        return false;
    }
    match whole.split_once(':') {
        None => all(whole, is_digit_or_underscore) && is_fraction(fraction),
        Some((head, tail)) => {
            all(head, is_digit_or_underscore)
                && tail.split(':').all(is_sixtieth)
                && all(fraction, is_digit_or_underscore)
        }
    }
}

/// The value of an int as PyYAML's constructor makes it; `None` where Python raises, or beyond 128 bits.
pub(super) fn int_value(text: &str) -> Option<i128> {
    let digits = text.replace('_', "");
    let negative = digits.starts_with('-');
    let digits = unsigned(&digits);
    let magnitude = if digits == "0" {
        0
    } else if let Some(binary) = digits.strip_prefix("0b") {
        i128::from_str_radix(binary, 2).ok()?
    } else if let Some(hex) = digits.strip_prefix("0x") {
        i128::from_str_radix(hex, 16).ok()?
    } else if digits.starts_with('0') {
        i128::from_str_radix(digits, 8).ok()?
    } else {
        digits.split(':').try_fold(0_i128, |sum, part| {
            sum.checked_mul(60)?.checked_add(part.trim().parse().ok()?)
        })?
    };
    Some(if negative { -magnitude } else { magnitude })
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

fn all(text: &str, wanted: fn(u8) -> bool) -> bool {
    text.bytes().all(wanted)
}

fn is_digit_or_underscore(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'_'
}

/// `[0-5]?[0-9]`
fn is_sixtieth(text: &str) -> bool {
    matches!(text.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9'])
}

/// `[0-9_]*([eE][-+][0-9]+)?`
fn is_fraction(text: &str) -> bool {
    match text.split_once(['e', 'E']) {
        None => all(text, is_digit_or_underscore),
        Some((digits, exponent)) => {
            let power = unsigned(exponent);
            all(digits, is_digit_or_underscore)
                && power.len() < exponent.len()
                && !power.is_empty()
                && all(power, |byte| byte.is_ascii_digit())
        }
    }
}
