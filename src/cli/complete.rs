//! What TAB offers: the store's own names. Each function is a completer of an argument; none may fail, only find nothing.

mod registry;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::sync::OnceLock;

use clap_complete::CompletionCandidate;

pub(crate) use registry::{aliases, models, stages, versions, versions_or_stages};

use super::Settings;
use crate::archive;
use crate::fsx;
use crate::model::{Experiment, LoggedModel, Millis, Run, Trace};
use crate::project;
use crate::store::file::FileStore;
use crate::store::{
    ExperimentQuery, Keys, LoggedModelQuery, LoggedModelStore as _, ModelQuery, Needs, RegistryStore, RunQuery,
    TraceQuery, TraceStore, TrackingStore,
};
use crate::ui;
use crate::upkeep::undo;

/// Completers are called without a context, so it is left here first.
static AT_HAND: OnceLock<AtHand> = OnceLock::new();

#[derive(Debug)]
struct AtHand {
    settings: Settings,
    words: Vec<String>,
    now: Millis,
}

/// So many runs are offered, and so many looked at for the keys they have.
const NEWEST: i64 = 100;

/// Lets completers see the settings, the words of the command line that is being completed, and the time.
pub fn prepare(settings: Settings, words: Vec<String>, now: Millis) {
    let _ = AT_HAND.set(AtHand { settings, words, now });
}

/// Ids of runs, newest first, with name and age.
pub(crate) fn runs(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(at_hand) = AT_HAND.get() else {
        return Vec::new();
    };
    let typed = current.to_string_lossy();
    let offered = newest(&RunQuery {
        max: if typed.is_empty() { Some(NEWEST) } else { None },
        ..RunQuery::default()
    });
    let meant = offered
        .iter()
        .filter(|run| run.info.run_id.as_str().starts_with(&*typed));
    let named = offered.iter().filter_map(|run| {
        let name = run.info.run_name.as_deref()?;
        (!typed.is_empty() && name.starts_with(&*typed) && is_plain(name))
            .then(|| candidate(name, &age(run, at_hand.now)))
    });
    meant
        .map(|run| {
            let name = run.info.run_name.as_deref().unwrap_or_default();
            candidate(run.info.run_id.as_str(), &format!("{name}  {}", age(run, at_hand.now)))
        })
        .chain(named)
        .enumerate()
        .map(|(place, candidate)| candidate.display_order(Some(place)))
        .collect()
}

/// Operations that can be undone, newest first, with command and age.
pub(crate) fn operations(current: &OsStr) -> Vec<CompletionCandidate> {
    let (Some(at_hand), Some(store)) = (AT_HAND.get(), store()) else {
        return Vec::new();
    };
    let typed = current.to_string_lossy();
    let offered = undo::operations(store.root()).unwrap_or_default();
    let offered = offered
        .iter()
        .filter(|operation| operation.standing.can_be_undone() && operation.id.starts_with(&*typed));
    let candidates = offered.map(|operation| {
        let age = ui::relative(operation.at, at_hand.now);
        candidate(&operation.id, &format!("{}  {age}", operation.command))
    });
    let ordered = candidates.enumerate();
    ordered
        .map(|(place, candidate)| candidate.display_order(Some(place)))
        .collect()
}

/// Ids of traces, newest first, with name and state.
pub(crate) fn traces(current: &OsStr) -> Vec<CompletionCandidate> {
    let query = TraceQuery {
        max: Some(NEWEST).filter(|_| current.is_empty()),
        ..TraceQuery::default()
    };
    let page = store().and_then(|store| store.search_traces(&query).ok());
    let offered = page.map(|page| page.items).unwrap_or_default();
    let help = |trace: &Trace| format!("{}  {}", trace.name().unwrap_or_default(), trace.state);
    let offered = offered
        .iter()
        .enumerate()
        .map(|(place, trace)| candidate(trace.trace_id.as_str(), &help(trace)).display_order(Some(place)));
    starting(offered, current)
}

/// Names of prompts, with their descriptions.
pub(crate) fn prompts(current: &OsStr) -> Vec<CompletionCandidate> {
    let page = store().and_then(|store| store.search_registered_models(&ModelQuery::default()).ok());
    let models = page.map(|page| page.items).unwrap_or_default();
    let prompts = models
        .iter()
        .filter(|model| model.is_prompt() && is_plain(model.name.as_str()));
    let offered =
        prompts.map(|prompt| candidate(prompt.name.as_str(), prompt.description.as_deref().unwrap_or_default()));
    starting(offered, current)
}

/// Experiments by name where a shell can take it as it is, else by id.
pub(crate) fn experiments(current: &OsStr) -> Vec<CompletionCandidate> {
    let by_id = |e: &Experiment| candidate(e.experiment_id.as_str(), &e.name);
    let offer = |e: &Experiment| {
        let by_name = candidate(&e.name, e.experiment_id.as_str());
        if is_plain(&e.name) {
            vec![by_name, by_id(e)]
        } else {
            vec![by_id(e)]
        }
    };
    starting(all_experiments().iter().flat_map(offer), current)
}

/// Experiments by name only.
pub(crate) fn experiment_names(current: &OsStr) -> Vec<CompletionCandidate> {
    let all = all_experiments();
    let plain = all.iter().filter(|e| is_plain(&e.name));
    starting(plain.map(|e| candidate(&e.name, e.experiment_id.as_str())), current)
}

/// Ids of logged models, newest first, with name and age.
pub(crate) fn logged_models(current: &OsStr) -> Vec<CompletionCandidate> {
    let now = AT_HAND.get().map_or(Millis(0), |at_hand| at_hand.now);
    let page = store().and_then(|store| store.search_logged_models(&LoggedModelQuery::default()).ok());
    let offer = |model: &LoggedModel| {
        let age = model.creation_timestamp.map(|time| ui::relative(time, now));
        let name = model.name.as_deref().unwrap_or_default();
        candidate(model.model_id.as_str(), &format!("{name}  {}", age.unwrap_or_default()))
    };
    let offered = starting(page.iter().flat_map(|page| &page.items).map(offer), current);
    let placed = offered.into_iter().enumerate();
    placed
        .map(|(place, candidate)| candidate.display_order(Some(place)))
        .collect()
}

/// Names of the environments of projects, with the project.
pub(crate) fn environments(current: &OsStr) -> Vec<CompletionCandidate> {
    let cache = AT_HAND.get().and_then(|at_hand| at_hand.settings.cache_folder());
    let all = cache
        .and_then(|cache| project::env::Shelf::of(&cache).all().ok())
        .unwrap_or_default();
    starting(all.iter().map(|env| candidate(&env.name, &env.project)), current)
}

/// Keys of metrics.
pub(crate) fn metrics(current: &OsStr) -> Vec<CompletionCandidate> {
    starting(
        keys()
            .into_iter()
            .filter_map(|key| Some(candidate(key.strip_prefix("metrics.")?, ""))),
        current,
    )
}

/// Keys of metrics, and behind the first word of a plot runs too.
pub(crate) fn metrics_and_runs(current: &OsStr) -> Vec<CompletionCandidate> {
    let words = AT_HAND.get().map(|at_hand| &at_hand.words[..]).unwrap_or_default();
    let after = words.iter().skip_while(|word| *word != "plot").skip(1);
    let mut offered = metrics(current);
    if after.filter(|word| !word.starts_with('-')).count() > 1 {
        offered.extend(runs(current));
    }
    offered
}

/// What runs can be ordered by.
pub(crate) fn order(current: &OsStr) -> Vec<CompletionCandidate> {
    let attributes = ["start_time", "end_time", "duration", "run_name", "status", "user_id"];
    let keys = attributes.map(str::to_owned).into_iter().chain(keys());
    starting(keys.map(|key| candidate(&key, "")), current)
}

/// What experiments can be ordered by.
pub(crate) fn experiment_order(current: &OsStr) -> Vec<CompletionCandidate> {
    let attributes = ["name", "experiment_id", "creation_time", "last_update_time"];
    starting(attributes.into_iter().map(|name| candidate(name, "")), current)
}

/// The last of several columns with commas between.
pub(crate) fn columns(current: &OsStr) -> Vec<CompletionCandidate> {
    let attributes = [
        "run_id",
        "run_name",
        "experiment",
        "status",
        "start_time",
        "end_time",
        "age",
        "duration",
        "user_id",
    ];
    let typed = current.to_string_lossy();
    let before = typed.rfind(',').map_or("", |comma| &typed[..=comma]);
    let keys = attributes.map(str::to_owned).into_iter().chain(keys());
    starting(keys.map(|key| candidate(&format!("{before}{key}"), "")), current)
}

/// The entry points of the project that is being run.
pub(crate) fn entry_points(current: &OsStr) -> Vec<CompletionCandidate> {
    let plain = project_at_hand().filter(|point| is_plain(&point.name));
    starting(plain.map(|point| candidate(&point.name, "")), current)
}

/// `NAME=` for each parameter of the project that is being run.
pub(crate) fn project_parameters(current: &OsStr) -> Vec<CompletionCandidate> {
    let words = AT_HAND.get().map(|at_hand| &at_hand.words[..]).unwrap_or_default();
    let entry = flag(words, &["-e", "--entry-point"]).unwrap_or("main");
    let offered = project_at_hand()
        .filter(|point| point.name == entry)
        .flat_map(|point| point.parameters);
    let offer = |parameter: project::Parameter| {
        let default = parameter
            .default
            .map(|default| format!(", default {default}"))
            .unwrap_or_default();
        candidate(&format!("{}=", parameter.name), &format!("{}{default}", parameter.kind))
    };
    starting(offered.map(offer), current)
}

/// The entry points of the project that the command line names, else of the one here.
fn project_at_hand() -> impl Iterator<Item = project::EntryPoint> {
    let at_hand = AT_HAND.get().into_iter();
    let projects = at_hand.flat_map(|AtHand { settings, words, .. }| {
        let after = words.iter().skip_while(|word| *word != "run").skip(1);
        let folders = after.map(|word| settings.absolute(&PathBuf::from(word)));
        folders.chain([settings.cwd.clone()])
    });
    let projects = projects.filter_map(|folder| project::load(&folder).ok());
    projects.take(1).flat_map(|project| project.entry_points)
}

fn flag<'a>(words: &'a [String], names: &[&str]) -> Option<&'a str> {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if names.contains(&word.as_str()) {
            return words.next().map(String::as_str);
        }
        if let Some((name, value)) = word.split_once('=').filter(|(name, _)| names.contains(name)) {
            debug_assert!(!name.is_empty());
            return Some(value);
        }
    }
    None
}

fn store() -> Option<FileStore> {
    let AtHand { settings, words, now } = AT_HAND.get()?;
    let uri = flag(words, &["--tracking-uri"]);
    let folder = Settings::new(uri, settings.environment.clone(), settings.cwd.clone()).store_folder();
    let folder = folder.ok()?;
    if fsx::is_file(&folder) {
        archive::mount(&folder).ok()?;
    }
    let store = FileStore::new(folder);
    Some(match settings.index_folder() {
        Some(folder) => store.with_index(folder, *now),
        None => store,
    })
}

fn newest(query: &RunQuery) -> Vec<Run> {
    let page = store().and_then(|store| store.search_runs(query).ok());
    page.map(|page| page.items).unwrap_or_default()
}

fn all_experiments() -> Vec<Experiment> {
    let query = ExperimentQuery::default();
    let page = store().and_then(|store| store.search_experiments(&query).ok());
    page.map(|page| page.items).unwrap_or_default()
}

/// `metrics.<key>` and `params.<key>` of the newest runs, those in quotes that need it.
fn keys() -> Vec<String> {
    let runs = newest(&RunQuery {
        needs: Needs {
            metrics: Keys::All,
            params: Keys::All,
            ..Needs::INFO
        },
        max: Some(NEWEST),
        ..RunQuery::default()
    });
    let mut keys = BTreeMap::new();
    for run in &runs {
        let kinds = run.data.metrics.keys().map(|key| ("metrics", key));
        for (kind, key) in kinds.chain(run.data.params.keys().map(|key| ("params", key))) {
            if is_plain(key) {
                keys.insert(format!("{kind}.{key}"), ());
            }
        }
    }
    keys.into_keys().collect()
}

fn starting(offered: impl Iterator<Item = CompletionCandidate>, current: &OsStr) -> Vec<CompletionCandidate> {
    let typed = current.as_encoded_bytes();
    offered
        .filter(|one| one.get_value().as_encoded_bytes().starts_with(typed))
        .collect()
}

/// Whether every shell takes it as one word as it is.
fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '@' | '+'))
}

fn candidate(value: &str, help: &str) -> CompletionCandidate {
    let help = crate::view::escape(help).into_owned();
    CompletionCandidate::new(value).help((!help.is_empty()).then(|| help.into()))
}

fn age(run: &Run, now: Millis) -> String {
    run.info
        .start_time
        .map(|time| ui::relative(time, now))
        .unwrap_or_default()
}
