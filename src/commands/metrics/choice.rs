use std::ops::ControlFlow;

use super::keys_of;
use crate::commands::Context;
use crate::commands::outcome::Advised;
use crate::commands::selection::Selection;
use crate::exit;
use crate::model::{Run, RunId};
use crate::store::{Damage, Keys, Needs, ResolveError, RunQuery, TrackingStore, resolve_run};
use crate::view::{Series, is_live};

/// No more curves than can be told apart.
pub(super) const MOST: usize = 12;

/// What is to be plotted.
pub(super) struct Choice {
    pub(super) keys: Vec<String>,
    runs: Vec<RunId>,
    query: Option<RunQuery>,
}

/// What was read of a choice.
#[derive(Default)]
pub(super) struct Found {
    pub(super) series: Vec<Series>,
    /// Runs and keys of the series that are too many.
    pub(super) left_out: Vec<String>,
    /// Runs and keys that there are no values of.
    pub(super) without: Vec<(String, String)>,
    pub(super) runs: Vec<RunId>,
    /// Those of them that are still at work.
    pub(super) live: Vec<RunId>,
}

impl Choice {
    /// Of the words the first is a metric; so is each that any of the runs named by flag or by `@…` (or the newest, where
    /// none is) has, or that names no run. The others are runs. Where runs are selected every word but `@…` is a metric.
    pub(super) fn of(
        words: &[String],
        flags: &[String],
        selection: &Selection,
        store: &dyn TrackingStore,
        context: &Context,
    ) -> anyhow::Result<Self> {
        let query = selection.query(&[], Needs::INFO, store, context)?;
        let selects = selection.is_given();
        let mut runs = Vec::new();
        for text in flags.iter().chain(words.iter().filter(|word| word.starts_with('@'))) {
            push(&mut runs, context.find_run(store, text)?);
        }
        let others: Vec<&String> = words.iter().filter(|word| !word.starts_with('@')).collect();
        let [first, others @ ..] = &others[..] else {
            anyhow::bail!(crate::commands::outcome::Usage("which metric? Give its key".to_owned()));
        };
        let mut keys = vec![(*first).clone()];
        let known = if runs.is_empty() && !others.is_empty() && !selects {
            keys_of(store, &[context.find_run(store, "@")?])
        } else {
            keys_of(store, &runs)
        };
        for word in others {
            let meant = if selects || known.contains(*word) {
                None
            } else {
                run_named(store, word)?
            };
            match meant {
                Some(run) => push(&mut runs, run),
                None if keys.contains(word) => {}
                None => keys.push((*word).clone()),
            }
        }
        if runs.is_empty() && !selects {
            runs.push(context.find_run(store, "@")?);
        }
        let needs = Self::needs(&keys);
        Ok(Self {
            keys,
            runs,
            query: selects.then_some(RunQuery { needs, ..query }),
        })
    }

    fn needs(keys: &[String]) -> Needs {
        Needs {
            history: Keys::Some(keys.iter().cloned().collect()),
            ..Needs::INFO
        }
    }

    /// Reads at most so many series of it, and what could not be read.
    pub(super) fn read(&self, store: &dyn TrackingStore, most: usize) -> anyhow::Result<(Found, Vec<Damage>)> {
        let mut found = Found::default();
        let mut damage = Vec::new();
        for id in &self.runs {
            let read = store.get_run(id, &Self::needs(&self.keys))?;
            damage.extend(read.damage);
            found.add(read.value, &self.keys, most);
        }
        if let Some(query) = &self.query {
            damage.extend(store.each_run(query, &mut |run| {
                if !self.runs.contains(&run.info.run_id) {
                    found.add(run, &self.keys, most);
                }
                ControlFlow::Continue(())
            })?);
        }
        Ok((found, damage))
    }

    /// The same keys of just the runs that are drawn, or may be once they have values.
    pub(super) fn only(self, found: &Found) -> Self {
        let mut runs = Vec::new();
        let drawn = found.series.iter().map(|one| &one.run_id);
        for run in drawn.chain(found.live.iter().take(MOST)) {
            push(&mut runs, run.clone());
        }
        Self {
            runs,
            query: None,
            ..self
        }
    }

    /// A complaint about the first key that no run has.
    pub(super) fn check(&self, found: &Found, store: &dyn TrackingStore) -> anyhow::Result<()> {
        if found.runs.is_empty() {
            let hint = "`mlrun runs list` with the same flags shows what there is".to_owned();
            let (message, code) = ("no run is of that kind".to_owned(), exit::NOT_FOUND);
            return Err(Advised { message, hint, code }.into());
        }
        let has = |key: &String| {
            let left_out = || found.left_out.iter().any(|name| name.starts_with(&format!("{key} ")));
            found.series.iter().any(|one| one.key == *key) || left_out()
        };
        let Some(key) = self.keys.iter().find(|key| !has(key)) else {
            return Ok(());
        };
        let mut error = super::no_metric(store, &found.runs, key);
        if self.keys.first() != Some(key) {
            error.message.push_str(", and no run is called so");
        }
        Err(error.into())
    }
}

impl Found {
    fn add(&mut self, mut run: Run, keys: &[String], most: usize) {
        if is_live(&run) {
            self.live.push(run.info.run_id.clone());
        }
        let (info, mut history) = (run.info, run.data.metric_history.take().unwrap_or_default());
        let name = info.run_name.clone().unwrap_or_else(|| info.run_id.to_string());
        for key in keys {
            let points = history.remove(key).unwrap_or_default();
            if points.is_empty() {
                self.without.push((key.clone(), name.clone()));
            } else if self.series.len() >= most {
                self.left_out.push(format!("{key} of {name}"));
            } else {
                self.series.push(Series {
                    run_id: info.run_id.clone(),
                    run_name: info.run_name.clone(),
                    key: key.clone(),
                    points,
                });
            }
        }
        self.runs.push(info.run_id);
    }
}

fn push(runs: &mut Vec<RunId>, run: RunId) {
    if !runs.contains(&run) {
        runs.push(run);
    }
}

fn run_named(store: &dyn TrackingStore, word: &str) -> Result<Option<RunId>, ResolveError> {
    match resolve_run(store, word) {
        Ok(run) => Ok(Some(run)),
        Err(ResolveError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
