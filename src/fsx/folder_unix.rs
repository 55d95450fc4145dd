//! Over `openat` and its family.

use std::ffi::CString;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat, fstat, openat, statat};
use rustix::io::retry_on_intr;

use super::{Evidence, NameKind, Opened, Seen, endless};

/// Most files of a store are read in one go into so much; more is never needed to know that a file has ended.
const USUAL: usize = 1 << 13;

#[derive(Debug)]
pub(super) struct Handle(OwnedFd);

impl Handle {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(retry_on_intr(|| openat(CWD, path, FOLDER, Mode::empty()))?))
    }

    pub(super) fn read(&self, below: &str) -> io::Result<Vec<u8>> {
        read_all(&self.open_file(below)?, None)
    }

    pub(super) fn read_with_evidence(&self, below: &str) -> io::Result<Seen> {
        let file = self.open_file(below)?;
        let stat = fstat(&file)?;
        Ok((read_all(&file, Some(&stat))?, Some(evidence(&stat))))
    }

    pub(super) fn opened(&self, below: &str) -> io::Result<Opened> {
        let file = self.open_file(below)?;
        let stat = fstat(&file)?;
        match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => Ok(Opened {
                size: evidence(&stat).size,
                executable: Mode::from_raw_mode(stat.st_mode).contains(Mode::XUSR),
                content: Box::new(File::from(file)),
            }),
            FileType::Directory => Err(io::ErrorKind::IsADirectory.into()),
            _ => Err(endless()),
        }
    }

    pub(super) fn evidence(&self, below: &str) -> Option<Evidence> {
        let stat = statat(&self.0, below, AtFlags::empty()).ok()?;
        is_file(&stat).then(|| evidence(&stat))
    }

    pub(super) fn own_evidence(&self) -> Option<Evidence> {
        fstat(&self.0).ok().map(|stat| evidence(&stat))
    }

    pub(super) fn names(&self, below: &str) -> io::Result<Vec<(String, NameKind)>> {
        let name = if below.is_empty() { "." } else { below };
        let folder = retry_on_intr(|| openat(&self.0, name, FOLDER, Mode::empty()))?;
        let mut names = Vec::new();
        for entry in Dir::read_from(&folder)? {
            let entry = entry?;
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            let kind = match entry.file_type() {
                FileType::Unknown => match statat(&folder, name, AtFlags::SYMLINK_NOFOLLOW) {
                    Ok(stat) => FileType::from_raw_mode(stat.st_mode),
                    Err(_) => continue, // it vanished
                },
                known => known,
            };
            let kind = match kind {
                FileType::Directory => NameKind::Folder,
                FileType::Symlink => NameKind::Link,
                _ => NameKind::File,
            };
            names.push((name.to_string_lossy().into_owned(), kind));
        }
        Ok(names)
    }

    /// A pipe is opened without waiting for its writer.
    fn open_file(&self, below: &str) -> io::Result<OwnedFd> {
        let name = CString::new(below).map_err(|_| io::Error::from(io::ErrorKind::NotFound))?;
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
        retry_on_intr(|| openat(&self.0, &name, flags, Mode::empty())).map_err(|error| match error {
            rustix::io::Errno::NXIO => io::Error::new(io::ErrorKind::InvalidInput, "not a file but a socket"),
            error => error.into(),
        })
    }
}

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::CLOEXEC).union(OFlags::DIRECTORY);

/// What is read short of the space has ended there if it is a file. Nothing at all may be a pipe's silence and a full
/// space a device's plenty, so then the system is asked what it is.
fn read_all(file: &OwnedFd, stat: Option<&Stat>) -> io::Result<Vec<u8>> {
    let mut space = [0; USUAL];
    let length = match rustix::io::read(file, &mut space) {
        Ok(length) => length,
        Err(rustix::io::Errno::AGAIN) => return Err(endless()),
        Err(error) => return Err(error.into()),
    };
    if stat.is_none() && length > 0 && length < USUAL {
        return Ok(space[..length].to_vec());
    }
    let stat = match stat {
        Some(stat) => *stat,
        None => fstat(file)?,
    };
    if !is_file(&stat) {
        return Err(endless());
    }
    let mut bytes = space[..length].to_vec();
    if length == USUAL {
        bytes.reserve(usize::try_from(stat.st_size).unwrap_or(0));
        let mut space = vec![0; 1 << 17];
        loop {
            match rustix::io::read(file, &mut space[..])? {
                0 => break,
                length => bytes.extend_from_slice(&space[..length]),
            }
        }
    }
    Ok(bytes)
}

fn is_file(stat: &Stat) -> bool {
    FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile
}

#[allow(
    clippy::cast_sign_loss,
    clippy::unnecessary_cast,
    clippy::useless_conversion,
    reason = "the types differ between systems"
)]
fn evidence(stat: &Stat) -> Evidence {
    let nanoseconds = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
    Evidence {
        size: stat.st_size as u64,
        modified: nanoseconds(stat.st_mtime.into(), stat.st_mtime_nsec as i64),
        changed: nanoseconds(stat.st_ctime.into(), stat.st_ctime_nsec as i64),
        device: stat.st_dev as u64,
        inode: stat.st_ino as u64,
    }
}
