use std::collections::BTreeMap;

use serde::Serialize;

use super::{Cell, Column, View};
use crate::model::{ExperimentId, RunId};
use crate::upkeep::usage::{Share, Space, Usage};

/// What space is told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpaceBy {
    /// Experiments; what lies in none by what it is.
    Experiment,
    /// Runs; what belongs to none in one sum for each experiment, or by what it is.
    Run,
    /// What files are for.
    Kind,
}

/// What takes how much space, the largest first.
#[derive(Debug, Clone)]
pub struct SpaceList {
    by: SpaceBy,
    rows: Vec<Row>,
    total: Row,
    with_total: bool,
    of: usize,
}

#[derive(Debug, Clone, Default)]
struct Row {
    experiment: Option<ExperimentId>,
    run: Option<RunId>,
    /// A name, or what it is.
    name: Option<String>,
    deleted: bool,
    inside: Space,
    outside: Space,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Experiment(ExperimentId),
    Run(ExperimentId, RunId),
    Rest(ExperimentId),
    Word(&'static str),
}

impl SpaceList {
    /// Of a store, at most so many rows; `with_total` for a last row that adds up all of them.
    #[must_use]
    pub fn new(usage: &Usage, by: SpaceBy, max: Option<usize>, with_total: bool) -> Self {
        let mut rows: BTreeMap<Key, Row> = BTreeMap::new();
        let mut total = Row {
            name: Some("total".to_owned()),
            ..Row::default()
        };
        for (share, space) in &usage.inside {
            row(&mut rows, share, by, usage).inside += *space;
            total.inside += *space;
        }
        for (share, space) in &usage.outside {
            row(&mut rows, share, by, usage).outside += *space;
            total.outside += *space;
        }
        let mut rows: Vec<Row> = rows.into_values().collect();
        let size = |row: &Row| {
            (
                row.inside.on_disk + row.outside.on_disk,
                row.inside.bytes + row.outside.bytes,
            )
        };
        rows.sort_by_key(|row| std::cmp::Reverse(size(row)));
        let of = rows.len();
        rows.truncate(max.unwrap_or(of));
        Self {
            by,
            rows,
            total,
            with_total,
            of,
        }
    }

    fn has_outside(&self) -> bool {
        self.total.outside != Space::default()
    }
}

fn row<'a>(rows: &'a mut BTreeMap<Key, Row>, share: &Share, by: SpaceBy, usage: &Usage) -> &'a mut Row {
    let word = || {
        Key::Word(if share.deleted && by == SpaceBy::Kind {
            "deleted"
        } else {
            share.content.as_str()
        })
    };
    let key = match (by, &share.experiment, &share.run) {
        (SpaceBy::Kind, ..) | (_, None, _) => word(),
        (SpaceBy::Experiment, Some(experiment), _) => Key::Experiment(experiment.clone()),
        (SpaceBy::Run, Some(experiment), Some(run)) => Key::Run(experiment.clone(), run.clone()),
        (SpaceBy::Run, Some(experiment), None) => Key::Rest(experiment.clone()),
    };
    rows.entry(key.clone()).or_insert_with(|| new_row(key, usage))
}

fn new_row(key: Key, usage: &Usage) -> Row {
    let experiment_named = |id: &ExperimentId| usage.experiments.get(id).cloned();
    match key {
        Key::Word(word) => Row {
            name: Some(word.to_owned()),
            deleted: word == "deleted",
            ..Row::default()
        },
        Key::Experiment(ref id) | Key::Rest(ref id) => {
            let named = experiment_named(id);
            let is_rest = matches!(key, Key::Rest(_));
            Row {
                deleted: named.as_ref().is_some_and(|named| named.deleted),
                name: named
                    .and_then(|named| named.name)
                    .map(|name| if is_rest { format!("{name}: no run's") } else { name }),
                experiment: Some(id.clone()),
                ..Row::default()
            }
        }
        Key::Run(experiment, run) => {
            let named = usage.runs.get(&run).cloned();
            Row {
                deleted: named.as_ref().is_some_and(|named| named.deleted),
                name: named.and_then(|named| named.name),
                experiment: Some(experiment),
                run: Some(run),
                ..Row::default()
            }
        }
    }
}

#[derive(Serialize)]
struct SpaceJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    experiment_id: Option<Option<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_id: Option<Option<&'a str>>,
    name: Option<&'a str>,
    lifecycle_stage: &'static str,
    files: u64,
    bytes: u64,
    on_disk: u64,
    outside_files: u64,
    outside_bytes: u64,
    outside_on_disk: u64,
}

fn stage(row: &Row) -> &'static str {
    if row.deleted { "deleted" } else { "active" }
}

impl View for SpaceList {
    fn columns(&self) -> Vec<Column> {
        let number = |name: &str| Column::new(name).right();
        let outside = if self.has_outside() { 5 } else { Column::DATA_ONLY };
        let mut columns = match self.by {
            SpaceBy::Kind => vec![Column::new("kind")],
            SpaceBy::Experiment => vec![Column::new("experiment_id").label("experiment"), Column::new("name")],
            SpaceBy::Run => vec![
                Column::new("run_id").label("run"),
                Column::new("name"),
                Column::new("experiment_id").label("experiment").rank(20),
            ],
        };
        let stage = if self.by == SpaceBy::Kind {
            Column::DATA_ONLY
        } else {
            10
        };
        columns.extend([
            Column::new("lifecycle_stage").label("stage").rank(stage),
            number("files").rank(15),
            number("bytes").label("size"),
            number("on_disk").label("on disk"),
            number("outside_files").rank(Column::DATA_ONLY),
            number("outside_bytes").label("outside").rank(outside),
            number("outside_on_disk").rank(Column::DATA_ONLY),
        ]);
        columns
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let total = self.with_total.then_some(&self.total);
        let short = super::runs::unique_length(self.rows.iter().filter_map(|row| row.run.as_ref()).map(RunId::as_str));
        let cells = |row: &Row| {
            let is_total = std::ptr::eq(row, &self.total);
            let experiment = Cell::text(row.experiment.as_ref().map(ExperimentId::as_str));
            let name = Cell::text(row.name.as_deref());
            let mut cells = match self.by {
                SpaceBy::Kind => vec![name],
                SpaceBy::Experiment => vec![experiment, name],
                SpaceBy::Run => {
                    let run = row.run.as_ref().map(|run| Cell::Id {
                        text: run.to_string(),
                        short,
                    });
                    vec![run.unwrap_or(Cell::Empty), name, experiment]
                }
            };
            cells.extend([
                if is_total { Cell::Empty } else { stage(row).into() },
                Cell::Int(row.inside.files.into()),
                Cell::Bytes(row.inside.bytes),
                Cell::Bytes(row.inside.on_disk),
                Cell::Int(row.outside.files.into()),
                Cell::Bytes(row.outside.bytes),
                Cell::Bytes(row.outside.on_disk),
            ]);
            cells
        };
        self.rows.iter().chain(total).map(cells).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.rows.iter().map(|row| SpaceJson {
            experiment_id: (self.by != SpaceBy::Kind).then(|| row.experiment.as_ref().map(ExperimentId::as_str)),
            run_id: (self.by == SpaceBy::Run).then(|| row.run.as_ref().map(RunId::as_str)),
            name: row.name.as_deref(),
            lifecycle_stage: stage(row),
            files: row.inside.files,
            bytes: row.inside.bytes,
            on_disk: row.inside.on_disk,
            outside_files: row.outside.files,
            outside_bytes: row.outside.bytes,
            outside_on_disk: row.outside.on_disk,
        })
    }

    fn ids(&self) -> Vec<String> {
        let id = |row: &Row| match self.by {
            SpaceBy::Kind => row.name.clone(),
            SpaceBy::Experiment => row.experiment.as_ref().map(ToString::to_string),
            SpaceBy::Run => row.run.as_ref().map(ToString::to_string),
        };
        self.rows.iter().filter_map(id).collect()
    }

    fn note(&self) -> Option<String> {
        let shown = self.rows.len();
        (shown < self.of).then(|| format!("showing the {shown} largest of {}", self.of))
    }
}
