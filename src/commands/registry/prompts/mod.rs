mod list;
mod show;

use clap::Subcommand;

use crate::commands::{Context, Exit};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    #[command(visible_alias = "search")]
    List(list::Args),
    #[command(visible_alias = "get")]
    Show(show::Args),
}

impl Command {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::List(args) => list::run(&args, context),
            Self::Show(args) => show::run(&args, context),
        }
    }
}
