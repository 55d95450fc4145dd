use std::path::Path;
use std::time::Duration;

use serde_json::{Map, Value as Json, json};

use super::outcome::Usage;
use super::project::explain;
use super::{Context, Exit};
use crate::exit;
use crate::fsx;
use crate::model::{ExperimentId, Millis, RunId, RunInfo, RunStatus, Tag, random_run_name};
use crate::project::launch::{End, Outcome, Signals, ignored_signals, signal_name};
use crate::project::{self, Finished, Invocation, Plan, Record, Request, Source, environment, git, source_tags};
use crate::store::file::{FileStore, folder_uri};
use crate::store::{Needs, NewRun, ResolveError, TrackingStore, resolve_experiment};
use crate::ui::{Format, Report};
use crate::view;

/// How long a command may take to end after a signal, before it is killed; a second signal kills it at once.
const GRACE: Duration = Duration::from_secs(10);

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
    entry_point: String,

    /// A parameter; may be repeated. One that the entry point does not declare is added to the command as --NAME VALUE
    #[arg(long = "param-list", short = 'P', value_name = "NAME=VALUE")]
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
    #[arg(long, conflicts_with = "env_manager")]
    no_conda: bool,

    /// Where to run it: `local` is the only place
    #[arg(long, short, value_name = "BACKEND", default_value = "local")]
    backend: String,

    /// A version of a git project (not yet)
    #[arg(long, short, value_name = "VERSION")]
    version: Option<String>,

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
    let (source, invocation) = match prepare(args, &parameters, context) {
        Ok(prepared) => prepared,
        Err(error) => return explain(error, context),
    };
    for warning in &invocation.warnings {
        context.ui.warn(&warning.to_string());
    }
    if args.dry_run {
        context.ui.show(
            &dry_run(args, &source, &invocation, context)?,
            args.output.unwrap_or(Format::Table),
        )?;
        return Ok(Exit::Ok);
    }
    let status = fsx::read_if_exists(Path::new("/proc/self/status"))?.unwrap_or_default();
    let signals = Signals::take(&ignored_signals(&String::from_utf8_lossy(&status)))?;
    let store = context.store_for_writing()?;
    let (plan, run_name) = plan(args, &source, invocation, &store, context)?;
    context
        .ui
        .verbose(&format!("in {}: {}", plan.folder.display(), plan.command));
    let began = context.now();
    match project::run(&store, &plan, &signals, &|| context.now()) {
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

fn prepare(args: &Args, parameters: &[(String, String)], context: &Context) -> project::Result<(Source, Invocation)> {
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
    let invocation = project::invocation(&project, &request)?;
    if args.env_manager.is_none() && !args.no_conda {
        project.env.must_be_unnamed()?;
    }
    Ok((source, invocation))
}

/// Which experiment is asked for: an option beats a variable, an id a name.
enum Wanted<'a> {
    Id(&'a str),
    Name(&'a str),
    Default,
}

fn wanted<'a>(args: &'a Args, context: &'a Context) -> Wanted<'a> {
    let id = args.experiment_id.as_deref().map(Wanted::Id);
    let name = args
        .experiment_name
        .as_deref()
        .filter(|name| !name.is_empty())
        .map(Wanted::Name);
    let variable = |name| context.settings.variable(name);
    id.or(name)
        .or_else(|| variable("MLFLOW_EXPERIMENT_ID").map(Wanted::Id))
        .or_else(|| variable("MLFLOW_EXPERIMENT_NAME").map(Wanted::Name))
        .unwrap_or(Wanted::Default)
}

fn tags(args: &Args, source: &Source, context: &Context) -> project::Result<Vec<Tag>> {
    let git = git::state(&source.folder);
    let name = match &source.given_with_subdirectory {
        Some(given) => given.clone(),
        None => git::source_name(&source.folder, git.as_ref()),
    };
    source_tags(&context.user(), &name, &args.entry_point, git.as_ref())
}

fn plan(
    args: &Args,
    source: &Source,
    invocation: Invocation,
    store: &FileStore,
    context: &Context,
) -> anyhow::Result<(Plan, String)> {
    let bits = context.random();
    let (record, run_id, experiment_id, run_name, params) = match &args.run_id {
        Some(text) => {
            let info = existing(text, store, context)?;
            let name = info.run_name.unwrap_or_default();
            (
                Record::Existing(info.run_id.clone()),
                info.run_id,
                info.experiment_id,
                name,
                Vec::new(),
            )
        }
        None => {
            let new = NewRun {
                run_id: RunId::from_random(bits),
                experiment_id: experiment(args, store, context)?,
                run_name: named(args).map_or_else(|| random_run_name(bits), str::to_owned),
                user_id: context.user(),
                start_time: context.now(),
                tags: tags(args, source, context)?,
            };
            let (run_id, experiment_id) = (new.run_id.clone(), new.experiment_id.clone());
            let name = new.run_name.clone();
            (Record::New(new), run_id, experiment_id, name, invocation.recorded)
        }
    };
    let plan = Plan {
        record,
        params,
        command: invocation.command,
        folder: source.folder.clone(),
        environment: environment(&folder_uri(store.root()), &experiment_id, &run_id),
        grace: GRACE,
    };
    Ok((plan, run_name))
}

/// MLflow takes an empty name for none.
fn named(args: &Args) -> Option<&str> {
    args.run_name.as_deref().filter(|name| !name.is_empty())
}

fn existing(text: &str, store: &FileStore, context: &Context) -> anyhow::Result<RunInfo> {
    let id = context.find_run(store, text)?;
    Ok(context.readable(TrackingStore::get_run(store, &id, Needs::INFO)?).info)
}

fn experiment(args: &Args, store: &FileStore, context: &Context) -> anyhow::Result<ExperimentId> {
    match wanted(args, context) {
        Wanted::Id(id) => context.find_experiment(store, (id, false)),
        Wanted::Name(name) => context.experiment_named(store, name),
        Wanted::Default => Ok(ExperimentId::default_experiment()),
    }
}

/// What would be run and recorded. Nothing is made, not even the store.
fn dry_run(
    args: &Args,
    source: &Source,
    invocation: &Invocation,
    context: &Context,
) -> anyhow::Result<view::Record<Json>> {
    let store = context.store_to_make()?;
    let existing = match &args.run_id {
        Some(text) => Some(existing(text, &store, context)?),
        None => None,
    };
    let by_name = |name: &str| match resolve_experiment(&store, name, true) {
        Err(ResolveError::NotFound { .. }) => Ok(None),
        found => found.map(Some),
    };
    let (experiment_id, experiment_name) = match (&existing, wanted(args, context)) {
        (Some(info), _) => (Some(info.experiment_id.clone()), None),
        (None, Wanted::Id(id)) => (Some(context.find_experiment(&store, (id, false))?), None),
        (None, Wanted::Name(name)) => (by_name(name)?, Some(name)),
        (None, Wanted::Default) => (Some(ExperimentId::default_experiment()), None),
    };
    let (tags, params) = match existing {
        Some(_) => (Vec::new(), &[][..]),
        None => (tags(args, source, context)?, &invocation.recorded[..]),
    };
    let run_id = existing.as_ref().map(|info| info.run_id.as_str());
    let experiment_id = experiment_id.as_ref().map(ExperimentId::as_str);
    let shown = |value: Option<&str>, otherwise: &str| value.unwrap_or(otherwise).to_owned();
    let id = ExperimentId::default_experiment();
    let variables = environment(&folder_uri(store.root()), &id, &RunId::from_random(0))
        .into_iter()
        .map(|(name, value)| {
            let value = match name.as_str() {
                "MLFLOW_RUN_ID" => shown(run_id, "(chosen when it runs)"),
                "MLFLOW_EXPERIMENT_ID" => shown(experiment_id, "(created when it runs)"),
                _ => value,
            };
            (name, value)
        });
    let variables: Vec<(String, String)> = variables.collect();
    let user = context.user();
    let object = |pairs: &[(String, String)]| -> Map<String, Json> {
        pairs.iter().map(|(name, value)| (name.clone(), json!(value))).collect()
    };
    let tags: Vec<(String, String)> = tags.into_iter().map(|tag| (tag.key.to_string(), tag.value)).collect();
    let params: Vec<(String, String)> = params.iter().map(|p| (p.key.to_string(), p.value.clone())).collect();
    let rows = |pairs: &[(String, String)]| -> Vec<(String, view::Cell)> {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().into()))
            .collect()
    };
    let page = view::Record::new(json!({
        "command": invocation.command,
        "working_dir": source.folder.to_string_lossy(),
        "entry_point": args.entry_point,
        "parameters": object(&invocation.parameters),
        "environment": object(&variables),
        "run": {
            "run_id": run_id,
            "experiment_id": experiment_id,
            "experiment_name": experiment_name,
            "run_name": named(args),
            "user_id": user,
            "tags": object(&tags),
            "params": object(&params),
        },
    }));
    Ok(page
        .row("command", invocation.command.as_str())
        .row("working_dir", source.folder.to_string_lossy().into_owned())
        .row("entry_point", args.entry_point.as_str())
        .row("user_id", user.as_str())
        .section("environment")
        .rows(rows(&variables))
        .section("params")
        .rows(rows(&params))
        .section("tags")
        .rows(rows(&tags)))
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
    let (said, code) = match (status, outcome) {
        (RunStatus::Finished, _) => ("succeeded".to_owned(), exit::OK),
        (
            _,
            Outcome {
                interrupted_by: Some(signal),
                ..
            },
        ) => {
            let code = u8::try_from(*signal).map_or(exit::FAILED, |signal| exit::SIGNAL + signal);
            (format!("was stopped by {}", signal_name(*signal)), code)
        }
        (
            _,
            Outcome {
                end: End::Signalled(signal),
                ..
            },
        ) => (
            format!("failed: {} ended the command", signal_name(*signal)),
            exit::FAILED,
        ),
        (
            _,
            Outcome {
                end: End::Exited(code), ..
            },
        ) => (format!("failed: the command ended with exit code {code}"), exit::FAILED),
        (
            _,
            Outcome {
                end: End::NotStarted, ..
            },
        ) => ("was not started".to_owned(), exit::FAILED),
    };
    let line = format!("Run (ID '{run_id}') {run_name} {said} after {took}");
    if code == exit::OK {
        context.ui.status(&line);
    } else {
        context.ui.error(&Report::new(line));
    }
    if let Some(format) = args.output {
        let run = context.readable(TrackingStore::get_run(store, run_id, Needs::all(false))?);
        context.ui.show(&view::run_page(&run, None), format)?;
    }
    Ok(if code == exit::OK { Exit::Ok } else { Exit::Code(code) })
}
