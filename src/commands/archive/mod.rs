mod create;
mod diff;
mod extract;
mod list;
mod opened;
mod restore;
mod verify;

use clap::Subcommand;

pub(super) use self::opened::must_be_sound;
use super::{Context, Exit};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Create(Box<create::Args>),
    List(list::Args),
    Verify(verify::Args),
    Extract(extract::Args),
    Diff(diff::Args),
    Restore(restore::Args),
}

impl Command {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::Create(args) => create::run(&args, context),
            Self::List(args) => list::run(&args, context),
            Self::Verify(args) => verify::run(&args, context),
            Self::Extract(args) => extract::run(&args, context),
            Self::Diff(args) => diff::run(&args, context),
            Self::Restore(args) => restore::run(&args, context),
        }
    }
}
