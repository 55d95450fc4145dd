mod best;
mod change;
mod create;
mod delete;
pub(super) mod diff;
mod listing;
mod logs;
mod reap;
mod recorder;
pub(super) mod search;
pub(super) mod show;
mod stop;
mod transfer;
mod watch;

use clap::Subcommand;

use super::{Context, Exit};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Create(create::Args),
    #[command(visible_alias = "list")]
    Search(search::Args),
    Best(best::Args),
    Show(show::Args),
    Describe(show::DescribeArgs),
    #[command(visible_alias = "compare")]
    Diff(diff::Args),
    Watch(watch::Args),
    Logs(logs::Args),
    Stop(stop::Args),
    Reap(reap::Args),
    Rename(change::RenameArgs),
    Tag(change::TagArgs),
    Untag(change::UntagArgs),
    Finish(change::FinishArgs),
    Delete(delete::DeleteArgs),
    Restore(delete::RestoreArgs),
    Move(transfer::MoveArgs),
    Copy(transfer::CopyArgs),
}

impl Command {
    pub(super) fn is_verbose(&self) -> bool {
        match self {
            Self::Show(args) => args.short.verbose,
            Self::Diff(args) => args.short.verbose,
            _ => false,
        }
    }

    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::Create(args) => create::run(&args, context),
            Self::Search(args) => search::run(&args, context),
            Self::Best(args) => best::run(&args, context),
            Self::Show(args) => show::run(&args, context),
            Self::Describe(args) => show::describe(&args, context),
            Self::Diff(args) => diff::run(&args, context),
            Self::Watch(args) => watch::run(&args, context),
            Self::Logs(args) => logs::run(&args, context),
            Self::Stop(args) => stop::run(&args, context),
            Self::Reap(args) => reap::run(&args, context),
            Self::Rename(args) => change::rename(args, context),
            Self::Tag(args) => change::tag(args, context),
            Self::Untag(args) => change::untag(args, context),
            Self::Finish(args) => change::finish(&args, context),
            Self::Delete(args) => delete::delete(&args, context),
            Self::Restore(args) => delete::restore(&args, context),
            Self::Move(args) => transfer::move_runs(&args, context),
            Self::Copy(args) => transfer::copy_runs(&args, context),
        }
    }
}

/// `KEY=VALUE`, split at the first `=`.
pub(super) fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text
        .split_once('=')
        .ok_or_else(|| format!("`{text}` is not KEY=VALUE"))?;
    Ok((key.to_owned(), value.to_owned()))
}
