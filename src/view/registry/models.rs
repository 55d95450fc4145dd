use serde::Serialize;

use super::{RegisteredModelJson, tag_rows};
use crate::model::{ModelVersion, RegisteredModel, Stage};
use crate::view::{Cell, Column, Record, View};

/// Several registered models.
#[derive(Debug, Clone, Copy)]
pub struct RegisteredModelList<'a>(&'a [RegisteredModel]);

impl<'a> RegisteredModelList<'a> {
    /// In the order given.
    #[must_use]
    pub fn new(models: &'a [RegisteredModel]) -> Self {
        Self(models)
    }
}

impl View for RegisteredModelList<'_> {
    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("name"),
            Column::new("latest_version").label("latest").rank(10).right(),
            Column::new("stages").rank(20),
            Column::new("aliases").rank(15),
            Column::new("creation_timestamp")
                .label("created")
                .rank(Column::DATA_ONLY),
            Column::new("last_updated_timestamp").label("updated").rank(30),
            Column::new("description").rank(40),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |model: &RegisteredModel| {
            let latest = model.latest_versions.iter().map(|version| version.version.0).max();
            let aliases = model
                .aliases
                .iter()
                .map(|(alias, version)| format!("{alias} {version}"));
            vec![
                model.name.as_str().into(),
                latest.map_or(Cell::Empty, |version| Cell::Int(version.into())),
                listed(stages(model)),
                listed(aliases),
                Cell::time(model.creation_timestamp),
                Cell::time(model.last_updated_timestamp),
                Cell::text(model.description.as_deref().filter(|text| !text.is_empty())),
            ]
        };
        self.0.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().map(RegisteredModelJson::from)
    }

    fn ids(&self) -> Vec<String> {
        self.0.iter().map(|model| model.name.to_string()).collect()
    }

    fn noun(&self) -> &'static str {
        "registered models"
    }
}

/// `Staging 4`, for each stage but None.
fn stages(model: &RegisteredModel) -> impl Iterator<Item = String> {
    let versions = model.latest_versions.iter();
    versions
        .filter(|version| version.current_stage != Stage::None)
        .map(|version| format!("{} {}", version.current_stage, version.version))
}

fn listed(parts: impl Iterator<Item = String>) -> Cell {
    let text = parts.collect::<Vec<_>>().join(", ");
    Cell::text(Some(text.as_str()).filter(|text| !text.is_empty()))
}

/// One registered model with all its versions, highest first.
#[must_use]
pub fn registered_model_page<'a>(
    model: &'a RegisteredModel,
    versions: &'a [ModelVersion],
) -> Record<RegisteredModelJson<'a>> {
    let said = |version: &ModelVersion| (version.version.to_string(), summary(version).into());
    Record::new(RegisteredModelJson::from(model).versions(versions))
        .id(model.name.as_str())
        .row("name", model.name.as_str())
        .row(
            "description",
            Cell::text(model.description.as_deref().filter(|text| !text.is_empty())),
        )
        .row("creation_timestamp", Cell::time(model.creation_timestamp))
        .row("last_updated_timestamp", Cell::time(model.last_updated_timestamp))
        .section("tags")
        .rows(tag_rows(&model.tags))
        .section("aliases")
        .rows(
            model
                .aliases
                .iter()
                .map(|(alias, version)| (alias.clone(), Cell::Int(version.0.into()))),
        )
        .section("latest_versions")
        .rows(
            model
                .latest_versions
                .iter()
                .map(|version| (version.current_stage.to_string(), Cell::Int(version.version.0.into()))),
        )
        .section("versions")
        .rows(versions.iter().map(said))
}

/// Stage, aliases, where from and a word about it, on one line.
fn summary(version: &ModelVersion) -> String {
    let mut parts = vec![version.current_stage.to_string()];
    parts.extend(version.aliases.iter().map(|alias| format!("@{alias}")));
    if version.status != "READY" {
        parts.push(version.status.clone());
    }
    match (&version.run_id, &version.source) {
        (Some(run), _) if !run.is_empty() => parts.push(format!("run {run}")),
        (_, Some(source)) => parts.push(source.clone()),
        _ => {}
    }
    parts.extend(version.description.clone().filter(|text| !text.is_empty()));
    parts.join(", ")
}
