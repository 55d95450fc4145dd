use serde::Serialize;

use super::{Cell, Column, Section, View};
use crate::upkeep::check::repair::Done;
use crate::upkeep::check::{Finding, Severity};

/// Every finding of a check, one by one.
#[derive(Debug, Clone, Copy)]
pub struct FindingList<'a>(&'a [Finding]);

impl<'a> FindingList<'a> {
    /// In the order given.
    #[must_use]
    pub fn new(findings: &'a [Finding]) -> Self {
        Self(findings)
    }
}

/// A finding as JSON.
#[derive(Debug, Serialize)]
struct FindingJson<'a> {
    severity: &'static str,
    kind: &'static str,
    path: &'a str,
    line: Option<u64>,
    detail: &'a str,
    consequence: &'static str,
    repair: Option<&'static str>,
}

impl View for FindingList<'_> {
    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("severity"),
            Column::new("kind"),
            Column::new("path"),
            Column::new("line").rank(5),
            Column::new("detail").rank(10),
            Column::new("consequence").rank(20),
            Column::new("repair").rank(Column::DATA_ONLY),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |finding: &Finding| {
            vec![
                finding.kind.severity.name().into(),
                finding.kind.name.into(),
                finding.path.as_str().into(),
                finding.line.map_or(Cell::Empty, |line| Cell::Int(line.into())),
                Cell::text(Some(finding.detail.as_str()).filter(|detail| !detail.is_empty())),
                finding.consequence.into(),
                Cell::text(finding.repair()),
            ]
        };
        self.0.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().map(|finding| FindingJson {
            severity: finding.kind.severity.name(),
            kind: finding.kind.name,
            path: &finding.path,
            line: finding.line,
            detail: &finding.detail,
            consequence: finding.consequence,
            repair: finding.repair(),
        })
    }

    fn ids(&self) -> Vec<String> {
        // what there is to be found has no place
        let id = |finding: &Finding| match finding.path.as_str() {
            "" => finding.kind.name.to_owned(),
            path => path.to_owned(),
        };
        let mut paths: Vec<String> = self.0.iter().map(id).collect();
        paths.sort();
        paths.dedup();
        paths
    }

    fn noun(&self) -> &'static str {
        "findings"
    }
}

fn place(finding: &Finding) -> String {
    match finding.line {
        Some(line) => format!("{}:{line}", finding.path),
        None => finding.path.clone(),
    }
}

/// The findings of a check for people: each kind once, how often, what follows from it, and where first.
#[derive(Debug, Clone)]
pub struct FindingGroups(Vec<Section>);

impl FindingGroups {
    /// So many places are named of a kind.
    const NAMED: usize = 3;

    /// Of findings of which those of one kind stand together.
    #[must_use]
    pub fn new(findings: &[Finding]) -> Self {
        let same =
            |a: &Finding, b: &Finding| a.kind == b.kind && a.consequence == b.consequence && a.repair() == b.repair();
        let mut groups: Vec<Vec<&Finding>> = Vec::new();
        for finding in findings {
            let group = groups
                .iter_mut()
                .rev()
                .take_while(|group| group[0].kind.name == finding.kind.name)
                .find(|group| same(group[0], finding));
            match group {
                Some(group) => group.push(finding),
                None => groups.push(vec![finding]),
            }
        }
        Self(groups.iter().map(|group| Self::section(group)).collect())
    }

    fn section(group: &[&Finding]) -> Section {
        let first = group[0];
        let mut rows = vec![("means".to_owned(), first.consequence.into())];
        for finding in &group[..group.len().min(Self::NAMED)] {
            let detail = if finding.detail.is_empty() {
                String::new()
            } else {
                format!("  ({})", finding.detail)
            };
            rows.push(("at".to_owned(), format!("{}{detail}", place(finding)).into()));
        }
        if group.len() > Self::NAMED {
            rows.push((String::new(), format!("and {} more", group.len() - Self::NAMED).into()));
        }
        if let Some(repair) = first.repair() {
            rows.push(("repair".to_owned(), repair.into()));
        }
        let Finding { kind, .. } = first;
        Section {
            title: format!("{} {}: {}", kind.severity.name(), kind.name, group.len()),
            rows,
        }
    }
}

impl View for FindingGroups {
    fn columns(&self) -> Vec<Column> {
        Vec::new()
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        Vec::new()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        std::iter::empty::<()>()
    }

    fn ids(&self) -> Vec<String> {
        Vec::new()
    }

    fn page(&self) -> Option<&[Section]> {
        (!self.0.is_empty()).then_some(&self.0)
    }

    fn noun(&self) -> &'static str {
        "findings"
    }
}

/// The steps of a repair, made or only planned.
#[derive(Debug, Clone, Copy)]
pub struct RepairList<'a>(&'a [Done]);

impl<'a> RepairList<'a> {
    /// In the order in which they are made.
    #[must_use]
    pub fn new(steps: &'a [Done]) -> Self {
        Self(steps)
    }
}

#[derive(Serialize)]
struct RepairJson<'a> {
    path: &'a str,
    what: &'a str,
    why: &'a [&'static str],
    error: Option<&'a str>,
}

impl View for RepairList<'_> {
    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("path"),
            Column::new("what"),
            Column::new("why").rank(10),
            Column::new("error"),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |done: &Done| {
            vec![
                done.step.path.as_str().into(),
                done.step.what.as_str().into(),
                done.step.why.join(" ").into(),
                Cell::text(done.error.as_deref()),
            ]
        };
        self.0.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().map(|done| RepairJson {
            path: &done.step.path,
            what: &done.step.what,
            why: &done.step.why,
            error: done.error.as_deref(),
        })
    }

    fn ids(&self) -> Vec<String> {
        self.0.iter().map(|done| done.step.path.clone()).collect()
    }

    fn noun(&self) -> &'static str {
        "repairs to make"
    }
}

/// How many findings matter how much: `3 damaged, 5 odd, 120 notes`.
#[must_use]
pub fn counts(findings: &[Finding]) -> String {
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding.kind.severity == severity)
            .count()
    };
    let [damaged, odd, notes] = [Severity::Damaged, Severity::Odd, Severity::Note].map(count);
    let s = if notes == 1 { "" } else { "s" };
    format!("{damaged} damaged, {odd} odd, {notes} note{s}")
}
