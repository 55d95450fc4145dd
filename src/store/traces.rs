//! What a store of traces promises. Traces are only read: their writers are the programs that are traced.

use std::fmt;

use super::{Candidate, Page, Read, ResolveError, Result, StoreError};
use crate::model::{ExperimentId, RunId, Span, Trace, TraceId, ViewType};
use crate::near::nearest;

/// The shortest prefix of an id that is taken for one; all ids of MLflow 3 begin with `tr-`.
const MIN_PREFIX: usize = 4;

/// Which traces to list: newest first by request time, then by id. The default is those of every active experiment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TraceQuery {
    /// In these experiments; `None` for every experiment the view shows. Unknown ids give nothing.
    pub experiments: Option<Vec<ExperimentId>>,
    /// By the experiment's stage, where none is named: traces have none of their own.
    pub view: ViewType,
    /// Only those made in this run.
    pub run: Option<RunId>,
    /// How many to pass over first.
    pub offset: i64,
    /// At most so many.
    pub max: Option<i64>,
}

/// The traces of experiments. As with [`super::TrackingStore`], calls may block, and none prints or reads the clock.
pub trait TraceStore: fmt::Debug + Send + Sync {
    /// In an active or a deleted experiment.
    fn get_trace(&self, id: &TraceId) -> Result<Read<Trace>>;

    /// Those that the query asks for. Traces without a request time come last.
    fn search_traces(&self, query: &TraceQuery) -> Result<Page<Trace>>;

    /// Every trace's id, and where it lies, without opening any. In no order.
    fn list_trace_ids(&self) -> Result<Vec<(ExperimentId, TraceId)>>;

    /// The spans of a trace, in the order of its `traces.json`; empty where there is no such file, as in a trace that has
    /// not ended.
    fn get_spans(&self, id: &TraceId) -> Result<Read<Vec<Span>>>;
}

/// The trace meant by an id or a unique prefix of one (4 or more characters).
///
/// # Errors
/// [`ResolveError`].
pub fn resolve_trace(store: &dyn TraceStore, text: &str) -> std::result::Result<TraceId, ResolveError> {
    let all = store.list_trace_ids()?;
    let whole = |id: &TraceId| id.as_str() == text;
    if let Some((_, id)) = all.iter().find(|(_, id)| whole(id)) {
        return Ok(id.clone());
    }
    let is_prefix = |id: &TraceId| text.chars().count() >= MIN_PREFIX && id.as_str().starts_with(text);
    let mut meant: Vec<&TraceId> = all.iter().map(|(_, id)| id).filter(|id| is_prefix(id)).collect();
    meant.sort();
    meant.dedup();
    match &meant[..] {
        [one] => Ok((*one).clone()),
        [] => Err(ResolveError::NotFound {
            kind: "trace",
            text: text.to_owned(),
            near: nearest(text, all.iter().map(|(_, id)| id.as_str())).map(str::to_owned),
        }),
        several => Err(ResolveError::Ambiguous {
            kind: "trace",
            text: text.to_owned(),
            candidates: several.iter().map(|id| candidate(store, id)).collect::<Result<_>>()?,
        }),
    }
}

/// What tells a trace from others; one that cannot be read has its id alone.
fn candidate(store: &dyn TraceStore, id: &TraceId) -> Result<Candidate> {
    let trace = match store.get_trace(id) {
        Ok(read) => Some(read.value),
        Err(StoreError::Damaged { .. } | StoreError::NotFound(_)) => None,
        Err(error) => return Err(error),
    };
    let name = trace.as_ref().and_then(Trace::name).unwrap_or_default();
    Ok(Candidate {
        id: id.to_string(),
        name: name.to_owned(),
        time: trace.as_ref().and_then(|trace| trace.request_time),
    })
}
