use clap_complete::ArgValueCompleter;

use super::link::link;
use super::source::{Origin, of_logged_model, of_run, of_uri};
use crate::cli::{OutputArg, complete};
use crate::commands::registry::open::Registry;
use crate::commands::registry::tagging::tags;
use crate::commands::{Context, Exit};
use crate::model::ModelName;
use crate::store::NewModelVersion;
use crate::ui::Format;
use crate::view::version_page;

/// Register a model as a new version, and print its number
///
/// With --run it is a model of that run: the folder --path of its artifacts, or its logged model of that name; without --path the only one there is. With --source it is any URI or path, with --model-id a logged model. Recorded is what mlflow.register_model records. A registered model that is not there yet is made.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("from").args(["run", "source", "model_id"]).multiple(true).required(true))]
pub(crate) struct Args {
    /// The registered model, there or not
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::models))]
    name: String,

    /// The run that made it: id, unique prefix of it, unique name, @ (newest), best:loss
    #[arg(long, short, alias = "run-id", value_name = "RUN", add = ArgValueCompleter::new(complete::runs))]
    run: Option<String>,

    /// Where it is among the run's artifacts, or the name of the run's logged model
    #[arg(long, short, value_name = "PATH", requires = "run", conflicts_with_all = ["source", "model_id"])]
    path: Option<String>,

    /// Where it is: runs:/RUN/PATH, models:/m-ID, models:/NAME/VERSION, a path, or a URI of any other kind
    #[arg(long, short, value_name = "URI")]
    source: Option<String>,

    /// The logged model it is
    #[arg(long, value_name = "ID")]
    model_id: Option<String>,

    /// Do not look whether an MLmodel file is there
    #[arg(long)]
    no_check: bool,

    /// What is new in it, for people
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    description: Option<String>,

    /// A tag to begin with; may be repeated
    #[arg(long, short, value_name = "KEY=VALUE", value_parser = crate::commands::runs::key_value)]
    tag: Vec<(String, String)>,

    /// A web page of the run
    #[arg(long, value_name = "URL")]
    run_link: Option<String>,

    #[command(flatten)]
    output: OutputArg,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let name = ModelName::parse_new(&args.name)?;
    let tags = tags(&args.tag)?;
    let registry = match &args.run {
        Some(_) => Registry::open(context)?,
        None => Registry::open_or_make(context)?,
    };
    let Origin {
        source,
        run_id,
        model_id,
    } = origin(args, &registry, context)?;
    let model_id = model_id.or_else(|| args.model_id.clone());
    let at = context.now();
    registry.create_model_if_missing(&name, at)?;
    let version = registry.create_version(NewModelVersion {
        name: name.clone(),
        source,
        run_id,
        run_link: args.run_link.clone(),
        model_id,
        description: args.description.clone(),
        tags,
        user_id: Some(context.user()),
        at,
    })?;
    if let Some(model_id) = &version.model_id {
        link(&registry.store, model_id, &version, context);
    }
    let number = version.version;
    let from = version.source.as_deref().unwrap_or_default();
    context
        .ui
        .status(&format!("Created version {number} of '{name}' from {from}."));
    match args.output.output {
        Format::Table => context.ui.text(&number.to_string())?,
        format => context.ui.show(&version_page(&version), format)?,
    }
    Ok(Exit::Ok)
}

fn origin(args: &Args, registry: &Registry<'_>, context: &Context) -> anyhow::Result<Origin> {
    let (store, check) = (&registry.store, !args.no_check);
    let run_id = || args.run.as_deref().map(|run| context.find_run(store, run)).transpose();
    match (&args.source, &args.model_id, &args.run) {
        (Some(uri), _, _) => of_uri(store, uri, run_id()?, check, context),
        (None, Some(id), _) => of_logged_model(id, run_id()?, check, context),
        (None, None, run) => {
            let run = run.as_deref().unwrap_or_default();
            of_run(store, run, args.path.as_deref(), check, context)
        }
    }
}
