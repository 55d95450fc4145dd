//! Metrics on their way from the lines of a command to the store.

use std::collections::{BTreeSet, HashMap};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::lines::Lines;
use super::scalars::{Scalars, is_step};
use super::{Capture, Pattern};
use crate::model::{Batch, Key, Metric, Millis, RunId};
use crate::project::child::{Said, Stream};
use crate::store::{StoreError, TrackingStore};

/// How many values go to the store at once: MLflow's limit of a batch.
const BATCH: usize = 1000;
/// A value waits no longer than this for others.
const PROMPT: Duration = Duration::from_millis(200);

/// Picks metrics from what a command says and logs them to its run, in batches.
pub(in crate::project) struct Picker<'a> {
    store: &'a dyn TrackingStore,
    run_id: &'a RunId,
    now: &'a (dyn Fn() -> Millis + Sync),
    finder: Finder<'a>,
    lines: [Lines; 2],
    first_waits_since: Option<Instant>,
    logged: BTreeSet<Key>,
    refused: BTreeSet<Key>,
    warning: Option<String>,
}

/// The metrics of lines, and their steps.
struct Finder<'a> {
    patterns: &'a [Pattern],
    scalars: Option<Scalars>,
    /// What the command said last of the step.
    step: Option<i64>,
    /// How many values each metric has where it says nothing of the step.
    counts: HashMap<Key, i64>,
    waiting: Vec<(Key, Metric)>,
}

impl<'a> Picker<'a> {
    pub(in crate::project) fn new(
        capture: &'a Capture,
        store: &'a dyn TrackingStore,
        run_id: &'a RunId,
        now: &'a (dyn Fn() -> Millis + Sync),
    ) -> Self {
        Self {
            store,
            run_id,
            now,
            finder: Finder {
                patterns: &capture.metrics,
                scalars: if capture.scalars { Scalars::new().ok() } else { None },
                step: None,
                counts: HashMap::new(),
                waiting: Vec::new(),
            },
            lines: Default::default(),
            first_waits_since: None,
            logged: BTreeSet::new(),
            refused: BTreeSet::new(),
            warning: None,
        }
    }

    /// Until nothing more is said. Returns what went wrong first, if anything did.
    pub(in crate::project) fn run(mut self, said: &Receiver<Said>) -> Option<String> {
        loop {
            let patience = self
                .first_waits_since
                .map(|since| PROMPT.saturating_sub(since.elapsed()));
            let next = match patience {
                Some(patience) => said.recv_timeout(patience),
                None => said.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match next {
                Ok(Said::Piece(stream, bytes)) => self.take(stream, &bytes),
                Err(RecvTimeoutError::Timeout) => self.flush(),
                Ok(Said::End) | Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        let time = (self.now)();
        for lines in &mut self.lines {
            lines.finish(&mut |line| self.finder.look(line, time));
        }
        self.flush();
        if let Err(error) = self.store.sync_metrics(self.run_id, &self.logged) {
            self.warn(&error);
        }
        self.warning
    }

    fn take(&mut self, stream: Stream, bytes: &[u8]) {
        let time = (self.now)();
        let lines = match stream {
            Stream::Stdout => &mut self.lines[0],
            Stream::Stderr => &mut self.lines[1],
        };
        lines.feed(bytes, &mut |line| self.finder.look(line, time));
        if self.finder.waiting.is_empty() {
            return;
        }
        let since = *self.first_waits_since.get_or_insert_with(Instant::now);
        if self.finder.waiting.len() >= BATCH || since.elapsed() >= PROMPT {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.first_waits_since = None;
        let waiting = std::mem::take(&mut self.finder.waiting);
        for values in waiting.chunks(BATCH) {
            let mut values = values.to_vec();
            values.retain(|(key, _)| !self.refused.contains(key));
            self.log(values);
        }
    }

    /// Logs values; where they are refused together, those of each metric alone. One that is refused is not tried again.
    fn log(&mut self, values: Vec<(Key, Metric)>) {
        let keys: BTreeSet<Key> = values.iter().map(|(key, _)| key.clone()).collect();
        let batch = Batch {
            metrics: values,
            ..Batch::default()
        };
        if batch.is_empty() {
            return;
        }
        match self.store.log_batch(self.run_id, &batch) {
            Ok(()) => self.logged.extend(keys),
            Err(error) if keys.len() == 1 => {
                self.warn(&error);
                self.refused.extend(keys);
            }
            Err(_) => {
                for key in keys {
                    let own = batch.metrics.iter().filter(|(other, _)| *other == key);
                    self.log(own.cloned().collect());
                }
            }
        }
    }

    fn warn(&mut self, error: &StoreError) {
        let warning = || format!("not all metrics of the output could be recorded: {error}");
        self.warning.get_or_insert_with(warning);
    }
}

impl Finder<'_> {
    fn look(&mut self, line: &[u8], time: Millis) {
        let mut found: Vec<(Key, f64)> = Vec::new();
        if let Some(scalars) = &self.scalars {
            self.step = scalars.step(line).or(self.step);
            scalars.pick(line, &mut |name, value| {
                found.extend(Key::parse(name).ok().map(|key| (key, value)));
            });
        }
        for pattern in self.patterns {
            pattern.pick(line, &mut |key, value| {
                found.retain(|(other, _)| other != key);
                found.push((key.clone(), value));
            });
        }
        #[expect(clippy::cast_possible_truncation, reason = "a step is whole")]
        for (_, step) in found.extract_if(.., |(key, _)| is_step(key.as_str())) {
            self.step = Some(step as i64);
        }
        for (key, value) in found {
            let step = self.step.unwrap_or_else(|| {
                let count = self.counts.entry(key.clone()).or_default();
                *count += 1;
                *count - 1
            });
            let metric = Metric {
                timestamp: time.0.into(),
                value,
                step: step.into(),
                dataset: None,
            };
            self.waiting.push((key, metric));
        }
    }
}
