//! What a name stands for, to the last bit that can be given back: what taking a change back needs.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::write::{rename_new_unsynced, sync_parent};
use super::{PathError, sync_dir};

/// What a name stands for; links are not followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// Nothing.
    Missing,
    /// A file with these permissions (Unix's; elsewhere 0).
    File(u32),
    /// A folder with these permissions.
    Folder(u32),
    /// A link to there.
    Link(PathBuf),
    /// A pipe, a device, a socket.
    Other,
}

/// What a name stands for.
///
/// # Errors
/// When the system does not tell.
pub fn form(path: &Path) -> Result<Form, PathError> {
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if super::error::means_absent(&error) => return Ok(Form::Missing),
        Err(error) => return Err(PathError::on("read", path)(error)),
    };
    Ok(if metadata.is_symlink() {
        Form::Link(fs::read_link(path).map_err(PathError::on("read", path))?)
    } else if metadata.is_file() {
        Form::File(mode(&metadata))
    } else if metadata.is_dir() {
        Form::Folder(mode(&metadata))
    } else {
        Form::Other
    })
}

/// Makes a folder that is not there, with these permissions whatever the umask.
///
/// # Errors
/// When it is there or cannot be made.
pub fn restore_dir(path: &Path, mode: u32) -> Result<(), PathError> {
    fs::create_dir(path)
        .and_then(|()| set_mode(path, mode & 0o3777))
        .map_err(PathError::on("create", path))?;
    sync_parent(path)
}

/// Removes a folder with nothing in it; false when there is something in it, or no such folder.
///
/// # Errors
/// When it cannot be removed.
pub fn remove_empty_dir(path: &Path) -> Result<bool, PathError> {
    match fs::remove_dir(path) {
        Ok(()) => sync_parent(path).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty || super::error::means_absent(&error) => {
            Ok(false)
        }
        Err(error) => Err(PathError::on("remove", path)(error)),
    }
}

/// Moves files and folders within one file system, each to a name that nothing has, and brings it to the disk folder by
/// folder instead of name by name. One that cannot be moved keeps no other from it.
///
/// # Errors
/// When what was moved cannot be brought to the disk.
pub fn rename_many(moves: &[(PathBuf, PathBuf)]) -> Result<Vec<Result<(), PathError>>, PathError> {
    let mut folders = BTreeSet::new();
    let mut done = Vec::with_capacity(moves.len());
    for (from, to) in moves {
        let moved = rename_new_unsynced(from, to);
        if moved.is_ok() {
            folders.extend([from, to].into_iter().filter_map(|path| path.parent()));
        }
        done.push(moved);
    }
    folders.into_iter().try_for_each(sync_dir)?;
    Ok(done)
}

/// Every file, folder and link below a folder, by name (`/` between the parts, bytes that are not Unicode replaced), with its
/// size and the time of its last change in nanoseconds; of a folder only the name. Sorted; nothing where there is no folder.
///
/// # Errors
/// When a folder cannot be listed.
pub fn stamps(dir: &Path) -> Result<Vec<(String, u64, i128)>, PathError> {
    let mut stamps = Vec::new();
    for entry in walkdir::WalkDir::new(dir) {
        let failed = |error: walkdir::Error| {
            let path = error.path().unwrap_or(dir).to_owned();
            PathError::on("list", &path)(error.into())
        };
        let entry = entry.map_err(failed)?;
        let metadata = entry.metadata().map_err(failed)?;
        let name = entry
            .path()
            .strip_prefix(dir)
            .unwrap_or(entry.path())
            .to_string_lossy()
            .into_owned();
        let modified = metadata
            .modified()
            .ok()
            .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        let modified = modified.map_or(0, |since| i128::try_from(since.as_nanos()).unwrap_or(0));
        stamps.push(if metadata.is_dir() {
            (name, 0, 0)
        } else {
            (name, metadata.len(), modified)
        });
    }
    stamps.sort();
    Ok(stamps)
}

#[cfg(unix)]
fn mode(metadata: &fs::Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o7777
}

#[cfg(not(unix))]
fn mode(_metadata: &fs::Metadata) -> u32 {
    0
}

#[cfg(unix)]
pub(super) fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
pub(super) fn set_mode(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}
