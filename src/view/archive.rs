use serde::Serialize;

use super::{Cell, Column, View};
use crate::archive::{Kind, Member};

/// What an archive holds.
#[derive(Debug, Clone, Copy)]
pub struct ArchiveMembers<'a>(&'a [Member]);

impl<'a> ArchiveMembers<'a> {
    /// In the order given.
    #[must_use]
    pub fn new(members: &'a [Member]) -> Self {
        Self(members)
    }
}

#[derive(Serialize)]
struct MemberJson<'a> {
    path: &'a str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    check: Option<String>,
}

fn kind(member: &Member) -> &'static str {
    match member.kind {
        Kind::Folder { .. } => "folder",
        Kind::File { executable: true, .. } => "program",
        Kind::File { .. } => "file",
    }
}

fn check(member: &Member) -> Option<String> {
    match member.kind {
        Kind::Folder { .. } => None,
        Kind::File { check, .. } => Some(check.iter().map(|byte| format!("{byte:02x}")).collect()),
    }
}

impl View for ArchiveMembers<'_> {
    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("path"),
            Column::new("size").right(),
            Column::new("kind").rank(10),
            Column::new("check").rank(Column::DATA_ONLY),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |member: &Member| {
            vec![
                member.path.as_str().into(),
                if member.is_folder() {
                    Cell::Empty
                } else {
                    Cell::Bytes(member.size())
                },
                kind(member).into(),
                Cell::text(check(member).as_deref()),
            ]
        };
        self.0.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().map(|member| MemberJson {
            path: &member.path,
            kind: kind(member),
            size: (!member.is_folder()).then(|| member.size()),
            check: check(member),
        })
    }

    fn ids(&self) -> Vec<String> {
        self.0.iter().map(|member| member.path.clone()).collect()
    }

    fn noun(&self) -> &'static str {
        "files"
    }
}
