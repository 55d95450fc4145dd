//! Over whole paths, where there is no `openat`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Evidence, NameKind, Opened, Seen, endless};

#[derive(Debug)]
pub(super) struct Handle(PathBuf);

impl Handle {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        fs::read_dir(path)?;
        Ok(Self(path.to_owned()))
    }

    pub(super) fn read(&self, below: &str) -> io::Result<Vec<u8>> {
        let path = self.0.join(below);
        if !fs::metadata(&path)?.is_file() {
            return Err(endless());
        }
        fs::read(path)
    }

    pub(super) fn read_with_evidence(&self, below: &str) -> io::Result<Seen> {
        Ok((self.read(below)?, None))
    }

    pub(super) fn opened(&self, below: &str) -> io::Result<Opened> {
        let path = self.0.join(below);
        let meta = fs::metadata(&path)?;
        if !meta.is_file() {
            return Err(endless());
        }
        Ok(Opened {
            size: meta.len(),
            executable: false,
            content: Box::new(fs::File::open(path)?),
        })
    }

    pub(super) fn evidence(&self, _below: &str) -> Option<Evidence> {
        None
    }

    pub(super) fn own_evidence(&self) -> Option<Evidence> {
        None
    }

    pub(super) fn names(&self, below: &str) -> io::Result<Vec<(String, NameKind)>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.0.join(below))? {
            let entry = entry?;
            let Ok(kind) = entry.file_type() else { continue };
            let kind = if kind.is_dir() {
                NameKind::Folder
            } else if kind.is_symlink() {
                NameKind::Link
            } else {
                NameKind::File
            };
            names.push((entry.file_name().to_string_lossy().into_owned(), kind));
        }
        Ok(names)
    }
}
