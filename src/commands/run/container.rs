//! Projects whose commands run in containers.

use std::path::PathBuf;

use super::prepare::Prepared;
use crate::commands::Context;
use crate::model::Millis;
use crate::project::child::Program;
use crate::project::container::kubernetes::{self, CheckedJob, Config};
use crate::project::container::{self, Checked, Code, ContainerError, ContainerRun, Image, Started, Wanted};
use crate::project::{self, Invocation, ProjectEnv, Recipe};

/// A container that is ready to be started, or that a dry run takes for ready.
pub(super) struct Container {
    place: Place,
    image: Image,
}

enum Place {
    Docker(Checked),
    Kubernetes(Box<CheckedJob>),
}

/// `-A` and `--gpus`.
pub(super) fn docker_args(
    given: &[String],
    gpus: Option<&str>,
) -> Result<Vec<(String, Option<String>)>, ContainerError> {
    let given = given.iter().map(|text| container::docker_arg(text));
    let gpus = gpus.map(|gpus| Ok(("gpus".to_owned(), Some(gpus.to_owned()))));
    given.chain(gpus).collect()
}

/// Makes ready what a project with a `docker_env` runs in; `None` for others. A dry run asks no docker.
pub(super) fn ready(
    prepared: &Prepared,
    recipe: &Recipe,
    is_dry: bool,
    context: &Context,
) -> project::Result<Option<Container>> {
    let Prepared { source, project, .. } = prepared;
    let say = |text: &str| context.ui.status(text);
    let tools = context.tools(&say);
    let config = match recipe.backend_config.as_deref() {
        Some(text) => Some(kubernetes::backend_config(text, &tools)?),
        None => None,
    };
    let is_job = recipe.backend.as_deref() == Some("kubernetes");
    let docker_env = match &project.env {
        ProjectEnv::Docker(docker_env) => docker_env,
        _ if is_job => return Err(ContainerError::NoDockerEnv.into()),
        _ => {
            if recipe.build_image || recipe.mount_code || !recipe.docker_args.is_empty() {
                let note = "this project has no docker_env: -A, --gpus, --build-image and --mount-code mean nothing";
                context.ui.warn(note);
            }
            return Ok(None);
        }
    };
    let wanted = Wanted {
        docker_env,
        name: project.name.as_deref(),
        folder: &source.folder,
        commit: source.git.as_ref().and_then(|git| git.commit.as_deref()),
        args: &recipe.docker_args,
        code: match (recipe.build_image, recipe.mount_code) {
            (true, _) => Code::Built,
            (_, true) => Code::Mounted,
            _ => Code::InImage,
        },
    };
    let place = if is_job {
        let config = Config::read(&config.unwrap_or_default(), &tools)?;
        Place::Kubernetes(Box::new(kubernetes::check(&wanted, config, &tools)?))
    } else {
        Place::Docker(container::check(&wanted, &tools)?)
    };
    for note in place.notes() {
        context.ui.warn(note);
    }
    let image = match (&place, is_dry) {
        (Place::Docker(checked), true) => checked.assumed(),
        (Place::Docker(checked), false) => checked.obtain(&tools)?,
        (Place::Kubernetes(job), true) => job.assumed(),
        (Place::Kubernetes(job), false) => job.obtain(&tools)?,
    };
    Ok(Some(Container { place, image }))
}

/// The files and folders that parameters of type `path` name: a container must see them.
pub(super) fn paths(prepared: &Prepared, invocation: &Invocation, recipe: &Recipe) -> Vec<PathBuf> {
    let entry_point = prepared.entry_point(recipe);
    let declared = entry_point.into_iter().flat_map(|entry| &entry.parameters);
    let is_path = |name: &String| declared.clone().any(|it| it.kind == "path" && it.name == *name);
    let paths = invocation.parameters.iter().filter(|(name, _)| is_path(name));
    paths.map(|(_, value)| PathBuf::from(value)).collect()
}

impl Place {
    fn notes(&self) -> &[String] {
        match self {
            Self::Docker(checked) => checked.notes(),
            Self::Kubernetes(job) => job.notes(),
        }
    }
}

impl Container {
    pub(super) fn image(&self) -> &Image {
        &self.image
    }

    /// As the tag `mlflow.project.backend` has it.
    pub(super) fn backend(&self) -> &'static str {
        match self.place {
            Place::Docker(_) => "local",
            Place::Kubernetes(_) => "kubernetes",
        }
    }

    /// What would be started, for people.
    pub(super) fn shown(
        &self,
        run: &ContainerRun<'_>,
        now: Millis,
        context: &Context,
    ) -> Result<String, ContainerError> {
        let tools = context.tools(&|_| {});
        Ok(match &self.place {
            Place::Docker(_) => Program::Argv(self.started(run, now, context)?.argv).line(),
            Place::Kubernetes(job) => job.shown(&self.image, run, now, &tools)?.to_string(),
        })
    }

    /// What is started for a run.
    pub(super) fn started(
        &self,
        run: &ContainerRun<'_>,
        now: Millis,
        context: &Context,
    ) -> Result<Started, ContainerError> {
        let tools = context.tools(&|_| {});
        match &self.place {
            Place::Docker(checked) => checked.started(&self.image, run, &tools),
            Place::Kubernetes(job) => {
                if let Some(path) = run.paths.first() {
                    let note = format!("{} is of this machine: the job does not see it", path.display());
                    context.ui.warn(&note);
                }
                if let Some(note) = CheckedJob::note_of_store(run.tracking_uri, &tools) {
                    context.ui.warn(&note);
                }
                let program = context.program.as_deref().unwrap_or("mlrun".as_ref());
                job.started(&self.image, run, (program, now), &tools)
            }
        }
    }
}
