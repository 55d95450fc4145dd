//! What would take an operation back, and what stands against it. Nothing is changed here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::log::{Logged, Summary, state};
use super::noting::{read_from, stamp};
use super::record::{Change, Name, Nanoseconds, State};
use crate::fsx::{self, PathError};

/// What is done to a path to take a change back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taking {
    /// It gets its former content and permissions again.
    Restore,
    /// It is removed, as it was not there; the redo would bring it back.
    Remove,
    /// What was appended is cut off.
    Cut,
    /// It gets its former name again.
    MoveBack,
    /// It comes back from where operations keep what they took away.
    BringBack,
    /// It is taken away with all that is in it, and kept.
    TakeAway,
}

/// One step of taking back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub what: Taking,
    /// The file or folder, as it is called now.
    pub path: PathBuf,
    /// As it is called afterwards, where that is another name.
    pub to: Option<PathBuf>,
}

/// Something that was changed since, so that it cannot be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The file or folder.
    pub path: PathBuf,
    /// What is wrong with it, for people.
    pub reason: String,
}

/// All that takes an operation back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The operation.
    pub operation: Summary,
    /// In the order in which they are taken.
    pub steps: Vec<Step>,
    /// Where there is any, nothing is done.
    pub conflicts: Vec<Conflict>,
    /// The numbers of the changes to take back, last first.
    pub(super) changes: Vec<usize>,
}

/// Looks at every change from the last to the first, at what it led to and at what is there now.
pub(super) struct Planner<'a> {
    root: &'a Path,
    logged: &'a Logged,
    /// The moves that came later than the change looked at, the last first, as names.
    later: Vec<(PathBuf, PathBuf)>,
    /// What there will be after the steps planned so far, where that differs from what is there.
    planned: BTreeMap<PathBuf, State>,
    plan: Plan,
}

impl<'a> Planner<'a> {
    pub(super) fn new(root: &'a Path, logged: &'a Logged, operation: Summary) -> Self {
        Self {
            root,
            logged,
            later: Vec::new(),
            planned: BTreeMap::new(),
            plan: Plan {
                operation,
                steps: Vec::new(),
                conflicts: Vec::new(),
                changes: Vec::new(),
            },
        }
    }

    pub(super) fn plan(mut self) -> Result<Plan, PathError> {
        for number in (0..self.logged.changes.len()).rev() {
            self.look(number)?;
        }
        Ok(self.plan)
    }

    fn look(&mut self, number: usize) -> Result<(), PathError> {
        match &self.logged.changes[number] {
            Change::Write { path, was, .. } => {
                let Some((path, there)) = self.found(path)? else {
                    return Ok(());
                };
                let modified = was.modified();
                let Some(was) = self.logged.before(self.root, was)? else {
                    self.conflict(path, "was something else whose copy is no longer kept");
                    return Ok(());
                };
                if there == was {
                    // it was never made, somebody took it back, or it wrote what was there: then only the time is set back
                    if modified.is_some() && Nanoseconds::of(&path) != modified {
                        self.plan.changes.push(number);
                    }
                    return Ok(());
                }
                let what = if was == State::MISSING {
                    Taking::Remove
                } else {
                    Taking::Restore
                };
                // of a change whose process died nobody knows what it would have led to
                let expected = self.logged.after(number).is_none_or(|after| *after == there);
                self.decide(number, what, &path, expected && there != State::FOLDER, &there);
                self.planned.insert(path, was);
            }
            Change::Append { path, length, .. } => {
                let Some((path, there)) = self.found(path)? else {
                    return Ok(());
                };
                let size = fsx::followed_size(&path).unwrap_or(0);
                let is_a_file = fsx::is_file(&path) && !fsx::is_link(&path);
                if is_a_file && size == *length {
                    return Ok(());
                }
                let expected = match self.logged.after(number) {
                    Some(after) => is_a_file && size > *length && State::of(&read_from(&path, *length)?) == *after,
                    None => is_a_file && size > *length,
                };
                self.decide(number, Taking::Cut, &path, expected, &there);
            }
            Change::MakeFolder { .. } | Change::RemoveFolder { .. } => self.plan.changes.push(number),
            Change::Create { path } => {
                let Some((path, there)) = self.found(path)? else {
                    return Ok(());
                };
                if there == State::MISSING {
                    return Ok(());
                }
                let expected = match self.logged.after(number) {
                    Some(after) => stamp(&path)? == *after,
                    None => true,
                };
                self.decide(number, Taking::TakeAway, &path, expected, &there);
                self.planned.insert(path, State::MISSING);
            }
            Change::Move { from, to } => self.look_at_move(number, from, to)?,
        }
        Ok(())
    }

    fn look_at_move(&mut self, number: usize, from: &Name, to: &Name) -> Result<(), PathError> {
        let Some((now, there)) = self.found(to)? else {
            return Ok(());
        };
        let Some((back, taken)) = self.found(from)? else {
            return Ok(());
        };
        if there == State::MISSING && taken != State::MISSING && self.logged.done.is_none() {
            return Ok(()); // it was never made
        }
        if there == State::MISSING {
            self.conflict(
                now,
                if to.is_kept() {
                    "is no longer kept"
                } else {
                    "is no longer there"
                },
            );
        } else if taken != State::MISSING {
            self.conflict(back, "is taken by something else by now");
        } else {
            let what = if to.is_kept() {
                Taking::BringBack
            } else {
                Taking::MoveBack
            };
            self.step(number, what, now, Some(back.clone()));
            self.planned.insert(back, there);
        }
        if let (Some(from), Some(to)) = (from.path(self.root), to.path(self.root)) {
            self.later.push((from, to));
        }
        Ok(())
    }

    /// Where a path is by now, and what it will hold when it is its turn. `None`, and a conflict, where it leads out of the
    /// store or beyond a link.
    fn found(&mut self, name: &Name) -> Result<Option<(PathBuf, State)>, PathError> {
        let Some(recorded) = name.path(self.root) else {
            let path = PathBuf::from(name.as_str());
            self.conflict(path, "does not lie in the store, whatever the record says");
            return Ok(None);
        };
        let mut path = recorded.clone();
        for (from, to) in self.later.iter().rev() {
            if let Ok(below) = path.strip_prefix(from) {
                path = if below.as_os_str().is_empty() {
                    to.clone()
                } else {
                    to.join(below)
                };
            }
        }
        for place in [&path, &recorded] {
            let mut above = place.ancestors().skip(1).take_while(|above| *above != self.root);
            if above.any(fsx::is_link) {
                self.conflict(place.clone(), "lies beyond a link, where nothing is taken back");
                return Ok(None);
            }
        }
        let state = match self.planned.get(&path) {
            Some(planned) => planned.clone(),
            None => state(&path)?,
        };
        Ok(Some((path, state)))
    }

    fn decide(&mut self, number: usize, what: Taking, path: &Path, expected: bool, there: &State) {
        if expected {
            self.step(number, what, path.to_owned(), None);
        } else if *there == State::MISSING {
            self.conflict(path.to_owned(), "was removed since");
        } else {
            self.conflict(path.to_owned(), "was changed since");
        }
    }

    fn step(&mut self, number: usize, what: Taking, path: PathBuf, to: Option<PathBuf>) {
        self.plan.steps.push(Step { what, path, to });
        self.plan.changes.push(number);
    }

    fn conflict(&mut self, path: PathBuf, reason: &str) {
        self.plan.conflicts.push(Conflict {
            path,
            reason: reason.to_owned(),
        });
    }
}
