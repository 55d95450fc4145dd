//! The commands: one file each, its doc comment is its help. A command asks a store, makes a view, shows it.

mod artifacts;
mod completions;
mod context;
mod experiments;
mod log;
mod metrics;
mod outcome;
mod project;
mod report;
mod run;
mod run_flag;
mod runs;
mod selection;
mod status;
mod tree;
mod wanted;

use clap::{Parser, Subcommand};

pub use context::{Context, now};
pub use outcome::{Exit, report};

use crate::cli::Global;

/// MLflow's job on a folder of runs: track, search and inspect runs, run projects. No Python, no server.
#[derive(Debug, Parser)]
#[command(name = "mlrun", version, arg_required_else_help = true, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done, 1 failed, 2 usage or ambiguous, 3 not found, 4 damaged, 5 conflict or locked, \
                        130/143 stopped by Ctrl-C/SIGTERM"
)]
pub struct Cli {
    /// Flags that every command has.
    #[command(flatten)]
    pub global: Global,

    #[arg(short = 'v', id = "top_verbose", hide = true)]
    verbose: bool,

    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Args),
    /// Work with experiments
    #[command(subcommand, visible_alias = "experiment")]
    Experiments(experiments::Command),
    /// Work with runs
    #[command(subcommand)]
    Runs(runs::Command),
    /// Log to a run: params, metrics, tags, artifacts, or a stream of them
    #[command(subcommand)]
    Log(log::Command),
    /// Look at metrics
    #[command(subcommand)]
    Metrics(metrics::Command),
    /// List, download and log the files of a run
    #[command(subcommand)]
    Artifacts(artifacts::Command),
    /// Look at MLprojects
    #[command(subcommand)]
    Project(project::Command),
    Report(report::Args),
    Tree(tree::Args),
    Status(status::Args),
    Completions(completions::Args),
}

impl Cli {
    /// Whether `-v` was given, wherever it may stand.
    #[must_use]
    pub fn is_verbose(&self) -> bool {
        self.global.verbose
            || self.verbose
            || match &self.command {
                Command::Artifacts(command) => command.is_verbose(),
                Command::Runs(command) => command.is_verbose(),
                Command::Log(command) => command.is_verbose(),
                Command::Metrics(command) => command.is_verbose(),
                Command::Tree(args) => args.short.verbose,
                Command::Status(args) => args.short.verbose,
                _ => false,
            }
    }

    /// Does what was asked.
    ///
    /// # Errors
    /// What [`report`] makes an exit code of.
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self.command {
            Command::Run(args) => run::run(&args, context),
            Command::Experiments(command) => command.run(context),
            Command::Runs(command) => command.run(context),
            Command::Log(command) => command.run(context),
            Command::Metrics(command) => command.run(context),
            Command::Artifacts(command) => command.run(context),
            Command::Project(command) => command.run(context),
            Command::Report(args) => report::run(&args, context),
            Command::Tree(args) => tree::run(&args, context),
            Command::Status(args) => status::run(&args, context),
            Command::Completions(args) => completions::run(&args, context),
        }
    }
}

/// Splits `[TARGET] REST…` where a flag may name the target instead: `rest` words are the rest.
fn target(
    mut words: Vec<String>,
    flag: Option<String>,
    rest: usize,
    kind: &str,
) -> Result<(Option<String>, Vec<String>), outcome::Usage> {
    match (words.len().cmp(&rest), flag) {
        (std::cmp::Ordering::Equal, flag) => Ok((flag, words)),
        (std::cmp::Ordering::Greater, None) => Ok((Some(words.remove(0)), words)),
        (std::cmp::Ordering::Greater, Some(_)) => Err(outcome::Usage(format!("the {kind} is named twice"))),
        (std::cmp::Ordering::Less, _) => Err(outcome::Usage("something is missing; see --help".to_owned())),
    }
}
