//! Traces: the folder `traces` of an experiment, one folder a trace. They are read and never written.

mod info;
mod spans;

use std::cmp::Ordering;
use std::path::PathBuf;

use rayon::prelude::*;

use super::layout::{ExperimentDir, Found};
use super::{FileStore, location};
use crate::fsx::{self, PathError};
use crate::model::{ExperimentId, Span, Trace, TraceId, ViewType};
use crate::search::slice;
use crate::store::{Damage, Page, Read, Result, StoreError, TraceQuery, TraceStore};

/// The file that describes a trace.
const INFO: &str = "trace_info.yaml";
/// The file that holds its spans, in its artifacts.
const SPANS: &str = "traces.json";
/// What a trace's folder may hold besides.
const PARTS: [&str; 4] = ["request_metadata", "tags", "assessments", "artifacts"];

/// A trace's folder.
#[derive(Debug, Clone)]
struct TraceDir {
    id: TraceId,
    experiment: ExperimentId,
    path: PathBuf,
}

impl TraceDir {
    /// Whether a folder without `trace_info.yaml` is a trace all the same.
    fn looks_real(&self) -> bool {
        PARTS.iter().any(|part| fsx::is_dir(&self.path.join(part)))
    }
}

impl FileStore {
    /// The trace's folder; of two with one id that in an active experiment.
    fn find_trace(&self, id: &TraceId) -> Result<TraceDir> {
        let experiments = self.layout.experiments()?.dirs;
        let place = |dir: ExperimentDir| TraceDir {
            path: dir.traces().join(id.as_str()),
            id: id.clone(),
            experiment: dir.id,
        };
        let found = experiments.into_iter().map(place).find(|dir| fsx::is_dir(&dir.path));
        found.ok_or_else(|| StoreError::NotFound(format!("Trace with ID '{id}' not found")))
    }

    /// The experiments that a query is about.
    fn homes_of_traces(&self, query: &TraceQuery) -> Result<Vec<ExperimentDir>> {
        if let Some(ids) = &query.experiments {
            return Ok(ids.iter().filter_map(|id| self.layout.experiment(id)).collect());
        }
        let mut dirs = self.layout.experiments()?.dirs;
        dirs.retain(|dir| match query.view {
            ViewType::ActiveOnly => !dir.deleted,
            ViewType::DeletedOnly => dir.deleted,
            ViewType::All => true,
        });
        Ok(dirs)
    }
}

/// The traces of an experiment, sorted by id. Most experiments have none, nor the folder for them.
fn traces(experiment: &ExperimentDir) -> std::result::Result<Found<TraceDir>, PathError> {
    let mut found = Found {
        dirs: Vec::new(),
        damage: Vec::new(),
    };
    let entries = match fsx::list(&experiment.traces()) {
        Err(error) if error.is_not_found() => return Ok(found),
        entries => entries?,
    };
    for entry in entries.into_iter().filter(|entry| entry.is_dir) {
        match TraceId::parse(&entry.name) {
            Ok(id) => found.dirs.push(TraceDir {
                id,
                experiment: experiment.id.clone(),
                path: entry.path,
            }),
            Err(_) if fsx::is_file(&entry.path.join(INFO)) => found.damage.push(Damage::new(
                entry.path,
                format!("holds a {INFO}, but its name cannot be a trace's id"),
            )),
            Err(_) => {}
        }
    }
    Ok(found)
}

impl TraceStore for FileStore {
    fn get_trace(&self, id: &TraceId) -> Result<Read<Trace>> {
        let dir = self.find_trace(id)?;
        let mut damage = Vec::new();
        match info::read(&dir, &mut damage) {
            Some(mut trace) => {
                info::fill(&dir, &mut trace, &mut damage);
                Ok(Read { value: trace, damage })
            }
            None => Err(damage
                .pop()
                .unwrap_or_else(|| Damage::new(dir.path, format!("a folder without {INFO}")))
                .into()),
        }
    }

    fn search_traces(&self, query: &TraceQuery) -> Result<Page<Trace>> {
        let listed: Vec<_> = self.homes_of_traces(query)?.par_iter().map(traces).collect();
        let (mut dirs, mut damage) = (Vec::new(), Vec::new());
        for found in listed {
            match found {
                Ok(mut found) => {
                    dirs.append(&mut found.dirs);
                    damage.append(&mut found.damage);
                }
                Err(error) => damage.push(error.into()),
            }
        }
        let read = |dir: TraceDir| {
            let mut damage = Vec::new();
            let trace = info::read(&dir, &mut damage);
            let wanted = |_: &Trace| query.run.as_ref().is_none_or(|run| info::is_of_run(&dir, run));
            (trace.filter(wanted).map(|trace| (dir, trace)), damage)
        };
        let (read, found): (Vec<_>, Vec<_>) = dirs.into_par_iter().map(read).unzip();
        damage.extend(found.into_iter().flatten());
        let mut read: Vec<(TraceDir, Trace)> = read.into_iter().flatten().collect();
        read.par_sort_by(|(_, a), (_, b)| newest_first(a, b));
        let total = read.len();
        let (page, next) = slice(total, query.offset, query.max);
        let fill = |(dir, mut trace): (TraceDir, Trace)| {
            let mut damage = Vec::new();
            info::fill(&dir, &mut trace, &mut damage);
            (trace, damage)
        };
        let shown: Vec<_> = read.drain(page).collect();
        let (items, found): (Vec<_>, Vec<_>) = shown.into_par_iter().map(fill).unzip();
        damage.extend(found.into_iter().flatten());
        Ok(Page {
            items,
            next,
            total: Some(total),
            damage,
        })
    }

    fn list_trace_ids(&self) -> Result<Vec<(ExperimentId, TraceId)>> {
        let mut ids = Vec::new();
        for experiment in self.layout.experiments()?.dirs {
            // what cannot be listed is reported when it is read
            if let Ok(found) = traces(&experiment) {
                ids.extend(found.dirs.into_iter().map(|dir| (dir.experiment, dir.id)));
            }
        }
        Ok(ids)
    }

    fn get_spans(&self, id: &TraceId) -> Result<Read<Vec<Span>>> {
        let dir = self.find_trace(id)?;
        let mut damage = Vec::new();
        let path = spans_file(&dir);
        if fsx::followed_size(&path).is_some_and(|size| size > LARGEST) {
            damage.push(Damage::new(path, "more than 256 MB: too large to be read"));
            return Ok(Read {
                value: Vec::new(),
                damage,
            });
        }
        let value = match fsx::read_if_exists(&path) {
            Ok(Some(bytes)) => spans::parse(&bytes, &path, &mut damage),
            Ok(None) => Vec::new(),
            Err(error) => {
                damage.push(error.into());
                Vec::new()
            }
        };
        Ok(Read { value, damage })
    }
}

/// A larger file of spans, in bytes, would not fit in the memory of a small machine once it is read.
const LARGEST: u64 = 256 << 20;

/// Where the spans are: in the trace's own folder, else in the recorded location if that is a local folder named for the
/// trace, as it is where the experiment keeps its artifacts elsewhere. Any other is not followed.
fn spans_file(dir: &TraceDir) -> PathBuf {
    let own = dir.path.join("artifacts").join(SPANS);
    if fsx::exists(&own) {
        return own;
    }
    let recorded = fsx::read(&dir.path.join("tags/mlflow.artifactLocation")).ok();
    let recorded = recorded.and_then(|bytes| location::local_path(&String::from_utf8(bytes).ok()?));
    let usual = PathBuf::from("traces").join(dir.id.as_str()).join("artifacts");
    match recorded.filter(|path| path.is_absolute() && path.ends_with(usual)) {
        Some(path) => path.join(SPANS),
        None => own,
    }
}

/// Newest first by request time, those without one last, then by id.
fn newest_first(a: &Trace, b: &Trace) -> Ordering {
    b.request_time
        .cmp(&a.request_time)
        .then_with(|| a.trace_id.cmp(&b.trace_id))
}
