use clap::Subcommand;

use crate::commands::{Context, Exit};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Show,
}

impl Command {
    pub(super) fn run(self, _context: &Context) -> anyhow::Result<Exit> {
        anyhow::bail!("being built")
    }
}
