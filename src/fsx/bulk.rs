//! Many files replaced together.

use std::collections::BTreeSet;
use std::fs::File;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;
use std::time::SystemTime;

use super::form::set_mode;
use super::write::temp_filled;
use super::{PathError, sync_dir};

/// A file as it is going to be.
#[derive(Debug, Clone, Copy)]
pub struct Whole<'a> {
    /// The file.
    pub path: &'a Path,
    /// All of it.
    pub content: &'a [u8],
    /// Its permissions; `None` for those that it has, else those that the umask gives.
    pub mode: Option<u32>,
    /// When it was last changed; `None` for now.
    pub modified: Option<SystemTime>,
    /// A folder of the same file system, where it is written first.
    pub staging: &'a Path,
}

/// Replaces each file whole, as [`super::replace_file`] does, in the order given; all are written and synced before the first is
/// replaced, and every folder is synced once. A disk that serves many syncs at once is waited for a few times instead of
/// twice for each file.
///
/// # Errors
/// When any step fails: until the first is replaced nothing has changed, afterwards those before the one that failed.
pub fn replace_files(files: &[Whole<'_>]) -> Result<(), PathError> {
    let mut temps = Vec::with_capacity(files.len());
    for file in files {
        let temp = temp_filled(file.path, file.content, file.staging)?;
        if let Some(mode) = file.mode {
            set_mode(temp.path(), mode & 0o1777).map_err(PathError::on("write", file.path))?; // no set-user-id
        }
        if let Some(time) = file.modified {
            let set = temp.as_file().set_modified(time);
            set.map_err(PathError::on("write", file.path))?;
        }
        temps.push((file.path, temp));
    }
    let opened: Vec<(&Path, &File)> = temps.iter().map(|(path, temp)| (*path, temp.as_file())).collect();
    at_once(&opened, |(path, file)| {
        file.sync_all().map_err(PathError::on("write", path))
    })?;
    for (path, temp) in temps {
        temp.persist(path).map_err(|e| PathError::on("write", path)(e.error))?;
    }
    let folders: BTreeSet<&Path> = files.iter().filter_map(|file| file.path.parent()).collect();
    let folders: Vec<&Path> = folders.into_iter().collect();
    at_once(&folders, |folder| sync_dir(folder))
}

/// Does something that waits for the disk for many: a file system waits once for all that ask while it waits, and one after
/// another costs a wait each.
pub(super) fn at_once<T: Sync>(all: &[T], act: impl Fn(&T) -> Result<(), PathError> + Sync) -> Result<(), PathError> {
    const THREADS: usize = 32;
    let act = &act;
    if all.len() < 2 {
        return all.iter().try_for_each(act);
    }
    thread::scope(|scope| {
        let shares = all.chunks(all.len().div_ceil(THREADS));
        let threads: Vec<_> = shares
            .map(|share| scope.spawn(move || share.iter().try_for_each(act)))
            .collect();
        let joined = threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        joined.fold(Ok(()), Result::and)
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn many_files_are_replaced_or_none() {
        let scratch = tempfile::tempdir().unwrap();
        let paths: Vec<_> = (0..100).map(|i| scratch.path().join(format!("f{i}"))).collect();
        let whole = |content: &'static [u8]| {
            let staging = scratch.path();
            let file = move |path| Whole {
                path,
                content,
                mode: None,
                modified: None,
                staging,
            };
            paths.iter().map(move |path| file(path)).collect::<Vec<_>>()
        };
        replace_files(&whole(b"one")).unwrap();
        let nowhere = scratch.path().join("nowhere");
        let mut some = whole(b"two");
        some[99].staging = &nowhere;
        assert!(replace_files(&some).is_err());
        assert!(paths.iter().all(|path| fs::read(path).unwrap() == b"one"));
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 100);
        replace_files(&whole(b"two")).unwrap();
        assert!(paths.iter().all(|path| fs::read(path).unwrap() == b"two"));
    }
}
