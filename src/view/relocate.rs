use std::collections::BTreeMap;

use serde::Serialize;

use super::{Cell, Column, View};
use crate::upkeep::relocate::Relocation;

/// The locations that are going to change or have changed, one by one.
#[derive(Debug, Clone, Copy)]
pub struct RelocationList<'a>(&'a [Relocation]);

/// The same for people: how many of each kind, and which beginning becomes which.
#[derive(Debug, Clone)]
pub struct RelocationSummary<'a>(Vec<Group<'a>>);

#[derive(Debug, Clone, Copy)]
struct Group<'a> {
    kind: &'static str,
    from: &'a str,
    to: &'a str,
    locations: usize,
    there: usize,
}

impl<'a> RelocationList<'a> {
    /// In the order given.
    #[must_use]
    pub fn new(changes: &'a [Relocation]) -> Self {
        Self(changes)
    }
}

impl<'a> RelocationSummary<'a> {
    /// Of those.
    #[must_use]
    pub fn new(changes: &'a [Relocation]) -> Self {
        let mut groups = BTreeMap::new();
        for change in changes {
            let kind = change.owner.kind();
            let (from, to) = (change.prefix.0.as_str(), change.prefix.1.as_str());
            let group = groups.entry((from, to, kind)).or_insert(Group {
                kind,
                from,
                to,
                locations: 0,
                there: 0,
            });
            group.locations += 1;
            group.there += usize::from(change.is_there);
        }
        Self(groups.into_values().collect())
    }
}

#[derive(Serialize)]
struct RelocationJson<'a> {
    kind: &'static str,
    id: String,
    file: String,
    key: Option<&'static str>,
    from: &'a str,
    to: &'a str,
    is_there: bool,
}

impl View for RelocationList<'_> {
    fn columns(&self) -> Vec<Column> {
        ["kind", "id", "file", "key", "from", "to", "is_there"]
            .map(Column::new)
            .into()
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |change: &Relocation| {
            vec![
                change.owner.kind().into(),
                change.owner.to_string().into(),
                change.file.to_string_lossy().into_owned().into(),
                Cell::text(change.key),
                change.from.as_str().into(),
                change.to.as_str().into(),
                change.is_there.to_string().into(),
            ]
        };
        self.0.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().map(|change| RelocationJson {
            kind: change.owner.kind(),
            id: change.owner.to_string(),
            file: change.file.to_string_lossy().into_owned(),
            key: change.key,
            from: &change.from,
            to: &change.to,
            is_there: change.is_there,
        })
    }

    fn ids(&self) -> Vec<String> {
        self.0.iter().map(|change| change.owner.to_string()).collect()
    }

    fn noun(&self) -> &'static str {
        "locations to rewrite"
    }
}

impl View for RelocationSummary<'_> {
    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("of").label("of"),
            Column::new("locations").right(),
            Column::new("there").label("found there").right().rank(10),
            Column::new("from"),
            Column::new("to"),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let count = |number: usize| Cell::Int(number as i128);
        let row = |group: &Group<'_>| {
            vec![
                format!("{}s", group.kind).into(),
                count(group.locations),
                count(group.there),
                group.from.into(),
                group.to.into(),
            ]
        };
        self.0.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().map(|group| (group.kind, group.locations))
    }

    fn ids(&self) -> Vec<String> {
        Vec::new()
    }

    fn noun(&self) -> &'static str {
        "locations to rewrite"
    }
}
