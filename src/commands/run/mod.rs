mod dry_run;
mod fetch;
mod plan;

use std::path::{Path, PathBuf};

use clap_complete::ArgValueCompleter;

use super::env::with_workshop;
use super::outcome::Usage;
use super::project::explain;
use super::{Context, Exit};
use crate::cli::complete;
use crate::exit;
use crate::fsx;
use crate::model::{Millis, RunStatus};
use crate::project::child::{End, Signals, ignored_signals, signal_name};
use crate::project::env::{self, EnvManager, Prepared, Wish, inherited_manager, inherited_python};
use crate::project::{self, Finished, Invocation, ProjectEnv, ProjectError, Request, Source};
use crate::store::file::FileStore;
use crate::store::{Needs, TrackingStore};
use crate::ui::{Format, Report};
use crate::view;

/// Run a project and record the run: its parameters, where it comes from, how it ended.
///
/// What the command logs, with `mlflow` in Python or `mlrun log` in a shell, goes to this run.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: mlrun run . -P alpha=0.5 -P l1_ratio=0.1 --run-name first")]
pub(super) struct Args {
    /// The project: a folder with an MLproject file or scripts, or folder#subfolder
    #[arg(value_name = "DIR")]
    project: String,

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

    /// The experiment, by name; created where there is none [default: $MLFLOW_EXPERIMENT_NAME]
    #[arg(long, value_name = "NAME")]
    experiment_name: Option<String>,

    /// The experiment, by id [default: $MLFLOW_EXPERIMENT_ID, else 0]
    #[arg(long, value_name = "ID")]
    experiment_id: Option<String>,

    /// The run's name [default: a random one]
    #[arg(long, value_name = "NAME")]
    run_name: Option<String>,

    /// Use this run, which keeps its tags and params, instead of a new one
    #[arg(long, value_name = "RUN")]
    run_id: Option<String>,

    /// What to run the command in: local (what is installed here), virtualenv, uv or conda [default: what the project names]
    #[arg(long, value_name = "MANAGER")]
    env_manager: Option<String>,

    /// The Python to use: a version, a range such as ">=3.10", or a path [default: the one that the project names]
    #[arg(long, value_name = "PYTHON")]
    python: Option<String>,

    /// Make the environment again, even if there is one
    #[arg(long)]
    rebuild_env: bool,

    /// The same as --env-manager local
    #[arg(long)]
    no_conda: bool,

    /// Where to run it: `local` is the only place
    #[arg(long, short, value_name = "BACKEND", default_value = "local")]
    backend: String,

    /// A version of a git project (not yet)
    #[arg(long, short, value_name = "VERSION")]
    version: Option<String>,

    /// Where to copy what parameters of type `path` name by runs:/ or models:/ URIs [default: a temporary folder]
    #[arg(long, value_name = "FOLDER")]
    storage_dir: Option<PathBuf>,

    /// Say what would be run and recorded, and do nothing
    #[arg(long)]
    dry_run: bool,

    /// Print the run when it is over, or with --dry-run what would be done [default there: table]
    #[arg(long, short, value_enum, value_name = "FORMAT")]
    output: Option<Format>,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let parameters = parameters(&args.parameters)?;
    check(args)?;
    let (source, env, invocation) = match prepare(args, &parameters, context) {
        Ok(prepared) => prepared,
        Err(error) => return explain(error, context),
    };
    for warning in &invocation.warnings {
        context.ui.warn(&warning.to_string());
    }
    if args.dry_run {
        let page = dry_run::page(args, &source, &invocation, context)?;
        context.ui.show(&page, args.output.unwrap_or(Format::Table))?;
        if let Some(refusal) = invocation.unrecordable {
            context.ui.warn(&format!("a run of this will be refused: {refusal}"));
        }
        return Ok(Exit::Ok);
    }
    if let Some(refusal) = invocation.unrecordable {
        return explain(ProjectError::Invalid(refusal), context);
    }
    let status = fsx::read_if_exists(Path::new("/proc/self/status"))?.unwrap_or_default();
    let signals = Signals::take(&ignored_signals(&String::from_utf8_lossy(&status)))?;
    let Prepared { runtime, hold } = match runtime(args, &source, &env, &signals, context)? {
        Ok(prepared) => prepared,
        Err(error) => {
            let code = explain(error, context)?;
            let signal = signals.asked_to_end().and_then(|signal| u8::try_from(signal).ok());
            return Ok(signal.map_or(code, |signal| Exit::Code(exit::SIGNAL + signal)));
        }
    };
    let store = context.store_for_writing()?;
    let (plan, run_name) = plan::plan(args, &source, invocation, &runtime, &store, context)?;
    context
        .ui
        .verbose(&format!("in {}: {}", plan.folder.display(), plan.program.line()));
    let began = context.now();
    let finished = project::run(&store, &plan, &signals, &|| context.now());
    drop(hold);
    match finished {
        Ok(finished) => finish(args, &finished, &run_name, began, &store, context),
        Err(error) => explain(error, context),
    }
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
    let refused = if args.experiment_id.is_some() && args.experiment_name.is_some() {
        "Specify only one of 'experiment-name' or 'experiment-id' options.".to_owned()
    } else if args.backend != "local" {
        format!(
            "the backend `{}` is not there yet: projects run on this machine (`-b local`)",
            args.backend
        )
    } else if args.version.is_some() {
        "--version is not there yet: check the version out with git, and run the folder".to_owned()
    } else {
        return asked_manager(args).map(drop);
    };
    Err(Usage(refused))
}

fn asked_manager(args: &Args) -> Result<Option<EnvManager>, Usage> {
    match args.env_manager.as_deref() {
        Some(manager) => manager.parse().map(Some).map_err(Usage),
        None => Ok(args.no_conda.then_some(EnvManager::Local)),
    }
}

/// The environment of a project, found or made; what is inherited from the run around this one counts where nothing is said.
fn runtime(
    args: &Args,
    source: &Source,
    env: &ProjectEnv,
    signals: &Signals,
    context: &Context,
) -> anyhow::Result<project::Result<Prepared>> {
    let variables = &context.settings.environment;
    let manager = asked_manager(args)?.or_else(|| inherited_manager(env, variables));
    let wish = Wish {
        env,
        folder: &source.folder,
        project: &args.project,
        manager,
        python: args
            .python
            .as_deref()
            .or_else(|| inherited_python(env, manager, variables)),
        rebuild: args.rebuild_env,
    };
    let is_stopped = || signals.asked_to_end().is_some();
    Ok(with_workshop(context, &is_stopped, |shop| {
        env::prepare(&wish, shop).map_err(ProjectError::from)
    }))
}

fn prepare(
    args: &Args,
    parameters: &[(String, String)],
    context: &Context,
) -> project::Result<(Source, ProjectEnv, Invocation)> {
    let started_in = &context.settings.cwd;
    let source = project::locate(&args.project, started_in)?;
    let project = project::load(&source.folder)?;
    let request = Request {
        entry_point: &args.entry_point,
        parameters,
        shell: context.settings.variable("SHELL"),
        folder: &source.folder,
        started_in,
    };
    let storage = fetch::Storage::new(args, context);
    let invocation = project::invocation(&project, &request, &|position, uri| storage.fetch(position, uri))?;
    let is_local = args.no_conda || args.env_manager.as_deref() == Some("local");
    if matches!(project.env, ProjectEnv::Docker(_)) && !is_local {
        project.env.must_be_unnamed()?;
    }
    Ok((source, project.env, invocation))
}

/// Says how it ended. The words `Run (ID '…')` are MLflow's: its R client looks for them.
fn finish(
    args: &Args,
    finished: &Finished,
    run_name: &str,
    began: Millis,
    store: &FileStore,
    context: &Context,
) -> anyhow::Result<Exit> {
    let Finished {
        run_id,
        status,
        outcome,
    } = finished;
    if outcome.left_behind && outcome.interrupted_by.is_none() {
        context
            .ui
            .warn("the command had ended and left processes behind: they were ended too");
    }
    let took = crate::ui::duration(context.now().0 - began.0);
    let (said, code) = match (status, outcome.interrupted_by, &outcome.end) {
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
    };
    let line = format!("Run (ID '{run_id}') {run_name} {said} after {took}");
    if code == exit::OK {
        context.ui.status(&line);
    } else {
        context.ui.error(&Report::new(line));
    }
    if let Some(format) = args.output {
        let run = context.readable(TrackingStore::get_run(store, run_id, &Needs::ALL)?);
        context.ui.show(&view::run_page(&run, None), format)?;
    }
    Ok(if code == exit::OK { Exit::Ok } else { Exit::Code(code) })
}
