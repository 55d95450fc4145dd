mod log;
mod show;

use clap::Subcommand;

use super::{Context, Exit};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Log(log::Args),
    Show(show::Args),
}

impl Command {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::Log(args) => log::run(&args, context),
            Self::Show(args) => show::run(&args, context),
        }
    }
}
