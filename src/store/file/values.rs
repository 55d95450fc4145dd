//! Folders with one value a file: params and tags.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::codec::text;
use crate::fsx::{self, Folder, PathError};
use crate::model::{Key, KeyError};
use crate::store::{Damage, Keys, Result, StoreError};

/// The values of a folder (`params`, `tags` …) with these keys. A file that cannot be read is reported and left out;
/// bytes that are not UTF-8 are shown escaped and reported; what an editor or a desktop left (`.DS_Store`, `.x.swp`) is
/// passed over unless it could be a value. A missing folder is empty.
pub(crate) fn read_all(home: &Folder, part: &str, keys: &Keys, damage: &mut Vec<Damage>) -> BTreeMap<String, String> {
    let files = files(home, part, keys, damage).into_iter();
    files
        .filter_map(|key| {
            value(read(home, part, &key, damage)?, &path(home, part, &key), damage).map(|text| (key, text))
        })
        .collect()
}

/// The text of a value's bytes; `None` for what an editor or a desktop left.
pub(crate) fn value(bytes: Vec<u8>, path: &Path, damage: &mut Vec<Damage>) -> Option<String> {
    let decoded = text::decode(bytes);
    match decoded.flaw {
        Some(_) if is_hidden(&path.to_string_lossy()) => return None,
        Some(flaw) => damage.push(Damage::new(path, flaw)),
        None => {}
    }
    Some(decoded.text)
}

/// A file's bytes; what cannot be read is reported, what is not there is not.
pub(crate) fn read(home: &Folder, part: &str, key: &str, damage: &mut Vec<Damage>) -> Option<Vec<u8>> {
    there(home.read(&format!("{part}/{key}")), home, part, key, damage)
}

/// As [`read`], of what reading the file gave.
pub(crate) fn there(
    read: std::result::Result<Option<Vec<u8>>, PathError>,
    home: &Folder,
    part: &str,
    key: &str,
    damage: &mut Vec<Damage>,
) -> Option<Vec<u8>> {
    match read {
        Ok(None) if key.contains(char::REPLACEMENT_CHARACTER) => {
            let named = |found: &(String, PathBuf)| found.0 == key; // its name may not be Unicode
            let found = fsx::walk_files(&home.path().join(part)).unwrap_or_default();
            fsx::read(&found.into_iter().find(named)?.1).ok()
        }
        Ok(bytes) => bytes,
        Err(error) if error.is_a_folder() => None,
        Err(error) => {
            damage.push(error.into());
            None
        }
    }
}

fn path(home: &Folder, part: &str, key: &str) -> PathBuf {
    home.path().join(part).join(key)
}

/// The keys among these that a folder of metrics, params or tags has a file for, sorted; what cannot be listed is
/// reported. Of keys that are named, the files may yet be missing.
pub(crate) fn files(home: &Folder, part: &str, keys: &Keys, damage: &mut Vec<Damage>) -> Vec<String> {
    match keys {
        Keys::None => Vec::new(),
        Keys::Some(keys) => keys
            .iter()
            .filter(|key| may_be_file(home, part, key))
            .cloned()
            .collect(),
        Keys::All => {
            let mut files = home.files(part).unwrap_or_else(|error| {
                damage.push(error.into());
                Vec::new()
            });
            files.retain(|key| {
                let ours = is_ours(key);
                if !ours
                    && !is_hidden(key)
                    && matches!(Key::parse(key), Err(KeyError::Characters(_) | KeyError::Path(..)))
                {
                    damage.push(Damage::new(
                        path(home, part, key),
                        "a name that MLflow refuses, and with it all that it belongs to; shown all the same",
                    ));
                }
                !ours
            });
            files
        }
    }
}

/// Whether a listing could name a file so: inside the folder, not ours, and behind no link to another folder.
pub(crate) fn may_be_file(home: &Folder, part: &str, key: &str) -> bool {
    let within = key.split('/').all(|name| !matches!(name, "" | "." | "..")) && !key.contains('\0');
    let above = key.match_indices('/').map(|(end, _)| &key[..end]);
    within && !is_ours(key) && !above.into_iter().any(|folder| fsx::is_link(&path(home, part, folder)))
}

fn is_ours(key: &str) -> bool {
    fsx::is_temporary(key.rsplit('/').next().unwrap_or(key).as_ref())
}

/// Whether the last part of a key is a hidden file's name.
pub(crate) fn is_hidden(key: &str) -> bool {
    key.rsplit('/').next().is_some_and(|name| name.starts_with('.'))
}

/// One value, or `None` when there is no such file.
pub(crate) fn read_one(path: &Path) -> Result<Option<String>> {
    Ok(fsx::read_if_exists(path)?.map(|bytes| text::decode(bytes).text))
}

/// Folders that were made for a value's file: those that are empty still when it is dropped go again.
#[derive(Debug, Default)]
#[must_use]
pub(crate) struct Room(Vec<PathBuf>);

impl Drop for Room {
    fn drop(&mut self) {
        for folder in self.0.iter().rev() {
            drop(fsx::remove_empty_dir(folder)); // what cannot be removed does no harm
        }
    }
}

/// Makes the folders between `home`, which must be there still, and a value's file. `a` and `a/b` cannot both be keys.
pub(crate) fn make_room(home: &Path, path: &Path, key: &Key) -> Result<Room> {
    refuse_folder(path, key)?;
    let mut room = Room::default();
    let mut above: Vec<&Path> = path.ancestors().skip(1).take_while(|dir| *dir != home).collect();
    above.reverse();
    for (depth, dir) in above.into_iter().enumerate() {
        match fsx::create_dir(dir) {
            Ok(true) => room.0.push(dir.to_owned()),
            Ok(false) => {}
            Err(_) if fsx::is_file(dir) => {
                let parts = key.as_str().splitn(depth + 1, '/').take(depth);
                return Err(clash(key, &parts.collect::<Vec<_>>().join("/")));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(room)
}

/// Refuses a key whose file would be a folder, or lie below a file.
pub(crate) fn refuse_clash(home: &Path, path: &Path, key: &Key) -> Result<()> {
    refuse_folder(path, key)?;
    let mut above = path.ancestors().skip(1).take_while(|dir| *dir != home);
    match above.find(|dir| fsx::is_file(dir)) {
        Some(taken) => {
            let depth = path.components().count() - taken.components().count();
            let parts: Vec<&str> = key.as_str().split('/').collect();
            Err(clash(key, &parts[..parts.len().saturating_sub(depth)].join("/")))
        }
        None => Ok(()),
    }
}

/// Refuses a key whose file would be a folder.
pub(crate) fn refuse_folder(path: &Path, key: &Key) -> Result<()> {
    if fsx::is_dir(path) {
        return Err(clash(key, &format!("{key}/…")));
    }
    Ok(())
}

fn clash(key: &Key, with: &str) -> StoreError {
    StoreError::Internal(format!(
        "`{key}` cannot be logged: there is a key `{with}`, and a key cannot be both a file and a folder"
    ))
}
