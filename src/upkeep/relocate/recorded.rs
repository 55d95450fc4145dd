//! Every location that a store records.

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::Owner;
use crate::fsx::{self, PathError};
use crate::model::TraceId;
use crate::store::file::layout::{ExperimentDir, Found, META, MODELS};
use crate::store::file::{FileStore, meta};
use crate::store::{Damage, Result};

/// A location as it is recorded.
#[derive(Debug, Clone)]
pub(super) struct Recorded {
    /// The file that says it.
    pub(super) file: PathBuf,
    /// Under which key of its YAML; `None` when the file holds nothing else.
    pub(super) key: Option<&'static str>,
    /// What it says.
    pub(super) text: String,
    pub(super) owner: Owner,
    /// Where in the store the files would be; none of a version, whose location tells whose they are.
    pub(super) home: Option<Home>,
}

/// Files' place in a store.
#[derive(Debug, Clone)]
pub(super) struct Home {
    /// Below the store as MLflow records it: `<experiment>/<run>/artifacts`. Of a deleted experiment too, which comes back
    /// to where it was.
    pub(super) recorded: Vec<String>,
    /// Where it is now.
    pub(super) folder: PathBuf,
}

/// Everything that has files, and every location.
#[derive(Debug, Default)]
pub(super) struct Records {
    pub(super) all: Vec<Recorded>,
    pub(super) damage: Vec<Damage>,
}

impl Records {
    /// Reads them all. What cannot be read is left out and reported.
    pub(super) fn read(store: &FileStore) -> Result<Self> {
        let found = store.layout().experiments()?;
        let mut records = Self {
            all: Vec::new(),
            damage: found.damage,
        };
        for experiment in &found.dirs {
            records.read_experiment(experiment, store);
        }
        records.read_versions(store);
        Ok(records)
    }

    fn read_experiment(&mut self, dir: &ExperimentDir, store: &FileStore) {
        let home = |names: &[&str]| Home {
            recorded: std::iter::once(dir.id.as_str())
                .chain(names.iter().copied())
                .map(str::to_owned)
                .collect(),
            folder: names.iter().fold(dir.path.clone(), |path, name| path.join(name)),
        };
        let mut wanted = vec![(
            dir.meta(),
            "artifact_location",
            Owner::Experiment(dir.id.clone()),
            home(&[]),
        )];
        for run in self.listed(store.layout().runs(dir)) {
            let home = home(&[run.id.as_str(), "artifacts"]);
            wanted.push((run.meta(), "artifact_uri", Owner::Run(run.id), home));
        }
        for model in self.listed(dir.logged_models()) {
            let home = home(&[MODELS, model.id.as_str(), "artifacts"]);
            wanted.push((model.meta(), "artifact_location", Owner::LoggedModel(model.id), home));
        }
        let read = |(file, key, owner, home): (PathBuf, &'static str, Owner, Home)| {
            let found = value(&file, key).transpose()?;
            Some(found.map(|text| Recorded {
                file,
                key: Some(key),
                text,
                owner,
                home: Some(home),
            }))
        };
        let read: Vec<_> = wanted.into_par_iter().filter_map(read).collect();
        for found in read {
            match found {
                Ok(recorded) => self.all.push(recorded),
                Err(damage) => self.damage.push(damage),
            }
        }
        for entry in fsx::list(&dir.traces()).unwrap_or_default() {
            let Ok(id) = TraceId::parse(&entry.name) else { continue };
            let file = entry.path.join("tags").join("mlflow.artifactLocation");
            let Ok(text) = fsx::read(&file).map(String::from_utf8) else {
                continue;
            };
            let home = home(&["traces", id.as_str(), "artifacts"]);
            self.all
                .extend(text.ok().filter(|text| !text.is_empty()).map(|text| Recorded {
                    file,
                    key: None,
                    text,
                    owner: Owner::Trace(id),
                    home: Some(home),
                }));
        }
    }

    fn listed<T>(&mut self, found: std::result::Result<Found<T>, PathError>) -> Vec<T> {
        match found {
            Ok(found) => {
                self.damage.extend(found.damage);
                found.dirs
            }
            Err(error) => {
                self.damage.push(error.into());
                Vec::new()
            }
        }
    }

    fn read_versions(&mut self, store: &FileStore) {
        let models = fsx::list(&store.layout().models()).unwrap_or_default();
        for model in models.into_iter().filter(is_data) {
            let versions = fsx::list(&model.path).unwrap_or_default();
            for version in versions.into_iter().filter(is_data) {
                let Some(number) = version.name.strip_prefix("version-") else {
                    continue;
                };
                let file = version.path.join(META);
                for key in ["source", "storage_location"] {
                    match value(&file, key) {
                        Ok(Some(text)) => self.all.push(Recorded {
                            file: file.clone(),
                            key: Some(key),
                            text,
                            owner: Owner::Version(model.name.clone(), number.to_owned()),
                            home: None,
                        }),
                        Ok(None) => {}
                        Err(damage) if key == "source" => self.damage.push(damage),
                        Err(_) => {}
                    }
                }
            }
        }
    }
}

fn is_data(entry: &fsx::Entry) -> bool {
    entry.is_dir && !fsx::is_temporary(entry.name.as_ref())
}

/// What a `meta.yaml` has under a key; nothing when it is empty, null or not there.
fn value(file: &Path, key: &str) -> std::result::Result<Option<String>, Damage> {
    let node = meta::read(file, &mut Vec::new())?;
    Ok(node
        .and_then(|node| meta::field(&node, key))
        .filter(|text| !text.is_empty()))
}
