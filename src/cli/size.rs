/// A size in bytes: `500`, `64k`, `10MB`, `1.5 GB` in powers of 1000, `10MiB` in powers of 1024; for clap.
///
/// # Errors
/// What is wrong, for people.
pub fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim().to_ascii_lowercase();
    let power = |letter: &str| ["", "k", "m", "g", "t"].iter().position(|each| *each == letter);
    let factor = match unit.strip_suffix("ib").map(|letter| (letter, 1024_u64)) {
        Some((letter, base)) => power(letter)
            .filter(|power| *power > 0)
            .map(|power| base.pow(power as u32)),
        None => power(unit.strip_suffix('b').unwrap_or(&unit)).map(|power| 1000_u64.pow(power as u32)),
    };
    let refused = || format!("{text:?} is no size; write bytes, or 64k, 10MB, 1.5GB, 10MiB");
    let factor = factor.ok_or_else(refused)?;
    match number.parse::<u64>() {
        Ok(number) => number.checked_mul(factor).ok_or_else(refused),
        Err(_) => match number.parse::<f64>() {
            Ok(number) if number.is_finite() && number * (factor as f64) < 1e18 => Ok((number * factor as f64) as u64),
            _ => Err(refused()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        for (text, size) in [
            ("0", 0),
            ("500", 500),
            ("64k", 64_000),
            ("10MB", 10_000_000),
            ("1.5 gb", 1_500_000_000),
            ("2KiB", 2048),
            ("7b", 7),
        ] {
            assert_eq!(parse_size(text), Ok(size), "{text}");
        }
        for text in [
            "",
            "MB",
            "-1",
            "1.2.3",
            "10 elephants",
            "99999999999999999999",
            "1ib",
            "99999999999T",
        ] {
            assert!(parse_size(text).is_err(), "{text}");
        }
    }
}
