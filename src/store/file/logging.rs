//! What is logged to a run: params, metrics, tags, datasets.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

use super::layout::{META, RunDir};
use super::runs::active_info;
use super::{FileStore, metric_file, sweep, values};
use crate::codec::pyyaml::{self, Yaml};
use crate::fsx::{self, PathError, Staged};
use crate::model::{Batch, DatasetInput, Invalid, Key, Metric, Param, RunId, Tag};
use crate::store::Result;

const MAX_METRICS: usize = 1000;
const MAX_PARAMS: usize = 100;
const MAX_TAGS: usize = 100;
const MAX_ENTRIES: usize = 1000;
const MAX_TAG_VALUE: usize = 8000;

impl FileStore {
    pub(super) fn log_batch(&self, id: &RunId, batch: &Batch) -> Result<()> {
        let (_, dir) = self.find_run(id)?;
        check(batch)?;
        let params = self.fitting(&batch.params)?;
        let tags: Vec<Cow<'_, str>> = (0..)
            .zip(&batch.tags)
            .map(|(i, tag): (usize, _)| self.fit(&tag.value, MAX_TAG_VALUE, || format!("tags[{i}].value")))
            .collect::<Result<_>>()?;
        active_info(&dir)?;
        let lock = if params.is_empty() && tags.is_empty() {
            None
        } else {
            Some(self.lock()?)
        };
        if let Some(lock) = &lock {
            sweep(lock, &dir.path);
            active_info(&dir)?;
        }
        for (param, (_, value)) in batch.params.iter().zip(params) {
            let path = dir.param(&param.key);
            let _room = values::make_room(&dir.path, &path, &param.key)?;
            if !fsx::create_file(&path, value.as_bytes(), &dir.path)? {
                unchanged(
                    id,
                    param,
                    &value,
                    values::read_one(&path)?.as_deref().unwrap_or_default(),
                )?;
            }
        }
        let mut lines: BTreeMap<&Key, String> = BTreeMap::new();
        for (key, metric) in &batch.metrics {
            lines.entry(key).or_default().push_str(&metric_file::line(metric));
        }
        let rooms = lines
            .keys()
            .map(|key| values::make_room(&dir.path, &dir.metric(key), key));
        let _rooms = rooms.collect::<Result<Vec<_>>>()?;
        for key in lines.keys() {
            values::refuse_folder(&dir.metric(key), key)?; // another key of the batch may have made it one
        }
        for (key, lines) in lines {
            let (path, lines) = (dir.metric(key), lines.as_bytes());
            // MLflow cannot read an experiment in which a metric's file is empty
            if fsx::exists(&path) || !fsx::create_lines(&path, lines, &dir.path)? {
                fsx::append_lines(&path, lines)?;
            }
        }
        for (tag, value) in batch.tags.iter().zip(tags) {
            self.write_tag(
                &dir,
                &Tag {
                    key: tag.key.clone(),
                    value: value.into_owned(),
                },
            )?;
        }
        Ok(())
    }

    /// The params with their values as long as they may be; no key twice.
    pub(super) fn fitting<'a>(&self, params: &'a [Param]) -> Result<Vec<(&'a Key, Cow<'a, str>)>> {
        refuse_repeated(params)?;
        let fit = |param: &'a Param| {
            let value = self.fit(&param.value, Param::LONGEST, || "Param value".to_owned())?;
            Ok((&param.key, value))
        };
        params.iter().map(fit).collect()
    }

    /// Cuts a value at its limit, in code points, or refuses it.
    fn fit<'a>(&self, value: &'a str, limit: usize, what: impl FnOnce() -> String) -> Result<Cow<'a, str>> {
        if value.len() <= limit || value.chars().count() <= limit {
            return Ok(Cow::Borrowed(value));
        }
        if self.cut_long_values {
            return Ok(Cow::Owned(value.chars().take(limit).collect()));
        }
        Err(Invalid(format!("'{}' exceeds the maximum length of {limit} characters", what())).into())
    }

    pub(super) fn sync_metrics(&self, id: &RunId, keys: &BTreeSet<Key>) -> Result<()> {
        let (_, dir) = self.find_run(id)?;
        let mut folders = BTreeSet::new();
        for key in keys {
            let path = dir.metric(key);
            fsx::sync_file(&path)?;
            folders.extend(
                path.ancestors()
                    .skip(1)
                    .take_while(|above| **above != dir.path)
                    .map(Path::to_owned),
            );
        }
        Ok(folders.iter().try_for_each(|folder| fsx::sync_dir(folder))?)
    }

    pub(super) fn log_inputs(&self, id: &RunId, datasets: &[DatasetInput]) -> Result<()> {
        datasets.iter().try_for_each(DatasetInput::check)?;
        let (_, dir) = self.find_run(id)?;
        active_info(&dir)?;
        let lock = self.lock()?;
        let (experiment, dir) = self.find_run(id)?;
        active_info(&dir)?;
        sweep(&lock, &dir.path);
        sweep(&lock, &experiment.path);
        for DatasetInput { dataset, tags } in datasets {
            let text = |value: &str| Yaml::Str(value.to_owned());
            let optional = |value: &Option<String>| value.as_deref().map_or(Yaml::Null, text);
            let dataset_id = md5_hex(&[&dataset.name, &dataset.digest]);
            let meta = pyyaml::document(&[
                ("digest", text(&dataset.digest)),
                ("name", text(&dataset.name)),
                ("profile", optional(&dataset.profile)),
                ("schema", optional(&dataset.schema)),
                ("source", text(&dataset.source)),
                ("source_type", text(&dataset.source_type)),
            ]);
            publish_meta(&experiment.datasets(), &dataset_id, &meta, || {
                self.layout.stage(&experiment.path, &dataset_id)
            })?;
            publish_input(&dir, ("DATASET", &dataset_id), tags)?;
        }
        Ok(())
    }
}

/// Writes that the run used something, by type and id, unless it says so already.
pub(super) fn publish_input(
    run: &RunDir,
    (source_type, source_id): (&str, &str),
    tags: &BTreeMap<String, String>,
) -> Result<()> {
    let text = |value: &str| Yaml::Str(value.to_owned());
    let meta = pyyaml::document(&[
        ("destination_id", text(source_id)), // MLflow repeats the source here
        ("destination_type", text("RUN")),
        ("source_id", text(source_id)),
        ("source_type", text(source_type)),
        (
            "tags",
            Yaml::Map(tags.iter().map(|(key, value)| (key.clone(), text(value))).collect()),
        ),
    ]);
    let input_id = input_id(source_id, &run.id);
    publish_meta(&run.part("inputs"), &input_id, &meta, || {
        Staged::begin(&run.path, &input_id, "")
    })
}

/// Makes `parent/name` with its `meta.yaml`, unless it is there.
pub(super) fn publish_meta(
    parent: &Path,
    name: &str,
    meta: &str,
    stage: impl FnOnce() -> std::result::Result<Staged, PathError>,
) -> Result<()> {
    let path = parent.join(name);
    if fsx::exists(&path) {
        return Ok(());
    }
    fsx::create_dir(parent)?;
    let staged = stage()?;
    staged.write(META, meta.as_bytes())?;
    Ok(staged.publish(&path)?)
}

/// What the folder of a run's input is called.
pub(crate) fn input_id(source_id: &str, run: &RunId) -> String {
    md5_hex(&[source_id, run.as_str()])
}

fn md5_hex(parts: &[&str]) -> String {
    use md5::{Digest as _, Md5};
    let mut hash = Md5::new();
    for part in parts {
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// MLflow's limits of one batch.
fn check(batch: &Batch) -> Result<()> {
    let too_many = |limit: usize, what: &str, got: usize| {
        Err(Invalid(format!(
            "A batch logging request can contain at most {limit} {what}. Got {got} {what}. Please split up {what} across \
             multiple requests and try again."
        ))
        .into())
    };
    let Batch { metrics, params, tags } = batch;
    for (i, (key, Metric { timestamp, value, .. })) in metrics.iter().enumerate() {
        if *timestamp < 0 {
            let place = if metrics.len() == 1 {
                "timestamp".to_owned() // as log_metric says it
            } else {
                format!("metrics[{i}].timestamp")
            };
            return Err(Invalid(format!(
                "Invalid value {timestamp} for parameter '{place}' supplied: metric '{key}' (value={}). \
                 Timestamp must be a nonnegative long (64-bit integer) ",
                crate::codec::pyfloat::repr(*value)
            ))
            .into());
        }
    }
    refuse_repeated(params)?;
    match (metrics.len(), params.len(), tags.len()) {
        (m, _, _) if m > MAX_METRICS => too_many(MAX_METRICS, "metrics", m),
        (_, p, _) if p > MAX_PARAMS => too_many(MAX_PARAMS, "params", p),
        (_, _, t) if t > MAX_TAGS => too_many(MAX_TAGS, "tags", t),
        (m, p, t) if m + p + t > MAX_ENTRIES => too_many(MAX_ENTRIES, "metrics, params, and tags", m + p + t),
        _ => Ok(()),
    }
}

fn refuse_repeated(params: &[Param]) -> Result<()> {
    let mut seen = HashSet::new();
    match params.iter().find(|param| !seen.insert(param.key.as_str())) {
        None => Ok(()),
        Some(Param { key, .. }) => Err(Invalid(format!(
            "Duplicate parameter keys have been submitted: ['{key}']. Please ensure the request contains only one param \
             value per param key."
        ))
        .into()),
    }
}

/// A param that is there already may only be logged again as it is. (MLflow reads it in text mode and so takes one with
/// `\r` for changed; we do not.)
fn unchanged(id: &RunId, param: &Param, new: &str, old: &str) -> Result<()> {
    if old == new {
        return Ok(());
    }
    Err(Invalid(format!(
        "Changing param values is not allowed. Param with key='{}' was already logged with value='{old}' for run ID='{id}'. \
         Attempted logging new value '{new}'.",
        param.key
    ))
    .into())
}
