use std::fmt;

use super::{Topic, Value};

/// How one run's value stands to the first run's.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Change {
    /// By how much.
    pub amount: Option<Amount>,
    /// The amount in percent of the first value's size; `None` where that is 0 or not finite.
    pub percent: Option<f64>,
}

/// By how much a value differs from the first run's, in the value's own unit.
#[derive(Debug, Clone, PartialEq)]
pub enum Amount {
    /// Of metrics; finite.
    Number(f64),
    /// Milliseconds.
    Duration(i64),
    /// Bytes.
    Bytes(i128),
    /// The files are as long and hold something else.
    Content,
    /// What lies between two commits.
    Commits(CommitChange),
}

/// What changed from one commit to another, as `git diff --shortstat` counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommitChange {
    /// Files changed.
    pub files: usize,
    /// Lines added.
    pub insertions: usize,
    /// Lines removed.
    pub deletions: usize,
}

impl fmt::Display for CommitChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            files,
            insertions,
            deletions,
        } = self;
        let plural = if *files == 1 { "" } else { "s" };
        write!(f, "{files} file{plural} +{insertions} -{deletions}")
    }
}

/// Each value against the first; the first one's is empty.
pub(super) fn changes(
    topic: Topic,
    key: &str,
    values: &[Value],
    between: &dyn Fn(&str, &str) -> Option<CommitChange>,
) -> Vec<Change> {
    let mut changes = vec![Change::default(); values.len()];
    let Some((first, others)) = values.split_first() else {
        return changes;
    };
    for (change, other) in changes[1..].iter_mut().zip(others) {
        if first.is_same(other) {
            continue;
        }
        *change = match (first, other) {
            (Value::Text(a), Value::Text(b)) if topic == Topic::Source && key == "commit" => Change {
                amount: between(a, b).map(Amount::Commits),
                percent: None,
            },
            _ => change_of(first, other),
        };
    }
    changes
}

fn change_of(first: &Value, other: &Value) -> Change {
    match (first, other) {
        (Value::Number(a), Value::Number(b)) => {
            let difference = Some(b - a).filter(|difference| difference.is_finite());
            Change {
                percent: difference.and_then(|difference| percent(difference, *a)),
                amount: difference.map(Amount::Number),
            }
        }
        (Value::Duration(a), Value::Duration(b)) => {
            let difference = b.saturating_sub(*a);
            Change {
                amount: Some(Amount::Duration(difference)),
                percent: percent(difference as f64, *a as f64),
            }
        }
        (Value::File { size: a, .. }, Value::File { size: b, .. }) if a == b => Change {
            amount: Some(Amount::Content),
            percent: None,
        },
        (Value::File { size: a, .. }, Value::File { size: b, .. }) => {
            let difference = i128::from(*b) - i128::from(*a);
            Change {
                amount: Some(Amount::Bytes(difference)),
                percent: percent(difference as f64, *a as f64),
            }
        }
        _ => Change::default(),
    }
}

fn percent(difference: f64, of: f64) -> Option<f64> {
    Some(difference / of.abs() * 100.0).filter(|percent| percent.is_finite())
}
