use std::path::Path;

use serde::Serialize;

use super::{Cell, Column, View};
use crate::upkeep::undo::{Changed, Standing, Step, Summary, Taking, Touched};

/// Operations of a store's log.
#[derive(Debug, Clone, Copy)]
pub struct OperationList<'a>(&'a [Summary]);

impl<'a> OperationList<'a> {
    /// In the order given.
    #[must_use]
    pub fn new(operations: &'a [Summary]) -> Self {
        Self(operations)
    }
}

/// What an operation changed, in few words: `3 files written, 1 moved`.
#[must_use]
pub fn changed_text(changed: &Changed) -> String {
    let counts = [
        (changed.written, "written"),
        (changed.removed, "removed"),
        (changed.created, "created"),
        (changed.moved, "moved"),
        (changed.taken, "taken away"),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let texts: Vec<String> = counts.map(|(count, what)| format!("{count} {what}")).collect();
    if texts.is_empty() {
        "nothing".to_owned()
    } else {
        texts.join(", ")
    }
}

fn standing(standing: &Standing) -> &'static str {
    match standing {
        Standing::Done => "done",
        Standing::Interrupted => "interrupted",
        Standing::Undone(_) => "undone",
        Standing::Expired => "expired",
        Standing::Unreadable => "unreadable",
    }
}

#[derive(Serialize)]
struct OperationJson<'a> {
    operation: &'a str,
    time: i64,
    user: &'a str,
    command: &'a str,
    state: &'static str,
    undone_by: Option<&'a str>,
    undoes: Option<&'a str>,
    written: usize,
    removed: usize,
    created: usize,
    moved: usize,
    taken_away: usize,
    bytes: u64,
    keep_until: Option<i64>,
}

impl View for OperationList<'_> {
    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("operation"),
            Column::new("time"),
            Column::new("user").rank(30),
            Column::new("command"),
            Column::new("changed").rank(10),
            Column::new("bytes").label("keeps").rank(20).right(),
            Column::new("state"),
            Column::new("undone_by").rank(Column::DATA_ONLY),
            Column::new("undoes").rank(Column::DATA_ONLY),
            Column::new("keep_until").rank(Column::DATA_ONLY),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |operation: &Summary| {
            vec![
                operation.id.as_str().into(),
                Cell::Time(operation.at),
                operation.user.as_str().into(),
                operation.command.as_str().into(),
                changed_text(&operation.changed).into(),
                Cell::Bytes(operation.bytes),
                standing(&operation.standing).into(),
                Cell::text(operation.undone_by()),
                Cell::text(operation.undoes.as_deref()),
                Cell::time(operation.keep_until),
            ]
        };
        self.0.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().map(|operation| OperationJson {
            operation: &operation.id,
            time: operation.at.0,
            user: &operation.user,
            command: &operation.command,
            state: standing(&operation.standing),
            undone_by: operation.undone_by(),
            undoes: operation.undoes.as_deref(),
            written: operation.changed.written,
            removed: operation.changed.removed,
            created: operation.changed.created,
            moved: operation.changed.moved,
            taken_away: operation.changed.taken,
            bytes: operation.bytes,
            keep_until: operation.keep_until.map(|until| until.0),
        })
    }

    fn ids(&self) -> Vec<String> {
        self.0.iter().map(|operation| operation.id.clone()).collect()
    }

    fn noun(&self) -> &'static str {
        "operations"
    }
}

/// Files and folders, with what becomes of them or became of them.
#[derive(Debug, Clone)]
pub struct PathList {
    rows: Vec<PathRow>,
}

#[derive(Debug, Clone, Serialize)]
struct PathRow {
    what: &'static str,
    path: String,
    to: Option<String>,
}

impl PathList {
    /// The steps of an undoing, with paths as they are from the store's root.
    #[must_use]
    pub fn of_steps(steps: &[Step], root: &Path) -> Self {
        let row = |step: &Step| PathRow {
            what: match step.what {
                Taking::Restore => "restore",
                Taking::Remove => "remove",
                Taking::Cut => "cut",
                Taking::MoveBack => "move back",
                Taking::BringBack => "bring back",
                Taking::TakeAway => "take away",
            },
            path: below(&step.path, root),
            to: step.to.as_deref().map(|to| below(to, root)),
        };
        Self {
            rows: steps.iter().map(row).collect(),
        }
    }

    /// What an operation changed, in order.
    #[must_use]
    pub fn of_touched(touched: &[Touched]) -> Self {
        let row = |touched: &Touched| PathRow {
            what: touched.what,
            path: touched.path.clone(),
            to: touched.to.clone(),
        };
        Self {
            rows: touched.iter().map(row).collect(),
        }
    }
}

fn below(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned()
}

impl View for PathList {
    fn columns(&self) -> Vec<Column> {
        let moves = self.rows.iter().any(|row| row.to.is_some());
        vec![
            Column::new("what"),
            Column::new("path"),
            Column::new("to").rank(if moves { 10 } else { Column::DATA_ONLY }),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |row: &PathRow| vec![row.what.into(), row.path.as_str().into(), Cell::text(row.to.as_deref())];
        self.rows.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.rows.iter()
    }

    fn ids(&self) -> Vec<String> {
        self.rows.iter().map(|row| row.path.clone()).collect()
    }

    fn noun(&self) -> &'static str {
        "changes"
    }
}
