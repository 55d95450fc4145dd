use std::collections::BTreeSet;
use std::path::PathBuf;

use clap_complete::ArgValueCompleter;

use super::target::{VersionArg, in_one_word, version};
use crate::artifact::mlmodel;
use crate::cli::complete;
use crate::commands::artifacts::{existing, resolve};
use crate::commands::comparison::Shown;
use crate::commands::outcome::Usage;
use crate::commands::runs::diff::{FROM_FILES, chosen, needs, repositories, subject, topics_named};
use crate::commands::{Context, Exit};
use crate::compare::{self, Found, Subject, Topic, VersionSubject, commits, files, packages};
use crate::fsx;
use crate::model::{ArtifactUri, ModelName, ModelVersion, RunId};
use crate::store::RegistryStore;
use crate::store::file::FileStore;

/// Compare two or more versions of a model: their runs, signatures, flavors, requirements and files.
///
/// Params, metrics, source and datasets are those of the runs that made them; files are compared by size and, where sizes
/// are equal, by content. Differences and percentages are against the first version. A run or files that are gone are said,
/// and never taken for empty.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:\n  \
                             mlrun registry diff iris 3 4\n  \
                             mlrun registry diff iris @champion latest --only metrics,signature\n  \
                             mlrun registry diff iris/3 flowers/1 --exit-code -q    versions of two models\n\n\
                             Exit codes with --exit-code: 0 no difference, 1 some difference, 4 none that is certain, but \
                             something could not be read. Where a version stands (stage, aliases, description) is shown and \
                             does not count.")]
pub(crate) struct Args {
    /// The model and the versions: numbers, aliases (champion, @champion), stages or latest; or each in one word: NAME/3
    #[arg(value_name = "NAME VERSION", required = true, num_args = 2.., add = ArgValueCompleter::new(complete::models))]
    words: Vec<String>,

    /// Compare, and read, only these, with commas between: version, params, metrics, tags, source, signature, flavors,
    /// environment, datasets, artifacts
    #[arg(
        long,
        value_parser = topics_named(Topic::OF_VERSIONS),
        value_delimiter = ',',
        value_name = "WHAT",
        hide_possible_values = true
    )]
    only: Vec<Topic>,

    /// Open no file of the models but MLmodel: leaves out artifacts and environment
    #[arg(long)]
    no_artifacts: bool,

    #[command(flatten)]
    shown: Shown,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let mut topics = chosen(&args.only, &Topic::OF_VERSIONS, args.no_artifacts)?;
    let store = context.store()?;
    let find = |wanted: VersionArg| {
        let (name, number) = wanted.find(&store, context)?;
        version(&store, &name, number, context)
    };
    let wanted = versions(&args.words, &store)?.into_iter();
    let versions = wanted.map(find).collect::<anyhow::Result<Vec<ModelVersion>>>()?;
    if args.only.is_empty() && versions.iter().all(ModelVersion::is_prompt) {
        topics = BTreeSet::from([Topic::Version, Topic::Tags]); // its text is a tag
    }
    let read = |version| read(version, &topics, &store, context);
    let mut subjects: Vec<_> = versions.into_iter().map(read).collect();
    if topics.contains(&Topic::Artifacts) {
        let mut each: Vec<_> = subjects
            .iter_mut()
            .map(|(subject, folder)| (folder.as_path(), &mut subject.files))
            .collect();
        context.warn_of(&files::hash(&mut each, &context.ui.progress()));
    }
    let subjects: Vec<VersionSubject> = subjects.into_iter().map(|(subject, _)| subject).collect();
    let runs: Vec<Subject> = subjects
        .iter()
        .filter_map(|subject| subject.run.clone().ok()?)
        .collect();
    let places = repositories(&runs, &store, context);
    let comparison = compare::compare_versions(&subjects, &topics, &|from, to| commits::between(&places, from, to));
    args.shown.show(&comparison, "version", context)
}

/// `NAME 3 4`, `NAME/3 4`, `NAME/3 OTHER@champion`.
fn versions(words: &[String], registry: &dyn RegistryStore) -> Result<Vec<VersionArg>, Usage> {
    let mut name: Option<&str> = None;
    let mut versions = Vec::new();
    let is_model = |word: &str| ModelName::parse(word).is_ok_and(|name| registry.get_registered_model(&name).is_ok());
    let is_name = words[0].contains('@') && is_model(&words[0]); // `a@b 3 4`
    for (at, word) in words.iter().enumerate() {
        let one_word = in_one_word(word).filter(|_| at > 0 || !is_name);
        let (of, version) = match (one_word, name) {
            (Some((model, _)), _) => {
                name = Some(model);
                (word.clone(), None)
            }
            (None, Some(name)) => (name.to_owned(), Some(word.clone())),
            (None, None) => {
                name = Some(word);
                continue;
            }
        };
        versions.push(VersionArg { name: of, version });
    }
    match versions.len() {
        2.. => Ok(versions),
        _ => Err(Usage(
            "which two versions? Give them after the model: NAME 3 4".to_owned(),
        )),
    }
}

/// Reads no more of a version than the topics ask for; with the folder of its files.
fn read(
    version: ModelVersion,
    topics: &BTreeSet<Topic>,
    store: &FileStore,
    context: &Context,
) -> (VersionSubject, PathBuf) {
    let who = format!("{}/{}", version.name, version.version);
    const OF_RUN: [Topic; 4] = [Topic::Params, Topic::Metrics, Topic::Source, Topic::Datasets];
    const OF_FOLDER: [Topic; 4] = [Topic::Signature, Topic::Flavors, Topic::Environment, Topic::Artifacts];
    let asked = |of: &[Topic]| of.iter().any(|topic| topics.contains(topic));
    let say = |reason: &String| context.ui.warn(&format!("{who}: {reason}"));
    let run = match asked(&OF_RUN) {
        true => of_run(&version, topics, store, context).inspect_err(say),
        false => Ok(None),
    };
    let folder = match asked(&OF_FOLDER) {
        true => folder(&version, context).inspect_err(say),
        false => Err(String::new()),
    };
    let mut subject = VersionSubject {
        run,
        model: Err(String::new()),
        files: Found::default(),
        packages: Found::default(),
        version,
    };
    let folder = match folder {
        Ok(folder) => folder,
        Err(reason) => {
            subject.files = Found::nothing(&reason);
            subject.packages = Found::nothing(&reason);
            subject.model = Err(reason);
            return (subject, PathBuf::new());
        }
    };
    subject.model = mlmodel::read(&folder)
        .map_err(|error| error.to_string())
        .inspect_err(say);
    if let Ok(model) = &subject.model {
        model.damage.iter().for_each(say);
    }
    if asked(&FROM_FILES) {
        let (listed, mut damage) = files::list(&folder, store.root());
        subject.files = compare::model_files(&listed);
        if topics.contains(&Topic::Environment) {
            let (found, mut unread) = packages::read(&folder, &subject.files);
            subject.packages = found;
            damage.append(&mut unread);
        }
        context.warn_of(&damage);
    }
    (subject, folder)
}

/// The run that made a version.
fn of_run(
    version: &ModelVersion,
    topics: &BTreeSet<Topic>,
    store: &FileStore,
    context: &Context,
) -> Result<Option<Subject>, String> {
    let Some(id) = version.run_id.as_deref().filter(|id| !id.is_empty()) else {
        return Ok(None);
    };
    let id = RunId::parse(id).map_err(|error| error.to_string())?;
    subject(&id, &needs(topics), store, context)
        .map(Some)
        .map_err(|error| error.to_string())
}

/// Where a version's files are.
fn folder(version: &ModelVersion, context: &Context) -> Result<PathBuf, String> {
    let uri = ArtifactUri::version(version.name.clone(), version.version);
    let found = resolve(&uri, context).and_then(|place| Ok(existing(&place)?));
    let folder = found.map_err(|error| format!("{error:#}"))?;
    match fsx::is_dir(&folder) {
        true => Ok(folder),
        false => Err(format!("{} is no folder", folder.display())),
    }
}
