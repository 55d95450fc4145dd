use super::{Curve, PlotOptions, Series, XAxis};
use crate::model::{Metric, RunId};

/// How many values could not be drawn.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    /// NaN or infinite.
    no_number: usize,
    /// Not positive, under a logarithmic axis.
    not_positive: usize,
}

/// Whether a metric was logged several times at one step, as MLflow 0.x did, which knew no steps.
fn is_stepless(points: &[Metric]) -> bool {
    points.len() > 1 && points.iter().all(|point| point.step == points[0].step)
}

/// Whether no series that has more than one value has steps.
pub(super) fn all_stepless(series: &[Series]) -> bool {
    let mut several = series.iter().filter(|one| one.points.len() > 1).peekable();
    several.peek().is_some() && several.all(|one| is_stepless(&one.points))
}

/// Milliseconds, also where MLflow 0.x to 1.2 wrote seconds.
pub(in crate::view) fn millis(timestamp: i128) -> f64 {
    const SECONDS: std::ops::Range<i128> = 100_000_000..100_000_000_000; // 1973 to 5138; as milliseconds all of it is before 1973-03-04
    if SECONDS.contains(&timestamp) {
        timestamp as f64 * 1000.0
    } else {
        timestamp as f64
    }
}

/// When the first of the values of that run was logged.
pub(super) fn first_time(series: &[Series], run: &RunId) -> f64 {
    let of_run = series.iter().filter(|one| one.run_id == *run);
    of_run
        .flat_map(|one| &one.points)
        .map(|point| millis(point.timestamp))
        .fold(f64::INFINITY, f64::min)
}

pub(super) fn draw(series: &Series, label: String, begin: f64, options: &PlotOptions, gaps: &mut Gaps) -> Curve {
    let stepless = is_stepless(&series.points);
    let x = |(index, point): (usize, &Metric)| match options.axis {
        XAxis::Step if stepless => index as f64,
        XAxis::Step => point.step as f64,
        XAxis::Time => millis(point.timestamp),
        XAxis::Relative => millis(point.timestamp) - begin,
    };
    let mut raw: Vec<(f64, f64)> = series
        .points
        .iter()
        .enumerate()
        .map(|(index, point)| (x((index, point)), point.value))
        .collect();
    raw.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let values: Vec<f64> = raw.iter().map(|(_, y)| *y).collect();
    gaps.no_number += values.iter().filter(|y| !y.is_finite()).count();
    let drawn = |y: f64| {
        if y.is_finite() && (y > 0.0 || !options.log) {
            y
        } else {
            f64::NAN
        }
    };
    gaps.not_positive += values.iter().filter(|y| y.is_finite() && drawn(**y).is_nan()).count();
    let with = |values: &[f64]| -> Vec<(f64, f64)> {
        let xs = raw.iter().map(|(x, _)| *x);
        xs.zip(values.iter().map(|y| drawn(*y))).collect()
    };
    let smoothed = options.smooth > 0.0;
    let points = if smoothed {
        with(&smooth(&values, options.smooth))
    } else {
        with(&values)
    };
    Curve {
        label,
        last: values.last().copied(),
        points,
        raw: if smoothed { with(&values) } else { Vec::new() },
    }
}

/// The exponential moving average of TensorBoard (`line-chart.ts`, `resmoothDataset`): each value keeps `weight` of the
/// average so far, and the average is freed of its start at 0. A value that is no number stays as it is and counts for
/// nothing; values that are all equal stay.
#[must_use]
pub fn smooth(values: &[f64], weight: f64) -> Vec<f64> {
    let weight = weight.clamp(0.0, 1.0);
    if values.iter().all(|value| *value == values[0]) {
        return values.to_vec();
    }
    let (mut average, mut kept) = (0.0, 1.0);
    let step = |value: &f64| {
        if !value.is_finite() {
            return *value;
        }
        average = average * weight + (1.0 - weight) * value;
        kept *= weight;
        average / if weight < 1.0 { 1.0 - kept } else { 1.0 }
    };
    values.iter().map(step).collect()
}

/// What was drawn otherwise than asked.
pub(super) fn remarks(series: &[Series], stepless: bool, gaps: &Gaps, options: &PlotOptions) -> Vec<String> {
    let mut remarks = Vec::new();
    let values = |count: usize| if count == 1 { "value is" } else { "values are" };
    if gaps.no_number > 0 {
        let count = gaps.no_number;
        remarks.push(format!("{count} {} NaN or infinite: a gap", values(count)));
    }
    if gaps.not_positive > 0 {
        let count = gaps.not_positive;
        remarks.push(format!("{count} {} not positive: a gap under --log", values(count)));
    }
    if options.axis == XAxis::Step {
        let without: Vec<&str> = series
            .iter()
            .filter(|one| is_stepless(&one.points))
            .map(|one| one.key.as_str())
            .collect();
        if stepless {
            remarks.push("no steps were logged: drawn in the order logged".to_owned());
        } else if !without.is_empty() {
            let keys = without.join(", ");
            remarks.push(format!("all values of {keys} have one step: drawn in the order logged"));
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Plot, Unit};

    const NAN: f64 = f64::NAN;

    fn series(key: &str, points: &[(i128, i128, f64)]) -> Series {
        let point = |&(timestamp, step, value): &(i128, i128, f64)| Metric {
            timestamp,
            value,
            step,
            dataset: None,
        };
        Series {
            run_id: RunId::parse("5a1c0000000000000000000000000001").unwrap(),
            run_name: Some("ada".to_owned()),
            key: key.to_owned(),
            points: points.iter().map(point).collect(),
        }
    }

    #[test]
    fn smoothing_is_tensorboards() {
        // by hand: 0.6·0 + 0.4·1 = 0.4, over 1 − 0.6; 0.6·0.4 + 0.4·3 = 1.44, over 1 − 0.36; …
        let near = |a: &[f64], b: &[f64]| {
            a.iter()
                .zip(b)
                .all(|(a, b)| (a - b).abs() < 1e-12 || a.is_nan() && b.is_nan())
        };
        let smoothed = smooth(&[1.0, 3.0, NAN, f64::INFINITY, 2.0], 0.6);
        assert!(
            near(&smoothed[..3], &[1.0, 2.25, NAN]) && smoothed[3] == f64::INFINITY,
            "{smoothed:?}"
        );
        assert!(
            near(&smoothed[4..], &[(1.44 * 0.6 + 0.8) / (1.0 - 0.216)]),
            "{smoothed:?}"
        );
        assert_eq!(smooth(&[1.0, 3.0], 0.0), [1.0, 3.0]);
        assert_eq!(smooth(&[7.0, 7.0], 0.9), [7.0, 7.0]);
        assert_eq!(smooth(&[1.0, 3.0], 1.0), [0.0, 0.0]); // TensorBoard's, too
        assert!(smooth(&[], 0.5).is_empty());
    }

    #[test]
    fn what_cannot_be_drawn_is_a_gap_and_said() {
        let loss = series("loss", &[(0, 2, 0.5), (0, 1, -1.0), (0, 0, f64::INFINITY), (0, 3, NAN)]);
        let log = PlotOptions {
            log: true,
            ..PlotOptions::default()
        };
        let plot = Plot::new(std::slice::from_ref(&loss), &log);
        let ys: Vec<Option<f64>> = plot.curves[0]
            .points
            .iter()
            .map(|(_, y)| Some(*y).filter(|y| !y.is_nan()))
            .collect();
        assert_eq!(ys, [None, None, Some(0.5), None]);
        assert_eq!(plot.bounds(false), Some(((2.0, 2.0), (0.5, 0.5))));
        assert_eq!(
            plot.remarks,
            [
                "2 values are NaN or infinite: a gap",
                "1 value is not positive: a gap under --log"
            ]
        );
        assert!(plot.curves[0].last.is_some_and(f64::is_nan));
        let nothing = Plot::new(&[series("loss", &[(0, 0, NAN)])], &log);
        assert_eq!(nothing.bounds(true), None);
    }

    #[test]
    fn old_metrics_have_no_steps_and_seconds() {
        let old = series("loss", &[(1_560_000_000, 0, 3.0), (1_560_000_060, 0, 2.0)]);
        let xs =
            |plot: &Plot, curve: usize| -> Vec<f64> { plot.curves[curve].points.iter().map(|(x, _)| *x).collect() };
        let plot = Plot::new(std::slice::from_ref(&old), &PlotOptions::default());
        assert_eq!((xs(&plot, 0), plot.x_label), (vec![0.0, 1.0], "order logged"));
        assert_eq!(plot.remarks, ["no steps were logged: drawn in the order logged"]);
        let axis = |axis| PlotOptions {
            axis,
            ..PlotOptions::default()
        };
        let plot = Plot::new(std::slice::from_ref(&old), &axis(XAxis::Time));
        assert_eq!((xs(&plot, 0), plot.x_unit), (vec![1.56e12, 1.56e12 + 6e4], Unit::Time));
        let new = series("acc", &[(1_560_000_030_000, 5, 3.0), (1_560_000_090_000, 9, 2.0)]);
        let plot = Plot::new(&[old.clone(), new.clone()], &axis(XAxis::Relative));
        assert_eq!((xs(&plot, 0), xs(&plot, 1)), (vec![0.0, 6e4], vec![3e4, 9e4]));
        let plot = Plot::new(&[old, new], &axis(XAxis::Step));
        assert_eq!(
            (xs(&plot, 0), xs(&plot, 1), plot.x_label),
            (vec![0.0, 1.0], vec![5.0, 9.0], "step")
        );
        assert_eq!(
            plot.remarks,
            ["all values of loss have one step: drawn in the order logged"]
        );
        assert_eq!(plot.title, "ada 5a1c0000");
    }
}
