use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use super::json::{PromptVersionJson, uri};
use super::{own_tags, said};
use crate::model::{Message, ModelVersion, Prompt, RegisteredModel, Template};
use crate::view::{Cell, Column, Record, Section, View};

/// A longer line of a template is shown in several.
const LINE: usize = 200;

/// A version of a prompt: its text in lines for people, whole as data.
#[derive(Debug, Clone)]
pub struct PromptPage<'a> {
    data: Record<PromptVersionJson<'a>>,
    page: Vec<Section>,
}

impl<'a> PromptPage<'a> {
    /// A version and what it says, if it says anything; with all versions of the prompt, highest first.
    #[must_use]
    pub fn new(
        model: &'a RegisteredModel,
        version: &'a ModelVersion,
        prompt: Option<&'a Prompt>,
        versions: &'a [ModelVersion],
    ) -> Self {
        let record = |template| {
            let json = PromptVersionJson::new(model, version, prompt, versions);
            record(json, model, version, prompt, template).rows(
                versions
                    .iter()
                    .filter(|other| other.version != version.version)
                    .map(|other| (other.version.to_string(), summary(other).into())),
            )
        };
        let template = prompt.map(|prompt| &prompt.template);
        let whole = template.map(|template| match template {
            Template::Text(text) => vec![("text".to_owned(), text.as_str().into())],
            Template::Chat(messages) => messages
                .iter()
                .map(|one| (one.role.clone(), one.text().into()))
                .collect(),
        });
        let in_lines = template.map(|template| match template {
            Template::Text(text) => lines("", text),
            Template::Chat(messages) => messages.iter().flat_map(message_lines).collect(),
        });
        let page = record(in_lines.unwrap_or_default()).page().map(<[Section]>::to_vec);
        Self {
            data: record(whole.unwrap_or_default()),
            page: page.unwrap_or_default(),
        }
    }
}

/// All but the other versions, for which the last section is open.
fn record<'a>(
    json: PromptVersionJson<'a>,
    model: &RegisteredModel,
    version: &ModelVersion,
    prompt: Option<&Prompt>,
    template: Vec<(String, Cell)>,
) -> Record<PromptVersionJson<'a>> {
    let message = version.description.as_deref();
    let of_prompt = |part: fn(&Prompt) -> Option<String>| said(prompt.and_then(part).as_deref());
    let own = |tags| {
        own_tags(tags)
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value.into()))
    };
    Record::new(json)
        .id(uri(version))
        .row("name", model.name.as_str())
        .row("version", Cell::Int(version.version.0.into()))
        .row("type", Cell::text(prompt.map(Prompt::kind)))
        .row("aliases", said(Some(&version.aliases.join(", "))))
        .row("commit_message", said(message))
        // MLflow gives a prompt its first version's message for a description
        .row(
            "description",
            said(model.description.as_deref().filter(|text| message != Some(*text))),
        )
        .row("creation_timestamp", Cell::time(version.creation_timestamp))
        .row("last_updated_timestamp", Cell::time(version.last_updated_timestamp))
        .row("user_id", said(version.user_id.as_deref()))
        .row("variables", of_prompt(|prompt| Some(prompt.variables.join(", "))))
        .row(
            "response_format",
            of_prompt(|prompt| prompt.response_format.as_ref().map(Value::to_string)),
        )
        .row(
            "model_config",
            of_prompt(|prompt| prompt.model_config.as_ref().map(Value::to_string)),
        )
        .section("template")
        .rows(template)
        .section("tags")
        .rows(own(&version.tags))
        .section("prompt tags")
        .rows(own(&model.tags))
        .section("other versions")
}

fn message_lines(message: &Message) -> Vec<(String, Cell)> {
    lines(&message.role, &message.text())
}

/// The lines of a text, the first under a key; long ones in several, parted at blanks.
fn lines(key: &str, text: &str) -> Vec<(String, Cell)> {
    let mut rows = Vec::new();
    for mut line in text.split('\n') {
        while let Some((most, _)) = line.char_indices().nth(LINE) {
            let end = line[..most].rfind(' ').map_or(most, |blank| blank + 1);
            rows.push(&line[..end]);
            line = &line[end..];
        }
        rows.push(line);
    }
    let keys = std::iter::once(key).chain(std::iter::repeat(""));
    keys.zip(rows).map(|(key, row)| (key.to_owned(), row.into())).collect()
}

/// `2026-11-21, @champion, what changed`.
fn summary(version: &ModelVersion) -> String {
    let made = version.creation_timestamp;
    let made = made.and_then(|time| DateTime::<Utc>::from_timestamp_millis(time.0));
    let mut parts: Vec<String> = made
        .map(|time| time.format("%Y-%m-%d").to_string())
        .into_iter()
        .collect();
    parts.extend(version.aliases.iter().map(|alias| format!("@{alias}")));
    parts.extend(version.description.clone().filter(|text| !text.is_empty()));
    parts.join(", ")
}

impl View for PromptPage<'_> {
    fn columns(&self) -> Vec<Column> {
        self.data.columns()
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        View::rows(&self.data)
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.data.items()
    }

    fn ids(&self) -> Vec<String> {
        self.data.ids()
    }

    fn is_list(&self) -> bool {
        false
    }

    fn page(&self) -> Option<&[Section]> {
        Some(&self.page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_a_template_is_cut() {
        let text = format!("first\n\n{}\n{}", "word ".repeat(100), "ü".repeat(450));
        let rows = lines("system", &text);
        let joined = |rows: &[(String, Cell)]| -> String {
            let text = |(_, cell): &(String, Cell)| match cell {
                Cell::Text(text) => text.clone(),
                other => panic!("{other:?}"),
            };
            rows.iter().map(text).collect()
        };
        assert_eq!(joined(&rows), text.replace('\n', ""));
        assert_eq!((rows[0].0.as_str(), rows[1].0.as_str()), ("system", ""));
        let length = |(_, cell): &(String, Cell)| matches!(cell, Cell::Text(text) if text.chars().count() <= LINE);
        assert!(rows.iter().all(length), "{rows:?}");
    }
}
