mod list;
mod show;

use clap::Subcommand;

use super::{Context, Exit};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    #[command(visible_alias = "search")]
    List(list::Args),
    Show(show::Args),
    Get(show::GetArgs),
}

impl Command {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::List(args) => list::run(&args, context),
            Self::Show(args) => show::run(&args, context),
            Self::Get(args) => show::get(&args, context),
        }
    }
}
