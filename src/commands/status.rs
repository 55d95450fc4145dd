use std::collections::BTreeMap;

use serde::Serialize;

use super::{Context, Exit};
use crate::cli::{OutputArg, Short};
use crate::store::TrackingStore;
use crate::view::{Cell, Record};

/// Say which store this is and why, what it holds, and what in it is damaged.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    output: OutputArg,

    #[command(flatten)]
    pub(super) short: Short,
}

#[derive(Serialize)]
struct Status {
    store: String,
    chosen_by: &'static str,
    experiments: u64,
    deleted_experiments: u64,
    runs: u64,
    deleted_runs: u64,
    runs_by_status: BTreeMap<String, u64>,
    files: u64,
    bytes: u64,
    damaged: Vec<Damaged>,
}

#[derive(Serialize)]
struct Damaged {
    path: String,
    line: Option<u64>,
    reason: String,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let census = store.census()?;
    let counts = census.value;
    let deleted = |n: u64| if n == 0 { String::new() } else { format!(" and {n} deleted") };
    let status = Status {
        store: store.root().display().to_string(),
        chosen_by: context.settings.store_choice().source.describe(),
        experiments: counts.experiments,
        deleted_experiments: counts.deleted_experiments,
        runs: counts.runs,
        deleted_runs: counts.deleted_runs,
        runs_by_status: counts.by_status,
        files: counts.files,
        bytes: counts.bytes,
        damaged: census
            .damage
            .iter()
            .map(|d| Damaged { path: d.path.display().to_string(), line: d.line, reason: d.reason.clone() })
            .collect(),
    };
    let by_status = status.runs_by_status.iter().map(|(name, n)| (name.clone(), Cell::Int((*n).into()))).collect::<Vec<_>>();
    let damaged = census.damage.iter().map(|d| {
        let line = d.line.map(|line| format!(":{line}")).unwrap_or_default();
        let path = d.path.strip_prefix(store.root()).unwrap_or(&d.path).display();
        (format!("{path}{line}"), Cell::Text(d.reason.clone()))
    });
    let (root, chosen_by) = (status.store.clone(), status.chosen_by);
    let page = Record::new(&status)
        .id(root.clone())
        .row("store", root)
        .row("chosen by", chosen_by)
        .row("experiments", format!("{}{}", counts.experiments, deleted(counts.deleted_experiments)))
        .row("runs", format!("{}{}", counts.runs, deleted(counts.deleted_runs)))
        .row("files", Cell::Int(counts.files.into()))
        .row("size", Cell::Bytes(counts.bytes))
        .section("runs by status")
        .rows(by_status)
        .section("damaged")
        .rows(damaged);
    context.ui.show(&page, args.output.output)?;
    Ok(Exit::Ok)
}
