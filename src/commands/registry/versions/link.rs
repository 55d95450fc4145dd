//! What a logged model says of the versions that were registered of it.

use crate::commands::Context;
use crate::model::{LoggedModelId, ModelVersion};
use crate::store::file::FileStore;
use crate::store::{LoggedModelChange, LoggedModelStore, Result};

/// Lets the logged model list the version, as `mlflow.register_model` does. What fails is a warning: the version is
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
    let change = LoggedModelChange::Registered(version.name.clone(), version.version);
    store.update_logged_model(&LoggedModelId::parse(model_id)?, change, context.now())
}
