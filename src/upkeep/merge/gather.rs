//! The files of a unit as they are to be here: what says where something lies says where it is going to be.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::described;
use super::kind::{Kind, Rule, TRACE_LOCATION};
use super::source::Source;
use super::units::{Input, Unit, Units};
use crate::codec::Node;
use crate::codec::pyyaml::Yaml;
use crate::fsx::{self, PathError};
use crate::store::Damage;
use crate::store::file::layout::{Layout, META, MODELS, RUN_FOLDERS};
use crate::store::file::{folder_uri, local_path, location, meta, registry};
use crate::upkeep::files::{Content, Files};

/// What an experiment's `meta.yaml` is called here that cannot be read: under its own name it would hide the whole store from
/// MLflow.
const DAMAGED: &str = "meta.yaml.damaged";

/// Where the runs and logged models of each source are and are going to be, by source and id.
#[derive(Debug)]
pub(super) struct Gatherer<'a> {
    sources: &'a [Source],
    into: &'a Layout,
    places: HashMap<(usize, &'a str), (&'a Path, &'a Path)>,
}

/// Where the files of a run, a logged model or a trace are.
enum Place {
    /// In its own folder, wherever that is: it comes along.
    Own,
    /// Elsewhere in the source.
    Inside(PathBuf),
    /// Where they stay.
    Elsewhere,
}

/// A key and what it is to say.
type Edit = (&'static str, Yaml);

impl<'a> Gatherer<'a> {
    pub(super) fn new(sources: &'a [Source], units: &'a Units, into: &'a Layout) -> Self {
        let with_files = units
            .units
            .values()
            .filter(|unit| matches!(unit.kind, Kind::Run | Kind::LoggedModel));
        let places = with_files.flat_map(|unit| {
            let of_input = |input: &'a Input| {
                (
                    (input.source, unit.id.as_str()),
                    (input.folder.as_path(), unit.to.as_path()),
                )
            };
            unit.inputs.iter().map(of_input)
        });
        Self {
            sources,
            into,
            places: places.collect(),
        }
    }

    /// The files of one of a unit's folders. `is_first` tells that nothing of it is here yet.
    pub(super) fn gather(&self, unit: &Unit, input: &Input, is_first: bool) -> Result<Files, PathError> {
        let source = &self.sources[input.source];
        let mut files = Files::below(&input.folder, Some(&source.fence), &input.skip)?;
        match unit.kind {
            Kind::Experiment => self.experiment(unit, input, &mut files)?,
            Kind::Run => {
                let artifacts = "artifact_uri";
                self.recorded(unit, input, artifacts, "", &mut files)?;
                if is_first && files.files.contains_key(Path::new(META)) {
                    files.folders.extend(RUN_FOLDERS.map(PathBuf::from)); // MLflow reads no run without them
                }
            }
            Kind::LoggedModel => self.recorded(unit, input, "artifact_location", MODELS, &mut files)?,
            Kind::Trace => self.trace(unit, input, &mut files)?,
            Kind::RegisteredModel => self.registered_model(unit, input, &mut files)?,
            Kind::Folder => {}
        }
        Ok(files)
    }

    /// How a folder here is recorded: of a deleted experiment as it will be when that is restored, as MLflow has it.
    fn uri(&self, folder: &Path) -> String {
        folder_uri(&self.settled(folder))
    }

    fn settled(&self, folder: &Path) -> PathBuf {
        let trashed = folder.strip_prefix(self.into.trash());
        trashed.map_or_else(|_| folder.to_owned(), |below| self.into.root().join(below))
    }

    fn experiment(&self, unit: &Unit, input: &Input, files: &mut Files) -> Result<(), PathError> {
        let source = &self.sources[input.source];
        let Some(from) = &input.from else { return Ok(()) };
        let found = source.experiments.iter().find(|found| found.dir.path == input.folder);
        if found.is_none_or(|found| found.name.is_none()) {
            let damaged = files
                .files
                .remove(Path::new(META))
                .map(|content| (PathBuf::from(DAMAGED), content));
            let said = if damaged.is_some() {
                "cannot be read; brought as meta.yaml.damaged"
            } else {
                "is missing"
            };
            files.remarks.push(Damage::new(input.folder.join(META), said));
            files.files.extend(damaged);
            return Ok(());
        }
        let recorded = found
            .and_then(|found| found.location.as_deref())
            .filter(|text| !text.is_empty());
        let is_own = recorded.is_none_or(|recorded| {
            let Some(path) = local_path(recorded) else { return false };
            let places = location::places(source.store.root(), &path);
            match places.iter().find(|place| fsx::is_dir(place)) {
                Some(place) => is_same(place, &input.folder) || fsx::is_file(&place.join(META)), // of the original of a copy
                None => ends_with(&path.to_string_lossy(), &[from.as_str()]),
            }
        });
        let uri = self.uri(&unit.to);
        edit(files, META, &input.folder, |node| {
            let mut edits: Vec<Edit> = Vec::new();
            if is_own && meta::field(node, "artifact_location").as_ref() != Some(&uri) {
                edits.push(("artifact_location", Yaml::Str(uri)));
            }
            if meta::field(node, "lifecycle_stage").is_none() {
                edits.push(("lifecycle_stage", Yaml::Str("active".to_owned()))); // MLflow reads no store without it
            }
            if meta::field(node, "experiment_id").as_deref() == Some(from.as_str()) && from.as_str() != unit.id {
                edits.push(("experiment_id", Yaml::Str(unit.id.clone())));
            }
            edits
        })
    }

    /// A run or a logged model: its experiment, where its artifacts are, and whether it is deleted.
    fn recorded(
        &self,
        unit: &Unit,
        input: &Input,
        key: &'static str,
        part: &str,
        files: &mut Files,
    ) -> Result<(), PathError> {
        let Some(recorded) = recorded(files, META, key)? else {
            return edit(files, META, &input.folder, |_| Vec::new()); // which says what cannot be read
        };
        let place = self.place(unit, input, part, &recorded, files);
        let uri = match place {
            Place::Elsewhere => None,
            Place::Own => Some(self.uri(&unit.to.join("artifacts"))),
            Place::Inside(folder) => {
                let fence = &self.sources[input.source].fence;
                let inside = Files::below(&folder, Some(fence), &BTreeSet::new())?;
                for (path, content) in inside.files {
                    files.files.entry(Path::new("artifacts").join(path)).or_insert(content);
                }
                files.remarks.extend(inside.remarks);
                Some(self.uri(&unit.to.join("artifacts")))
            }
        };
        let uri = uri.filter(|uri| !recorded.is_empty() && *uri != recorded);
        let experiment = unit.experiment.as_ref().map(ToString::to_string);
        edit(files, META, &input.folder, |node| {
            let mut edits: Vec<Edit> = Vec::new();
            if let Some(uri) = uri {
                edits.push((key, Yaml::Str(uri)));
            }
            let says = meta::field(node, "experiment_id");
            if let Some(experiment) = experiment.filter(|id| says.is_some() && says.as_ref() != Some(id)) {
                edits.push(("experiment_id", Yaml::Str(experiment)));
            }
            if let (Kind::Run, None, Some(id)) = (unit.kind, node.get("run_id"), meta::field(node, "run_uuid")) {
                edits.push(("run_id", Yaml::Str(id))); // of MLflow 0.x: one without hides its experiment from MLflow 3
            }
            if input.mark_deleted && meta::field(node, "lifecycle_stage").as_deref() != Some("deleted") {
                edits.push(("lifecycle_stage", Yaml::Str("deleted".to_owned())));
            }
            edits
        })
    }

    /// Where the artifacts are of what records them at `recorded`. A copy of a store records where the original is: what
    /// is in the folder itself comes along, whether the original is there still or not.
    fn place(&self, unit: &Unit, input: &Input, part: &str, recorded: &str, files: &Files) -> Place {
        let source = &self.sources[input.source];
        let own = input.folder.join("artifacts");
        let from = input.from.as_ref().map_or("", |id| id.as_str());
        let parts: Vec<&str> = [from, part, &unit.id, "artifacts"]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        let holds_some = files.files.keys().any(|path| path.starts_with("artifacts"));
        let is_usual = |recorded: PathBuf| {
            let holds_none = || fsx::list(&recorded).is_ok_and(|entries| entries.is_empty());
            ends_with(&recorded.to_string_lossy(), &parts) && (holds_some || holds_none())
        };
        if local_path(recorded).is_some_and(is_usual) {
            return Place::Own;
        }
        let usual: PathBuf = parts.iter().collect();
        let whose = unit.id.as_str();
        let found = source
            .store
            .locate_artifacts(whose, whose, own.clone(), Some(recorded.to_owned()), &usual);
        match found {
            Ok(_) if local_path(recorded).is_none() => Place::Elsewhere,
            Ok(found) if found.path == own || is_same(&found.path, &own) => Place::Own,
            Ok(found) if fsx::canonical(&found.path).is_ok_and(|path| path.starts_with(&source.fence)) => {
                Place::Inside(found.path)
            }
            _ => Place::Elsewhere,
        }
    }

    fn trace(&self, unit: &Unit, input: &Input, files: &mut Files) -> Result<(), PathError> {
        let path = Path::new(TRACE_LOCATION);
        if let Some(content) = files.files.get(path) {
            let recorded = String::from_utf8_lossy(&content.read()?).into_owned();
            if let Place::Own = self.place(unit, input, "traces", recorded.trim(), files) {
                let uri = self.uri(&unit.to.join("artifacts"));
                files.files.insert(path.to_owned(), Content::Bytes(uri.into_bytes()));
            }
        }
        let Some(id) = unit
            .experiment
            .as_ref()
            .filter(|id| input.from.as_ref() != Some(*id))
            .map(ToString::to_string)
        else {
            return edit(files, unit.kind.meta(), &input.folder, |_| Vec::new());
        };
        edit(files, unit.kind.meta(), &input.folder, |node| {
            let mut edits: Vec<Edit> = Vec::new();
            let place = node
                .get("trace_location")
                .and_then(|place| place.get("mlflow_experiment"));
            if place.is_some_and(|place| place.get("experiment_id").is_some()) {
                let inner = Yaml::Map(vec![("experiment_id".to_owned(), Yaml::Str(id.clone()))]);
                let kind = ("type".to_owned(), Yaml::Str("MLFLOW_EXPERIMENT".to_owned()));
                let place = Yaml::Map(vec![("mlflow_experiment".to_owned(), inner), kind]);
                edits.push(("trace_location", place));
            }
            if node.get("experiment_id").is_some() {
                edits.push(("experiment_id", Yaml::Str(id)));
            }
            edits
        })
    }

    fn registered_model(&self, unit: &Unit, input: &Input, files: &mut Files) -> Result<(), PathError> {
        for (path, content) in registry::pending_changes(&input.folder, &unit.id) {
            let path = PathBuf::from(path);
            match content {
                Some(content) => drop(files.files.insert(path, Content::Bytes(content.into_bytes()))),
                None => drop(files.files.remove(&path)),
            }
        }
        files
            .files
            .retain(|path, _| !input.skip.iter().any(|skipped| path.starts_with(skipped)));
        let metas: Vec<PathBuf> = files
            .files
            .keys()
            .filter(|path| path.ends_with(META))
            .cloned()
            .collect();
        for path in metas {
            if !matches!(Rule::of(unit.kind, &path), Rule::Meta(_)) {
                continue;
            }
            edit(files, &path, &input.folder, |node| {
                let mut edits: Vec<Edit> = Vec::new();
                for key in ["source", "storage_location"] {
                    let moved = meta::field(node, key).and_then(|text| self.moved(input.source, &text));
                    if let Some(moved) = moved {
                        edits.push((key, Yaml::Str(moved)));
                    }
                }
                edits
            })?;
        }
        Ok(())
    }

    /// Where the files of a version are going to be, if they lie in a run or a logged model that comes along:
    /// `…/<run id>/artifacts/<rest>` or `…/models/<model id>/artifacts/<rest>`.
    fn moved(&self, source: usize, recorded: &str) -> Option<String> {
        let path = local_path(recorded)?;
        let text = path.to_string_lossy();
        let parts: Vec<&str> = text.split(['/', '\\']).filter(|part| !part.is_empty()).collect();
        let is_clean = !parts.contains(&"..");
        let at = (1..parts.len())
            .rev()
            .filter(|at| is_clean && parts[*at] == "artifacts");
        let (folder, to, at) = at
            .filter_map(|at| {
                let (folder, to) = self.places.get(&(source, parts[at - 1]))?;
                Some((folder, to, at))
            })
            .next()?;
        let rest: PathBuf = parts[at..].iter().collect();
        if !fsx::exists(&folder.join(&rest)) {
            return None;
        }
        let to = self.settled(&to.join(rest));
        let is_uri = location::scheme(recorded).is_some();
        let moved = if is_uri {
            folder_uri(&to)
        } else {
            to.to_string_lossy().into_owned()
        };
        (moved != recorded).then_some(moved)
    }
}

/// What a `meta.yaml` says of where files are, empty where it says nothing; `None` when it cannot be read.
fn recorded(files: &Files, path: &str, key: &str) -> Result<Option<String>, PathError> {
    let Some(content) = files.files.get(Path::new(path)) else {
        return Ok(None);
    };
    let fields = described::fields(&content.read()?);
    Ok(fields.map(|mut fields| fields.remove(key).unwrap_or_default()))
}

/// Changes a `meta.yaml` among the files. One that cannot be read, or not be written again with all that it says, stays
/// byte for byte as it is, and is named.
fn edit(
    files: &mut Files,
    path: impl AsRef<Path>,
    folder: &Path,
    edits: impl FnOnce(&Node) -> Vec<Edit>,
) -> Result<(), PathError> {
    let path = path.as_ref();
    let named = folder.join(path);
    let Some(content) = files.files.get(path) else {
        files
            .remarks
            .push(Damage::new(folder, format!("no {}; brought as it is", path.display())));
        return Ok(());
    };
    let bytes = content.read()?;
    let mut flaws = Vec::new();
    let node = match meta::parse(bytes.clone(), &named, &mut flaws) {
        Ok(node) if flaws.is_empty() => node,
        Ok(_) => return as_it_is(files, flaws.remove(0)),
        Err(damage) => return as_it_is(files, damage),
    };
    let edits = edits(&node);
    if edits.is_empty() {
        return Ok(());
    }
    let written = meta::rewritten(Some(bytes.clone()), &named, |meta| {
        for (key, value) in edits {
            meta.set(key, value);
        }
    });
    let (before, after) = match &written {
        Ok(text) => (described::fields(&bytes), described::fields(text.as_bytes())),
        Err(_) => (None, None),
    };
    match (written, before, after) {
        (Ok(text), Some(before), Some(after)) if before.keys().all(|key| after.contains_key(key)) => {
            files.files.insert(path.to_owned(), Content::Bytes(text.into_bytes()));
            Ok(())
        }
        _ => as_it_is(files, Damage::new(named, "holds what no MLflow writes")),
    }
}

fn as_it_is(files: &mut Files, mut damage: Damage) -> Result<(), PathError> {
    damage.reason.push_str("; brought as it is");
    files.remarks.push(damage);
    Ok(())
}

fn ends_with(path: &str, parts: &[&str]) -> bool {
    let mut found = path.rsplit(['/', '\\']).filter(|part| !part.is_empty() && *part != ".");
    parts.iter().rev().all(|part| found.next() == Some(part))
}

fn is_same(a: &Path, b: &Path) -> bool {
    matches!((fsx::canonical(a), fsx::canonical(b)), (Ok(a), Ok(b)) if a == b)
}
