//! A run, run again.

use std::path::Path;

use clap_complete::ArgValueCompleter;

use super::args::HowArgs;
use super::carry_out;
use super::plan::{DIFF, UNTRACKED};
use super::prepare::Prepared;
use crate::cli::complete;
use crate::commands::bring::with_options;
use crate::commands::context::tag;
use crate::commands::outcome::{Advised, Usage};
use crate::commands::place::PlaceArgs;
use crate::commands::project::explain;
use crate::commands::{Context, Exit, exec};
use crate::model::{Run, RunId, tags};
use crate::project::env::EnvManager;
use crate::project::source::{self, Recorded as Code, SourceError};
use crate::project::sweep::Sweep;
use crate::project::tool::Tools;
use crate::project::{self, NoRecipe, ProjectError, Recipe, Recorded, Source, recorded};
use crate::store::file::FileStore;
use crate::store::{Needs, TrackingStore};
use crate::{exit, fsx};

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

    /// Apply the changes that were not committed when the run was made
    #[arg(long)]
    apply_diff: bool,

    /// Run the project as it is now, not the commit of the run
    #[arg(long, conflicts_with = "apply_diff")]
    as_is: bool,

    /// Where the project is now, if it moved: a folder, or an address of git. The run's relative paths count from here then
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,

    /// Another environment manager: local, virtualenv, uv or conda
    #[arg(long, value_name = "MANAGER")]
    env_manager: Option<EnvManager>,

    /// Another Python: a version, a range such as ">=3.10", or a path
    #[arg(long, value_name = "PYTHON")]
    python: Option<String>,

    /// Fetch nothing: what was fetched before must do
    #[arg(long)]
    offline: bool,

    #[command(flatten)]
    place: PlaceArgs,

    #[command(flatten)]
    how: HowArgs,
}

/// The tag that names the run that was run again.
const RERUN_OF: &str = "mlrun.rerun_of";

pub(in crate::commands) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    args.place.check()?;
    let changed = match project::given(&[], &args.parameters) {
        Ok(changed) => changed,
        Err(error) => return explain(error.into(), context),
    };
    let store = context.store()?;
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
            let again = Again::new(&original, &recipe.started_in, args, &store, context);
            let prepared = again
                .source(&name, &recipe)
                .and_then(|(source, is_patched)| Prepared::read(source, &recipe.entry_point, is_patched, context));
            let prepared = match prepared {
                Ok(prepared) => prepared,
                Err(error) => return args.explain(error, context),
            };
            let recipe = altered(recipe, &prepared, &original, args, changed, context)?;
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
            let again = Again::new(&original, &recipe.started_in, args, &store, context);
            let folder = recipe.started_in.to_string_lossy().into_owned();
            let source = match again.code(&folder) {
                Ok(source) => source,
                Err(error) => return explain(error, context),
            };
            match &source {
                Some((source, _)) => recipe.started_in.clone_from(&source.folder),
                None if fsx::is_dir(&recipe.started_in) => {}
                None => return args.explain(SourceError::NoFolder(recipe.started_in).into(), context),
            }
            change(&mut recipe.parameters, changed);
            exec::carry_out(&recipe, (&place, &args.how.recording, args.how.output), more, context)
        }
    }
}

impl Args {
    fn explain(&self, error: ProjectError, context: &Context) -> anyhow::Result<Exit> {
        let is_gone = matches!(error, ProjectError::Source(SourceError::NoFolder(_))) && self.project.is_none();
        let exit = explain(error, context)?;
        if is_gone {
            context.ui.hint("--project says where it is now");
        }
        Ok(exit)
    }

    fn only_for_projects(&self) -> Option<&'static str> {
        let given = [
            ("--env-manager", self.env_manager.is_some()),
            ("--python", self.python.is_some()),
            ("--cache", self.how.cache),
            ("--dry-run", self.how.dry_run),
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

/// What is known of the code of a run.
struct Again<'a> {
    args: &'a Args,
    original: &'a Run,
    started_in: &'a Path,
    commit: Option<&'a str>,
    is_dirty: bool,
    /// What was not committed, where that was kept.
    diff: Option<Vec<u8>>,
    untracked: Vec<String>,
    context: &'a Context,
}

impl<'a> Again<'a> {
    fn new(original: &'a Run, started_in: &'a Path, args: &'a Args, store: &FileStore, context: &'a Context) -> Self {
        let kept_by = |run: &RunId, name: &str| {
            let folder = TrackingStore::artifact_folder(store, run).ok()?;
            fsx::read(&folder.path.join(name)).ok()
        };
        let sweep = original
            .data
            .tags
            .get(Sweep::POINT_TAG)
            .and(original.data.tags.get(tags::PARENT_RUN_ID));
        let sweep = sweep.and_then(|parent| RunId::parse(parent).ok());
        // what the runs of a sweep have in common lies with the sweep
        let kept = |name: &str| {
            let own = kept_by(&original.info.run_id, name);
            own.or_else(|| sweep.as_ref().and_then(|sweep| kept_by(sweep, name)))
        };
        let untracked = kept(UNTRACKED).unwrap_or_default();
        let tag = |key: &str| original.data.tags.get(key).map(String::as_str);
        Self {
            args,
            original,
            started_in,
            commit: tag(tags::GIT_COMMIT),
            is_dirty: tag(tags::GIT_DIRTY) == Some("true"),
            diff: kept(DIFF),
            untracked: String::from_utf8_lossy(&untracked).lines().map(str::to_owned).collect(),
            context,
        }
    }

    /// The project, and whether the diff was applied to it.
    fn source(&self, name: &str, recipe: &Recipe) -> project::Result<(Source, bool)> {
        match self.code(name)? {
            Some(found) => Ok(found),
            None => {
                let version = recipe.version.as_deref();
                Ok((self.open(&recipe.project, version, self.args.offline)?, false))
            }
        }
    }

    /// The commit of the run, and whether the diff was applied to it; none where the code is to be taken as it is.
    fn code(&self, name: &str) -> project::Result<Option<(Source, bool)>> {
        let ui = &self.context.ui;
        let run = &self.original.info.run_id;
        let Some(commit) = self.commit.filter(|_| !self.args.as_is) else {
            if !self.args.as_is {
                ui.warn(&format!("run {run} recorded no commit: its code is taken as it is now"));
            }
            return Ok(None);
        };
        if let Some((source, untracked)) = self.in_place(name, commit) {
            self.warn_of_missing(&untracked);
            return Ok(Some((source, false)));
        }
        let code = Code {
            name,
            repo_url: self.original.data.tags.get(tags::GIT_REPO_URL).map(String::as_str),
            commit,
            started_in: self.started_in,
        };
        let source = with_options(self.args.offline, self.context, |options, tools| {
            source::checkout_commit(&code, options, tools)
        })?;
        ui.verbose(&format!(
            "commit {commit} is checked out in {}",
            source.folder.display()
        ));
        let is_patched = self.args.apply_diff && self.is_dirty;
        match &self.diff {
            Some(diff) if is_patched => source::apply(diff, &source.folder)?,
            None if is_patched => return Err(SourceError::NotApplied("the run kept no diff".to_owned()).into()),
            _ if self.is_dirty => ui.warn(&format!(
                "run {run} had changes that were not committed; --apply-diff brings them back"
            )),
            _ if self.args.apply_diff => ui.status(&format!("Run {run} had no changes to apply.")),
            _ => {}
        }
        self.warn_of_missing(&[]);
        Ok(Some((source, is_patched)))
    }

    /// Files that git did not know were of use perhaps.
    fn warn_of_missing(&self, there: &[String]) {
        let missing = self.untracked.iter().filter(|name| !there.contains(name));
        let missing: Vec<&str> = missing.map(String::as_str).collect();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            let said = format!("files that git did not know then are not there now: {missing}");
            self.context.ui.warn(&said);
        }
    }

    /// A project as it is; relative paths count from where the run was started.
    fn open(&self, project: &str, version: Option<&str>, offline: bool) -> Result<Source, SourceError> {
        with_options(offline, self.context, |options, tools| {
            let tools = Tools {
                cwd: self.started_in,
                ..*tools
            };
            source::open(project, version, options, &tools)
        })
    }

    /// The folder of the run, if what git knows of it is as it was; with the names of files that git does not know.
    fn in_place(&self, name: &str, commit: &str) -> Option<(Source, Vec<String>)> {
        let folder = self.started_in.join(name.split('#').next().unwrap_or(name));
        let is_here = name.starts_with("file://") || fsx::is_dir(&folder);
        let source = is_here.then(|| self.open(name, None, true).ok()).flatten()?;
        let git = source
            .git
            .as_ref()
            .filter(|git| git.commit.as_deref() == Some(commit))?;
        git.work_tree.as_ref()?;
        let changes = source::changes(&source.folder, &[], usize::MAX)?;
        let is_same = match &self.diff {
            Some(diff) => changes.diff.as_ref() == Some(diff),
            None => !self.is_dirty && !changes.dirty,
        };
        is_same.then_some((source, changes.untracked))
    }
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
