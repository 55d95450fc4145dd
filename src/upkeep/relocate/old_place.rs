//! Where a store used to be, worked out from what it records.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::place::{Base, Place};
use super::recorded::{Home, Recorded, Records};
use super::{Left, LeftBecause, Owner, Relocation, RelocationPlan, here};
use crate::fsx;
use crate::store::file::layout::MODELS;
use crate::store::file::{FileStore, places};

/// A location of the usual form that does not point into the store.
struct Stray<'a> {
    recorded: &'a Recorded,
    place: Place,
    /// How many names of it are the place that the store had.
    length: usize,
    home: Home,
}

/// Changes every location that begins with an old place of the store.
pub(super) fn plan(store: &FileStore, records: &Records) -> RelocationPlan {
    let here = here(store);
    let mut plan = RelocationPlan::default();
    let mut by_place: BTreeMap<(Base, Vec<String>), Vec<Stray<'_>>> = BTreeMap::new();
    let homes = homes(records);
    let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
    for recorded in &records.all {
        let place = Place::parse(&recorded.text);
        if matches!(place.base, Base::Remote(_)) {
            continue;
        }
        match usual(recorded, &place, &homes) {
            Usual::At(length, home) => {
                let key = (place.base.clone(), place.names[..length].to_vec());
                let stray = Stray {
                    recorded,
                    place,
                    length,
                    home,
                };
                by_place.entry(key).or_default().push(stray);
            }
            Usual::Unknown(length) if !is_there(store.root(), &place) => {
                *unknown.entry(place.first(length).text()).or_default() += 1;
            }
            _ => {}
        }
    }
    for strays in by_place.into_values() {
        consider(strays, &here, store.root(), &mut plan);
    }
    let left = unknown.into_iter().map(|(prefix, count)| Left {
        prefix,
        count,
        reason: LeftBecause::Unknown,
    });
    plan.left.extend(left);
    plan
}

/// What begins with one place: all of it is changed if files of some lie here, but for what has files there that do not.
fn consider(strays: Vec<Stray<'_>>, here: &Place, root: &Path, plan: &mut RelocationPlan) {
    let Some(first) = strays.first() else { return };
    let old = first.place.first(first.length);
    let points_here = local(root, &old).iter().any(|path| same_folder(path, root));
    let is_as_it_should = |stray: &Stray<'_>| stray.place.names[stray.length..] == stray.home.recorded[..];
    let strays: Vec<Stray<'_>> = strays
        .into_iter()
        .filter(|stray| !(points_here && is_as_it_should(stray)))
        .collect();
    let standing: Vec<Standing> = strays.iter().map(|stray| stray.standing(root)).collect();
    if !points_here && !standing.contains(&Standing::Here) {
        let all_empty = !standing.contains(&Standing::FilesThere);
        let reason = if all_empty {
            LeftBecause::NothingHere
        } else {
            LeftBecause::FilesThere
        };
        plan.left.extend(left(&old, strays.len(), reason));
        return;
    }
    let stay = standing
        .iter()
        .filter(|standing| **standing == Standing::FilesThere)
        .count();
    plan.left.extend(left(&old, stay, LeftBecause::FilesThere));
    let to = renamed(&old, root).unwrap_or_else(|| here.clone());
    for (stray, standing) in strays.iter().zip(&standing) {
        if *standing != Standing::FilesThere {
            let moved = stray.place.first(stray.length).moved(stray.length, &to);
            let wanted = moved.and_below(&stray.home.recorded, &stray.place);
            let prefix = (stray.place.first(stray.length), moved);
            plan.changes.push(Relocation {
                is_proof: *standing == Standing::Here,
                ..Relocation::new(stray.recorded, &wanted, prefix)
            });
        }
    }
}

fn left(old: &Place, count: usize, reason: LeftBecause) -> Option<Left> {
    (count > 0).then(|| Left {
        prefix: old.text(),
        count,
        reason,
    })
}

/// How a stray location stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// Its files lie in the store.
    Here,
    /// It has none.
    Nowhere,
    /// It has files where it points to that are not in the store.
    FilesThere,
}

impl Stray<'_> {
    fn standing(&self, root: &Path) -> Standing {
        if let Owner::Experiment(_) = self.recorded.owner {
            return Standing::Nowhere;
        }
        let own = files(&self.home.folder);
        let is_missing = |name: &String| own.binary_search(name).is_err();
        let there = local(root, &self.place);
        if there
            .iter()
            .any(|path| !same_folder(path, &self.home.folder) && files(path).iter().any(is_missing))
        {
            Standing::FilesThere
        } else if own.is_empty() {
            Standing::Nowhere
        } else {
            Standing::Here
        }
    }
}

/// The names of the files below a folder; of a file its own.
fn files(path: &Path) -> Vec<String> {
    if fsx::is_file(path) {
        return vec![String::new()];
    }
    let found = fsx::walk_files(path).unwrap_or_default();
    found.into_iter().map(|(name, _)| name).collect()
}

fn same_folder(a: &Path, b: &Path) -> bool {
    fsx::canonical(a).is_ok_and(|a| fsx::canonical(b).is_ok_and(|b| a == b))
}

/// Where a place may be on this disk.
fn local(root: &Path, place: &Place) -> Vec<PathBuf> {
    let path = match place.base {
        Base::Root => Path::new("/").join(place.names.join("/")),
        Base::Started => PathBuf::from(place.names.join("/")),
        Base::Windows if cfg!(windows) => PathBuf::from(place.names.join("\\")),
        Base::Windows | Base::Remote(_) => return Vec::new(),
    };
    places(root, &path)
}

fn is_there(root: &Path, place: &Place) -> bool {
    local(root, place).iter().any(|path| fsx::exists(path))
}

/// What a relative place becomes: the same with the store's new name, if that leads to the store from the folder that holds
/// it, where MLflow is usually started.
fn renamed(old: &Place, root: &Path) -> Option<Place> {
    let name = root.file_name()?.to_str()?;
    let renamed = old.with_last_name(name).filter(|_| old.base == Base::Started)?;
    local(root, &renamed)
        .iter()
        .any(|path| same_folder(path, root))
        .then_some(renamed)
}

/// Whether a location has a form that MLflow gives it by itself.
enum Usual {
    /// So many names, then whose it is.
    At(usize, Home),
    /// So many names, then something that is not in the store.
    Unknown(usize),
    /// Not: somebody chose it.
    Chosen,
}

type Homes<'a> = BTreeMap<(bool, String), &'a Home>;

/// Where the files of every run and logged model are, by whether it is a model and by id.
fn homes(records: &Records) -> Homes<'_> {
    let home = |recorded: &'_ Recorded| -> Option<(bool, String)> {
        match &recorded.owner {
            Owner::Run(id) => Some((false, id.to_string())),
            Owner::LoggedModel(id) => Some((true, id.to_string())),
            _ => None,
        }
    };
    let homes = records
        .all
        .iter()
        .filter_map(|recorded| Some((home(recorded)?, recorded.home.as_ref()?)));
    homes.collect()
}

fn usual(recorded: &Recorded, place: &Place, homes: &Homes<'_>) -> Usual {
    let names = &place.names;
    let Some(home) = &recorded.home else {
        return usual_version(names, homes);
    };
    // an experiment that a run was moved out of may be recorded still
    let own = &home.recorded[usize::from(home.recorded.len() > 1)..];
    match names.len().checked_sub(home.recorded.len()) {
        Some(length) if length > 0 && names.ends_with(own) => Usual::At(length, home.clone()),
        _ => Usual::Chosen,
    }
}

/// `…/<experiment>/<run>/artifacts/<rest>` or `…/<experiment>/models/<model>/artifacts/<rest>`.
fn usual_version(names: &[String], homes: &Homes<'_>) -> Usual {
    let mut found = Usual::Chosen;
    for at in (2..names.len()).rev().filter(|at| names[*at] == "artifacts") {
        let is_model = names[at - 2] == MODELS;
        let Some(length) = at
            .checked_sub(if is_model { 3 } else { 2 })
            .filter(|length| *length > 0)
        else {
            continue;
        };
        if let Some(home) = homes.get(&(is_model, names[at - 1].clone())) {
            let rest = &names[at + 1..];
            return Usual::At(
                length,
                Home {
                    recorded: home.recorded.iter().chain(rest).cloned().collect(),
                    folder: rest.iter().fold(home.folder.clone(), |path, name| path.join(name)),
                },
            );
        }
        found = Usual::Unknown(length);
    }
    found
}
