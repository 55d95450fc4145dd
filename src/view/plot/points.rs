use serde::Serialize;

use super::Series;
use crate::view::history::moment;
use crate::view::{Cell, Column, MetricJson, View};

/// The values of several series, one after the other.
#[derive(Debug, Clone, Copy)]
pub struct Points<'a>(&'a [Series]);

#[derive(Debug, Serialize)]
struct PointJson<'a> {
    run_id: &'a str,
    key: &'a str,
    #[serde(flatten)]
    point: MetricJson<'a>,
}

impl<'a> Points<'a> {
    /// In the order given.
    #[must_use]
    pub fn new(series: &'a [Series]) -> Self {
        Self(series)
    }
}

impl View for Points<'_> {
    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("run_id").label("id"),
            Column::new("key"),
            Column::new("step").right(),
            Column::new("timestamp"),
            Column::new("value").right(),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let length = super::unique_length(self.0.iter().map(|one| one.run_id.as_str()));
        let rows = |one: &Series| -> Vec<Vec<Cell>> {
            one.points
                .iter()
                .map(|point| {
                    vec![
                        Cell::Id {
                            text: one.run_id.to_string(),
                            short: length,
                        },
                        one.key.as_str().into(),
                        Cell::Int(point.step),
                        moment(point.timestamp),
                        Cell::Float(point.value),
                    ]
                })
                .collect()
        };
        self.0.iter().flat_map(rows).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().flat_map(|one| {
            one.points.iter().map(|point| PointJson {
                run_id: one.run_id.as_str(),
                key: &one.key,
                point: point.into(),
            })
        })
    }

    fn ids(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.0.iter().map(|one| one.run_id.to_string()).collect();
        ids.dedup();
        ids
    }

    fn noun(&self) -> &'static str {
        "values"
    }
}
