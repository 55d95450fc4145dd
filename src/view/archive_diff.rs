use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Cell, Column, View};
use crate::archive::diff::{Change, Difference};
use crate::model::RunId;

/// What differences are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ArchiveDiffBy {
    /// Each for itself.
    #[default]
    File,
    /// By run; what belongs to none by its folder.
    Run,
    /// By experiment; what belongs to none by its folder.
    Experiment,
}

/// How a store differs from an archive.
#[derive(Debug, Clone)]
pub struct ArchiveDiff<'a> {
    list: &'a [Difference],
    same: usize,
    by: ArchiveDiffBy,
}

/// Whose file a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Owner<'a> {
    /// The experiment's folder, else the first part of the path.
    experiment: &'a str,
    run: Option<&'a str>,
}

impl<'a> Owner<'a> {
    fn of(path: &'a str) -> Self {
        let mut parts = path.strip_prefix(".trash/").unwrap_or(path).split('/');
        let experiment = parts.next().filter(|_| path.contains('/')).unwrap_or_default();
        let run = parts
            .next()
            .filter(|name| RunId::parse(name).is_ok() && parts.next().is_some());
        Self { experiment, run }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    added: usize,
    removed: usize,
    changed: usize,
}

impl Counts {
    fn add(&mut self, change: Change) {
        *match change {
            Change::Added => &mut self.added,
            Change::Removed => &mut self.removed,
            Change::Content | Change::Executable => &mut self.changed,
        } += 1;
    }
}

impl<'a> ArchiveDiff<'a> {
    /// Of differences by path, and how many things are the same.
    #[must_use]
    pub fn new(list: &'a [Difference], same: usize, by: ArchiveDiffBy) -> Self {
        Self { list, same, by }
    }

    fn counts(&self) -> BTreeMap<Owner<'a>, Counts> {
        let mut counts: BTreeMap<Owner<'_>, Counts> = BTreeMap::new();
        for difference in self.list {
            let mut owner = Owner::of(&difference.path);
            if self.by == ArchiveDiffBy::Experiment {
                owner.run = None;
            }
            counts.entry(owner).or_default().add(difference.change);
        }
        counts
    }
}

fn word(change: Change) -> &'static str {
    match change {
        Change::Added => "added",
        Change::Removed => "removed",
        Change::Content => "changed",
        Change::Executable => "executable",
    }
}

#[derive(Serialize)]
struct FileJson<'a> {
    change: &'static str,
    path: &'a str,
    kind: &'static str,
    experiment_id: &'a str,
    run_id: Option<&'a str>,
    before: Option<u64>,
    after: Option<u64>,
}

#[derive(Serialize)]
struct CountsJson<'a> {
    experiment_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_id: Option<&'a str>,
    added: usize,
    removed: usize,
    changed: usize,
}

impl View for ArchiveDiff<'_> {
    fn columns(&self) -> Vec<Column> {
        let number = |name: &str| Column::new(name).right();
        match self.by {
            ArchiveDiffBy::File => vec![
                Column::new("change"),
                Column::new("path"),
                Column::new("kind").rank(Column::DATA_ONLY),
                number("before").rank(2),
                number("after").rank(1),
            ],
            by => {
                let mut columns = vec![Column::new("experiment_id").label("experiment")];
                if by == ArchiveDiffBy::Run {
                    columns.push(Column::new("run_id").label("run"));
                }
                columns.extend(["added", "removed", "changed"].map(number));
                columns
            }
        }
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let size = |size: Option<u64>| size.map_or(Cell::Empty, Cell::Bytes);
        if self.by == ArchiveDiffBy::File {
            let row = |difference: &Difference| {
                vec![
                    word(difference.change).into(),
                    difference.path.as_str().into(),
                    kind(difference).into(),
                    size(difference.before),
                    size(difference.after),
                ]
            };
            return self.list.iter().map(row).collect();
        }
        let number = |number: usize| Cell::Int(number as i128);
        let counts = self.counts().into_iter();
        counts
            .map(|(owner, counts)| {
                let mut row = vec![owner.experiment.into()];
                if self.by == ArchiveDiffBy::Run {
                    row.push(Cell::text(owner.run));
                }
                row.extend([counts.added, counts.removed, counts.changed].map(number));
                row
            })
            .collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        let files = self.list.iter().map(|difference| {
            let owner = Owner::of(&difference.path);
            Item::File(FileJson {
                change: word(difference.change),
                path: &difference.path,
                kind: kind(difference),
                experiment_id: owner.experiment,
                run_id: owner.run,
                before: difference.before,
                after: difference.after,
            })
        });
        let counts = self.counts().into_iter().map(|(owner, counts)| {
            Item::Counts(CountsJson {
                experiment_id: owner.experiment,
                run_id: owner.run,
                added: counts.added,
                removed: counts.removed,
                changed: counts.changed,
            })
        });
        let is_each = self.by == ArchiveDiffBy::File;
        files.filter(move |_| is_each).chain(counts.filter(move |_| !is_each))
    }

    fn ids(&self) -> Vec<String> {
        if self.by == ArchiveDiffBy::File {
            return self.list.iter().map(|difference| difference.path.clone()).collect();
        }
        let owners = self.counts().into_keys();
        owners
            .map(|owner| owner.run.unwrap_or(owner.experiment).to_owned())
            .collect()
    }

    fn noun(&self) -> &'static str {
        "differences"
    }

    fn note(&self) -> Option<String> {
        if self.list.is_empty() {
            return Some(format!("{} files and empty folders are the same", self.same));
        }
        let mut all = Counts::default();
        let (mut runs, mut experiments) = (BTreeSet::new(), BTreeSet::new());
        for difference in self.list {
            all.add(difference.change);
            let owner = Owner::of(&difference.path);
            experiments.insert(owner.experiment);
            runs.extend(owner.run.map(|run| (owner.experiment, run)));
        }
        Some(format!(
            "{} added, {} removed, {} changed, {} the same; in {} runs, {} experiments",
            all.added,
            all.removed,
            all.changed,
            self.same,
            runs.len(),
            experiments.len()
        ))
    }
}

fn kind(difference: &Difference) -> &'static str {
    if difference.is_folder { "folder" } else { "file" }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Item<'a> {
    File(FileJson<'a>),
    Counts(CountsJson<'a>),
}
