use serde::Serialize;

use super::{Cell, Column, ExperimentJson, Record, View};
use crate::model::{Experiment, Lifecycle};

/// Several experiments.
#[derive(Debug, Clone, Copy)]
pub struct ExperimentList<'a>(&'a [Experiment]);

impl<'a> ExperimentList<'a> {
    /// In the order given.
    #[must_use]
    pub fn new(experiments: &'a [Experiment]) -> Self {
        Self(experiments)
    }
}

impl View for ExperimentList<'_> {
    fn columns(&self) -> Vec<Column> {
        let some_deleted = self.0.iter().any(|e| e.lifecycle_stage == Lifecycle::Deleted);
        vec![
            Column::new("experiment_id").label("id"),
            Column::new("name"),
            Column::new("lifecycle_stage")
                .label("stage")
                .rank(if some_deleted { 10 } else { Column::DATA_ONLY }),
            Column::new("creation_time").label("created").rank(20),
            Column::new("last_update_time").label("updated").rank(Column::DATA_ONLY),
            Column::new("artifact_location").label("artifacts").rank(30),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        self.0
            .iter()
            .map(|experiment| {
                vec![
                    experiment.experiment_id.as_str().into(),
                    experiment.name.as_str().into(),
                    experiment.lifecycle_stage.as_str().into(),
                    Cell::time(experiment.creation_time),
                    Cell::time(experiment.last_update_time),
                    Cell::text(experiment.artifact_location.as_deref()),
                ]
            })
            .collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().map(ExperimentJson::from)
    }

    fn ids(&self) -> Vec<String> {
        self.0.iter().map(|e| e.experiment_id.to_string()).collect()
    }

    fn noun(&self) -> &'static str {
        "experiments"
    }
}

/// One experiment.
#[must_use]
pub fn experiment_page(experiment: &Experiment) -> Record<ExperimentJson<'_>> {
    Record::new(ExperimentJson::from(experiment))
        .id(experiment.experiment_id.as_str())
        .row("experiment_id", experiment.experiment_id.as_str())
        .row("name", experiment.name.as_str())
        .row("lifecycle_stage", experiment.lifecycle_stage.as_str())
        .row("creation_time", Cell::time(experiment.creation_time))
        .row("last_update_time", Cell::time(experiment.last_update_time))
        .row("artifact_location", Cell::text(experiment.artifact_location.as_deref()))
        .section("tags")
        .rows(
            experiment
                .tags
                .iter()
                .map(|(key, value)| (key.clone(), value.as_str().into())),
        )
}
