use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Cell, Column, Record, RunJson, View};
use crate::model::{DatasetInput, ExperimentId, Lifecycle, Run, RunInfo};

/// Several runs, with a column for each metric and each param that any of them has.
#[derive(Debug, Clone)]
pub struct RunList<'a> {
    runs: &'a [Run],
    metrics: Vec<&'a str>,
    params: Vec<&'a str>,
    short: usize,
    experiments: Option<&'a BTreeMap<ExperimentId, String>>,
    note: Option<String>,
}

const STAGE: u8 = 5;
const DURATION: u8 = 30;
const STARTED: u8 = 35;
const EXPERIMENT: u8 = 50;
const METRIC: u8 = 70;
const PARAM: u8 = 90;

impl<'a> RunList<'a> {
    /// In the order given.
    #[must_use]
    pub fn new(runs: &'a [Run]) -> Self {
        let keys = |keys: BTreeSet<&'a String>| keys.into_iter().map(String::as_str).collect();
        Self {
            runs,
            metrics: keys(runs.iter().flat_map(|run| run.data.metrics.keys()).collect()),
            params: keys(runs.iter().flat_map(|run| run.data.params.keys()).collect()),
            short: unique_length(runs.iter().map(|run| run.info.run_id.as_str())),
            experiments: None,
            note: None,
        }
    }

    /// With the experiments' names, shown to people in place of their ids.
    #[must_use]
    pub fn named(mut self, experiments: &'a BTreeMap<ExperimentId, String>) -> Self {
        self.experiments = Some(experiments);
        self
    }

    /// With a remark for people.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    fn experiment(&self, info: &RunInfo) -> Cell {
        let id = &info.experiment_id;
        match self.experiments.and_then(|names| names.get(id)) {
            Some(name) => name.as_str().into(),
            None => id.as_str().into(),
        }
    }
}

impl View for RunList<'_> {
    fn columns(&self) -> Vec<Column> {
        let shown_if = |shown: bool, rank| if shown { rank } else { Column::DATA_ONLY };
        let first = self.runs.first().map(|run| &run.info.experiment_id);
        let several = self.runs.iter().any(|run| Some(&run.info.experiment_id) != first);
        let some_deleted = self
            .runs
            .iter()
            .any(|run| run.info.lifecycle_stage == Lifecycle::Deleted);
        let named = self.experiments.is_some();
        let mut columns = vec![
            Column::new("run_id").label("id"),
            Column::new("run_name").label("name"),
            Column::new("experiment_id")
                .label("experiment")
                .rank(shown_if(several && !named, EXPERIMENT)),
        ];
        if named {
            columns.push(Column::new("experiment").rank(shown_if(several, EXPERIMENT)));
        }
        columns.extend([
            Column::new("status"),
            Column::new("lifecycle_stage")
                .label("stage")
                .rank(shown_if(some_deleted, STAGE)),
            Column::new("start_time").label("started").rank(STARTED),
            Column::new("end_time").label("ended").rank(Column::DATA_ONLY),
            Column::new("duration").rank(DURATION).right(),
        ]);
        columns.extend(
            self.metrics
                .iter()
                .map(|key| keyed("metrics", key, self.params.binary_search(key).is_ok(), METRIC).right()),
        );
        columns.extend(
            self.params
                .iter()
                .map(|key| keyed("params", key, self.metrics.binary_search(key).is_ok(), PARAM)),
        );
        columns
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |run: &Run| {
            let info = &run.info;
            let mut row = vec![
                Cell::Id {
                    text: info.run_id.to_string(),
                    short: self.short,
                },
                Cell::text(info.run_name.as_deref()),
                info.experiment_id.as_str().into(),
            ];
            if self.experiments.is_some() {
                row.push(self.experiment(info));
            }
            row.extend([
                info.status.to_string().into(),
                info.lifecycle_stage.as_str().into(),
                Cell::time(info.start_time),
                Cell::time(info.end_time),
                duration(info),
            ]);
            row.extend(self.metrics.iter().map(|key| {
                let metric = run.data.metrics.get(*key);
                metric.map_or(Cell::Empty, |metric| Cell::Float(metric.value))
            }));
            row.extend(
                self.params
                    .iter()
                    .map(|key| Cell::text(run.data.params.get(*key).map(String::as_str))),
            );
            row
        };
        self.runs.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.runs.iter().map(RunJson::from)
    }

    fn ids(&self) -> Vec<String> {
        self.runs.iter().map(|run| run.info.run_id.to_string()).collect()
    }

    fn noun(&self) -> &'static str {
        "runs"
    }

    fn note(&self) -> Option<String> {
        self.note.clone()
    }
}

/// One run; with its experiment's name where known.
#[must_use]
pub fn run_page<'a>(run: &'a Run, experiment: Option<&str>) -> Record<RunJson<'a>> {
    let (info, data) = (&run.info, &run.data);
    let texts = |map: &BTreeMap<String, String>| -> Vec<(String, Cell)> {
        map.iter()
            .map(|(key, value)| (key.clone(), value.as_str().into()))
            .collect()
    };
    let experiment_id = info.experiment_id.as_str();
    Record::new(RunJson::from(run))
        .id(info.run_id.as_str())
        .row("run_id", info.run_id.as_str())
        .row("run_name", Cell::text(info.run_name.as_deref()))
        .row("experiment_id", experiment_id)
        .row("experiment", Cell::text(experiment))
        .row("status", info.status.to_string())
        .row("lifecycle_stage", info.lifecycle_stage.as_str())
        .row("start_time", Cell::time(info.start_time))
        .row("end_time", Cell::time(info.end_time))
        .row("duration", duration(info))
        .row("user_id", Cell::text(info.user_id.as_deref()))
        .row("artifact_uri", Cell::text(info.artifact_uri.as_deref()))
        .section("params")
        .rows(texts(&data.params))
        .section("metrics")
        .rows(
            data.metrics
                .iter()
                .map(|(key, metric)| (key.clone(), Cell::Float(metric.value))),
        )
        .section("tags")
        .rows(texts(&data.tags))
        .section("inputs")
        .rows(run.inputs.datasets.iter().map(dataset))
        .rows(
            run.inputs
                .models
                .iter()
                .map(|model| (model.model_id.clone(), "model".into())),
        )
        .section("outputs")
        .rows(
            run.outputs
                .models
                .iter()
                .map(|model| (model.model_id.clone(), format!("model at step {}", model.step).into())),
        )
}

/// A column of `metrics.<key>` or `params.<key>`: to people just the key, unless the other kind has it too.
fn keyed(kind: &str, key: &str, shared: bool, rank: u8) -> Column {
    let column = Column::new(format!("{kind}.{key}")).rank(rank);
    if shared { column } else { column.label(key) }
}

fn dataset(input: &DatasetInput) -> (String, Cell) {
    let dataset = &input.dataset;
    let mut about = format!("{} from {}", dataset.digest, dataset.source_type);
    for (key, value) in &input.tags {
        about.push_str(&format!(", {}={value}", key.rsplit('.').next().unwrap_or(key)));
    }
    (dataset.name.clone(), about.into())
}

fn duration(info: &RunInfo) -> Cell {
    match (info.start_time, info.end_time) {
        (Some(start), Some(end)) => Cell::Duration(end.0.saturating_sub(start.0)),
        _ => Cell::Empty,
    }
}

/// How many characters tell each id from the others: 8 where that is enough.
pub(super) fn unique_length<'a>(ids: impl Iterator<Item = &'a str>) -> usize {
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    let shared = |a: &str, b: &str| a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    ids.windows(2)
        .filter(|pair| pair[0] != pair[1])
        .map(|pair| shared(pair[0], pair[1]) + 1)
        .max()
        .unwrap_or(0)
        .max(8)
}
