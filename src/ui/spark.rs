const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII: [char; 8] = ['_', '.', ',', '-', '~', '=', '^', '#'];

/// A curve on one line, at most `width` characters: each stands for its share of the values by their mean, the lowest
/// drawn as `▁` and the highest as `█` (`_` and `#` in ASCII); all equal is the middle. NaN is a blank, and so is a
/// character whose values are all NaN; infinities are the ends of the scale. No values give no characters.
#[must_use]
pub fn sparkline(values: &[f64], width: usize, ascii: bool) -> String {
    let width = width.min(values.len());
    let shares: Vec<f64> = (0..width)
        .map(|i| mean(&values[i * values.len() / width..(i + 1) * values.len() / width]))
        .collect();
    let finite = || shares.iter().copied().filter(|value| value.is_finite());
    let low = finite().fold(f64::INFINITY, f64::min);
    let high = finite().fold(f64::NEG_INFINITY, f64::max);
    let steps = if ascii { ASCII } else { BLOCKS };
    let level = |value: f64| match value {
        f64::INFINITY => 7,
        f64::NEG_INFINITY => 0,
        _ if high <= low => 3,
        value => {
            let share = value / 2.0 - low / 2.0; // halves, since the range itself may overflow
            ((share / (high / 2.0 - low / 2.0) * 8.0) as usize).min(7)
        }
    };
    let draw = |value: f64| if value.is_nan() { ' ' } else { steps[level(value)] };
    shares.into_iter().map(draw).collect()
}

/// Of those that are numbers.
fn mean(values: &[f64]) -> f64 {
    let numbers = || values.iter().copied().filter(|value| !value.is_nan());
    let count = numbers().count() as f64;
    numbers()
        .map(|value| value / count)
        .fold(f64::NAN, |sum, part| if sum.is_nan() { part } else { sum + part })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_heights() {
        const NAN: f64 = f64::NAN;
        const INF: f64 = f64::INFINITY;
        let eight: Vec<f64> = (0..8).map(f64::from).collect();
        let many: Vec<f64> = (0..800).map(f64::from).collect();
        for (values, width, drawn, ascii) in [
            (&eight[..], 20, "▁▂▃▄▅▆▇█", "_.,-~=^#"),
            (&many, 8, "▁▂▃▄▅▆▇█", "_.,-~=^#"),
            (&[3.0, 3.0], 8, "▄▄", "--"),
            (&[1.0, NAN, 0.0], 8, "█ ▁", "# _"),
            (&[1.0, NAN, NAN, 0.0, NAN, 0.5], 3, "█▁▅", "#_~"),
            (&[INF, 0.0, 1.0, -INF], 8, "█▁█▁", "#_#_"),
            (&[f64::MAX, -f64::MAX, 0.0], 8, "█▁▅", "#_~"),
            (&[NAN], 8, " ", " "),
            (&[], 8, "", ""),
            (&[1.0], 0, "", ""),
        ] {
            assert_eq!(sparkline(values, width, false), drawn, "{values:?}");
            assert_eq!(sparkline(values, width, true), ascii, "{values:?}");
        }
    }
}
