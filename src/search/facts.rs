use crate::model::{DatasetInput, Experiment, Run, RunInfo};

/// What a query asks of one run or experiment. A store answers by reading; whatever was read whole answers from memory.
pub trait Facts {
    /// An attribute by MLflow's first name for it (`run_id`, `start_time`, `name` …); `None` where it is null or unknown.
    /// Ours besides: `duration` (milliseconds, of ended runs) and `experiment_id`.
    fn attribute(&mut self, name: &str) -> Option<Fact>;

    /// The latest value of a metric.
    fn metric(&mut self, key: &str) -> Option<f64>;

    /// A figure over all values of a metric; `None` where it has none.
    fn statistic(&mut self, key: &str, statistic: Statistic) -> Option<f64>;

    /// A param.
    fn param(&mut self, key: &str) -> Option<String>;

    /// A tag.
    fn tag(&mut self, key: &str) -> Option<String>;

    /// The datasets a run used.
    fn datasets(&mut self) -> Vec<DatasetInput>;
}

/// An attribute's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// Text.
    Text(String),
    /// A whole number, such as milliseconds since the epoch.
    Number(i64),
}

/// A figure over all values of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Statistic {
    /// The smallest; NaN only where there is nothing else.
    Min,
    /// The greatest; NaN only where there is nothing else.
    Max,
    /// Of the smallest (step, timestamp).
    First,
    /// The latest, as MLflow shows it.
    Last,
    /// How many there are.
    Count,
}

/// A run's attribute by its first name.
#[must_use]
pub fn run_attribute(info: &RunInfo, name: &str) -> Option<Fact> {
    let text = |text: &str| Some(Fact::Text(text.to_owned()));
    match name {
        "run_id" => text(info.run_id.as_str()),
        "run_name" => info.run_name.clone().map(Fact::Text),
        "status" => Some(Fact::Text(info.status.to_string())),
        "user_id" => info.user_id.clone().map(Fact::Text),
        "artifact_uri" => info.artifact_uri.clone().map(Fact::Text),
        "experiment_id" => text(info.experiment_id.as_str()),
        "start_time" => info.start_time.map(|time| Fact::Number(time.0)),
        "end_time" => info.end_time.map(|time| Fact::Number(time.0)),
        _ => None,
    }
}

impl Facts for &Run {
    fn attribute(&mut self, _name: &str) -> Option<Fact> {
        todo!()
    }
    fn metric(&mut self, _key: &str) -> Option<f64> {
        todo!()
    }
    fn statistic(&mut self, _key: &str, _statistic: Statistic) -> Option<f64> {
        todo!()
    }
    fn param(&mut self, _key: &str) -> Option<String> {
        todo!()
    }
    fn tag(&mut self, _key: &str) -> Option<String> {
        todo!()
    }
    fn datasets(&mut self) -> Vec<DatasetInput> {
        todo!()
    }
}

impl Facts for &Experiment {
    fn attribute(&mut self, _name: &str) -> Option<Fact> {
        todo!()
    }
    fn metric(&mut self, _key: &str) -> Option<f64> {
        None
    }
    fn statistic(&mut self, _key: &str, _statistic: Statistic) -> Option<f64> {
        None
    }
    fn param(&mut self, _key: &str) -> Option<String> {
        None
    }
    fn tag(&mut self, _key: &str) -> Option<String> {
        todo!()
    }
    fn datasets(&mut self) -> Vec<DatasetInput> {
        Vec::new()
    }
}
