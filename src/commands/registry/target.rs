//! From words to a model and a version of it.

use clap_complete::ArgValueCompleter;

use super::missing::{missing, no_alias, no_model, nothing_so_called, stages_there, versions_there};
use crate::cli::complete;
use crate::commands::Context;
use crate::commands::outcome::{Advised, Usage};
use crate::exit;
use crate::model::{Alias, Invalid, ModelName, ModelVersion, RegisteredModel, Stage, VersionNumber};
use crate::search::{Dialect, Entity, Order};
use crate::store::{RegistryStore, StoreError, VersionQuery};

/// One version, in two words or in one.
#[derive(Debug, Clone, clap::Args)]
pub(in crate::commands) struct VersionArg {
    /// The model; or the version in one word: NAME/3, NAME@champion or models:/NAME/3
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::models))]
    pub(super) name: String,

    /// A number, an alias (champion or @champion), a stage (the latest version in it), or latest
    #[arg(value_name = "VERSION", add = ArgValueCompleter::new(complete::versions))]
    pub(super) version: Option<String>,
}

impl VersionArg {
    /// Of `NAME VERSION REST` or `NAME/VERSION REST`, and the rest.
    pub(super) fn of_three(name: String, second: String, third: Option<String>) -> (Self, String) {
        match third {
            Some(third) => {
                let version = Some(second);
                (Self { name, version }, third)
            }
            None => (Self { name, version: None }, second),
        }
    }

    /// The model's name and what is meant of it.
    fn read(&self) -> anyhow::Result<(ModelName, Wanted)> {
        let (name, version) = match &self.version {
            Some(version) => (bare(&self.name), version.as_str()),
            None => in_one_word(&self.name).ok_or_else(|| {
                let name = bare(&self.name);
                Usage(format!(
                    "which version of `{name}`? Give its number, an alias, a stage or latest: `{name} 3` or `{name}/3`"
                ))
            })?,
        };
        Ok((model_name(name)?, Wanted::parse(version)?))
    }

    /// The version meant.
    pub(in crate::commands) fn find(
        &self,
        store: &dyn RegistryStore,
        context: &Context,
    ) -> anyhow::Result<(ModelName, VersionNumber)> {
        let (name, wanted) = self.read()?;
        let version = number(store, &name, &wanted, context)?;
        Ok((name, version))
    }

    /// The version meant, which must be there; says which one it is where that was not said by its number.
    pub(super) fn find_to_change(
        &self,
        store: &dyn RegistryStore,
        context: &Context,
    ) -> anyhow::Result<(ModelName, VersionNumber)> {
        let (name, wanted) = self.read()?;
        let version = number(store, &name, &wanted, context)?;
        match wanted {
            Wanted::Number(_) => drop(self::version(store, &name, version, context)?),
            other => context.ui.status(&format!("{other} of '{name}' is version {version}")),
        }
        Ok((name, version))
    }
}

/// A version as people name it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    Number(VersionNumber),
    Alias(Alias),
    Latest,
    /// A stage or an alias.
    Word(String),
}

impl Wanted {
    fn parse(text: &str) -> Result<Self, Invalid> {
        let (is_alias, word) = match text.strip_prefix('@') {
            Some(alias) => (true, alias),
            None => (false, text),
        };
        if word.eq_ignore_ascii_case("latest") {
            return Ok(Self::Latest);
        }
        if is_alias {
            return Ok(Self::Alias(Alias::parse(word)?));
        }
        Ok(match text.parse() {
            Ok(number) => Self::Number(number),
            Err(_) => Self::Word(text.to_owned()),
        })
    }
}

impl std::fmt::Display for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Alias(alias) => write!(f, "@{alias}"),
            Self::Latest => f.write_str("latest"),
            Self::Word(word) => f.write_str(word),
        }
    }
}

/// Without `models:/`.
fn bare(text: &str) -> &str {
    text.strip_prefix("models:")
        .map_or(text, |rest| rest.trim_start_matches('/'))
}

/// `NAME/VERSION` or `NAME@ALIAS`, with `models:/` before it or not, in two.
pub(super) fn in_one_word(text: &str) -> Option<(&str, &str)> {
    let text = bare(text);
    let (name, version) = match text.split_once('/') {
        Some(parts) => parts,
        None => {
            let at = text.rfind('@')?;
            (&text[..at], &text[at..])
        }
    };
    (!name.is_empty() && !version.is_empty() && version != "@").then_some((name, version))
}

/// A name of a model that is there or not.
pub(super) fn model_name(text: &str) -> anyhow::Result<ModelName> {
    let text = bare(text);
    let hint = in_one_word(text).filter(|_| text.contains('/')).map(|(name, version)| {
        format!("to name version {version} of `{name}`, write {name}/{version} where a version is asked for")
    });
    match (ModelName::parse(text), hint) {
        (Ok(name), _) => Ok(name),
        (Err(Invalid(message)), Some(hint)) => Err(Advised {
            message,
            hint,
            code: exit::FAILED,
        }
        .into()),
        (Err(error), None) => Err(error.into()),
    }
}

/// The model of that name.
pub(super) fn model(store: &dyn RegistryStore, name: &ModelName, context: &Context) -> anyhow::Result<RegisteredModel> {
    match store.get_registered_model(name) {
        Ok(model) => Ok(context.readable(model)),
        Err(StoreError::NotFound(message)) => Err(no_model(store, name, message)),
        Err(error) => Err(error.into()),
    }
}

/// All versions, the highest first; those of a prompt too.
pub(super) fn all_versions(name: &ModelName, context: &Context) -> anyhow::Result<VersionQuery> {
    let order = ["version_number DESC".to_owned()];
    Ok(VersionQuery {
        name: Some(name.clone()),
        order: Order::parse(Entity::ModelVersion, &order, Dialect::new(false, context.now()))?,
        ..VersionQuery::default()
    })
}

/// The version of that number.
pub(super) fn version(
    store: &dyn RegistryStore,
    name: &ModelName,
    number: VersionNumber,
    context: &Context,
) -> anyhow::Result<ModelVersion> {
    match store.get_model_version(name, number) {
        Ok(version) => Ok(context.readable(version)),
        Err(StoreError::NotFound(message)) => {
            model(store, name, context)?;
            Err(missing(message, versions_there(store, name, number)))
        }
        Err(error) => Err(error.into()),
    }
}

fn number(
    store: &dyn RegistryStore,
    name: &ModelName,
    wanted: &Wanted,
    context: &Context,
) -> anyhow::Result<VersionNumber> {
    if let Wanted::Number(number) = wanted {
        return Ok(*number);
    }
    choose(&model(store, name, context)?, wanted)
}

/// The version of the model that is meant.
fn choose(model: &RegisteredModel, wanted: &Wanted) -> anyhow::Result<VersionNumber> {
    let name = &model.name;
    let word = match wanted {
        Wanted::Number(number) => return Ok(*number),
        Wanted::Alias(alias) => {
            let version = model.aliases.get(alias.as_str());
            return version.copied().ok_or_else(|| no_alias(model, alias));
        }
        Wanted::Latest => {
            let highest = model.latest_versions.iter().map(|version| version.version).max();
            return highest.ok_or_else(|| {
                let hint = "`mlrun registry versions create` makes the first one";
                missing(format!("'{name}' has no versions"), hint.to_owned())
            });
        }
        Wanted::Word(word) => word,
    };
    let stage = Stage::parse(word).ok();
    let in_stage = stage.as_ref().and_then(|stage| {
        let mut latest = model.latest_versions.iter();
        latest.find(|version| version.current_stage == *stage)
    });
    match (in_stage.map(|version| version.version), model.aliases.get(word)) {
        (Some(staged), Some(alias)) if staged != *alias => Err(Advised {
            message: format!("`{word}` of '{name}' is a stage (version {staged}) and an alias (version {alias})"),
            hint: format!("write @{word} for the alias, {staged} for the stage's version"),
            code: exit::USAGE,
        }
        .into()),
        (Some(version), _) => Ok(version),
        (None, Some(version)) => Ok(*version),
        (None, None) => Err(match stage {
            Some(stage) => missing(format!("no version of '{name}' is in {stage}"), stages_there(model)),
            None => nothing_so_called(model, word),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_version_is_named_in_one_word_or_in_two() {
        for (text, meant) in [
            ("m/3", Some(("m", "3"))),
            ("m@champion", Some(("m", "@champion"))),
            ("a@b@c", Some(("a@b", "@c"))),
            ("models:/m/Production", Some(("m", "Production"))),
            ("models:///모델 1@é", Some(("모델 1", "@é"))),
            ("m", None),
            ("m/", None),
            ("m@", None),
            ("@champion", None),
            ("models:/m", None),
            ("/3", None),
        ] {
            assert_eq!(in_one_word(text), meant, "{text}");
        }
    }

    #[test]
    fn a_word_is_a_number_an_alias_a_stage_or_latest() {
        let version = |number, stage| ModelVersion {
            name: ModelName::parse("m").unwrap(),
            version: VersionNumber(number),
            creation_timestamp: None,
            last_updated_timestamp: None,
            description: None,
            user_id: None,
            current_stage: stage,
            source: None,
            storage_location: None,
            run_id: None,
            run_link: None,
            status: "READY".to_owned(),
            status_message: None,
            model_id: None,
            tags: BTreeMap::new(),
            aliases: Vec::new(),
        };
        let aliases = [("champion", 2), ("1", 4), ("staging", 3), ("production", 1), ("odd", 7)];
        let model = RegisteredModel {
            name: ModelName::parse("m").unwrap(),
            creation_timestamp: None,
            last_updated_timestamp: None,
            description: None,
            tags: BTreeMap::new(),
            aliases: aliases
                .into_iter()
                .map(|(alias, number)| (alias.to_owned(), VersionNumber(number)))
                .collect(),
            latest_versions: vec![
                version(4, Stage::None),
                version(3, Stage::Staging),
                version(2, Stage::Production),
            ],
        };
        for (word, meant) in [
            ("1", Ok(1)),
            ("@1", Ok(4)),
            ("9", Ok(9)),
            ("champion", Ok(2)),
            ("@champion", Ok(2)),
            ("LATEST", Ok(4)),
            ("@latest", Ok(4)),
            ("None", Ok(4)),
            ("staging", Ok(3)),
            ("PRODUCTION", Ok(2)),
            ("@production", Ok(1)),
            (
                "production",
                Err("`production` of 'm' is a stage (version 2) and an alias (version 1)"),
            ),
            ("Archived", Err("no version of 'm' is in Archived")),
            ("champoin", Err("`champoin` is no version, alias or stage of 'm'")),
            ("@none", Err("'m' has no alias `none`")),
            ("@a b", Err("Invalid alias name: 'a b'.")),
        ] {
            let found = Wanted::parse(word)
                .map_err(anyhow::Error::from)
                .and_then(|wanted| choose(&model, &wanted));
            match (found, meant) {
                (Ok(found), Ok(meant)) => assert_eq!(found, VersionNumber(meant), "{word}"),
                (Err(error), Err(said)) => assert!(error.to_string().starts_with(said), "{word}: {error}"),
                (found, _) => panic!("{word}: {found:?}"),
            }
        }
    }
}
