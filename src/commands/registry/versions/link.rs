//! What a logged model says of the versions that were registered of it.

use serde_json::Value;

use crate::commands::Context;
use crate::model::{Key, LoggedModelId, ModelVersion, Tag, json_quoted};
use crate::store::file::FileStore;
use crate::store::{LoggedModelChange, LoggedModelStore, Result};

/// MLflow's tag: `[{"name": "m", "version": 1}]`.
const VERSIONS_TAG: &str = "mlflow.modelVersions";

/// Adds a version to the tag of its logged model, as `mlflow.register_model` does. What fails is a warning: the version is
/// registered.
pub(super) fn link(store: &FileStore, model_id: &str, version: &ModelVersion, context: &Context) {
    if let Err(error) = add(store, model_id, version, context) {
        context.ui.warn(&format!(
            "the logged model {model_id} does not say that it is version {} of '{}': {error}",
            version.version, version.name
        ));
    }
}

fn add(store: &FileStore, model_id: &str, version: &ModelVersion, context: &Context) -> Result<()> {
    let id = LoggedModelId::parse(model_id)?;
    let model = store.get_logged_model(&id)?.value;
    let before = model.tags.get(VERSIONS_TAG).map(String::as_str);
    let Ok(key) = Key::parse(VERSIONS_TAG) else {
        return Ok(());
    };
    let tag = Tag {
        key,
        value: appended(before, version.name.as_str(), version.version.0),
    };
    store.update_logged_model(&id, LoggedModelChange::SetTag(tag), context.now())
}

/// The list with one more, spelled as Python spells it. What is no list is begun anew.
fn appended(before: Option<&str>, name: &str, version: i64) -> String {
    let one = format!(r#"{{"name": {}, "version": {version}}}"#, json_quoted(name));
    let list = before.filter(|text| serde_json::from_str::<Vec<Value>>(text).is_ok_and(|list| !list.is_empty()));
    match list.and_then(|text| text.trim_end().strip_suffix(']')) {
        Some(open) => format!("{open}, {one}]"),
        None => format!("[{one}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::appended;

    #[test]
    fn versions_are_listed_as_python_lists_them() {
        let first = appended(None, "m", 1);
        assert_eq!(first, r#"[{"name": "m", "version": 1}]"#);
        assert_eq!(
            appended(Some(&first), "모\"🚀", 12),
            r#"[{"name": "m", "version": 1}, {"name": "\ubaa8\"\ud83d\ude80", "version": 12}]"#
        );
        for broken in ["", "[]", "{}", "[1"] {
            assert_eq!(appended(Some(broken), "m", 1), first);
        }
    }
}
