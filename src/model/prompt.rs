use serde_json::Value;

use super::{ModelVersion, RegistryEvent, tags};

/// The key of a version's tag that holds the text.
const TEXT: &str = "mlflow.prompt.text";
/// `text` or `chat`; MLflow 2 had only texts and did not say so.
const TYPE: &str = "_mlflow_prompt_type";
const RESPONSE_FORMAT: &str = "_mlflow_prompt_response_format";
const MODEL_CONFIG: &str = "_mlflow_prompt_model_config";

/// What a version of a prompt says. MLflow keeps it in tags of a model's version.
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    /// The text as it is kept; of a chat, JSON.
    pub text: String,
    /// The same, read.
    pub template: Template,
    /// What is to be filled in, in the order it stands in the text.
    pub variables: Vec<String>,
    /// A JSON schema of what is to be answered.
    pub response_format: Option<Value>,
    /// Which model is to answer, and how.
    pub model_config: Option<Value>,
}

/// A text, or a conversation.
#[derive(Debug, Clone, PartialEq)]
pub enum Template {
    /// A text.
    Text(String),
    /// Messages in order.
    Chat(Vec<Message>),
}

/// What somebody says in a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// `system`, `user`, `assistant` …
    pub role: String,
    /// Text, or a list of parts.
    pub content: Value,
}

impl Message {
    /// The content for people: texts as they are, anything else in JSON.
    #[must_use]
    pub fn text(&self) -> String {
        let part = |part: &Value| match part.get("text").unwrap_or(part) {
            Value::String(text) => text.clone(),
            _ => part.to_string(),
        };
        match &self.content {
            Value::Array(parts) => parts.iter().map(part).collect::<Vec<_>>().join("\n"),
            content => part(content),
        }
    }
}

impl Prompt {
    /// What a version says; `None` where it has no text, as a version of a model has none.
    #[must_use]
    pub fn of(version: &ModelVersion) -> Option<Self> {
        let json = |key: &str| serde_json::from_str(version.tags.get(key)?).ok();
        let text = version.tags.get(TEXT)?;
        let is_chat = version.tags.get(TYPE).is_some_and(|kind| kind == "chat");
        let messages = if is_chat {
            json(TEXT).as_ref().and_then(messages)
        } else {
            None
        };
        Some(Self {
            text: text.clone(),
            template: messages.map_or_else(|| Template::Text(text.clone()), Template::Chat),
            variables: variables(text),
            response_format: json(RESPONSE_FORMAT),
            model_config: json(MODEL_CONFIG),
        })
    }

    /// `text` or `chat`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.template {
            Template::Text(_) => "text",
            Template::Chat(_) => "chat",
        }
    }

    /// Whether a tag is MLflow's or ours and not the user's.
    #[must_use]
    pub fn is_internal_tag(key: &str) -> bool {
        key == tags::IS_PROMPT
            || key.starts_with("mlflow.prompt.")
            || key.starts_with("_mlflow_")
            || RegistryEvent::is_tag(key)
    }
}

fn messages(json: &Value) -> Option<Vec<Message>> {
    let message = |message: &Value| {
        Some(Message {
            role: message.get("role")?.as_str()?.to_owned(),
            content: message.get("content")?.clone(),
        })
    };
    json.as_array()?.iter().map(message).collect()
}

/// The names in `{{ … }}`, each once: words of ASCII letters, digits and `_`, with dots between.
fn variables(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in text.match_indices("{{") {
        // of `{{{x}}` the second brace begins it too
        let rest = text[at + 2..].trim_start_matches('{').trim_start();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '.'));
        let (name, behind) = rest.split_at(end.unwrap_or(rest.len()));
        let is_word = |word: &str| word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let closed = behind.trim_start().starts_with("}}");
        if closed && name.split('.').all(is_word) && !found.iter().any(|known| known == name) {
            found.push(name.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_those_that_mlflow_finds() {
        for (text, expected) in [
            ("Hi {{ name }}, {{user.age}} {{name}}", vec!["name", "user.age"]),
            ("{{\n x\u{a0}}} {{{y}} {{{{z}}}}", vec!["x", "y", "z"]),
            (
                "{{1x}} {{a-b}} {{a..b}} {{.a}} {{a.}} {{a b}} {{}} {{ü}} { {c}} {{d} } {{e",
                vec![],
            ),
            ("{{a{{b}}", vec!["b"]),
        ] {
            assert_eq!(variables(text), expected, "{text}");
        }
    }

    #[test]
    fn what_a_message_says_is_text_wherever_it_can_be() {
        let message = |content: &str| Message {
            role: "user".to_owned(),
            content: serde_json::from_str(content).unwrap(),
        };
        assert_eq!(message("\"a\\nb\"").text(), "a\nb");
        let parts = r#"[{"type": "text", "text": "see"}, {"type": "image_url", "image_url": {"url": "u"}}]"#;
        assert_eq!(
            message(parts).text(),
            "see\n{\"type\":\"image_url\",\"image_url\":{\"url\":\"u\"}}"
        );
    }
}
