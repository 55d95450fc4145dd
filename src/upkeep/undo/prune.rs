//! What is kept how long: the log for 30 days and up to 64 MiB, what was taken away as long as its operation says, else as
//! long as the operation is in the log.

use std::path::Path;

use super::log::{Log, Logged, Standing, is_an_id};
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

/// What was removed for good.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purged {
    /// Operations whose kept files went.
    pub operations: usize,
    /// In bytes.
    pub bytes: u64,
}

/// Removes for good what operations that began before then keep in files: what they took away and copies of large files.
/// They stay in the log as expired. The caller holds the store's lock.
///
/// # Errors
/// When the log cannot be read or written, or something cannot be removed.
pub fn purge(root: &Path, before: Millis, now: Millis) -> Result<Purged, PathError> {
    let mut purged = Purged::default();
    for logged in &Log::read(root)?.operations {
        if logged.begin.at < before.0 && !is_empty(root, logged) {
            expire(root, logged, now, &mut purged)?;
        }
    }
    Ok(purged)
}

fn is_empty(root: &Path, logged: &Logged) -> bool {
    logged.folder(root).is_none_or(|folder| !fsx::is_dir(&folder))
}

/// First it is written down that it cannot be undone.
fn expire(root: &Path, logged: &Logged, now: Millis, purged: &mut Purged) -> Result<(), PathError> {
    let Some(folder) = logged.folder(root) else {
        return Ok(());
    };
    let (_, bytes) = fsx::count_files(&folder);
    let line = line(&logged.id, &Entry::Expired(now.0));
    fsx::append_synced(&root.join(FOLDER).join(LOG), &line)?;
    fsx::remove_tree(&folder)?;
    purged.operations += 1;
    purged.bytes += bytes;
    Ok(())
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
        let is_kept = logged.keep_until().is_some_and(|until| until > now) && !is_empty(root, logged);
        let is_young = logged.begin.at >= now.0 - AGE;
        let is_much = too_large && size > SIZE / 2;
        if is_kept || (is_young && !is_much) {
            continue;
        }
        if !is_empty(root, logged) {
            expire(root, logged, now, &mut Purged::default())?;
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
