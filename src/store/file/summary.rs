//! What questions ask of a metric's file, without its history.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{metric_file, values};
use crate::model::{Figure, Metric};
use crate::store::Damage;

/// A metric's latest value and figures.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Summary {
    pub(super) latest: Metric,
    /// In the order of [`Figure::ALL`]; made only where asked for.
    pub(super) figures: Option<[f64; Figure::ALL.len()]>,
    /// What of a long file it was made of, if every line of it is usual: when the file has grown behind it, only what came
    /// since must be taken apart.
    pub(super) prefix: Option<Prefix>,
}

/// The first bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Prefix {
    length: u64,
    hash: [u8; 32],
}

/// A shorter file is taken apart as soon as a hash of it is made.
const LONG: usize = 1 << 16;

impl Prefix {
    fn of(bytes: &[u8]) -> Option<Self> {
        (bytes.len() >= LONG).then(|| Self {
            length: bytes.len() as u64,
            hash: *blake3::hash(bytes).as_bytes(),
        })
    }

    /// What stands behind it in the file, if the file still begins with it: others may have written anything.
    fn rest<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let (head, rest) = bytes.split_at_checked(usize::try_from(self.length).ok()?)?;
        (*blake3::hash(head).as_bytes() == self.hash).then_some(rest)
    }
}

impl Summary {
    /// Of a file's bytes; `None` where there is no value in it. `all` asks for the figures too; `before` is what the file
    /// said when it was read last.
    pub(super) fn of(
        bytes: &[u8],
        path: &Path,
        all: bool,
        before: Option<&Self>,
        damage: &mut Vec<Damage>,
    ) -> Option<Self> {
        let usual = || {
            before
                .and_then(|before| before.grown(bytes))
                .or_else(|| metric_file::latest_of_usual(bytes))
        };
        if !all && let Some(latest) = usual() {
            return Some(Self {
                latest,
                figures: None,
                prefix: Prefix::of(bytes),
            });
        }
        let (history, mut reported) = metric_file::parse(bytes, path);
        if values::is_hidden(&path.to_string_lossy()) && (history.is_empty() || !reported.is_empty()) {
            return None; // an editor's or a desktop's file
        }
        damage.append(&mut reported);
        Some(Self {
            latest: metric_file::latest(&history)?.clone(),
            figures: Some(Figure::ALL.map(|figure| figure.of(&history).unwrap_or(f64::NAN))),
            prefix: None,
        })
    }

    /// The latest value of a file that has grown, if what came since decides it without a look at the values before.
    fn grown(&self, bytes: &[u8]) -> Option<Metric> {
        let rest = self.prefix?.rest(bytes)?;
        if rest.is_empty() {
            return Some(self.latest.clone());
        }
        let newest = metric_file::latest_of_usual(rest)?;
        match (newest.step, newest.timestamp).cmp(&(self.latest.step, self.latest.timestamp)) {
            std::cmp::Ordering::Greater => Some(newest),
            std::cmp::Ordering::Less => Some(self.latest.clone()),
            std::cmp::Ordering::Equal => None,
        }
    }
}
