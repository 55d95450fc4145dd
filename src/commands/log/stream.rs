use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader};

use serde::Deserialize;
use serde_json::Value;

use super::one::cut;
use crate::codec::pyfloat;
use crate::commands::context::{key, tag};
use crate::commands::{Context, Exit};
use crate::exit;
use crate::model::{Batch, Key, Metric, Param, RunId};
use crate::store::file::FileStore;
use crate::store::{RunChange, StoreError, TrackingStore};

/// How many metric values one write takes at most: MLflow's limit of a batch.
const BATCH: usize = 1000;

/// Log what standard input says, one JSON object a line
///
///   {"metric": "loss", "value": 0.25, "step": 3, "timestamp": 1760000000000}
///   {"param": "alpha", "value": "0.5"}
///   {"tag": "note", "value": "first try"}
///
/// `step` (0) and `timestamp` (now, in milliseconds since the epoch) may be left
/// out; NaN and infinities are "NaN", "Infinity" and "-Infinity". What has been
/// read is logged at once. A line that cannot be logged is reported with its
/// number and the others are logged; the exit code then is 1.
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// The run [default: $MLFLOW_RUN_ID]
    run: Option<String>,

    /// The same as a flag
    #[arg(long, short, value_name = "RUN", conflicts_with = "run")]
    run_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    metric: Option<String>,
    param: Option<String>,
    tag: Option<String>,
    value: Value,
    #[serde(default)]
    step: Option<Value>,
    #[serde(default)]
    timestamp: Option<Value>,
}

enum Entry {
    Metric(Key, Metric),
    Param(Param),
    Tag(crate::model::Tag),
}

/// What is being logged, and how it goes.
struct Stream<'a> {
    store: FileStore,
    run: RunId,
    context: &'a Context,
    waiting: Vec<(u64, Key, Metric)>,
    touched: BTreeSet<Key>,
    logged: u64,
    refused: u64,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.writable_store()?;
    let run = context.find_run_or_current(&store, args.run.as_deref().or(args.run_id.as_deref()))?;
    let mut stream = Stream {
        store,
        run,
        context,
        waiting: Vec::with_capacity(BATCH),
        touched: BTreeSet::new(),
        logged: 0,
        refused: 0,
    };
    let mut input = BufReader::with_capacity(1 << 18, io::stdin());
    let mut line = Vec::new();
    let mut number = 0;
    while input.read_until(b'\n', &mut line)? > 0 {
        number += 1;
        stream.take(number, &line)?;
        line.clear();
        if stream.waiting.len() == BATCH || !input.buffer().contains(&b'\n') {
            stream.flush()?;
        }
    }
    stream.flush()?;
    stream.store.sync_metrics(&stream.run, &stream.touched)?;
    let Stream { logged, refused, .. } = stream;
    context
        .ui
        .verbose(&format!("{logged} entries logged, {refused} refused"));
    Ok(if refused == 0 {
        Exit::Ok
    } else {
        Exit::Code(exit::FAILED)
    })
}

impl Stream<'_> {
    fn take(&mut self, number: u64, line: &[u8]) -> Result<(), StoreError> {
        if line.trim_ascii().is_empty() {
            return Ok(());
        }
        match self.entry(line) {
            Ok(Entry::Metric(key, metric)) => self.waiting.push((number, key, metric)),
            Ok(Entry::Param(param)) => {
                let cut = cut(&param);
                let params = vec![param];
                let logged = self.log(
                    number,
                    &Batch {
                        params,
                        ..Batch::default()
                    },
                )?;
                if let (true, Some(cut)) = (logged, cut) {
                    self.context.ui.warn(&format!("line {number}: {cut}"));
                }
            }
            Ok(Entry::Tag(tag)) => {
                let set = self.store.update_run(&self.run, RunChange::SetTag(tag));
                self.count(number, set)?;
            }
            Err(reason) => self.refuse(number, &reason),
        }
        Ok(())
    }

    fn entry(&self, line: &[u8]) -> Result<Entry, String> {
        if !line.trim_ascii_start().starts_with(b"{") {
            return Err("not a JSON object".to_owned());
        }
        let line: Line = serde_json::from_slice(line).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => without_place(&error),
            _ => format!("not a JSON object: {}", without_place(&error)),
        })?;
        match (line.metric, line.param, line.tag) {
            (Some(name), None, None) => {
                let value = number(&line.value).ok_or_else(|| format!("`{}` is no number", line.value))?;
                let whole = |value: &Option<Value>, what| match value {
                    None | Some(Value::Null) => Ok(None),
                    Some(value) => integer(value)
                        .map(Some)
                        .ok_or_else(|| format!("`{value}` is no {what}")),
                };
                let step = whole(&line.step, "step")?.unwrap_or(0);
                let timestamp = whole(&line.timestamp, "timestamp")?.unwrap_or_else(|| self.context.now().0);
                let key = key(&name, "name", "Metric name").map_err(|e| e.0)?;
                Ok(Entry::Metric(
                    key,
                    Metric {
                        timestamp: timestamp.into(),
                        value,
                        step: step.into(),
                        dataset: None,
                    },
                ))
            }
            (None, Some(name), None) => Ok(Entry::Param(Param {
                key: key(&name, "key", "Param key").map_err(|e| e.0)?,
                value: text(&line.value),
            })),
            (None, None, Some(name)) => tag(&name, &text(&line.value))
                .map(Entry::Tag)
                .map_err(|e| e.to_string()),
            _ => Err("needs one of \"metric\", \"param\" and \"tag\", and \"value\"".to_owned()),
        }
    }

    /// Logs the metrics that wait. If they are refused together, each is tried alone, to find the line to blame.
    fn flush(&mut self) -> Result<(), StoreError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let waiting = std::mem::take(&mut self.waiting);
        let (first, alone) = (waiting[0].0, waiting.len() == 1);
        let metrics: Vec<(Key, Metric)> = waiting
            .iter()
            .map(|(_, key, metric)| (key.clone(), metric.clone()))
            .collect();
        match self.store.log_batch(
            &self.run,
            &Batch {
                metrics,
                ..Batch::default()
            },
        ) {
            Ok(()) => {
                self.logged += waiting.len() as u64;
                for (_, key, _) in waiting {
                    self.touch(key);
                }
            }
            Err(error) if alone => self.survive(first, error)?,
            Err(StoreError::Io(error)) => return Err(error.into()),
            Err(_) => {
                for (number, key, metric) in waiting {
                    let batch = Batch {
                        metrics: vec![(key.clone(), metric)],
                        ..Batch::default()
                    };
                    if self.log(number, &batch)? {
                        self.touch(key);
                    }
                }
            }
        }
        Ok(())
    }

    /// Remembers what is to be brought to the disk at the end.
    fn touch(&mut self, key: Key) {
        if !self.touched.contains(&key) {
            self.touched.insert(key);
        }
    }

    fn log(&mut self, number: u64, batch: &Batch) -> Result<bool, StoreError> {
        let logged = self.store.log_batch(&self.run, batch);
        self.count(number, logged)
    }

    /// Whether it was logged.
    fn count(&mut self, number: u64, logged: Result<(), StoreError>) -> Result<bool, StoreError> {
        match logged {
            Ok(()) => self.logged += 1,
            Err(error) => {
                self.survive(number, error)?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A line that is to blame costs itself; a full disk or a run that is gone ends it all.
    fn survive(&mut self, number: u64, error: StoreError) -> Result<(), StoreError> {
        match error {
            StoreError::Invalid(_) | StoreError::Internal(_) => {
                self.refuse(number, &error.to_string());
                Ok(())
            }
            error => Err(error),
        }
    }

    fn refuse(&mut self, number: u64, reason: &str) {
        self.refused += 1;
        self.context.ui.warn(&format!("line {number}: {reason}"));
    }
}

/// serde's message without its place: every line is line 1 to it.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(n) => n.as_f64(),
        Value::String(text) => pyfloat::parse(text),
        _ => None,
    }
}

/// A whole number, also one written with a point, as awk and R may.
fn integer(value: &Value) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
    let whole = |f: f64| (f.fract() == 0.0 && f.abs() <= 9_007_199_254_740_992.0).then_some(f as i64);
    match value {
        Value::Number(n) => n.as_i64().or_else(|| n.as_f64().and_then(whole)),
        _ => None,
    }
}

/// A param's or tag's value: a string as it is, anything else as its JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
