mod aliases;
mod diff;
mod history;
mod missing;
mod models;
mod open;
mod prompts;
mod tagging;
mod target;
mod versions;

use clap::Subcommand;

use super::{Context, Exit};

/// What `--help` says of hooks.
pub(super) const HOOKS_HELP: &str = "\
Hooks: your settings file ($MLRUN_CONFIG, else ~/.config/mlrun/config.yaml or where the system keeps settings) may name \
commands that are told of every change:

  hooks:
    - command: [/usr/local/bin/announce, --channel, models]
      on: [transition, alias-set]        # optional: all events

The command is run without a shell, with the event as one JSON object on its standard input; what it prints goes to \
standard error. One that fails is a warning: the change stands. What a hook changes itself runs no hooks. The events are model-created, model-renamed, \
model-deleted, version-created, version-deleted, transition, alias-set and alias-deleted.";

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
