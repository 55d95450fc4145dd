mod change;
mod create;
mod delete;
mod search;
mod show;

use clap::Subcommand;

use super::{Context, Exit};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Create a run, to be logged to by `log`
    Create(create::Args),
    /// List runs, of all experiments unless some are named
    #[command(visible_alias = "list")]
    Search(search::Args),
    /// Show a run
    Show(show::Args),
    /// Show a run as MLflow does, in JSON
    Describe(show::DescribeArgs),
    /// Rename a run
    Rename(change::RenameArgs),
    /// Set a tag of a run
    Tag(change::TagArgs),
    /// Remove a tag of a run
    Untag(change::UntagArgs),
    /// End a run: set its status and end time
    Finish(change::FinishArgs),
    /// Mark runs as deleted; `restore` brings them back
    Delete(delete::DeleteArgs),
    /// Restore deleted runs
    Restore(delete::RestoreArgs),
}

impl Command {
    pub(super) fn is_verbose(&self) -> bool {
        matches!(self, Self::Show(args) if args.short.verbose)
    }

    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::Create(args) => create::run(&args, context),
            Self::Search(args) => search::run(&args, context),
            Self::Show(args) => show::run(&args, context),
            Self::Describe(args) => show::describe(&args, context),
            Self::Rename(args) => change::rename(args, context),
            Self::Tag(args) => change::tag(args, context),
            Self::Untag(args) => change::untag(args, context),
            Self::Finish(args) => change::finish(&args, context),
            Self::Delete(args) => delete::delete(&args, context),
            Self::Restore(args) => delete::restore(&args, context),
        }
    }
}

/// `KEY=VALUE`, split at the first `=`.
pub(super) fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or_else(|| format!("`{text}` is not KEY=VALUE"))?;
    Ok((key.to_owned(), value.to_owned()))
}
