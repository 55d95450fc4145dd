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
    /// Create an experiment
    Create(create::Args),
    /// List experiments
    #[command(visible_alias = "list")]
    Search(search::Args),
    /// Show one experiment
    Get(get::Args),
    /// Rename an experiment
    Rename(rename::Args),
    /// Mark an experiment and its runs as deleted; `restore` brings them back
    Delete(delete::DeleteArgs),
    /// Restore a deleted experiment with its runs
    Restore(delete::RestoreArgs),
    /// Set a tag of an experiment
    Tag(tag::TagArgs),
    /// Remove a tag of an experiment
    Untag(tag::UntagArgs),
    /// Export the runs of an experiment as CSV
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
