use std::fs;
use std::path::{Path, PathBuf};

/// Writes a store's files by hand, as MLflow would, so that tests do not lean on the writer they test.
pub(crate) struct StoreBuilder {
    root: PathBuf,
}

/// An experiment of it.
pub(crate) struct ExperimentBuilder {
    id: String,
    folder: PathBuf,
}

/// A run of it. Every call writes its files at once.
pub(crate) struct RunBuilder {
    experiment: String,
    id: String,
    name: String,
    folder: PathBuf,
    status: u8,
    started: i64,
    ended: Option<i64>,
}

impl StoreBuilder {
    pub(crate) fn new(root: PathBuf) -> Self {
        fs::create_dir_all(root.join(".trash")).unwrap();
        Self { root }
    }

    pub(crate) fn experiment(&self, id: &str, name: &str) -> ExperimentBuilder {
        let folder = self.root.join(id);
        let name = serde_json::to_string(name).unwrap();
        let location = format!("file://{}", folder.display());
        let meta = format!(
            "artifact_location: {location}\ncreation_time: 1760000000000\nexperiment_id: '{id}'\n\
             last_update_time: 1760000000000\nlifecycle_stage: active\nname: {name}\n"
        );
        write(&folder.join("meta.yaml"), meta.as_bytes());
        ExperimentBuilder {
            id: id.to_owned(),
            folder,
        }
    }
}

impl ExperimentBuilder {
    pub(crate) fn run(&self, id: &str, name: &str) -> RunBuilder {
        let folder = self.folder.join(id);
        for part in ["artifacts", "metrics", "params", "tags"] {
            fs::create_dir_all(folder.join(part)).unwrap();
        }
        let run = RunBuilder {
            experiment: self.id.clone(),
            id: id.to_owned(),
            name: name.to_owned(),
            folder,
            status: 1,
            started: super::T0,
            ended: None,
        };
        run.tag("mlflow.runName", name).meta()
    }
}

impl RunBuilder {
    pub(crate) fn started(mut self, ms: i64) -> Self {
        self.started = ms;
        self.meta()
    }

    /// With MLflow's number of the status.
    pub(crate) fn ended(mut self, status: u8, ms: i64) -> Self {
        (self.status, self.ended) = (status, Some(ms));
        self.meta()
    }

    pub(crate) fn param(self, key: &str, value: &str) -> Self {
        self.file(&format!("params/{key}"), value.as_bytes())
    }

    pub(crate) fn metric(self, key: &str, lines: &str) -> Self {
        self.file(&format!("metrics/{key}"), lines.as_bytes())
    }

    pub(crate) fn tag(self, key: &str, value: &str) -> Self {
        self.file(&format!("tags/{key}"), value.as_bytes())
    }

    pub(crate) fn artifact(self, path: &str, content: &[u8]) -> Self {
        self.file(&format!("artifacts/{path}"), content)
    }

    pub(crate) fn file(self, path: &str, content: &[u8]) -> Self {
        write(&self.folder.join(path), content);
        self
    }

    fn meta(self) -> Self {
        let Self {
            experiment,
            id,
            folder,
            status,
            started,
            ..
        } = &self;
        let name = serde_json::to_string(&self.name).unwrap();
        let ended = self.ended.map_or("null".to_owned(), |ms| ms.to_string());
        let artifacts = folder.join("artifacts");
        let meta = format!(
            "artifact_uri: file://{}\nend_time: {ended}\nentry_point_name: ''\nexperiment_id: '{experiment}'\n\
             lifecycle_stage: active\nrun_id: {id}\nrun_name: {name}\nrun_uuid: {id}\nsource_name: ''\nsource_type: 4\n\
             source_version: ''\nstart_time: {started}\nstatus: {status}\ntags: []\nuser_id: tester\n",
            artifacts.display()
        );
        write(&folder.join("meta.yaml"), meta.as_bytes());
        self
    }
}

fn write(path: &Path, content: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}
