use crate::model::Metric;

/// A metric's history, thinned.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Curve {
    /// How many values were logged.
    pub(super) count: usize,
    /// How many of them are NaN or infinite.
    pub(super) not_finite: usize,
    /// The smallest and the greatest finite value.
    pub(super) range: Option<(f64, f64)>,
    /// By step, then by time.
    pub(super) points: Vec<Point>,
}

/// A value of a curve. What is not finite is NaN.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Point {
    pub(super) step: f64,
    /// Milliseconds since the epoch.
    pub(super) time: f64,
    pub(super) value: f64,
}

/// No curve keeps more points than this.
pub(super) const MOST: usize = 500;

/// Times before this are whole seconds (MLflow 0.x to 1.2).
const FIRST_MILLISECOND: i128 = 100_000_000_000;

impl Curve {
    /// Of values in the order logged.
    pub(super) fn new(history: &[Metric]) -> Self {
        let mut sorted: Vec<&Metric> = history.iter().collect();
        sorted.sort_by_key(|metric| (metric.step, metric.timestamp));
        let points: Vec<Point> = sorted.into_iter().map(Point::new).collect();
        let finite = || points.iter().map(|point| point.value).filter(|value| value.is_finite());
        let range = finite().fold(None, |range: Option<(f64, f64)>, value| {
            let (least, greatest) = range.unwrap_or((value, value));
            Some((least.min(value), greatest.max(value)))
        });
        Self {
            count: points.len(),
            not_finite: points.len() - finite().count(),
            range,
            points: thin(&points, MOST),
        }
    }
}

impl Point {
    fn new(metric: &Metric) -> Self {
        let is_seconds = metric.timestamp < FIRST_MILLISECOND;
        Self {
            step: metric.step as f64,
            time: metric.timestamp as f64 * if is_seconds { 1000.0 } else { 1.0 },
            value: if metric.value.is_finite() {
                metric.value
            } else {
                f64::NAN
            },
        }
    }
}

/// At most `most` points (rounded down to even): of each of equal stretches the least and the greatest value, in their
/// order. They stand at the stretch's ends, so that curves logged at the same steps keep the same steps.
pub(super) fn thin(points: &[Point], most: usize) -> Vec<Point> {
    let stretches = most / 2;
    if points.len() <= most.max(2) || stretches == 0 {
        return points.to_vec();
    }
    let mut thinned = Vec::with_capacity(2 * stretches);
    for stretch in 0..stretches {
        let bound = |stretch: usize| stretch * points.len() / stretches;
        let part = &points[bound(stretch)..bound(stretch + 1)];
        let (first, last) = (part[0], part[part.len() - 1]);
        let finite = || {
            part.iter()
                .map(|point| point.value)
                .enumerate()
                .filter(|(_, value)| !value.is_nan())
        };
        let least = finite().min_by(|a, b| a.1.total_cmp(&b.1));
        let greatest = finite().max_by(|a, b| a.1.total_cmp(&b.1));
        let (mut ends, nothing) = ([least, greatest], (0, f64::NAN));
        ends.sort_by_key(|end| end.map(|(at, _)| at));
        let [early, late] = ends.map(|end| end.unwrap_or(nothing).1);
        thinned.push(Point { value: early, ..first });
        thinned.push(Point { value: late, ..last });
    }
    thinned
}

/// Numbers in three base64 digits each: where they lie between the least and the greatest, of 262,140 places; on a
/// logarithmic scale where they span more than two decades. JSON would take three times the room.
#[derive(Debug, Clone, PartialEq, PartialOrd, serde::Serialize)]
pub(super) struct Packed(f64, f64, u8, String);

const PLACES: f64 = 262_140.0;
const GAP: u32 = 262_143;

impl Packed {
    /// NaN becomes a gap.
    pub(super) fn new(numbers: &[f64]) -> Self {
        let finite = || numbers.iter().copied().filter(|number| number.is_finite());
        let least = finite().fold(f64::INFINITY, f64::min);
        let greatest = finite().fold(f64::NEG_INFINITY, f64::max);
        let (least, greatest) = if least <= greatest {
            (least, greatest)
        } else {
            (0.0, 0.0)
        };
        let is_log = least > 0.0 && greatest / least > 100.0;
        let scale = |number: f64| if is_log { number.ln() } else { number };
        // halves, for the distance of two doubles may be infinite
        let whole = scale(greatest) / 2.0 - scale(least) / 2.0;
        let mut text = String::with_capacity(3 * numbers.len());
        for number in numbers {
            let share = (scale(*number) / 2.0 - scale(least) / 2.0) / whole;
            let place = if !number.is_finite() {
                GAP
            } else if whole > 0.0 {
                (share.clamp(0.0, 1.0) * PLACES).round() as u32
            } else {
                0
            };
            push_digits(&mut text, place, 3);
        }
        Self(least, greatest, u8::from(is_log), text)
    }
}

/// So many base64 digits, the highest first.
fn push_digits(out: &mut String, number: u32, digits: u32) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for digit in (0..digits).rev() {
        out.push(char::from(DIGITS[(number >> (6 * digit)) as usize & 63]));
    }
}

/// Base64 with padding.
pub(super) fn base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        push_digits(&mut out, byte(0) << 16 | byte(1) << 8 | byte(2), 4);
        out.truncate(out.len() - (3 - chunk.len()));
        out.push_str(&"=="[..3 - chunk.len()]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(step: i128, value: f64) -> Metric {
        Metric {
            timestamp: 1_760_000_000_000 + step,
            value,
            step,
            dataset: None,
        }
    }

    #[test]
    fn a_thinned_curve_keeps_its_extremes_and_its_ends() {
        let mut history: Vec<Metric> = (0..100_000).map(|step| metric(step, (step as f64).sin())).collect();
        history[50_000].value = 9.0;
        history[50_001].value = -9.0;
        history[70_000].value = f64::NAN;
        history.reverse();
        let curve = Curve::new(&history);
        assert_eq!(
            (curve.count, curve.not_finite, curve.range),
            (100_000, 1, Some((-9.0, 9.0)))
        );
        assert_eq!(curve.points.len(), MOST);
        let values: Vec<f64> = curve.points.iter().map(|point| point.value).collect();
        let peak = values.iter().position(|value| *value == 9.0).unwrap();
        assert_eq!(values[peak + 1], -9.0);
        assert!(values.iter().all(|value| value.is_finite()));
        assert_eq!((curve.points[0].step, curve.points[MOST - 1].step), (0.0, 99_999.0));
    }

    #[test]
    fn stretches_of_nothing_are_gaps_and_short_curves_stay() {
        let history: Vec<Metric> = (0..1_000).map(|step| metric(step, f64::INFINITY)).collect();
        let curve = Curve::new(&history);
        assert_eq!((curve.not_finite, curve.range), (1_000, None));
        assert!(curve.points.iter().all(|point| point.value.is_nan()));
        assert_eq!(Curve::new(&[]).points, []);
        let points = Curve::new(&[metric(1, 0.5), metric(0, 0.25)]).points;
        assert_eq!(thin(&points, 2), points);
        assert_eq!(points[0].value, 0.25);
    }

    #[test]
    fn packing() {
        assert_eq!(
            Packed::new(&[1.0, f64::NAN, 2.0, 3.0]),
            Packed(1.0, 3.0, 0, "AAA///f/+//8".to_owned())
        );
        assert_eq!(Packed::new(&[1e-4, 1.0]).2, 1);
        assert_eq!(Packed::new(&[5.0; 2]), Packed(5.0, 5.0, 0, "AAAAAA".to_owned()));
        assert_eq!(Packed::new(&[f64::NAN]), Packed(0.0, 0.0, 0, "///".to_owned()));
        let wide = Packed::new(&[-f64::MAX, 0.0, f64::MAX]);
        assert_eq!(wide.3, "AAAf/+//8");
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
