use std::collections::BTreeMap;

use serde::Serialize;

use super::columns::{Attribute, Field, Flat, Given, Kind, KnownKeys, Shape, Shown};
use super::{Cell, Column, Record, RunJson, View, datasets};
use crate::model::{ExperimentId, Lifecycle, Run};

/// Several runs: with a column for each metric and each param that any of them has, or with the columns chosen.
#[derive(Debug, Clone)]
pub struct RunList<'a> {
    runs: &'a [Run],
    shown: Vec<Shown>,
    chosen: bool,
    kept: Vec<Field>,
    given: Given<'a>,
    note: Option<String>,
}

const KEPT: u8 = 1;
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
        Self {
            runs,
            shown: usual(runs),
            chosen: false,
            kept: Vec::new(),
            given: Given {
                experiments: None,
                short: unique_length(runs.iter().map(|run| run.info.run_id.as_str())),
            },
            note: None,
        }
    }

    /// With the experiments' names, shown to people in place of their ids.
    #[must_use]
    pub fn named(mut self, experiments: &'a BTreeMap<ExperimentId, String>) -> Self {
        self.given.experiments = Some(experiments);
        if let (false, Some(id)) = (self.chosen, self.shown.iter_mut().find(|shown| is_experiment_id(shown))) {
            let rank = std::mem::replace(&mut id.column.rank, Column::DATA_ONLY);
            let name = attribute(Attribute::Experiment, rank);
            self.shown.insert(3, name);
        }
        self
    }

    /// With these columns and no others, which JSON then has too: one flat object a run.
    #[must_use]
    pub fn columns(mut self, shown: Vec<Shown>) -> Self {
        self.shown = shown;
        self.chosen = true;
        self
    }

    /// With these among the usual columns, before all other metrics and params and left out after them: what the runs
    /// were asked by. Nothing changes where columns were chosen.
    #[must_use]
    pub fn keep(mut self, fields: &[Field]) -> Self {
        if self.chosen {
            return self;
        }
        let first = self.shown.iter().position(|shown| shown.field.key().is_some());
        let first = first.unwrap_or(self.shown.len());
        for (i, field) in fields.iter().enumerate() {
            let shown = match self.shown.iter().position(|shown| shown.field == *field) {
                Some(at) => self.shown.remove(at),
                None => usual_column(field.clone(), KEPT),
            };
            let column = shown.column.rank(KEPT);
            self.shown.insert(first + i, Shown { column, ..shown });
        }
        self.kept = fields.to_vec();
        self
    }

    /// Without the metrics, params and tags that are the same in all the runs; returns those by their headers. One run
    /// alone keeps all of them.
    #[must_use]
    pub fn only_changed(mut self) -> (Self, Vec<(String, Cell)>) {
        let mut same = Vec::new();
        let (Some((first, others)), true) = (self.runs.split_first(), self.runs.len() > 1) else {
            return (self, same);
        };
        let given = self.given;
        self.shown.retain(|Shown { field, column }| {
            let cell = field.cell(first, &given);
            let stays = field.key().is_none() || self.kept.contains(field);
            let changes = stays || others.iter().any(|run| !alike(&field.cell(run, &given), &cell));
            if !changes {
                same.push((column.label.clone(), cell));
            }
            changes
        });
        (self, same)
    }

    /// As the results of a sweep: what was swept over, how it ended, and every metric; what a run used in data alone.
    #[must_use]
    pub fn of_sweep(self, swept: &[&str]) -> Self {
        let keys = KnownKeys::of(self.runs);
        let field = |kind, key: &str, rank| {
            let mut shown = usual_column(Field::of(kind, key, Shape::LATEST), rank);
            let other = match kind {
                Kind::Metric => swept.contains(&key),
                _ => keys.get(Kind::Metric).contains(key),
            };
            if other {
                shown.column.label = shown.column.name.clone();
            }
            shown
        };
        let mut shown = vec![attribute(Attribute::RunId, 0)];
        shown.extend(swept.iter().map(|key| field(Kind::Param, key, 0)));
        shown.push(attribute(Attribute::Status, 0));
        shown.push(attribute(Attribute::StartTime, Column::DATA_ONLY));
        shown.push(attribute(Attribute::Duration, DURATION));
        shown.extend(keys.get(Kind::Metric).iter().map(|key| {
            let is_usage = key.starts_with("system/");
            field(Kind::Metric, key, if is_usage { Column::DATA_ONLY } else { METRIC })
        }));
        self.columns(shown)
    }

    /// With a remark for people.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

impl View for RunList<'_> {
    fn columns(&self) -> Vec<Column> {
        self.shown.iter().map(|shown| shown.column.clone()).collect()
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |run| {
            self.shown
                .iter()
                .map(|shown| shown.field.cell(run, &self.given))
                .collect()
        };
        self.runs.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        let chosen = self.chosen.then_some(&self.shown[..]);
        self.runs.iter().map(move |run| RunItem::new(run, chosen, self.given))
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

/// A run in JSON: whole, or the columns chosen.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum RunItem<'a> {
    /// As `mlflow runs describe` prints it.
    Whole(Box<RunJson<'a>>),
    /// The columns by name.
    Chosen(Flat<'a>),
}

impl<'a> RunItem<'a> {
    /// Of that run.
    #[must_use]
    pub fn new(run: &'a Run, chosen: Option<&'a [Shown]>, given: Given<'a>) -> Self {
        match chosen {
            None => Self::Whole(Box::new(RunJson::from(run))),
            Some(shown) => Self::Chosen(Flat { run, shown, given }),
        }
    }
}

/// How the keys of metrics begin that tell what a run used of its machine. In a table for people they would stand in
/// front of those that it is about.
const SYSTEM: &str = "system/";

/// What is worth knowing of these runs, with every metric and param of theirs.
fn usual(runs: &[Run]) -> Vec<Shown> {
    let shown_if = |shown: bool, rank| if shown { rank } else { Column::DATA_ONLY };
    let first = runs.first().map(|run| &run.info.experiment_id);
    let several = runs.iter().any(|run| Some(&run.info.experiment_id) != first);
    let deleted = |run: &Run| run.info.lifecycle_stage == Lifecycle::Deleted;
    let mut shown = vec![
        attribute(Attribute::RunId, 0),
        attribute(Attribute::RunName, 0),
        attribute(Attribute::ExperimentId, shown_if(several, EXPERIMENT)),
        attribute(Attribute::Status, 0),
        attribute(Attribute::LifecycleStage, shown_if(runs.iter().any(deleted), STAGE)),
        attribute(Attribute::StartTime, STARTED),
        attribute(Attribute::EndTime, Column::DATA_ONLY),
        attribute(Attribute::Duration, DURATION),
    ];
    let keys = KnownKeys::of(runs);
    for (kind, other, rank) in [(Kind::Metric, Kind::Param, METRIC), (Kind::Param, Kind::Metric, PARAM)] {
        shown.extend(keys.get(kind).iter().map(|key| {
            let is_of_machine = kind == Kind::Metric && key.starts_with(SYSTEM);
            let mut shown = usual_column(Field::of(kind, key, Shape::LATEST), shown_if(!is_of_machine, rank));
            // to people just the key, unless the other kind has it too
            if keys.get(other).contains(key) {
                shown.column.label = shown.column.name.clone();
            }
            shown
        }));
    }
    shown
}

fn attribute(attribute: Attribute, rank: u8) -> Shown {
    let mut shown = usual_column(Field::Attribute(attribute), rank);
    if attribute == Attribute::ExperimentId {
        shown.column.label = "experiment".to_owned();
    }
    shown
}

fn usual_column(field: Field, rank: u8) -> Shown {
    let column = Column::new(field.name()).label(field.label()).rank(rank);
    let column = if field.is_number() { column.right() } else { column };
    Shown { field, column }
}

fn is_experiment_id(shown: &Shown) -> bool {
    shown.field == Field::Attribute(Attribute::ExperimentId)
}

/// Whether two cells show the same; NaN is like NaN.
fn alike(a: &Cell, b: &Cell) -> bool {
    match (a, b) {
        (Cell::Float(a), Cell::Float(b)) => a == b || (a.is_nan() && b.is_nan()),
        (Cell::Spark(a), Cell::Spark(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a == b || (a.is_nan() && b.is_nan()))
        }
        _ => a == b,
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
        .row(
            "duration",
            Field::Attribute(Attribute::Duration).cell(run, &Given::default()),
        )
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
        .sections(run.inputs.datasets.iter().map(datasets::section))
        .section("inputs")
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
