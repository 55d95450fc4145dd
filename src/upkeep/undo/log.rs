//! The log as it is read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::noting::{image_path, refused};
use super::record::{Begin, Change, Done, Entry, State, Was};
use super::{FOLDER, LOG};
use crate::fsx::{self, Form, PathError};
use crate::model::Millis;

/// How an operation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Done; it can be undone.
    Done,
    /// Its process died or failed before its end, or is still at work; what it did can be undone.
    Interrupted,
    /// Taken back by that operation, which can be undone itself.
    Undone(String),
    /// What it took away is gone for good, so that it cannot be undone.
    Expired,
    /// Its record is damaged or of a later mlrun, so that it cannot be undone.
    Unreadable,
}

/// What an operation changed, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changed {
    /// Files written, replaced or appended to.
    pub written: usize,
    /// Files removed.
    pub removed: usize,
    /// Files and folders that appeared as they are.
    pub created: usize,
    /// Files and folders that got another name.
    pub moved: usize,
    /// Files and folders that were taken away, and are kept.
    pub taken: usize,
}

/// A change of one file or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// `written`, `created`, `removed`, `appended`, `moved`, `taken away`.
    pub what: &'static str,
    /// From the store's root, as it was called then; bytes that are not Unicode as `%XX`.
    pub path: String,
    /// What it was called afterwards, of what was moved or taken away.
    pub to: Option<String>,
}

/// An operation in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its id.
    pub id: String,
    /// When it began.
    pub at: Millis,
    /// Who did it.
    pub user: String,
    /// The command as it was typed.
    pub command: String,
    /// What it changed.
    pub changed: Changed,
    /// What it keeps, in bytes: its lines in the log, and what it took away.
    pub bytes: u64,
    /// How it stands.
    pub standing: Standing,
    /// The operation that it took back, if it is an undoing.
    pub undoes: Option<String>,
    /// Until when what it took away stays; `None` for as long as operations are kept.
    pub keep_until: Option<Millis>,
}

/// The operations of a store, newest first.
///
/// # Errors
/// When the log cannot be read.
pub fn operations(root: &Path) -> Result<Vec<Summary>, PathError> {
    let log = Log::read(root)?;
    let all = log.operations.iter().zip(log.standings()).rev();
    Ok(all.map(|(logged, standing)| logged.summary(root, standing)).collect())
}

/// All that the log holds, oldest first.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) operations: Vec<Logged>,
}

/// One operation as it is written down.
#[derive(Debug)]
pub(super) struct Logged {
    pub(super) id: String,
    pub(super) begin: Begin,
    pub(super) changes: Vec<Change>,
    pub(super) done: Option<Done>,
    pub(super) has_expired: bool,
    /// There are lines of it that we do not understand.
    is_foreign: bool,
    /// In the log.
    pub(super) bytes: u64,
}

impl Log {
    /// Reads it; a store without one has no operations.
    pub(super) fn read(root: &Path) -> Result<Self, PathError> {
        let log = root.join(FOLDER).join(LOG);
        check_own(root, "read")?;
        Ok(Self::parse(&fsx::read_if_exists(&log)?.unwrap_or_default()))
    }

    pub(super) fn parse(bytes: &[u8]) -> Self {
        let mut log = Self::default();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let Ok((id, entry)) = serde_json::from_slice::<(String, Entry)>(line) else {
                let foreign = serde_json::from_slice::<(String, serde_json::Value)>(line).ok();
                if let Some(place) = foreign.and_then(|(id, _)| places.get(&id)) {
                    log.operations[*place].is_foreign = true;
                }
                continue; // torn: what it stands for was never done
            };
            if let Entry::Begin(begin) = entry {
                if !is_an_id(&id) {
                    continue; // nobody of us wrote it
                }
                places.insert(id.clone(), log.operations.len());
                log.operations.push(Logged {
                    id,
                    begin,
                    changes: Vec::new(),
                    done: None,
                    has_expired: false,
                    is_foreign: false,
                    bytes: line.len() as u64,
                });
                continue;
            }
            let Some(logged) = places.get(&id).and_then(|place| log.operations.get_mut(*place)) else {
                continue;
            };
            logged.bytes += line.len() as u64;
            match entry {
                Entry::Begin(_) => {}
                Entry::Change(change) => logged.changes.push(change),
                Entry::Done(done) => logged.done = Some(done),
                Entry::Expired(_) => logged.has_expired = true,
            }
        }
        log
    }

    pub(super) fn find(&self, id: &str) -> Option<&Logged> {
        self.operations.iter().find(|logged| logged.id == id)
    }

    /// Ids may be told by their beginning, or by the beginning of what comes after the time.
    pub(super) fn named(&self, text: &str) -> Vec<&Logged> {
        if let Some(logged) = self.find(text) {
            return vec![logged];
        }
        let is_meant = |logged: &&Logged| {
            let after_time = logged.id.split_once('-').map_or("", |(_, random)| random);
            !text.is_empty() && (logged.id.starts_with(text) || after_time.starts_with(text))
        };
        self.operations.iter().filter(is_meant).collect()
    }

    /// How each operation stands, in their order. What takes another one back comes later, and counts unless it was taken
    /// back itself.
    pub(super) fn standings(&self) -> Vec<Standing> {
        let mut undone_by: BTreeMap<&str, &str> = BTreeMap::new();
        let mut standings = Vec::with_capacity(self.operations.len());
        for logged in self.operations.iter().rev() {
            let is_whole = logged
                .done
                .as_ref()
                .is_none_or(|done| done.changes == logged.changes.len());
            let by = undone_by.get(logged.id.as_str()).copied();
            if let Some(other) = logged.begin.undoes.as_deref().filter(|_| by.is_none()) {
                undone_by.insert(other, &logged.id);
            }
            standings.push(if logged.is_foreign || !is_whole {
                Standing::Unreadable
            } else if let Some(by) = by {
                Standing::Undone(by.to_owned())
            } else if logged.has_expired {
                Standing::Expired
            } else if logged.done.is_none() {
                Standing::Interrupted
            } else {
                Standing::Done
            });
        }
        standings.reverse();
        standings
    }

    pub(super) fn standing(&self, logged: &Logged) -> Standing {
        let place = self.operations.iter().position(|other| other.id == logged.id);
        let mut standings = self.standings();
        place.map_or(Standing::Unreadable, |place| standings.swap_remove(place))
    }

    /// The taking back of an operation that was stopped half way, if there is one.
    pub(super) fn stopped_undoing(&self, of: &Logged) -> Option<&Logged> {
        let Standing::Undone(by) = self.standing(of) else {
            return None;
        };
        let by = self.operations.iter().find(|logged| logged.id == by)?;
        matches!(self.standing(by), Standing::Interrupted).then_some(by)
    }
}

impl Summary {
    /// The operation that took this one back.
    #[must_use]
    pub fn undone_by(&self) -> Option<&str> {
        match &self.standing {
            Standing::Undone(by) => Some(by),
            _ => None,
        }
    }
}

impl Logged {
    /// What it did to files and folders, in order; folders that came and went with them are left out.
    pub(super) fn touched(&self) -> Vec<Touched> {
        let touched = self.changes.iter().filter_map(|change| {
            let (what, path, to) = match change {
                Change::Write { path, after, .. } if *after == Some(State::MISSING) => ("removed", path, None),
                Change::Write {
                    path,
                    was: Was::Missing,
                    ..
                }
                | Change::Create { path } => ("created", path, None),
                Change::Write { path, .. } => ("written", path, None),
                Change::Append { path, .. } => ("appended", path, None),
                Change::Move { from, to } if to.is_kept() => ("taken away", from, Some(to)),
                Change::Move { from, to } => ("moved", from, Some(to)),
                Change::MakeFolder { .. } | Change::RemoveFolder { .. } => return None,
            };
            Some(Touched {
                what,
                path: path.as_str().to_owned(),
                to: to.map(|to| to.as_str().to_owned()),
            })
        });
        touched.collect()
    }

    pub(super) fn keep_until(&self) -> Option<Millis> {
        let told = self.done.as_ref().and_then(|done| done.keep_until);
        told.or(self.begin.keep_until).map(Millis)
    }

    pub(super) fn changed(&self) -> Changed {
        let mut changed = Changed::default();
        for change in &self.changes {
            match change {
                Change::Write { after, .. } if *after == Some(State::MISSING) => changed.removed += 1,
                Change::Write { .. } | Change::Append { .. } => changed.written += 1,
                Change::Create { .. } => changed.created += 1,
                Change::Move { to, .. } if to.is_kept() => changed.taken += 1,
                Change::Move { .. } => changed.moved += 1,
                Change::MakeFolder { .. } | Change::RemoveFolder { .. } => {}
            }
        }
        changed
    }

    pub(super) fn summary(&self, root: &Path, standing: Standing) -> Summary {
        let kept = kept_by(root, &self.id);
        Summary {
            id: self.id.clone(),
            at: Millis(self.begin.at),
            user: self.begin.user.clone(),
            command: self.begin.command.clone(),
            changed: self.changed(),
            bytes: self.bytes + kept.map_or(0, |folder| fsx::count_files(&folder).1),
            standing,
            undoes: self.begin.undoes.clone(),
            keep_until: self.keep_until(),
        }
    }

    /// What a change led to, where it is known.
    pub(super) fn after(&self, number: usize) -> Option<&State> {
        let told = || {
            let after = &self.done.as_ref()?.after;
            after.iter().find(|(of, _)| *of == number).map(|(_, state)| state)
        };
        match &self.changes[number] {
            Change::Write { after: Some(after), .. } => Some(after),
            _ => told(),
        }
    }

    /// What a path was before a change; `None` where that is no longer kept.
    pub(super) fn before(&self, root: &Path, was: &Was) -> Result<Option<State>, PathError> {
        Ok(match was {
            Was::Missing => Some(State::MISSING),
            Was::Text { text, .. } => Some(State::of(text.as_bytes())),
            Was::Kept { image, .. } => {
                Some(state(&image_path(root, &self.id, *image))?).filter(|state| *state != State::MISSING)
            }
            Was::Link(target) => Some(State::link(target)),
        })
    }
}

/// Whether it is a name that we gave: a folder of any other is none of an operation's.
pub(super) fn is_an_id(name: &str) -> bool {
    let hex = |text: &str| !text.is_empty() && text.len() < 20 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    name.split_once('-')
        .is_some_and(|(time, random)| hex(time) && hex(random))
}

/// The folder where an operation keeps something, if it does.
pub(super) fn kept_by(root: &Path, operation: &str) -> Option<PathBuf> {
    let trash = root.join(FOLDER);
    let folder = trash.join(operation);
    let is_one = is_an_id(operation) && fsx::is_dir(&folder);
    (is_one && !fsx::is_link(&trash) && !fsx::is_link(&folder)).then_some(folder)
}

/// Refuses what lies elsewhere: mlrun makes no links of what is its own, and a store that came from somebody else must not
/// lead out of itself by them.
pub(super) fn check_own(root: &Path, action: &'static str) -> Result<(), PathError> {
    let trash = root.join(FOLDER);
    let own = [trash.join(LOG), trash];
    match own.iter().find(|path| fsx::is_link(path)) {
        Some(link) => Err(refused(action, link, "it is a link, which mlrun never makes of it")),
        None => Ok(()),
    }
}

/// What a path holds.
pub(super) fn state(path: &Path) -> Result<State, PathError> {
    Ok(match fsx::form(path)? {
        Form::Missing => State::MISSING,
        Form::Folder(_) => State::FOLDER,
        Form::Other => State::OTHER,
        Form::Link(target) => match Was::link(&target) {
            Was::Link(target) => State::link(&target),
            _ => State::OTHER,
        },
        Form::File(_) => {
            let mut hash = blake3::Hasher::new();
            fsx::read_pieces(path, &mut |piece| {
                hash.update(piece);
            })?;
            State(hash.finalize().to_hex().to_string().into())
        }
    })
}
