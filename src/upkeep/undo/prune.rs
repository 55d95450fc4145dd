//! What is kept how long: the log for 30 days and up to 64 MiB, what was taken away as long as its operation says, else as
//! long as the operation is in the log.

use std::path::Path;

use super::log::{Log, Standing, is_an_id, kept_by};
use super::record::{Entry, line};
use super::{FOLDER, LOG};
use crate::fsx::{self, PathError};
use crate::model::Millis;

const DAY: i64 = 24 * 60 * 60 * 1000;
/// How long operations are kept.
const AGE: i64 = 30 * DAY;
/// How large the log may grow, in bytes; then its older half goes.
const SIZE: u64 = 64 << 20;
/// In the first line of a log that was made shorter, after the time when it was.
const PRUNED: &str = "\",{\"pruned\":";

/// Removes for good what an operation keeps in files: what it took away and copies of large files. First it is written down
/// that it cannot be undone: it stays in the log as expired. The caller holds the store's lock.
///
/// # Errors
/// When the log cannot be written, or something cannot be removed.
pub fn expire(root: &Path, operation: &str, now: Millis) -> Result<(), PathError> {
    let Some(folder) = kept_by(root, operation) else {
        return Ok(());
    };
    let log = root.join(FOLDER).join(LOG);
    if fsx::exists(&log) {
        fsx::append_synced(&log, &line(operation, &Entry::Expired(now.0)))?;
    }
    fsx::remove_tree(&folder)
}

/// Forgets what is old, at the beginning of an operation: not often, and what cannot be forgotten waits for the next.
pub(super) fn prune(root: &Path, now: Millis) {
    let path = root.join(FOLDER).join(LOG);
    let size = fsx::followed_size(&path).unwrap_or(0);
    let first = fsx::read_start(&path, 40).unwrap_or_default();
    let first = String::from_utf8_lossy(&first);
    let time: Option<i64> = first.get(2..15).and_then(|digits| digits.parse().ok());
    let age = if first.contains(PRUNED) { 3 * DAY } else { AGE + DAY };
    if size > SIZE || time.is_some_and(|time| time < now.0 - age) {
        drop(forget(root, now, size));
    }
}

fn forget(root: &Path, now: Millis, mut size: u64) -> Result<(), PathError> {
    let path = root.join(FOLDER).join(LOG);
    let bytes = fsx::read(&path)?;
    let log = Log::parse(&bytes);
    let mut forgotten = std::collections::BTreeSet::new();
    let too_large = size > SIZE;
    for logged in &log.operations {
        let keeps = kept_by(root, &logged.id).is_some();
        let is_kept = keeps && logged.keep_until().is_some_and(|until| until > now);
        let is_young = logged.begin.at >= now.0 - AGE;
        let is_much = too_large && size > SIZE / 2;
        if is_kept || (is_young && !is_much) {
            continue;
        }
        if keeps {
            expire(root, &logged.id, now)?;
        }
        size -= logged.bytes;
        forgotten.insert(logged.id.as_str());
    }
    let left = bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| {
        let id = serde_json::from_slice::<(std::borrow::Cow<'_, str>, serde::de::IgnoredAny)>(line);
        id.is_ok_and(|(id, _)| is_an_id(&id) && !forgotten.contains(id.as_ref()))
    });
    let mut text = format!("[\"{:013}{PRUNED}{}}}]\n", now.0, now.0).into_bytes();
    left.for_each(|line| text.extend_from_slice(line));
    fsx::replace_file(&path, &text, &root.join(FOLDER))
}

/// Whether what it keeps may go.
impl Standing {
    /// Whether it can be undone.
    #[must_use]
    pub fn can_be_undone(&self) -> bool {
        matches!(self, Self::Done | Self::Interrupted)
    }
}
