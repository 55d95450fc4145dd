use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{latest, own_tags};
use crate::model::{Millis, ModelVersion, Prompt, RegisteredModel, Template};

/// A prompt in JSON, by the names of MLflow's registered models. Times are milliseconds; tags are the user's own.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PromptJson<'a> {
    name: &'a str,
    latest_version: Option<String>,
    r#type: Option<&'static str>,
    description: Option<&'a str>,
    creation_timestamp: Option<i64>,
    last_updated_timestamp: Option<i64>,
    tags: BTreeMap<&'a str, &'a str>,
    aliases: BTreeMap<&'a str, String>,
}

impl<'a> From<&'a RegisteredModel> for PromptJson<'a> {
    fn from(prompt: &'a RegisteredModel) -> Self {
        let latest = latest(prompt);
        let aliases = prompt.aliases.iter();
        Self {
            name: prompt.name.as_str(),
            latest_version: latest.map(|version| version.version.to_string()),
            r#type: latest.and_then(Prompt::of).map(|prompt| prompt.kind()),
            description: prompt.description.as_deref(),
            creation_timestamp: millis(prompt.creation_timestamp),
            last_updated_timestamp: millis(prompt.last_updated_timestamp),
            tags: own_tags(&prompt.tags),
            aliases: aliases
                .map(|(alias, version)| (alias.as_str(), version.to_string()))
                .collect(),
        }
    }
}

/// A version of a prompt in JSON, by the names of MLflow's `PromptVersion`; `template` is a text or a list of messages.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PromptVersionJson<'a> {
    name: &'a str,
    version: String,
    uri: String,
    r#type: Option<&'static str>,
    template: Option<Value>,
    variables: &'a [String],
    commit_message: Option<&'a str>,
    response_format: Option<&'a Value>,
    model_config: Option<&'a Value>,
    creation_timestamp: Option<i64>,
    last_updated_timestamp: Option<i64>,
    user_id: Option<&'a str>,
    tags: BTreeMap<&'a str, &'a str>,
    aliases: &'a [String],
    prompt_tags: BTreeMap<&'a str, &'a str>,
    versions: Vec<String>,
}

impl<'a> PromptVersionJson<'a> {
    pub(super) fn new(
        model: &'a RegisteredModel,
        version: &'a ModelVersion,
        prompt: Option<&'a Prompt>,
        versions: &[ModelVersion],
    ) -> Self {
        Self {
            name: model.name.as_str(),
            version: version.version.to_string(),
            uri: uri(version),
            r#type: prompt.map(Prompt::kind),
            template: prompt.map(template),
            variables: prompt.map_or(&[], |prompt| &prompt.variables),
            commit_message: version.description.as_deref(),
            response_format: prompt.and_then(|prompt| prompt.response_format.as_ref()),
            model_config: prompt.and_then(|prompt| prompt.model_config.as_ref()),
            creation_timestamp: millis(version.creation_timestamp),
            last_updated_timestamp: millis(version.last_updated_timestamp),
            user_id: version.user_id.as_deref(),
            tags: own_tags(&version.tags),
            aliases: &version.aliases,
            prompt_tags: own_tags(&model.tags),
            versions: versions.iter().map(|version| version.version.to_string()).collect(),
        }
    }
}

pub(super) fn uri(version: &ModelVersion) -> String {
    format!("prompts:/{}/{}", version.name, version.version)
}

/// As it is kept.
fn template(prompt: &Prompt) -> Value {
    match prompt.template {
        Template::Text(_) => Value::String(prompt.text.clone()),
        Template::Chat(_) => serde_json::from_str(&prompt.text).unwrap_or_default(),
    }
}

fn millis(time: Option<Millis>) -> Option<i64> {
    time.map(|Millis(ms)| ms)
}
