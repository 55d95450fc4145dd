use std::collections::BTreeMap;
use std::iter::Peekable;
use std::path::Path;

use super::{Context, Exit};
use crate::artifact::{ArtifactPath, Artifacts};
use crate::cli::{OutputArg, Short};
use crate::fsx;
use crate::model::{Experiment, FileInfo, Run, RunId, ViewType, tags};
use crate::store::file::FileStore;
use crate::store::{ExperimentQuery, Keys, Needs, RunQuery, TrackingStore};
use crate::ui::{bytes, exact_float};
use crate::view::Tree;

/// Draw the store as a tree
///
/// Experiments, in them runs nested under their parents, in them params, latest metrics and tags.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only this experiment, by id or name
    #[arg(long, short = 'x', value_name = "ID")]
    experiment_id: Option<String>,

    /// At most so many levels: 1 experiments, 2 runs, 3 what they logged
    #[arg(short = 'L', long, value_name = "DEPTH")]
    depth: Option<usize>,

    /// Add the artifacts
    #[arg(long)]
    artifacts: bool,

    /// Draw the files of the store instead
    #[arg(long, conflicts_with_all = ["artifacts", "experiment_id"])]
    files: bool,

    #[command(flatten)]
    output: OutputArg,

    #[command(flatten)]
    pub(super) short: Short,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let depth = args.depth.unwrap_or(usize::MAX);
    let root = store.root().display().to_string();
    let tree = if args.files {
        Tree {
            label: root,
            children: files(store.root(), depth)?,
            ..Tree::default()
        }
    } else {
        let children = experiments(args, depth, &store, context)?;
        Tree {
            label: root,
            children,
            ..Tree::default()
        }
    };
    context.ui.tree(&tree, args.output.output)?;
    Ok(Exit::Ok)
}

fn files(dir: &Path, depth: usize) -> anyhow::Result<Vec<Tree>> {
    if depth == 0 {
        return Ok(Vec::new());
    }
    fsx::list(dir)?
        .into_iter()
        .map(|entry| {
            let children = if entry.is_dir && !entry.is_link {
                files(&entry.path, depth - 1)?
            } else {
                Vec::new()
            };
            let size = if entry.is_dir {
                None
            } else {
                fsx::followed_size(&entry.path)
            };
            Ok(Tree {
                label: entry.name,
                note: size.map(bytes).unwrap_or_default(),
                children,
                ..Tree::default()
            })
        })
        .collect()
}

fn experiments(args: &Args, depth: usize, store: &FileStore, context: &Context) -> anyhow::Result<Vec<Tree>> {
    let only = match &args.experiment_id {
        Some(text) => Some(context.find_experiment(store, (text, false))?),
        None => None,
    };
    let view = if only.is_some() {
        ViewType::All
    } else {
        ViewType::ActiveOnly
    };
    let query = ExperimentQuery {
        view,
        ..ExperimentQuery::default()
    };
    let mut shown: Vec<Experiment> = context.page(store.search_experiments(&query)?).items;
    shown.retain(|e| only.as_ref().is_none_or(|id| *id == e.experiment_id));
    if depth == 0 {
        return Ok(Vec::new());
    }
    let mut trees = Vec::new();
    for experiment in shown {
        let mut tree = Tree::new(format!("{} {}", experiment.experiment_id, experiment.name))
            .id(experiment.experiment_id.as_str());
        if depth > 1 {
            let needs = if depth > 2 {
                Needs {
                    inputs: false,
                    ..Needs::ALL
                }
            } else {
                Needs {
                    tags: Keys::All,
                    ..Needs::INFO
                }
            };
            let query = RunQuery {
                experiments: Some(vec![experiment.experiment_id]),
                needs,
                ..RunQuery::default()
            };
            let runs = context.page(store.search_runs(&query)?).items;
            tree.children = nested(&runs, depth, args.artifacts.then_some(store));
        }
        trees.push(tree);
    }
    Ok(trees)
}

/// Runs deeper than this are drawn at the top: readers of JSON refuse to go deeper than some 128 brackets.
const DEEPEST: usize = 50;

/// Runs under the parent that their tag names, where that is among them; a circle of parents is broken.
fn nested(runs: &[Run], depth: usize, artifacts: Option<&FileStore>) -> Vec<Tree> {
    let known: BTreeMap<&str, &Run> = runs.iter().map(|run| (run.info.run_id.as_str(), run)).collect();
    let parent = |run| parent_of(run, &known);
    let mut below: BTreeMap<&str, Vec<&Run>> = BTreeMap::new();
    let mut top: Vec<&Run> = Vec::new();
    for run in runs {
        let above = std::iter::successors(parent(run), |id| known.get(id).and_then(|run| parent(run)));
        match parent(run) {
            Some(id) if above.take(DEEPEST).count() < DEEPEST => below.entry(id).or_default().push(run),
            _ => top.push(run), // in a circle there is always one above
        }
    }
    top.into_iter().map(|run| one(run, &below, depth, artifacts)).collect()
}

fn parent_of<'a>(run: &'a Run, known: &BTreeMap<&str, &Run>) -> Option<&'a str> {
    run.data
        .tags
        .get(tags::PARENT_RUN_ID)
        .map(String::as_str)
        .filter(|id| known.contains_key(id))
}

fn one(run: &Run, below: &BTreeMap<&str, Vec<&Run>>, depth: usize, artifacts: Option<&FileStore>) -> Tree {
    let info = &run.info;
    let id: String = info.run_id.as_str().chars().take(8).collect();
    let label = format!("{id} {}", info.run_name.as_deref().unwrap_or_default());
    let mut tree = Tree::new(label.trim_end())
        .id(info.run_id.as_str())
        .note(info.status.to_string());
    if depth > 2 {
        let values =
            |map: &BTreeMap<String, String>| map.iter().map(|(k, v)| Tree::new(format!("{k} = {v}"))).collect();
        let metrics = run
            .data
            .metrics
            .iter()
            .map(|(k, m)| Tree::new(format!("{k} = {}", exact_float(m.value))));
        tree.children.extend(group("params", values(&run.data.params), depth));
        tree.children.extend(group("metrics", metrics.collect(), depth));
        tree.children.extend(group("tags", values(&run.data.tags), depth));
        if let Some(store) = artifacts {
            tree.children
                .extend(group("artifacts", artifact_tree(store, &info.run_id), depth));
        }
    }
    let children = below.get(info.run_id.as_str()).into_iter().flatten();
    tree.children
        .extend(children.map(|child| one(child, below, depth, artifacts)));
    tree
}

fn group(name: &str, children: Vec<Tree>, depth: usize) -> Option<Tree> {
    let children = if depth > 3 { children } else { Vec::new() };
    (!children.is_empty() || depth == 3).then(|| Tree {
        label: name.to_owned(),
        children,
        ..Tree::default()
    })
}

fn artifact_tree(store: &FileStore, id: &RunId) -> Vec<Tree> {
    let listed = store
        .artifact_folder(id)
        .map_err(|error| error.to_string())
        .and_then(|folder| {
            let artifacts = Artifacts::in_folder(folder.path);
            artifacts
                .list(&ArtifactPath::root(), true)
                .map_err(|error| error.to_string())
        });
    match listed {
        Ok(mut files) => {
            files.sort_by(|a, b| a.path.split('/').cmp(b.path.split('/')));
            below("", &mut files.iter().peekable())
        }
        Err(error) => vec![Tree::new(error)],
    }
}

/// The files of a folder, taken from the front of a list in which what a folder holds follows the folder.
fn below<'a>(folder: &str, files: &mut Peekable<impl Iterator<Item = &'a FileInfo>>) -> Vec<Tree> {
    let mut trees = Vec::new();
    while let Some(file) = files.next_if(|file| file.path.starts_with(folder)) {
        trees.push(Tree {
            label: file.path[folder.len()..].to_owned(),
            note: file.file_size.map(bytes).unwrap_or_default(),
            children: if file.is_dir {
                below(&format!("{}/", file.path), files)
            } else {
                Vec::new()
            },
            ..Tree::default()
        });
    }
    trees
}
