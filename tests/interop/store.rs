//! A store in a temporary folder, and `mlrun` on it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::python::{Python, output, without_settings};

/// A store that goes when it is dropped.
pub(crate) struct Store {
    folder: TempDir,
}

impl Store {
    /// A folder for a store; there is none in it yet.
    pub(crate) fn new() -> Self {
        Self {
            folder: TempDir::new().expect("a folder"),
        }
    }

    /// The folder that the store's folder lies in.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The store's folder.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder().join("mlruns")
    }

    /// `mlrun` on the store.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        mlrun(&self.root(), words)
    }

    /// What a command prints. It must succeed and say nothing else.
    pub(crate) fn mlrun(&self, words: &[&str]) -> String {
        let done = self.command(words).arg("-q").output().expect("mlrun runs");
        let err = String::from_utf8_lossy(&done.stderr);
        assert!(
            done.status.success() && err.is_empty(),
            "{words:?}: {}\n{err}",
            done.status
        );
        String::from_utf8(done.stdout).expect("UTF-8")
    }

    /// The id that a command prints with `-o id`.
    pub(crate) fn id(&self, words: &[&str]) -> String {
        self.mlrun(&[words, &["-o", "id"]].concat()).trim_end().to_owned()
    }

    /// The store as `mlrun` reads it.
    pub(crate) fn ours(&self) -> Value {
        ours(&self.root())
    }

    /// The store as a version of MLflow reads it.
    pub(crate) fn theirs(&self, version: &str) -> Value {
        let printed = output(
            Python::with_mlflow(version)
                .script("fixtures/stores/read.py")
                .arg(self.root()),
        );
        serde_json::from_str(&printed).expect("JSON")
    }
}

/// `mlrun` on a store.
pub(crate) fn mlrun(root: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mlrun"));
    without_settings(&mut command);
    command.arg("--tracking-uri").arg(root).args(words);
    command
}

/// A store as `mlrun` reads it, in the shape and order of `read.py`.
pub(crate) fn ours(root: &Path) -> Value {
    let list = |words: &[&str]| {
        let done = mlrun(root, words).output().expect("mlrun runs");
        let err = String::from_utf8_lossy(&done.stderr);
        assert!(
            done.status.success() && err.is_empty(),
            "{words:?}: {}\n{err}",
            done.status
        );
        serde_json::from_slice::<Vec<Value>>(&done.stdout).expect("a JSON array")
    };
    let mut experiments = list(&["experiments", "search", "--view", "all", "-o", "json"]);
    let mut runs = list(&["runs", "search", "--view", "all", "--history", "-o", "json"]);
    experiments.sort_by_key(|experiment| experiment["experiment_id"].to_string());
    runs.sort_by_key(|run| run["info"]["run_id"].to_string());
    for run in &mut runs {
        let datasets = run["inputs"]["dataset_inputs"].as_array_mut().expect("dataset inputs");
        datasets.sort_by_key(|input| input["dataset"]["name"].to_string());
    }
    json!({ "experiments": experiments, "runs": runs })
}
