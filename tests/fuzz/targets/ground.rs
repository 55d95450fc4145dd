//! A small store with one of everything, for this thread alone.

use std::fs;
use std::path::{Path, PathBuf};

use mlrun::model::{LoggedModelId, ModelName, RunId, TraceId};
use mlrun::store::file::FileStore;

pub(super) const RUN: &str = "5a1c0000000000000000000000000001";
pub(super) const LOGGED: &str = "m-5a1c0000000000000000000000000002";
pub(super) const TRACE: &str = "tr-5a1c0000000000000000000000000003";

/// Files of it, and what they hold before anything is tried.
const FILES: &[(&str, &str)] = &[
    (
        "0/meta.yaml",
        "artifact_location: /s/0\nexperiment_id: '0'\nlifecycle_stage: active\nname: Default\n",
    ),
    (
        "7/meta.yaml",
        "artifact_location: /s/7\ncreation_time: 1\nexperiment_id: '7'\nlast_update_time: 1\nlifecycle_stage: active\nname: digits\n",
    ),
    (
        "7/5a1c0000000000000000000000000001/meta.yaml",
        "artifact_uri: /s/7/5a1c0000000000000000000000000001/artifacts\nend_time: null\nentry_point_name: ''\nexperiment_id: '7'\nlifecycle_stage: active\nrun_id: 5a1c0000000000000000000000000001\nrun_name: ada\nrun_uuid: 5a1c0000000000000000000000000001\nsource_name: ''\nsource_type: 4\nsource_version: ''\nstart_time: 5\nstatus: 1\ntags: []\nuser_id: u\n",
    ),
    ("7/5a1c0000000000000000000000000001/metrics/loss", "1 0.5 0\n2 0.25 1\n"),
    ("7/5a1c0000000000000000000000000001/params/lr", "0.1"),
    ("7/5a1c0000000000000000000000000001/tags/team", "blue"),
    ("7/5a1c0000000000000000000000000001/artifacts/a.txt", "a"),
    (
        "7/5a1c0000000000000000000000000001/inputs/i/meta.yaml",
        "destination_id: d\ndestination_type: RUN\nsource_id: d\nsource_type: DATASET\ntags:\n  mlflow.data.context: train\n",
    ),
    (
        "7/5a1c0000000000000000000000000001/outputs/o/meta.yaml",
        "destination_id: m-5a1c0000000000000000000000000002\ndestination_type: MODEL_OUTPUT\nsource_id: 5a1c0000000000000000000000000001\nsource_type: RUN_OUTPUT\nstep: 0\ntags: {}\n",
    ),
    (
        "7/datasets/d/meta.yaml",
        "digest: abc\nname: set\nprofile: null\nschema: '{}'\nsource: '{}'\nsource_type: local\n",
    ),
    (
        "7/models/m-5a1c0000000000000000000000000002/meta.yaml",
        "artifact_location: /s/7/models/m-5a1c0000000000000000000000000002/artifacts\ncreation_timestamp: 1\nexperiment_id: '7'\nlast_updated_timestamp: 1\nlifecycle_stage: active\nmodel_id: m-5a1c0000000000000000000000000002\nmodel_type: ''\nname: forest\nsource_run_id: 5a1c0000000000000000000000000001\nstatus: 2\nstatus_message: null\n",
    ),
    (
        "7/models/m-5a1c0000000000000000000000000002/artifacts/MLmodel",
        "flavors:\n  python_function:\n    loader_module: x\n",
    ),
    (
        "7/traces/tr-5a1c0000000000000000000000000003/trace_info.yaml",
        "trace_id: tr-5a1c0000000000000000000000000003\nrequest_time: '2025-01-01T00:00:00Z'\nstate: OK\nexecution_duration: 1.5s\ntrace_location: {type: MLFLOW_EXPERIMENT, mlflow_experiment: {experiment_id: '7'}}\n",
    ),
    (
        "7/traces/tr-5a1c0000000000000000000000000003/artifacts/traces.json",
        "{\"spans\": [{\"name\": \"a\", \"span_id\": \"1\", \"start_time_unix_nano\": 1, \"end_time_unix_nano\": 2}]}",
    ),
    (
        "models/m/meta.yaml",
        "creation_timestamp: 1\ndescription: null\nlast_updated_timestamp: 1\nlatest_versions: []\nname: m\n",
    ),
    (
        "models/m/version-1/meta.yaml",
        "creation_timestamp: 1\ncurrent_stage: None\ndescription: null\nlast_updated_timestamp: 1\nname: m\nrun_id: 5a1c0000000000000000000000000001\nrun_link: null\nsource: runs:/5a1c0000000000000000000000000001/a.txt\nstatus: READY\nstatus_message: null\nuser_id: null\nversion: 1\n",
    ),
];

/// The store.
pub(super) struct Ground {
    folder: tempfile::TempDir,
}

impl Ground {
    pub(super) fn new() -> Self {
        let ground = Self {
            folder: tempfile::Builder::new().prefix("mlrun-fuzz-").tempdir().unwrap(),
        };
        for (path, _) in FILES {
            ground.restore(path);
        }
        for part in ["metrics", "params", "tags", "artifacts"] {
            fs::create_dir_all(ground.path(&format!("7/{RUN}/{part}"))).unwrap();
        }
        fs::create_dir_all(ground.path(".trash")).unwrap();
        ground
    }

    /// The store's folder.
    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().join("mlruns")
    }

    pub(super) fn path(&self, below: &str) -> PathBuf {
        self.root().join(below)
    }

    pub(super) fn store(&self) -> FileStore {
        FileStore::new(self.root())
    }

    pub(super) fn write(&self, below: &str, content: &[u8]) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Makes a file what it was.
    pub(super) fn restore(&self, below: &str) {
        let content = FILES.iter().find(|(path, _)| *path == below).unwrap().1;
        let root = self.root();
        self.write(
            below,
            content.replace("/s/", &format!("{}/", root.display())).as_bytes(),
        );
    }

    /// Makes a folder of the store what it was.
    pub(super) fn restore_folder(&self, below: &str) {
        fs::remove_dir_all(self.path(below)).unwrap();
        let inside = FILES.iter().filter(|(path, _)| Path::new(path).starts_with(below));
        inside.for_each(|(path, _)| self.restore(path));
    }
}

pub(super) fn run() -> RunId {
    RunId::parse(RUN).unwrap()
}

pub(super) fn logged() -> LoggedModelId {
    LoggedModelId::parse(LOGGED).unwrap()
}

pub(super) fn trace() -> TraceId {
    TraceId::parse(TRACE).unwrap()
}

pub(super) fn model() -> ModelName {
    ModelName::parse("m").unwrap()
}
