//! `docker run` as MLflow calls it, word for word but for these: values of variables that are copied from this machine stay
//! out of the command line (`-e NAME`), and the container has a name.

use std::path::PathBuf;

use super::super::location::exists;
use super::super::tool::{Call, Tools};
use super::docker_env::{DockerEnv, Variable};
use super::image::{self, Docker, Image, image_uri};
use super::mounts::{self, bind};
use super::{
    CONTAINER_TAG, Code, ContainerError, ContainerRun, Started, Wanted, options, variables, without_nul, words,
};

/// What is wanted, with all of it that this machine decides decided.
#[derive(Debug, Clone)]
pub struct Checked {
    pub(super) folder: PathBuf,
    pub(super) base: String,
    pub(super) code: Code,
    pub(super) image_uri: String,
    pub(super) variables: Vec<Variable>,
    args: Vec<(String, Option<String>)>,
    volumes: Vec<String>,
    notes: Vec<String>,
}

/// Reads `docker_env` and checks what this machine must have for it. Asks no docker: enough for a dry run.
///
/// # Errors
/// The project has no name, something in `docker_env` cannot be used, a variable is not set, an image cannot have that name.
pub fn check(wanted: &Wanted<'_>, tools: &Tools<'_>) -> Result<Checked, ContainerError> {
    let name = wanted
        .name
        .filter(|name| !name.is_empty())
        .ok_or(ContainerError::NoName)?;
    checked(wanted, name, tools)
}

/// The same for an image that is built as `repository`.
pub(super) fn checked(wanted: &Wanted<'_>, repository: &str, tools: &Tools<'_>) -> Result<Checked, ContainerError> {
    let docker_env = DockerEnv::read(wanted.docker_env)?;
    let variables = docker_env.variables(tools.environment)?;
    let volumes = docker_env
        .volumes
        .iter()
        .map(|text| mounts::volume(text, wanted.folder, tools));
    let volumes = volumes.collect::<Result<_, _>>()?;
    let image_uri = match wanted.code {
        Code::Built => image_uri(Some(repository), wanted.commit),
        Code::InImage | Code::Mounted => docker_env.image.clone(),
    };
    if wanted.code == Code::Built && !image::can_be_built(&image_uri) {
        return Err(ContainerError::ImageName(image_uri));
    }
    let literal = variables.iter().filter_map(|variable| match variable {
        Variable::Set(name, value) if value.contains('$') => Some(format!(
            "docker_env: {name} is set to `{value}` as it stands; MLflow lets a shell of this machine expand it"
        )),
        _ => None,
    });
    let has = |name: &str| exists(&wanted.folder.join(name));
    let whole = (wanted.code == Code::Built && has("mlruns") && !has(".dockerignore")).then(|| {
        "all of the project's folder goes into the image, `mlruns` too: a file .dockerignore says what does not"
            .to_owned()
    });
    Ok(Checked {
        folder: wanted.folder.to_owned(),
        base: docker_env.image,
        code: wanted.code,
        image_uri,
        notes: literal.chain(whole).collect(),
        variables,
        args: wanted.args.to_vec(),
        volumes,
    })
}

impl Checked {
    /// What is odd and does not stop the run.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    pub(super) fn has_volumes(&self) -> bool {
        !self.volumes.is_empty()
    }

    /// The image as it would be called, for a dry run: whether it is there is not asked.
    #[must_use]
    pub fn assumed(&self) -> Image {
        Image::assumed(&self.image_uri)
    }

    /// Finds docker, and the image: there, pulled, or built. May take long.
    ///
    /// # Errors
    /// There is no docker, its daemon does not answer, the image is not to be had.
    pub fn obtain(&self, tools: &Tools<'_>) -> Result<Image, ContainerError> {
        self.obtain_from(&Docker::find(tools)?, tools)
    }

    pub(super) fn obtain_from(&self, docker: &Docker, tools: &Tools<'_>) -> Result<Image, ContainerError> {
        match self.code {
            Code::Built => docker.build(&self.image_uri, &self.base, &self.folder, tools),
            Code::InImage | Code::Mounted => docker.get(&self.base, tools),
        }
    }

    /// What is started for a run.
    ///
    /// # Errors
    /// [`ContainerError::Argument`]: the command holds what no command line can.
    pub fn started(&self, image: &Image, run: &ContainerRun<'_>, tools: &Tools<'_>) -> Result<Started, ContainerError> {
        let name = match options::value_of(&self.args, "name") {
            Some(name) => name.to_owned(),
            None => format!("mlrun-{}", run.run_id),
        };
        let mut argv: Vec<String> = [&image.docker, "run", "--rm"].map(str::to_owned).into();
        if options::value_of(&self.args, "name").is_none() {
            argv.extend(["--name".to_owned(), name.clone()]);
        }
        if self.code == Code::Mounted {
            argv.extend(bind(&self.folder.to_string_lossy(), mounts::CODE));
            argv.extend(["-w", mounts::CODE].map(str::to_owned));
        }
        argv.extend(options::words(&self.args));
        let (store, tracking_uri) = mounts::store(run.tracking_uri);
        let artifacts = mounts::artifacts(run.artifact_uri, tools);
        let mut mounts = [store, artifacts.words].concat();
        for path in run.paths.iter().filter(|path| path.parent().is_some()) {
            let path = path.to_string_lossy();
            let mount = bind(&path, &path);
            if !mounts.chunks(2).any(|other| *other == mount) {
                mounts.extend(mount);
            }
        }
        argv.extend(mounts);
        for volume in &self.volumes {
            argv.extend(["-v".to_owned(), volume.clone()]);
        }
        let mut all: Vec<(String, Option<String>)> = Vec::new();
        let given = variables(run, &tracking_uri)
            .into_iter()
            .map(|(name, value)| (name, Some(value)));
        let own = self.variables.iter().map(|variable| match variable {
            Variable::Copied(name) => (name.clone(), None),
            Variable::Set(name, value) => (name.clone(), Some(value.clone())),
        });
        for (name, value) in given.chain(artifacts.variables).chain(own) {
            match all.iter_mut().find(|(other, _)| *other == name) {
                Some(other) => other.1 = value,
                None => all.push((name, value)),
            }
        }
        for (name, value) in all {
            let word = value.map_or_else(|| name.clone(), |value| format!("{name}={value}"));
            argv.extend(["-e".to_owned(), word]);
        }
        argv.push(image.reference.clone());
        argv.extend(words::of_command(run.command));
        Ok(Started {
            argv: without_nul(argv)?,
            tags: tags(image, Some((CONTAINER_TAG, &name))),
            environment: Vec::new(),
            ending: Call::new(image.docker.as_ref()).args(["rm", "--force", &name]),
        })
    }
}

/// The tags of a run in an image.
pub(super) fn tags(image: &Image, more: Option<(&str, &str)>) -> Vec<(String, String)> {
    let all = [
        Some(("mlflow.project.env", "docker")),
        Some(("mlflow.docker.image.uri", &*image.uri)),
        image.id.as_deref().map(|id| ("mlflow.docker.image.id", id)),
        more,
    ];
    let pair = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    all.into_iter().flatten().map(pair).collect()
}
