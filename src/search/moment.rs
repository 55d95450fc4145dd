//! Times and spans of time: `-7d`, `10m`, `'2026-01-01'`.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

/// A number and its unit; the unit is empty where there is none.
pub(super) fn split_unit(text: &str) -> (&str, &str) {
    let letters = text
        .trim_end_matches(|c: char| c.is_alphanumeric() && !c.is_ascii_digit() || c == '_')
        .len();
    text.split_at(letters)
}

/// Milliseconds in a unit.
pub(super) fn unit(name: &str) -> Option<f64> {
    Some(match name {
        "ms" => 1.0,
        "s" => 1e3,
        "m" => 60e3,
        "h" => 3600e3,
        "d" => 86_400e3,
        "w" => 604_800e3,
        _ => return None,
    })
}

/// Milliseconds since the epoch of a date, or of a date and time with `T` or a blank between; UTC where it says nothing.
pub(super) fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(date.and_hms_opt(0, 0, 0)?.and_utc().timestamp_millis());
    }
    let text = text.replacen(' ', "T", 1);
    if let Ok(time) = DateTime::parse_from_rfc3339(&text) {
        return Some(time.timestamp_millis());
    }
    let naive = text.strip_suffix(['Z', 'z']).unwrap_or(&text);
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
        .into_iter()
        .find_map(|format| NaiveDateTime::parse_from_str(naive, format).ok())
        .map(|time| time.and_utc().timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_times_and_units_are_read() {
        for (text, millis) in [
            ("1970-01-02", Some(86_400_000)),
            ("2026-01-01", Some(1_767_225_600_000)),
            ("2026-01-01T01:02", Some(1_767_229_320_000)),
            ("2026-01-01 01:02:03.5", Some(1_767_229_323_500)),
            ("2026-01-01T01:00:00Z", Some(1_767_229_200_000)),
            ("2026-01-01T01:00:00+01:00", Some(1_767_225_600_000)),
            ("2026-02-30", None),
            ("yesterday", None),
        ] {
            assert_eq!(parse(text), millis, "{text}");
        }
        assert_eq!(split_unit("-1.5h"), ("-1.5", "h"));
        assert_eq!(split_unit("1e5"), ("1e5", ""));
        assert_eq!(split_unit("1e5ms"), ("1e5", "ms"));
    }
}
