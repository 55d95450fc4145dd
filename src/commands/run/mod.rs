mod container;
mod dry_run;
mod fetch;
mod plan;

use std::path::{Path, PathBuf};

use clap_complete::ArgValueCompleter;

use super::outcome::Usage;
use super::project::explain;
use super::{Context, Exit};
use crate::cli::complete;
use crate::exit;
use crate::fsx;
use crate::model::{Millis, RunStatus};
use crate::project::child::{End, Signals, ignored_signals, signal_name};
use crate::project::{self, Finished, Invocation, Project, ProjectEnv, ProjectError, Request, Source};
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

    /// What to run the command in: `local` is what is installed here
    #[arg(long, value_name = "MANAGER")]
    env_manager: Option<String>,

    /// The same as --env-manager local
    #[arg(long)]
    no_conda: bool,

    /// Where to run it: `local`, or `kubernetes`: as a job, by way of docker and kubectl
    #[arg(long, short, value_name = "BACKEND", default_value = "local")]
    backend: String,

    /// For kubernetes: a .json file, or JSON, with kube-job-template-path, repository-uri and maybe kube-context
    #[arg(long, short = 'c', value_name = "FILE")]
    backend_config: Option<String>,

    /// An argument of `docker run`: gpus=all is --gpus all, t is -t; may be repeated, one name too
    #[arg(long, short = 'A', value_name = "NAME[=VALUE]", allow_hyphen_values = true)]
    docker_args: Vec<String>,

    /// GPUs that the container gets: all, a number, device=0 …
    #[arg(long, value_name = "GPUS")]
    gpus: Option<String>,

    /// Build an image with the project's files, without those that .dockerignore names
    #[arg(long, conflicts_with = "mount_code")]
    build_image: bool,

    /// Mount the project's folder in the container and run the command there: no image is built
    #[arg(long)]
    mount_code: bool,

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
    let (source, project, invocation) = match prepare(args, &parameters, context) {
        Ok(prepared) => prepared,
        Err(error) => return explain(error, context),
    };
    for warning in &invocation.warnings {
        context.ui.warn(&warning.to_string());
    }
    let container = match container::ready(args, &source, (&project, &invocation), context) {
        Ok(container) => container,
        Err(error) => return explain(error, context),
    };
    if args.dry_run {
        let page = dry_run::page(args, &source, &invocation, container.as_ref(), context)?;
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
    let store = context.store_for_writing()?;
    let (plan, run_name, ending) = plan::plan(args, &source, invocation, container.as_ref(), &store, context)?;
    context
        .ui
        .verbose(&format!("in {}: {}", plan.folder.display(), plan.program.line()));
    let began = context.now();
    let ran = project::run(&store, &plan, &signals, &|| context.now());
    let has_ended = ran.as_ref().is_ok_and(|run| match run.outcome.end {
        End::NotStarted => true,
        End::Exited(_) => run.outcome.interrupted_by.is_none(),
        End::Signalled(_) => false,
    });
    if let Some(ending) = ending.filter(|_| !has_ended) {
        let _ = context.tools(&|_| {}).output(&ending); // it may be gone
    }
    match ran {
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
    } else if args.backend == "kubernetes" && args.backend_config.is_none() {
        "Specify 'backend_config' when using kubernetes mode.".to_owned()
    } else if !matches!(args.backend.as_str(), "local" | "kubernetes") {
        format!("there is no backend `{}`: there are local and kubernetes", args.backend)
    } else if args.version.is_some() {
        "--version is not there yet: check the version out with git, and run the folder".to_owned()
    } else {
        match args.env_manager.as_deref() {
            None | Some("local") => return Ok(()),
            Some(manager @ ("virtualenv" | "uv" | "conda")) => {
                format!(
                    "--env-manager {manager} is not there yet: `--env-manager local` runs it with what is installed here"
                )
            }
            Some(other) => format!(
                "Invalid value for `env_manager`: {other}. Must be one of ['local', 'conda', 'virtualenv', 'uv']"
            ),
        }
    };
    Err(Usage(refused))
}

fn prepare(
    args: &Args,
    parameters: &[(String, String)],
    context: &Context,
) -> project::Result<(Source, Project, Invocation)> {
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
    if !matches!(project.env, ProjectEnv::Docker(_)) {
        project::check_programs(&invocation.command, &context.tools(&|_| {}))?;
        if args.env_manager.is_none() && !args.no_conda {
            project.env.must_be_unnamed()?;
        }
    }
    Ok((source, project, invocation))
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
