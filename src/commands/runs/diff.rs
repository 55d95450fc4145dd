use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap_complete::ArgValueCompleter;

use crate::cli::{Short, complete};
use crate::commands::comparison::Shown;
use crate::commands::outcome::Usage;
use crate::commands::{Context, Exit};
use crate::compare::{self, Found, SOURCE_TAGS, Subject, Topic, commits, files, packages};
use crate::model::{RunId, tags};
use crate::store::file::FileStore;
use crate::store::{Damage, Keys, Needs, StoreError, TrackingStore};

/// Compare two or more runs: what differs, and how many things are the same.
///
/// Metrics are compared by their latest values, artifacts by size and, where sizes are equal, by content; differences and
/// percentages are against the first run. What cannot be read is said, and never taken for missing.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:\n  \
                             mlrun diff @~1 @                        what the newest run changed\n  \
                             mlrun diff best:loss @ --only params    only how they were called\n  \
                             mlrun diff @~1 @ --exit-code -q         for scripts\n\n\
                             Exit codes with --exit-code: 0 no difference, 1 some difference, 4 none that is certain, but \
                             something could not be read. Everything shown counts but who the runs are: their ids, names, \
                             times and durations, and the runs they are nested under.")]
pub(crate) struct Args {
    /// The runs: id, unique prefix of it, unique name, @ (newest), @~1 (the one before), best:loss
    #[arg(value_name = "RUN", required = true, num_args = 2.., add = ArgValueCompleter::new(complete::runs))]
    runs: Vec<String>,

    /// Compare, and read, only these, with commas between: info, params, metrics, tags, source, environment, datasets,
    /// artifacts
    #[arg(
        long,
        value_parser = topics_named(Topic::OF_RUNS),
        value_delimiter = ',',
        value_name = "WHAT",
        hide_possible_values = true
    )]
    only: Vec<Topic>,

    /// Open no artifact: leaves out artifacts and environment
    #[arg(long)]
    no_artifacts: bool,

    #[command(flatten)]
    shown: Shown,

    #[command(flatten)]
    pub(super) short: Short,
}

/// A topic by its name.
pub(in crate::commands) fn topics_named<const N: usize>(topics: [Topic; N]) -> impl TypedValueParser<Value = Topic> {
    let named = move |name: String| topics.into_iter().find(|topic| topic.name() == name);
    PossibleValuesParser::new(topics.map(Topic::name)).try_map(move |name| named(name).ok_or("no such topic"))
}

/// What `--only` and `--no-artifacts` leave of all topics.
pub(in crate::commands) fn chosen(only: &[Topic], all: &[Topic], no_artifacts: bool) -> Result<BTreeSet<Topic>, Usage> {
    let chosen = if only.is_empty() { all } else { only };
    let mut topics: BTreeSet<Topic> = chosen.iter().copied().collect();
    if no_artifacts {
        topics.retain(|topic| !FROM_FILES.contains(topic));
    }
    if topics.is_empty() {
        return Err(Usage("--no-artifacts leaves nothing of --only to compare".to_owned()));
    }
    Ok(topics)
}

/// Those that open files.
pub(in crate::commands) const FROM_FILES: [Topic; 2] = [Topic::Environment, Topic::Artifacts];

pub(in crate::commands) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let topics = chosen(&args.only, &Topic::OF_RUNS, args.no_artifacts)?;
    let store = context.store()?;
    let find = |text: &String| context.find_run(&store, text);
    let ids: Vec<RunId> = args.runs.iter().map(find).collect::<anyhow::Result<_>>()?;
    let subjects = read(&ids, &topics, &store, context)?;
    let places = repositories(&subjects, &store, context);
    let comparison = compare::compare(&subjects, &topics, &|from, to| commits::between(&places, from, to));
    args.shown.show(&comparison, "run", context)
}

/// A run to be compared; its files are not looked at yet.
pub(in crate::commands) fn subject(
    id: &RunId,
    needs: &Needs,
    store: &FileStore,
    context: &Context,
) -> Result<Subject, StoreError> {
    let read = store.get_run(id, needs)?;
    context.warn_of(&read.damage);
    let experiment = store.get_experiment(&read.value.info.experiment_id).ok();
    Ok(Subject {
        experiment: experiment.map(|experiment| experiment.name),
        run: read.value,
        damage: read.damage,
        files: Found::default(),
        packages: Found::default(),
    })
}

/// Reads each run once, however often it is named, and no more of it than the topics ask for.
fn read(ids: &[RunId], topics: &BTreeSet<Topic>, store: &FileStore, context: &Context) -> anyhow::Result<Vec<Subject>> {
    let needs = needs(topics);
    let mut subjects: BTreeMap<&RunId, (Subject, PathBuf)> = BTreeMap::new();
    for id in ids {
        if subjects.contains_key(id) {
            continue;
        }
        subjects.insert(id, (subject(id, &needs, store, context)?, PathBuf::new()));
    }
    if FROM_FILES.iter().any(|topic| topics.contains(topic)) {
        read_files(&mut subjects, topics, store, context);
    }
    Ok(ids.iter().map(|id| subjects[id].0.clone()).collect())
}

fn read_files(
    subjects: &mut BTreeMap<&RunId, (Subject, PathBuf)>,
    topics: &BTreeSet<Topic>,
    store: &FileStore,
    context: &Context,
) {
    let mut damage: Vec<Damage> = Vec::new();
    for (id, (subject, folder)) in subjects.iter_mut() {
        match store.artifact_folder(id) {
            Ok(found) => *folder = found.path,
            Err(error) => {
                context.ui.warn(&error.to_string());
                subject.files = Found::nothing(error.to_string());
                subject.packages = subject.files.clone();
                continue;
            }
        }
        let (files, mut unlisted) = files::list(folder, store.root());
        if let Some(reason) = files.lost_all() {
            context.ui.warn(&format!("the artifacts of run {id}: {reason}"));
        }
        subject.files = files;
        damage.append(&mut unlisted);
        if topics.contains(&Topic::Environment) {
            let (packages, mut unread) = packages::read(folder, &subject.files);
            subject.packages = packages;
            damage.append(&mut unread);
        }
    }
    if topics.contains(&Topic::Artifacts) {
        let mut runs: Vec<_> = subjects
            .values_mut()
            .map(|(subject, folder)| (folder.as_path(), &mut subject.files))
            .collect();
        damage.append(&mut files::hash(&mut runs, &context.ui.progress()));
    }
    context.warn_of(&damage);
}

/// What the topics ask of a run.
pub(in crate::commands) fn needs(topics: &BTreeSet<Topic>) -> Needs {
    let all_if = |topic| if topics.contains(&topic) { Keys::All } else { Keys::None };
    let mut some: BTreeSet<&str> = BTreeSet::new();
    if topics.contains(&Topic::Info) {
        some.insert(tags::USER);
    }
    if topics.contains(&Topic::Source) {
        some.extend(SOURCE_TAGS.iter().map(|(_, tag)| tag));
    }
    Needs {
        params: all_if(Topic::Params),
        metrics: all_if(Topic::Metrics),
        tags: match all_if(Topic::Tags) {
            Keys::None if !some.is_empty() => Keys::Some(some.into_iter().map(str::to_owned).collect()),
            keys => keys,
        },
        history: Keys::None,
        inputs: topics.contains(&Topic::Datasets),
    }
}

/// Where a repository with the runs' commits may be: where their sources lie, here, and around the store.
pub(in crate::commands) fn repositories(subjects: &[Subject], store: &FileStore, context: &Context) -> Vec<PathBuf> {
    let source = |subject: &Subject| commits::place(subject.run.data.tags.get(tags::SOURCE_NAME)?);
    let mut places: Vec<PathBuf> = subjects.iter().filter_map(source).collect();
    places.push(context.settings.absolute(".".as_ref()));
    places.push(store.root().to_owned());
    places.dedup();
    places
}
