mod inspect;

use clap::Subcommand;

use super::{Context, Exit};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Inspect(inspect::Args),
}

impl Command {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::Inspect(args) => inspect::run(&args, context),
        }
    }
}
