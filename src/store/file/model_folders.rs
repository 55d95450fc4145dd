//! Where logged models lie: `<experiment>/models/<id>/artifacts`.

use super::layout::MODELS;
use super::{FileStore, location, meta};
use crate::fsx;
use crate::model::{LoggedModelId, RunId};
use crate::store::{ArtifactFolder, LoggedModelFolders, Result, StoreError};

impl LoggedModelFolders for FileStore {
    fn logged_model_folder(&self, id: &LoggedModelId) -> Result<ArtifactFolder> {
        for experiment in self.layout.experiments()?.dirs {
            let dir = experiment.path.join(MODELS).join(id.as_str());
            if !fsx::is_dir(&dir) {
                continue;
            }
            let own = dir.join("artifacts");
            let recorded = meta::read(&dir.join("meta.yaml"), &mut Vec::new()).ok().flatten();
            let recorded = recorded.and_then(|node| meta::field(&node, "artifact_location"));
            let ends = format!("{id}/artifacts");
            let there = |place: &std::path::PathBuf| place.ends_with(&ends) && fsx::is_dir(place);
            return Ok(match recorded.as_deref().and_then(location::local_path).filter(there) {
                Some(path) => ArtifactFolder { path, moved_from: None },
                None => ArtifactFolder {
                    path: own,
                    moved_from: recorded,
                },
            });
        }
        Err(StoreError::NotFound(format!("Model '{id}' not found")))
    }

    fn logged_model_of_run(&self, run: &RunId, name: &str) -> Result<Option<LoggedModelId>> {
        let (experiment, _) = self.find_run(run)?;
        let mut newest: Option<(i64, LoggedModelId)> = None;
        for entry in fsx::list(&experiment.path.join(MODELS)).unwrap_or_default() {
            let (Ok(id), Ok(Some(node))) = (
                LoggedModelId::parse(&entry.name),
                meta::read(&entry.path.join("meta.yaml"), &mut Vec::new()),
            ) else {
                continue;
            };
            let says = |key: &str, value: &str| meta::field(&node, key).is_some_and(|said| said == value);
            if !says("name", name) || !says("source_run_id", run.as_str()) || says("lifecycle_stage", "deleted") {
                continue;
            }
            let time = node.get("creation_timestamp").and_then(crate::codec::Node::as_int);
            let made = time.and_then(|time| i64::try_from(time).ok()).unwrap_or(0);
            if newest.as_ref().is_none_or(|(before, _)| *before < made) {
                newest = Some((made, id));
            }
        }
        Ok(newest.map(|(_, id)| id))
    }
}
