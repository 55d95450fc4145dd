use serde::Serialize;

use crate::model::{RegistryChange, RegistryEvent, VersionNumber};
use crate::view::{Cell, Column, View};

/// What happens to a registry, as `registry history`, its JSON and hooks call it.
pub const EVENT_NAMES: [&str; 8] = [
    "model-created",
    "model-renamed",
    MODEL_DELETED,
    "version-created",
    "version-deleted",
    "transition",
    "alias-set",
    "alias-deleted",
];

/// The one that no history can tell.
pub const MODEL_DELETED: &str = "model-deleted";

/// The name of a change.
#[must_use]
pub fn event_name(change: &RegistryChange) -> &'static str {
    match change {
        RegistryChange::ModelCreated => "model-created",
        RegistryChange::ModelRenamed { .. } => "model-renamed",
        RegistryChange::VersionCreated => "version-created",
        RegistryChange::Transition { .. } => "transition",
        RegistryChange::AliasSet { .. } => "alias-set",
        RegistryChange::AliasDeleted { .. } => "alias-deleted",
        RegistryChange::VersionDeleted => "version-deleted",
    }
}

/// Something that happened, in JSON. `at` is milliseconds, a version's number a string, and what an event does not have
/// is null. `from` and `to` are stages of a transition, versions (strings) of an alias, names of a renaming.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventJson<'a> {
    /// One of [`EVENT_NAMES`].
    pub event: &'static str,
    /// When.
    pub at: i64,
    /// The model, by the name it has after it.
    pub name: &'a str,
    /// Of that version.
    pub version: Option<String>,
    /// What was before.
    pub from: Option<String>,
    /// What is now.
    pub to: Option<String>,
    /// The alias that was set or deleted.
    pub alias: Option<&'a str>,
    /// Of a transition: whether it made room for another version in its stage.
    pub made_room: Option<bool>,
    /// Who.
    pub by: Option<&'a str>,
    /// Why.
    pub comment: Option<&'a str>,
}

impl<'a> From<&'a RegistryEvent> for EventJson<'a> {
    fn from(event: &'a RegistryEvent) -> Self {
        let number = |version: &VersionNumber| version.to_string();
        let version = event.version.as_ref().map(number);
        let (mut from, mut to, mut alias, mut made_room) = (None, None, None, None);
        match &event.what {
            RegistryChange::ModelRenamed { from: old } => {
                from = Some(old.clone());
                to = Some(event.name.to_string());
            }
            RegistryChange::Transition {
                from: before,
                to: after,
                made_room: made,
            } => {
                from = Some(before.clone());
                to = Some(after.clone());
                made_room = Some(*made);
            }
            RegistryChange::AliasSet {
                alias: set,
                from: before,
            } => {
                from = before.as_ref().map(number);
                to.clone_from(&version);
                alias = Some(set.as_str());
            }
            RegistryChange::AliasDeleted { alias: deleted } => {
                from.clone_from(&version);
                alias = Some(deleted.as_str());
            }
            RegistryChange::ModelCreated | RegistryChange::VersionCreated | RegistryChange::VersionDeleted => {}
        }
        let record = event.record.as_ref();
        Self {
            event: event_name(&event.what),
            at: event.at.0,
            name: event.name.as_str(),
            version,
            from,
            to,
            alias,
            made_room,
            by: record.map(|record| record.by.as_str()),
            comment: record.and_then(|record| record.comment.as_deref()),
        }
    }
}

/// The life of a model.
#[derive(Debug, Clone, Copy)]
pub struct EventList<'a>(&'a [RegistryEvent]);

impl<'a> EventList<'a> {
    /// In the order given.
    #[must_use]
    pub fn new(events: &'a [RegistryEvent]) -> Self {
        Self(events)
    }
}

impl View for EventList<'_> {
    fn columns(&self) -> Vec<Column> {
        let data = |name| Column::new(name).rank(Column::DATA_ONLY);
        vec![
            Column::new("at").label("when"),
            data("event"),
            Column::new("version").right().rank(5),
            Column::new("what"),
            data("alias"),
            data("from"),
            data("to"),
            Column::new("by").rank(10),
            Column::new("comment").rank(20),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |event: &RegistryEvent| {
            let json = EventJson::from(event);
            vec![
                Cell::Time(event.at),
                json.event.into(),
                event.version.map_or(Cell::Empty, |version| Cell::Int(version.0.into())),
                sentence(event).into(),
                Cell::text(json.alias),
                Cell::text(json.from.as_deref()),
                Cell::text(json.to.as_deref()),
                Cell::text(json.by),
                Cell::text(json.comment),
            ]
        };
        self.0.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().map(EventJson::from)
    }

    fn ids(&self) -> Vec<String> {
        let id = |event: &RegistryEvent| match event.version {
            Some(version) => format!("{}/{version}", event.name),
            None => event.name.to_string(),
        };
        self.0.iter().map(id).collect()
    }

    fn noun(&self) -> &'static str {
        "events"
    }
}

fn sentence(event: &RegistryEvent) -> String {
    match &event.what {
        RegistryChange::ModelCreated => "model created".to_owned(),
        RegistryChange::ModelRenamed { from } => format!("renamed from {from}"),
        RegistryChange::VersionCreated => "version created".to_owned(),
        RegistryChange::Transition { from, to, made_room } => {
            let why = if *made_room { ", to make room" } else { "" };
            format!("from {from} to {to}{why}")
        }
        RegistryChange::AliasSet { alias, from } if from.is_some() && *from == event.version => {
            format!("alias {alias} set again")
        }
        RegistryChange::AliasSet { alias, from: None } => format!("alias {alias} set"),
        RegistryChange::AliasSet {
            alias,
            from: Some(before),
        } => format!("alias {alias} set, was version {before}"),
        RegistryChange::AliasDeleted { alias } => format!("alias {alias} deleted"),
        RegistryChange::VersionDeleted => "version deleted".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ChangeRecord, Millis, ModelName};

    #[test]
    fn every_change_has_a_name_a_sentence_and_its_fields() {
        let record = ChangeRecord {
            by: "ada".to_owned(),
            comment: Some("better".to_owned()),
        };
        let event = |version: Option<i64>, what| RegistryEvent {
            at: Millis(7),
            name: ModelName::parse("m").expect("a name"),
            version: version.map(VersionNumber),
            what,
            record: Some(record.clone()),
        };
        let alias = || "champion".to_owned();
        let moved = RegistryChange::AliasSet {
            alias: alias(),
            from: Some(VersionNumber(2)),
        };
        let room = RegistryChange::Transition {
            from: "Production".to_owned(),
            to: "Archived".to_owned(),
            made_room: true,
        };
        for (event, sentence, json) in [
            (
                event(Some(3), moved),
                "alias champion set, was version 2",
                r#"{"event":"alias-set","at":7,"name":"m","version":"3","from":"2","to":"3","alias":"champion","made_room":null,"by":"ada","comment":"better"}"#,
            ),
            (
                event(Some(2), RegistryChange::AliasDeleted { alias: alias() }),
                "alias champion deleted",
                r#"{"event":"alias-deleted","at":7,"name":"m","version":"2","from":"2","to":null,"alias":"champion","made_room":null,"by":"ada","comment":"better"}"#,
            ),
            (
                event(Some(2), room),
                "from Production to Archived, to make room",
                r#"{"event":"transition","at":7,"name":"m","version":"2","from":"Production","to":"Archived","alias":null,"made_room":true,"by":"ada","comment":"better"}"#,
            ),
            (
                event(None, RegistryChange::ModelRenamed { from: "l".to_owned() }),
                "renamed from l",
                r#"{"event":"model-renamed","at":7,"name":"m","version":null,"from":"l","to":"m","alias":null,"made_room":null,"by":"ada","comment":"better"}"#,
            ),
        ] {
            assert_eq!(super::sentence(&event), sentence);
            assert_eq!(
                serde_json::to_string(&EventJson::from(&event)).expect("serialises"),
                json
            );
            assert!(EVENT_NAMES.contains(&event_name(&event.what)));
        }
    }
}
