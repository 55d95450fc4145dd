mod list;
mod rebuild;
mod remove;
mod show;

use clap::Subcommand;

use super::{Context, Exit};
use crate::project::env::{EnvError, EnvManager, Shelf, Shelved, Workshop};
use crate::view::EnvironmentJson;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    #[command(visible_alias = "ls")]
    List(list::Args),
    Show(show::Args),
    #[command(visible_alias = "rm")]
    Remove(remove::Args),
    Rebuild(rebuild::Args),
}

impl Command {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::List(args) => list::run(&args, context),
            Self::Show(args) => show::run(&args, context),
            Self::Remove(args) => remove::run(&args, context),
            Self::Rebuild(args) => rebuild::run(&args, context),
        }
    }
}

/// With what environments are made here: steps are said, the words of other programs with `--verbose`.
pub(super) fn with_workshop<T>(
    context: &Context,
    is_stopped: &dyn Fn() -> bool,
    act: impl FnOnce(&Workshop<'_>) -> T,
) -> T {
    let platform = format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH);
    let say = |text: &str| context.ui.status(text);
    let cache = context.settings.cache_folder();
    let shop = Workshop {
        cache: cache.as_deref(),
        platform: &platform,
        tools: context.tools(&say),
        now: &|| context.now(),
        random: &|| context.random(),
        line: &|line| context.ui.verbose(line),
        warn: &|text| context.ui.warn(text),
        is_stopped,
    };
    act(&shop)
}

fn shelf(context: &Context) -> Result<Shelf, EnvError> {
    let cache = context.settings.cache_folder();
    cache.map(|cache| Shelf::of(&cache)).ok_or(EnvError::NoCache)
}

fn json(env: &Shelved, shelf: &Shelf) -> EnvironmentJson {
    EnvironmentJson {
        name: env.name.clone(),
        state: shelf.state(env).as_str(),
        manager: env.manager.map(EnvManager::as_str),
        python: env.python_version.clone().or_else(|| env.python.clone()),
        packages: env.packages.len(),
        size: shelf.size(env),
        project: env.project.clone(),
        created: (env.created > 0).then(|| env.created()),
        last_used: shelf.last_used(&env.name),
        path: env.place.as_ref().map(|place| place.display().to_string()),
    }
}
