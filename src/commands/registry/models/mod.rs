mod change;
mod create;
mod delete;
mod search;
mod show;

use clap::Subcommand;

use crate::commands::{Context, Exit};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Create(create::Args),
    #[command(visible_alias = "list")]
    Search(search::Args),
    #[command(visible_alias = "get")]
    Show(show::Args),
    Rename(change::RenameArgs),
    Describe(change::DescribeArgs),
    Tag(change::TagArgs),
    Untag(change::UntagArgs),
    Delete(delete::Args),
}

impl Command {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::Create(args) => create::run(&args, context),
            Self::Search(args) => search::run(&args, context),
            Self::Show(args) => show::run(&args, context),
            Self::Rename(args) => change::rename(&args, context),
            Self::Describe(args) => change::describe(&args, context),
            Self::Tag(args) => change::tag(&args, context),
            Self::Untag(args) => change::untag(&args, context),
            Self::Delete(args) => delete::run(&args, context),
        }
    }
}
