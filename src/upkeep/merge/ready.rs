//! Making ready what gets its place under the store's lock, and the small changes that are made there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::gather::Gatherer;
use super::unite::{Change, United, Verdict, judge};
use super::units::Unit;
use crate::fsx::{self, Drafts, PathError};
use crate::progress::Progress;
use crate::upkeep::files::Content;
use crate::upkeep::undo::Operation;

type Result<T> = std::result::Result<T, PathError>;

/// Builds a unit of which nothing is here, and says where.
pub(super) fn build(unit: &Unit, gatherer: &Gatherer<'_>, drafts: &Drafts, progress: &dyn Progress) -> Result<PathBuf> {
    let (_, united) = unit.unite(gatherer)?;
    let place = drafts.place();
    fsx::create_dir(&place)?;
    for folder in &united.whole.folders {
        fsx::create_dir_all(&place.join(folder))?;
    }
    for (path, content) in &united.whole.files {
        content.copy_to(&place.join(path), &|bytes| progress.advance(bytes))?;
    }
    Ok(place)
}

/// What is ready to be added to a unit: where it is, where below the unit's folder it goes, and whether it is a folder.
pub(super) struct Staged {
    pub(super) added: Vec<(PathBuf, PathBuf, bool)>,
    pub(super) changed: BTreeMap<PathBuf, Change>,
}

/// What comes with a folder that is not here comes with the folder, whole.
pub(super) fn stage(unit: &Unit, gatherer: &Gatherer<'_>, drafts: &Drafts, progress: &dyn Progress) -> Result<Staged> {
    let (
        _,
        United {
            whole, added, changed, ..
        },
    ) = unit.unite(gatherer)?;
    let mut tops: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
    let mut folders = BTreeSet::new();
    for path in added {
        let mut above: Vec<&Path> = path
            .ancestors()
            .skip(1)
            .filter(|above| *above != Path::new(""))
            .collect();
        above.reverse();
        let missing = above.into_iter().find(|above| !whole.folders.contains(*above));
        let top = missing.unwrap_or(&path).to_owned();
        if missing.is_some() {
            folders.insert(top.clone());
        }
        let place = tops.entry(top.clone()).or_insert_with(|| drafts.place());
        let target = match path.strip_prefix(&top) {
            Ok(rest) if rest != Path::new("") => place.join(rest),
            _ => place.clone(),
        };
        if let Some(content) = whole.files.get(&path) {
            content.copy_to(&target, &|bytes| progress.advance(bytes))?;
        }
    }
    let added = tops.into_iter().map(|(top, place)| {
        let is_folder = folders.contains(&top);
        (place, top, is_folder)
    });
    Ok(Staged {
        added: added.collect(),
        changed,
    })
}

/// Changes a file, of what it holds by now.
pub(super) fn write(
    unit: &Unit,
    below: &Path,
    change: &Change,
    drafts: &Drafts,
    operation: &mut Operation,
) -> Result<()> {
    let path = unit.to.join(below);
    let size = fsx::followed_size(&path).unwrap_or_default();
    let before = Content::File {
        path: path.clone(),
        size,
    };
    let mut content = before.clone();
    for other in &change.with {
        if let Verdict::Become(united) = judge(change.rule, &content, other)? {
            content = united;
        }
    }
    let Content::Bytes(after) = &content else {
        if content.size() == size {
            return Ok(());
        }
        let place = drafts.place();
        content.copy_to(&place, &|_| {})?;
        fsx::sync_file(&place)?;
        operation.will_write(&path)?;
        return fsx::rename(&place, &path);
    };
    let before = before.read()?;
    match after.strip_prefix(before.as_slice()) {
        Some([]) => Ok(()),
        Some(more) if before.ends_with(b"\n") => {
            operation.will_append(&path)?;
            fsx::append_lines(&path, more)?;
            fsx::sync_file(&path)
        }
        _ => {
            operation.will_write(&path)?;
            let place = drafts.place();
            content.copy_to(&place, &|_| {})?;
            fsx::sync_file(&place)?;
            fsx::rename(&place, &path)
        }
    }
}
