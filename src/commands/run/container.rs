//! Projects whose commands run in containers.

use std::path::PathBuf;

use super::Args;
use crate::commands::Context;
use crate::model::Millis;
use crate::project::child::Program;
use crate::project::container::kubernetes::{self, CheckedJob, Config};
use crate::project::container::{self, Checked, Code, ContainerError, ContainerRun, Image, Started, Wanted};
use crate::project::source::git;
use crate::project::{self, Invocation, Project, ProjectEnv, Source};

/// A container that is ready to be started, or that a dry run takes for ready.
pub(super) struct Container {
    place: Place,
    image: Image,
    /// What its command names and must see.
    paths: Vec<PathBuf>,
}

enum Place {
    Docker(Checked),
    Kubernetes(Box<CheckedJob>),
}

/// `-A` and `--gpus`.
pub(super) fn docker_args(args: &Args) -> Result<Vec<(String, Option<String>)>, ContainerError> {
    let given = args.docker_args.iter().map(|text| container::docker_arg(text));
    let gpus = args.gpus.iter().map(|gpus| Ok(("gpus".to_owned(), Some(gpus.clone()))));
    given.chain(gpus).collect()
}

/// Makes ready what a project with a `docker_env` runs in; `None` for others. A dry run asks no docker.
pub(super) fn ready(
    args: &Args,
    source: &Source,
    (project, invocation): (&Project, &Invocation),
    context: &Context,
) -> project::Result<Option<Container>> {
    let say = |text: &str| context.ui.status(text);
    let tools = context.tools(&say);
    let config = match args.backend_config.as_deref() {
        Some(text) => Some(kubernetes::backend_config(text, &tools)?),
        None => None,
    };
    let is_job = args.backend == "kubernetes";
    let docker_args = docker_args(args)?;
    let docker_env = match &project.env {
        ProjectEnv::Docker(docker_env) => docker_env,
        _ if is_job => return Err(ContainerError::NoDockerEnv.into()),
        _ => {
            if args.build_image || args.mount_code || !docker_args.is_empty() {
                let note = "this project has no docker_env: -A, --gpus, --build-image and --mount-code mean nothing";
                context.ui.warn(note);
            }
            return Ok(None);
        }
    };
    let git = git::state(&source.folder);
    let wanted = Wanted {
        docker_env,
        name: project.name.as_deref(),
        folder: &source.folder,
        commit: git.as_ref().and_then(|git| git.commit.as_deref()),
        args: &docker_args,
        code: match (args.build_image, args.mount_code) {
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
    let image = match (&place, args.dry_run) {
        (Place::Docker(checked), true) => checked.assumed(),
        (Place::Docker(checked), false) => checked.obtain(&tools)?,
        (Place::Kubernetes(job), true) => job.assumed(),
        (Place::Kubernetes(job), false) => job.obtain(&tools)?,
    };
    let entry_point = project.entry_points.iter().find(|entry| entry.name == args.entry_point);
    let declared = entry_point.into_iter().flat_map(|entry| &entry.parameters);
    let is_path = |name: &String| declared.clone().any(|it| it.kind == "path" && it.name == *name);
    let paths = invocation.parameters.iter().filter(|(name, _)| is_path(name));
    let paths: Vec<PathBuf> = paths.map(|(_, value)| PathBuf::from(value)).collect();
    if let (true, Some(path)) = (is_job, paths.first()) {
        let note = format!("{} is of this machine: the job does not see it", path.display());
        context.ui.warn(&note);
    }
    Ok(Some(Container { place, image, paths }))
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
        let run = ContainerRun {
            paths: &self.paths,
            ..*run
        };
        match &self.place {
            Place::Docker(checked) => checked.started(&self.image, &run, &tools),
            Place::Kubernetes(job) => {
                if let Some(note) = CheckedJob::note_of_store(run.tracking_uri, &tools) {
                    context.ui.warn(&note);
                }
                let program = context.program.as_deref().unwrap_or("mlrun".as_ref());
                job.started(&self.image, &run, (program, now), &tools)
            }
        }
    }
}
