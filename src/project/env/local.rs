//! What is installed here, or one Python of it.

use std::path::{Path, PathBuf};

use super::interpreters::Interpreters;
use super::workshop::quoted;
use super::{EnvError, Runtime, Wish, Workshop};
use crate::fsx;

/// With `--python`, `python`, `python3` and `pip` in the command are that Python's, by little programs that come first on
/// the `PATH`: the folder of a Python may hold other programs, and a virtual environment's must be started by its own name.
pub(super) fn runtime(wish: &Wish<'_>, shop: &Workshop<'_>) -> Result<Runtime, EnvError> {
    let Some(python) = python(wish, shop)? else {
        return Ok(Runtime::default());
    };
    let folder = stand_ins(&python, shop)?;
    Ok(Runtime {
        first_on_path: Some(folder),
        ..Runtime::default()
    })
}

/// The Python that was asked for, if one was.
pub(super) fn python(wish: &Wish<'_>, shop: &Workshop<'_>) -> Result<Option<PathBuf>, EnvError> {
    let Some(text) = wish.python else { return Ok(None) };
    let wanted = shop.python(text)?;
    let interpreters = Interpreters {
        tools: &shop.tools,
        folder: wish.folder,
    };
    match interpreters.find(&wanted)? {
        Some(found) => Ok(Some(found.program)),
        None => Err(EnvError::NoPython {
            wanted: wanted.to_string(),
            found: interpreters.found(),
        }),
    }
}

fn stand_ins(python: &Path, shop: &Workshop<'_>) -> Result<PathBuf, EnvError> {
    let id = blake3::hash(python.as_os_str().as_encoded_bytes()).to_hex();
    let cache = shop.cache.ok_or(EnvError::NoCache)?;
    let folder = cache.join("pythons").join(&id[..12]);
    for (name, module) in [("python", ""), ("python3", ""), ("pip", " -m pip"), ("pip3", " -m pip")] {
        let program = format!("#!/bin/sh\nexec {}{module} \"$@\"\n", quoted(python));
        let path = folder.join(name);
        if fsx::read_if_exists(&path)?.is_none_or(|there| there != program.as_bytes()) || !fsx::is_program(&path) {
            fsx::write_program(&path, program.as_bytes())?;
        }
    }
    Ok(folder)
}
