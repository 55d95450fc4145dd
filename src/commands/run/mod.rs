mod args;
mod container;
mod dry_run;
mod fetch;
mod ground;
mod plan;
mod prepare;
pub(super) mod rerun;
mod reuse;
mod sweep;

use std::path::PathBuf;

use clap_complete::ArgValueCompleter;

use self::args::HowArgs;
use self::fetch::Storage;
use self::ground::ground;
pub(super) use self::plan::{GRACE, dirty, kept};
use self::prepare::Prepared;
pub(super) use self::prepare::changes_of;
use self::sweep::SweepArgs;
pub(super) use self::sweep::worker;
use super::bring::Bring;
use super::context::check_writable;
use super::outcome::Usage;
use super::place::PlaceArgs;
use super::signals::take_signals;
use super::{Context, Exit};
use crate::cli::complete;
use crate::model::Tag;
use crate::project::env::EnvManager;
use crate::project::{self, ProjectError, Recipe};

/// Run a project and record the run: its parameters, where it comes from, how it ended.
///
/// What the command logs, with `mlflow` in Python or `mlrun log` in a shell, goes to this run.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: mlrun run . -P alpha=0.5 -P l1_ratio=0.1 --run-name first")]
pub(super) struct Args {
    /// The project: a folder with an MLproject file or scripts, an address of git, or a zip file; each may end in #subfolder
    #[arg(value_name = "PROJECT", required_unless_present = "resume")]
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

    /// A YAML or JSON file of parameters; may be repeated. A later one beats an earlier one, and -P beats them all
    #[arg(long = "param-file", value_name = "FILE", value_hint = clap::ValueHint::FilePath, hide_short_help = true)]
    param_files: Vec<PathBuf>,

    /// What to run the command in: local (what is installed here), virtualenv, uv or conda [default: what the project names]
    #[arg(long, value_name = "MANAGER", help_heading = "Environment")]
    env_manager: Option<String>,

    /// The Python to use: a version, a range such as ">=3.10", or a path [default: the one that the project names]
    #[arg(long, value_name = "PYTHON", help_heading = "Environment")]
    python: Option<String>,

    /// The same as --env-manager local
    #[arg(long, help_heading = "Environment", hide_short_help = true)]
    no_conda: bool,

    /// Where to run it: `local`, or `kubernetes`: as a job, by way of docker and kubectl
    #[arg(
        long,
        short,
        value_name = "BACKEND",
        default_value = "local",
        help_heading = "Containers",
        hide_short_help = true
    )]
    backend: String,

    #[command(flatten)]
    from: Bring,

    /// For kubernetes: a .json file, or JSON, with kube-job-template-path, repository-uri and maybe kube-context
    #[arg(
        long,
        short = 'c',
        value_name = "FILE",
        help_heading = "Containers",
        hide_short_help = true
    )]
    backend_config: Option<String>,

    /// An argument of `docker run`: gpus=all is --gpus all, t is -t; may be repeated, one name too
    #[arg(
        long,
        short = 'A',
        value_name = "NAME[=VALUE]",
        allow_hyphen_values = true,
        help_heading = "Containers"
    )]
    docker_args: Vec<String>,

    /// GPUs that the container gets: all, a number, device=0 …
    #[arg(long, value_name = "GPUS", help_heading = "Containers", hide_short_help = true)]
    gpus: Option<String>,

    /// Build an image with the project's files, without those that .dockerignore names
    #[arg(
        long,
        conflicts_with = "mount_code",
        help_heading = "Containers",
        hide_short_help = true
    )]
    build_image: bool,

    /// Mount the project's folder in the container and run the command there: no image is built
    #[arg(long, help_heading = "Containers", hide_short_help = true)]
    mount_code: bool,

    #[command(flatten)]
    place: PlaceArgs,

    #[command(flatten)]
    how: HowArgs,

    #[command(flatten)]
    sweep: SweepArgs,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    if let Some(parent) = &args.sweep.resume {
        return sweep::resume(parent, &args.sweep, &args.from, &args.how, context);
    }
    check_writable(context.store_to_make()?.root())?; // before anything is fetched or made
    let recipe = recipe(args, context)?;
    let prepared = Prepared::of(&recipe, &args.from, context)?;
    if args.sweep.sweep {
        return sweep::carry_out(prepared, &recipe, &args.sweep, &args.place, &args.how, context);
    }
    args.sweep.check_unused()?;
    carry_out(&prepared, &recipe, (&args.place, &args.how), Vec::new(), context)
}

/// Runs what a recipe says, and records it with these tags too.
fn carry_out(
    prepared: &Prepared,
    recipe: &Recipe,
    (place, how): (&PlaceArgs, &HowArgs),
    mut more: Vec<Tag>,
    context: &Context,
) -> anyhow::Result<Exit> {
    let capture = how.recording.capture()?;
    let storage = Storage::new(how, context); // held: what it holds goes with it
    let invocation = prepared.invocation(recipe, how, &storage, context)?;
    for warning in &invocation.warnings {
        context.ui.warn(&warning.to_string());
    }
    if how.dry_run {
        return dry_run::show(prepared, &invocation, recipe, place, how, context);
    }
    if let Some(refusal) = invocation.unrecordable {
        return Err(ProjectError::Invalid(refusal).into());
    }
    let signals = take_signals()?;
    let ground = match ground(prepared, &invocation, recipe, how, &signals, context)? {
        Ok(ground) => ground,
        Err(exit) => return Ok(exit),
    };
    let store = context.store_for_writing()?;
    if how.cache {
        let made_from = reuse::ingredients(prepared, &invocation, recipe, &ground, store.root())?;
        match reuse::reuse_or_tag(&made_from, recipe, (place, how), &store, context)? {
            Ok(tag) => more.push(tag),
            Err(exit) => return Ok(exit),
        }
    }
    let parent = context.parent(&store);
    let mut tags = plan::new_tags(prepared, (recipe, !how.no_log_params), parent.as_ref(), context)?;
    tags.append(&mut more);
    let place = place.place(tags, &store, context)?;
    let run_name = place.run_name.clone();
    let mut plan = plan::plan(prepared, recipe, invocation, &ground, place, &store, context)?;
    how.recording.apply(capture, &mut plan, context);
    context
        .ui
        .verbose(&format!("in {}: {}", plan.folder.display(), plan.program.line()));
    let began = context.now();
    let finished = project::run(&store, &plan, &signals, &|| context.now())?;
    let told = (run_name.as_str(), began);
    how.recording.finish(&finished, told, how.output, &store, context)
}

fn recipe(args: &Args, context: &Context) -> anyhow::Result<Recipe> {
    check(args)?;
    let absolute = |path: &PathBuf| context.settings.absolute(path);
    let files: Vec<PathBuf> = args.param_files.iter().map(absolute).collect();
    let parameters = project::given(&files, &args.parameters).map_err(ProjectError::from)?;
    let docker_args = container::docker_args(&args.docker_args, args.gpus.as_deref()).map_err(ProjectError::from)?;
    let env_manager = match args.env_manager.as_deref() {
        None => args.no_conda.then_some(EnvManager::Local),
        Some(text) => Some(text.parse().map_err(Usage)?),
    };
    Ok(Recipe {
        project: args.project.clone().unwrap_or_default(),
        version: args.from.version.clone(),
        entry_point: args.entry_point.clone(),
        parameters: Some(parameters),
        env_manager,
        python: args.python.clone(),
        docker_args,
        build_image: args.build_image,
        mount_code: args.mount_code,
        backend: (args.backend != "local").then(|| args.backend.clone()),
        backend_config: args.backend_config.clone(),
        started_in: context.settings.cwd.clone(),
    })
}

fn check(args: &Args) -> Result<(), Usage> {
    args.place.check()?;
    let refused = if args.backend == "kubernetes" && args.backend_config.is_none() {
        "Specify 'backend_config' when using kubernetes mode.".to_owned()
    } else if !matches!(args.backend.as_str(), "local" | "kubernetes") {
        format!("there is no backend `{}`: there are local and kubernetes", args.backend)
    } else {
        return Ok(());
    };
    Err(Usage(refused))
}
