mod aliases;
mod diff;
mod history;
mod models;
mod prompts;
mod versions;

use clap::Subcommand;

use super::{Context, Exit};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Registered models
    #[command(subcommand, visible_alias = "model")]
    Models(models::Command),
    /// Versions of registered models
    #[command(subcommand, visible_alias = "version")]
    Versions(versions::Command),
    /// Second names of versions, such as `champion`
    #[command(subcommand, visible_alias = "alias")]
    Aliases(aliases::Command),
    /// Prompts kept in the registry
    #[command(subcommand, visible_alias = "prompt")]
    Prompts(prompts::Command),
    History(history::Args),
    Diff(diff::Args),
}

impl Command {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::Models(command) => command.run(context),
            Self::Versions(command) => command.run(context),
            Self::Aliases(command) => command.run(context),
            Self::Prompts(command) => command.run(context),
            Self::History(args) => history::run(&args, context),
            Self::Diff(args) => diff::run(&args, context),
        }
    }
}
