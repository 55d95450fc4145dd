//! Carrying a merge out: what is new is built out of sight without the store's lock and gets its place under it.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::gather::Gatherer;
use super::kind::Kind;
use super::ready::{Staged, build, stage, write};
use super::units::Unit;
use super::{Item, Merge, Step};
use crate::fsx::{self, Drafts, Lock, PathError};
use crate::model::ExperimentId;
use crate::progress::Progress;
use crate::store::Result;
use crate::store::file::layout::NEVER_AN_EXPERIMENT;
use crate::store::file::{FileStore, registry};
use crate::upkeep::undo::{Actor, Operation};

/// So many units get their places under one lock, or so many bytes.
const AT_ONCE: usize = 256;
const BYTES_AT_ONCE: u64 = 64 << 20;

impl Merge {
    /// Does what was planned, as far as it can. What fails by itself is noted in its item; [`Merge::items`] then tell what
    /// was done.
    ///
    /// # Errors
    /// When the store cannot be written: what has its place by then is whole, and the rest comes with a second try.
    pub fn carry_out(&mut self, actor: &Actor, progress: &dyn Progress) -> Result<()> {
        if !self.changes_anything() {
            return Ok(());
        }
        self.prepare(actor)?;
        progress.start("merging", Some(self.items.iter().map(|item| item.bytes).sum()));
        let mut carrier = Carrier {
            into: &self.into,
            yards: HashMap::new(),
            operation: Operation::begin(self.into.root(), actor),
            progress,
        };
        let gatherer = Gatherer::new(&self.sources, &self.units, self.into.layout());
        let units: Vec<&Unit> = self.units.units.values().collect();
        let done = carrier.carry(&units, &mut self.items, &gatherer);
        let finished = carrier.operation.finish();
        progress.finish();
        done?;
        Ok(finished?)
    }

    /// Makes the store where there is none: with a default experiment only if no source has one.
    fn prepare(&self, actor: &Actor) -> Result<()> {
        let brings_default = self.sources.iter().flat_map(|source| &source.experiments);
        if brings_default
            .clone()
            .all(|found| *found.id() != ExperimentId::default_experiment())
        {
            return self.into.prepare(actor.at);
        }
        fsx::create_dir_all(self.into.root())?;
        fsx::create_dir(&self.into.layout().trash())?;
        Ok(())
    }
}

struct Carrier<'a> {
    into: &'a FileStore,
    /// Where folders are built, by where they must lie: a folder that is a link may be on another disk.
    yards: HashMap<PathBuf, Drafts>,
    operation: Operation,
    progress: &'a dyn Progress,
}

/// A unit that is ready to get its place, or why it is not.
struct Ready {
    at: usize,
    work: std::result::Result<Work, PathError>,
}

enum Work {
    /// All of it is in this folder.
    New(PathBuf),
    /// What comes to what is here.
    More(Staged),
}

impl Carrier<'_> {
    fn carry(&mut self, units: &[&Unit], items: &mut [Item], gatherer: &Gatherer<'_>) -> Result<()> {
        let mut batch: Vec<usize> = Vec::new();
        let mut bytes = 0;
        for (at, unit) in units.iter().enumerate() {
            if matches!(items[at].step, Step::New | Step::United) {
                batch.push(at);
                bytes += items[at].bytes;
            }
            let next_is_other = units.get(at + 1).is_none_or(|next| next.kind != unit.kind);
            if batch.len() >= AT_ONCE || bytes >= BYTES_AT_ONCE || next_is_other {
                self.bring(&std::mem::take(&mut batch), units, items, gatherer)?;
                bytes = 0;
            }
        }
        Ok(())
    }

    /// Builds units side by side and gives them their places.
    fn bring(&mut self, batch: &[usize], units: &[&Unit], items: &mut [Item], gatherer: &Gatherer<'_>) -> Result<()> {
        if batch.is_empty() {
            return Ok(());
        }
        for at in batch {
            self.yard(&units[*at].to)?;
        }
        let (yards, progress, root) = (&self.yards, self.progress, self.into.root());
        let steps: &[Item] = items;
        let ready: Vec<Ready> = batch
            .par_iter()
            .map(|at| {
                let (unit, yard) = (units[*at], &yards[&yard_of(root, &units[*at].to)]);
                let work = match steps[*at].step {
                    Step::New => build(unit, gatherer, yard, progress).map(Work::New),
                    _ => stage(unit, gatherer, yard, progress).map(Work::More),
                };
                Ready { at: *at, work }
            })
            .collect();
        for yard in self.yards.values() {
            yard.sync()?;
        }
        let _lock = self.into.lock()?;
        let mut parents: BTreeMap<PathBuf, fsx::Unsynced> = BTreeMap::new();
        for Ready { at, work } in ready {
            let (unit, item) = (units[at], &mut items[at]);
            match work {
                Ok(Work::New(place)) => {
                    let unsynced = self.publish(unit, item, &place)?;
                    let parent = unit.to.parent().unwrap_or(root).to_owned();
                    parents.extend(unsynced.map(|unsynced| (parent, unsynced)));
                }
                Ok(Work::More(staged)) => self.change(unit, item, staged)?,
                Err(error) => self.fail(item, error)?,
            }
        }
        Ok(parents.values().try_for_each(fsx::Unsynced::sync)?)
    }

    /// Gives a unit that is built its place, under the lock.
    fn publish(&mut self, unit: &Unit, item: &mut Item, place: &Path) -> Result<Option<fsx::Unsynced>> {
        if !self.make_parent(unit)? {
            item.fail("its experiment could not be brought");
            return Ok(None);
        }
        if !unit.in_new || unit.kind == Kind::Experiment {
            self.operation.will_create(&unit.to)?;
        }
        match self.yards[&yard_of(self.into.root(), &unit.to)].publish(place, &unit.to) {
            Ok(unsynced) => return Ok(Some(unsynced)),
            Err(error) if error.is_taken() => item.fail("it was made here meanwhile: merge again"),
            Err(error) => return Err(error.into()),
        }
        Ok(None)
    }

    /// Makes the folder that a unit comes to, unless that is its experiment's own.
    fn make_parent(&mut self, unit: &Unit) -> Result<bool> {
        let Some(parent) = unit.to.parent() else {
            return Ok(false);
        };
        if fsx::is_dir(parent) {
            return Ok(true);
        }
        let above = parent.parent().unwrap_or(parent);
        let may_be_made = match unit.kind {
            Kind::Run | Kind::Folder => false,
            Kind::Experiment | Kind::RegisteredModel => true,
            Kind::LoggedModel | Kind::Trace => fsx::is_dir(above),
        };
        if may_be_made {
            if !unit.in_new {
                self.operation.will_create(parent)?;
            }
            fsx::create_dir(parent)?;
        }
        Ok(may_be_made)
    }

    /// Adds to a unit that is here, and changes it, under the lock.
    fn change(&mut self, unit: &Unit, item: &mut Item, staged: Staged) -> Result<()> {
        let yard = yard_of(self.into.root(), &unit.to);
        if unit.kind == Kind::RegisteredModel {
            registry::recover(&unit.to, &unit.id)?;
        }
        for (from, below, is_folder) in staged.added {
            let to = unit.to.join(&below);
            match is_folder {
                true => self.operation.will_create(&to)?,
                false => self.operation.will_write(&to)?,
            }
            match self.yards[&yard].publish(&from, &to) {
                Ok(unsynced) => unsynced.sync()?,
                Err(error) if error.is_taken() => item.fail("it was changed here meanwhile: merge again"),
                Err(error) => return Err(error.into()),
            }
        }
        for (below, change) in staged.changed {
            let written = write(unit, &below, &change, &self.yards[&yard], &mut self.operation);
            if let Err(error) = written {
                self.fail(item, error)?;
            }
        }
        Ok(())
    }

    /// What goes wrong with the store itself goes wrong with all that is to come, too.
    fn fail(&self, item: &mut Item, error: PathError) -> Result<()> {
        if error.path.starts_with(self.into.root()) {
            return Err(error.into());
        }
        item.fail(&error.to_string());
        Ok(())
    }

    fn yard(&mut self, to: &Path) -> Result<()> {
        let place = yard_of(self.into.root(), to);
        if !self.yards.contains_key(&place) {
            let _lock: Lock = self.into.lock()?;
            let drafts = Drafts::begin(&place, NEVER_AN_EXPERIMENT)?;
            self.yards.insert(place, drafts);
        }
        Ok(())
    }
}

impl Item {
    fn fail(&mut self, why: &str) {
        self.step = Step::Failed;
        self.failure = Some(why.to_owned());
    }
}

/// The folder to build in what has its place at `to`: the root, or a link on the way.
fn yard_of(root: &Path, to: &Path) -> PathBuf {
    let mut above = to.ancestors().skip(1).take_while(|above| *above != root);
    above.find(|above| fsx::is_link(above)).unwrap_or(root).to_owned()
}
