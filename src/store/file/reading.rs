//! Reading runs from their experiment's folder: whole, or only what a question asks for.

use std::collections::BTreeMap;
use std::path::Path;

use super::index::{Known, Part, Record};
use super::layout::{ExperimentDir, META, RunDir};
use super::summary::Summary;
use super::{meta, metric_file, values};
use crate::codec::Node;
use crate::fsx::{self, Evidence, Folder, PathError};
use crate::model::{
    Dataset, DatasetInput, Figure, Metric, ModelInput, ModelOutput, Run, RunData, RunId, RunInfo, RunInputs,
    RunOutputs, tags,
};
use crate::search::{Fact, Facts, run_attribute};
use crate::store::{Damage, Keys, Needs};

/// What `meta.yaml` says of a run. `None` when the folder is no run, or one whose `meta.yaml` cannot be read, which is
/// then reported.
pub(super) fn info(dir: &RunDir, damage: &mut Vec<Damage>) -> Option<RunInfo> {
    made_of_meta(dir, fsx::read_if_exists(&dir.meta()), damage).map(|(info, _)| info)
}

/// The run's information, and whether it is made of `meta.yaml` alone.
fn made_of_meta(
    dir: &RunDir,
    read: Result<Option<Vec<u8>>, PathError>,
    damage: &mut Vec<Damage>,
) -> Option<(RunInfo, bool)> {
    let path = dir.meta();
    let node = match read {
        Ok(Some(bytes)) => meta::parse(bytes, &path, damage),
        Ok(None) if dir.looks_real() => Err(Damage::new(&dir.path, "a run without meta.yaml")),
        Ok(None) => return None,
        Err(error) => Err(error.into()),
    };
    let mut reasons = Vec::new();
    let read = node.and_then(|node| {
        let info = meta::run_info(&node, &dir.id, &dir.experiment, &mut reasons);
        Ok((info.map_err(|reason| Damage::new(&path, reason))?, node))
    });
    if !reasons.is_empty() {
        damage.push(Damage::new(path, reasons.join("; ")));
    }
    let (mut info, node) = read.map_err(|found| damage.push(found)).ok()?;
    let alone = info.run_name.is_some();
    if !alone {
        let tag = values::read_one(&dir.part("tags").join(tags::RUN_NAME)).ok().flatten();
        info.run_name = tag
            .filter(|name| !name.is_empty())
            .or_else(|| meta::old_run_name(&node));
    }
    Some((info, alone))
}

/// An experiment opened to read its runs, with what the index knows of them.
#[derive(Debug)]
pub(super) struct Home {
    pub(super) dir: ExperimentDir,
    pub(super) known: Known,
    folder: Folder,
}

impl Home {
    pub(super) fn open(dir: ExperimentDir, known: Known) -> Result<Self, PathError> {
        Ok(Self {
            folder: dir.open()?,
            dir,
            known,
        })
    }

    /// Whether it is in an archive.
    pub(super) fn is_in_archive(&self) -> bool {
        fsx::is_mounted(self.folder.path())
    }

    /// As [`info`].
    pub(super) fn info(&self, dir: &RunDir, damage: &mut Vec<Damage>) -> Option<RunInfo> {
        let make = |read, _before, damage: &mut Vec<Damage>| made_of_meta(dir, read, damage);
        self.made(Part::Info, "", &dir.id, damage, |_| true, make)
    }

    /// What is made of a file of a run: as the index has it, if that will do and the file is as it was then, else made
    /// now of its bytes. `make` is also told what the index has, and tells whether it is made of this file alone.
    fn made<R: Record>(
        &self,
        part: Part,
        key: &str,
        run: &RunId,
        damage: &mut Vec<Damage>,
        will_do: impl FnOnce(&R) -> bool,
        make: impl FnOnce(Result<Option<Vec<u8>>, PathError>, Option<R>, &mut Vec<Damage>) -> Option<(R, bool)>,
    ) -> Option<R> {
        let below = match part {
            Part::Info => format!("{run}/{META}"),
            part => format!("{run}/{}/{key}", part.folder()),
        };
        let Some(column) = self.known.column(part, key) else {
            return make(self.folder.read(&below), None, damage).map(|(made, _)| made);
        };
        let known = column.get::<R>(run);
        if let Some((seen, known)) = &known
            && will_do(known)
            && self.folder.evidence(&below) == Some(*seen)
        {
            return known.clone().into();
        }
        let reported = damage.len();
        let (read, seen) = match self.folder.read_with_evidence(&below) {
            Ok(Some((bytes, seen))) => (Ok(Some(bytes)), seen),
            Ok(None) => (Ok(None), None),
            Err(error) => (Err(error), None),
        };
        let (made, alone) = make(read, known.map(|(_, known)| known), damage)?;
        if let Some(seen) = seen.filter(|_| alone && damage.len() == reported) {
            if self.known.is_settled(&seen) {
                column.learn(run, seen, seen.size, &made);
            } else if made.serves_a_changed_file() {
                column.learn(run, Evidence::NONE, seen.size, &made);
            }
        }
        Some(made)
    }
}

/// One run, of which is read what is asked for.
pub(super) struct RunReader<'a> {
    home: &'a Home,
    info: &'a RunInfo,
    /// What could not be read so far.
    damage: Vec<Damage>,
    metrics: Remembered,
}

/// Metrics that were read, by key.
pub(super) type Remembered = Vec<(String, Option<Summary>)>;

impl<'a> RunReader<'a> {
    pub(super) fn new(home: &'a Home, info: &'a RunInfo) -> Self {
        Self {
            home,
            info,
            damage: Vec::new(),
            metrics: Remembered::new(),
        }
    }

    /// With what was read of the run before.
    pub(super) fn remembering(mut self, metrics: Remembered) -> Self {
        self.metrics = metrics;
        self
    }

    /// What could not be read, and what was.
    pub(super) fn finish(self) -> (Vec<Damage>, Remembered) {
        (self.damage, self.metrics)
    }

    fn part(&self, part: &str) -> String {
        format!("{}/{part}", self.info.run_id)
    }

    fn value(&mut self, part: Part, key: &str) -> Option<String> {
        let folder = self.part(part.folder());
        if !values::may_be_file(&self.home.folder, &folder, key) {
            return None;
        }
        let path = self.home.folder.path().join(&folder).join(key);
        let make = |read: Result<Option<Vec<u8>>, PathError>, _before, damage: &mut Vec<Damage>| {
            let bytes = values::there(read, &self.home.folder, &folder, key, damage)?;
            Some((values::value(bytes, &path, damage)?, true))
        };
        self.home
            .made(part, key, &self.info.run_id, &mut self.damage, |_| true, make)
    }

    /// A metric's latest value, and its figures if asked for.
    fn summary(&mut self, key: &str, all: bool) -> Option<Summary> {
        let will_do = |summary: &Summary| !all || summary.figures.is_some();
        let seen = self.metrics.iter().find(|(seen, _)| seen == key);
        if let Some((_, summary)) = seen.filter(|(_, summary)| summary.as_ref().is_none_or(will_do)) {
            return summary.clone();
        }
        let folder = self.part("metrics");
        if !values::may_be_file(&self.home.folder, &folder, key) {
            return None;
        }
        let path = self.home.folder.path().join(&folder).join(key);
        let make = |read: Result<Option<Vec<u8>>, PathError>, before: Option<Summary>, damage: &mut Vec<Damage>| {
            let bytes = values::there(read, &self.home.folder, &folder, key, damage)?;
            Some((Summary::of(&bytes, &path, all, before.as_ref(), damage)?, true))
        };
        let summary = self
            .home
            .made(Part::Metrics, key, &self.info.run_id, &mut self.damage, will_do, make);
        self.metrics.retain(|(seen, _)| seen != key);
        self.metrics.push((key.to_owned(), summary.clone()));
        summary
    }

    /// The run with the parts that are needed, and what could not be read of it.
    pub(super) fn fill(mut self, needs: &Needs) -> (Run, Vec<Damage>) {
        let data = RunData {
            params: self.values(Part::Params, &needs.params),
            tags: self.values(Part::Tags, &needs.tags),
            ..self.metrics(needs)
        };
        let (inputs, outputs) = if needs.inputs {
            inputs_outputs(&self.home.dir, &self.home.dir.run(&self.info.run_id), &mut self.damage)
        } else {
            Default::default()
        };
        let run = Run {
            info: self.info.clone(),
            data,
            inputs,
            outputs,
        };
        (run, self.damage)
    }

    fn values(&mut self, part: Part, keys: &Keys) -> BTreeMap<String, String> {
        if let Keys::Some(keys) = keys {
            let read = |key: &String| Some((key.clone(), self.value(part, key)?));
            return keys.iter().filter_map(read).collect();
        }
        values::read_all(&self.home.folder, &self.part(part.folder()), keys, &mut self.damage)
    }

    fn metrics(&mut self, needs: &Needs) -> RunData {
        let folder = self.part("metrics");
        let mut data = RunData {
            metric_history: (needs.history != Keys::None).then(BTreeMap::new),
            ..RunData::default()
        };
        for key in values::files(&self.home.folder, &folder, &needs.history, &mut self.damage) {
            let mut reported = Vec::new();
            let path = self.home.folder.path().join(&folder).join(&key);
            let Some(bytes) = values::read(&self.home.folder, &folder, &key, &mut reported) else {
                self.damage.append(&mut reported);
                continue;
            };
            let (history, mut found) = metric_file::parse(&bytes, &path);
            reported.append(&mut found);
            if values::is_hidden(&key) && (history.is_empty() || !reported.is_empty()) {
                continue; // an editor's or a desktop's file
            }
            self.damage.append(&mut reported);
            if let (Some(latest), Some(histories)) = (metric_file::latest(&history), &mut data.metric_history) {
                data.metrics.insert(key.clone(), latest.clone());
                histories.insert(key, history);
            }
        }
        if needs.history == Keys::All {
            return data;
        }
        for key in values::files(&self.home.folder, &folder, &needs.metrics, &mut self.damage) {
            if !data.metrics.contains_key(&key)
                && let Some(summary) = self.summary(&key, false)
            {
                data.metrics.insert(key, summary.latest);
            }
        }
        data
    }
}

impl Facts for RunReader<'_> {
    fn attribute(&mut self, name: &str) -> Option<Fact> {
        run_attribute(self.info, name)
    }

    fn metric(&mut self, key: &str) -> Option<f64> {
        Some(self.summary(key, false)?.latest.value)
    }

    fn figure(&mut self, key: &str, figure: Figure) -> Option<f64> {
        let Summary { latest, figures, .. } = self.summary(key, figure.needs_history())?;
        match figures {
            _ if !figure.needs_history() => figure.of(&[latest]),
            figures => Some(figures?[Figure::ALL.iter().position(|known| *known == figure)?]),
        }
    }

    fn param(&mut self, key: &str) -> Option<String> {
        self.value(Part::Params, key)
    }

    fn tag(&mut self, key: &str) -> Option<String> {
        self.value(Part::Tags, key)
    }

    fn datasets(&mut self) -> Vec<DatasetInput> {
        let dir = self.home.dir.run(&self.info.run_id);
        inputs_outputs(&self.home.dir, &dir, &mut self.damage).0.datasets
    }
}

/// A metric file's values in order.
pub(super) fn history(path: &Path, damage: &mut Vec<Damage>) -> Vec<Metric> {
    match fsx::read(path) {
        Ok(bytes) => {
            let (metrics, mut found) = metric_file::parse(&bytes, path);
            damage.append(&mut found);
            metrics
        }
        Err(error) if error.is_not_found() => Vec::new(),
        Err(error) => {
            damage.push(error.into());
            Vec::new()
        }
    }
}

fn inputs_outputs(experiment: &ExperimentDir, dir: &RunDir, damage: &mut Vec<Damage>) -> (RunInputs, RunOutputs) {
    let mut inputs = RunInputs::default();
    let mut outputs = RunOutputs::default();
    for part in ["inputs", "outputs"] {
        for entry in fsx::list(&dir.part(part)).unwrap_or_default() {
            if !entry.is_dir || entry.name.starts_with('.') {
                continue;
            }
            let path = entry.path.join(META);
            let node = match meta::read(&path, damage) {
                Ok(Some(node)) => node,
                Ok(None) => {
                    damage.push(Damage::new(path, "no meta.yaml; this input or output is left out"));
                    continue;
                }
                Err(found) => {
                    damage.push(found);
                    continue;
                }
            };
            let source = meta::field(&node, "source_id").unwrap_or_default();
            match (part, meta::field(&node, "source_type").as_deref()) {
                ("outputs", _) => outputs.models.push(ModelOutput {
                    model_id: meta::field(&node, "destination_id").unwrap_or(source),
                    step: node
                        .get("step")
                        .and_then(Node::as_int)
                        .and_then(|n| i64::try_from(n).ok())
                        .unwrap_or(0),
                }),
                (_, Some("MODEL")) => inputs.models.push(ModelInput { model_id: source }),
                _ => match dataset(experiment, &source) {
                    Some(dataset) => {
                        inputs.datasets.push(DatasetInput {
                            dataset,
                            tags: meta::text_map(&node, "tags"),
                        });
                    }
                    None => damage.push(Damage::new(
                        path,
                        "names a dataset that the experiment does not have; this input is left out",
                    )),
                },
            }
        }
    }
    (inputs, outputs)
}

/// A dataset of the experiment; the id comes from a file, so it is checked like a run's.
fn dataset(experiment: &ExperimentDir, id: &str) -> Option<Dataset> {
    let id = RunId::parse(id).ok()?;
    let node = meta::read(&experiment.datasets().join(id.as_str()).join(META), &mut Vec::new()).ok()??;
    let field = |key| meta::field(&node, key);
    Some(Dataset {
        name: field("name")?,
        digest: field("digest")?,
        source_type: field("source_type").unwrap_or_default(),
        source: field("source").unwrap_or_default(),
        schema: field("schema"),
        profile: field("profile"),
    })
}
