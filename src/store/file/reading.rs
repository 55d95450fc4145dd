//! Reading one run from its folder.

use std::collections::BTreeMap;

use super::layout::{ExperimentDir, META, RunDir};
use super::{meta, metric_file, values};
use crate::codec::Node;
use crate::fsx;
use crate::model::{
    Dataset, DatasetInput, Metric, ModelInput, ModelOutput, Run, RunData, RunId, RunInfo, RunInputs, RunOutputs, tags,
};
use crate::store::{Damage, Keys, Needs};

/// What `meta.yaml` says of a run. `None` when the folder is no run, or one whose `meta.yaml` cannot be read, which is
/// then reported.
pub(super) fn info(dir: &RunDir, damage: &mut Vec<Damage>) -> Option<RunInfo> {
    let path = dir.meta();
    let node = match meta::read(&path, damage) {
        Ok(Some(node)) => node,
        Ok(None) if dir.looks_real() => {
            damage.push(Damage::new(&dir.path, "a run without meta.yaml"));
            return None;
        }
        Ok(None) => return None,
        Err(found) => {
            damage.push(found);
            return None;
        }
    };
    let mut reasons = Vec::new();
    let mut info = match meta::run_info(&node, &dir.id, &dir.experiment, &mut reasons) {
        Ok(info) => info,
        Err(reason) => {
            damage.push(Damage::new(path, reason));
            return None;
        }
    };
    if !reasons.is_empty() {
        damage.push(Damage::new(path, reasons.join("; ")));
    }
    if info.run_name.is_none() {
        let tag = values::read_one(&dir.part("tags").join(tags::RUN_NAME)).ok().flatten();
        info.run_name = tag
            .filter(|name| !name.is_empty())
            .or_else(|| meta::old_run_name(&node));
    }
    Some(info)
}

/// Reads the parts of a run that are needed.
pub(super) fn fill(
    experiment: &ExperimentDir,
    dir: &RunDir,
    info: RunInfo,
    needs: &Needs,
    damage: &mut Vec<Damage>,
) -> Run {
    let values_of = |part, needed, damage: &mut Vec<Damage>| {
        if needed {
            values::read_all(&dir.part(part), damage)
        } else {
            BTreeMap::new()
        }
    };
    let mut data = RunData {
        params: values_of("params", needs.params != Keys::None, damage),
        tags: values_of("tags", needs.tags != Keys::None, damage),
        metrics: BTreeMap::new(),
        metric_history: (needs.history != Keys::None).then(BTreeMap::new),
    };
    if needs.metrics != Keys::None || needs.history != Keys::None {
        for (key, path) in values::files(&dir.part("metrics"), damage) {
            let mut reported = Vec::new();
            let history = history(&path, &mut reported);
            if values::is_hidden(&key) && (history.is_empty() || !reported.is_empty()) {
                continue; // an editor's or a desktop's file
            }
            damage.append(&mut reported);
            if let Some(latest) = metric_file::latest(&history) {
                data.metrics.insert(key.clone(), latest.clone());
                if let Some(histories) = &mut data.metric_history {
                    histories.insert(key, history);
                }
            }
        }
    }
    let (inputs, outputs) = if needs.inputs {
        inputs_outputs(experiment, dir, damage)
    } else {
        Default::default()
    };
    Run {
        info,
        data,
        inputs,
        outputs,
    }
}

/// A metric file's values in order.
pub(super) fn history(path: &std::path::Path, damage: &mut Vec<Damage>) -> Vec<Metric> {
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
