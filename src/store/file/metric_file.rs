//! A metric's file: one line a value, `timestamp value step`.

use std::path::Path;

use crate::codec::pyfloat;
use crate::model::Metric;
use crate::store::Damage;

/// One value as MLflow writes it, its line break included.
pub(crate) fn line(metric: &Metric) -> String {
    line_of(metric, "")
}

/// As [`line`], with a field before the dataset: ` run`, or nothing.
pub(crate) fn line_of(metric: &Metric, run: &str) -> String {
    let Metric {
        timestamp,
        value,
        step,
        dataset,
    } = metric;
    let value = pyfloat::repr(*value);
    match dataset {
        Some((name, digest)) => format!("{timestamp} {value} {step}{run} {name} {digest}\n"),
        None => format!("{timestamp} {value} {step}{run}\n"),
    }
}

/// The values of a file in order; each line that cannot be read is reported and left out.
///
/// Two fields are `timestamp value` (MLflow 0.x, in seconds, step 0), three have a step, five a dataset's name and
/// digest too. A name with blanks makes more fields and is put together again. MLflow reads the step of five-field
/// lines as 0 and refuses the run for longer ones; we read what was written. A last line that is not ended and is
/// shorter than the others was cut when its writer died, so it is no value.
pub(crate) fn parse(bytes: &[u8], path: &Path) -> (Vec<Metric>, Vec<Damage>) {
    let mut metrics = Vec::new();
    let mut damage = Vec::new();
    let text = String::from_utf8_lossy(bytes);
    let body = text
        .strip_suffix('\n')
        .map(|body| body.strip_suffix('\r').unwrap_or(body))
        .or(text.strip_suffix('\r'));
    let ended = body.is_some();
    let mut lines = body
        .unwrap_or(&text)
        .split('\n')
        .flat_map(|l| l.strip_suffix('\r').unwrap_or(l).split('\r'))
        .zip(1..)
        .peekable();
    let mut most_fields = 0;
    while let Some((line, number)) = lines.next() {
        let cut = !ended && lines.peek().is_none() && number > 1;
        let reason = match parse_line(line.trim()) {
            Ok((_, fields)) if cut && fields < most_fields => CUT.to_owned(),
            Err(_) if cut => CUT.to_owned(),
            Ok((metric, fields)) => {
                most_fields = most_fields.max(fields);
                metrics.push(metric);
                continue;
            }
            Err(_) if bytes.is_empty() => "the metric's file is empty".to_owned(),
            Err(reason) => reason,
        };
        damage.push(Damage {
            path: path.to_owned(),
            line: (!bytes.is_empty()).then_some(number),
            reason,
        });
    }
    (metrics, damage)
}

const CUT: &str = "the last line was cut short; left out";

/// The usual line, `timestamp value step` in plain spelling, read without making anything.
fn parse_usual(line: &str) -> Option<Metric> {
    let (timestamp, rest) = line.split_once(' ')?;
    let (value, step) = rest.split_once(' ')?;
    Some(Metric {
        timestamp: timestamp.parse::<i64>().ok()?.into(),
        value: value.parse().ok()?,
        step: step.parse::<i64>().ok()?.into(),
        dataset: None,
    })
}

/// A line's value and how many fields it had.
fn parse_line(line: &str) -> Result<(Metric, usize), String> {
    if let Some(metric) = parse_usual(line) {
        return Ok((metric, 3));
    }
    let fields: Vec<&str> = line.split(' ').collect();
    let dataset = match fields[..] {
        [_, _] | [_, _, _] => None,
        [_, _, _, ref name @ .., digest] if !name.is_empty() => Some((name.join(" "), digest.to_owned())),
        _ if line.is_empty() => return Err("a blank line; left out".to_owned()),
        _ => return Err(format!("{} fields where 2, 3 or 5 belong; left out", fields.len())),
    };
    let timestamp = integer(fields[0]).ok_or_else(|| format!("`{}` is no time; left out", fields[0]))?;
    let value = number(fields[1]).ok_or_else(|| format!("`{}` is no number; left out", fields[1]))?;
    let step = match fields.get(2) {
        Some(step) => integer(step).ok_or_else(|| format!("`{step}` is no step; left out"))?,
        None => 0,
    };
    Ok((
        Metric {
            timestamp,
            value,
            step,
            dataset,
        },
        fields.len(),
    ))
}

pub(crate) fn integer(text: &str) -> Option<i128> {
    text.parse().ok().or_else(|| pyfloat::parse_int(text))
}

pub(crate) fn number(text: &str) -> Option<f64> {
    text.parse().ok().or_else(|| pyfloat::parse(text))
}

/// The latest value of a file in which every line is usual, read from its end: `None` where one is not, or where only
/// the values tell which of two lines is later. Reads a number only where it counts, which is what takes the time.
pub(crate) fn latest_of_usual(bytes: &[u8]) -> Option<Metric> {
    let text = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?;
    let mut latest: Option<(i64, i64, &str)> = None;
    for line in text.rsplit('\n') {
        let (timestamp, rest) = line.split_once(' ')?;
        let (value, step) = rest.split_once(' ')?;
        let at: (i64, i64) = (step.parse().ok()?, timestamp.parse().ok()?);
        if !is_usual_number(value) {
            return None;
        }
        match latest {
            Some((step, timestamp, _)) if at < (step, timestamp) => {}
            Some((step, timestamp, _)) if at == (step, timestamp) => return None,
            _ => latest = Some((at.0, at.1, value)),
        }
    }
    let (step, timestamp, value) = latest?;
    Some(Metric {
        timestamp: timestamp.into(),
        value: value.parse().ok()?,
        step: step.into(),
        dataset: None,
    })
}

/// `1`, `-0.25`, `1.5e-07`: what both Python and we read for certain.
fn is_usual_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once('e') {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|text| digits(text.strip_prefix(['-', '+']).unwrap_or(text)))
}

/// The latest of the values, by (step, timestamp, value).
pub(crate) fn latest(metrics: &[Metric]) -> Option<&Metric> {
    let (first, rest) = metrics.split_first()?;
    Some(rest.iter().fold(
        first,
        |latest, metric| if metric.is_later_than(latest) { metric } else { latest },
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Values = Vec<(i128, f64, i128)>;
    type Reports = Vec<(Option<u64>, String)>;

    fn read(text: &str) -> (Values, Reports) {
        let (metrics, damage) = parse(text.as_bytes(), Path::new("m"));
        (
            metrics.iter().map(|m| (m.timestamp, m.value, m.step)).collect(),
            damage.into_iter().map(|d| (d.line, d.reason)).collect(),
        )
    }

    #[test]
    fn every_era_and_spelling() {
        assert_eq!(
            read("10 1.5\n20 2.5 3\n30 -inf -4 train d1g\n"),
            (vec![(10, 1.5, 0), (20, 2.5, 3), (30, f64::NEG_INFINITY, -4)], vec![])
        );
        assert_eq!(
            read("1 1 1\r\n2 1_000.5 007\r3 .5 +1"),
            (vec![(1, 1.0, 1), (2, 1000.5, 7), (3, 0.5, 1)], vec![])
        );
        let (metrics, _) = parse(b"1 1 1 my train set d1\n", Path::new("m"));
        assert_eq!(metrics[0].dataset, Some(("my train set".to_owned(), "d1".to_owned())));
    }

    #[test]
    fn a_bad_line_costs_itself_only() {
        let (values, damage) = read("1 1.0 0\n\n2 x 1\n3 1 1.0\n4 1 2 3\n5  6\n7 8 9\n");
        assert_eq!(values, vec![(1, 1.0, 0), (7, 8.0, 9)]);
        assert_eq!(
            damage.iter().map(|(line, _)| line.unwrap_or(0)).collect::<Vec<_>>(),
            vec![2, 3, 4, 5, 6]
        );
        assert_eq!(damage[1].1, "`x` is no number; left out");
        assert_eq!(
            read("1 1.0 0\n2 2.0").1,
            vec![(Some(2), "the last line was cut short; left out".to_owned())]
        );
        assert_eq!(
            read("1 1.0 0\n2").1,
            vec![(Some(2), "the last line was cut short; left out".to_owned())]
        );
        assert_eq!(read("").1, vec![(None, "the metric's file is empty".to_owned())]);
    }

    proptest::proptest! {
        #[test]
        fn the_quick_way_finds_the_same_latest(
            lines in proptest::collection::vec("[0-2]{1,2} (-?[0-9]{1,2}(\\.[0-9])?(e-?[0-9])?|nan|x|1_0|inf|1\\.) -?[0-3]( a b)?", 1..6),
            end in "\n?",
        ) {
            let text = lines.join("\n") + &end;
            if let Some(latest) = latest_of_usual(text.as_bytes()) {
                let (metrics, damage) = parse(text.as_bytes(), Path::new("m"));
                proptest::prop_assert_eq!(super::latest(&metrics), Some(&latest));
                proptest::prop_assert!(damage.is_empty());
            }
        }
    }

    #[test]
    fn the_latest_is_by_step_time_and_value_and_nan_moves_nothing() {
        let of = |text: &str| latest(&parse(text.as_bytes(), Path::new("m")).0).map(|m| m.value.to_string());
        assert_eq!(of("9 1.0 0\n1 2.0 1\n5 0.5 1\n").as_deref(), Some("0.5"));
        assert_eq!(of("1 1.0 0\n1 nan 0\n").as_deref(), Some("1"));
        assert_eq!(of("1 nan 0\n1 1.0 0\n").as_deref(), Some("NaN"));
        assert_eq!(of("1 0.0 0\n1 -0.0 0\n").as_deref(), Some("0"));
    }
}
