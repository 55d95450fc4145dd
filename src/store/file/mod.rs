//! The file store: one folder, as MLflow lays it out. What lies where is in `FORMAT.md`.
#![doc = include_str!("FORMAT.md")]

mod artifacts;
mod census;
mod changing;
mod experiments;
mod index;
pub(crate) mod layout;
pub(crate) mod location;
mod logged_models;
mod logging;
pub(crate) mod meta;
pub(crate) mod metric_file;
mod reading;
pub(crate) mod registry;
mod runs;
mod search;
mod summary;
mod traces;
pub(crate) mod values;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::fsx::{self, Holder, Lock, LockError};
use crate::model::{Batch, DatasetInput, Experiment, ExperimentId, Key, Metric, Millis, Run, RunId};
use crate::store::{
    ArtifactFolder, Census, Damage, ExperimentChange, ExperimentQuery, Needs, NewExperiment, NewRun, Page, Read,
    Result, RunChange, RunQuery, StoreError, TrackingStore, Witness,
};
use index::Index;
use layout::Layout;
pub use location::{folder_uri, local_path, places};
pub use logged_models::check_model_folder;
pub(crate) use logging::input_id;

/// A folder of runs.
#[derive(Debug)]
pub struct FileStore {
    layout: Layout,
    cut_long_values: bool,
    index: Option<Index>,
    witness: Option<Arc<dyn Witness>>,
    lock_talk: Option<Arc<LockTalk>>,
}

/// What is said about the store's lock.
pub struct LockTalk {
    /// By us, for others to read while we hold it: which process of whom, and where.
    pub words: String,
    /// To the user when we wait for longer than a second: told who holds it, if that is known.
    pub waiting: Waiting,
}

/// Is told whom we wait for, if that is known.
pub type Waiting = Box<dyn Fn(Option<&Holder>) + Send + Sync>;

impl fmt::Debug for LockTalk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LockTalk")
            .field("words", &self.words)
            .finish_non_exhaustive()
    }
}

impl FileStore {
    /// The store in that folder, which must be absolute. Nothing is read or made yet.
    #[must_use]
    pub fn new(root: PathBuf) -> Self {
        Self {
            layout: Layout::new(root),
            cut_long_values: true,
            index: None,
            witness: None,
            lock_talk: None,
        }
    }

    /// Whether param values over 6000 and tag values over 8000 characters are cut when logged (MLflow's
    /// `MLFLOW_TRUNCATE_LONG_VALUES`, true by default) or refused.
    #[must_use]
    pub fn cut_long_values(mut self, cut: bool) -> Self {
        self.cut_long_values = cut;
        self
    }

    /// With words for those who wait for us at the lock, and for whom we wait.
    #[must_use]
    pub fn with_lock_talk(mut self, talk: LockTalk) -> Self {
        self.lock_talk = Some(Arc::new(talk));
        self
    }

    /// With an index in that folder, which is made where it is worth it; `now` must not be later than the first question.
    /// An answer is the same without, only later.
    #[must_use]
    pub fn with_index(mut self, folder: PathBuf, now: Millis) -> Self {
        self.index = Some(Index::new(folder, now));
        self
    }

    /// The folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        self.layout.root()
    }

    /// Whether the folder is there.
    #[must_use]
    pub fn exists(&self) -> bool {
        fsx::is_dir(self.root())
    }

    /// Makes the folder and the default experiment unless they are there; every writer calls it. An existing folder is
    /// given a default experiment only while it has neither experiments nor `.trash`: somebody may have deleted it.
    ///
    /// # Errors
    /// When something cannot be made.
    pub fn prepare(&self, at: Millis) -> Result<()> {
        if fsx::is_dir(&self.layout.trash()) {
            return Ok(());
        }
        fsx::create_dir_all(self.root())?;
        let lock = self.lock()?;
        if self.layout.experiments()?.dirs.is_empty() && !fsx::is_dir(&self.layout.trash()) {
            let id = ExperimentId::default_experiment();
            let location = location::child(&folder_uri(self.root()), &[id.as_str()]);
            self.publish_experiment(&lock, &id, "Default", &location, at, &[])?;
        }
        fsx::create_dir(&self.layout.trash())?;
        Ok(())
    }

    /// The file whose lock is the store's.
    #[must_use]
    pub fn lock_file(&self) -> PathBuf {
        self.layout.lock_file()
    }

    /// What lies where.
    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// Takes the store's lock: only its holder makes or changes anything but appends to a metric. What killed processes
    /// left in the root is swept.
    pub(crate) fn lock(&self) -> Result<Lock> {
        let path = self.layout.lock_file();
        let lock = match &self.lock_talk {
            Some(talk) => Lock::acquire_as(&path, &talk.words, &|holder| (talk.waiting)(holder)),
            None => Lock::acquire(&path),
        };
        let lock = lock.map_err(|error| match error {
            LockError::Busy { path, holder } => StoreError::Locked { path, holder },
            LockError::Io(error) => StoreError::Io(error),
        })?;
        sweep(&lock, self.root());
        Ok(lock)
    }
}

/// Removes what killed processes left in a folder, if we are alone for certain.
fn sweep(lock: &Lock, dir: &Path) {
    if lock.exclusive {
        fsx::sweep(dir);
    }
}

impl TrackingStore for FileStore {
    fn create_experiment(&self, new: NewExperiment) -> Result<Experiment> {
        self.create_experiment(&new)
    }

    fn get_experiment(&self, id: &ExperimentId) -> Result<Experiment> {
        Ok(self.get_experiment(id)?.value)
    }

    fn update_experiment(&self, id: &ExperimentId, change: ExperimentChange, at: Millis) -> Result<()> {
        self.update_experiment(id, change, at)
    }

    fn search_experiments(&self, query: &ExperimentQuery) -> Result<Page<Experiment>> {
        self.search_experiments(query)
    }

    fn create_run(&self, new: NewRun) -> Result<Run> {
        self.create_run(new)
    }

    fn get_run(&self, id: &RunId, needs: &Needs) -> Result<Read<Run>> {
        self.get_run(id, needs)
    }

    fn search_runs(&self, query: &RunQuery) -> Result<Page<Run>> {
        self.search_runs(query)
    }

    fn each_run(&self, query: &RunQuery, visit: &mut dyn FnMut(Run) -> ControlFlow<()>) -> Result<Vec<Damage>> {
        self.each_run(query, visit)
    }

    fn update_run(&self, id: &RunId, change: RunChange) -> Result<()> {
        self.update_run(id, change)
    }

    fn log_batch(&self, id: &RunId, batch: &Batch) -> Result<()> {
        self.log_batch(id, batch)
    }

    fn sync_metrics(&self, id: &RunId, keys: &BTreeSet<Key>) -> Result<()> {
        self.sync_metrics(id, keys)
    }

    fn log_inputs(&self, id: &RunId, datasets: &[DatasetInput]) -> Result<()> {
        self.log_inputs(id, datasets)
    }

    fn get_metric_history(&self, id: &RunId, key: &Key) -> Result<Read<Vec<Metric>>> {
        self.get_metric_history(id, key)
    }

    fn list_run_ids(&self) -> Result<Vec<(ExperimentId, RunId)>> {
        self.list_run_ids()
    }

    fn artifact_folder(&self, id: &RunId) -> Result<ArtifactFolder> {
        self.artifact_folder(id)
    }

    fn census(&self) -> Result<Read<Census>> {
        self.census()
    }
}
