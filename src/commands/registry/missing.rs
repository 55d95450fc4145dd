//! What is not there, and what was probably meant.

use crate::commands::outcome::Advised;
use crate::exit;
use crate::model::{Alias, ModelName, ModelVersion, RegisteredModel, Stage, VersionNumber};
use crate::near;
use crate::store::{ModelQuery, RegistryStore, VersionQuery};

/// Says that there is no such model, and which one is near.
pub(super) fn no_model(store: &dyn RegistryStore, name: &ModelName, message: String) -> anyhow::Error {
    let all = store.search_registered_models(&ModelQuery::default());
    let all = all.map(|page| page.items).unwrap_or_default();
    let hint = match near::nearest(name.as_str(), all.iter().map(|model| model.name.as_str())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`mlrun registry models list` shows what there is".to_owned(),
    };
    missing(message, hint)
}

/// What there is instead of that version.
pub(super) fn versions_there(store: &dyn RegistryStore, name: &ModelName, number: VersionNumber) -> String {
    let query = VersionQuery {
        name: Some(name.clone()),
        deleted: true,
        ..VersionQuery::default()
    };
    let all = store
        .search_model_versions(&query)
        .map(|page| page.items)
        .unwrap_or_default();
    if all.iter().any(|version| version.version == number) {
        return format!("version {number} was deleted; no other will ever have its number");
    }
    let there = all.iter().filter(|version| version.current_stage != Stage::Deleted);
    let (lowest, highest) = (
        there.clone().map(|version| version.version).min(),
        there.map(|version| version.version).max(),
    );
    match (lowest, highest) {
        (Some(lowest), Some(highest)) if lowest != highest => {
            format!("its versions are from {lowest} to {highest}")
        }
        (Some(only), _) => format!("its only version is {only}"),
        _ => "it has no versions".to_owned(),
    }
}

pub(super) fn stages_there(model: &RegisteredModel) -> String {
    let taken = |version: &ModelVersion| format!("version {} in {}", version.version, version.current_stage);
    match &model.latest_versions[..] {
        [] => "it has no versions".to_owned(),
        latest => format!("there is {}", latest.iter().map(taken).collect::<Vec<_>>().join(", ")),
    }
}

/// Says that the model has no such alias, and which one is near.
pub(super) fn no_alias(model: &RegisteredModel, alias: &Alias) -> anyhow::Error {
    let hint = match near::nearest(alias.as_str(), model.aliases.keys().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => aliases_there(model),
    };
    missing(format!("'{}' has no alias `{alias}`", model.name), hint)
}

fn aliases_there(model: &RegisteredModel) -> String {
    if model.aliases.is_empty() {
        return "it has no aliases".to_owned();
    }
    let aliases: Vec<&str> = model.aliases.keys().map(String::as_str).collect();
    format!("its aliases are {}", aliases.join(", "))
}

pub(super) fn nothing_so_called(model: &RegisteredModel, word: &str) -> anyhow::Error {
    let aliases = model.aliases.keys().map(String::as_str);
    let known = aliases.chain(Stage::ALL.iter().map(Stage::as_str)).chain(["latest"]);
    let number = word.strip_prefix(['v', 'V']).filter(|rest| rest.parse::<u32>().is_ok());
    let hint = match number.or_else(|| near::nearest(word, known)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => aliases_there(model),
    };
    let name = &model.name;
    missing(format!("`{word}` is no version, alias or stage of '{name}'"), hint)
}

pub(super) fn missing(message: String, hint: String) -> anyhow::Error {
    Advised {
        message,
        hint,
        code: exit::NOT_FOUND,
    }
    .into()
}
