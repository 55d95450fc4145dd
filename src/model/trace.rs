use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::{ExperimentId, Millis, TraceId};

/// A trace as read, whichever MLflow wrote it: what a damaged or old `trace_info.yaml` lacks is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// The name of its folder.
    pub trace_id: TraceId,
    /// The experiment it lies in.
    pub experiment_id: ExperimentId,
    /// How it went.
    pub state: TraceState,
    /// When it began.
    pub request_time: Option<Millis>,
    /// How long it took, in milliseconds.
    pub execution_duration: Option<i64>,
    /// The beginning of what was asked (MLflow ≥ 3.0).
    pub request_preview: Option<String>,
    /// The beginning of what was answered (MLflow ≥ 3.0).
    pub response_preview: Option<String>,
    /// What its maker calls it.
    pub client_request_id: Option<String>,
    /// What never changes, by key; called request metadata before MLflow 3.
    pub metadata: BTreeMap<String, String>,
    /// By key.
    pub tags: BTreeMap<String, String>,
    /// What people, judges and code thought of it, by id.
    pub assessments: Vec<Assessment>,
}

impl Trace {
    /// Its name: the tag `mlflow.traceName`, which is the name of its first span.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.tags.get("mlflow.traceName").map(String::as_str)
    }

    /// The run it was made in.
    #[must_use]
    pub fn run_id(&self) -> Option<&str> {
        self.metadata.get(Self::SOURCE_RUN).map(String::as_str)
    }

    /// The key of the metadata that names the run.
    pub const SOURCE_RUN: &str = "mlflow.sourceRun";
}

/// How a trace went.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum TraceState {
    /// Nobody said.
    #[default]
    Unspecified,
    /// Well.
    Ok,
    /// It failed.
    Error,
    /// It has not ended, or nobody said so.
    InProgress,
    /// A word that MLflow does not know.
    Other(String),
}

impl TraceState {
    /// From what MLflow writes, of any version.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text {
            "STATE_UNSPECIFIED" | "TRACE_STATUS_UNSPECIFIED" => Self::Unspecified,
            "OK" => Self::Ok,
            "ERROR" => Self::Error,
            "IN_PROGRESS" => Self::InProgress,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for TraceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unspecified => "STATE_UNSPECIFIED",
            Self::Ok => "OK",
            Self::Error => "ERROR",
            Self::InProgress => "IN_PROGRESS",
            Self::Other(text) => text,
        })
    }
}

/// What somebody thought of a trace.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// `a-…`.
    pub assessment_id: String,
    /// What is assessed, such as `correctness`.
    pub name: String,
    /// What it says.
    pub verdict: Verdict,
    /// `HUMAN`, `LLM_JUDGE` or `CODE`.
    pub source_type: Option<String>,
    /// Who or which.
    pub source_id: Option<String>,
    /// When it was made.
    pub create_time: Option<Millis>,
    /// When it was changed last.
    pub last_update_time: Option<Millis>,
    /// Why.
    pub rationale: Option<String>,
    /// The span it is about, if not the whole.
    pub span_id: Option<String>,
    /// The assessment it takes the place of.
    pub overrides: Option<String>,
    /// `false` when another one took its place.
    pub valid: Option<bool>,
    /// By key.
    pub metadata: BTreeMap<String, String>,
}

/// The three kinds of assessments, each with the object that MLflow keeps it in.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// `{"value": …}`, or `{"error": …}` where none could be found.
    Feedback(Value),
    /// `{"value": …}`, or `{"serialized_value": {"value": JSON as text}}`.
    Expectation(Value),
    /// `{"issue_name": …}`.
    Issue(Value),
}

impl Verdict {
    /// The kind by its key in MLflow's file, and the object.
    #[must_use]
    pub fn parts(&self) -> (&'static str, &Value) {
        match self {
            Self::Feedback(value) => ("feedback", value),
            Self::Expectation(value) => ("expectation", value),
            Self::Issue(value) => ("issue", value),
        }
    }

    /// What it says, for people: a text as it is, anything else in JSON.
    #[must_use]
    pub fn text(&self) -> String {
        let (_, object) = self.parts();
        let error = ["/error/error_message", "/error/error_code"];
        let places = ["/value", "/serialized_value/value", "/issue_name"].into_iter();
        let found = places.chain(error).find_map(|place| object.pointer(place));
        match found.unwrap_or(object) {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }
    }
}

/// A step of a trace.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// 16 hexadecimal digits, where it is an id.
    pub span_id: String,
    /// The span it is a part of.
    pub parent_id: Option<String>,
    /// Its name.
    pub name: String,
    /// `LLM`, `TOOL`, `CHAIN` …; `None` where nobody said.
    pub kind: Option<String>,
    /// When it began, in nanoseconds since the epoch.
    pub start: Option<i64>,
    /// When it ended.
    pub end: Option<i64>,
    /// `OK`, `ERROR` or `UNSET`.
    pub status: String,
    /// What went wrong.
    pub message: Option<String>,
    /// What went in, as JSON.
    pub inputs: Option<String>,
    /// What came out, as JSON.
    pub outputs: Option<String>,
    /// As the file has it.
    pub json: Value,
}

impl Span {
    /// How long it took, in milliseconds.
    #[must_use]
    pub fn duration(&self) -> Option<i64> {
        Some(self.end?.checked_sub(self.start?)? / 1_000_000)
    }

    /// The spans as a tree: each behind the one it is a part of, with its level, siblings by the time they began. Those
    /// whose parent is not there, or that are parts of themselves, stand at the top.
    #[must_use]
    pub fn tree(spans: &[Self]) -> Vec<(usize, &Self)> {
        let places: BTreeMap<&str, usize> = spans.iter().enumerate().map(|(i, s)| (s.span_id.as_str(), i)).collect();
        let parent = |span: &Self| places.get(span.parent_id.as_deref()?).copied();
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); spans.len()];
        let mut order: Vec<usize> = (0..spans.len()).collect();
        order.sort_by_key(|i| spans[*i].start);
        let mut roots = Vec::new();
        for i in &order {
            match parent(&spans[*i]) {
                Some(parent) => children[parent].push(*i),
                None => roots.push(*i),
            }
        }
        let mut seen = vec![false; spans.len()];
        let mut tree = Vec::with_capacity(spans.len());
        for root in roots.into_iter().chain(order) {
            let mut stack = vec![(0, root)];
            while let Some((level, i)) = stack.pop() {
                if !std::mem::replace(&mut seen[i], true) {
                    tree.push((level, &spans[i]));
                    stack.extend(children[i].iter().rev().map(|child| (level + 1, *child)));
                }
            }
        }
        tree
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(id: &str, parent: Option<&str>, start: i64) -> Span {
        Span {
            span_id: id.to_owned(),
            parent_id: parent.map(str::to_owned),
            name: id.to_owned(),
            kind: None,
            start: Some(start),
            end: Some(start + 2_500_000),
            status: "OK".to_owned(),
            message: None,
            inputs: None,
            outputs: None,
            json: Value::Null,
        }
    }

    #[test]
    fn spans_stand_behind_their_parents_and_none_is_lost() {
        let spans = [
            span("late", Some("root"), 9),
            span("root", None, 1),
            span("early", Some("root"), 2),
            span("part", Some("early"), 3),
            span("orphan", Some("gone"), 0),
            span("loop-a", Some("loop-b"), 20),
            span("loop-b", Some("loop-a"), 21),
            span("self", Some("self"), 30),
        ];
        let tree: Vec<String> = Span::tree(&spans)
            .iter()
            .map(|(level, s)| format!("{level}{}", s.name))
            .collect();
        assert_eq!(
            tree,
            [
                "0orphan", "0root", "1early", "2part", "1late", "0loop-a", "1loop-b", "0self"
            ]
        );
        assert_eq!(spans[0].duration(), Some(2));
    }

    #[test]
    fn verdicts_are_read_wherever_they_stand() {
        let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        for (verdict, text) in [
            (Verdict::Feedback(json(r#"{"value": 0.75}"#)), "0.75"),
            (Verdict::Feedback(json(r#"{"value": "good"}"#)), "good"),
            (
                Verdict::Feedback(json(r#"{"error": {"error_code": "E", "error_message": "no judge"}}"#)),
                "no judge",
            ),
            (
                Verdict::Expectation(json(r#"{"serialized_value": {"value": "{\"x\": 1}"}}"#)),
                "{\"x\": 1}",
            ),
            (Verdict::Issue(json(r#"{"issue_name": "slow"}"#)), "slow"),
            (Verdict::Feedback(json("{}")), "{}"),
        ] {
            assert_eq!(verdict.text(), text);
        }
    }
}
