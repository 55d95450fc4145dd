use clap::{CommandFactory, ValueEnum};
use clap_complete::CompleteEnv;
use clap_complete::env::Shells;

use super::{Cli, Context, Exit, now};
use crate::cli::{self, Environment, Settings};

/// Print a shell's completion script
///
/// The script asks mlrun itself, so it offers your runs, experiments, metrics and parameters too. For bash: mlrun completions bash > ~/.local/share/bash-completion/completions/mlrun
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    shell: Shell,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

/// The variable by which a completion script asks.
const ASKED: &str = "MLRUN_COMPLETE";

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let name = args.shell.to_possible_value().map(|value| value.get_name().to_owned());
    let shells = Shells::builtins();
    let mut script = Vec::new();
    if let Some(shell) = name.as_deref().and_then(|name| shells.completer(name)) {
        shell.write_registration(ASKED, "mlrun", "mlrun", "mlrun", &mut script)?;
    }
    let mut script = String::from_utf8(script)?;
    if let Shell::Zsh = args.shell {
        // loaded from $fpath, the file is the first TAB's function, and should answer it
        script.push_str("if [ \"$funcstack[1]\" = \"_mlrun\" ]; then\n    _clap_dynamic_completer_mlrun \"$@\"\nfi\n");
    }
    context.ui.raw(&script)?;
    Ok(Exit::Ok)
}

/// Answers a shell that asks what could stand on the command line; whether one did.
pub fn complete(environment: &Environment) -> bool {
    if environment.get(ASKED).is_none_or(String::is_empty) {
        return false;
    }
    let words: Vec<_> = std::env::args_os().collect();
    let cwd = std::env::current_dir().unwrap_or_default();
    let typed = words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    cli::complete::prepare(Settings::new(None, environment.clone(), cwd.clone()), typed, now());
    let engine = CompleteEnv::with_factory(Cli::command)
        .var(ASKED)
        .bin("mlrun")
        .completer("mlrun");
    engine.try_complete(words, Some(&cwd)).unwrap_or(true)
}
