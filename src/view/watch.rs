//! How a run stands, again and again.

use std::collections::BTreeMap;

use super::plot::millis;
use crate::model::{Metric, Millis, Run, RunStatus};

/// How one metric of a run stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// The metric.
    pub key: String,
    /// Its latest value, as the run has it.
    pub latest: Metric,
    /// The least that is a number.
    pub min: Option<f64>,
    /// The greatest that is a number.
    pub max: Option<f64>,
    /// Values logged each second, over the last 50.
    pub per_second: Option<f64>,
    /// In the order logged.
    pub values: Vec<f64>,
}

/// Each metric of a run that was read with its history, by key.
#[must_use]
pub fn standings(run: &Run) -> Vec<Standing> {
    let history = run.data.metric_history.as_ref();
    let standing = |(key, points): (&String, &Vec<Metric>)| {
        let latest = run.data.metrics.get(key).or(points.last())?.clone();
        let numbers = || points.iter().map(|point| point.value).filter(|value| !value.is_nan());
        Some(Standing {
            key: key.clone(),
            latest,
            min: numbers().reduce(f64::min),
            max: numbers().reduce(f64::max),
            per_second: per_second(points),
            values: points.iter().map(|point| point.value).collect(),
        })
    };
    history.into_iter().flatten().filter_map(standing).collect()
}

fn per_second(points: &[Metric]) -> Option<f64> {
    const LAST: usize = 50;
    let recent = &points[points.len().saturating_sub(LAST)..];
    let times = || recent.iter().map(|point| millis(point.timestamp));
    let first = times().reduce(f64::min)?;
    let seconds = (times().reduce(f64::max)? - first) / 1000.0;
    (seconds > 0.0).then(|| (recent.len() - 1) as f64 / seconds)
}

/// Whether a run is still at work, as far as its record tells.
#[must_use]
pub fn is_live(run: &Run) -> bool {
    matches!(run.info.status, RunStatus::Running | RunStatus::Scheduled)
}

/// What was seen of a run so far: how many values each metric had.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen(BTreeMap<String, usize>);

/// A value that was added.
#[derive(Debug, Clone, PartialEq)]
pub struct News<'a> {
    /// The metric.
    pub key: &'a str,
    /// When it was logged.
    pub time: Millis,
    /// The value and its step.
    pub point: &'a Metric,
}

impl Seen {
    /// What is new in a run that was read with its history, in order of time; and what has been seen then. Of a metric
    /// that was not seen before only the last value is new, as `tail -f` would have it; one whose file was written anew
    /// and is shorter begins afresh.
    #[must_use]
    pub fn news<'a>(&self, run: &'a Run) -> (Self, Vec<News<'a>>) {
        let mut news = Vec::new();
        let mut now = BTreeMap::new();
        for (key, points) in run.data.metric_history.iter().flatten() {
            let seen = self.0.get(key).filter(|seen| **seen <= points.len());
            let seen = seen.map_or(points.len().saturating_sub(1), |seen| *seen);
            news.extend(points[seen..].iter().map(|point| News {
                key,
                time: Millis(millis(point.timestamp) as i64),
                point,
            }));
            now.insert(key.clone(), points.len());
        }
        news.sort_by_key(|one| one.time);
        (Self(now), news)
    }
}
