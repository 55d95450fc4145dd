use serde::Serialize;

use super::json::PromptJson;
use super::{latest, said};
use crate::model::{Prompt, RegisteredModel};
use crate::view::{Cell, Column, View};

/// Several prompts.
#[derive(Debug, Clone, Copy)]
pub struct PromptList<'a>(&'a [RegisteredModel]);

impl<'a> PromptList<'a> {
    /// In the order given.
    #[must_use]
    pub fn new(prompts: &'a [RegisteredModel]) -> Self {
        Self(prompts)
    }
}

impl View for PromptList<'_> {
    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("name"),
            Column::new("latest_version").label("latest").rank(10).right(),
            Column::new("type").rank(20),
            Column::new("aliases").rank(15),
            Column::new("creation_timestamp")
                .label("created")
                .rank(Column::DATA_ONLY),
            Column::new("last_updated_timestamp").label("updated").rank(30),
            Column::new("description").rank(40),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |prompt: &RegisteredModel| {
            let latest = latest(prompt);
            let aliases = prompt.aliases.iter();
            let aliases: Vec<String> = aliases.map(|(alias, version)| format!("{alias} {version}")).collect();
            vec![
                prompt.name.as_str().into(),
                latest.map_or(Cell::Empty, |version| Cell::Int(version.version.0.into())),
                Cell::text(latest.and_then(Prompt::of).map(|prompt| prompt.kind())),
                said(Some(&aliases.join(", "))),
                Cell::time(prompt.creation_timestamp),
                Cell::time(prompt.last_updated_timestamp),
                said(prompt.description.as_deref()),
            ]
        };
        self.0.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().map(PromptJson::from)
    }

    fn ids(&self) -> Vec<String> {
        self.0.iter().map(|prompt| prompt.name.to_string()).collect()
    }

    fn noun(&self) -> &'static str {
        "prompts"
    }
}
