use std::collections::BTreeMap;

use serde::Serialize;

use super::{Cell, Column, DamageJson, Section, View};
use crate::upkeep::merge::{Item, Kind, Merge, Step};

/// What a merge brings or brought: for people the sums and what clashes, as data every thing that was not here already.
#[derive(Debug)]
pub struct MergeReport<'a> {
    merge: &'a Merge,
    is_dry: bool,
    sections: Vec<Section>,
}

#[derive(Serialize)]
struct MergeJson<'a> {
    into: String,
    dry_run: bool,
    sources: Vec<String>,
    /// By kind, then by what becomes of them.
    counts: BTreeMap<&'static str, BTreeMap<&'static str, usize>>,
    files: u64,
    bytes: u64,
    items: Vec<ItemJson<'a>>,
    refused: Vec<RefusedJson<'a>>,
    remarks: Vec<DamageJson<'a>>,
}

#[derive(Serialize)]
struct ItemJson<'a> {
    kind: &'static str,
    id: &'a str,
    experiment_id: Option<&'a str>,
    experiment: Option<&'a str>,
    step: &'static str,
    files: u64,
    bytes: u64,
    conflicts: Vec<ClashJson<'a>>,
    failure: Option<&'a str>,
}

#[derive(Serialize)]
struct ClashJson<'a> {
    path: String,
    reason: &'a str,
}

#[derive(Serialize)]
struct RefusedJson<'a> {
    source: String,
    experiment_id: &'a str,
    experiment: Option<&'a str>,
    reason: &'a str,
}

fn name(step: Step) -> &'static str {
    match step {
        Step::New => "new",
        Step::United => "united",
        Step::Equal => "equal",
        Step::Kept => "conflict",
        Step::Failed => "failed",
    }
}

/// In the order of the table.
const KINDS: [(Kind, &str); 6] = [
    (Kind::Experiment, "experiments"),
    (Kind::Run, "runs"),
    (Kind::LoggedModel, "logged_models"),
    (Kind::Trace, "traces"),
    (Kind::RegisteredModel, "registered_models"),
    (Kind::Folder, "folders"),
];
/// More sources are counted.
const MOST_NAMED: usize = 8;
const STEPS: [Step; 5] = [Step::New, Step::United, Step::Equal, Step::Kept, Step::Failed];

impl<'a> MergeReport<'a> {
    /// Of a merge that was only planned, or carried out.
    #[must_use]
    pub fn new(merge: &'a Merge, is_dry: bool) -> Self {
        Self {
            merge,
            is_dry,
            sections: sections(merge),
        }
    }
}

fn plural(kind: Kind) -> &'static str {
    KINDS
        .iter()
        .find(|(known, _)| *known == kind)
        .map_or("", |(_, name)| name)
}

fn counts(merge: &Merge) -> BTreeMap<Kind, BTreeMap<Step, usize>> {
    let mut counts: BTreeMap<Kind, BTreeMap<Step, usize>> = BTreeMap::new();
    for item in merge.items() {
        *counts.entry(item.kind).or_default().entry(item.step).or_default() += 1;
    }
    counts
}

/// Of what changes something, and did not fail.
fn sum(merge: &Merge, of: impl Fn(&Item) -> u64) -> u64 {
    let items = merge.items().iter();
    items
        .filter(|item| matches!(item.step, Step::New | Step::United))
        .map(of)
        .sum()
}

fn sections(merge: &Merge) -> Vec<Section> {
    let mut head = Section::default();
    let mut row = |key: &str, cell: Cell| head.rows.push((key.to_owned(), cell));
    row("into", merge.into().to_string_lossy().into_owned().into());
    match merge.sources().count() {
        many if many > MOST_NAMED => row("from", format!("{many} stores").into()),
        _ => merge
            .sources()
            .for_each(|source| row("from", source.to_string_lossy().into_owned().into())),
    }
    let counts = counts(merge);
    for (kind, plural) in KINDS {
        if let Some(counts) = counts.get(&kind) {
            let each = STEPS
                .iter()
                .filter_map(|step| Some(format!("{} {}", counts.get(step)?, name(*step))));
            row(plural, each.collect::<Vec<_>>().join(", ").into());
        }
    }
    row("files", Cell::Int(sum(merge, |item| item.files).into()));
    row("bytes", Cell::Bytes(sum(merge, |item| item.bytes)));
    let of = |item: &Item| format!("{} {}", item.kind.noun(), item.id);
    let clashes = merge.items().iter().flat_map(|item| {
        let rows = item.clashes.iter();
        rows.map(move |clash| {
            (
                of(item),
                format!("{}: {}", clash.path.to_string_lossy(), clash.reason).into(),
            )
        })
    });
    let refused = merge.refused().iter().map(|refused| {
        let experiment = refused.name.as_deref().unwrap_or(refused.id.as_str());
        (format!("experiment {experiment}"), refused.reason.as_str().into())
    });
    let failed = merge
        .items()
        .iter()
        .filter_map(|item| Some((of(item), item.failure.as_deref()?.into())));
    let section = |title: &str, rows: Vec<(String, Cell)>| Section {
        title: title.to_owned(),
        rows,
    };
    let mut sections = vec![
        head,
        section("conflicts", refused.chain(clashes).collect()),
        section("failed", failed.collect()),
    ];
    sections.retain(|section| !section.rows.is_empty());
    sections
}

impl View for MergeReport<'_> {
    fn columns(&self) -> Vec<Column> {
        let names = ["kind", "id", "experiment_id", "experiment", "step"];
        let mut columns: Vec<Column> = names.into_iter().map(Column::new).collect();
        columns.extend(["files", "bytes"].map(|name| Column::new(name).right()));
        columns.push(Column::new("reason"));
        columns
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |item: &Item| {
            let clashes = item.clashes.iter();
            let clashes = clashes.map(|clash| format!("{}: {}", clash.path.to_string_lossy(), clash.reason));
            let reasons: Vec<String> = clashes.chain(item.failure.clone()).collect();
            vec![
                item.kind.noun().into(),
                item.id.as_str().into(),
                Cell::text(item.experiment.as_ref().map(AsRef::as_ref)),
                Cell::text(item.name.as_deref()),
                name(item.step).into(),
                Cell::Int(item.files.into()),
                Cell::Bytes(item.bytes),
                Cell::text(Some(reasons.join("; ").as_str()).filter(|text| !text.is_empty())),
            ]
        };
        let refused = self.merge.refused().iter().map(|refused| {
            vec![
                Kind::Experiment.noun().into(),
                refused.id.as_str().into(),
                refused.id.as_str().into(),
                Cell::text(refused.name.as_deref()),
                name(Step::Kept).into(),
                Cell::Int(0),
                Cell::Bytes(0),
                refused.reason.as_str().into(),
            ]
        });
        notable(self.merge).map(row).chain(refused).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        let merge = self.merge;
        let counts = counts(merge).into_iter().map(|(kind, counts)| {
            let counts = counts.into_iter().map(|(step, count)| (name(step), count));
            (plural(kind), counts.collect())
        });
        std::iter::once(MergeJson {
            into: merge.into().to_string_lossy().into_owned(),
            dry_run: self.is_dry,
            sources: merge
                .sources()
                .map(|path| path.to_string_lossy().into_owned())
                .collect(),
            counts: counts.collect(),
            files: sum(merge, |item| item.files),
            bytes: sum(merge, |item| item.bytes),
            items: notable(merge).map(item_json).collect(),
            refused: merge
                .refused()
                .iter()
                .map(|refused| RefusedJson {
                    source: refused.source.to_string_lossy().into_owned(),
                    experiment_id: refused.id.as_str(),
                    experiment: refused.name.as_deref(),
                    reason: &refused.reason,
                })
                .collect(),
            remarks: merge.remarks().iter().map(Into::into).collect(),
        })
    }

    /// Of the runs that come or change.
    fn ids(&self) -> Vec<String> {
        let runs = self.merge.items().iter().filter(|item| item.kind == Kind::Run);
        let come = runs.filter(|item| matches!(item.step, Step::New | Step::United));
        come.map(|item| item.id.clone()).collect()
    }

    fn is_list(&self) -> bool {
        false
    }

    fn page(&self) -> Option<&[Section]> {
        Some(&self.sections)
    }

    fn note(&self) -> Option<String> {
        (!self.merge.changes_anything())
            .then(|| "nothing to bring: everything that can come is there already".to_owned())
    }
}

/// What was not here already.
fn notable(merge: &Merge) -> impl Iterator<Item = &Item> {
    let items = merge.items().iter();
    items.filter(|item| item.step != Step::Equal || !item.clashes.is_empty())
}

fn item_json(item: &Item) -> ItemJson<'_> {
    ItemJson {
        kind: item.kind.noun(),
        id: &item.id,
        experiment_id: item.experiment.as_ref().map(AsRef::as_ref),
        experiment: item.name.as_deref(),
        step: name(item.step),
        files: item.files,
        bytes: item.bytes,
        conflicts: item
            .clashes
            .iter()
            .map(|found| ClashJson {
                path: found.path.to_string_lossy().into_owned(),
                reason: &found.reason,
            })
            .collect(),
        failure: item.failure.as_deref(),
    }
}
