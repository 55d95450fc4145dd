use std::time::Duration;

/// The units, greatest first, and the seconds in each.
const UNITS: [(&str, f64); 6] = [
    ("w", 604_800.0),
    ("d", 86_400.0),
    ("h", 3600.0),
    ("m", 60.0),
    ("s", 1.0),
    ("ms", 0.001),
];

/// A span of time as people type it: `90s`, `2h`, `1d12h`, `1.5h`, `2h 30m`; a number alone is seconds.
///
/// # Errors
/// What it should look like.
pub fn parse_span(text: &str) -> Result<Duration, String> {
    let refused = || "a number with a unit, as in 90s, 15m, 2h, 1d12h".to_owned();
    let mut rest = text.trim();
    if let Ok(seconds) = rest.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).map_err(|_| refused());
    }
    let mut total = 0.0;
    let mut units = UNITS.iter();
    while !rest.is_empty() {
        let number = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .ok_or_else(refused)?;
        let (number, behind) = rest.split_at(number);
        let unit = behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(unit);
        // each unit once, the greater before the smaller
        let (_, seconds) = units.find(|(name, _)| *name == unit).ok_or_else(refused)?;
        total += number.parse::<f64>().map_err(|_| refused())? * seconds;
        rest = behind.trim_start();
    }
    Duration::try_from_secs_f64(total)
        .ok()
        .filter(|_| !text.trim().is_empty())
        .ok_or_else(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time() {
        for (text, seconds) in [
            ("90s", 90.0),
            ("2h", 7200.0),
            ("1d12h", 129_600.0),
            ("2h 30m", 9000.0),
            ("1.5m", 90.0),
            ("250ms", 0.25),
            ("90", 90.0),
            ("0.5", 0.5),
            ("0s", 0.0),
        ] {
            assert_eq!(parse_span(text), Ok(Duration::from_secs_f64(seconds)), "{text}");
        }
        for text in [
            "", " ", "s", "-1s", "-1", "1x", "1 2s", "2m1h", "1h1h", "1e400", "nan", "1..5s", "h1",
        ] {
            assert!(parse_span(text).is_err(), "{text}");
        }
    }
}
