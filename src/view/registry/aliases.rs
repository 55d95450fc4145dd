use serde::Serialize;

use crate::model::{RegisteredModel, VersionNumber};
use crate::view::{Cell, Column, View};

/// The aliases of several registered models.
#[derive(Debug, Clone)]
pub struct AliasList<'a>(Vec<(&'a str, &'a str, VersionNumber)>);

/// An alias in JSON; the version is a string, as everywhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct AliasJson<'a> {
    name: &'a str,
    alias: &'a str,
    version: String,
}

impl<'a> AliasList<'a> {
    /// In the order of the models, then by alias.
    #[must_use]
    pub fn new(models: &'a [RegisteredModel]) -> Self {
        let of = |model: &'a RegisteredModel| {
            let name = model.name.as_str();
            model
                .aliases
                .iter()
                .map(move |(alias, version)| (name, alias.as_str(), *version))
        };
        Self(models.iter().flat_map(of).collect())
    }
}

impl View for AliasList<'_> {
    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("name"),
            Column::new("alias"),
            Column::new("version").right(),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |(name, alias, version): &(&str, &str, VersionNumber)| {
            vec![(*name).into(), (*alias).into(), Cell::Int(version.0.into())]
        };
        self.0.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().map(|(name, alias, version)| AliasJson {
            name,
            alias,
            version: version.to_string(),
        })
    }

    fn ids(&self) -> Vec<String> {
        self.0
            .iter()
            .map(|(name, alias, _)| format!("{name}@{alias}"))
            .collect()
    }

    fn noun(&self) -> &'static str {
        "aliases"
    }
}
