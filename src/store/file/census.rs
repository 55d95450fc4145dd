//! Counting everything, and finding everything that is damaged.

use std::collections::BTreeMap;

use super::FileStore;
use crate::fsx;
use crate::model::{Lifecycle, ViewType};
use crate::store::{
    Census, ExperimentQuery, LoggedModelQuery, LoggedModelStore, ModelQuery, Needs, Read, RegistryStore, Result,
    RunQuery, TraceQuery, TraceStore, VersionQuery,
};

impl FileStore {
    pub(super) fn census(&self) -> Result<Read<Census>> {
        let experiments = self.search_experiments(&ExperimentQuery::all())?;
        let query = RunQuery {
            view: ViewType::All,
            needs: Needs::ALL,
            ..RunQuery::default()
        };
        let runs = self.search_runs(&query)?;
        let count = |deleted: bool| {
            experiments
                .items
                .iter()
                .filter(|e| (e.lifecycle_stage == Lifecycle::Deleted) == deleted)
                .count() as u64
        };
        let mut by_status = BTreeMap::new();
        for run in &runs.items {
            *by_status.entry(run.info.status.to_string()).or_insert(0) += 1;
        }
        let deleted_runs = runs
            .items
            .iter()
            .filter(|run| run.info.lifecycle_stage == Lifecycle::Deleted)
            .count() as u64;
        let models = RegistryStore::search_registered_models(self, &ModelQuery::default())?;
        let versions = RegistryStore::search_model_versions(self, &VersionQuery::default())?;
        let logged = LoggedModelStore::search_logged_models(
            self,
            &LoggedModelQuery {
                view: ViewType::All,
                ..LoggedModelQuery::default()
            },
        )?;
        let traces = TraceStore::search_traces(
            self,
            &TraceQuery {
                view: ViewType::All,
                ..TraceQuery::default()
            },
        )?;
        let (files, bytes) = fsx::count_files(self.root());
        let mut damage = experiments.damage;
        for more in [
            runs.damage,
            models.damage,
            versions.damage,
            logged.damage,
            traces.damage,
        ] {
            damage.extend(more);
        }
        damage.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
        damage.dedup();
        Ok(Read {
            value: Census {
                experiments: count(false),
                deleted_experiments: count(true),
                runs: runs.items.len() as u64 - deleted_runs,
                deleted_runs,
                by_status,
                registered_models: models.items.len() as u64,
                model_versions: versions.items.len() as u64,
                logged_models: logged.items.len() as u64,
                traces: traces.items.len() as u64,
                files,
                bytes,
            },
            damage,
        })
    }
}
