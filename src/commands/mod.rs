//! The commands: one file each, its doc comment is its help. A command asks a store, makes a view, shows it.

mod archive;
mod artifacts;
mod bring;
mod comparison;
mod completions;
mod context;
mod du;
mod env;
mod exec;
mod experiments;
mod follow_job;
mod fsck;
mod gc;
mod hooks;
mod keys;
mod live;
mod log;
mod logged_models;
mod merge;
mod metrics;
mod models;
mod op;
mod outcome;
mod overview;
mod paging;
mod place;
mod project;
mod recording;
mod registry;
mod relocate;
mod report;
mod run;
mod run_flag;
mod runs;
mod selection;
mod signals;
mod status;
mod topic;
mod traces;
mod tree;
mod undo;
mod wanted;

use clap::{Parser, Subcommand};

pub use completions::complete;
pub use context::{Context, now};
pub use outcome::{Exit, report};
pub use topic::with_topic;

use crate::cli::Global;
use crate::project::container::Job;

/// MLflow's job on a folder of runs: track, search and inspect runs, run projects. No Python, no server.
#[derive(Debug, Parser)]
#[command(name = "mlrun", version, subcommand_required = false, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done, 1 failed, 2 usage or ambiguous, 3 not found, 4 damaged, 5 conflict or locked, \
                        130/143 stopped by Ctrl-C/SIGTERM. `mlrun help filter` is one page about filters and orders."
)]
pub struct Cli {
    /// Flags that every command has.
    #[command(flatten)]
    pub global: Global,

    #[arg(short = 'v', id = "top_verbose", hide = true)]
    verbose: bool,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(Box<run::Args>),
    Rerun(run::rerun::Args),
    Exec(exec::Args),
    Ls(runs::search::LsArgs),
    Show(runs::show::Args),
    Diff(runs::diff::Args),
    Plot(metrics::plot::Args),
    /// Work with experiments
    #[command(subcommand, visible_alias = "experiment")]
    Experiments(experiments::Command),
    /// Work with runs
    #[command(subcommand)]
    Runs(runs::Command),
    /// Log to a run: params, metrics, tags, artifacts, datasets, or a stream of them
    #[command(subcommand)]
    Log(log::Command),
    /// Look at metrics
    #[command(subcommand)]
    Metrics(metrics::Command),
    /// List, download and log the files of a run
    #[command(subcommand)]
    Artifacts(artifacts::Command),
    /// Look at models (MLmodel folders)
    #[command(subcommand, visible_alias = "model")]
    Models(models::Command),
    /// The model registry: registered models, versions, aliases, prompts
    #[command(subcommand, after_long_help = registry::HOOKS_HELP)]
    Registry(registry::Command),
    /// Look at logged models (MLflow 3)
    #[command(subcommand, visible_alias = "logged-model")]
    LoggedModels(logged_models::Command),
    /// Look at traces: what programs did step by step, as MLflow recorded it
    #[command(subcommand, visible_alias = "trace")]
    Traces(traces::Command),
    /// Look at MLprojects, and check them
    #[command(subcommand)]
    Project(project::Command),
    /// List, show, remove and rebuild the environments that projects run in
    #[command(subcommand, visible_alias = "envs")]
    Env(env::Command),
    /// Put a store into one file, and look into such files
    #[command(subcommand)]
    Archive(archive::Command),
    Fsck(fsck::Args),
    Du(du::Args),
    Gc(gc::Args),
    Merge(merge::Args),
    Relocate(relocate::Args),
    Undo(undo::Args),
    /// Look at the operations that can be undone
    #[command(subcommand)]
    Op(op::Command),
    Report(report::Args),
    Tree(tree::Args),
    Status(status::Args),
    Completions(completions::Args),
    #[command(name = "help-filter", hide = true)]
    HelpFilter,
    #[command(name = Job::COMMAND, hide = true)]
    FollowJob,
    #[command(name = run::worker::COMMAND, hide = true)]
    RunPlan(run::worker::Args),
}

impl Cli {
    /// Whether `-v` was given, wherever it may stand.
    #[must_use]
    pub fn is_verbose(&self) -> bool {
        self.global.verbose || self.verbose || self.command.as_ref().is_some_and(Command::is_verbose)
    }

    /// The store that the command line names.
    #[must_use]
    pub fn store(&self) -> Option<&str> {
        match &self.command {
            Some(Command::Ls(args)) if args.store.is_some() => args.store.as_deref(),
            _ => self.global.tracking_uri.as_deref(),
        }
    }

    /// Does what was asked.
    ///
    /// # Errors
    /// What [`report`] makes an exit code of.
    pub fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self.command {
            Some(command) => command.run(context),
            None => overview::run(context),
        }
    }
}

impl Command {
    fn is_verbose(&self) -> bool {
        match self {
            Self::Artifacts(command) => command.is_verbose(),
            Self::Runs(command) => command.is_verbose(),
            Self::Log(command) => command.is_verbose(),
            Self::Metrics(command) => command.is_verbose(),
            Self::LoggedModels(command) => command.is_verbose(),
            Self::Show(args) => args.short.verbose,
            Self::Tree(args) => args.short.verbose,
            Self::Status(args) => args.short.verbose,
            _ => false,
        }
    }

    fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::Run(args) => run::run(&args, context),
            Self::Rerun(args) => run::rerun::run(&args, context),
            Self::Exec(args) => exec::run(&args, context),
            Self::Ls(args) => runs::search::ls(args, context),
            Self::Show(args) => runs::show::run(&args, context),
            Self::Diff(args) => runs::diff::run(&args, context),
            Self::Plot(args) => metrics::plot::run(args, context),
            Self::Experiments(command) => command.run(context),
            Self::Runs(command) => command.run(context),
            Self::Log(command) => command.run(context),
            Self::Metrics(command) => command.run(context),
            Self::Artifacts(command) => command.run(context),
            Self::Models(command) => command.run(context),
            Self::Registry(command) => command.run(context),
            Self::LoggedModels(command) => command.run(context),
            Self::Traces(command) => command.run(context),
            Self::Project(command) => command.run(context),
            Self::Env(command) => command.run(context),
            Self::Archive(command) => command.run(context),
            Self::Fsck(args) => fsck::run(&args, context),
            Self::Du(args) => du::run(&args, context),
            Self::Gc(args) => gc::run(&args, context),
            Self::Merge(args) => merge::run(&args, context),
            Self::Relocate(args) => relocate::run(&args, context),
            Self::Undo(args) => undo::run(&args, context),
            Self::Op(command) => command.run(context),
            Self::Report(args) => report::run(&args, context),
            Self::Tree(args) => tree::run(&args, context),
            Self::Status(args) => status::run(&args, context),
            Self::Completions(args) => completions::run(&args, context),
            Self::HelpFilter => topic::filter(context),
            Self::FollowJob => follow_job::run(context),
            Self::RunPlan(args) => run::worker::run(&args, context),
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
