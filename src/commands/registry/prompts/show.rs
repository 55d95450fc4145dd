use clap_complete::ArgValueCompleter;

use super::list::only_prompts;
use crate::cli::{OutputArg, complete};
use crate::commands::outcome::{Advised, Usage};
use crate::commands::registry::target::all_versions;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::model::{Alias, ModelName, ModelVersion, Prompt, RegisteredModel, VersionNumber};
use crate::near::nearest;
use crate::search::Dialect;
use crate::store::file::FileStore;
use crate::store::{ModelQuery, RegistryStore, StoreError};
use crate::view::PromptPage;

/// Show a prompt: its text, what is to be filled in, who changed it and why
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Its name, or a version in one word: NAME/3, NAME@champion or prompts:/NAME/3
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::prompts))]
    name: String,

    /// A number, an alias or latest [default: latest]
    #[arg(value_name = "VERSION", conflicts_with = "alias")]
    version: Option<String>,

    /// The version that this alias means
    #[arg(long, value_name = "ALIAS")]
    alias: Option<String>,

    /// Print the text alone, exactly; of a chat its messages in JSON
    #[arg(long, conflicts_with = "output")]
    text: bool,

    #[command(flatten)]
    output: OutputArg,
}

/// Which version.
enum Wanted {
    Latest,
    Number(VersionNumber),
    Alias(Alias),
}

impl Wanted {
    fn parse(text: &str) -> anyhow::Result<Self> {
        let alias = text.strip_prefix('@');
        Ok(match (text.parse(), alias) {
            _ if alias.unwrap_or(text).eq_ignore_ascii_case("latest") => Self::Latest,
            (Ok(number), None) => Self::Number(number),
            (_, alias) => Self::Alias(Alias::parse(alias.unwrap_or(text))?),
        })
    }
}

impl Args {
    fn read(&self) -> anyhow::Result<(ModelName, Wanted)> {
        let bare = self
            .name
            .strip_prefix("prompts:")
            .map(|rest| rest.trim_start_matches('/'));
        let bare = bare.unwrap_or(&self.name);
        let (name, in_name) = match bare.split_once('/').or_else(|| bare.rsplit_once('@')) {
            Some((name, _)) if !bare.contains('/') => (name, Some(&bare[name.len()..])),
            Some((name, version)) => (name, Some(version)),
            None => (bare, None),
        };
        let alias = self.alias.as_ref().map(|alias| format!("@{alias}"));
        let wanted = match (in_name, alias.as_deref().or(self.version.as_deref())) {
            (Some(_), Some(_)) => return Err(Usage("the version is named twice".to_owned()).into()),
            (None, None) => Wanted::Latest,
            (Some(text), None) | (None, Some(text)) => Wanted::parse(text)?,
        };
        Ok((ModelName::parse(name)?, wanted))
    }
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let (name, wanted) = args.read()?;
    let store = context.store()?;
    let model = find(&store, &name, context)?;
    let versions = context
        .page(store.search_model_versions(&all_versions(&name, context)?)?)
        .items;
    let version = choose(&model, &versions, &wanted)?;
    let prompt = Prompt::of(version);
    if prompt.is_none() {
        context
            .ui
            .warn(&format!("version {} of '{name}' has no text", version.version));
    }
    if args.text {
        let text = prompt.map(|prompt| prompt.text).unwrap_or_default();
        if context.ui.is_terminal() {
            let lines: Vec<String> = text
                .split('\n')
                .map(|line| crate::view::escape(line).into_owned())
                .collect();
            context.ui.long(&lines)?;
        } else {
            context.ui.raw(&text)?;
        }
        return Ok(Exit::Ok);
    }
    let page = PromptPage::new(&model, version, prompt.as_ref(), &versions);
    context.ui.show(&page, args.output.output)?;
    Ok(Exit::Ok)
}

/// The prompt of that name, which must be one.
fn find(store: &FileStore, name: &ModelName, context: &Context) -> anyhow::Result<RegisteredModel> {
    let model = match store.get_registered_model(name) {
        Ok(read) => context.readable(read),
        Err(StoreError::NotFound(_)) => {
            let query = ModelQuery {
                filter: only_prompts("", Dialect::new(false, context.now()))?,
                ..ModelQuery::default()
            };
            let all = store
                .search_registered_models(&query)
                .map(|page| page.items)
                .unwrap_or_default();
            let near = nearest(name.as_str(), all.iter().map(|model| model.name.as_str()));
            let hint = near.map_or_else(
                || "`mlrun registry prompts list` shows what there is".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(missing(format!("no prompt `{name}`"), hint));
        }
        Err(error) => return Err(error.into()),
    };
    if !model.is_prompt() {
        return Err(missing(
            format!("'{name}' is a registered model, not a prompt"),
            format!("`mlrun registry models show {name}` shows it"),
        ));
    }
    Ok(model)
}

fn choose<'a>(
    model: &RegisteredModel,
    versions: &'a [ModelVersion],
    wanted: &Wanted,
) -> anyhow::Result<&'a ModelVersion> {
    let name = &model.name;
    let number = match wanted {
        Wanted::Latest => {
            let none = || {
                missing(
                    format!("'{name}' has no versions"),
                    "MLflow's register_prompt makes one".to_owned(),
                )
            };
            return versions.first().ok_or_else(none);
        }
        Wanted::Number(number) => *number,
        Wanted::Alias(alias) => {
            let aliases = || model.aliases.keys().map(String::as_str);
            let hint = || match (nearest(alias.as_str(), aliases()), model.aliases.is_empty()) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, true) => "it has no aliases".to_owned(),
                (None, false) => format!("its aliases are {}", aliases().collect::<Vec<_>>().join(", ")),
            };
            let found = model.aliases.get(alias.as_str()).copied();
            found.ok_or_else(|| missing(format!("'{name}' has no alias `{alias}`"), hint()))?
        }
    };
    let there: Vec<String> = versions.iter().map(|version| version.version.to_string()).collect();
    versions
        .iter()
        .find(|version| version.version == number)
        .ok_or_else(|| {
            let hint = match &there[..] {
                [] => "it has no versions".to_owned(),
                there => format!("its versions are {}", there.join(", ")),
            };
            missing(format!("'{name}' has no version {number}"), hint)
        })
}

fn missing(message: String, hint: String) -> anyhow::Error {
    Advised {
        message,
        hint,
        code: exit::NOT_FOUND,
    }
    .into()
}
