use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::{Cell, Column, Number, View};
pub use crate::compare::{Amount, Change, Row, Value, Verdict};
use crate::compare::{CommitChange, Comparison, Identity, Outcome, Topic, VersionIdentity, Who};

/// What differs between runs, or between versions of models.
///
/// As csv, tsv and Markdown it is a row for each thing that differs: `section`, `key`, a column named by its id for each
/// run, then `delta` and `percent` (of three or more runs `delta:<id>` and `percent:<id>` for each but the first). Units
/// are those of every list: durations in seconds, sizes in bytes; Markdown rounds differences. What a run lacks is empty, what
/// could not be read is `<unreadable>`.
///
/// As JSON it is one object:
/// - `differs`: whether something that counts differs (`--exit-code` 1); `in_doubt`: whether something that was not read could.
/// - `runs`: of each run `label` (`A`, `B` …), `run_id`, `run_name`, `experiment_id`, `experiment`, `start_time`.
/// - `info`, `params`, `metrics`, `tags`, `source`, `environment`, `datasets`, `artifacts`, as far as asked for: a list of
///   things that differ, each with `key`, `values` (one a run; null where it is missing), `verdict` (`differs`, `unknown`,
///   and with `--all` `same` and `uncompared`), and where they apply `delta` and `percent` (one a run, each against the
///   first run, null for it and where there is none) and `unreadable` (the indices of the runs whose value could not be
///   read). Values are texts, numbers (metrics; NaN and infinities as strings), milliseconds (`duration`), and
///   `{"size", "hash"}` for artifacts, `hash` being BLAKE3 where sizes did not tell, else null. A delta is a number in the
///   unit of the values; of two commits, if a repository is at hand, `{"files", "insertions", "deletions"}`.
/// - Of versions, instead of `runs` `versions`: of each `label`, `name`, `version`, `stage`, `aliases`, `run_id`, `run_name`,
///   `creation_timestamp`; and instead of `info` `version`, besides `signature` and `flavors`. Their columns in csv, tsv and
///   Markdown are named `NAME/VERSION`.
/// - `same`: how many things are the same, by topic. `unreadable`: of which run (its index) which topic could not be read
///   whole, and the `reason`.
#[derive(Debug, Clone, Copy)]
pub struct Diff<'a> {
    comparison: &'a Comparison,
    all: bool,
}

impl<'a> Diff<'a> {
    /// Of what differs alone, or with `all` of what is the same too.
    #[must_use]
    pub fn new(comparison: &'a Comparison, all: bool) -> Self {
        Self { comparison, all }
    }

    /// `A`, `B`, …
    #[must_use]
    pub fn labels(&self) -> Vec<&'a str> {
        self.comparison.who.labels()
    }

    /// Who is who: label, id, name and time of each run or version.
    #[must_use]
    pub fn legend(&self) -> (Vec<Column>, Vec<Vec<Cell>>) {
        match &self.comparison.who {
            Who::Runs(runs) => legend_of_runs(runs),
            Who::Versions(versions) => legend_of_versions(versions),
        }
    }

    /// Each topic that has something to list, with what it lists.
    pub fn sections(&self) -> impl Iterator<Item = (&'static str, Vec<&'a Row>)> {
        let view = *self;
        let sections = self.comparison.outcomes.iter().map(move |outcome| {
            let rows = outcome.rows.iter().filter(|row| view.lists(row)).collect();
            (outcome.topic.name(), rows)
        });
        sections.filter(|(_, rows): &(_, Vec<_>)| !rows.is_empty())
    }

    fn lists(&self, row: &Row) -> bool {
        self.all || matches!(row.verdict, Verdict::Differs | Verdict::Unknown)
    }

    /// What to say below: how much is the same, and what was not compared.
    #[must_use]
    pub fn footer(&self) -> Vec<String> {
        let count = |verdict: Verdict| {
            let topics = self.comparison.outcomes.iter().map(|outcome| {
                let rows = outcome.rows.iter().filter(|row| row.verdict == verdict);
                (outcome.topic, rows.count())
            });
            let counted = topics.filter(|(_, count)| *count > 0);
            counted
                .map(|(topic, count)| counted_words(count, topic))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let mut lines = Vec::new();
        let listed = |outcome: &Outcome| outcome.rows.iter().any(|row| row.verdict == Verdict::Differs);
        if !self.comparison.outcomes.iter().any(listed) {
            let is_read = self
                .comparison
                .outcomes
                .iter()
                .all(|outcome| outcome.unreadable.is_empty());
            lines.push(if is_read {
                "no differences".to_owned()
            } else {
                "no differences in what could be read".to_owned()
            });
        }
        for (what, counted) in [
            ("same", count(Verdict::Same)),
            ("not compared", count(Verdict::Uncompared)),
        ] {
            if !counted.is_empty() {
                lines.push(format!("{what}: {counted}"));
            }
        }
        for (i, label) in self.labels().into_iter().enumerate() {
            let unread = |outcome: &&Outcome| outcome.unreadable.iter().any(|(at, _)| *at == i);
            let topics: Vec<_> = self
                .comparison
                .outcomes
                .iter()
                .filter(unread)
                .map(|o| o.topic.name())
                .collect();
            if !topics.is_empty() {
                lines.push(format!("could not be read of {label}: {}", topics.join(", ")));
            }
        }
        lines
    }
}

fn legend_of_runs(runs: &[Identity]) -> (Vec<Column>, Vec<Vec<Cell>>) {
    let short = super::runs::unique_length(runs.iter().map(|run| run.run_id.as_str()));
    let several = runs.iter().any(|run| run.experiment_id != runs[0].experiment_id);
    let row = |run: &Identity| {
        vec![
            run.label.as_str().into(),
            Cell::Id {
                text: run.run_id.to_string(),
                short,
            },
            Cell::text(run.run_name.as_deref()),
            run.experiment.as_deref().unwrap_or(run.experiment_id.as_str()).into(),
            Cell::time(run.start_time),
        ]
    };
    let columns = vec![
        Column::new("run").label(""),
        Column::new("run_id").label("id"),
        Column::new("run_name").label("name").rank(5),
        Column::new("experiment").rank(if several { 20 } else { Column::DATA_ONLY }),
        Column::new("start_time").label("started").rank(10),
    ];
    (columns, runs.iter().map(row).collect())
}

fn legend_of_versions(versions: &[VersionIdentity]) -> (Vec<Column>, Vec<Vec<Cell>>) {
    let run = |version: &VersionIdentity| version.run_name.clone().or_else(|| version.run_id.clone());
    let row = |version: &VersionIdentity| {
        vec![
            version.label.as_str().into(),
            version.name.as_str().into(),
            Cell::Int(version.version.0.into()),
            version.stage.as_str().into(),
            version.aliases.join(", ").into(),
            run(version).map_or(Cell::Empty, Cell::Text),
            Cell::time(version.created),
        ]
    };
    let any = |has: &dyn Fn(&VersionIdentity) -> bool, rank| match versions.iter().any(has) {
        true => rank,
        false => Column::DATA_ONLY,
    };
    let columns = vec![
        Column::new("label").label(""),
        Column::new("name").rank(15),
        Column::new("version"),
        Column::new("stage").rank(any(&|version| version.stage != "None", 20)),
        Column::new("aliases").rank(any(&|version| !version.aliases.is_empty(), 10)),
        Column::new("run").rank(5),
        Column::new("creation_timestamp").label("created").rank(12),
    ];
    (columns, versions.iter().map(row).collect())
}

fn counted_words(count: usize, topic: Topic) -> String {
    let noun = match (topic, count) {
        (Topic::Info, 1) => "attribute",
        (Topic::Info, _) => "attributes",
        (Topic::Source, 1) => "source field",
        (Topic::Source, _) => "source fields",
        (Topic::Version | Topic::Flavors, 1) => "attribute",
        (Topic::Version, _) => "attributes",
        (Topic::Flavors, _) => "flavor attributes",
        (Topic::Signature, 1) => "column",
        (Topic::Signature, _) => "columns",
        (Topic::Environment, 1) => "package",
        (Topic::Environment, _) => "packages",
        (topic, 1) => topic.name().trim_end_matches('s'),
        (topic, _) => topic.name(),
    };
    format!("{count} {noun}")
}

/// A value, still unformatted.
#[must_use]
pub fn value_cell(value: &Value) -> Cell {
    match value {
        Value::Absent => Cell::Empty,
        Value::Unreadable => "<unreadable>".into(),
        Value::Text(text) => text.as_str().into(),
        Value::Number(number) => Cell::Float(*number),
        Value::Duration(ms) => Cell::Duration(*ms),
        Value::File { size, .. } => Cell::Bytes(*size),
    }
}

fn amount_cell(amount: Option<&Amount>) -> Cell {
    match amount {
        None => Cell::Empty,
        Some(Amount::Number(number)) => Cell::Change(*number),
        Some(Amount::Duration(ms)) => Cell::Duration(*ms),
        Some(Amount::Bytes(bytes)) => Cell::Int(*bytes),
        Some(Amount::Content) => "content".into(),
        Some(Amount::Commits(change)) => change.to_string().into(),
    }
}

impl View for Diff<'_> {
    fn columns(&self) -> Vec<Column> {
        let ids = self.comparison.who.ids();
        let mut columns = vec![Column::new("section"), Column::new("key")];
        columns.extend(ids.iter().map(Column::new));
        for id in &ids[1..] {
            let name = |word: &str| match ids.len() {
                2 => word.to_owned(),
                _ => format!("{word}:{id}"),
            };
            columns.push(Column::new(name("delta")).right());
            columns.push(Column::new(name("percent")).right());
        }
        columns
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |section: &str, row: &Row| {
            let mut cells = vec![section.into(), row.key.as_str().into()];
            cells.extend(row.values.iter().map(value_cell));
            for change in &row.changes[1..] {
                cells.push(amount_cell(change.amount.as_ref()));
                cells.push(change.percent.map_or(Cell::Empty, Cell::Percent));
            }
            cells
        };
        self.sections()
            .flat_map(|(section, rows)| rows.into_iter().map(move |r| row(section, r)))
            .collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        let comparison = self.comparison;
        let mut object = Map::new();
        object.insert("differs".to_owned(), comparison.differs().into());
        object.insert("in_doubt".to_owned(), comparison.is_in_doubt().into());
        let (key, who) = who_json(&comparison.who);
        object.insert(key.to_owned(), who);
        for outcome in &comparison.outcomes {
            let rows = outcome.rows.iter().filter(|row| self.lists(row));
            object.insert(outcome.topic.name().to_owned(), rows.map(row_json).collect());
        }
        let same = |outcome: &Outcome| {
            let rows = outcome.rows.iter().filter(|row| row.verdict == Verdict::Same);
            (outcome.topic.name().to_owned(), rows.count().into())
        };
        let same: Map<String, Json> = comparison.outcomes.iter().map(same).collect();
        object.insert("same".to_owned(), same.into());
        let unreadable = comparison.outcomes.iter().flat_map(|outcome| {
            let topic = outcome.topic.name();
            let reasons = outcome.unreadable.iter();
            reasons.map(move |(run, reason)| json!({ "section": topic, "run": run, "reason": reason }))
        });
        object.insert("unreadable".to_owned(), unreadable.collect());
        std::iter::once(object)
    }

    fn ids(&self) -> Vec<String> {
        self.sections()
            .flat_map(|(section, rows)| rows.into_iter().map(move |row| format!("{section}.{}", row.key)))
            .collect()
    }

    fn is_list(&self) -> bool {
        false
    }
}

fn who_json(who: &Who) -> (&'static str, Json) {
    let run = |run: &Identity| {
        json!({
            "label": run.label, "run_id": run.run_id.as_str(), "run_name": run.run_name,
            "experiment_id": run.experiment_id.as_str(), "experiment": run.experiment,
            "start_time": run.start_time.map(|time| time.0),
        })
    };
    let version = |version: &VersionIdentity| {
        json!({
            "label": version.label, "name": version.name.as_str(), "version": version.version.0, "stage": version.stage,
            "aliases": version.aliases, "run_id": version.run_id, "run_name": version.run_name,
            "creation_timestamp": version.created.map(|time| time.0),
        })
    };
    match who {
        Who::Runs(runs) => ("runs", runs.iter().map(run).collect()),
        Who::Versions(versions) => ("versions", versions.iter().map(version).collect()),
    }
}

fn row_json(row: &Row) -> Json {
    let mut object = Map::new();
    object.insert("key".to_owned(), row.key.as_str().into());
    object.insert("values".to_owned(), row.values.iter().map(value_json).collect());
    let verdict = match row.verdict {
        Verdict::Differs => "differs",
        Verdict::Unknown => "unknown",
        Verdict::Uncompared => "uncompared",
        Verdict::Same => "same",
    };
    object.insert("verdict".to_owned(), verdict.into());
    if row.changes.iter().any(|change| change.amount.is_some()) {
        let amounts = row.changes.iter().map(|change| amount_json(change.amount.as_ref()));
        object.insert("delta".to_owned(), amounts.collect());
    }
    if row.changes.iter().any(|change| change.percent.is_some()) {
        let percents = row.changes.iter().map(|change| json!(change.percent));
        object.insert("percent".to_owned(), percents.collect());
    }
    let indices = row.values.iter().enumerate();
    let unreadable: Vec<usize> = indices
        .filter(|(_, v)| **v == Value::Unreadable)
        .map(|(i, _)| i)
        .collect();
    if !unreadable.is_empty() {
        object.insert("unreadable".to_owned(), json!(unreadable));
    }
    object.into()
}

fn value_json(value: &Value) -> Json {
    match value {
        Value::Absent | Value::Unreadable => Json::Null,
        Value::Text(text) => text.as_str().into(),
        Value::Number(number) => json!(Number(*number)),
        Value::Duration(ms) => json!(ms),
        Value::File { size, hash } => json!({ "size": size, "hash": hash }),
    }
}

fn amount_json(amount: Option<&Amount>) -> Json {
    match amount {
        None | Some(Amount::Content) => Json::Null,
        Some(Amount::Number(number)) => json!(Number(*number)),
        Some(Amount::Duration(ms)) => json!(ms),
        Some(Amount::Bytes(bytes)) => json!(i64::try_from(*bytes).ok()),
        Some(Amount::Commits(CommitChange {
            files,
            insertions,
            deletions,
        })) => json!({ "files": files, "insertions": insertions, "deletions": deletions }),
    }
}
