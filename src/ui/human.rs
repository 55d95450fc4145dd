use chrono::{DateTime, SecondsFormat, Utc};

use crate::model::Millis;

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// `2026-11-21T10:04:42.000Z`, always to the millisecond, so that times sort as text; the bare number where it is no date.
#[must_use]
pub fn iso(Millis(ms): Millis) -> String {
    let time = DateTime::<Utc>::from_timestamp_millis(ms);
    time.map_or_else(
        || ms.to_string(),
        |time| time.to_rfc3339_opts(SecondsFormat::Millis, true),
    )
}

/// `3h ago`, `in 2d`, `just now`.
#[must_use]
pub fn relative(time: Millis, now: Millis) -> String {
    let ago = now.0.saturating_sub(time.0);
    let distance = ago.saturating_abs();
    let amount = match distance {
        0..SECOND => return "just now".to_owned(),
        SECOND..MINUTE => format!("{}s", distance / SECOND),
        MINUTE..HOUR => format!("{}m", distance / MINUTE),
        HOUR..DAY => format!("{}h", distance / HOUR),
        _ => match distance / DAY {
            days @ 0..14 => format!("{days}d"),
            days @ 14..60 => format!("{}w", days / 7),
            days @ 60..730 => format!("{}mo", days * 10 / 304),
            days => format!("{}y", days * 100 / 36525),
        },
    };
    if ago < 0 {
        format!("in {amount}")
    } else {
        format!("{amount} ago")
    }
}

/// `350ms`, `4.2s`, `1m 20s`, `2h 5m`, `3d 4h`, of milliseconds.
#[must_use]
pub fn duration(ms: i64) -> String {
    let sign = if ms < 0 { "-" } else { "" };
    let ms = ms.saturating_abs();
    let pair = |big: i64, unit: &str, small: i64, sub: &str| {
        if small == 0 {
            format!("{big}{unit}")
        } else {
            format!("{big}{unit} {small}{sub}")
        }
    };
    let text = match ms {
        0..SECOND => format!("{ms}ms"),
        SECOND..10_000 => format!("{}.{}s", ms / SECOND, ms % SECOND / 100),
        10_000..MINUTE => format!("{}s", ms / SECOND),
        MINUTE..HOUR => pair(ms / MINUTE, "m", ms % MINUTE / SECOND, "s"),
        HOUR..DAY => pair(ms / HOUR, "h", ms % HOUR / MINUTE, "m"),
        _ => pair(ms / DAY, "d", ms % DAY / HOUR, "h"),
    };
    format!("{sign}{text}")
}

/// `512 B`, `1.2 GB`: powers of 1000.
#[must_use]
pub fn bytes(size: u64) -> String {
    if size < 1000 {
        return format!("{size} B");
    }
    let mut size = size as f64;
    let mut unit = "";
    for next in ["kB", "MB", "GB", "TB", "PB", "EB"] {
        size /= 1000.0;
        unit = next;
        if size < 999.5 {
            break;
        }
    }
    if size < 9.95 {
        format!("{size:.1} {unit}")
    } else {
        format!("{size:.0} {unit}")
    }
}

/// `5,000`: with a comma before every three digits.
#[must_use]
pub fn count(number: usize) -> String {
    let digits = number.to_string();
    let comma = |i: usize| i > 0 && (digits.len() - i).is_multiple_of(3);
    let digit = |(i, c)| [comma(i).then_some(','), Some(c)].into_iter().flatten();
    digits.chars().enumerate().flat_map(digit).collect()
}

/// `1 run`, `5,000 runs`.
#[must_use]
pub fn counted(number: usize, noun: &str) -> String {
    format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
}

/// At most five significant digits: `0.93124`, `1234.6`, `1.2e-7`; whole numbers up to six digits in full.
#[must_use]
pub fn float(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() || value == 0.0 || (value.fract() == 0.0 && size < 1e6) {
        return if value.is_finite() {
            format!("{value}")
        } else {
            exact_float(value)
        };
    }
    let rounded = format!("{value:.4e}");
    let (digits, exponent) = rounded.split_once('e').unwrap_or((&rounded, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        let decimals = usize::try_from(4 - exponent).unwrap_or(0);
        trim(&format!("{value:.decimals$}")).to_owned()
    } else {
        format!("{}e{exponent}", trim(digits))
    }
}

/// The shortest digits that give the same double again; `NaN`, `Infinity`, `-Infinity`.
#[must_use]
pub fn exact_float(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else {
        format!("{value:?}")
    }
}

fn trim(number: &str) -> &str {
    if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        number
    }
}

/// What is more with `+` before it, what is less with `-`.
pub(super) fn signed(is_less: bool, size: &str) -> String {
    format!("{}{size}", if is_less { '-' } else { '+' })
}

/// A change in percent, with its sign: `+5.26%`.
pub(super) fn percent(change: f64) -> String {
    signed(change < 0.0, &three_digits(change.abs())) + "%"
}

/// Three significant digits: `0.123`, `5.26`, `133`, `1.2e7`.
fn three_digits(size: f64) -> String {
    match size {
        0.0 => "0".to_owned(),
        s if !(1e-3..1e6).contains(&s) => format!("{s:.1e}"),
        s if s >= 99.95 => format!("{s:.0}"),
        s => {
            let decimals = (2.0 - s.log10().floor()).clamp(0.0, 6.0);
            let text = format!("{s:.*}", decimals as usize);
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        let now = Millis(1_795_255_482_000);
        assert_eq!(iso(now), "2026-11-21T10:04:42.000Z");
        assert_eq!(iso(Millis(1_795_255_482_007)), "2026-11-21T10:04:42.007Z");
        assert_eq!(iso(Millis(i64::MAX)), i64::MAX.to_string());
        for (ago, text) in [
            (0, "just now"),
            (59_999, "59s ago"),
            (3 * HOUR + 5 * MINUTE, "3h ago"),
            (13 * DAY, "13d ago"),
            (14 * DAY, "2w ago"),
            (60 * DAY, "1mo ago"),
            (365 * DAY, "12mo ago"),
            (731 * DAY, "2y ago"),
            (-2 * DAY, "in 2d"),
        ] {
            assert_eq!(relative(Millis(now.0 - ago), now), text);
        }
    }

    #[test]
    fn amounts() {
        for (ms, text) in [
            (350, "350ms"),
            (4_210, "4.2s"),
            (80_000, "1m 20s"),
            (7_200_000, "2h"),
            (100 * HOUR, "4d 4h"),
            (-80_000, "-1m 20s"),
        ] {
            assert_eq!(duration(ms), text);
        }
        for (size, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (1_234_567_890, "1.2 GB"),
            (999_999, "1.0 MB"),
            (u64::MAX, "18 EB"),
        ] {
            assert_eq!(bytes(size), text);
        }
        for (value, text) in [
            (0.1, "0.1"),
            (0.931_236, "0.93124"),
            (1234.5678, "1234.6"),
            (1.0, "1"),
            (-0.0, "-0"),
            (123_456.0, "123456"),
            (12_345_678.9, "1.2346e7"),
            (0.000_000_123_456, "1.2346e-7"),
            (99_999.96, "100000"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(float(value), text);
        }
        for (number, text) in [(0, "0"), (999, "999"), (5_000, "5,000"), (1_234_567, "1,234,567")] {
            assert_eq!(count(number), text);
        }
        assert_eq!(exact_float(0.1 + 0.2), "0.30000000000000004");
        assert_eq!(exact_float(1e300), "1e300");
    }

    #[test]
    fn percentages_have_three_digits() {
        let said = [0.0, 33.333, 5.263, -0.0123, 133.3, 99.99, 1234.5, 2e7, 1e-9].map(percent);
        assert_eq!(
            said,
            [
                "+0%", "+33.3%", "+5.26%", "-0.0123%", "+133%", "+100%", "+1234%", "+2.0e7%", "+1.0e-9%"
            ]
        );
    }
}
