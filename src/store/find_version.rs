//! From a name, and a number, an alias or a stage, to a version.

use super::uri_error::Found;
use super::{ModelQuery, RegistryStore, RegistryStoreExt as _, StoreError, UriProblem};
use crate::model::{Alias, ModelName, ModelRef, ModelVersion, RegisteredModel, VersionNumber};
use crate::near::nearest;

/// The version that a reference means.
///
/// # Errors
/// [`UriProblem::NotFound`] with the nearest name, when there is none; of a logged model always.
pub fn find_version(registry: &dyn RegistryStore, model: &ModelRef) -> Found<ModelVersion> {
    let error = match registry.get_model_version_by_ref(model) {
        Ok(read) => return Ok(read.value),
        Err(error) => error,
    };
    let name = match model {
        ModelRef::Version(name, _) | ModelRef::Alias(name, _) | ModelRef::Stage(name, _) | ModelRef::Latest(name) => {
            name
        }
        ModelRef::Logged(_) => return Err(nothing(error, None)),
    };
    let there = match registry.get_registered_model(name) {
        Ok(read) => read.value,
        Err(_) => return Err(nothing(error, near_model(registry, name))),
    };
    Err(match (model, error) {
        (ModelRef::Alias(_, alias), StoreError::Invalid(_)) => no_alias(&there, alias),
        (ModelRef::Version(_, number), StoreError::NotFound(what)) => no_number(&there, *number, what),
        (_, error) => nothing(error, None),
    })
}

fn no_alias(model: &RegisteredModel, alias: &Alias) -> UriProblem {
    let near = nearest(alias.as_str(), model.aliases.keys().map(String::as_str));
    UriProblem::NotFound {
        what: format!("alias {alias} not found"),
        near: near.map(|near| format!("models:/{}@{near}", model.name)),
    }
}

fn no_number(model: &RegisteredModel, number: VersionNumber, what: String) -> UriProblem {
    let highest = model.latest_versions.iter().map(|version| version.version).max();
    let what = match highest.filter(|highest| *highest < number) {
        Some(highest) => format!("{what}; the highest there is {highest}"),
        None => what,
    };
    UriProblem::NotFound { what, near: None }
}

fn nothing(error: StoreError, near: Option<String>) -> UriProblem {
    match error {
        StoreError::NotFound(what) => UriProblem::NotFound { what, near },
        error => error.into(),
    }
}

fn near_model(registry: &dyn RegistryStore, name: &ModelName) -> Option<String> {
    let models = registry.search_registered_models(&ModelQuery::default()).ok()?.items;
    let models = models.iter().filter(|model| !model.is_prompt());
    let near = nearest(name.as_str(), models.map(|model| model.name.as_str()))?;
    Some(format!("models:/{near}"))
}
