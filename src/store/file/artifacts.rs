//! Where the artifacts of runs and logged models are.

use std::path::{Path, PathBuf};

use super::layout::RunDir;
use super::runs::{active_info, readable_info};
use super::{FileStore, location};
use crate::fsx;
use crate::model::{RunId, RunInfo};
use crate::store::{ArtifactFolder, Result, StoreError};

impl FileStore {
    pub(super) fn artifact_folder(&self, id: &RunId) -> Result<ArtifactFolder> {
        let (_, dir) = self.find_run(id)?;
        self.folder_of(&dir, readable_info(&dir, &mut Vec::new())?)
    }

    fn folder_of(&self, dir: &RunDir, info: RunInfo) -> Result<ArtifactFolder> {
        let id = dir.id.as_str();
        let usual = Path::new(info.experiment_id.as_str()).join(id).join("artifacts");
        self.locate_artifacts(
            &format!("run {id}"),
            id,
            dir.part("artifacts"),
            info.artifact_uri,
            &usual,
        )
    }

    /// The folder that holds the artifacts of `whose`, by name, now: the recorded one, or its `own`. `usual` is how the
    /// path of an own folder ends.
    pub(crate) fn locate_artifacts(
        &self,
        whose: &str,
        id: &str,
        own: PathBuf,
        recorded: Option<String>,
        usual: &Path,
    ) -> Result<ArtifactFolder> {
        let Some(recorded) = recorded.filter(|uri| !uri.is_empty()) else {
            return Ok(ArtifactFolder {
                path: own,
                moved_from: None,
            });
        };
        if fsx::is_mounted(&own) && fsx::is_dir(&own) {
            return Ok(ArtifactFolder {
                path: own, // in an archive, which is to be read without what it was made from
                moved_from: None,
            });
        }
        let holds_something = || fsx::list(&own).is_ok_and(|entries| !entries.is_empty());
        let Some(path) = location::local_path(&recorded) else {
            if holds_something() {
                return Ok(ArtifactFolder {
                    path: own,
                    moved_from: Some(recorded),
                });
            }
            let scheme = location::scheme(&recorded).unwrap_or_default();
            return Err(StoreError::Unsupported(format!(
                "the artifacts of {whose} are at {recorded}: {scheme}: is not supported yet, only local folders are"
            )));
        };
        let places = location::places(self.root(), &path);
        let allowed = |place: &&PathBuf| may_hold(place, id, self.root());
        if let Some(path) = places.iter().filter(allowed).find(|place| fsx::is_dir(place)) {
            return Ok(ArtifactFolder {
                path: path.clone(),
                moved_from: None,
            });
        }
        // A chosen location is made by the first artifact; one of the usual form that is gone was left behind by a move.
        let was_chosen = path.is_absolute() && !path.ends_with(usual) && allowed(&&path);
        if was_chosen && !holds_something() {
            return Ok(ArtifactFolder { path, moved_from: None });
        }
        Ok(ArtifactFolder {
            moved_from: (path != own).then_some(recorded),
            path: own,
        })
    }

    /// The folder to log artifacts to: as [`Self::artifact_folder`], of an active run.
    ///
    /// # Errors
    /// When the run is deleted, or its artifacts are not local.
    pub fn artifact_folder_for_writing(&self, id: &RunId) -> Result<ArtifactFolder> {
        let (_, dir) = self.find_run(id)?;
        let folder = self.folder_of(&dir, active_info(&dir)?)?;
        match &folder.moved_from {
            Some(recorded) if location::local_path(recorded).is_none() => Err(StoreError::Unsupported(format!(
                "the artifacts of run {id} go to {recorded}, which is not supported yet: only local folders are"
            ))),
            _ => Ok(folder),
        }
    }
}

/// Whether a recorded location is one MLflow could have recorded: inside the store, or a folder named for the run or the
/// logged model. A `meta.yaml` made to point elsewhere on the disk is not followed.
fn may_hold(path: &Path, id: &str, root: &Path) -> bool {
    let clean = !path
        .components()
        .any(|part| matches!(part, std::path::Component::ParentDir));
    path.ends_with(Path::new(id).join("artifacts")) || (clean && path.starts_with(root))
}
