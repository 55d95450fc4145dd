use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, Context, Exit};

/// Print a shell's completion script
///
/// For bash: mlrun completions bash > ~/.local/share/bash-completion/completions/mlrun
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    shell: Shell,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "mlrun", &mut script);
    context.ui.raw(&String::from_utf8(script)?)?;
    Ok(Exit::Ok)
}
