use std::path::PathBuf;

use super::super::tool::ToolError;

/// Why a command cannot be started in a container. Texts are MLflow's where MLflow has one.
#[derive(Debug, thiserror::Error)]
pub enum ContainerError {
    /// The project has no name.
    #[error("Project name in MLProject must be specified when using docker for image tagging.")]
    NoName,
    /// A job of Kubernetes is wanted of a project without an image.
    #[error("a project runs on Kubernetes in an image, and this one names none")]
    NoDockerEnv,
    /// There is no `docker`.
    #[error(
        "Could not find Docker executable. Ensure Docker is installed as per the instructions at \
         https://docs.docker.com/install/overview/."
    )]
    NoDocker,
    /// `docker info` failed.
    #[error("Ran `docker info` to ensure docker daemon is running but it failed with the following output:\n{0}")]
    NoDaemon(String),
    /// Something in `docker_env` cannot be used.
    #[error("docker_env: {0}")]
    DockerEnv(String),
    /// Variables to be copied into the container are not set here.
    #[error(
        "This project expects the {} environment variables to be set on the machine running the project, but {missing} \
         was not set. Please ensure all expected environment variables are set",
        expected.join(", ")
    )]
    NoVariable {
        /// All that are to be copied, in the order of `docker_env`.
        expected: Vec<String>,
        /// The first that is not there.
        missing: String,
    },
    /// An argument of `-A` makes no sense.
    #[error("{0}")]
    Argument(String),
    /// The project's name and commit make no name for an image.
    #[error("`{0}` cannot be the name of an image")]
    ImageName(String),
    /// The image is neither here nor to be had.
    #[error("the image {image} is not on this machine and could not be pulled")]
    NoImage {
        /// Its name.
        image: String,
        /// What docker said.
        source: ToolError,
    },
    /// The image could not be built.
    #[error("the image {image} could not be built")]
    NotBuilt {
        /// Its name.
        image: String,
        /// What docker said.
        source: ToolError,
    },
    /// The image could not be pushed.
    #[error("Error while pushing to docker registry: {image} was not pushed")]
    NotPushed {
        /// Its name.
        image: String,
        /// What docker said.
        source: ToolError,
    },
    /// Docker answered with what we cannot read.
    #[error("`{call}` did not say {what}")]
    Unclear {
        /// As one would type it.
        call: String,
        /// What was looked for.
        what: &'static str,
    },
    /// `--backend-config` makes no sense.
    #[error("{0}")]
    BackendConfig(String),
    /// The template of the job cannot be read or used.
    #[error("{}: {reason}", path.display())]
    JobTemplate {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// There is no `kubectl`.
    #[error("Could not find kubectl, which starts and follows the jobs of Kubernetes")]
    NoKubectl,
    /// A job cannot be followed any more.
    #[error("job {job} cannot be followed any more: {reason}")]
    Lost {
        /// Its name.
        job: String,
        /// Why.
        reason: String,
    },
    /// Another program did not do what it was called for.
    #[error(transparent)]
    Tool(#[from] ToolError),
}

impl ContainerError {
    /// What to do about it, where there is something to say.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            Self::NoName => "give it one in the MLproject file: `name: my-project`",
            Self::NoDockerEnv => "name one in the MLproject file: `docker_env: {image: …}`",
            Self::NoDaemon(_) => "start docker, or set DOCKER_HOST to where it runs",
            Self::NoVariable { missing, .. } => return Some(format!("set it: export {missing}=VALUE")),
            Self::ImageName(_) => {
                "the `name` in the MLproject file must be lower-case letters, digits, `.`, `_`, `-` and `/`"
            }
            Self::NoImage { .. } => "check `image` in the MLproject file; for a private registry: `docker login`",
            Self::NotPushed { .. } => {
                "`docker login` to the registry; with --build-image, what is pushed is named by `repository-uri`"
            }
            Self::NoKubectl => "install it: https://kubernetes.io/docs/tasks/tools/",
            Self::Lost { .. } => "it may still be running: `kubectl get jobs`",
            _ => return None,
        };
        Some(text.to_owned())
    }

    /// Whether the command line is to blame.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::Argument(_) | Self::BackendConfig(_))
    }
}
