//! Folders with one value a file: params and tags.

use std::collections::BTreeMap;
use std::path::Path;

use crate::codec::text;
use crate::fsx;
use crate::model::{Key, KeyError};
use crate::store::{Damage, Result, StoreError};

/// Every value below a folder. A file that cannot be read is reported and left out; bytes that are not UTF-8 are shown
/// escaped and reported; what an editor or a desktop left (`.DS_Store`, `.x.swp`) is passed over unless it could be a
/// value. A missing folder is empty.
pub(super) fn read_all(dir: &Path, damage: &mut Vec<Damage>) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for (key, path) in files(dir, damage) {
        match fsx::read(&path) {
            Err(error) if error.is_not_found() => {}
            Err(error) => damage.push(error.into()),
            Ok(bytes) => {
                let decoded = text::decode(bytes);
                match decoded.flaw {
                    Some(_) if is_hidden(&key) => continue,
                    Some(flaw) => damage.push(Damage::new(path, flaw)),
                    None => {}
                }
                values.insert(key, decoded.text);
            }
        }
    }
    values
}

/// Every file below a folder of metrics, params or tags, by key; what cannot be listed is reported.
pub(super) fn files(dir: &Path, damage: &mut Vec<Damage>) -> Vec<(String, std::path::PathBuf)> {
    let mut files = fsx::walk_files(dir).unwrap_or_else(|error| {
        damage.push(error.into());
        Vec::new()
    });
    files.retain(|(key, path)| {
        let ours = path.file_name().is_some_and(fsx::is_temporary);
        if !ours && !is_hidden(key) && matches!(Key::parse(key), Err(KeyError::Characters(_) | KeyError::Path(..))) {
            damage.push(Damage::new(
                path,
                "a name that MLflow refuses, and the whole run with it; shown all the same",
            ));
        }
        !ours
    });
    files
}

/// Whether the last part of a key is a hidden file's name.
pub(super) fn is_hidden(key: &str) -> bool {
    key.rsplit('/').next().is_some_and(|name| name.starts_with('.'))
}

/// One value, or `None` when there is no such file.
pub(super) fn read_one(path: &Path) -> Result<Option<String>> {
    Ok(fsx::read_if_exists(path)?.map(|bytes| text::decode(bytes).text))
}

/// Makes the folders between `home`, which must be there still, and a value's file. `a` and `a/b` cannot both be keys.
pub(super) fn make_room(home: &Path, path: &Path, key: &Key) -> Result<()> {
    refuse_folder(path, key)?;
    let mut above: Vec<&Path> = path.ancestors().skip(1).take_while(|dir| *dir != home).collect();
    above.reverse();
    for (depth, dir) in above.iter().enumerate() {
        if let Err(error) = fsx::create_dir(dir) {
            let taken = key
                .as_str()
                .splitn(depth + 1, '/')
                .take(depth)
                .collect::<Vec<_>>()
                .join("/");
            return Err(if fsx::is_file(dir) {
                clash(key, &taken)
            } else {
                error.into()
            });
        }
    }
    Ok(())
}

/// Refuses a key whose file would be a folder.
pub(super) fn refuse_folder(path: &Path, key: &Key) -> Result<()> {
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
