const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII: [char; 8] = ['_', '.', ',', '-', '=', '+', '*', '#'];

/// The values as a curve of at most `width` characters of eight heights: each is the mean of as many values as fall to
/// it, from the lowest finite mean to the highest; a blank where none of them is a number.
#[must_use]
pub fn sparkline(values: &[f64], width: usize, ascii: bool) -> String {
    let levels = if ascii { ASCII } else { LEVELS };
    let columns = values.len().min(width);
    let mean = |i: usize| {
        let bucket = &values[i * values.len() / columns..(i + 1) * values.len() / columns];
        let numbers = || bucket.iter().copied().filter(|value| !value.is_nan());
        numbers().sum::<f64>() / numbers().count() as f64
    };
    let means: Vec<f64> = (0..columns).map(mean).collect();
    let finite = || means.iter().copied().filter(|value| value.is_finite());
    let low = finite().fold(f64::INFINITY, f64::min);
    let high = finite().fold(f64::NEG_INFINITY, f64::max);
    let level = |mean: f64| {
        if mean.is_nan() {
            return ' ';
        }
        // halves, so that the range of all doubles does not overflow
        let height = if high > low {
            (mean / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0)
        } else {
            0.5
        };
        levels[((height.clamp(0.0, 1.0) * 7.0).round() as usize).min(7)]
    };
    means.into_iter().map(level).collect()
}

#[cfg(test)]
mod tests {
    use super::sparkline;

    #[test]
    fn curves() {
        for (values, width, drawn, ascii) in [
            (&[][..], 8, "", ""),
            (&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], 8, "▁▂▃▄▅▆▇█", "_.,-=+*#"),
            (&[0.0, 0.0, 7.0, 7.0], 2, "▁█", "_#"),
            (&[3.0, 3.0], 8, "▅▅", "=="),
            (
                &[f64::NAN, 0.0, f64::INFINITY, 1.0, f64::NEG_INFINITY],
                8,
                " ▁██▁",
                " _##_",
            ),
            (&[-f64::MAX, f64::MAX], 8, "▁█", "_#"),
            (&[f64::NAN], 8, " ", " "),
        ] {
            assert_eq!(sparkline(values, width, false), drawn, "{values:?}");
            assert_eq!(sparkline(values, width, true), ascii, "{values:?}");
        }
    }
}
