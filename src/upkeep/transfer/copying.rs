//! Copying a run under a new id.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{bring_datasets, missing_datasets, open};
use crate::codec::pyyaml::Yaml;
use crate::fsx::{self, Drafts};
use crate::model::{ExperimentId, RunId, RunInfo, tags};
use crate::store::file::layout::{META, NEVER_AN_EXPERIMENT, RUN_FOLDERS};
use crate::store::file::{FileStore, folder_uri, input_id, local_path, meta};
use crate::store::{Damage, Needs, Result, StoreError, TrackingStore as _};
use crate::upkeep::files::{Content, Files};
use crate::upkeep::undo::Operation;

/// The tag that says which run one is a copy of.
const COPIED_FROM: &str = "mlrun.copiedFrom";

/// Copies runs, each of which appears whole.
pub struct Copier<'a> {
    store: &'a FileStore,
    drafts: Drafts,
    advance: &'a dyn Fn(u64),
}

/// What a copy lacks.
#[derive(Debug)]
pub struct Copied {
    /// What of the run's folder was left out, such as links that lead out of the store.
    pub remarks: Vec<Damage>,
    /// Where its artifacts are, when they are the original's: they are not local.
    pub shares: Option<String>,
}

impl<'a> Copier<'a> {
    /// Begins; `advance` is told of every piece copied, in bytes.
    ///
    /// # Errors
    /// When nothing can be written to the store.
    pub fn begin(store: &'a FileStore, advance: &'a dyn Fn(u64)) -> Result<Self> {
        let _lock = store.lock()?;
        let drafts = Drafts::begin(store.root(), NEVER_AN_EXPERIMENT)?;
        Ok(Self { store, drafts, advance })
    }

    /// Copies a run: its params, metrics, tags, inputs, outputs and artifacts, wherever on this machine they are. In its own
    /// experiment its name gets a suffix. Logged models are not copied, the copy names those of the original.
    ///
    /// # Errors
    /// There is no such run or experiment, the run's `meta.yaml` cannot be read, the experiment is deleted, or something
    /// cannot be read or written.
    pub fn copy(
        &self,
        run: &RunId,
        new: &RunId,
        to: Option<&ExperimentId>,
        operation: &mut Operation,
    ) -> Result<Copied> {
        let info = self.store.get_run(run, &Needs::INFO)?.value.info;
        let (from, dir) = self.store.find_run(run)?;
        let to = open(self.store, to.unwrap_or(&from.id))?;
        let target = to.run(new);
        let fence = fsx::canonical(self.store.root())?;
        let mut files = Files::below(&dir.path, Some(&fence), &BTreeSet::new())?;
        let shares = self.bring_artifacts(&info, &dir.part("artifacts"), &mut files)?;
        let name = info.run_name.clone().unwrap_or_default();
        let name = if to.id == from.id {
            format!("{name} (copy)")
        } else {
            name
        };
        let written = meta::rewritten(fsx::read_if_exists(&dir.meta())?, &dir.meta(), |meta| {
            for key in ["run_id", "run_uuid"] {
                meta.set(key, Yaml::Str(new.to_string()));
            }
            if shares.is_none() {
                meta.set("artifact_uri", Yaml::Str(folder_uri(&target.part("artifacts"))));
            }
            meta.set("experiment_id", Yaml::Str(to.id.to_string()))
                .set("lifecycle_stage", Yaml::Str("active".to_owned()))
                .set("run_name", Yaml::Str(name.clone()))
                .remove("deleted_time");
        })?;
        let mut put = |path: &str, text: &str| {
            files
                .files
                .insert(PathBuf::from(path), Content::Bytes(text.as_bytes().to_vec()));
        };
        put(META, &written);
        put(&format!("tags/{COPIED_FROM}"), run.as_str());
        put(&format!("tags/{}", tags::RUN_NAME), &name);
        for key in [tags::HOST, tags::BOOT_ID, tags::PID, tags::PID_STARTED] {
            files.files.remove(&Path::new("tags").join(key)); // nobody records the copy
        }
        files.folders.extend(RUN_FOLDERS.map(PathBuf::from));
        let place = self.drafts.place();
        self.build(files.clone(), &place, run, new)?;
        self.drafts.sync()?;
        let _lock = self.store.lock()?;
        bring_datasets(&missing_datasets(&dir, &from, &to)?, &to, operation)?;
        operation.will_create(&target.path)?;
        self.drafts.publish(&place, &target.path)?.sync()?;
        Ok(Copied {
            remarks: files.remarks,
            shares,
        })
    }

    /// Adds the artifacts that lie elsewhere on this machine; those that lie on another are the original's, and where
    /// that is is returned.
    fn bring_artifacts(&self, info: &RunInfo, own: &Path, files: &mut Files) -> Result<Option<String>> {
        let folder = match self.store.artifact_folder(&info.run_id) {
            Ok(folder) => folder.path,
            Err(StoreError::Unsupported(_)) => return Ok(info.artifact_uri.clone()),
            Err(error) => return Err(error),
        };
        let is_remote = info.artifact_uri.as_ref().is_some_and(|uri| local_path(uri).is_none());
        if folder == own || is_remote || !fsx::is_dir(&folder) || super::is_same(&folder, own) {
            return Ok(None);
        }
        let fence = fsx::canonical(&folder)?;
        let elsewhere = Files::below(&folder, Some(&fence), &BTreeSet::new())?;
        for (path, content) in elsewhere.files {
            files.files.insert(Path::new("artifacts").join(path), content);
        }
        files.remarks.extend(elsewhere.remarks);
        Ok(None)
    }

    fn build(&self, files: Files, place: &Path, run: &RunId, new: &RunId) -> Result<()> {
        fsx::create_dir(place)?;
        for folder in &files.folders {
            if !folder.starts_with("inputs") {
                fsx::create_dir_all(&place.join(folder))?;
            }
        }
        let inputs = files
            .files
            .keys()
            .filter(|path| path.starts_with("inputs") && path.ends_with(META));
        let renamed: Vec<(PathBuf, PathBuf)> = inputs
            .filter_map(|path| renamed_input(path, &files, run, new))
            .collect();
        for (path, content) in &files.files {
            let mut folders = renamed.iter();
            let moved = folders.find_map(|(old, new)| Some(new.join(path.strip_prefix(old).ok()?)));
            content.copy_to(&place.join(moved.as_ref().unwrap_or(path)), self.advance)?;
        }
        Ok(())
    }
}

/// The folder of an input is called by the input and the run together.
fn renamed_input(path: &Path, files: &Files, run: &RunId, new: &RunId) -> Option<(PathBuf, PathBuf)> {
    let folder = path.parent()?;
    let bytes = files.files.get(path)?.read().ok()?;
    let node = meta::parse(bytes, path, &mut Vec::new()).ok()?;
    let source = meta::field(&node, "source_id")?;
    let is_usual = folder.file_name()?.to_str()? == input_id(&source, run);
    is_usual.then(|| (folder.to_owned(), folder.with_file_name(input_id(&source, new))))
}
