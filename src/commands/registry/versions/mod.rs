mod change;
mod copy;
mod create;
mod delete;
mod download;
mod link;
mod search;
mod show;
mod source;
mod transition;

use clap::Subcommand;

use crate::commands::{Context, Exit};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Create(create::Args),
    #[command(visible_alias = "list")]
    Search(search::Args),
    #[command(visible_alias = "get")]
    Show(show::Args),
    Describe(change::DescribeArgs),
    Transition(transition::Args),
    Tag(change::TagArgs),
    Untag(change::UntagArgs),
    Copy(copy::Args),
    Delete(delete::Args),
    Download(download::Args),
}

impl Command {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::Create(args) => create::run(&args, context),
            Self::Search(args) => search::run(&args, context),
            Self::Show(args) => show::run(&args, context),
            Self::Describe(args) => change::describe(args, context),
            Self::Transition(args) => transition::run(args, context),
            Self::Tag(args) => change::tag(args, context),
            Self::Untag(args) => change::untag(args, context),
            Self::Copy(args) => copy::run(args, context),
            Self::Delete(args) => delete::run(&args, context),
            Self::Download(args) => download::run(&args, context),
        }
    }
}
