mod create;
mod csv;
mod delete;
mod get;
mod rename;
mod search;
mod tag;

use clap::Subcommand;

use super::{Context, Exit};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Create(create::Args),
    #[command(visible_alias = "list")]
    Search(search::Args),
    Get(get::Args),
    Rename(rename::Args),
    Delete(delete::DeleteArgs),
    Restore(delete::RestoreArgs),
    Tag(tag::TagArgs),
    Untag(tag::UntagArgs),
    Csv(csv::Args),
}

impl Command {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::Create(args) => create::run(&args, context),
            Self::Search(args) => search::run(args, context),
            Self::Get(args) => get::run(&args, context),
            Self::Rename(args) => rename::run(&args, context),
            Self::Delete(args) => delete::delete(&args, context),
            Self::Restore(args) => delete::restore(&args, context),
            Self::Tag(args) => tag::tag(args, context),
            Self::Untag(args) => tag::untag(args, context),
            Self::Csv(args) => csv::run(&args, context),
        }
    }
}
