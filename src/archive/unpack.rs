//! An archive's files, put into a folder.

use std::collections::HashSet;

use super::scan::{Found, Part, Receiver, scan};
use super::{Archive, Index, Member};
use crate::fsx::{Growing, NameKind, PathError, Target, free_space};
use crate::progress::Progress;

/// Why nothing was unpacked, or not all.
#[derive(Debug, thiserror::Error)]
pub enum UnpackError {
    /// Something of these names is there. Nothing was written.
    #[error("{count} of the files to be unpacked are there already, such as {first:?}")]
    Taken {
        /// One of the paths, below the target.
        first: String,
        /// How many there are.
        count: usize,
    },
    /// The folder's file system takes two names for one. Nothing was written.
    #[error("the file system there takes {one:?} and {other:?} for one")]
    Indistinct {
        /// A path of the archive.
        one: String,
        /// Another.
        other: String,
    },
    /// The disk is too full. Nothing was written.
    #[error("{needed} bytes are to be unpacked and there is room for {free}")]
    NoRoom {
        /// In bytes.
        needed: u64,
        /// In bytes.
        free: u64,
    },
    /// Something could not be read or written.
    #[error(transparent)]
    Io(#[from] PathError),
}

/// Some of an archive's paths, with all that is below them.
#[derive(Debug, Clone, Default)]
pub struct Selection(Vec<String>);

impl Selection {
    /// Those that were named, as below the store or with `mlruns/` before; none for all.
    ///
    /// # Errors
    /// The first that is not there.
    pub fn new<'a>(named: &'a [String], index: &Index) -> Result<Self, &'a str> {
        let find = |text: &'a String| {
            let path = plain(text);
            let below = path.strip_prefix("mlruns").map(|below| below.trim_start_matches('/'));
            let is_there = |path: &&str| index.find(path).is_some();
            let found = Some(path).filter(is_there).or(below.filter(is_there));
            found.map(str::to_owned).ok_or(text.as_str())
        };
        named.iter().map(find).collect::<Result<_, _>>().map(Self)
    }

    /// As [`Self::new`], where there is no index to ask.
    #[must_use]
    pub fn unchecked(named: &[String]) -> Self {
        let below = |text: &String| plain(text).trim_start_matches("mlruns/").to_owned();
        Self(named.iter().map(below).collect())
    }

    /// Whether that path is one of them or below one.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        let is_in = |chosen: &String| {
            let rest = path.strip_prefix(chosen.as_str());
            chosen.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.0.is_empty() || self.0.iter().any(is_in)
    }
}

/// Without a `./` before and slashes behind.
fn plain(text: &str) -> &str {
    text.trim_start_matches("./").trim_end_matches('/')
}

/// Where files are put and how.
#[derive(Debug)]
pub struct Unpacking<'a> {
    /// The folder.
    pub target: &'a Target,
    /// The folder in it that stands for the store; empty for itself, when nobody knows its name before it is whole: then files
    /// need not be written under other names first.
    pub top: &'a str,
    /// What of the archive.
    pub selection: &'a Selection,
    /// Whether files that are there are replaced.
    pub force: bool,
}

impl Unpacking<'_> {
    /// Unpacks all that is whole, after looking whether it can be: nothing that is there is touched unless that is to be.
    ///
    /// # Errors
    /// [`UnpackError`]. But for [`UnpackError::Io`] nothing has been written.
    pub fn run(&self, archive: &Archive, progress: &dyn Progress) -> Result<Found, UnpackError> {
        let index = archive.index();
        let wanted = || index.stream().filter(|member| self.selection.has(&member.path));
        self.must_have_room(wanted().map(|member| member.size()).sum())?;
        self.must_tell_apart(&index.differing_in_case(MOST_PAIRS))?;
        let there = self.there(wanted().map(|member| (member.is_folder(), member.path)))?;
        Ok(scan(archive, &self.receiver(there), progress)?)
    }

    /// Refuses what needs more room than there is.
    fn must_have_room(&self, needed: u64) -> Result<(), UnpackError> {
        match free_space(self.target.path()) {
            Some(free) if free < needed => Err(UnpackError::NoRoom { needed, free }),
            _ => Ok(()),
        }
    }

    fn must_tell_apart(&self, pairs: &[(String, String)]) -> Result<(), UnpackError> {
        let wanted = |(one, other): &&(String, String)| self.selection.has(one) && self.selection.has(other);
        let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let pairs: Vec<_> = pairs.iter().filter(wanted).collect();
        let names: Vec<_> = pairs.iter().map(|(one, other)| (last(one), last(other))).collect();
        match self.target.mixes_up(&names)? {
            Some(number) => Err(UnpackError::Indistinct {
                one: pairs[number].0.clone(),
                other: pairs[number].1.clone(),
            }),
            None => Ok(()),
        }
    }

    /// The files that are there already and are to be replaced. Of each wanted is given whether it is a folder, and its path.
    ///
    /// # Errors
    /// [`UnpackError::Taken`] when something is there that is not to be replaced.
    pub fn there(&self, wanted: impl Iterator<Item = (bool, String)>) -> Result<HashSet<String>, UnpackError> {
        let mut there = HashSet::new();
        if !self.top.is_empty() && self.target.look(self.top)?.is_none() {
            return Ok(there);
        }
        let (mut first, mut count) = (None, 0);
        for (is_folder, path) in wanted {
            let below = self.below(&path);
            let is_taken = match self.target.look(&below)? {
                None => continue,
                Some(NameKind::Folder) => !is_folder,
                Some(_) => is_folder || !self.force,
            };
            if is_taken {
                first.get_or_insert(below);
                count += 1;
            } else if !is_folder {
                there.insert(path);
            }
        }
        match first {
            Some(first) => Err(UnpackError::Taken { first, count }),
            None => Ok(there),
        }
    }

    /// Writes what it is given; `there` are the files that are replaced.
    #[must_use]
    pub fn receiver(&self, there: HashSet<String>) -> Writer<'_> {
        Writer { to: self, there }
    }

    fn below(&self, path: &str) -> String {
        match (self.top, path) {
            ("", path) => path.to_owned(),
            (top, "") => top.to_owned(),
            (top, path) => format!("{top}/{path}"),
        }
    }
}

/// Most pairs of names that are tried out.
const MOST_PAIRS: usize = 1000;

/// Writes the files it is given.
#[derive(Debug)]
pub struct Writer<'a> {
    to: &'a Unpacking<'a>,
    there: HashSet<String>,
}

impl Receiver for Writer<'_> {
    fn wants(&self, member: &Member) -> bool {
        self.to.selection.has(&member.path)
    }

    fn folder(&self, path: &str) -> Result<(), PathError> {
        self.to.target.create_dir(&self.to.below(path))
    }

    fn file(&self, path: &str, executable: bool, content: &[u8]) -> Result<(), PathError> {
        let below = self.to.below(path);
        if self.to.top.is_empty() {
            return self.to.target.write(&below, executable, content);
        }
        let mut file = self.to.target.begin(&below, executable)?;
        file.write(content)?;
        file.place(self.there.contains(path))
    }

    fn begin(&self, path: &str, executable: bool) -> Result<Box<dyn Part + '_>, PathError> {
        Ok(Box::new(Piecewise {
            file: self.to.target.begin(&self.to.below(path), executable)?,
            replace: self.there.contains(path),
        }))
    }
}

struct Piecewise {
    file: Growing,
    replace: bool,
}

impl Part for Piecewise {
    fn write(&mut self, piece: &[u8]) -> Result<(), PathError> {
        self.file.write(piece)
    }

    fn finish(self: Box<Self>) -> Result<(), PathError> {
        self.file.place(self.replace)
    }
}
