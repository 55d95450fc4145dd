use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::draft::ALIVE;
use super::write::{rename_new_unsynced, sync_tree, temp_dir};
use super::{PathError, Unsynced, is_program, read_pieces};

/// Many files and folders being built out of sight, each of which gets its place when it is whole. As a
/// [`super::Draft`], it may take long: nobody sweeps it while its maker lives. It is begun under the store's
/// [`super::Lock`].
#[derive(Debug)]
pub struct Drafts {
    _alive: File,
    holder: tempfile::TempDir,
    begun: AtomicUsize,
}

impl Drafts {
    /// Begins a temporary folder of `parent` whose name ends in `suffix`.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn begin(parent: &Path, suffix: &str) -> Result<Self, PathError> {
        let holder = temp_dir(parent, suffix).map_err(PathError::on("create", parent))?;
        let path = holder.path().join(ALIVE);
        let alive = File::create(&path).map_err(PathError::on("create", &path))?;
        drop(alive.try_lock()); // where there are no locks nobody sweeps
        Ok(Self {
            _alive: alive,
            holder,
            begun: AtomicUsize::new(0),
        })
    }

    /// A path that nothing has yet, for a file or folder to be built at.
    pub fn place(&self) -> PathBuf {
        let number = self.begun.fetch_add(1, Ordering::Relaxed);
        self.holder.path().join(number.to_string())
    }

    /// Brings all that was built to the disk.
    ///
    /// # Errors
    /// When that fails.
    pub fn sync(&self) -> Result<(), PathError> {
        sync_tree(self.holder.path())
    }

    /// Gives what was built its place, which nothing has.
    ///
    /// # Errors
    /// [`PathError::is_taken`] when there is something of that name already, or when the rename fails.
    pub fn publish(&self, from: &Path, to: &Path) -> Result<Unsynced, PathError> {
        rename_new_unsynced(from, to)?;
        Ok(Unsynced(to.to_owned()))
    }
}

/// Copies a file to where nothing is yet, with the folders above it, telling `advance` of every piece in bytes. Whether it
/// can be executed is kept, other permissions are not. It is not brought to the disk.
///
/// # Errors
/// When reading or writing fails, or there is something of that name.
pub fn copy_new(from: &Path, to: &Path, advance: &dyn Fn(u64)) -> Result<(), PathError> {
    let mut file = create_new(to, is_program(from)).map_err(PathError::on("write", to))?;
    let mut failed = None;
    read_pieces(from, &mut |piece| {
        if failed.is_none() {
            failed = file.write_all(piece).err();
            advance(piece.len() as u64);
        }
    })?;
    failed.map_or(Ok(()), |error| Err(PathError::on("write", to)(error)))
}

fn create_new(path: &Path, executable: bool) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if executable { 0o777 } else { 0o666 }); // less the umask
    #[cfg(not(unix))]
    let _ = executable;
    let made = options.open(path);
    match (made, path.parent()) {
        (Err(error), Some(folder)) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            options.open(path)
        }
        (made, _) => made,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sweep;
    use super::*;

    #[test]
    fn what_is_built_stays_until_its_maker_is_dead() -> Result<(), Box<dyn std::error::Error>> {
        let scratch = tempfile::tempdir()?;
        let source = scratch.path().join("source");
        fs::write(&source, "content")?;
        let drafts = Drafts::begin(scratch.path(), ".trash")?;
        let (a, b) = (drafts.place(), drafts.place());
        copy_new(&source, &a.join("x/y"), &|_| {})?;
        copy_new(&source, &b, &|_| {})?;
        assert!(copy_new(&source, &b, &|_| {}).is_err(), "nothing is overwritten");
        sweep(scratch.path());
        drafts.sync()?;
        drafts.publish(&a, &scratch.path().join("a"))?.sync()?;
        assert_eq!(fs::read(scratch.path().join("a/x/y"))?, b"content");
        assert!(
            drafts
                .publish(&b, &scratch.path().join("a"))
                .is_err_and(|e| e.is_taken())
        );
        let left = drafts.holder.keep();
        drop(drafts._alive);
        sweep(scratch.path());
        assert!(!left.exists());
        Ok(())
    }
}
