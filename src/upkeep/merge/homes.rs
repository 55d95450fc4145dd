//! Where the experiments of the sources go.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::By;
use super::source::{FoundExperiment, Source};
use crate::fsx;
use crate::model::{ExperimentId, Millis};
use crate::store::file::layout::{Layout, MODELS};

/// Where an experiment goes.
#[derive(Debug, Clone)]
pub(super) struct Home {
    pub(super) id: ExperimentId,
    pub(super) folder: PathBuf,
    /// It is made by this merge.
    pub(super) is_new: bool,
    /// What this experiment says of itself counts before what others of its name say.
    pub(super) leads: bool,
    /// What comes is deleted, and the experiment here is not: so each run of it is marked.
    pub(super) mark_deleted: bool,
}

/// Where the experiments of each source go, in their order; or why one cannot go anywhere.
pub(super) type Homes = Vec<Vec<Result<Home, String>>>;

/// What makes experiments one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Id(ExperimentId),
    Name(String),
}

/// A random id, long enough that only copies share it; old ids are counters.
const TELLING: usize = 12;

/// Finds the homes. They do not depend on the order of the sources.
pub(super) fn find(sources: &[Source], there: &[FoundExperiment], layout: &Layout, by: By) -> Homes {
    let mut homes: Homes = sources
        .iter()
        .map(|source| source.experiments.iter().map(|_| Err(String::new())).collect())
        .collect();
    let mut groups: BTreeMap<Key, Vec<(usize, usize)>> = BTreeMap::new();
    for (s, source) in sources.iter().enumerate() {
        for (e, experiment) in source.experiments.iter().enumerate() {
            match experiment.refusal {
                Some(why) => homes[s][e] = Err(why.to_owned()),
                None => groups.entry(key(experiment, by)).or_default().push((s, e)),
            }
        }
    }
    let found = |(s, e): (usize, usize)| &sources[s].experiments[e];
    join_the_default(&mut groups, there, found);
    let mut making = Making {
        layout,
        ids: BTreeSet::new(),
        names: BTreeSet::new(),
        made: BTreeMap::new(),
    };
    let leader = |members: &[(usize, usize)]| {
        members
            .iter()
            .copied()
            .min_by_key(|member| seniority(found(*member), *member))
    };
    let mut groups: Vec<(Key, Vec<(usize, usize)>)> = groups.into_iter().collect();
    groups.sort_by_key(|(_, members)| leader(members).map(|leader| seniority(found(leader), (0, 0)))); // who has which id
    for (key, members) in groups {
        let existing = match &key {
            Key::Id(id) => there.iter().find(|experiment| experiment.id() == id),
            Key::Name(name) => named(there, name),
        };
        let leader = leader(&members);
        for member in &members {
            let wanted = found(*member);
            homes[member.0][member.1] = match (existing, leader) {
                (Some(existing), _) => join(&key, wanted, existing),
                (None, Some(leader)) => making.home(&key, wanted, found(leader), there, by),
                (None, None) => Err(String::new()),
            };
        }
    }
    homes
}

fn key(experiment: &FoundExperiment, by: By) -> Key {
    match &experiment.name {
        Some(name) if by == By::Name && *experiment.id() != ExperimentId::default_experiment() => {
            Key::Name(name.clone())
        }
        _ => Key::Id(experiment.id().clone()),
    }
}

/// What is called as the default experiment is, but has another id, goes to it too.
fn join_the_default<'a>(
    groups: &mut BTreeMap<Key, Vec<(usize, usize)>>,
    there: &'a [FoundExperiment],
    found: impl Fn((usize, usize)) -> &'a FoundExperiment,
) {
    let default = Key::Id(ExperimentId::default_experiment());
    let Some(members) = groups.get(&default) else { return };
    if there
        .iter()
        .any(|experiment| *experiment.id() == ExperimentId::default_experiment())
    {
        return; // it is found by its name
    }
    let leader = members
        .iter()
        .copied()
        .min_by_key(|member| seniority(found(*member), *member));
    let name = leader.and_then(|leader| found(leader).name.clone());
    if let Some(same) = name.and_then(|name| groups.remove(&Key::Name(name))) {
        groups.entry(default).or_default().extend(same);
    }
}

/// The oldest of those that are not deleted decides what the experiment is.
fn seniority(
    experiment: &FoundExperiment,
    member: (usize, usize),
) -> (bool, bool, Option<Millis>, &ExperimentId, (usize, usize)) {
    let unreadable = experiment.name.is_none();
    (
        experiment.is_deleted,
        unreadable,
        experiment.created,
        experiment.id(),
        member,
    )
}

/// The experiment of that name, the active one of two.
fn named<'a>(there: &'a [FoundExperiment], name: &str) -> Option<&'a FoundExperiment> {
    let mut named = there
        .iter()
        .filter(|experiment| experiment.name.as_deref() == Some(name));
    named
        .clone()
        .find(|experiment| !experiment.is_deleted)
        .or_else(|| named.next())
}

fn join(key: &Key, wanted: &FoundExperiment, existing: &FoundExperiment) -> Result<Home, String> {
    let id = existing.id();
    check_same(key, wanted, existing.name.as_deref(), "here")?;
    if existing.is_deleted && !wanted.is_deleted {
        return Err(format!(
            "it is deleted here: `mlrun experiments restore {id}`, then merge again"
        ));
    }
    Ok(Home {
        id: id.clone(),
        folder: existing.dir.path.clone(),
        is_new: false,
        leads: false,
        mark_deleted: wanted.is_deleted && !existing.is_deleted,
    })
}

/// Two of the same id are the same experiment if they have the same name.
fn check_same(key: &Key, wanted: &FoundExperiment, name: Option<&str>, place: &str) -> Result<(), String> {
    let Key::Id(id) = key else { return Ok(()) };
    match (wanted.name.as_deref(), name) {
        _ if *id == ExperimentId::default_experiment() => Ok(()),
        (Some(wanted), Some(name)) if wanted != name => Err(format!("the experiment with this id is '{name}' {place}")),
        (None, Some(name)) if id.as_str().len() < TELLING => Err(format!(
            "its name cannot be read, and the experiment with this id is '{name}' {place}"
        )),
        (Some(_), None) if id.as_str().len() < TELLING => Err(format!(
            "there is an experiment with this id {place} whose name cannot be read"
        )),
        _ => Ok(()),
    }
}

/// What is made of experiments.
struct Making<'a> {
    layout: &'a Layout,
    /// In lower case, for file systems that make no difference.
    ids: BTreeSet<String>,
    /// The names they have.
    names: BTreeSet<String>,
    /// The groups that have their id.
    made: BTreeMap<Key, ExperimentId>,
}

impl Making<'_> {
    fn home(
        &mut self,
        key: &Key,
        wanted: &FoundExperiment,
        leader: &FoundExperiment,
        there: &[FoundExperiment],
        by: By,
    ) -> Result<Home, String> {
        check_same(key, wanted, leader.name.as_deref(), "in another source")?;
        let id = match self.made.get(key) {
            Some(id) => id.clone(),
            None => {
                let id = self.choose(key, leader, there, by)?;
                self.ids.insert(id.as_str().to_lowercase());
                self.names.extend(leader.name.clone());
                self.made.insert(key.clone(), id.clone());
                id
            }
        };
        let folder = match leader.dir.deleted {
            true => self.layout.trashed(&id),
            false => self.layout.active(&id),
        };
        Ok(Home {
            id,
            folder,
            is_new: true,
            leads: std::ptr::eq(wanted, leader),
            mark_deleted: wanted.is_deleted && !leader.is_deleted,
        })
    }

    /// The id it has, if that is free, else one that depends on its name alone.
    fn choose(
        &self,
        key: &Key,
        leader: &FoundExperiment,
        there: &[FoundExperiment],
        by: By,
    ) -> Result<ExperimentId, String> {
        let own = leader.id().clone();
        if let (By::Id, Some(name)) = (by, &leader.name) {
            if let Some(other) = named(there, name) {
                return Err(format!("'{name}' is the experiment {} here", other.id()));
            }
            if self.names.contains(name) {
                return Err(format!("'{name}' has another id in another source"));
            }
        }
        if self.is_free(&own) {
            return Ok(own);
        }
        let Key::Name(name) = key else {
            return Err("there is something else of its id here".to_owned());
        };
        let mut hash = blake3::hash(name.as_bytes());
        loop {
            let mut bits = [0; 16];
            bits.copy_from_slice(&hash.as_bytes()[..16]);
            let id = ExperimentId::from_random(u128::from_le_bytes(bits));
            if self.is_free(&id) {
                return Ok(id);
            }
            hash = blake3::hash(hash.as_bytes());
        }
    }

    fn is_free(&self, id: &ExperimentId) -> bool {
        let is_there = fsx::exists(&self.layout.active(id)) || fsx::exists(&self.layout.trashed(id));
        !is_there && id.as_str() != MODELS && !self.ids.contains(&id.as_str().to_lowercase())
    }
}
