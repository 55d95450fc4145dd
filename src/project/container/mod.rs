//! Commands in containers: `docker run` here, a job of Kubernetes elsewhere.
//!
//! In two steps. [`check`] and [`Checked::obtain`] come before a run is created: what cannot work leaves none behind.
//! [`Checked::started`] then only computes what is started. All is words of argv: no shell of this machine sees any of it,
//! where MLflow puts the words together and has `bash -c` take them apart again.

mod docker;
mod docker_env;
mod error;
mod follow;
mod image;
pub mod kubernetes;
mod mounts;
mod options;
mod words;

use std::path::{Path, PathBuf};

pub use docker::{Checked, check};
pub use error::ContainerError;
pub use follow::{Job, follow};
pub use image::{Image, image_uri};
pub use mounts::local_store;
pub use options::{docker_arg, recordable};

use super::tool::Call;
use crate::model::{ExperimentId, RunId};

/// What containers are wanted for: all that is known before a run exists.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The `docker_env` of the project.
    pub docker_env: &'a crate::codec::Value,
    /// The project's `name`.
    pub name: Option<&'a str>,
    /// The project's folder.
    pub folder: &'a Path,
    /// The commit it is at, where it is in git.
    pub commit: Option<&'a str>,
    /// `-A NAME[=VALUE]`, in the order given, any name more than once.
    pub args: &'a [(String, Option<String>)],
    /// How the container comes by the project's files.
    pub code: Code,
}

/// How a container comes by the project's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Code {
    /// The image has them, or does without.
    #[default]
    InImage,
    /// An image with them is built (`--build-image`).
    Built,
    /// The project's folder is mounted, and the command runs in it (`--mount-code`).
    Mounted,
}

/// A run whose command is to be started in a container.
#[derive(Debug, Clone, Copy)]
pub struct ContainerRun<'a> {
    /// The command of the entry point, filled in, for a shell.
    pub command: &'a str,
    /// The run.
    pub run_id: &'a RunId,
    /// Its experiment.
    pub experiment_id: &'a ExperimentId,
    /// The store, as a URI.
    pub tracking_uri: &'a str,
    /// Where the run's artifacts are, as a URI.
    pub artifact_uri: &'a str,
    /// Values of parameters of the type `path`: mounted where they are, for the command names them so. (MLflow mounts none.)
    pub paths: &'a [PathBuf],
}

/// What is started for it on this machine.
#[derive(Debug, Clone)]
pub struct Started {
    /// The words of the command; no shell sees them.
    pub argv: Vec<String>,
    /// Tags of the run that tell what it runs in (`mlflow.docker.image.uri` …).
    pub tags: Vec<(String, String)>,
    /// Added to the environment of what is started here, in place of the variables of a command that runs here.
    pub environment: Vec<(String, String)>,
    /// What ends the container for good. To be called, whatever it answers, when what was started did not end by itself:
    /// killed, it leaves its container running, and a command that is a container's first process has no default
    /// handling of SIGTERM.
    pub ending: Call,
}

/// The tag with what `docker rm` and `docker logs` call the container.
pub const CONTAINER_TAG: &str = "mlrun.docker.container";

/// Variables that every command finds, as MLflow sets them; the last one makes today's Python client accept a folder.
fn variables(run: &ContainerRun<'_>, tracking_uri: &str) -> Vec<(String, String)> {
    super::plan::environment(tracking_uri, run.experiment_id, run.run_id)
}

/// That no word holds what no word can hold.
fn without_nul(words: Vec<String>) -> Result<Vec<String>, ContainerError> {
    match words.iter().find(|word| word.contains('\0')) {
        Some(word) => Err(ContainerError::Argument(format!("`{word}` holds a NUL character"))),
        None => Ok(words),
    }
}
