//! Counting everything, and finding everything that is damaged.

use std::collections::BTreeMap;

use super::FileStore;
use crate::fsx;
use crate::model::{Lifecycle, ViewType};
use crate::store::{Census, ExperimentQuery, Needs, Read, Result, RunQuery};

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
        let (files, bytes) = fsx::count_files(self.root());
        let mut damage = experiments.damage;
        damage.extend(runs.damage);
        damage.sort_by(|a, b| (&a.path, a.line).cmp(&(&b.path, b.line)));
        damage.dedup();
        Ok(Read {
            value: Census {
                experiments: count(false),
                deleted_experiments: count(true),
                runs: runs.items.len() as u64 - deleted_runs,
                deleted_runs,
                by_status,
                files,
                bytes,
            },
            damage,
        })
    }
}
