use serde::Serialize;

use super::{Cell, Column, View};
use crate::model::FileInfo;

#[derive(Serialize)]
struct FileInfoJson<'a> {
    path: &'a str,
    is_dir: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    file_size: Option<u64>,
}

/// Several artifacts.
#[derive(Debug, Clone, Copy)]
pub struct Artifacts<'a>(&'a [FileInfo]);

impl<'a> Artifacts<'a> {
    /// In the order given.
    #[must_use]
    pub fn new(artifacts: &'a [FileInfo]) -> Self {
        Self(artifacts)
    }
}

impl View for Artifacts<'_> {
    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("path"),
            Column::new("is_dir").label("kind").rank(Column::DATA_ONLY),
            Column::new("file_size").label("size").right(),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        self.0
            .iter()
            .map(|artifact| {
                vec![
                    artifact.path.as_str().into(),
                    if artifact.is_dir { "true" } else { "false" }.into(),
                    artifact.file_size.map_or(Cell::Empty, Cell::Bytes),
                ]
            })
            .collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().map(|file| FileInfoJson {
            path: &file.path,
            is_dir: file.is_dir,
            file_size: file.file_size,
        })
    }

    fn ids(&self) -> Vec<String> {
        self.0.iter().map(|artifact| artifact.path.clone()).collect()
    }

    fn noun(&self) -> &'static str {
        "artifacts"
    }
}
