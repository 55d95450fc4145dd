use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use serde_json::{Value, json};

use super::runs::unique_length;
use super::{Cell, Column, Record, View};
use crate::model::{Assessment, ExperimentId, Millis, Span, Trace, TraceId};

/// Where MLflow kept the whole question and answer, and before MLflow 3 their only trace.
const INPUTS: &str = "mlflow.traceInputs";
const OUTPUTS: &str = "mlflow.traceOutputs";

/// Several traces.
#[derive(Debug, Clone)]
pub struct TraceList<'a> {
    traces: &'a [Trace],
    experiments: Option<&'a BTreeMap<ExperimentId, String>>,
}

impl<'a> TraceList<'a> {
    /// In the order given.
    #[must_use]
    pub fn new(traces: &'a [Trace]) -> Self {
        Self {
            traces,
            experiments: None,
        }
    }

    /// With the experiments' names, shown to people in place of their ids.
    #[must_use]
    pub fn named(mut self, experiments: &'a BTreeMap<ExperimentId, String>) -> Self {
        self.experiments = Some(experiments);
        self
    }

    fn experiment(&self, trace: &Trace) -> Cell {
        let name = self.experiments.and_then(|names| names.get(&trace.experiment_id));
        name.map_or(trace.experiment_id.as_str(), String::as_str).into()
    }
}

impl View for TraceList<'_> {
    fn columns(&self) -> Vec<Column> {
        let first = self.traces.first().map(|trace| &trace.experiment_id);
        let several = self.traces.iter().any(|trace| Some(&trace.experiment_id) != first);
        vec![
            Column::new("trace_id"),
            Column::new("trace_name").label("name"),
            Column::new("experiment_id").rank(Column::DATA_ONLY),
            Column::new("experiment").rank(if several { 50 } else { Column::DATA_ONLY }),
            Column::new("run_id").rank(Column::DATA_ONLY),
            Column::new("state"),
            Column::new("request_time").label("started").rank(20),
            Column::new("execution_duration").label("duration").right().rank(30),
            Column::new("request_preview").label("request").rank(60),
            Column::new("response_preview").label("response").rank(70),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let short = unique_length(self.traces.iter().map(|trace| trace.trace_id.as_str())).max("tr-12345678".len());
        let row = |trace: &Trace| {
            let id = trace.trace_id.to_string();
            vec![
                Cell::Id { text: id, short },
                Cell::text(trace.name()),
                trace.experiment_id.as_str().into(),
                self.experiment(trace),
                Cell::text(trace.run_id()),
                trace.state.to_string().into(),
                Cell::time(trace.request_time),
                trace.execution_duration.map_or(Cell::Empty, Cell::Duration),
                Cell::text(request(trace)),
                Cell::text(response(trace)),
            ]
        };
        self.traces.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.traces.iter().map(|trace| TraceJson {
            info: InfoJson::from(trace),
            data: None,
        })
    }

    fn ids(&self) -> Vec<String> {
        self.traces.iter().map(|trace| trace.trace_id.to_string()).collect()
    }

    fn noun(&self) -> &'static str {
        "traces"
    }
}

fn request(trace: &Trace) -> Option<&str> {
    let whole = || trace.metadata.get(INPUTS).map(String::as_str);
    trace.request_preview.as_deref().or_else(whole)
}

fn response(trace: &Trace) -> Option<&str> {
    let whole = || trace.metadata.get(OUTPUTS).map(String::as_str);
    trace.response_preview.as_deref().or_else(whole)
}

/// One trace with its spans; in JSON as `mlflow traces get` prints it, the spans as their file has them.
#[must_use]
pub fn trace_page<'a>(trace: &'a Trace, spans: &'a [Span], experiment: Option<&str>) -> Record<TraceJson<'a>> {
    let json = TraceJson {
        info: InfoJson::from(trace),
        data: Some(DataJson {
            spans: spans.iter().map(|span| &span.json).collect(),
        }),
    };
    let shown = [(INPUTS, request(trace)), (OUTPUTS, response(trace))];
    let is_new = |(key, value): &(&String, &String)| !shown.contains(&(key.as_str(), Some(value.as_str())));
    let texts = |(key, value): (&String, &String)| (key.clone(), Cell::from(value.as_str()));
    Record::new(json)
        .id(trace.trace_id.as_str())
        .row("trace_id", trace.trace_id.as_str())
        .row("name", Cell::text(trace.name()))
        .row("experiment_id", trace.experiment_id.as_str())
        .row("experiment", Cell::text(experiment))
        .row("run_id", Cell::text(trace.run_id()))
        .row("client_request_id", Cell::text(trace.client_request_id.as_deref()))
        .row("state", trace.state.to_string())
        .row("request_time", Cell::time(trace.request_time))
        .row(
            "execution_duration",
            trace.execution_duration.map_or(Cell::Empty, Cell::Duration),
        )
        .row("request", Cell::text(request(trace)))
        .row("response", Cell::text(response(trace)))
        .section("spans")
        .rows(Span::tree(spans).into_iter().map(|(level, span)| {
            let name = format!("{}{}", "  ".repeat(level.min(DEEPEST)), span.name);
            (name, about(span).into())
        }))
        .section("assessments")
        .rows(
            trace
                .assessments
                .iter()
                .map(|one| (one.name.clone(), opinion(one).into())),
        )
        .section("metadata")
        .rows(trace.metadata.iter().filter(is_new).map(texts))
        .section("tags")
        .rows(trace.tags.iter().map(texts))
}

/// Spans below this level are not set in further: of a recursion traced a thousand deep little else than blanks would show.
const DEEPEST: usize = 40;

/// `12.7s  CHAIN  ERROR: no answer`; what went well is not mentioned.
fn about(span: &Span) -> String {
    let duration = span.duration().map(duration);
    let failed = match (span.status.as_str(), &span.message) {
        ("OK" | "UNSET", _) => None,
        (status, Some(message)) => Some(format!("{status}: {message}")),
        (status, None) => Some(status.to_owned()),
    };
    let parts = [duration.or(Some("not ended".to_owned())), span.kind.clone(), failed];
    parts.into_iter().flatten().collect::<Vec<_>>().join("  ")
}

/// In seconds, or in milliseconds under one.
fn duration(ms: i64) -> String {
    if ms.abs() < 1000 {
        format!("{ms}ms")
    } else {
        format!("{}.{:02}s", ms / 1000, ms.abs() % 1000 / 10)
    }
}

/// `0.75 (amy, HUMAN): why`, and what became of it.
fn opinion(assessment: &Assessment) -> String {
    let sources = [assessment.source_id.as_deref(), assessment.source_type.as_deref()];
    let sources: Vec<&str> = sources.into_iter().flatten().collect();
    let mut text = assessment.verdict.text();
    let mut add = |more: String| text.push_str(&more);
    if !sources.is_empty() {
        add(format!(" ({})", sources.join(", ")));
    }
    if let Some(rationale) = &assessment.rationale {
        add(format!(": {rationale}"));
    }
    match assessment.verdict.parts().0 {
        "feedback" => {}
        kind => add(format!(" [{kind}]")),
    }
    if assessment.valid == Some(false) {
        add(" [overridden]".to_owned());
    }
    text
}

/// The spans of a trace, each behind the one it is a part of.
#[derive(Debug, Clone)]
pub struct SpanList<'a>(Vec<(usize, &'a Span)>);

impl<'a> SpanList<'a> {
    /// In whatever order.
    #[must_use]
    pub fn new(spans: &'a [Span]) -> Self {
        Self(Span::tree(spans))
    }
}

impl View for SpanList<'_> {
    fn columns(&self) -> Vec<Column> {
        vec![
            Column::new("level").right().rank(20),
            Column::new("name"),
            Column::new("type").rank(30),
            Column::new("start_offset").label("after").right().rank(50),
            Column::new("duration").right().rank(10),
            Column::new("status"),
            Column::new("message").rank(40),
            Column::new("inputs").rank(60),
            Column::new("outputs").rank(70),
            Column::new("span_id").rank(80),
            Column::new("parent_id").rank(Column::DATA_ONLY),
        ]
    }

    fn rows(&self) -> Vec<Vec<Cell>> {
        let first = self.0.iter().filter_map(|(_, span)| span.start).min();
        let after = |span: &Span| Some(span.start?.checked_sub(first?)? / 1_000_000);
        let row = |(level, span): &(usize, &Span)| {
            vec![
                Cell::Int(*level as i128),
                span.name.as_str().into(),
                Cell::text(span.kind.as_deref()),
                after(span).map_or(Cell::Empty, Cell::Duration),
                span.duration().map_or(Cell::Empty, Cell::Duration),
                span.status.as_str().into(),
                Cell::text(span.message.as_deref()),
                Cell::text(span.inputs.as_deref()),
                Cell::text(span.outputs.as_deref()),
                span.span_id.as_str().into(),
                Cell::text(span.parent_id.as_deref()),
            ]
        };
        self.0.iter().map(row).collect()
    }

    fn items(&self) -> impl Iterator<Item = impl Serialize> {
        self.0.iter().map(|(_, span)| &span.json)
    }

    fn ids(&self) -> Vec<String> {
        self.0.iter().map(|(_, span)| span.span_id.clone()).collect()
    }

    fn noun(&self) -> &'static str {
        "spans"
    }
}

/// A trace in JSON: MLflow 3's fields, whichever MLflow wrote it; what is not there is left out, as by MLflow.
#[derive(Debug, Clone, Serialize)]
pub struct TraceJson<'a> {
    info: InfoJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<DataJson<'a>>,
}

#[derive(Debug, Clone, Serialize)]
struct DataJson<'a> {
    spans: Vec<&'a Value>,
}

#[derive(Debug, Clone, Serialize)]
struct InfoJson<'a> {
    trace_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_request_id: Option<&'a str>,
    trace_location: LocationJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_time: Option<String>,
    state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_preview: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    response_preview: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    execution_duration_ms: Option<i64>,
    trace_metadata: &'a BTreeMap<String, String>,
    tags: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    assessments: Vec<Value>,
}

#[derive(Debug, Clone, Serialize)]
struct LocationJson<'a> {
    r#type: &'static str,
    mlflow_experiment: ExperimentJson<'a>,
}

#[derive(Debug, Clone, Serialize)]
struct ExperimentJson<'a> {
    experiment_id: &'a str,
}

impl<'a> From<&'a Trace> for InfoJson<'a> {
    fn from(trace: &'a Trace) -> Self {
        Self {
            trace_id: trace.trace_id.as_str(),
            client_request_id: trace.client_request_id.as_deref(),
            trace_location: LocationJson {
                r#type: "MLFLOW_EXPERIMENT",
                mlflow_experiment: ExperimentJson {
                    experiment_id: trace.experiment_id.as_str(),
                },
            },
            request_time: trace.request_time.and_then(iso),
            state: trace.state.to_string(),
            request_preview: trace.request_preview.as_deref(),
            response_preview: trace.response_preview.as_deref(),
            execution_duration_ms: trace.execution_duration,
            trace_metadata: &trace.metadata,
            tags: &trace.tags,
            assessments: trace
                .assessments
                .iter()
                .map(|one| assessment(one, &trace.trace_id))
                .collect(),
        }
    }
}

fn assessment(one: &Assessment, trace: &TraceId) -> Value {
    let (kind, verdict) = one.verdict.parts();
    let source = json!({ "source_type": one.source_type, "source_id": one.source_id });
    let metadata = Some(json!(one.metadata)).filter(|_| !one.metadata.is_empty());
    let fields = [
        ("assessment_id", Some(one.assessment_id.as_str().into())),
        ("assessment_name", Some(one.name.as_str().into())),
        ("trace_id", Some(trace.as_str().into())),
        ("span_id", one.span_id.as_deref().map(Value::from)),
        ("source", Some(source)),
        ("create_time", one.create_time.and_then(iso).map(Value::from)),
        ("last_update_time", one.last_update_time.and_then(iso).map(Value::from)),
        (kind, Some(verdict.clone())),
        ("rationale", one.rationale.as_deref().map(Value::from)),
        ("metadata", metadata),
        ("overrides", one.overrides.as_deref().map(Value::from)),
        ("valid", one.valid.map(Value::from)),
    ];
    let there = |(key, value): (&str, Option<Value>)| Some((key.to_owned(), value?));
    Value::Object(fields.into_iter().filter_map(there).collect())
}

/// As protobuf writes a time: without a fraction on the second.
fn iso(Millis(ms): Millis) -> Option<String> {
    let time = DateTime::<Utc>::from_timestamp_millis(ms)?;
    Some(time.to_rfc3339_opts(SecondsFormat::AutoSi, true))
}
