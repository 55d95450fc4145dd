use serde::Serialize;

use super::{Cell, Column, View};

/// A part of a page: rows of a key and a value, under a title.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Section {
    /// Empty for the first part, which needs none.
    pub title: String,
    /// Keys and values, in order.
    pub rows: Vec<(String, Cell)>,
}

/// One thing as a page of keys and values, and as the JSON object `json`.
#[derive(Debug, Clone, PartialEq)]
pub struct Record<J> {
    json: J,
    id: Option<String>,
    sections: Vec<Section>,
}

impl<J: Serialize> Record<J> {
    /// An empty page whose JSON is `json`.
    #[must_use]
    pub fn new(json: J) -> Self {
        Self {
            json,
            id: None,
            sections: vec![Section::default()],
        }
    }

    /// With the id that `-o id` prints; without one it prints the keys.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Adds a row to the last section; one with nothing in it is left out.
    #[must_use]
    pub fn row(mut self, key: impl Into<String>, value: impl Into<Cell>) -> Self {
        let value = value.into();
        if value != Cell::Empty
            && let Some(section) = self.sections.last_mut()
        {
            section.rows.push((key.into(), value));
        }
        self
    }

    /// Begins a section; one that stays empty is not shown.
    #[must_use]
    pub fn section(mut self, title: impl Into<String>) -> Self {
        self.sections.retain(|section| !section.rows.is_empty());
        self.sections.push(Section {
            title: title.into(),
            rows: Vec::new(),
        });
        self
    }

    /// Adds sections.
    #[must_use]
    pub fn sections(mut self, sections: impl IntoIterator<Item = Section>) -> Self {
        self.sections.retain(|section| !section.rows.is_empty());
        self.sections.extend(sections);
        self
    }

    /// Adds many rows.
    #[must_use]
    pub fn rows(self, rows: impl IntoIterator<Item = (String, Cell)>) -> Self {
        rows.into_iter().fold(self, |page, (key, value)| page.row(key, value))
    }
}

impl<J: Serialize> View for Record<J> {
    fn columns(&self) -> Vec<Column> {
        vec![Column::new("key"), Column::new("value")]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |title: &str, key: &str, value: &Cell| {
            let key = if title.is_empty() {
                key.to_owned()
            } else {
                format!("{title}.{key}")
            };
            vec![Cell::Text(key), value.clone()]
        };
        self.sections
            .iter()
            .flat_map(|section| {
                section
                    .rows
                    .iter()
                    .map(move |(key, value)| row(&section.title, key, value))
            })
            .collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        std::iter::once(&self.json)
    }

    fn ids(&self) -> Vec<String> {
        match &self.id {
            Some(id) => vec![id.clone()],
            None => self
                .sections
                .iter()
                .flat_map(|section| section.rows.iter().map(|(key, _)| key.clone()))
                .collect(),
        }
    }

    fn is_list(&self) -> bool {
        false
    }

    fn page(&self) -> Option<&[Section]> {
        Some(&self.sections)
    }
}
