//! Runs that go to another experiment: moved, with the logged models they made, or copied under new ids.

mod copying;
mod moving;

pub use copying::{Copied, Copier};
pub use moving::Move;

use std::path::{Path, PathBuf};

use crate::fsx::{self, Staged};
use crate::model::{ExperimentId, Lifecycle, RunId};
use crate::store::file::layout::{ExperimentDir, META, RunDir};
use crate::store::file::{FileStore, meta};
use crate::store::{Result, StoreError, TrackingStore as _};
use crate::upkeep::undo::Operation;

/// The folder of an experiment that runs may come to.
fn open(store: &FileStore, id: &ExperimentId) -> Result<ExperimentDir> {
    let experiment = store.get_experiment(id)?;
    if experiment.lifecycle_stage == Lifecycle::Deleted {
        return Err(StoreError::WrongState(format!(
            "experiment '{}' is deleted: `mlrun experiments restore {id}` first",
            experiment.name
        )));
    }
    store.experiment_dir(id)
}

/// The datasets that a run used and that another experiment does not have: where they are, and what they are called.
fn missing_datasets(run: &RunDir, from: &ExperimentDir, to: &ExperimentDir) -> Result<Vec<(PathBuf, String)>> {
    let mut missing = Vec::new();
    let inputs = match fsx::list(&run.part("inputs")) {
        Err(error) if error.is_not_found() => Vec::new(),
        inputs => inputs?,
    };
    for input in inputs.into_iter().filter(|input| input.is_dir) {
        let node = meta::read(&input.path.join(META), &mut Vec::new()).ok().flatten();
        let Some(id) = node.and_then(|node| meta::field(&node, "source_id")) else {
            continue;
        };
        let folder = from.datasets().join(&id);
        let is_one = RunId::parse(&id).is_ok() && fsx::is_file(&folder.join(META)); // an id of a file is checked like a run's
        if is_one && !fsx::exists(&to.datasets().join(&id)) {
            missing.push((folder, id));
        }
    }
    missing.sort();
    missing.dedup();
    Ok(missing)
}

fn bring_datasets(missing: &[(PathBuf, String)], to: &ExperimentDir, operation: &mut Operation) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    make_folder(&to.datasets(), operation)?;
    for (folder, id) in missing {
        let target = to.datasets().join(id);
        let staged = Staged::begin(&to.path, id, "")?;
        staged.write(META, &fsx::read(&folder.join(META))?)?;
        operation.will_create(&target)?;
        match staged.publish(&target) {
            Err(error) if !error.is_taken() => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

fn make_folder(folder: &Path, operation: &mut Operation) -> Result<()> {
    if !fsx::is_dir(folder) {
        operation.will_create(folder)?;
        fsx::create_dir(folder)?;
    }
    Ok(())
}

fn is_same(a: &Path, b: &Path) -> bool {
    a == b || matches!((fsx::canonical(a), fsx::canonical(b)), (Ok(a), Ok(b)) if a == b)
}
