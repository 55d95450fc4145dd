//! The only code that knows where things lie in an `mlruns` folder (see `FORMAT.md`).

use std::path::{Path, PathBuf};

use crate::fsx::{self, Folder, PathError, Staged};
use crate::model::{ExperimentId, Key, LoggedModelId, RunId};
use crate::store::Damage;

/// The file that describes an experiment, run, dataset or input.
pub(crate) const META: &str = "meta.yaml";
/// Where deleted experiments lie.
pub(crate) const TRASH: &str = ".trash";
/// MLflow takes no folder of the root for an experiment whose name ends so.
pub(crate) const NEVER_AN_EXPERIMENT: &str = ".trash";
/// The registry's folder in the root, and the logged models' folder in an experiment.
pub(crate) const MODELS: &str = "models";
const RESERVED_IN_EXPERIMENT: [&str; 4] = ["tags", "datasets", "traces", MODELS];
/// The folders every run has.
pub(crate) const RUN_FOLDERS: [&str; 3] = ["metrics", "params", "artifacts"];

/// The paths of one store.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    root: PathBuf,
}

/// An experiment's folder.
#[derive(Debug, Clone)]
pub(crate) struct ExperimentDir {
    pub(crate) id: ExperimentId,
    pub(crate) path: PathBuf,
    pub(crate) deleted: bool,
}

/// A run's folder.
#[derive(Debug, Clone)]
pub(crate) struct RunDir {
    pub(crate) id: RunId,
    pub(crate) experiment: ExperimentId,
    pub(crate) path: PathBuf,
}

/// A logged model's folder.
#[derive(Debug, Clone)]
pub(crate) struct LoggedModelDir {
    pub(crate) id: LoggedModelId,
    pub(crate) experiment: ExperimentId,
    pub(crate) path: PathBuf,
}

/// What a listing of folders gives.
#[derive(Debug)]
pub(crate) struct Found<T> {
    pub(crate) dirs: Vec<T>,
    pub(crate) damage: Vec<Damage>,
}

impl Layout {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn lock_file(&self) -> PathBuf {
        self.root.join(".mlrun.lock")
    }

    /// Begins a folder that will have its place in `home`, an experiment's folder or the registry's.
    pub(crate) fn stage(&self, home: &Path, name: &str) -> Result<Staged, PathError> {
        Staged::begin(self.out_of_sight(home), name, NEVER_AN_EXPERIMENT)
    }

    /// Takes away a folder of `home`.
    pub(crate) fn discard(&self, dir: &Path, home: &Path) -> Result<(), PathError> {
        fsx::discard(dir, self.out_of_sight(home), NEVER_AN_EXPERIMENT)
    }

    /// The root, or the home itself where that is a link and may lie on another disk.
    fn out_of_sight<'a>(&'a self, home: &'a Path) -> &'a Path {
        if fsx::is_link(home) { home } else { &self.root }
    }

    /// The registry's folder.
    pub(crate) fn models(&self) -> PathBuf {
        self.root.join(MODELS)
    }

    pub(crate) fn trash(&self) -> PathBuf {
        self.root.join(TRASH)
    }

    pub(crate) fn active(&self, id: &ExperimentId) -> PathBuf {
        self.root.join(id.as_str())
    }

    pub(crate) fn trashed(&self, id: &ExperimentId) -> PathBuf {
        self.trash().join(id.as_str())
    }

    /// The experiment's folder, the active one if there are two.
    pub(crate) fn experiment(&self, id: &ExperimentId) -> Option<ExperimentDir> {
        if id.as_str() == MODELS {
            return None;
        }
        [(self.active(id), false), (self.trashed(id), true)]
            .into_iter()
            .find(|(path, _)| fsx::is_dir(path))
            .map(|(path, deleted)| ExperimentDir {
                id: id.clone(),
                path,
                deleted,
            })
    }

    /// Every folder that is or should be an experiment, active ones first, each part sorted by name.
    pub(crate) fn experiments(&self) -> Result<Found<ExperimentDir>, PathError> {
        let mut found = Found {
            dirs: Vec::new(),
            damage: Vec::new(),
        };
        self.collect(&self.root, false, &mut found)?;
        match self.collect(&self.trash(), true, &mut found) {
            Err(error) if !error.is_not_found() => found.damage.push(error.into()),
            _ => {}
        }
        Ok(found)
    }

    fn collect(&self, dir: &Path, deleted: bool, found: &mut Found<ExperimentDir>) -> Result<(), PathError> {
        for entry in fsx::list(dir)? {
            if !entry.is_dir || entry.name.ends_with(NEVER_AN_EXPERIMENT) || (!deleted && entry.name == MODELS) {
                continue;
            }
            match ExperimentId::parse(&entry.name) {
                Ok(id) if deleted && fsx::is_dir(&self.active(&id)) => found.damage.push(Damage::new(
                    entry.path,
                    format!("a deleted experiment with the id of an active one, {id}; left out"),
                )),
                Ok(id) => {
                    let path = entry.path;
                    let dir = ExperimentDir { id, path, deleted };
                    if fsx::exists(&dir.meta()) || dir.looks_real() {
                        found.dirs.push(dir);
                    }
                }
                Err(_) if fsx::is_file(&entry.path.join(META)) => found.damage.push(Damage::new(
                    entry.path,
                    "holds a meta.yaml, but its name cannot be an experiment's id",
                )),
                Err(_) => {}
            }
        }
        Ok(())
    }

    /// Every folder of an experiment that is or may be a run, sorted by id. Folders that are nothing of MLflow's
    /// (checkpoints, notebooks) are left out silently.
    pub(crate) fn runs(&self, experiment: &ExperimentDir) -> Result<Found<RunDir>, PathError> {
        let mut found = Found {
            dirs: Vec::new(),
            damage: Vec::new(),
        };
        for entry in fsx::list(&experiment.path)? {
            if !entry.is_dir
                || fsx::is_temporary(entry.name.as_ref())
                || RESERVED_IN_EXPERIMENT.contains(&entry.name.as_str())
            {
                continue;
            }
            match RunId::parse(&entry.name) {
                Ok(id) => found.dirs.push(RunDir {
                    id,
                    experiment: experiment.id.clone(),
                    path: entry.path,
                }),
                Err(_) if fsx::is_file(&entry.path.join(META)) => found.damage.push(Damage::new(
                    entry.path,
                    "holds a meta.yaml, but its name cannot be a run's id",
                )),
                Err(_) => {}
            }
        }
        Ok(found)
    }
}

impl ExperimentDir {
    /// Opens it, to read many runs.
    pub(crate) fn open(&self) -> Result<Folder, PathError> {
        Folder::open(&self.path)
    }

    pub(crate) fn meta(&self) -> PathBuf {
        self.path.join(META)
    }

    pub(crate) fn tags(&self) -> PathBuf {
        self.path.join("tags")
    }

    pub(crate) fn tag(&self, key: &Key) -> PathBuf {
        self.tags().join(key.as_str())
    }

    pub(crate) fn run(&self, id: &RunId) -> RunDir {
        RunDir {
            id: id.clone(),
            experiment: self.id.clone(),
            path: self.path.join(id.as_str()),
        }
    }

    pub(crate) fn datasets(&self) -> PathBuf {
        self.path.join("datasets")
    }

    /// Where its logged models lie.
    pub(crate) fn logged_models_folder(&self) -> PathBuf {
        self.path.join(MODELS)
    }

    pub(crate) fn logged_model(&self, id: &LoggedModelId) -> LoggedModelDir {
        LoggedModelDir {
            id: id.clone(),
            experiment: self.id.clone(),
            path: self.logged_models_folder().join(id.as_str()),
        }
    }

    /// Every folder that is or may be a logged model, sorted by id; none where there is no folder of them.
    pub(crate) fn logged_models(&self) -> Result<Found<LoggedModelDir>, PathError> {
        let mut found = Found {
            dirs: Vec::new(),
            damage: Vec::new(),
        };
        let entries = match fsx::list(&self.logged_models_folder()) {
            Err(error) if error.is_not_found() => return Ok(found),
            entries => entries?,
        };
        for entry in entries {
            if !entry.is_dir || fsx::is_temporary(entry.name.as_ref()) {
                continue;
            }
            match LoggedModelId::parse(&entry.name) {
                Ok(id) => found.dirs.push(self.logged_model(&id)),
                Err(_) if fsx::is_file(&entry.path.join(META)) => found.damage.push(Damage::new(
                    entry.path,
                    "holds a meta.yaml, but its name cannot be a logged model's id",
                )),
                Err(_) => {}
            }
        }
        Ok(found)
    }

    pub(crate) fn traces(&self) -> PathBuf {
        self.path.join("traces")
    }

    /// Whether a folder without a readable `meta.yaml` is an experiment all the same: it has a number for a name or
    /// holds runs.
    pub(crate) fn looks_real(&self) -> bool {
        self.id.as_str().bytes().all(|b| b.is_ascii_digit())
            || fsx::list(&self.path).is_ok_and(|entries| entries.iter().any(|e| e.is_dir && is_hex_id(&e.name)))
    }
}

impl RunDir {
    pub(crate) fn meta(&self) -> PathBuf {
        self.path.join(META)
    }

    pub(crate) fn part(&self, part: &str) -> PathBuf {
        self.path.join(part)
    }

    pub(crate) fn metric(&self, key: &Key) -> PathBuf {
        self.part("metrics").join(key.as_str())
    }

    pub(crate) fn param(&self, key: &Key) -> PathBuf {
        self.part("params").join(key.as_str())
    }

    pub(crate) fn tag(&self, key: &Key) -> PathBuf {
        self.part("tags").join(key.as_str())
    }

    /// Whether a folder without `meta.yaml` is a run all the same: it has a run's name, or holds what was logged.
    pub(crate) fn looks_real(&self) -> bool {
        is_hex_id(self.id.as_str())
            || ["metrics", "params", "tags"]
                .iter()
                .any(|part| fsx::is_dir(&self.part(part)))
    }
}

impl LoggedModelDir {
    pub(crate) fn meta(&self) -> PathBuf {
        self.path.join(META)
    }

    pub(crate) fn part(&self, part: &str) -> PathBuf {
        self.path.join(part)
    }

    /// The same below the experiment's folder.
    pub(crate) fn below(&self, part: &str) -> String {
        format!("{MODELS}/{}/{part}", self.id)
    }

    /// Whether a folder without `meta.yaml` holds what was logged.
    pub(crate) fn looks_real(&self) -> bool {
        ["metrics", "params", "tags"]
            .iter()
            .any(|part| fsx::list(&self.part(part)).is_ok_and(|entries| !entries.is_empty()))
    }
}

fn is_hex_id(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|b| b.is_ascii_hexdigit())
}
