//! One folder out of several of the same thing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::described::{self, Outcome};
use super::history;
use super::kind::{Described, Kind, Rule, version_number, version_of};
use crate::fsx::PathError;
use crate::upkeep::files::{Content, Files, Relation};

/// A difference that cannot be united: what is in the store stays.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clash {
    /// The file, below the folder of what it belongs to.
    pub path: PathBuf,
    /// What differs.
    pub reason: String,
}

/// A file that is to be changed.
#[derive(Debug, Clone)]
pub(super) struct Change {
    pub(super) rule: Rule,
    /// What is united with what is there.
    pub(super) with: Vec<Content>,
}

/// What becomes of a folder.
#[derive(Debug, Default)]
pub(super) struct United {
    /// All of it.
    pub(super) whole: Files,
    /// What comes to it.
    pub(super) added: BTreeSet<PathBuf>,
    /// What is changed in it.
    pub(super) changed: BTreeMap<PathBuf, Change>,
    pub(super) clashes: BTreeSet<Clash>,
}

impl United {
    /// Of the folder that is there, or that comes first.
    pub(super) fn begin(whole: Files) -> Self {
        Self {
            whole,
            ..Self::default()
        }
    }

    /// How many bytes are to be written.
    pub(super) fn bytes(&self) -> u64 {
        let written = self.added.iter().chain(self.changed.keys());
        written
            .filter_map(|path| self.whole.files.get(path))
            .map(Content::size)
            .sum()
    }

    /// Unites it with another one.
    pub(super) fn add(&mut self, kind: Kind, other: Files) -> Result<(), PathError> {
        let barred = self.barred(kind, &other)?;
        self.whole.remarks.extend(other.remarks);
        if barred.all {
            return Ok(());
        }
        for (path, content) in other.files {
            if version_of(&path).is_some_and(|version| barred.versions.contains(version)) {
                continue;
            }
            if !barred.versions.is_empty() && path.starts_with("aliases") {
                let meant = String::from_utf8_lossy(&content.read()?).trim().to_owned();
                if barred.versions.iter().any(|version| version_number(version) == meant) {
                    self.clash(&path, format!("means version {meant}, which is another one here"));
                    continue;
                }
            }
            self.add_file(Rule::of(kind, &path), path, content)?;
        }
        Ok(())
    }

    fn add_file(&mut self, rule: Rule, path: PathBuf, content: Content) -> Result<(), PathError> {
        let Some(own) = self.whole.files.get(&path) else {
            match self.whole.in_the_way(&path) {
                Some(reason) => self.clash(&path, reason.to_owned()),
                None => {
                    self.added.insert(path.clone());
                    self.whole.files.insert(path, content);
                }
            }
            return Ok(());
        };
        match judge(rule, own, &content)? {
            Verdict::Stay => {}
            Verdict::Become(united) => {
                self.whole.files.insert(path.clone(), united);
                if !self.added.contains(&path) {
                    let with = Vec::new();
                    self.changed
                        .entry(path)
                        .or_insert(Change { rule, with })
                        .with
                        .push(content);
                }
            }
            Verdict::Clash(reason) => self.clash(&path, reason),
        }
        Ok(())
    }

    fn clash(&mut self, path: &Path, reason: String) {
        let path = path.to_owned();
        self.clashes.insert(Clash { path, reason });
    }

    /// What of another folder is of another thing, though it has the same name.
    fn barred(&mut self, kind: Kind, other: &Files) -> Result<Barred, PathError> {
        let mut barred = Barred::default();
        let mut clashes = Vec::new();
        for (path, theirs) in &other.files {
            let (Rule::Meta(what), Some(ours)) = (Rule::of(kind, path), self.whole.files.get(path)) else {
                continue;
            };
            let Some(reason) = described::another(what, &ours.read()?, &theirs.read()?) else {
                continue;
            };
            match (what, version_of(path)) {
                (Described::Version, Some(version)) => {
                    barred.versions.insert(version.to_owned());
                }
                _ => barred.all = true,
            }
            clashes.push((path, reason));
        }
        for (path, reason) in clashes {
            self.clash(path, reason);
        }
        Ok(barred)
    }
}

#[derive(Default)]
struct Barred {
    all: bool,
    versions: BTreeSet<String>,
}

/// What becomes of a file that is here and there.
#[derive(Debug)]
pub(super) enum Verdict {
    Stay,
    Become(Content),
    Clash(String),
}

pub(super) fn judge(rule: Rule, ours: &Content, theirs: &Content) -> Result<Verdict, PathError> {
    let longer = |bytes: Option<Vec<u8>>| bytes.map_or(Verdict::Stay, |bytes| Verdict::Become(Content::Bytes(bytes)));
    Ok(match (rule, ours.relation(theirs)?) {
        (_, Relation::Equal) | (Rule::Location, _) | (Rule::Growing, Relation::FirstIsLonger) => Verdict::Stay,
        (Rule::Growing, Relation::SecondIsLonger) => Verdict::Become(theirs.clone()),
        (Rule::History, _) => longer(history::union(&ours.read()?, &theirs.read()?)),
        (Rule::Meta(what), _) => match described::unite(what, &ours.read()?, &theirs.read()?) {
            Outcome::Stay => Verdict::Stay,
            Outcome::Become(bytes) => Verdict::Become(Content::Bytes(bytes)),
            Outcome::Clash(reason) => Verdict::Clash(reason),
        },
        (Rule::Growing | Rule::Value, _) => Verdict::Clash("differs".to_owned()),
    })
}
