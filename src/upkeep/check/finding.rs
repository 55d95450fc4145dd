use std::path::Path;

use super::repair::Mend;
use crate::fsx::{Folder, PathError};

/// How much a finding matters; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something is lost or cannot be read, or MLflow raises when it is asked for it.
    Damaged,
    /// MLflow hides, ignores or misreads something.
    Odd,
    /// A trait or a leftover that does no harm.
    Note,
}

impl Severity {
    /// `damaged`, `odd` or `note`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Damaged => "damaged",
            Self::Odd => "odd",
            Self::Note => "note",
        }
    }
}

/// One of the things that can be found. Names are stable: scripts may rely on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// In lower case, with hyphens.
    pub name: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What follows from it, most often for MLflow 3.17. A finding may say it more exactly.
    pub consequence: &'static str,
    /// What a repair does about it; `None` where it does nothing.
    pub repair: Option<&'static str>,
}

impl Kind {
    pub(super) const fn damaged(name: &'static str, consequence: &'static str) -> Self {
        Self::new(name, Severity::Damaged, consequence)
    }

    pub(super) const fn odd(name: &'static str, consequence: &'static str) -> Self {
        Self::new(name, Severity::Odd, consequence)
    }

    pub(super) const fn note(name: &'static str, consequence: &'static str) -> Self {
        Self::new(name, Severity::Note, consequence)
    }

    const fn new(name: &'static str, severity: Severity, consequence: &'static str) -> Self {
        Self {
            name,
            severity,
            consequence,
            repair: None,
        }
    }

    /// A finding of that kind in no place, to show what there is.
    #[must_use]
    pub fn example(self) -> Finding {
        Finding {
            kind: self,
            path: String::new(),
            line: None,
            detail: String::new(),
            consequence: self.consequence,
            mend: self.repair.map(|_| Mend::TakeAway),
        }
    }

    pub(super) const fn repaired(mut self, how: &'static str) -> Self {
        self.repair = Some(how);
        self
    }
}

/// Something found in a store.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// The file or folder, relative to the store with `/` between the parts; `.` is the store itself.
    pub path: String,
    /// The line, from 1, where one is to blame.
    pub line: Option<u64>,
    /// What exactly was found; may be empty.
    pub detail: String,
    /// What follows from it.
    pub consequence: &'static str,
    pub(super) mend: Option<Mend>,
}

impl Finding {
    /// What a repair would do about it; `None` where it does nothing.
    #[must_use]
    pub fn repair(&self) -> Option<&'static str> {
        match self.mend {
            Some(Mend::TakeAwayAbove) => Some("put into the quarantine"), // whatever is wrong with it
            Some(_) => self.kind.repair,
            None => None,
        }
    }

    pub(super) fn line(&mut self, line: u64) -> &mut Self {
        self.line = Some(line);
        self
    }

    pub(super) fn detail(&mut self, detail: impl Into<String>) -> &mut Self {
        self.detail = detail.into();
        self
    }

    pub(super) fn consequence(&mut self, consequence: &'static str) -> &mut Self {
        self.consequence = consequence;
        self
    }

    pub(super) fn mend(&mut self, mend: impl Into<Option<Mend>>) -> &mut Self {
        self.mend = mend.into();
        self
    }
}

pub(super) const UNREADABLE: Kind = Kind::damaged("unreadable", "nobody can read it, neither MLflow nor mlrun");
pub(super) const KINDS: &[Kind] = &[UNREADABLE];

/// What is found while a store is read, and how much was read.
#[derive(Debug)]
pub(super) struct Findings<'a> {
    root: &'a Path,
    pub(super) list: Vec<Finding>,
    pub(super) files: u64,
    pub(super) bytes: u64,
}

impl<'a> Findings<'a> {
    pub(super) fn new(root: &'a Path) -> Self {
        Self {
            root,
            list: Vec::new(),
            files: 0,
            bytes: 0,
        }
    }

    /// For a thread of its own.
    pub(super) fn apart(&self) -> Self {
        Self::new(self.root)
    }

    pub(super) fn join(&mut self, mut other: Self) {
        self.list.append(&mut other.list);
        self.files += other.files;
        self.bytes += other.bytes;
    }

    pub(super) fn root(&self) -> &'a Path {
        self.root
    }

    /// The path as it is shown, relative to the store.
    pub(super) fn relative(&self, path: &Path) -> String {
        let below = path.strip_prefix(self.root).unwrap_or(path);
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        if parts.is_empty() {
            ".".to_owned()
        } else {
            parts.join("/")
        }
    }

    pub(super) fn add(&mut self, kind: Kind, path: &Path) -> &mut Finding {
        let path = self.relative(path);
        self.list.push(Finding {
            kind,
            path,
            line: None,
            detail: String::new(),
            consequence: kind.consequence,
            mend: None,
        });
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    pub(super) fn unreadable(&mut self, error: &PathError) {
        self.add(UNREADABLE, &error.path).detail(error.source.to_string());
    }

    /// A file's bytes; `None` where there is none, or where it cannot be read, which is reported.
    pub(super) fn read(&mut self, folder: &Folder, below: &str) -> Option<Vec<u8>> {
        match folder.read(below) {
            Ok(Some(bytes)) => {
                self.files += 1;
                self.bytes += bytes.len() as u64;
                Some(bytes)
            }
            Ok(None) => None,
            Err(error) => {
                self.unreadable(&error);
                None
            }
        }
    }
}
