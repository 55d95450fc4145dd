use serde::Serialize;

use super::runs::unique_length;
use super::{Cell, Column, View};
use crate::model::{ExperimentId, Millis, RunId, RunStatus};

/// A run whose process was gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaped {
    /// The run.
    pub run_id: RunId,
    /// Its name.
    pub run_name: Option<String>,
    /// Its experiment.
    pub experiment_id: ExperimentId,
    /// How it is recorded to have ended.
    pub status: RunStatus,
    /// When it gave its last sign of life.
    pub end_time: Millis,
    /// The process that recorded it.
    pub pid: u32,
}

/// Runs that were ended because their processes are gone.
#[derive(Debug, Clone, Copy)]
pub struct ReapedList<'a>(&'a [Reaped]);

impl<'a> ReapedList<'a> {
    /// In the order given.
    #[must_use]
    pub fn new(runs: &'a [Reaped]) -> Self {
        Self(runs)
    }
}

#[derive(Serialize)]
struct ReapedJson<'a> {
    run_id: &'a str,
    run_name: Option<&'a str>,
    experiment_id: &'a str,
    status: String,
    end_time: i64,
    pid: u32,
}

impl View for ReapedList<'_> {
    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("run_id"),
            Column::new("run_name").label("name"),
            Column::new("experiment_id").rank(Column::DATA_ONLY),
            Column::new("status"),
            Column::new("end_time").label("last sign of life"),
            Column::new("pid").label("process").rank(10).right(),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let short = unique_length(self.0.iter().map(|run| run.run_id.as_str()));
        let row = |run: &Reaped| {
            vec![
                Cell::Id {
                    text: run.run_id.to_string(),
                    short,
                },
                Cell::text(run.run_name.as_deref()),
                run.experiment_id.as_str().into(),
                run.status.to_string().into(),
                Cell::Time(run.end_time),
                Cell::Int(run.pid.into()),
            ]
        };
        self.0.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().map(|run| ReapedJson {
            run_id: run.run_id.as_str(),
            run_name: run.run_name.as_deref(),
            experiment_id: run.experiment_id.as_str(),
            status: run.status.to_string(),
            end_time: run.end_time.0,
            pid: run.pid,
        })
    }

    fn ids(&self) -> Vec<String> {
        self.0.iter().map(|run| run.run_id.to_string()).collect()
    }

    fn noun(&self) -> &'static str {
        "runs whose process is gone"
    }
}
