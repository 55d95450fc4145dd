mod check;
mod explain;
mod show;

use clap::Subcommand;

pub(super) use explain::{explain, one_line};

use super::{Context, Exit};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show what an MLproject file says
    Show(show::Args),
    /// Say what is wrong or odd about an MLproject file, all at once
    Check(check::Args),
}

impl Command {
    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::Show(args) => show::run(&args, context),
            Self::Check(args) => check::run(&args, context),
        }
    }
}
