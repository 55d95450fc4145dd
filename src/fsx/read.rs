use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::mount::{self, Node};
use super::{NameKind, PathError, TEMP_PREFIX};

/// A name in a folder.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The name; bytes that are not Unicode are replaced by U+FFFD.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// A folder, or a link to one.
    pub is_dir: bool,
    /// A symbolic link.
    pub is_link: bool,
}

/// What a folder holds, sorted by name. What vanishes meanwhile is left out.
///
/// # Errors
/// When the folder cannot be listed.
pub fn list(dir: &Path) -> Result<Vec<Entry>, PathError> {
    let fail = |source| PathError {
        action: "list",
        path: dir.to_owned(),
        source,
    };
    if let Some(spot) = mount::at(dir) {
        let entry = |(name, kind): (String, NameKind)| Entry {
            path: dir.join(&name),
            is_dir: kind == NameKind::Folder,
            is_link: false,
            name,
        };
        return Ok(spot.names().map_err(fail)?.into_iter().map(entry).collect());
    }
    let mut entries = Vec::new();
    for entry in fs::read_dir(dir).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let Ok(kind) = entry.file_type() else { continue };
        let is_link = kind.is_symlink();
        let is_dir = if is_link {
            fs::metadata(entry.path()).is_ok_and(|m| m.is_dir())
        } else {
            kind.is_dir()
        };
        entries.push(Entry {
            name: entry.file_name().to_string_lossy().into_owned(),
            path: entry.path(),
            is_dir,
            is_link,
        });
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

/// Every file below a folder with its name relative to it (`/` between the parts), sorted. Links to files count, links
/// to folders are not followed. A missing folder is empty.
///
/// # Errors
/// When a folder cannot be listed.
pub fn walk_files(dir: &Path) -> Result<Vec<(String, PathBuf)>, PathError> {
    let mut files = Vec::new();
    if mount::at(dir).is_some_and(|spot| spot.is_folder()) {
        let names = super::Folder::open(dir)?.files("")?;
        return Ok(names.into_iter().map(|name| (name.clone(), dir.join(name))).collect());
    }
    for entry in walkdir::WalkDir::new(dir).min_depth(1) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.io_error().is_some_and(|e| e.kind() == io::ErrorKind::NotFound) => continue,
            Err(error) => {
                let path = error.path().unwrap_or(dir).to_owned();
                return Err(PathError::on("list", &path)(error.into()));
            }
        };
        let kind = entry.file_type();
        if kind.is_dir() || (kind.is_symlink() && is_dir(entry.path())) {
            continue;
        }
        let below = entry.path().strip_prefix(dir).unwrap_or(entry.path());
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        files.push((parts.join("/"), entry.into_path()));
    }
    files.sort();
    Ok(files)
}

/// How many files lie below a folder, and their sizes added up; links and what cannot be listed are left out.
#[must_use]
pub fn count_files(dir: &Path) -> (u64, u64) {
    if mount::is_mounted(dir) {
        let files = walk_files(dir).unwrap_or_default();
        let sizes = files.iter().filter_map(|(_, path)| followed_size(path));
        return sizes.fold((0, 0), |(files, bytes), size| (files + 1, bytes + size));
    }
    walkdir::WalkDir::new(dir)
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .fold((0, 0), |(files, bytes), entry| {
            (files + 1, bytes + entry.metadata().map_or(0, |meta| meta.len()))
        })
}

/// A file's bytes.
///
/// # Errors
/// When it cannot be read, a missing file included; a pipe or a device, which might never end, is not read.
pub fn read(path: &Path) -> Result<Vec<u8>, PathError> {
    if let Some(spot) = mount::at(path) {
        return spot.read().map_err(PathError::on("read", path));
    }
    let endless = || io::Error::new(io::ErrorKind::InvalidInput, "not a file but a pipe or a device");
    let bytes = match fs::metadata(path) {
        Ok(meta) if !meta.is_file() && !meta.is_dir() => Err(endless()),
        Ok(_) => fs::read(path),
        Err(error) => Err(error),
    };
    bytes.map_err(PathError::on("read", path))
}

/// The first bytes of a file, at most so many; of a pipe or a device none.
///
/// # Errors
/// When it cannot be read.
pub fn read_start(path: &Path, most: u64) -> Result<Vec<u8>, PathError> {
    if let Some(spot) = mount::at(path) {
        return spot.read_part(0, most).map_err(PathError::on("read", path));
    }
    let mut bytes = Vec::new();
    if is_file(path) {
        let file = fs::File::open(path).map_err(PathError::on("read", path))?;
        file.take(most)
            .read_to_end(&mut bytes)
            .map_err(PathError::on("read", path))?;
    }
    Ok(bytes)
}

/// Gives a file's bytes piece by piece, so that a large one is never in memory whole.
///
/// # Errors
/// When it cannot be read; a pipe or a device, which might never end, is not read.
pub fn read_pieces(path: &Path, visit: &mut dyn FnMut(&[u8])) -> Result<(), PathError> {
    const PIECE: usize = 1 << 20;
    let fail = |error| PathError::on("read", path)(error);
    let mut file: Box<dyn io::Read> = if let Some(spot) = mount::at(path) {
        spot.size().map_err(fail)?;
        Box::new(spot.reader(0))
    } else if fs::metadata(path).map_err(fail)?.is_file() {
        Box::new(fs::File::open(path).map_err(fail)?)
    } else {
        return read(path).map(|bytes| visit(&bytes)); // which says why not
    };
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(length) => visit(&piece[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(fail(error)),
        }
    }
}

/// A file's bytes, or `None` when there is no such file.
///
/// # Errors
/// When it is there and cannot be read.
pub fn read_if_exists(path: &Path) -> Result<Option<Vec<u8>>, PathError> {
    match read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// A file's size in bytes, links followed; `None` when there is none.
#[must_use]
pub fn followed_size(path: &Path) -> Option<u64> {
    if let Some(spot) = mount::at(path) {
        return spot.find().map(|_| spot.size().unwrap_or(0));
    }
    fs::metadata(path).ok().map(|m| m.len())
}

/// Whether there is anything of that name (a link that leads nowhere counts).
#[must_use]
pub fn exists(path: &Path) -> bool {
    if let Some(spot) = mount::at(path) {
        return spot.find().is_some();
    }
    fs::symlink_metadata(path).is_ok()
}

/// Whether a name is one of our temporary ones.
#[must_use]
pub fn is_temporary(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(TEMP_PREFIX.as_bytes())
}

/// Whether it is a symbolic link.
#[must_use]
pub fn is_link(path: &Path) -> bool {
    !mount::is_mounted(path) && fs::symlink_metadata(path).is_ok_and(|m| m.is_symlink())
}

/// Whether it is a folder or a link to one.
#[must_use]
pub fn is_dir(path: &Path) -> bool {
    if let Some(spot) = mount::at(path) {
        return spot.is_folder();
    }
    fs::metadata(path).is_ok_and(|m| m.is_dir())
}

/// Whether it is a folder, or a link to one, with nothing in it at all.
#[must_use]
pub fn is_empty_dir(path: &Path) -> bool {
    fs::read_dir(path).is_ok_and(|mut names| names.next().is_none())
}

/// Whether it is a file or a link to one.
#[must_use]
pub fn is_file(path: &Path) -> bool {
    if let Some(spot) = mount::at(path) {
        return spot.size().is_ok();
    }
    fs::metadata(path).is_ok_and(|m| m.is_file())
}

/// Whether it is a file that may be executed; links are followed. Elsewhere than on Unix: a file.
#[must_use]
pub fn is_program(path: &Path) -> bool {
    if let Some(spot) = mount::at(path) {
        return matches!(spot.find(), Some(Node::File { executable: true, .. }));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
    }
    #[cfg(not(unix))]
    is_file(path)
}

/// How many bytes more the file system of a folder takes from this user, where the system can tell.
#[must_use]
pub fn free_space(dir: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let found = rustix::fs::statvfs(dir).ok()?;
        Some(found.f_bavail.saturating_mul(found.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = dir;
        None
    }
}

/// The path made absolute against the working directory, without resolving links.
///
/// # Errors
/// When there is no working directory any more.
pub fn absolute(path: &Path) -> io::Result<PathBuf> {
    std::path::absolute(path)
}

/// The path with every link resolved; in a mounted tree, where there are none, from its root on.
///
/// # Errors
/// When it does not exist.
pub fn canonical(path: &Path) -> Result<PathBuf, PathError> {
    if let Some(spot) = mount::at(path) {
        return spot.path().map_err(PathError::on("find", path));
    }
    fs::canonicalize(path).map_err(PathError::on("find", path))
}
