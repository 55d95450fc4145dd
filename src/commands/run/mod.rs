mod args;
mod dry_run;
mod fetch;
mod plan;
mod prepare;
mod sweep;

use std::io;
use std::path::Path;

use clap_complete::ArgValueCompleter;

use self::args::{HowArgs, RecordArgs};
use self::prepare::Prepared;
use self::sweep::SweepArgs;
pub(super) use self::sweep::worker;
use super::outcome::Usage;
use super::project::explain;
use super::{Context, Exit};
use crate::cli::complete;
use crate::exit;
use crate::fsx;
use crate::model::{Millis, RunStatus};
use crate::project::child::{End, Signals, ignored_signals, signal_name};
use crate::project::env::EnvManager;
use crate::project::{self, Finished, Invocation, ProjectError, Recipe};
use crate::store::file::FileStore;
use crate::store::{Needs, TrackingStore};
use crate::ui::Report;
use crate::view;

/// Run a project and record the run: its parameters, where it comes from, how it ended.
///
/// What the command logs, with `mlflow` in Python or `mlrun log` in a shell, goes to this run.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: mlrun run . -P alpha=0.5 -P l1_ratio=0.1 --run-name first")]
pub(super) struct Args {
    /// The project: a folder with an MLproject file or scripts, or folder#subfolder
    #[arg(value_name = "DIR", required_unless_present = "resume")]
    project: Option<String>,

    /// What to run: an entry point of the MLproject file, or a .py, .sh or .R file
    #[arg(long, short, value_name = "NAME", default_value = "main")]
    #[arg(add = ArgValueCompleter::new(complete::entry_points))]
    entry_point: String,

    /// A parameter; may be repeated. One that the entry point does not declare is added to the command as --NAME VALUE
    #[arg(
        long = "param-list",
        short = 'P',
        value_name = "NAME=VALUE",
        allow_hyphen_values = true,
        add = ArgValueCompleter::new(complete::project_parameters)
    )]
    parameters: Vec<String>,

    /// What to run the command in: `local` is what is installed here
    #[arg(long, value_name = "MANAGER")]
    env_manager: Option<String>,

    /// The same as --env-manager local
    #[arg(long)]
    no_conda: bool,

    /// Where to run it: `local` is the only place
    #[arg(long, short, value_name = "BACKEND", default_value = "local")]
    backend: String,

    /// A version of a git project (not yet)
    #[arg(long, short, value_name = "VERSION")]
    version: Option<String>,

    #[command(flatten)]
    record: RecordArgs,

    #[command(flatten)]
    how: HowArgs,

    #[command(flatten)]
    sweep: SweepArgs,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    if let Some(parent) = &args.sweep.resume {
        return sweep::resume(parent, &args.sweep, &args.how, context);
    }
    let recipe = recipe(args, context)?;
    if args.sweep.sweep {
        return sweep::carry_out(&recipe, &args.sweep, &args.record, &args.how, context);
    }
    carry_out(&recipe, &args.record, &args.how, context)
}

/// Runs what a recipe says.
fn carry_out(recipe: &Recipe, record: &RecordArgs, how: &HowArgs, context: &Context) -> anyhow::Result<Exit> {
    let (prepared, invocation) = match prepare(recipe, how, context) {
        Ok(ready) => ready,
        Err(error) => return explain(error, context),
    };
    for warning in &invocation.warnings {
        context.ui.warn(&warning.to_string());
    }
    if how.dry_run {
        return dry_run::show(&prepared, &invocation, recipe, record, how, context);
    }
    if let Some(refusal) = invocation.unrecordable {
        return explain(ProjectError::Invalid(refusal), context);
    }
    let runtime = match prepared.runtime(recipe, how, context) {
        Ok(runtime) => runtime,
        Err(error) => return explain(error, context),
    };
    let signals = take_signals()?;
    let store = context.store_for_writing()?;
    let parent = plan::outer_run(&store, context);
    let new_tags = || plan::new_tags(&prepared, recipe, parent.as_ref(), context);
    let place = plan::place(record, new_tags, &store, context)?;
    let run_name = place.run_name.clone();
    let plan = plan::plan(&prepared, invocation, &runtime, place, &store, context)?;
    context
        .ui
        .verbose(&format!("in {}: {}", plan.folder.display(), plan.program.line()));
    let began = context.now();
    match project::run(&store, &plan, &signals, &|| context.now()) {
        Ok(finished) => finish(how, &finished, &run_name, began, &store, context),
        Err(error) => explain(error, context),
    }
}

fn take_signals() -> io::Result<Signals> {
    Signals::take(&ignored()?)
}

/// The signals that whoever started us wants ignored.
fn ignored() -> io::Result<Vec<i32>> {
    let status = fsx::read_if_exists(Path::new("/proc/self/status")).map_err(io::Error::other)?;
    Ok(ignored_signals(&String::from_utf8_lossy(&status.unwrap_or_default())))
}

/// The project is here, and its command is right.
fn prepare(recipe: &Recipe, how: &HowArgs, context: &Context) -> project::Result<(Prepared, Invocation)> {
    let prepared = Prepared::of(recipe, how, context)?;
    let invocation = prepared.invocation(recipe, how, context)?;
    Ok((prepared, invocation))
}

fn recipe(args: &Args, context: &Context) -> Result<Recipe, Usage> {
    let parameters = parameters(&args.parameters)?;
    check(args)?;
    let env_manager = match args.env_manager.as_deref() {
        None => args.no_conda.then_some(EnvManager::Local),
        Some(text) => Some(text.parse().map_err(Usage)?),
    };
    Ok(Recipe {
        project: args.project.clone().unwrap_or_default(),
        version: args.version.clone(),
        entry_point: args.entry_point.clone(),
        parameters: Some(parameters),
        env_manager,
        python: None,
        docker_args: Vec::new(),
        build_image: false,
        started_in: context.settings.cwd.clone(),
    })
}

/// `NAME=VALUE`s, in MLflow's words where they are none.
fn parameters(given: &[String]) -> Result<Vec<(String, String)>, Usage> {
    let mut all: Vec<(String, String)> = Vec::new();
    for text in given {
        let Some((name, value)) = text.split_once('=') else {
            return Err(Usage(format!(
                "Invalid format for -P parameter: '{text}'. Use -P name=value."
            )));
        };
        if all.iter().any(|(other, _)| other == name) {
            return Err(Usage(format!("Repeated parameter: '{name}'")));
        }
        all.push((name.to_owned(), value.to_owned()));
    }
    Ok(all)
}

fn check(args: &Args) -> Result<(), Usage> {
    let refused = if args.record.experiment_id.is_some() && args.record.experiment_name.is_some() {
        "Specify only one of 'experiment-name' or 'experiment-id' options.".to_owned()
    } else if args.backend != "local" {
        format!(
            "the backend `{}` is not there yet: projects run on this machine (`-b local`)",
            args.backend
        )
    } else {
        return Ok(());
    };
    Err(Usage(refused))
}

/// Says how it ended. The words `Run (ID '…')` are MLflow's: its R client looks for them.
fn finish(
    how: &HowArgs,
    finished: &Finished,
    run_name: &str,
    began: Millis,
    store: &FileStore,
    context: &Context,
) -> anyhow::Result<Exit> {
    let Finished { run_id, outcome, .. } = finished;
    if outcome.left_behind && outcome.interrupted_by.is_none() {
        context
            .ui
            .warn("the command had ended and left processes behind: they were ended too");
    }
    let took = crate::ui::duration(context.now().0 - began.0);
    let (said, code) = verdict(finished);
    let line = format!("Run (ID '{run_id}') {run_name} {said} after {took}");
    if code == exit::OK {
        context.ui.status(&line);
    } else {
        context.ui.error(&Report::new(line));
    }
    if let Some(format) = how.output {
        let run = context.readable(TrackingStore::get_run(store, run_id, &Needs::ALL)?);
        context.ui.show(&view::run_page(&run, None), format)?;
    }
    Ok(if code == exit::OK { Exit::Ok } else { Exit::Code(code) })
}

/// What is said of the end, and the exit code.
fn verdict(finished: &Finished) -> (String, u8) {
    let Finished { status, outcome, .. } = finished;
    match (status, outcome.interrupted_by, &outcome.end) {
        (RunStatus::Finished, ..) => ("succeeded".to_owned(), exit::OK),
        (_, Some(signal), _) => {
            let code = u8::try_from(signal).map_or(exit::FAILED, |signal| exit::SIGNAL + signal);
            (format!("was stopped by {}", signal_name(signal)), code)
        }
        (_, None, End::Signalled(signal)) => (
            format!("failed: {} ended the command", signal_name(*signal)),
            exit::FAILED,
        ),
        (_, None, End::Exited(0)) => (format!("is {status}: its command said so"), exit::FAILED),
        (_, None, End::Exited(code)) => (format!("failed: the command ended with exit code {code}"), exit::FAILED),
        (_, None, End::NotStarted) => ("was not started".to_owned(), exit::FAILED),
    }
}
