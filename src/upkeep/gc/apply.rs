//! Carrying out a plan.

use std::path::Path;

use super::guard::Guard;
use super::{BEYOND, Fate, Garbage, GarbageKind, GcOptions, lies_beyond_a_link, orphans};
use crate::fsx::{self, Lock, PathError};
use crate::model::Millis;
use crate::store::Result;
use crate::store::file::layout::{META, NEVER_AN_EXPERIMENT, TRASH};
use crate::store::file::{FileStore, meta};
use crate::upkeep::undo::{self, Actor, Operation};

/// What came of a plan.
#[derive(Debug, Default)]
pub struct Collected {
    /// What went.
    pub gone: Vec<Garbage>,
    /// What stayed though the plan had it go, because it is not what it was.
    pub left: Vec<Garbage>,
    /// What could not be removed, and why.
    pub failed: Vec<(Garbage, String)>,
}

/// Removes what a plan has go, under the store's lock; each thing is looked at again, so that one restored meanwhile stays.
/// With a trash window it goes to the trash and can be taken back, else it is gone at once.
///
/// # Errors
/// When the lock cannot be had, or the record cannot be written.
pub fn collect(store: &FileStore, things: &[Garbage], options: &GcOptions, actor: &Actor) -> Result<Collected> {
    let lock = store.lock()?;
    let guard = if options.force { None } else { Some(Guard::of(store)?) };
    let mut operation = (options.trash_window > 0).then(|| Operation::begin(store.root(), actor));
    let mut done = Collected::default();
    for thing in things.iter().filter(|thing| thing.goes()) {
        let mut thing = thing.clone();
        let needed = guard.as_ref().and_then(|guard| guard.holds(&thing));
        if let Some(by) = needed {
            thing.fate = Fate::Needed(by);
            done.left.push(thing);
        } else if let Err(why) = is_as_planned(store, &thing, options, &done) {
            thing.fate = Fate::Stays(why.to_owned());
            done.left.push(thing);
        } else {
            match remove(store, &lock, &thing, options.now, operation.as_mut()) {
                Ok(()) => done.gone.push(thing),
                Err(why) => done.failed.push((thing, why)),
            }
        }
    }
    if let Some(operation) = operation {
        operation.finish()?;
    }
    Ok(done)
}

/// Whether a thing is what the plan was made of.
fn is_as_planned(
    store: &FileStore,
    thing: &Garbage,
    options: &GcOptions,
    done: &Collected,
) -> std::result::Result<(), &'static str> {
    let field = |key: &str| {
        let node = meta::read(&thing.path.join(META), &mut Vec::new()).ok().flatten();
        node.and_then(|node| meta::field(&node, key))
    };
    let is_deleted = || field("lifecycle_stage").is_some_and(|stage| stage == "deleted");
    let is_in_trash = || {
        thing
            .path
            .parent()
            .is_some_and(|parent| parent == store.root().join(TRASH))
    };
    if thing.kind == GarbageKind::Temporary {
        return Ok(()); // what was nobody's may have gone when the lock was taken
    }
    if !fsx::exists(&thing.path) {
        return Err("it is gone already");
    }
    if lies_beyond_a_link(store.root(), &thing.path) {
        return Err(BEYOND);
    }
    let stayed = done.left.iter().chain(done.failed.iter().map(|(thing, _)| thing));
    if stayed.into_iter().any(|artifacts| artifacts.is_of(thing)) {
        return Err("its artifacts outside of the store stay");
    }
    let is_as_planned = match thing.kind {
        GarbageKind::Run | GarbageKind::LoggedModel => is_deleted(),
        GarbageKind::Experiment => is_in_trash() || is_deleted(),
        GarbageKind::OrphanArtifacts | GarbageKind::OrphanModel => orphans::is_still_one(store, thing, options.now),
        // its run is restored meanwhile, or stays for another reason
        GarbageKind::Artifacts => owner_goes(store, thing),
        GarbageKind::Temporary | GarbageKind::Trash => true,
        GarbageKind::OrphanVersion => false,
    };
    if is_as_planned {
        Ok(())
    } else {
        Err("it was restored or changed meanwhile")
    }
}

/// Whether the run or logged model of some artifacts is deleted still.
fn owner_goes(store: &FileStore, artifacts: &Garbage) -> bool {
    let Some(home) = artifacts
        .experiment
        .as_ref()
        .and_then(|id| store.layout().experiment(id))
    else {
        return false;
    };
    let folders = [
        home.path.join(&artifacts.id),
        home.logged_models_folder().join(&artifacts.id),
    ];
    let is_deleted = |folder: &Path| {
        let node = meta::read(&folder.join(META), &mut Vec::new()).ok().flatten();
        node.and_then(|node| meta::field(&node, "lifecycle_stage"))
            .is_some_and(|stage| stage == "deleted")
    };
    home.deleted || folders.iter().any(|folder| is_deleted(folder))
}

fn remove(
    store: &FileStore,
    lock: &Lock,
    thing: &Garbage,
    now: Millis,
    operation: Option<&mut Operation>,
) -> std::result::Result<(), String> {
    let say = |error: PathError| error.to_string();
    let path = &thing.path;
    match (thing.kind, operation) {
        (GarbageKind::Temporary, _) => {
            if let Some(folder) = path.parent().filter(|_| lock.exclusive) {
                match folder.ends_with("models") && folder.parent() != Some(store.root()) {
                    true => fsx::sweep_drafts(folder),
                    false => fsx::sweep(folder),
                }
            }
            if fsx::exists(path) {
                Err("a process is at work in it".to_owned())
            } else {
                Ok(())
            }
        }
        (GarbageKind::Trash, _) => {
            let operation = path.file_name().unwrap_or_default().to_string_lossy();
            undo::expire(store.root(), &operation, now).map_err(say)
        }
        (_, None) if path.starts_with(store.root()) => {
            fsx::discard(path, store.root(), NEVER_AN_EXPERIMENT).map_err(say)
        }
        (_, None) => fsx::remove_tree(path).map_err(say),
        (_, Some(_)) if !path.starts_with(store.root()) => {
            Err("it lies outside of the store, from where nothing can be taken back: --now removes it".to_owned())
        }
        (_, Some(operation)) => match operation.take_away(path) {
            Ok(_) => Ok(()),
            Err(error) if error.is_on_another_disk() => {
                Err("it is on another disk, from where nothing can be taken back: --now removes it".to_owned())
            }
            Err(error) => Err(say(error)),
        },
    }
}
