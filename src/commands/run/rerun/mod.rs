//! A run, run again.

mod code;

use clap_complete::ArgValueCompleter;
use serde_json::{Map, Value as Json, json};

use self::code::{Again, CodeArgs};
use super::args::HowArgs;
use super::carry_out;
use super::prepare::Prepared;
use crate::cli::complete;
use crate::commands::context::tag;
use crate::commands::outcome::{Advised, Hinted, Usage};
use crate::commands::place::PlaceArgs;
use crate::commands::{Context, Exit, exec};
use crate::model::{Run, tags};
use crate::project::child::Program;
use crate::project::env::EnvManager;
use crate::project::source::SourceError;
use crate::project::sweep::Sweep;
use crate::project::{self, CommandRecipe, NoRecipe, ProjectError, Recipe, Recorded, quote, recorded};
use crate::store::{Needs, TrackingStore};
use crate::ui::Format;
use crate::{exit, fsx, view};

/// Run a run again: the same commit, entry point, parameters and environment, or some of it changed.
///
/// The commit comes from the folder where the run was made, else from the recorded repository, and is checked out
/// elsewhere: no file of yours is touched. Where the folder is at that commit, with the same changes, it is used itself.
/// `mlrun diff` of the two runs shows what moved.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  mlrun rerun @                      the newest run again\n  \
                        mlrun rerun best:loss -P lr=0.2    the best one with another value\n  \
                        mlrun diff best:loss @             what that changed"
)]
pub(in crate::commands) struct Args {
    /// The run: id, unique prefix of it, unique name, @ (newest), @~1 (the one before), best:loss
    #[arg(value_name = "RUN", add = ArgValueCompleter::new(complete::runs))]
    run: String,

    /// Another value of a parameter; may be repeated
    #[arg(
        long = "param-list",
        short = 'P',
        value_name = "NAME=VALUE",
        allow_hyphen_values = true
    )]
    parameters: Vec<String>,

    /// Where the project is now, if it moved: a folder, or an address of git. The run's relative paths count from here then
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,

    /// Another environment manager: local, virtualenv, uv or conda
    #[arg(long, value_name = "MANAGER")]
    env_manager: Option<EnvManager>,

    /// Another Python: a version, a range such as ">=3.10", or a path
    #[arg(long, value_name = "PYTHON")]
    python: Option<String>,

    #[command(flatten)]
    code: CodeArgs,

    #[command(flatten)]
    place: PlaceArgs,

    #[command(flatten)]
    how: HowArgs,
}

/// The tag that names the run that was run again.
const RERUN_OF: &str = "mlrun.rerun_of";

pub(in crate::commands) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    args.place.check()?;
    let changed = project::given(&[], &args.parameters).map_err(ProjectError::from)?;
    let store = context.writable_store()?;
    let id = context.find_run(&store, &args.run)?;
    let original = context.readable(TrackingStore::get_run(&store, &id, &Needs::ALL)?);
    let mut place = args.place.clone();
    if place.experiment_id.is_none() && place.experiment_name.is_none() && place.run_id.is_none() {
        place.experiment_id = Some(original.info.experiment_id.to_string());
    }
    if original.data.tags.contains_key(Sweep::TAG) {
        return Err(Advised {
            message: format!("run {id} is a sweep"),
            hint: format!("`mlrun run --resume {id}` runs what it has left; each of its runs can be run again"),
            code: exit::USAGE,
        }
        .into());
    }
    let more = vec![tag(RERUN_OF, id.as_str())?];
    match recorded(&original.data.tags).map_err(|error| refused(&original, &error))? {
        Recorded::Project(mut recipe) => {
            let mut name = original
                .data
                .tags
                .get(tags::SOURCE_NAME)
                .unwrap_or(&recipe.project)
                .clone();
            if let Some(project) = &args.project {
                recipe.project.clone_from(project);
                recipe.started_in.clone_from(&context.settings.cwd);
                name.clone_from(project);
            }
            let again = Again::new(&original, &recipe.started_in, &args.code, &store, context);
            let prepared = again
                .source(&name, &recipe)
                .and_then(|(source, is_patched)| Prepared::read(source, &recipe.entry_point, is_patched, context));
            let prepared = prepared.map_err(|error| args.hinted(error))?;
            let recipe = altered(recipe, &prepared, &original, args, changed, context)?;
            let source = &prepared.source;
            let commit = source.git.as_ref().and_then(|git| git.commit.as_deref());
            tell(
                &recipe.line(&source.name, commit.filter(|_| source.is_fresh())),
                context,
            );
            carry_out(&prepared, &recipe, (&place, &args.how), more, context)
        }
        Recorded::Command(mut recipe) => {
            if let Some(option) = args.only_for_projects() {
                return Err(Usage(format!(
                    "{option} is for projects, and run {id} is of a command (mlrun exec)"
                ))
                .into());
            }
            if let Some(project) = &args.project {
                recipe.started_in = context.settings.absolute(project.as_ref());
            }
            let again = Again::new(&original, &recipe.started_in, &args.code, &store, context);
            let folder = recipe.started_in.to_string_lossy().into_owned();
            let source = again.code(&folder)?;
            match &source {
                Some((source, _)) => recipe.started_in.clone_from(&source.folder),
                None if fsx::is_dir(&recipe.started_in) => {}
                None => return Err(args.hinted(SourceError::NoFolder(recipe.started_in).into())),
            }
            change(&mut recipe.parameters, changed);
            if args.how.dry_run {
                context
                    .ui
                    .show(&page(&recipe), args.how.output.unwrap_or(Format::Table))?;
                return Ok(Exit::Ok);
            }
            let folder = recipe.started_in.to_string_lossy();
            tell(&format!("cd {} && {}", quote(&folder), line(&recipe)), context);
            exec::carry_out(&recipe, (&place, &args.how.recording, args.how.output), more, context)
        }
    }
}

impl Args {
    /// Says how to name a project that is not there any more.
    fn hinted(&self, error: ProjectError) -> anyhow::Error {
        let is_gone = matches!(error, ProjectError::Source(SourceError::NoFolder(_)));
        if !is_gone || self.project.is_some() {
            return error.into();
        }
        Hinted {
            error: Box::new(error),
            hint: "--project says where it is now".to_owned(),
        }
        .into()
    }

    fn only_for_projects(&self) -> Option<&'static str> {
        let given = [
            ("--env-manager", self.env_manager.is_some()),
            ("--python", self.python.is_some()),
            ("--cache", self.how.cache),
        ];
        given
            .into_iter()
            .find_map(|(option, is_given)| is_given.then_some(option))
    }
}

/// The recipe with what is asked for now.
fn altered(
    recipe: Recipe,
    prepared: &Prepared,
    original: &Run,
    args: &Args,
    changed: Vec<(String, String)>,
    context: &Context,
) -> anyhow::Result<Recipe> {
    let mut parameters = match prepared.entry_point(&recipe) {
        Some(entry_point) => {
            let values = recipe.values(entry_point, &original.data.params);
            let (values, mut left_out) = values.or_else(|error| match error {
                NoRecipe::Incomplete(missing) if missing.iter().all(|name| is_given(&changed, name)) => {
                    Ok((Vec::new(), Vec::new()))
                }
                error => Err(refused(original, &error)),
            })?;
            left_out.retain(|name| !is_given(&changed, name));
            if !left_out.is_empty() {
                context.ui.warn(&format!(
                    "left out, for nobody knows whether they were given or logged by the command: {}; -P gives them again",
                    left_out.join(", ")
                ));
            }
            values
        }
        None => recipe.parameters.clone().unwrap_or_default(),
    };
    change(&mut parameters, changed);
    Ok(Recipe {
        parameters: Some(parameters),
        env_manager: args.env_manager.or(recipe.env_manager),
        python: args.python.clone().or_else(|| recipe.python.clone()),
        ..recipe
    })
}

/// Says what is about to be run: it comes from the tags of a run, which whoever writes the store may have changed.
fn tell(line: &str, context: &Context) {
    context.ui.status(&format!("Again: {line}"));
}

fn line(recipe: &CommandRecipe) -> String {
    Program::Argv(recipe.command.clone()).line()
}

/// What a dry run shows of a command.
fn page(recipe: &CommandRecipe) -> view::Record<Json> {
    let folder = recipe.started_in.to_string_lossy();
    let params: Map<String, Json> = recipe
        .parameters
        .iter()
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    let rows = recipe
        .parameters
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().into()));
    let json = json!({"command": line(recipe), "argv": recipe.command, "working_dir": folder, "params": params});
    view::Record::new(json)
        .row("command", line(recipe))
        .row("working_dir", folder.as_ref())
        .section("params")
        .rows(rows)
}

fn is_given(parameters: &[(String, String)], name: &str) -> bool {
    parameters.iter().any(|(given, _)| given == name)
}

/// Sets values, those of new names last.
fn change(parameters: &mut Vec<(String, String)>, changed: Vec<(String, String)>) {
    for (name, value) in changed {
        match parameters.iter_mut().find(|(given, _)| *given == name) {
            Some(parameter) => parameter.1 = value,
            None => parameters.push((name, value)),
        }
    }
}

fn refused(original: &Run, error: &NoRecipe) -> anyhow::Error {
    let hint = match error {
        NoRecipe::NotAProject(_) => "runs of `mlrun run`, `mlrun exec` and `mlflow run` can be run again",
        NoRecipe::Unreadable(_) => "the tag was changed since; `mlrun runs describe` shows it",
        NoRecipe::Incomplete(_) => "give them with -P NAME=VALUE",
    };
    Advised {
        message: format!("run {} cannot be run again: {error}", original.info.run_id),
        hint: hint.to_owned(),
        code: exit::USAGE,
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::change;

    #[test]
    fn values_are_changed_in_their_places_and_new_ones_come_last() {
        let pairs = |texts: &[(&str, &str)]| -> Vec<(String, String)> {
            texts.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
        };
        let mut parameters = pairs(&[("a", "1"), ("b", "2")]);
        change(&mut parameters, pairs(&[("c", "3"), ("a", "4")]));
        assert_eq!(parameters, pairs(&[("a", "4"), ("b", "2"), ("c", "3")]));
    }
}
