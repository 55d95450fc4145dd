//! Commands in containers: `docker run` here, a job of Kubernetes elsewhere.

use std::path::Path;

use crate::model::{ExperimentId, RunId};

/// A run whose command is to be started in a container.
#[derive(Debug, Clone, Copy)]
pub struct ContainerRun<'a> {
    /// The `docker_env` of the project.
    pub docker_env: &'a crate::codec::Value,
    /// The project's `name`.
    pub name: Option<&'a str>,
    /// The project's folder.
    pub folder: &'a Path,
    /// The commit it is at, where it is in git.
    pub commit: Option<&'a str>,
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
    /// `-A NAME[=VALUE]`, in the order given, any name more than once.
    pub args: &'a [(String, Option<String>)],
    /// Whether an image with the project's files is built.
    pub build_image: bool,
}

/// What is started for it on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// The words of the command; no shell sees them.
    pub argv: Vec<String>,
    /// Tags of the run that tell what it runs in (`mlflow.docker.image.uri` …).
    pub tags: Vec<(String, String)>,
}
