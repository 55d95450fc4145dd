//! Metrics as curves: what a plot shows, with no word about how it is drawn.

mod curve;
mod points;

use crate::model::{Metric, RunId};
use crate::view::runs::unique_length;

pub(super) use curve::millis;
pub use curve::smooth;
pub use points::Points;

/// Every value of one metric of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The run.
    pub run_id: RunId,
    /// Its name.
    pub run_name: Option<String>,
    /// The metric.
    pub key: String,
    /// In the order logged.
    pub points: Vec<Metric>,
}

/// What runs from left to right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum XAxis {
    /// The step.
    #[default]
    Step,
    /// The moment it was logged.
    Time,
    /// The time since the first value that the plot has of the run.
    Relative,
}

/// How to plot.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct PlotOptions {
    /// What runs from left to right.
    pub axis: XAxis,
    /// Whether the values' axis is logarithmic: what is not positive is then a gap.
    pub log: bool,
    /// How much of the curve so far each value keeps, 0 (nothing) to 1; see [`smooth`].
    pub smooth: f64,
}

/// What the numbers on an axis mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Plain numbers.
    Number,
    /// Moments, in milliseconds since the epoch.
    Time,
    /// Lengths of time, in milliseconds.
    Duration,
}

/// Curves in one frame of axes.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// What all curves have in common: the metric, the run, or nothing.
    pub title: String,
    /// What the horizontal axis is.
    pub x_label: &'static str,
    /// What its numbers mean.
    pub x_unit: Unit,
    /// Whether the vertical axis is logarithmic.
    pub log: bool,
    /// In the order given.
    pub curves: Vec<Curve>,
    /// What the reader of the plot should know, sentence by sentence.
    pub remarks: Vec<String>,
}

/// One metric of one run as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// What tells it from the other curves.
    pub label: String,
    /// The last value, as logged.
    pub last: Option<f64>,
    /// From left to right; a NaN is a gap.
    pub points: Vec<(f64, f64)>,
    /// As `points` but before smoothing; empty where there was none.
    pub raw: Vec<(f64, f64)>,
}

impl Plot {
    /// One curve for each series.
    #[must_use]
    pub fn new(series: &[Series], options: &PlotOptions) -> Self {
        let (labels, title) = labels(series);
        let stepless = options.axis == XAxis::Step && curve::all_stepless(series);
        let (x_label, x_unit) = match options.axis {
            XAxis::Step if stepless => ("order logged", Unit::Number),
            XAxis::Step => ("step", Unit::Number),
            XAxis::Time => ("time (UTC)", Unit::Time),
            XAxis::Relative => ("time since the run's first value", Unit::Duration),
        };
        let mut gaps = curve::Gaps::default();
        let curves = series
            .iter()
            .zip(labels)
            .map(|(one, label)| {
                let begin = curve::first_time(series, &one.run_id);
                curve::draw(one, label, begin, options, &mut gaps)
            })
            .collect();
        Self {
            title,
            x_label,
            x_unit,
            log: options.log,
            curves,
            remarks: curve::remarks(series, stepless, &gaps, options),
        }
    }

    /// The smallest and the largest of the horizontal axis, and of what is drawn on the vertical one; `None` where
    /// nothing is.
    #[must_use]
    pub fn bounds(&self, with_raw: bool) -> Option<((f64, f64), (f64, f64))> {
        let raw = |curve: &Curve| with_raw && !curve.raw.is_empty();
        let drawn = self.curves.iter().flat_map(|curve| {
            let raw = if raw(curve) { &curve.raw[..] } else { &[] };
            curve.points.iter().chain(raw).copied()
        });
        drawn.filter(|(_, y)| !y.is_nan()).fold(None, |bounds, (x, y)| {
            let ((left, right), (low, high)) = bounds.unwrap_or(((x, x), (y, y)));
            Some(((left.min(x), right.max(x)), (low.min(y), high.max(y))))
        })
    }
}

/// For each series what tells it from the others, and what they have in common.
fn labels(series: &[Series]) -> (Vec<String>, String) {
    let Some(first) = series.first() else {
        return (Vec::new(), String::new());
    };
    let length = unique_length(series.iter().map(|one| one.run_id.as_str()));
    let run = |one: &Series| {
        let id: String = one.run_id.as_str().chars().take(length).collect();
        match one.run_name.as_deref() {
            Some(name) if !name.is_empty() => format!("{name} {id}"),
            _ => id,
        }
    };
    let one_key = series.iter().all(|one| one.key == first.key);
    let one_run = series.iter().all(|one| one.run_id == first.run_id);
    let label = |one: &Series| match (one_key, one_run) {
        (true, _) => run(one),
        (false, true) => one.key.clone(),
        (false, false) => format!("{} {}", one.key, run(one)),
    };
    let title = match (one_key, one_run) {
        (true, _) => first.key.clone(),
        (false, true) => run(first),
        (false, false) => String::new(),
    };
    (series.iter().map(label).collect(), title)
}
