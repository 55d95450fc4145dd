use super::{Metric, RunData};

/// One number made of a metric's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Figure {
    /// The latest, as MLflow shows it.
    Last,
    /// The smallest; NaN only where there is nothing else.
    Min,
    /// The greatest; NaN only where there is nothing else.
    Max,
    /// Of the smallest (step, timestamp).
    First,
    /// The arithmetic mean of those that are not NaN; NaN where there are none.
    Avg,
    /// How many there are.
    Count,
    /// The step of the latest.
    Step,
}

impl Figure {
    /// Every figure, as people are told of them.
    pub const ALL: [Self; 7] = [
        Self::Min,
        Self::Max,
        Self::First,
        Self::Last,
        Self::Avg,
        Self::Count,
        Self::Step,
    ];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Last => "last",
            Self::Min => "min",
            Self::Max => "max",
            Self::First => "first",
            Self::Avg => "avg",
            Self::Count => "count",
            Self::Step => "step",
        }
    }

    /// The figure that the word is for.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.name() == name)
    }

    /// Whether it takes more than the latest value.
    #[must_use]
    pub fn needs_history(self) -> bool {
        !matches!(self, Self::Last | Self::Step)
    }

    /// Over these values, in the order logged; `None` of none.
    #[must_use]
    pub fn of(self, values: &[Metric]) -> Option<f64> {
        let first = values.first()?;
        let numbers = || values.iter().map(|metric| metric.value).filter(|value| !value.is_nan());
        let or_nan = |value: Option<f64>| Some(value.unwrap_or(f64::NAN));
        match self {
            Self::Min => or_nan(numbers().reduce(f64::min)),
            Self::Max => or_nan(numbers().reduce(f64::max)),
            Self::First => {
                let earliest = values.iter().min_by_key(|metric| (metric.step, metric.timestamp));
                Some(earliest.unwrap_or(first).value)
            }
            Self::Avg => Some(numbers().sum::<f64>() / numbers().count() as f64),
            Self::Count => Some(values.len() as f64),
            Self::Last | Self::Step => {
                let latest = values
                    .iter()
                    .reduce(|latest, metric| if metric.is_later_than(latest) { metric } else { latest });
                latest.map(|metric| self.of_latest(metric))
            }
        }
    }

    fn of_latest(self, metric: &Metric) -> f64 {
        if self == Self::Step {
            metric.step as f64
        } else {
            metric.value
        }
    }
}

impl RunData {
    /// A figure of a metric; `None` where it has no value, or where what it takes was not read.
    #[must_use]
    pub fn figure(&self, key: &str, figure: Figure) -> Option<f64> {
        if let (false, Some(latest)) = (figure.needs_history(), self.metrics.get(key)) {
            return Some(figure.of_latest(latest));
        }
        figure.of(self.metric_history.as_ref()?.get(key)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_pass_over_nan_unless_there_is_nothing_else() {
        let values = |values: &[(i128, f64)]| -> Vec<Metric> {
            let metric = |&(step, value)| Metric {
                timestamp: 0,
                value,
                step,
                dataset: None,
            };
            values.iter().map(metric).collect()
        };
        let all = |points: &[(i128, f64)]| Figure::ALL.map(|figure| figure.of(&values(points)));
        let some = |figures: [f64; 7]| figures.map(Some);
        assert_eq!(
            all(&[(2, 3.0), (1, f64::NAN), (0, 1.0), (3, 2.0)]),
            some([1.0, 3.0, 1.0, 2.0, 2.0, 4.0, 3.0])
        );
        assert_eq!(all(&[]), [None; 7]);
        let nan = all(&[(0, f64::NAN)]).map(|figure| figure.is_some_and(f64::is_nan));
        assert_eq!(nan, [true, true, true, true, true, false, false]);
    }
}
