//! What there is to bring, each thing with its place here and with its folders there.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::homes::{Home, Homes};
use super::kind::Kind;
use super::source::{FoundExperiment, Source};
use crate::fsx::{self, PathError};
use crate::model::{ExperimentId, LoggedModelId, Millis, ModelName, RunId, TraceId};
use crate::store::Damage;
use crate::store::file::layout::{META, MODELS};
use crate::store::file::{FileStore, meta};

/// A thing that is brought whole.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) kind: Kind,
    pub(super) id: String,
    /// The experiment it comes to; of an experiment itself, its name as far as one is known.
    pub(super) experiment: Option<ExperimentId>,
    pub(super) name: Option<String>,
    pub(super) to: PathBuf,
    /// The experiment it comes to is made by this merge.
    pub(super) in_new: bool,
    pub(super) inputs: Vec<Input>,
}

/// One of the folders that a unit is made of.
#[derive(Debug)]
pub(super) struct Input {
    /// The number of the source.
    pub(super) source: usize,
    pub(super) folder: PathBuf,
    /// What of the folder is no part of it.
    pub(super) skip: BTreeSet<PathBuf>,
    /// The experiment it lies in.
    pub(super) from: Option<ExperimentId>,
    pub(super) mark_deleted: bool,
}

/// Which unit: of folders that are nothing of MLflow's, the path is the id.
type Key = (Kind, String);

/// All units, in the order in which they are brought, and what is left out.
#[derive(Debug, Default)]
pub(super) struct Units {
    pub(super) units: BTreeMap<Key, Unit>,
    pub(super) remarks: Vec<Damage>,
}

/// Where runs, logged models and traces are in the store that all comes into.
#[derive(Debug, Default)]
pub(super) struct Present(HashMap<(Kind, String), (ExperimentId, PathBuf)>);

impl Present {
    pub(super) fn look(experiments: &[FoundExperiment]) -> Result<Self, PathError> {
        let mut present = Self::default();
        for experiment in experiments {
            for part in parts(experiment)?.parts {
                if part.kind == Kind::Folder {
                    continue;
                }
                let place = (experiment.id().clone(), part.path);
                let known = present.0.entry((part.kind, part.id)).or_insert_with(|| place.clone());
                if *known != place && names_its_home(&place.1, &place.0) && !names_its_home(&known.1, &known.0) {
                    *known = place;
                }
            }
        }
        Ok(present)
    }
}

/// Whether what lies in a folder says that it belongs to that experiment.
fn names_its_home(folder: &Path, experiment: &ExperimentId) -> bool {
    let node = meta::read(&folder.join(META), &mut Vec::new()).ok().flatten();
    node.and_then(|node| meta::field(&node, "experiment_id"))
        .is_some_and(|written| written == experiment.as_str())
}

/// Something in an experiment with a folder of its own.
struct Part {
    kind: Kind,
    id: String,
    path: PathBuf,
    /// Below the experiment's folder.
    below: PathBuf,
}

#[derive(Default)]
struct Parts {
    parts: Vec<Part>,
    links: Vec<fsx::Entry>,
}

fn parts(experiment: &FoundExperiment) -> Result<Parts, PathError> {
    let mut found = Parts::default();
    let dir = &experiment.dir;
    let add = |entry: fsx::Entry, folder: &str, kind: Kind, found: &mut Parts| {
        if entry.is_link {
            found.links.push(entry);
            return;
        }
        let below = Path::new(folder).join(&entry.name);
        found.parts.push(Part {
            kind,
            id: entry.name,
            path: entry.path,
            below,
        });
    };
    for entry in folders(&dir.path)? {
        match entry.name.as_str() {
            "tags" | "datasets" | "traces" | MODELS => {}
            name => {
                let Ok(id) = RunId::parse(name) else { continue };
                let run = dir.run(&id);
                let is_run = fsx::exists(&run.meta()) || run.looks_real();
                add(entry, "", if is_run { Kind::Run } else { Kind::Folder }, &mut found);
            }
        }
    }
    for entry in folders(&dir.logged_models_folder())? {
        if LoggedModelId::parse(&entry.name).is_ok() {
            add(entry, MODELS, Kind::LoggedModel, &mut found);
        }
    }
    for entry in folders(&dir.traces())? {
        if TraceId::parse(&entry.name).is_ok() {
            add(entry, "traces", Kind::Trace, &mut found);
        }
    }
    Ok(found)
}

/// The folders in a folder, but for temporary ones of ours; none where there is no such folder.
fn folders(folder: &Path) -> Result<Vec<fsx::Entry>, PathError> {
    let mut entries = match fsx::list(folder) {
        Err(error) if error.is_not_found() => Vec::new(),
        entries => entries?,
    };
    entries.retain(|entry| entry.is_dir && !fsx::is_temporary(entry.name.as_ref()));
    Ok(entries)
}

impl Units {
    /// Everything in the experiments of the sources.
    pub(super) fn of_experiments(
        &mut self,
        sources: &[Source],
        homes: &Homes,
        present: &Present,
    ) -> Result<(), PathError> {
        for (number, source) in sources.iter().enumerate() {
            for (experiment, home) in source.experiments.iter().zip(&homes[number]) {
                if let Ok(home) = home {
                    self.of_experiment(number, source, experiment, home, present)?;
                }
            }
        }
        Ok(())
    }

    fn of_experiment(
        &mut self,
        number: usize,
        source: &Source,
        experiment: &FoundExperiment,
        home: &Home,
        present: &Present,
    ) -> Result<(), PathError> {
        if fsx::is_link(&experiment.dir.path) {
            let reason = "an experiment that is a link; left out: merge the store where it lies";
            self.remarks.push(Damage::new(&experiment.dir.path, reason));
            return Ok(());
        }
        let found = parts(experiment)?;
        for link in found.links {
            let what = if source.is_beyond(&link) {
                "a link that leads out of the store; left out"
            } else {
                "a link to a folder; left out"
            };
            self.remarks.push(Damage::new(link.path, what));
        }
        let input = |folder: PathBuf, skip: BTreeSet<PathBuf>| Input {
            source: number,
            folder,
            skip,
            from: Some(experiment.id().clone()),
            mark_deleted: home.mark_deleted,
        };
        let skip = found.parts.iter().map(|part| part.below.clone()).collect();
        let choice = &source.choice;
        let wanted = |part: &Part| choice.wants_part(part.kind, &part.id, &part.path);
        let own = self
            .units
            .entry((Kind::Experiment, home.id.to_string()))
            .or_insert_with(|| Unit {
                kind: Kind::Experiment,
                id: home.id.to_string(),
                experiment: Some(home.id.clone()),
                name: experiment.name.clone(),
                to: home.folder.clone(),
                in_new: home.is_new,
                inputs: Vec::new(),
            });
        let at = if home.leads { 0 } else { own.inputs.len() };
        own.inputs.insert(at, input(experiment.dir.path.clone(), skip));
        for part in found.parts.into_iter().filter(wanted) {
            let key = match part.kind {
                Kind::Folder => (part.kind, format!("{}/{}", home.id, part.id)),
                kind => (kind, part.id.clone()),
            };
            let usual = || (home.id.clone(), home.folder.join(&part.below));
            let is_here = present.0.get(&key).cloned();
            let (id, to) = is_here.clone().unwrap_or_else(usual);
            let unit = self.units.entry(key).or_insert_with(|| Unit {
                kind: part.kind,
                id: part.id.clone(),
                experiment: Some(id.clone()),
                name: experiment.name.clone(),
                to: to.clone(),
                in_new: home.is_new && is_here.is_none(),
                inputs: Vec::new(),
            });
            if unit.to != to && is_here.is_none() && self_evident(&part.path, experiment, &to, unit) {
                unit.experiment = Some(id);
                unit.to = to;
                unit.in_new = home.is_new;
                unit.name.clone_from(&experiment.name);
            }
            unit.inputs.push(input(part.path, BTreeSet::new()));
        }
        Ok(())
    }

    /// The registered models of the sources.
    pub(super) fn of_registries(&mut self, sources: &[Source], into: &FileStore) -> Result<(), PathError> {
        for (number, source) in sources.iter().enumerate() {
            let models = source.store.layout().models();
            if fsx::is_link(&models) {
                self.remarks
                    .push(Damage::new(models, "a link; left out: merge the store where it lies"));
                continue;
            }
            for entry in folders(&models)? {
                let is_model = || fsx::is_file(&entry.path.join(META));
                if entry.is_link || ModelName::parse(&entry.name).is_err() {
                    let reason = if entry.is_link {
                        "a link to a folder; left out"
                    } else {
                        "no registered model's name; left out"
                    };
                    self.remarks.push(Damage::new(entry.path, reason));
                    continue;
                }
                if entry.name.starts_with('.') && !is_model() {
                    continue; // a desktop's
                }
                let Some(skip) = source.left_behind(&entry.path) else {
                    continue;
                };
                let unit = self
                    .units
                    .entry((Kind::RegisteredModel, entry.name.clone()))
                    .or_insert_with(|| Unit {
                        kind: Kind::RegisteredModel,
                        id: entry.name.clone(),
                        experiment: None,
                        name: None,
                        to: into.layout().models().join(&entry.name),
                        in_new: false,
                        inputs: Vec::new(),
                    });
                unit.inputs.push(Input {
                    source: number,
                    folder: entry.path,
                    skip,
                    from: None,
                    mark_deleted: false,
                });
            }
        }
        for unit in self
            .units
            .values_mut()
            .filter(|unit| unit.kind == Kind::RegisteredModel)
        {
            unit.inputs.sort_by_cached_key(|input| created(&input.folder)); // the oldest says what the model is
        }
        Ok(())
    }
}

/// When a registered model was made; what cannot be read comes last.
fn created(folder: &Path) -> (bool, Option<Millis>) {
    let node = meta::read(&folder.join(META), &mut Vec::new()).ok().flatten();
    let created = node.as_ref().and_then(|node| meta::millis(node, "creation_timestamp"));
    (node.is_none(), created)
}

/// Of two experiments that have the same run, it belongs to the one that it names; else which one must not depend on the
/// order of the sources.
fn self_evident(path: &Path, experiment: &FoundExperiment, to: &Path, unit: &Unit) -> bool {
    let known = unit.inputs.iter().any(|input| {
        let from = input.from.as_ref();
        from.is_some_and(|from| names_its_home(&input.folder, from))
    });
    match (names_its_home(path, experiment.id()), known) {
        (true, true) | (false, false) => to < unit.to.as_path(),
        (names, _) => names,
    }
}
