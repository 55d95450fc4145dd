//! What of a source comes, where not all does: runs, and what belongs to them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::kind::{Kind, VERSION};
use super::source::Source;
use crate::fsx;
use crate::model::{ExperimentId, RunId, Trace};
use crate::store::file::layout::META;
use crate::store::file::meta;

/// What of a source comes.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// These experiments; `None` for all.
    pub experiments: Option<BTreeSet<ExperimentId>>,
    /// Of them these runs, with the logged models that they made and the traces of them; `None` for all that is there.
    pub runs: Option<BTreeSet<RunId>>,
}

impl Choice {
    /// Whether everything comes.
    pub(super) fn is_all(&self) -> bool {
        self.experiments.is_none() && self.runs.is_none()
    }

    pub(super) fn wants(&self, experiment: &ExperimentId) -> bool {
        self.experiments
            .as_ref()
            .is_none_or(|wanted| wanted.contains(experiment))
    }

    /// Whether what lies in an experiment's folder comes with it.
    pub(super) fn wants_part(&self, kind: Kind, id: &str, folder: &Path) -> bool {
        let Some(wanted) = &self.runs else { return true };
        let run = match kind {
            Kind::Run => Some(id.to_owned()),
            Kind::LoggedModel => said(folder, "source_run_id"),
            Kind::Trace => run_of_trace(folder),
            Kind::Experiment | Kind::Folder | Kind::RegisteredModel => None,
        };
        run.is_some_and(|run| RunId::parse(&run).is_ok_and(|run| wanted.contains(&run)))
    }
}

fn said(folder: &Path, key: &str) -> Option<String> {
    let node = meta::read(&folder.join(META), &mut Vec::new()).ok().flatten()?;
    meta::field(&node, key)
}

fn run_of_trace(folder: &Path) -> Option<String> {
    let said = fsx::read(&folder.join("request_metadata").join(Trace::SOURCE_RUN)).ok()?;
    Some(String::from_utf8_lossy(&said).trim().to_owned())
}

impl Source {
    /// What of a registered model stays behind: versions whose run does not come, and aliases that mean them. `None` when
    /// nothing of it comes.
    pub(super) fn left_behind(&self, model: &Path) -> Option<BTreeSet<PathBuf>> {
        let mut behind = BTreeSet::new();
        if self.choice.is_all() {
            return Some(behind);
        }
        let mut versions = BTreeSet::new();
        for entry in fsx::list(model).unwrap_or_default() {
            let Some(number) = entry.name.strip_prefix(VERSION) else {
                continue;
            };
            let run = said(&entry.path, "run_id").and_then(|run| RunId::parse(&run).ok());
            if run.is_some_and(|run| self.brings(&run)) {
                versions.insert(number.to_owned());
            } else {
                behind.insert(PathBuf::from(&entry.name));
            }
        }
        for alias in fsx::list(&model.join("aliases")).unwrap_or_default() {
            let meant = fsx::read(&alias.path).unwrap_or_default();
            if !versions.contains(String::from_utf8_lossy(&meant).trim()) {
                behind.insert(Path::new("aliases").join(&alias.name));
            }
        }
        (!versions.is_empty()).then_some(behind)
    }

    fn brings(&self, run: &RunId) -> bool {
        let is_wanted = self.choice.runs.as_ref().is_none_or(|wanted| wanted.contains(run));
        let mut homes = self.experiments.iter();
        is_wanted && homes.any(|home| fsx::is_dir(&home.dir.run(run).path))
    }
}
