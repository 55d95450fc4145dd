//! How a run stands, again and again.

use std::collections::BTreeMap;

use super::plot::millis;
use crate::model::{Lifecycle, Metric, Millis, Run, RunStatus};

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
    run.info.lifecycle_stage == Lifecycle::Active
        && matches!(run.info.status, RunStatus::Running | RunStatus::Scheduled)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ExperimentId, Lifecycle, RunData, RunId, RunInfo, RunInputs, RunOutputs};

    fn run(metrics: &[(&str, &[(i128, f64)])]) -> Run {
        let point = |(step, &(timestamp, value)): (usize, &(i128, f64))| Metric {
            timestamp,
            value,
            step: step as i128,
            dataset: None,
        };
        let history: BTreeMap<String, Vec<Metric>> = metrics
            .iter()
            .map(|(key, points)| ((*key).to_owned(), points.iter().enumerate().map(point).collect()))
            .collect();
        Run {
            info: RunInfo {
                run_id: RunId::parse("5a1c0000000000000000000000000001").unwrap(),
                experiment_id: ExperimentId::default_experiment(),
                run_name: None,
                user_id: None,
                status: RunStatus::Running,
                start_time: None,
                end_time: None,
                artifact_uri: None,
                lifecycle_stage: Lifecycle::Active,
            },
            data: RunData {
                metric_history: Some(history),
                ..RunData::default()
            },
            inputs: RunInputs::default(),
            outputs: RunOutputs::default(),
        }
    }

    #[test]
    fn only_what_was_added_is_new() {
        const T: i128 = 1_760_000_000_000;
        let said = |seen: &Seen, run: &Run| {
            let (now, news) = seen.news(run);
            let said: Vec<String> = news
                .iter()
                .map(|new| format!("{} {}", new.key, new.point.value))
                .collect();
            (now, said.join(", "))
        };
        let begin = run(&[("loss", &[(T, 3.0), (T + 10, 2.0)])]);
        let (seen, news) = said(&Seen::default(), &begin);
        assert_eq!(news, "loss 2", "the last alone, as `tail` would");
        assert_eq!(said(&seen, &begin), (seen.clone(), String::new()));
        let later = run(&[
            ("acc", &[(T + 15, 0.5)]),
            ("loss", &[(T, 3.0), (T + 10, 2.0), (T + 12, 1.0), (T + 20, 0.0)]),
        ]);
        let (seen, news) = said(&seen, &later);
        assert_eq!(news, "loss 1, acc 0.5, loss 0", "in order of time");
        let anew = run(&[("acc", &[(T + 15, 0.5)]), ("loss", &[(T + 30, 9.0)])]);
        assert_eq!(said(&seen, &anew).1, "loss 9");
    }

    #[test]
    fn standings_count_what_is_a_number() {
        let run = run(&[
            (
                "loss",
                &[(1_560_000_000, 3.0), (1_560_000_002, f64::NAN), (1_560_000_004, 2.0)],
            ),
            ("none", &[(0, f64::NAN)]),
        ]);
        let [loss, none] = &standings(&run)[..] else { panic!() };
        assert_eq!((loss.min, loss.max, loss.latest.value), (Some(2.0), Some(3.0), 2.0));
        assert_eq!(loss.per_second, Some(0.5), "seconds of MLflow 0.x");
        assert_eq!((none.min, none.max, none.per_second), (None, None, None));
    }
}
