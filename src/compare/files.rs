//! A run's artifacts: their sizes, and their contents where sizes do not tell.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use rayon::prelude::*;

use super::{Found, Value};
use crate::artifact::{ArtifactPath, Artifacts};
use crate::fsx;
use crate::progress::Progress;
use crate::store::Damage;

/// Greater files are read one at a time, so that no two of them are in memory; and so much takes long enough to tell how
/// far it is.
const LARGE: u64 = 64 << 20;

/// The sizes of all files in a run's artifact folder, and what of it was left unread: a link that leads out of both that
/// folder and the store, or to a folder, is not followed. A folder that is not there is empty inside the store, where
/// git keeps no empty folders; outside it could be a disk that is not mounted.
#[must_use]
pub fn list(folder: &Path, store: &Path) -> (Found, Vec<Damage>) {
    if !fsx::is_dir(folder) && !folder.starts_with(store) {
        return (Found::nothing(format!("{} is not there", folder.display())), Vec::new());
    }
    let listed = match Artifacts::in_folder(folder.to_owned()).list(&ArtifactPath::root(), true) {
        Ok(listed) => listed,
        Err(error) => return (Found::nothing(error.to_string()), Vec::new()),
    };
    let (mut values, mut damage) = (BTreeMap::new(), Vec::new());
    for file in listed {
        let path = folder.join(&file.path);
        let unfollowed = fsx::is_link(&path) && (file.is_dir || !stays(&path, &[folder, store]));
        let value = match file.file_size {
            _ if unfollowed => {
                damage.push(Damage::new(
                    path,
                    "a link out of the store or to a folder: not followed",
                ));
                Value::Unreadable
            }
            Some(size) => Value::File { size, hash: None },
            None if file.is_dir => continue,
            None => {
                damage.push(Damage::new(path, "its size cannot be read"));
                Value::Unreadable
            }
        };
        values.insert(file.path, value);
    }
    (Found::new(values), damage)
}

fn stays(path: &Path, homes: &[&Path]) -> bool {
    let inside = |target: &Path| {
        let mut homes = homes.iter().filter_map(|home| fsx::canonical(home).ok());
        homes.any(|home| target.starts_with(home))
    };
    fsx::canonical(path).is_ok_and(|target| inside(&target))
}

/// Hashes, in parallel, each file that another run has under the same name in the same size; one that cannot be read
/// becomes [`Value::Unreadable`] and is reported. Each run comes with its folder.
#[must_use]
pub fn hash(runs: &mut [(&Path, &mut Found)], progress: &dyn Progress) -> Vec<Damage> {
    let mut by_size: HashMap<(&str, u64), Vec<usize>> = HashMap::new();
    for (run, (_, found)) in runs.iter().enumerate() {
        for (name, value) in found.values() {
            if let Value::File { size, .. } = value {
                by_size.entry((name, *size)).or_default().push(run);
            }
        }
    }
    let mut jobs: Vec<(usize, String, u64)> = by_size
        .into_iter()
        .filter(|(_, runs)| runs.len() > 1)
        .flat_map(|((name, size), runs)| runs.into_iter().map(move |run| (run, name.to_owned(), size)))
        .collect();
    jobs.sort_unstable();
    let total: u64 = jobs.iter().map(|(_, _, size)| size).sum();
    if total > LARGE {
        progress.start("comparing artifacts", Some(total));
    }
    let folders: Vec<&Path> = runs.iter().map(|(folder, _)| *folder).collect();
    let content = |(run, name, size): &(usize, String, u64)| {
        let bytes = fsx::read(&folders[*run].join(name));
        if total > LARGE {
            progress.advance(*size);
        }
        bytes
    };
    let (large, small): (Vec<_>, Vec<_>) = jobs.into_iter().partition(|(_, _, size)| *size > LARGE);
    let mut hashes: Vec<_> = small
        .par_iter()
        .map(|job| content(job).map(|bytes| blake3::hash(&bytes)))
        .collect();
    hashes.extend(large.iter().map(|job| {
        let bytes = content(job)?;
        Ok(blake3::Hasher::new().update_rayon(&bytes).finalize())
    }));
    let mut damage = Vec::new();
    for ((run, name, size), hash) in small.into_iter().chain(large).zip(hashes) {
        let value = match hash {
            Ok(hash) => Value::File {
                size,
                hash: Some(hash.to_hex().to_string()),
            },
            Err(error) => {
                damage.push(error.into());
                Value::Unreadable
            }
        };
        runs[run].1.set(&name, value);
    }
    if total > LARGE {
        progress.finish();
    }
    damage
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Silent;

    fn put(folder: &Path, name: &str, content: &[u8]) {
        let path = folder.join(name);
        fsx::create_dir_all(path.parent().unwrap()).unwrap();
        fsx::replace_file(&path, content, folder).unwrap();
    }

    #[test]
    fn equal_sizes_are_hashed_and_links_stay_in_the_store() {
        let scratch = tempfile::tempdir().unwrap();
        let store = scratch.path().join("mlruns");
        let (a, b) = (store.join("a"), store.join("b"));
        for (folder, same, size) in [(&a, b"12", b"1".as_slice()), (&b, b"21", b"22")] {
            put(folder, "sub/same_size", same);
            put(folder, "equal", b"x");
            put(folder, "longer", size);
            put(folder, &format!("only_{}", size.len()), b"");
        }
        put(scratch.path(), "secret", b"s");
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../../secret", a.join("out")).unwrap();
            std::os::unix::fs::symlink("../b/equal", a.join("in")).unwrap();
            std::os::unix::fs::symlink(&b, a.join("folder")).unwrap();
        }
        let (mut left, damage) = list(&a, &store);
        let (mut right, none) = list(&b, &store);
        assert_eq!(none, []);
        assert_eq!(hash(&mut [(&a, &mut left), (&b, &mut right)], &Silent), []);
        let both = |name: &str| (left.get(name), right.get(name));
        let (one, other) = both("sub/same_size");
        assert!(matches!(&one, Value::File { size: 2, hash: Some(_) }) && !one.is_same(&other));
        let (one, other) = both("equal");
        assert!(one.is_same(&other));
        let sized = |size| Value::File { size, hash: None };
        assert_eq!(both("longer"), (sized(1), sized(2)));
        assert_eq!(both("only_1"), (sized(0), Value::Absent));
        if cfg!(unix) {
            assert_eq!(damage.len(), 2);
            assert_eq!(
                (left.get("out"), left.get("folder")),
                (Value::Unreadable, Value::Unreadable)
            );
            assert_eq!(left.get("in"), sized(1));
        }

        let (gone, _) = list(&scratch.path().join("elsewhere"), &store);
        assert_eq!(gone.get("x"), Value::Unreadable);
        assert_eq!(list(&store.join("c"), &store).0.get("x"), Value::Absent);
    }
}
