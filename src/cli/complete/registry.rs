//! The registry's own names.

use std::ffi::OsStr;

use clap_complete::CompletionCandidate;

use super::{AT_HAND, candidate, is_plain, starting, store};
use crate::model::{ModelName, RegisteredModel, Stage};
use crate::store::{ModelQuery, RegistryStore, VersionQuery};

/// Registered models by name.
pub(crate) fn models(current: &OsStr) -> Vec<CompletionCandidate> {
    let query = ModelQuery::default();
    let page = store().and_then(|store| store.search_registered_models(&query).ok());
    let all = page.map(|page| page.items).unwrap_or_default();
    let plain = all
        .iter()
        .filter(|model| !model.is_prompt() && is_plain(model.name.as_str()));
    let offer = |model: &RegisteredModel| {
        let help = model.description.as_deref().unwrap_or_default();
        candidate(model.name.as_str(), help.lines().next().unwrap_or_default())
    };
    starting(plain.map(offer), current)
}

/// What a version of the model on the command line can be called: aliases, stages, numbers, `latest`.
pub(crate) fn versions(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some((name, model)) = model_at_hand() else {
        return Vec::new();
    };
    let aliases = model.aliases.iter();
    let aliases = aliases.map(|(alias, version)| candidate(alias, &format!("version {version}")));
    let staged = model
        .latest_versions
        .iter()
        .filter(|version| version.current_stage != Stage::None);
    let stages =
        staged.map(|version| candidate(version.current_stage.as_str(), &format!("version {}", version.version)));
    let query = VersionQuery {
        name: Some(name),
        ..VersionQuery::default()
    };
    let page = store().and_then(|store| store.search_model_versions(&query).ok());
    let mut numbered = page.map(|page| page.items).unwrap_or_default();
    numbered.sort_by_key(|version| std::cmp::Reverse(version.version));
    let numbers = numbered.iter().map(|version| {
        let description = version.description.as_deref().unwrap_or_default();
        candidate(
            &version.version.to_string(),
            &format!("{}  {description}", version.current_stage),
        )
    });
    let latest = [candidate("latest", "the highest version")];
    let offered = aliases.chain(stages).chain(latest).chain(numbers).enumerate();
    starting(
        offered.map(|(place, candidate)| candidate.display_order(Some(place))),
        current,
    )
}

/// The aliases of the model on the command line.
pub(crate) fn aliases(current: &OsStr) -> Vec<CompletionCandidate> {
    let model = model_at_hand().map(|(_, model)| model);
    let aliases = model.map(|model| model.aliases).unwrap_or_default();
    let offer = |(alias, version): (&String, _)| candidate(alias, &format!("version {version}"));
    starting(aliases.iter().map(offer), current)
}

/// The stages a version may be given.
pub(crate) fn stages(current: &OsStr) -> Vec<CompletionCandidate> {
    starting(Stage::ALL.iter().map(|stage| candidate(stage.as_str(), "")), current)
}

/// The stages, and where the second word is still wanted the versions before them.
pub(crate) fn versions_or_stages(current: &OsStr) -> Vec<CompletionCandidate> {
    match name_at_hand() {
        Some(name) if name.contains(['/', '@']) => stages(current),
        _ => versions(current),
    }
}

fn model_at_hand() -> Option<(ModelName, RegisteredModel)> {
    let name = ModelName::parse(name_at_hand()?).ok()?;
    let model = store()?.get_registered_model(&name).ok()?.value;
    Some((name, model))
}

/// The word behind the verb: `registry versions show NAME`.
fn name_at_hand() -> Option<&'static str> {
    const NOUNS: [&str; 6] = ["models", "model", "versions", "version", "aliases", "alias"];
    let words = &AT_HAND.get()?.words;
    let mut after = words.iter().skip_while(|word| *word != "registry");
    after.find(|word| NOUNS.contains(&word.as_str()))?;
    let mut words = after.filter(|word| !word.starts_with('-'));
    words.next()?;
    words.next().map(String::as_str)
}
