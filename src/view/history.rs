use serde::Serialize;

use super::{Cell, Column, MetricJson, View};
use crate::model::{Metric, Millis};

/// The values of one metric.
#[derive(Debug, Clone, Copy)]
pub struct History<'a>(&'a [Metric]);

impl<'a> History<'a> {
    /// In the order given.
    #[must_use]
    pub fn new(points: &'a [Metric]) -> Self {
        Self(points)
    }
}

impl View for History<'_> {
    fn columns(&self) -> Vec<Column> {
        let mut columns = vec![
            Column::new("timestamp"),
            Column::new("step").right(),
            Column::new("value").right(),
        ];
        if self.0.iter().any(|point| point.dataset.is_some()) {
            columns.push(Column::new("dataset_name").label("dataset").rank(10));
            columns.push(Column::new("dataset_digest").label("digest").rank(20));
        }
        columns
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let datasets = self.0.iter().any(|point| point.dataset.is_some());
        let row = |point: &Metric| {
            let mut row = vec![moment(point.timestamp), Cell::Int(point.step), Cell::Float(point.value)];
            if datasets {
                let (name, digest) = point.dataset.as_ref().map(|(name, digest)| (name, digest)).unzip();
                row.push(Cell::text(name.map(String::as_str)));
                row.push(Cell::text(digest.map(String::as_str)));
            }
            row
        };
        self.0.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().map(MetricJson::from)
    }

    fn ids(&self) -> Vec<String> {
        self.0.iter().map(|point| point.step.to_string()).collect()
    }

    fn noun(&self) -> &'static str {
        "values"
    }
}

/// A moment where the number can be milliseconds: files of MLflow 0.x to 1.2 have seconds, and some have nonsense.
pub(super) fn moment(timestamp: i128) -> Cell {
    const FIRST: i128 = 100_000_000_000; // 1973; as seconds it would be the year 5138
    const AFTER: i128 = 253_402_300_800_000; // the year 10000
    match i64::try_from(timestamp) {
        Ok(ms) if (FIRST..AFTER).contains(&timestamp) => Cell::Time(Millis(ms)),
        _ => Cell::Int(timestamp),
    }
}
