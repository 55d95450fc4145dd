use serde_json::{Map, Value as Json};

use super::plain;

/// One way to load a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Flavor {
    /// `python_function`, `sklearn` …
    pub name: String,
    /// All that is said of it.
    pub conf: Map<String, Json>,
}

/// The keys under which MLflow's flavors name the file or folder that holds the model.
const DATA: [&str; 9] = [
    "pickled_model",
    "model_data",
    "model_binary",
    "data",
    "saved_model_dir",
    "python_model",
    "model_path",
    "serialized_explainer",
    "model",
];

impl Flavor {
    pub(super) fn new(name: &str, conf: &Json) -> Self {
        Self {
            name: name.to_owned(),
            conf: conf.as_object().cloned().unwrap_or_default(),
        }
    }

    /// What a key says, as text.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<String> {
        self.conf.get(key).filter(|value| !value.is_null()).map(plain)
    }

    /// The version of its library, as recorded: of `sklearn_version` and the like.
    #[must_use]
    pub fn version(&self) -> Option<String> {
        if self.name == "python_function" {
            return None;
        }
        let of_library = |key: &&String| {
            key.strip_suffix("_version")
                .is_some_and(|library| !matches!(library, "python" | "cloudpickle"))
        };
        let key = self.conf.keys().find(of_library).map_or("version", String::as_str);
        self.text(key)
    }

    /// The file or folder that holds the model, relative to the model's folder and not checked.
    #[must_use]
    pub fn data(&self) -> Option<String> {
        DATA.iter().find_map(|key| match self.conf.get(*key) {
            Some(Json::String(path)) if !path.is_empty() => Some(path.clone()),
            _ => None,
        })
    }
}
