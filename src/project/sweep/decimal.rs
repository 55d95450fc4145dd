//! Numbers as they are written: ten times 0.1 is 1.

use std::fmt;

/// A number with so many digits behind the point that it is exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    /// The number times ten to the power of `scale`; below [`MOST`] either way.
    pub(super) digits: i128,
    /// At most [`MOST_SCALE`].
    pub(super) scale: u32,
}

/// Thirty digits: a million of them still fit.
pub(super) const MOST: i128 = 10_i128.pow(30);
const MOST_SCALE: u32 = 30;

impl Decimal {
    /// `-12`, `0.5`, `1e-5`: digits on both sides of a point. `None` where it is none, or has more digits than fit.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        if digits == 0 {
            return Some(Self { digits: 0, scale: 0 });
        }
        let behind = i32::try_from(fraction.len()).ok()?.checked_sub(exponent)?;
        let number = match u32::try_from(behind) {
            Ok(scale) => Self { digits, scale }.reduced(),
            Err(_) => {
                let zeros = 10_i128.checked_pow(behind.unsigned_abs())?;
                Self {
                    digits: digits.checked_mul(zeros)?,
                    scale: 0,
                }
            }
        };
        (number.digits.abs() < MOST && number.scale <= MOST_SCALE).then_some(number)
    }

    /// Both with the same scale.
    pub(super) fn aligned(self, other: Self) -> Option<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        Some((self.at_scale(scale)?, other.at_scale(scale)?, scale))
    }

    /// Its digits with that scale, which is not smaller than its own.
    pub(super) fn at_scale(self, scale: u32) -> Option<i128> {
        let zeros = 10_i128.checked_pow(scale.checked_sub(self.scale)?)?;
        self.digits.checked_mul(zeros).filter(|digits| digits.abs() < MOST)
    }

    /// `digits / divisor`, exactly where sixteen digits behind the point are enough, else as the nearest double.
    pub(super) fn quotient(digits: i128, divisor: i128, scale: u32) -> String {
        let (mut digits, mut finer) = (digits, scale);
        while digits % divisor != 0 && finer < scale + 16 {
            let Some(next) = digits.checked_mul(10) else { break };
            (digits, finer) = (next, finer + 1);
        }
        if digits % divisor == 0 {
            let digits = digits / divisor;
            return Self { digits, scale: finer }.reduced().to_string();
        }
        Self::of_text(&format!("{}e-{finer}", digits / divisor), 17)
    }

    /// The shortest spelling of the double that a text of many digits is nearest to, with at most so many digits.
    fn of_text(text: &str, digits: usize) -> String {
        text.parse()
            .map_or_else(|_| text.to_owned(), |number: f64| short(number, digits))
    }

    fn reduced(mut self) -> Self {
        while self.scale > 0 && self.digits % 10 == 0 {
            self = Self {
                digits: self.digits / 10,
                scale: self.scale - 1,
            };
        }
        self
    }
}

/// A double with at most so many digits, shortest.
pub(super) fn short(number: f64, digits: usize) -> String {
    let rounded: f64 = format!("{number:.*e}", digits - 1).parse().unwrap_or(number);
    let text = format!("{rounded:e}");
    Decimal::parse(&text).map_or(text, |decimal| decimal.to_string())
}

impl fmt::Display for Decimal {
    /// As Python prints numbers, but for the `.0` of whole ones: with an exponent below 0.0001 and from 1e16.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { digits, scale } = self.reduced();
        if digits == 0 {
            return f.write_str("0");
        }
        let text = digits.unsigned_abs().to_string();
        let sign = if digits < 0 { "-" } else { "" };
        let scale = scale as usize;
        let exponent = text.len() as i64 - 1 - scale as i64;
        if !(-4..16).contains(&exponent) {
            let (first, rest) = text.split_at(1);
            let rest = rest.trim_end_matches('0');
            let point = if rest.is_empty() { "" } else { "." };
            let exponent_sign = if exponent < 0 { '-' } else { '+' };
            return write!(f, "{sign}{first}{point}{rest}e{exponent_sign}{:02}", exponent.abs());
        }
        if scale == 0 {
            return write!(f, "{sign}{text}");
        }
        let padded = format!("{text:0>width$}", width = scale + 1);
        let (whole, fraction) = padded.split_at(padded.len() - scale);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_shortest() {
        for (text, shown) in [
            ("0.10", "0.1"),
            ("-0.0", "0"),
            ("1e-5", "1e-05"),
            ("12e-4", "0.0012"),
            ("0.00012", "0.00012"),
            ("-1.50e3", "-1500"),
            ("1e16", "1e+16"),
            ("123e20", "1.23e+22"),
            ("123456789012345678901234567890", "1.2345678901234567890123456789e+29"),
            ("007", "7"),
        ] {
            let number = Decimal::parse(text).unwrap();
            assert_eq!(number.to_string(), shown, "{text}");
            assert_eq!(Decimal::parse(shown), Some(number.reduced()), "{text}");
        }
        for text in ["", "-", "x", "1e", "1e-40", "1e40", "1e99999999999", "0.1.2"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        assert_eq!(Decimal::quotient(1, 3, 0), "0.3333333333333333");
        assert_eq!(Decimal::quotient(6, 4, 1), "0.15");
        assert_eq!(Decimal::quotient(-20, 3, 1), "-0.6666666666666666");
        assert_eq!((short(0.1 + 0.2, 12), short(1e300, 6)), ("0.3".into(), "1e300".into()));
    }
}
