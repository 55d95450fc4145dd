//! Over `openat` and its family: a name is looked up in an open folder, so nobody can put a link in its way meanwhile.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, mkdirat, openat, renameat, statat, unlinkat};
use rustix::io::Errno;

use super::{NameKind, no_folder};

#[derive(Debug)]
pub(super) struct Spot(OwnedFd);

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::CLOEXEC).union(OFlags::DIRECTORY);
const NEW: OFlags = OFlags::WRONLY
    .union(OFlags::CLOEXEC)
    .union(OFlags::CREATE)
    .union(OFlags::EXCL)
    .union(OFlags::NOFOLLOW);

impl Spot {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(openat(CWD, path, FOLDER, Mode::empty())?))
    }

    pub(super) fn folder(&self, name: &str, make: bool) -> io::Result<Option<Self>> {
        let open = || openat(&self.0, name, FOLDER.union(OFlags::NOFOLLOW), Mode::empty());
        let opened = match open() {
            Err(Errno::NOENT) if make => {
                match mkdirat(&self.0, name, Mode::from_raw_mode(0o777)) {
                    Ok(()) | Err(Errno::EXIST) => {}
                    Err(error) => return Err(error.into()),
                }
                open()
            }
            opened => opened,
        };
        match opened {
            Ok(folder) => Ok(Some(Self(folder))),
            Err(Errno::NOENT) if !make => Ok(None),
            Err(Errno::NOTDIR | Errno::LOOP) => Err(no_folder(self.kind(name)?, name)),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn kind(&self, name: &str) -> io::Result<Option<NameKind>> {
        match statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(match FileType::from_raw_mode(stat.st_mode) {
                FileType::Directory => NameKind::Folder,
                FileType::Symlink => NameKind::Link,
                _ => NameKind::File,
            })),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn create(&self, name: &str, executable: bool) -> io::Result<File> {
        let mode = if executable { 0o777 } else { 0o666 }; // less the umask
        Ok(openat(&self.0, name, NEW, Mode::from_raw_mode(mode))?.into())
    }

    pub(super) fn rename(&self, from: &str, to: &str, replace: bool) -> io::Result<()> {
        if !replace {
            #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
            {
                use rustix::fs::{RenameFlags, renameat_with};
                match renameat_with(&self.0, from, &self.0, to, RenameFlags::NOREPLACE) {
                    Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {} // an old system or file system
                    done => return Ok(done?),
                }
            }
            if self.kind(to)?.is_some() {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
        }
        Ok(renameat(&self.0, from, &self.0, to)?)
    }

    pub(super) fn remove(&self, name: &str) -> io::Result<()> {
        Ok(unlinkat(&self.0, name, AtFlags::empty())?)
    }
}
