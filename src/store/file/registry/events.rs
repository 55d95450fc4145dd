//! What happened to a model, kept as tags: `mlrun.event.<at>` on the version it happened to, or on the model. MLflow keeps
//! them with the rest.

use serde::{Deserialize, Serialize};

use super::folder::{ModelFolder, tag_file};
use super::journal::Journal;
use crate::model::{
    ChangeRecord, Millis, ModelName, ModelVersion, RegisteredModel, RegistryChange, RegistryEvent, Stage, VersionNumber,
};
use crate::store::Damage;

/// The value of such a tag, as JSON.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Written {
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    alias: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
}

impl Written {
    fn of(event: &RegistryEvent) -> Self {
        let record = event.record.as_ref();
        let mut written = Self {
            by: record.map(|record| record.by.clone()),
            comment: record.and_then(|record| record.comment.clone()),
            ..Self::default()
        };
        written.what = match &event.what {
            RegistryChange::ModelCreated => "model-created",
            RegistryChange::VersionCreated => "version-created",
            RegistryChange::VersionDeleted => "version-deleted",
            RegistryChange::ModelRenamed { from } => {
                written.from = Some(from.clone());
                "renamed"
            }
            RegistryChange::Transition { from, to, made_room } => {
                written.from = Some(from.clone());
                written.to = Some(to.clone());
                if *made_room { "made-room" } else { "transition" }
            }
            RegistryChange::AliasSet { alias, from } => {
                written.alias = Some(alias.clone());
                written.from = from.map(|version| version.to_string());
                "alias-set"
            }
            RegistryChange::AliasDeleted { alias } => {
                written.alias = Some(alias.clone());
                "alias-deleted"
            }
        }
        .to_owned();
        written
    }

    fn change(&self) -> Option<RegistryChange> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let transition = |made_room| RegistryChange::Transition {
            from: text(&self.from),
            to: text(&self.to),
            made_room,
        };
        Some(match self.what.as_str() {
            "renamed" => RegistryChange::ModelRenamed { from: text(&self.from) },
            "transition" => transition(false),
            "made-room" => transition(true),
            "alias-set" => RegistryChange::AliasSet {
                alias: text(&self.alias),
                from: self.from.as_deref().and_then(|version| version.parse().ok()),
            },
            "alias-deleted" => RegistryChange::AliasDeleted {
                alias: text(&self.alias),
            },
            "version-deleted" => RegistryChange::VersionDeleted,
            _ => return None,
        })
    }
}

/// Adds the tag of an event that has a record to what is going to be written.
pub(super) fn keep(event: &RegistryEvent, folder: &ModelFolder, journal: &mut Journal) {
    if event.record.is_none() {
        return;
    }
    let file = |count: usize| {
        let again = if count > 1 { format!("-{count}") } else { String::new() };
        tag_file(event.version, &format!("{}{}{again}", RegistryEvent::TAG, event.at.0))
    };
    let is_free = |file: &String| journal.file(file).is_none() && matches!(folder.read(file), Ok(None));
    if let Some(file) = (1..).map(file).find(is_free) {
        journal.write(file, serde_json::to_string(&Written::of(event)).unwrap_or_default());
    }
}

/// Everything recorded of a model, oldest first.
pub(super) fn history(folder: &ModelFolder, damage: &mut Vec<Damage>) -> Vec<RegistryEvent> {
    let mut events = Vec::new();
    if let Some(model) = folder.model(damage) {
        of_model(&model, folder, &mut events, damage);
    }
    for version in folder.versions(true, damage) {
        of_version(&version, folder, &mut events, damage);
    }
    events.sort_by_key(|event| event.at);
    events
}

fn of_model(model: &RegisteredModel, folder: &ModelFolder, events: &mut Vec<RegistryEvent>, damage: &mut Vec<Damage>) {
    let event = |at, what| RegistryEvent {
        at,
        name: model.name.clone(),
        version: None,
        what,
        record: None,
    };
    events.extend(
        model
            .creation_timestamp
            .map(|at| event(at, RegistryChange::ModelCreated)),
    );
    events.extend(recorded(folder, None, damage));
}

fn of_version(version: &ModelVersion, folder: &ModelFolder, events: &mut Vec<RegistryEvent>, damage: &mut Vec<Damage>) {
    let event = |at, what, by: Option<&String>| RegistryEvent {
        at,
        name: version.name.clone(),
        version: Some(version.version),
        what,
        record: by.map(|by| ChangeRecord {
            by: by.clone(),
            comment: None,
        }),
    };
    let by = version.user_id.as_ref().filter(|by| !by.is_empty());
    let created = |at| event(at, RegistryChange::VersionCreated, by);
    events.extend(version.creation_timestamp.map(created));
    let recorded = recorded(folder, Some(version.version), damage);
    let was_deleted = recorded
        .iter()
        .any(|event| event.what == RegistryChange::VersionDeleted);
    events.extend(recorded);
    if version.current_stage == Stage::Deleted && !was_deleted {
        let deleted = |at| event(at, RegistryChange::VersionDeleted, None);
        events.extend(version.last_updated_timestamp.map(deleted));
    }
}

/// The events kept as tags of a version or of the model, in the order of their keys.
fn recorded(folder: &ModelFolder, version: Option<VersionNumber>, damage: &mut Vec<Damage>) -> Vec<RegistryEvent> {
    let tags = folder.tags(version, damage);
    let mut events: Vec<(Millis, u32, RegistryEvent)> = Vec::new();
    for (key, value) in tags.iter().filter(|(key, _)| RegistryEvent::is_tag(key)) {
        let Some((at, count, event)) = event(key, value, &folder.name, version) else {
            let path = folder.path().join(tag_file(version, key));
            damage.push(Damage::new(path, "an event of the model's history that cannot be read"));
            continue;
        };
        events.push((at, count, event));
    }
    events.sort_by_key(|(at, count, _)| (*at, *count));
    events.into_iter().map(|(_, _, event)| event).collect()
}

fn event(
    key: &str,
    value: &str,
    name: &ModelName,
    version: Option<VersionNumber>,
) -> Option<(Millis, u32, RegistryEvent)> {
    let moment = key.strip_prefix(RegistryEvent::TAG)?;
    let (at, count) = moment.split_once('-').unwrap_or((moment, "1"));
    let at = Millis(at.parse().ok()?);
    let written: Written = serde_json::from_str(value).ok()?;
    let event = RegistryEvent {
        at,
        name: name.clone(),
        version,
        what: written.change()?,
        record: written.by.map(|by| ChangeRecord {
            by,
            comment: written.comment,
        }),
    };
    Some((at, count.parse().ok()?, event))
}
