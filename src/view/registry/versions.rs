use serde::Serialize;

use super::{VersionJson, tag_rows};
use crate::model::ModelVersion;
use crate::view::runs::unique_length;
use crate::view::{Cell, Column, Record, View};

/// Several versions, of one model or of many.
#[derive(Debug, Clone, Copy)]
pub struct VersionList<'a>(&'a [ModelVersion]);

impl<'a> VersionList<'a> {
    /// In the order given.
    #[must_use]
    pub fn new(versions: &'a [ModelVersion]) -> Self {
        Self(versions)
    }
}

impl View for VersionList<'_> {
    fn columns(&self) -> Vec<Column> {
        let some_unready = self.0.iter().any(|version| version.status != "READY");
        vec![
            Column::new("name"),
            Column::new("version").right(),
            Column::new("current_stage").label("stage").rank(5),
            Column::new("aliases").rank(10),
            Column::new("status").rank(if some_unready { 8 } else { Column::DATA_ONLY }),
            Column::new("run_id").label("run").rank(20),
            Column::new("model_id").rank(Column::DATA_ONLY),
            Column::new("user_id").label("user").rank(50),
            Column::new("creation_timestamp").label("created").rank(30),
            Column::new("last_updated_timestamp")
                .label("updated")
                .rank(Column::DATA_ONLY),
            Column::new("description").rank(40),
            Column::new("source").rank(60),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let short = unique_length(self.0.iter().filter_map(|version| version.run_id.as_deref()));
        let row = |version: &ModelVersion| {
            let run = said(version.run_id.as_deref()).map(|text| Cell::Id {
                text: text.to_owned(),
                short,
            });
            let aliases = version.aliases.join(", ");
            vec![
                version.name.as_str().into(),
                Cell::Int(version.version.0.into()),
                version.current_stage.as_str().into(),
                Cell::text(said(Some(&aliases))),
                version.status.as_str().into(),
                run.unwrap_or(Cell::Empty),
                Cell::text(version.model_id.as_deref()),
                Cell::text(version.user_id.as_deref()),
                Cell::time(version.creation_timestamp),
                Cell::time(version.last_updated_timestamp),
                Cell::text(said(version.description.as_deref())),
                Cell::text(version.source.as_deref()),
            ]
        };
        self.0.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().map(VersionJson::from)
    }

    fn ids(&self) -> Vec<String> {
        self.0.iter().map(id).collect()
    }

    fn noun(&self) -> &'static str {
        "versions"
    }
}

/// One version.
#[must_use]
pub fn version_page(version: &ModelVersion) -> Record<VersionJson<'_>> {
    let source = version.source.as_deref();
    let elsewhere = version
        .storage_location
        .as_deref()
        .filter(|place| Some(*place) != source);
    Record::new(VersionJson::from(version))
        .id(id(version))
        .row("name", version.name.as_str())
        .row("version", Cell::Int(version.version.0.into()))
        .row("current_stage", version.current_stage.as_str())
        .row("aliases", Cell::text(said(Some(&version.aliases.join(", ")))))
        .row("description", Cell::text(said(version.description.as_deref())))
        .row("status", version.status.as_str())
        .row("status_message", Cell::text(said(version.status_message.as_deref())))
        .row("creation_timestamp", Cell::time(version.creation_timestamp))
        .row("last_updated_timestamp", Cell::time(version.last_updated_timestamp))
        .row("user_id", Cell::text(version.user_id.as_deref()))
        .row("run_id", Cell::text(said(version.run_id.as_deref())))
        .row("run_link", Cell::text(said(version.run_link.as_deref())))
        .row("model_id", Cell::text(version.model_id.as_deref()))
        .row("source", Cell::text(source))
        .row("storage_location", Cell::text(elsewhere))
        .section("tags")
        .rows(tag_rows(&version.tags))
}

/// `NAME/3`, which every command takes for a version.
fn id(version: &ModelVersion) -> String {
    format!("{}/{}", version.name, version.version)
}

fn said(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}
