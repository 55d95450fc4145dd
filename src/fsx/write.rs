use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::draft::maker_lives;
use super::mount::{self, check_writable, writable};
use super::private::make_private;
use super::{PathError, TEMP_PREFIX, is_temporary};

/// Replaces a file whole: a reader sees the old content or the new, never part of one. The temporary file lies in
/// `staging`, a folder of the same file system; an existing file's permissions are kept.
///
/// # Errors
/// When any step fails; the old content then stays.
pub fn replace_file(path: &Path, content: &[u8], staging: &Path) -> Result<(), PathError> {
    replace_file_unsynced(path, content, staging)?.sync()
}

/// As [`replace_file`], but that a crash of the machine may still take it back.
///
/// # Errors
/// When any step fails; the old content then stays.
pub fn replace_file_unsynced(path: &Path, content: &[u8], staging: &Path) -> Result<Unsynced, PathError> {
    let temp = temp_file(path, content, staging)?;
    temp.persist(path).map_err(|e| PathError {
        action: "write",
        path: path.to_owned(),
        source: e.error,
    })?;
    Ok(Unsynced(path.to_owned()))
}

/// Something that has its new name, which a crash of the machine may still take back: the wait for the disk need not be
/// under a lock.
#[derive(Debug)]
#[must_use]
pub struct Unsynced(pub(super) PathBuf);

impl Unsynced {
    /// Waits until it is on the disk.
    ///
    /// # Errors
    /// When that fails.
    pub fn sync(&self) -> Result<(), PathError> {
        sync_parent(&self.0)
    }
}

/// Creates a file whole and returns true, or returns false when there is one already.
///
/// # Errors
/// When any step fails.
pub fn create_file(path: &Path, content: &[u8], staging: &Path) -> Result<bool, PathError> {
    let temp = temp_file(path, content, staging)?;
    match temp.persist_noclobber(path) {
        Ok(_) => sync_parent(path).map(|()| true),
        Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(e) => Err(PathError {
            action: "create",
            path: path.to_owned(),
            source: e.error,
        }),
    }
}

fn temp_file(path: &Path, content: &[u8], staging: &Path) -> Result<tempfile::NamedTempFile, PathError> {
    let temp = temp_filled(path, content, staging)?;
    temp.as_file().sync_all().map_err(PathError::on("write", path))?;
    Ok(temp)
}

/// What a file is going to be, in a temporary one that is not synced yet.
pub(super) fn temp_filled(path: &Path, content: &[u8], staging: &Path) -> Result<tempfile::NamedTempFile, PathError> {
    check_writable("write", path)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMP_PREFIX);
    let existing = fs::metadata(path).ok().map(|m| m.permissions());
    #[cfg(unix)]
    let fresh = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666); // the umask still applies
    #[cfg(unix)]
    builder.permissions(fresh);
    let mut temp = builder.tempfile_in(staging).map_err(PathError::on("write", path))?;
    let write = |temp: &mut tempfile::NamedTempFile| -> io::Result<()> {
        temp.as_file_mut().write_all(content)?;
        if let Some(permissions) = existing {
            temp.as_file().set_permissions(permissions)?;
        }
        Ok(())
    };
    write(&mut temp).map_err(PathError::on("write", path))?;
    Ok(temp)
}

/// Makes a folder; false when it was there.
///
/// # Errors
/// When it cannot be made.
pub fn create_dir(path: &Path) -> Result<bool, PathError> {
    check_writable("create", path)?;
    match fs::create_dir(path) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(false),
        Err(e) => Err(PathError::on("create", path)(e)),
    }
}

/// Makes a folder and those above it.
///
/// # Errors
/// When one cannot be made.
pub fn create_dir_all(path: &Path) -> Result<(), PathError> {
    check_writable("create", path)?;
    fs::create_dir_all(path).map_err(PathError::on("create", path))
}

/// Moves a file or folder within one file system.
///
/// # Errors
/// When it cannot be moved.
pub fn rename(from: &Path, to: &Path) -> Result<(), PathError> {
    check_writable("rename", from)?;
    check_writable("rename", to)?;
    fs::rename(from, to).map_err(PathError::on("rename", from))?;
    sync_parent(to)?;
    if from.parent() == to.parent() {
        Ok(())
    } else {
        sync_parent(from)
    }
}

/// As [`rename`], to a name that nothing has, not even an empty folder, which a plain rename would replace.
///
/// # Errors
/// [`PathError::is_taken`] when there is something of that name, or when it cannot be moved.
pub fn rename_new(from: &Path, to: &Path) -> Result<(), PathError> {
    rename_new_unsynced(from, to)?;
    sync_parent(to)
}

pub(super) fn rename_new_unsynced(from: &Path, to: &Path) -> Result<(), PathError> {
    check_writable("rename", from)?;
    check_writable("rename", to)?;
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        use rustix::io::Errno;
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            Ok(()) => return Ok(()),
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {} // an old system or file system
            Err(error) => return Err(PathError::on("rename", to)(error.into())),
        }
    }
    if fs::symlink_metadata(to).is_ok() {
        return Err(PathError::on("rename", to)(io::ErrorKind::AlreadyExists.into()));
    }
    rename(from, to)
}

/// Takes a folder away at once, by moving it into a temporary one of `parent` whose name ends in `suffix`, and removes it.
///
/// # Errors
/// When it cannot be moved; it then stays. When something of it cannot be removed, which is left to the next [`sweep`].
pub fn discard(dir: &Path, parent: &Path, suffix: &str) -> Result<(), PathError> {
    check_writable("remove", dir)?;
    let holder = temp_dir(parent, suffix).map_err(PathError::on("remove", dir))?;
    fs::rename(dir, holder.path().join("gone")).map_err(PathError::on("remove", dir))?;
    sync_parent(dir)?;
    holder.close().map_err(PathError::on("remove", dir))
}

pub(super) fn temp_dir(parent: &Path, suffix: &str) -> io::Result<tempfile::TempDir> {
    writable(parent)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMP_PREFIX).suffix(suffix);
    #[cfg(unix)]
    builder.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o777)); // less the umask
    builder.tempdir_in(parent)
}

/// Removes a file.
///
/// # Errors
/// When it cannot be removed.
pub fn remove_file(path: &Path) -> Result<(), PathError> {
    check_writable("remove", path)?;
    fs::remove_file(path).map_err(PathError::on("remove", path))?;
    sync_parent(path)
}

/// Removes a file, or a folder with all that is in it. Links in it are removed, not what they lead to.
///
/// # Errors
/// When something of it cannot be removed; what was removed by then is gone.
pub fn remove_tree(path: &Path) -> Result<(), PathError> {
    let is_folder = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
    let removed = if is_folder {
        fs::remove_dir_all(path)
    } else {
        fs::remove_file(path)
    };
    removed.map_err(PathError::on("remove", path))?;
    sync_parent(path)
}

/// Brings a file's content to the disk.
///
/// # Errors
/// When that fails.
pub fn sync_file(path: &Path) -> Result<(), PathError> {
    File::open(path)
        .and_then(|file| file.sync_data())
        .map_err(PathError::on("write", path))
}

/// Brings a folder's names to the disk, where the system can.
///
/// # Errors
/// When that fails.
pub fn sync_dir(dir: &Path) -> Result<(), PathError> {
    if cfg!(windows) {
        return Ok(());
    }
    match File::open(dir).and_then(|file| file.sync_all()) {
        Err(e) if matches!(e.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        done => done.map_err(PathError::on("write", dir)),
    }
}

/// Brings everything below a folder to the disk. Where the system can, by one call for the whole file system: a store has
/// many thousand small files, and the disk would be waited for with each.
pub(super) fn sync_tree(dir: &Path) -> Result<(), PathError> {
    #[cfg(target_os = "linux")]
    {
        use rustix::io::Errno;
        let folder = File::open(dir).map_err(PathError::on("write", dir))?;
        match rustix::fs::syncfs(&folder) {
            Err(Errno::NOSYS | Errno::INVAL) => {}
            done => return done.map_err(|error| PathError::on("write", dir)(error.into())),
        }
    }
    for entry in walkdir::WalkDir::new(dir).contents_first(true) {
        let entry = entry.map_err(|error| PathError::on("list", dir)(error.into()))?;
        if entry.file_type().is_dir() {
            sync_dir(entry.path())?;
        } else if entry.file_type().is_file() {
            sync_file(entry.path())?;
        }
    }
    Ok(())
}

pub(super) fn sync_parent(path: &Path) -> Result<(), PathError> {
    path.parent().map_or(Ok(()), sync_dir)
}

/// Removes what killed processes left: every temporary name of ours in the folder, but for copies and [`super::Drafts`]
/// still under way (they hold a lock on a file). Temporary folders are made only under the store's [`super::Lock`]: whoever sweeps where
/// there are such must hold it. What cannot be removed is left for the next.
pub fn sweep(dir: &Path) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let is_temp = is_temporary(&entry.file_name());
        if is_temp && entry.file_type().is_ok_and(|t| t.is_dir()) {
            if !maker_lives(&entry.path()) {
                drop(fs::remove_dir_all(entry.path()));
            }
        } else if is_temp
            && let Ok(file) = File::open(entry.path())
            && file.try_lock().is_ok()
        {
            drop(fs::remove_file(entry.path())); // while the lock is held: its maker may be about to take it
        }
    }
}

/// A temporary file that nobody sweeps while it grows: it is locked. A sweeper that came in between is waited for, and if
/// it took the file there is another one.
pub(super) fn unswept(dir: &Path, mode: u32) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMP_PREFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode)); // less the umask
    #[cfg(not(unix))]
    let _ = mode;
    loop {
        let temp = builder.tempfile_in(dir)?;
        drop(temp.as_file().lock());
        if temp.path().exists() {
            return Ok(temp);
        }
    }
}

/// A file's content, and the permissions of a copy.
fn source(path: &Path) -> io::Result<(Box<dyn io::Read>, Option<fs::Permissions>)> {
    if let Some(spot) = mount::at(path) {
        #[cfg(unix)]
        let permissions = {
            let executable = matches!(spot.find(), Some(mount::Node::File { executable: true, .. }));
            let mode = if executable { 0o755 } else { 0o644 };
            Some(std::os::unix::fs::PermissionsExt::from_mode(mode))
        };
        #[cfg(not(unix))]
        let permissions = None;
        spot.size()?;
        return Ok((Box::new(spot.reader(0)), permissions));
    }
    let file = File::open(path)?;
    let permissions = file.metadata()?.permissions();
    Ok((Box::new(file), Some(permissions)))
}

/// Copies a file whole (temporary file, sync, rename), telling `advance` of every piece in bytes. Returns its size.
///
/// # Errors
/// When reading or writing fails; the target then is as it was.
pub fn copy_file(from: &Path, to: &Path, advance: &dyn Fn(u64)) -> Result<u64, PathError> {
    check_writable("write", to)?;
    let parent = to.parent().unwrap_or(Path::new("."));
    let (mut source, permissions) = source(from).map_err(PathError::on("read", from))?;
    let mut temp = unswept(parent, 0o600).map_err(PathError::on("write", to))?;
    let mut buffer = vec![0; 1 << 17];
    let mut total = 0;
    loop {
        let n = source.read(&mut buffer).map_err(PathError::on("read", from))?;
        if n == 0 {
            break;
        }
        // not `temp.write_all`: its error would name the temporary file too
        temp.as_file_mut()
            .write_all(&buffer[..n])
            .map_err(PathError::on("write", to))?;
        total += n as u64;
        advance(n as u64);
    }
    permissions
        .map_or(Ok(()), |permissions| temp.as_file().set_permissions(permissions))
        .and_then(|()| temp.as_file().sync_all())
        .map_err(PathError::on("write", to))?;
    temp.persist(to).map_err(|e| PathError {
        action: "write",
        path: to.to_owned(),
        source: e.error,
    })?;
    sync_dir(parent)?;
    Ok(total)
}

/// Writes a file of the cache, its folders too, for this user's eyes alone: whole or not at all, but not brought to the
/// disk, since whoever reads it checks it and can do without.
///
/// # Errors
/// When any step fails.
pub fn write_cache(path: &Path, content: &[u8]) -> Result<(), PathError> {
    write_own(path, content, 0o600).map_err(PathError::on("write", path))
}

/// As [`write_cache`], a program that this user can start.
///
/// # Errors
/// When any step fails.
pub fn write_program(path: &Path, content: &[u8]) -> Result<(), PathError> {
    write_own(path, content, 0o700).map_err(PathError::on("write", path))
}

fn write_own(path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    let mut files = tempfile::Builder::new();
    files.prefix(TEMP_PREFIX);
    #[cfg(unix)]
    {
        files.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = mode;
    make_private(folder)?;
    let mut temp = files.tempfile_in(folder)?;
    temp.write_all(content)?;
    temp.persist(path)?;
    Ok(())
}
