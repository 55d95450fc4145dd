//! Copying a model's folder: which files are meant, and their digest.

use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::mlmodel::{self, Stamp};
use crate::fsx::{self, PathError};
use crate::model::Invalid;
use crate::store::{Damage, ModelFiles, Result, StoreError};

/// What MLflow leaves out of a model: Python's caches, and what a download from a registry adds.
const CACHE: &str = "__pycache__";
const DOWNLOADED: &str = "registered_model_meta";

/// Something below a model's folder, in the order of the names; a folder stands before what it holds.
struct Below {
    /// `/` between the parts.
    name: String,
    path: PathBuf,
    is_dir: bool,
}

/// A model's folder that can be logged.
pub(super) struct ModelFolder {
    below: Vec<Below>,
    path: PathBuf,
    mlmodel: Vec<u8>,
}

impl ModelFolder {
    /// Looks at every file, and reads the `MLmodel`.
    pub(super) fn open(path: &Path) -> Result<Self> {
        if !fsx::is_dir(path) {
            let what = if fsx::is_file(path) { "a file, not a" } else { "no" };
            return Err(StoreError::NotFound(format!(
                "{} is {what} folder: give the one that holds the model's {} file",
                path.display(),
                mlmodel::NAME
            )));
        }
        let mut below = Vec::new();
        collect(path, &fsx::canonical(path)?, "", &mut below)?;
        let file = path.join(mlmodel::NAME);
        if fsx::followed_size(&file).is_some_and(|size| size > mlmodel::MAX_SIZE) {
            return Err(Damage::new(file, "too large for an MLmodel").into());
        }
        let mlmodel = fsx::read_if_exists(&file)?.ok_or_else(|| {
            StoreError::NotFound(format!(
                "{} holds no {} file, so it is no model; MLflow's `save_model` writes one",
                path.display(),
                mlmodel::NAME
            ))
        })?;
        mlmodel::check(&mlmodel, &file)?;
        Ok(Self {
            below,
            path: path.to_owned(),
            mlmodel,
        })
    }

    /// Copies all of it into a folder that nobody sees yet, `MLmodel` with the stamp.
    pub(super) fn copy(&self, to: &Path, stamp: &Stamp<'_>, advance: &dyn Fn(u64)) -> Result<ModelFiles> {
        let mut lines: Vec<(String, String)> = Vec::new();
        let mut bytes = 0;
        fsx::create_dir(to)?;
        for Below { name, path, is_dir } in &self.below {
            let target = to.join(path.strip_prefix(&self.path).unwrap_or(path));
            if *is_dir {
                fsx::create_dir(&target)?;
                continue;
            }
            let hash = if name == mlmodel::NAME {
                let stamped = mlmodel::stamped(&self.mlmodel, path, stamp)?;
                fsx::replace_file(&target, &stamped, to)?;
                bytes += stamped.len() as u64;
                let plain = mlmodel::without_stamp(&String::from_utf8_lossy(&self.mlmodel));
                hex(&Sha256::digest(plain.as_bytes()))
            } else {
                bytes += fsx::copy_file(path, &target, advance)?;
                hash_of(&target)?
            };
            lines.push((name.clone(), hash));
        }
        for Below { path, .. } in self.below.iter().filter(|below| below.is_dir) {
            fsx::sync_dir(&to.join(path.strip_prefix(&self.path).unwrap_or(path)))?;
        }
        fsx::sync_dir(to)?;
        lines.sort();
        let mut all = Sha256::new();
        for (name, hash) in &lines {
            all.update(format!("{hash}  {name}\n").as_bytes());
        }
        Ok(ModelFiles {
            files: lines.len(),
            bytes,
            digest: format!("sha256:{}", hex(&all.finalize())),
        })
    }
}

/// A project's folder holds its store beside the code: logged as a model, the store would be copied into itself. The store
/// need not be there yet.
pub(super) fn refuse_own_store(folder: &Path, store: &Path) -> Result<()> {
    let there = store.ancestors().find_map(|dir| fsx::canonical(dir).ok());
    match (there, fsx::canonical(folder)) {
        (Some(store_or_above), Ok(folder_itself)) if store_or_above.starts_with(&folder_itself) => {
            Err(Invalid(format!(
                "{} holds the store {} too; give a folder that holds the model alone",
                folder.display(),
                store.display()
            ))
            .into())
        }
        _ => Ok(()),
    }
}

fn collect(dir: &Path, root: &Path, prefix: &str, below: &mut Vec<Below>) -> Result<()> {
    for entry in fsx::list(dir)? {
        let left_out = entry.name == CACHE || (prefix.is_empty() && entry.name == DOWNLOADED);
        if left_out || fsx::is_temporary(entry.name.as_ref()) {
            continue;
        }
        let name = format!("{prefix}{}", entry.name);
        let refuse = |why: &str| Err(Invalid(format!("{} {why}", entry.path.display())).into());
        if entry.is_link {
            match fsx::canonical(&entry.path) {
                Ok(target) if !target.starts_with(root) => {
                    return refuse(
                        "is a link that leads out of the model; copy the folder with its links resolved (cp -rL)",
                    );
                }
                Ok(_) if entry.is_dir => {
                    return refuse("is a link to a folder; copy the folder with its links resolved (cp -rL)");
                }
                Ok(_) => {}
                Err(_) => return refuse("is a link that leads nowhere"),
            }
        }
        if !entry.is_dir && !fsx::is_file(&entry.path) {
            return refuse("is no file but a pipe or a device");
        }
        let (path, is_dir) = (entry.path, entry.is_dir);
        let inside = is_dir.then(|| path.clone());
        below.push(Below { name, path, is_dir });
        if let Some(inside) = inside {
            let prefix = format!("{prefix}{}/", entry.name);
            collect(&inside, root, &prefix, below)?;
        }
    }
    Ok(())
}

fn hash_of(path: &Path) -> std::result::Result<String, PathError> {
    let mut hash = Sha256::new();
    fsx::read_pieces(path, &mut |piece| hash.update(piece))?;
    Ok(hex(&hash.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
