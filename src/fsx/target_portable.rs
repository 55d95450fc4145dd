//! Over whole paths, where there is no `openat`.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::{NameKind, is_reserved, no_folder};

#[derive(Debug)]
pub(super) struct Spot(PathBuf);

impl Spot {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        fs::read_dir(path)?;
        Ok(Self(path.to_owned()))
    }

    fn path(&self, name: &str) -> io::Result<PathBuf> {
        if is_reserved(name) {
            let reason = format!("{name:?} means something else to this system");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
        Ok(self.0.join(name))
    }

    pub(super) fn folder(&self, name: &str, make: bool) -> io::Result<Option<Self>> {
        let path = self.path(name)?;
        match self.kind(name)? {
            Some(NameKind::Folder) => {}
            None if make => match fs::create_dir(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                done => done?,
            },
            None => return Ok(None),
            kind => return Err(no_folder(kind, name)),
        }
        Ok(Some(Self(path)))
    }

    pub(super) fn kind(&self, name: &str) -> io::Result<Option<NameKind>> {
        match fs::symlink_metadata(self.path(name)?) {
            Ok(found) if found.is_dir() => Ok(Some(NameKind::Folder)),
            Ok(found) if found.is_symlink() => Ok(Some(NameKind::Link)),
            Ok(_) => Ok(Some(NameKind::File)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) fn create(&self, name: &str, _executable: bool) -> io::Result<File> {
        OpenOptions::new().write(true).create_new(true).open(self.path(name)?)
    }

    pub(super) fn rename(&self, from: &str, to: &str, replace: bool) -> io::Result<()> {
        if !replace && self.kind(to)?.is_some() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        fs::rename(self.path(from)?, self.path(to)?)
    }

    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.path(name)?)
    }
}
