mod search;
mod show;

use clap::Subcommand;

use super::{Context, Exit};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    #[command(visible_alias = "list")]
    Search(search::Args),
    Show(show::Args),
}

impl Command {
    pub(super) fn is_verbose(&self) -> bool {
        match self {
            Self::Search(_) => false,
            Self::Show(args) => args.short.verbose,
        }
    }

    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::Search(args) => search::run(&args, context),
            Self::Show(args) => show::run(&args, context),
        }
    }
}
