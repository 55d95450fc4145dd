//! From a name, and a number, an alias or a stage, to a version.

use super::artifact_uri::{Found, UriProblem};
use super::{ModelQuery, RegistryStore, RegistryStoreExt as _, StoreError};
use crate::model::{Alias, ModelName, ModelRef, ModelVersion, Stage, VersionNumber};
use crate::near::nearest;

/// The version that a reference means.
///
/// # Errors
/// [`UriProblem::NotFound`] with the nearest name, when there is none; of a logged model always.
pub fn find_version(registry: &dyn RegistryStore, model: &ModelRef) -> Found<ModelVersion> {
    match model {
        ModelRef::Version(name, version) => numbered(registry, name, *version),
        ModelRef::Alias(name, alias) => by_alias(registry, name, alias),
        ModelRef::Stage(name, stage) => highest(registry, name, std::slice::from_ref(stage)),
        ModelRef::Latest(name) => highest(registry, name, &Stage::ALL),
        ModelRef::Logged(id) => Err(UriProblem::NotFound {
            what: format!("{id} is a logged model, not a version of a registered one"),
            near: None,
        }),
    }
}

fn numbered(registry: &dyn RegistryStore, name: &ModelName, version: VersionNumber) -> Found<ModelVersion> {
    match registry.get_model_version(name, version) {
        Ok(read) => Ok(read.value),
        Err(StoreError::NotFound(what)) => {
            let model = registry
                .get_registered_model(name)
                .map_err(|error| no_model(registry, name, error))?
                .value;
            let highest = model.latest_versions.iter().map(|version| version.version).max();
            let what = highest.map_or(what.clone(), |highest| {
                format!("{what}; the highest there is {highest}")
            });
            Err(UriProblem::NotFound { what, near: None })
        }
        Err(error) => Err(error.into()),
    }
}

fn by_alias(registry: &dyn RegistryStore, name: &ModelName, alias: &Alias) -> Found<ModelVersion> {
    let model = registry
        .get_registered_model(name)
        .map_err(|error| no_model(registry, name, error))?
        .value;
    if alias.is_latest() {
        return highest(registry, name, &Stage::ALL);
    }
    match model.aliases.get(alias.as_str()) {
        Some(version) => numbered(registry, name, *version),
        None => {
            let near = nearest(alias.as_str(), model.aliases.keys().map(String::as_str));
            Err(UriProblem::NotFound {
                what: format!("alias {alias} not found"),
                near: near.map(|near| format!("models:/{name}@{near}")),
            })
        }
    }
}

fn highest(registry: &dyn RegistryStore, name: &ModelName, stages: &[Stage]) -> Found<ModelVersion> {
    let versions = registry.get_latest_versions(name, stages);
    let versions = versions.map_err(|error| no_model(registry, name, error))?;
    versions
        .into_iter()
        .max_by_key(|version| version.version)
        .ok_or_else(|| UriProblem::NotFound {
            what: match stages {
                [stage] => format!("No versions of model with name '{name}' and stage '{stage}' found"),
                _ => format!("No versions of model with name '{name}' found"),
            },
            near: None,
        })
}

fn no_model(registry: &dyn RegistryStore, name: &ModelName, error: StoreError) -> UriProblem {
    let StoreError::NotFound(what) = error else {
        return error.into();
    };
    let models = registry
        .search_registered_models(&ModelQuery::default())
        .map(|page| page.items)
        .unwrap_or_default();
    let names = models
        .iter()
        .filter(|model| !model.is_prompt())
        .map(|model| model.name.as_str());
    let near = nearest(name.as_str(), names).map(|near| format!("models:/{near}"));
    UriProblem::NotFound { what, near }
}
