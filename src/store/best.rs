//! The best runs by a metric.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::{Damage, Keys, Needs, Result, RunQuery, TrackingStore};
use crate::model::{Figure, RunId};

/// Which end of a metric is the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// As of a loss.
    Smaller,
    /// As of an accuracy.
    Greater,
}

/// A key with one of these words in it is the better the smaller.
const SMALLER: &[&str] = &[
    "loss",
    "logloss",
    "mlogloss",
    "error",
    "err",
    "mse",
    "rmse",
    "mae",
    "mape",
    "nll",
    "perplexity",
    "ppl",
    "wer",
    "cer",
    "fid",
];
/// A key with one of these words in it is the better the greater.
const GREATER: &[&str] = &[
    "acc",
    "accuracy",
    "auc",
    "auroc",
    "f1",
    "precision",
    "recall",
    "r2",
    "score",
    "reward",
    "bleu",
    "rouge",
    "iou",
    "dice",
    "ndcg",
];

impl Better {
    /// What the words in a key say, in any letter case: `loss`, `logloss`, `mlogloss`, `error`, `err`, `mse`, `rmse`,
    /// `mae`, `mape`, `nll`, `perplexity`, `ppl`, `wer`, `cer`, `fid` mean smaller; `acc`, `accuracy`, `auc`, `auroc`,
    /// `f1`, `precision`, `recall`, `r2`, `score`, `reward`, `bleu`, `rouge`, `iou`, `dice`, `ndcg` greater. `None`
    /// where it has none of them or some of both.
    #[must_use]
    pub fn guess(key: &str) -> Option<Self> {
        let key = key.to_lowercase();
        let has = |known: &[&str]| {
            key.split(|c: char| !c.is_alphanumeric())
                .any(|word| known.contains(&word))
        };
        match (has(SMALLER), has(GREATER)) {
            (true, false) => Some(Self::Smaller),
            (false, true) => Some(Self::Greater),
            _ => None,
        }
    }
}

/// What [`best_runs`] found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Best {
    /// The best first; of equal ones the newest, then by id.
    pub runs: Vec<RunId>,
    /// How many runs have the metric, but no number: NaN is never best.
    pub nan: usize,
    /// Where no run has the metric, those that they have.
    pub others: BTreeSet<String>,
    /// What was left out because it could not be read.
    pub damage: Vec<Damage>,
}

/// The runs that the query asks for, ordered by a figure of a metric. Of the query only the experiments, the view and the
/// filter count. Nothing but that metric is read of each run, unless no run has it.
///
/// # Errors
/// What the store says.
pub fn best_runs(
    store: &dyn TrackingStore,
    query: &RunQuery,
    (key, figure): (&str, Figure),
    better: Better,
) -> Result<Best> {
    let asked = |needs, filter| RunQuery {
        experiments: query.experiments.clone(),
        view: query.view,
        needs,
        filter,
        ..RunQuery::default()
    };
    let only = Keys::Some(BTreeSet::from([key.to_owned()]));
    let needs = if figure.needs_history() {
        Needs {
            history: only,
            ..Needs::INFO
        }
    } else {
        Needs {
            metrics: only,
            ..Needs::INFO
        }
    };
    let mut best = Best::default();
    let mut found = Vec::new();
    best.damage = store.each_run(&asked(needs, query.filter.clone()), &mut |run| {
        match run.data.figure(key, figure) {
            Some(value) if value.is_nan() => best.nan += 1,
            Some(value) => found.push((value, run.info.start_time, run.info.run_id)),
            None => {}
        }
        ControlFlow::Continue(())
    })?;
    found.sort_by(|(a, a_start, a_id), (b, b_start, b_id)| {
        let by_value = match better {
            Better::Smaller => a.total_cmp(b),
            Better::Greater => b.total_cmp(a),
        };
        // 0.0 and -0.0 are equal
        let by_value = if a == b { std::cmp::Ordering::Equal } else { by_value };
        by_value.then(b_start.cmp(a_start)).then_with(|| a_id.cmp(b_id))
    });
    best.runs = found.into_iter().map(|(_, _, id)| id).collect();
    if best.runs.is_empty() && best.nan == 0 {
        let metrics = Keys::All;
        let needs = Needs { metrics, ..Needs::INFO };
        store.each_run(&asked(needs, Default::default()), &mut |run| {
            best.others.extend(run.data.metrics.into_keys());
            ControlFlow::Continue(())
        })?;
    }
    Ok(best)
}

#[cfg(test)]
mod tests {
    use super::Better;

    #[test]
    fn the_better_end_is_guessed_from_words_alone() {
        let smaller = Some(Better::Smaller);
        let greater = Some(Better::Greater);
        for (key, guess) in [
            ("loss", smaller),
            ("val/Loss", smaller),
            ("training_mean_squared_error", smaller),
            ("accuracy_score", greater),
            ("test.f1", greater),
            ("R2", greater),
            ("blossom", None),
            ("loss_score", None),
            ("lr", None),
            ("", None),
        ] {
            assert_eq!(Better::guess(key), guess, "{key}");
        }
    }
}
