use serde::Serialize;

use super::runs::unique_length;
use super::{Cell, Column, View};
use crate::model::ExperimentId;
use crate::upkeep::gc::{Fate, Garbage};
use crate::upkeep::usage::Space;

/// What is told of a thing that could go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// It is going to go.
    Goes,
    /// It went to the trash.
    InTrash,
    /// It is gone for good.
    Gone,
    /// It stays, as the plan says.
    Stays,
    /// It could not be removed, and why.
    Failed(&'a str),
}

/// What goes and what stays, each with what it takes.
#[derive(Debug, Clone)]
pub struct GarbageList<'a> {
    things: Vec<(&'a Garbage, Outcome<'a>)>,
    with_total: bool,
}

impl<'a> GarbageList<'a> {
    /// In the order given; `with_total` for a last row that adds up what goes.
    #[must_use]
    pub fn new(things: Vec<(&'a Garbage, Outcome<'a>)>, with_total: bool) -> Self {
        Self { things, with_total }
    }
}

impl Outcome<'_> {
    fn word(self, thing: &Garbage) -> &'static str {
        match (self, &thing.fate) {
            (Outcome::Goes, _) => "goes",
            (Outcome::InTrash, _) => "in the trash",
            (Outcome::Gone, _) => "gone",
            (Outcome::Failed(_), _) => "failed",
            (Outcome::Stays, Fate::Needed(_)) => "needed",
            (Outcome::Stays, _) => "stays",
        }
    }

    fn why(self, thing: &Garbage) -> Option<String> {
        match (self, &thing.fate) {
            (Outcome::Failed(why), _) => Some(why.to_owned()),
            (Outcome::Stays, Fate::Needed(by)) => Some(format!("by {by}; --force removes it")),
            (Outcome::Stays, Fate::Stays(why)) => Some(why.clone()),
            _ => None,
        }
    }
}

#[derive(Serialize)]
struct GarbageJson<'a> {
    kind: &'static str,
    id: &'a str,
    name: Option<&'a str>,
    experiment_id: Option<&'a str>,
    deleted_time: Option<i64>,
    files: u64,
    bytes: u64,
    on_disk: u64,
    outcome: &'static str,
    reason: Option<String>,
    path: String,
}

impl View for GarbageList<'_> {
    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("kind"),
            Column::new("id"),
            Column::new("name").rank(10),
            Column::new("experiment_id").label("experiment").rank(30),
            Column::new("deleted_time").label("deleted").rank(20),
            Column::new("files").right().rank(40),
            Column::new("bytes").label("size").right().rank(Column::DATA_ONLY),
            Column::new("on_disk").label("on disk").right(),
            Column::new("outcome"),
            Column::new("reason").rank(5),
            Column::new("path").rank(Column::DATA_ONLY),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let hex = |id: &&str| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        let short = unique_length(self.things.iter().map(|(thing, _)| thing.id.as_str()).filter(hex));
        let id = |id: &str| match hex(&id) {
            true => Cell::Id {
                text: id.to_owned(),
                short,
            },
            false => id.into(),
        };
        let row = |(thing, outcome): &(&Garbage, Outcome<'_>)| {
            vec![
                thing.kind.as_str().into(),
                id(&thing.id),
                Cell::text(thing.name.as_deref()),
                Cell::text(thing.experiment.as_ref().map(ExperimentId::as_str)),
                Cell::time(thing.deleted),
                Cell::Int(thing.space.files.into()),
                Cell::Bytes(thing.space.bytes),
                Cell::Bytes(thing.space.on_disk),
                outcome.word(thing).into(),
                Cell::text(outcome.why(thing).as_deref()),
                thing.path.to_string_lossy().into_owned().into(),
            ]
        };
        let total = || {
            let mut sum = Space::default();
            let goes = |outcome: &Outcome<'_>| matches!(outcome, Outcome::Goes | Outcome::InTrash | Outcome::Gone);
            let going = self.things.iter().filter(|(_, outcome)| goes(outcome));
            going.for_each(|(thing, _)| sum += thing.space);
            let mut cells = vec![Cell::Empty; 11];
            cells[0] = "total".into();
            cells[5] = Cell::Int(sum.files.into());
            cells[6] = Cell::Bytes(sum.bytes);
            cells[7] = Cell::Bytes(sum.on_disk);
            cells
        };
        let mut rows: Vec<Vec<Cell>> = self.things.iter().map(row).collect();
        if self.with_total && !rows.is_empty() {
            rows.push(total());
        }
        rows
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.things.iter().map(|(thing, outcome)| GarbageJson {
            kind: thing.kind.as_str(),
            id: &thing.id,
            name: thing.name.as_deref(),
            experiment_id: thing.experiment.as_ref().map(ExperimentId::as_str),
            deleted_time: thing.deleted.map(|time| time.0),
            files: thing.space.files,
            bytes: thing.space.bytes,
            on_disk: thing.space.on_disk,
            outcome: outcome.word(thing),
            reason: outcome.why(thing),
            path: thing.path.to_string_lossy().into_owned(),
        })
    }

    fn ids(&self) -> Vec<String> {
        self.things.iter().map(|(thing, _)| thing.id.clone()).collect()
    }

    fn noun(&self) -> &'static str {
        "garbage"
    }
}
