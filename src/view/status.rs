use std::collections::BTreeMap;

use serde::Serialize;

use super::{Cell, Damage, Record};
use crate::store::Census;

/// How a store stands, in JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StatusJson<'a> {
    store: &'a str,
    chosen_by: &'a str,
    experiments: u64,
    deleted_experiments: u64,
    runs: u64,
    deleted_runs: u64,
    by_status: &'a BTreeMap<String, u64>,
    registered_models: u64,
    model_versions: u64,
    logged_models: u64,
    traces: u64,
    files: u64,
    bytes: u64,
    damage: Vec<DamageJson<'a>>,
}

/// Something damaged, in JSON.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DamageJson<'a> {
    path: String,
    line: Option<u64>,
    reason: &'a str,
}

impl<'a> From<&'a Damage> for DamageJson<'a> {
    fn from(damage: &'a Damage) -> Self {
        Self {
            path: damage.path.to_string_lossy().into_owned(),
            line: damage.line,
            reason: &damage.reason,
        }
    }
}

/// How a store stands: where it is, what chose it (a flag, a variable, the default), what it holds, what is damaged.
#[must_use]
pub fn status_page<'a>(
    store: &'a str,
    chosen_by: &'a str,
    census: &'a Census,
    damage: &'a [Damage],
) -> Record<StatusJson<'a>> {
    let count = |number: u64| Cell::Int(number.into());
    let page = Record::new(StatusJson {
        store,
        chosen_by,
        experiments: census.experiments,
        deleted_experiments: census.deleted_experiments,
        runs: census.runs,
        deleted_runs: census.deleted_runs,
        by_status: &census.by_status,
        registered_models: census.registered_models,
        model_versions: census.model_versions,
        logged_models: census.logged_models,
        traces: census.traces,
        files: census.files,
        bytes: census.bytes,
        damage: damage.iter().map(Into::into).collect(),
    });
    page.id(store)
        .row("store", store)
        .row("chosen_by", chosen_by)
        .row("experiments", count(census.experiments))
        .row("deleted_experiments", count(census.deleted_experiments))
        .row("runs", count(census.runs))
        .row("deleted_runs", count(census.deleted_runs))
        .row("registered_models", count(census.registered_models))
        .row("model_versions", count(census.model_versions))
        .row("logged_models", count(census.logged_models))
        .row("traces", count(census.traces))
        .row("files", count(census.files))
        .row("bytes", Cell::Bytes(census.bytes))
        .row("damaged", count(damage.len() as u64))
        .section("by_status")
        .rows(
            census
                .by_status
                .iter()
                .map(|(status, runs)| (status.clone(), count(*runs))),
        )
        .section("damage")
        .rows(damage.iter().map(|damage| {
            let line = damage.line.map(|line| format!(":{line}")).unwrap_or_default();
            (
                format!("{}{line}", damage.path.display()),
                damage.reason.as_str().into(),
            )
        }))
}
