use clap_complete::ArgValueCompleter;

use super::{shelf, with_workshop};
use crate::cli::complete;
use crate::commands::bring::Bring;
use crate::commands::outcome::Usage;
use crate::commands::signals::take_signals;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::fsx;
use crate::project::env::{self, EnvManager, Prepared, Shelved, Wish};
use crate::project::{self, ProjectError};
use crate::ui::Report;

/// Make an environment again, so that what is not pinned is the newest
///
/// Commands that run in the old one keep it. An environment can be named only as long as its project asks for it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The environment's name or its beginning, or the folder of a project
    #[arg(value_name = "NAME|DIR", add = ArgValueCompleter::new(complete::environments))]
    what: String,

    /// Who makes the environment of a project: virtualenv, uv or conda [default: what the project names]
    #[arg(long, value_name = "MANAGER")]
    env_manager: Option<EnvManager>,

    /// The Python of a project's environment
    #[arg(long, value_name = "PYTHON")]
    python: Option<String>,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let found = shelf(context).and_then(|shelf| shelf.find(&args.what));
    let is_folder = fsx::is_dir(&context.settings.absolute(args.what.as_ref()));
    let env = match found {
        Ok(env) => Some(env),
        Err(_) if is_folder => None,
        Err(error) => return Err(ProjectError::from(error).into()),
    };
    if env.is_some() && (args.env_manager.is_some() || args.python.is_some()) {
        let said = "--env-manager and --python go with the folder of a project: an environment has its own";
        return Err(Usage(said.to_owned()).into());
    }
    match rebuilt(args, env.as_ref(), context)? {
        Some(name) => {
            context.ui.text(&format!("Rebuilt {name}."))?;
            Ok(Exit::Ok)
        }
        None => {
            let report = Report::new(format!("{} is run with what is installed here", args.what));
            context.ui.error(&report.hint("add --env-manager virtualenv or uv"));
            Ok(Exit::Code(exit::USAGE))
        }
    }
}

/// The name of what was made; `None` where the project asks for no environment.
fn rebuilt(args: &Args, env: Option<&Shelved>, context: &Context) -> anyhow::Result<Option<String>> {
    let given = env.map_or_else(|| args.what.clone(), |env| env.project.clone());
    let folder = env.map(|env| &env.folder).filter(|folder| fsx::is_dir(folder));
    let given = folder.map_or(given, |folder| folder.display().to_string());
    let source = Bring::default().open(&given, context)?;
    let project = project::load(&source.folder)?;
    let folder = source.folder.clone();
    let python = env
        .and_then(|env| env.asked_python.clone())
        .or_else(|| args.python.clone());
    let mut wish = Wish {
        env: &project.env,
        folder: &folder,
        project: &given,
        manager: env.and_then(|env| env.manager).or(args.env_manager),
        python: python.as_deref(),
        rebuild: true,
    };
    let signals = take_signals()?;
    let is_stopped = || signals.asked_to_end().is_some();
    with_workshop(context, &is_stopped, |shop| {
        let foreseen = env::foresee(&wish, shop).map_err(ProjectError::from)?;
        if let Some(env) = env.filter(|env| foreseen.name.as_ref() != Some(&env.name)) {
            let (name, folder) = (env.name.clone(), folder.clone());
            return Err(ProjectError::from(env::EnvError::NoLongerAsked { name, folder }).into());
        }
        wish.rebuild = foreseen.name.is_some();
        if !wish.rebuild {
            return Ok(None);
        }
        let Prepared { runtime, .. } = env::prepare(&wish, shop).map_err(ProjectError::from)?;
        Ok(runtime.name)
    })
}
