use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Subcommand;
use clap_complete::ArgValueCompleter;

use super::outcome::{Advised, Usage};
use super::{Context, Exit};
use crate::artifact::{ArtifactError, ArtifactPath, Artifacts, mlmodel};
use crate::cli::{OutputArg, Short, complete};
use crate::model::{ArtifactUri, FileInfo, RunId};
use crate::store::file::FileStore;
use crate::store::{
    ArtifactFolder, ArtifactPlace, FoundModel, LoggedPlace, Stores, UriError, UriProblem, resolve_artifact,
};
use crate::view;
use crate::{exit, fsx};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    List(ListArgs),
    Download(DownloadArgs),
    LogArtifact(LogArgs),
    LogArtifacts(LogArgs),
}

/// List a run's or a model's artifacts with their sizes: those directly below a path, or all.
#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    /// The run [default: $MLFLOW_RUN_ID]
    #[arg(long, short, value_name = "RUN", conflicts_with = "artifact_uri", add = ArgValueCompleter::new(complete::runs))]
    run_id: Option<String>,

    /// The run
    #[arg(value_name = "RUN", conflicts_with_all = ["run_id", "artifact_uri"], add = ArgValueCompleter::new(complete::runs))]
    run: Option<String>,

    /// Below this folder
    #[arg(
        long,
        short,
        value_name = "PATH",
        default_value = "",
        conflicts_with = "artifact_uri"
    )]
    artifact_path: String,

    /// Instead of run and path: runs:/RUN/PATH, models:/NAME/VERSION, models:/NAME@ALIAS, models:/m-ID, a path, or a
    /// file: URI
    #[arg(long, short = 'u', value_name = "URI")]
    artifact_uri: Option<String>,

    /// All levels
    #[arg(long, short = 'R')]
    recursive: bool,

    #[command(flatten)]
    output: OutputArg,

    #[command(flatten)]
    short: Short,
}

/// Copy a run's or a model's artifacts, all or one file or folder, and print where they are.
#[derive(Debug, clap::Args)]
pub(super) struct DownloadArgs {
    /// The run [default: $MLFLOW_RUN_ID]
    #[arg(long, short, value_name = "RUN", conflicts_with = "artifact_uri", add = ArgValueCompleter::new(complete::runs))]
    run_id: Option<String>,

    /// The run
    #[arg(value_name = "RUN", conflicts_with_all = ["run_id", "artifact_uri"], add = ArgValueCompleter::new(complete::runs))]
    run: Option<String>,

    /// The file or folder [default: all]
    #[arg(
        long,
        short,
        value_name = "PATH",
        default_value = "",
        conflicts_with = "artifact_uri"
    )]
    artifact_path: String,

    /// Instead of run and path: runs:/RUN/PATH, models:/NAME/VERSION, models:/NAME@ALIAS, models:/m-ID, a path, or a
    /// file: URI
    #[arg(long, short = 'u', value_name = "URI")]
    artifact_uri: Option<String>,

    /// To this folder [default: a new temporary one]
    #[arg(long, short, value_name = "FOLDER")]
    dst_path: Option<PathBuf>,

    #[command(flatten)]
    short: Short,
}

/// Log a file, or a folder's files, as artifacts of an active run.
#[derive(Debug, clap::Args)]
pub(super) struct LogArgs {
    /// The file or folder
    #[arg(long = "local-file", visible_aliases = ["local-dir"], short = 'l', value_name = "PATH")]
    local: PathBuf,

    /// The run [default: $MLFLOW_RUN_ID]
    #[arg(long, short, value_name = "RUN", add = ArgValueCompleter::new(complete::runs))]
    run_id: Option<String>,

    /// Into this folder of the run's artifacts
    #[arg(long, short, value_name = "PATH", default_value = "")]
    artifact_path: String,

    #[command(flatten)]
    short: Short,
}

impl Command {
    pub(super) fn is_verbose(&self) -> bool {
        match self {
            Self::List(args) => args.short.verbose,
            Self::Download(args) => args.short.verbose,
            Self::LogArtifact(args) | Self::LogArtifacts(args) => args.short.verbose,
        }
    }

    pub(super) fn run(self, context: &Context) -> anyhow::Result<Exit> {
        match self {
            Self::List(args) => list(&args, context),
            Self::Download(args) => download(&args, context),
            Self::LogArtifact(args) => {
                let store = context.writable_store()?;
                let id = context.find_run_or_current(&store, args.run_id.as_deref())?;
                log_file(&store, &id, &args.local, &args.artifact_path, context)
            }
            Self::LogArtifacts(args) => {
                let store = context.writable_store()?;
                let id = context.find_run_or_current(&store, args.run_id.as_deref())?;
                log_tree(&store, &id, &args.local, &args.artifact_path, context)
            }
        }
    }
}

fn list(args: &ListArgs, context: &Context) -> anyhow::Result<Exit> {
    let uri = match &args.artifact_uri {
        Some(uri) => parsed(uri)?,
        None => of_run_or_current(
            args.run.as_deref().or(args.run_id.as_deref()),
            &args.artifact_path,
            context,
        )?,
    };
    let place = resolve(&uri, context)?;
    if place.path.is_root() && !fsx::exists(&place.folder) {
        let what = match &uri {
            ArtifactUri::Run { run, .. } => format!("run {run}"),
            other => other.to_string(),
        };
        context.ui.warn(&format!(
            "{what} has no artifacts folder: {} is not there",
            place.folder.display()
        ));
    }
    let own = Artifacts::in_folder(place.folder).list(&place.path, args.recursive);
    let found = match place.logged {
        None => own?,
        Some(logged) => with_model(own, &logged, args.recursive)?,
    };
    context.ui.show(&view::Artifacts::new(&found), args.output.output)?;
    Ok(Exit::Ok)
}

/// The run's own artifacts and the logged model's; of two with one path the model's.
fn with_model(
    own: Result<Vec<FileInfo>, ArtifactError>,
    logged: &LoggedPlace,
    recursive: bool,
) -> Result<Vec<FileInfo>, ArtifactError> {
    let models = Artifacts::in_folder(logged.folder.clone()).list(&logged.path, recursive);
    let (mut own, models) = match (own, models) {
        (Ok(own), models) => (own, models.unwrap_or_default()),
        (Err(_), Ok(models)) => (Vec::new(), models),
        (Err(error), Err(_)) => return Err(error),
    };
    for mut file in models {
        file.path = format!("{}/{}", logged.name, file.path);
        own.retain(|earlier| earlier.path != file.path);
        own.push(file);
    }
    own.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(own)
}

fn download(args: &DownloadArgs, context: &Context) -> anyhow::Result<Exit> {
    let to = args.dst_path.as_deref();
    let place = match &args.artifact_uri {
        Some(uri) => copy(&parsed(uri)?, to, context)?,
        None => {
            let run = args.run.as_deref().or(args.run_id.as_deref());
            let uri = of_run_or_current(run, &args.artifact_path, context)?;
            copy_place(resolve(&uri, context)?, to, context)?
        }
    };
    context.ui.text(&place.display().to_string())?;
    Ok(Exit::Ok)
}

fn of_run_or_current(run: Option<&str>, path: &str, context: &Context) -> anyhow::Result<ArtifactUri> {
    let run = context.find_run_or_current(&context.store()?, run)?;
    Ok(ArtifactUri::Run {
        run: run.to_string(),
        path: ArtifactPath::parse(path)?,
    })
}

fn parsed(uri: &str) -> Result<ArtifactUri, Usage> {
    if uri.is_empty() {
        return Err(Usage("--artifact-uri is empty".to_owned())); // not the current folder
    }
    ArtifactUri::parse(uri).map_err(|error| Usage(error.0))
}

/// The local file or folder that an artifact URI means.
pub(in crate::commands) fn locate(context: &Context, uri: &str) -> anyhow::Result<PathBuf> {
    Ok(existing(&resolve(&parsed(uri)?, context)?)?)
}

/// The file or folder of a place, which must be there.
pub(in crate::commands) fn existing(place: &ArtifactPlace) -> Result<PathBuf, ArtifactError> {
    let local = place.local();
    if fsx::exists(&local) {
        return Ok(local);
    }
    Err(ArtifactError::NotFound {
        path: place.path.clone(),
        folder: place.folder.clone(),
    })
}

/// Copies what an artifact URI means into a folder, a new temporary one where none is given; returns where it is. Of
/// `runs:/RUN/a/b` and of a path `a/b` (not `a/b/`) the copy is called `b`, and what is a model's says so in a file
/// beside its `MLmodel`, all as in MLflow.
pub(in crate::commands) fn copy(uri: &ArtifactUri, to: Option<&Path>, context: &Context) -> anyhow::Result<PathBuf> {
    copy_place(named(uri, resolve(uri, context)?), to, context)
}

/// The same place with the last name of `runs:/RUN/a/b` or of a path alone as its path: what a copy is called.
pub(in crate::commands) fn named(uri: &ArtifactUri, mut place: ArtifactPlace) -> ArtifactPlace {
    let is_local = place.path.is_root() && matches!(uri, ArtifactUri::Elsewhere(text) if !text.ends_with(['/', '.']));
    let local = place.folder.join(place.path.as_str());
    if (is_local || place.path.as_str().contains('/') && matches!(uri, ArtifactUri::Run { .. }))
        && let (Some(above), Some(name)) = (local.parent(), local.file_name())
        && let Ok(name) = ArtifactPath::parse(&name.to_string_lossy())
    {
        (place.folder, place.path) = (above.to_owned(), name);
    }
    place
}

fn copy_place(place: ArtifactPlace, to: Option<&Path>, context: &Context) -> anyhow::Result<PathBuf> {
    let destination = match to {
        Some(folder) => context.settings.absolute(folder),
        None => fsx::temp_folders("mlrun-artifacts-").tempdir()?.keep(),
    };
    let progress = context.ui.progress();
    let own = Artifacts::in_folder(place.folder);
    let is_missing = |error: &ArtifactError| matches!(error, ArtifactError::NotFound { .. });
    let copied = match &place.logged {
        Some(logged) if fsx::exists(&logged.folder) => {
            let own = match own.download(&place.path, &destination, &progress) {
                Err(error) if !is_missing(&error) => return Err(error.into()),
                own => own,
            };
            let model = Artifacts::in_folder(logged.folder.clone());
            let below = destination.join(logged.name.as_str());
            match (own, model.download(&logged.path, &below, &progress)) {
                (Ok(own), Err(error)) if is_missing(&error) => own,
                (Err(error), Err(_)) => return Err(error.into()),
                (_, model) => model?,
            }
        }
        _ => own.download(&place.path, &destination, &progress)?,
    };
    let meta = match (&place.model, &place.logged) {
        (Some(FoundModel::Version(version)), _) => {
            mlmodel::registered_meta(Some((version.name.as_str(), &version.version.to_string())))
        }
        (Some(FoundModel::Logged(_)), _) | (None, Some(_)) => mlmodel::registered_meta(None),
        (None, None) => return Ok(copied),
    };
    if mlmodel::is_model(&copied) {
        fsx::replace_file(&copied.join(mlmodel::REGISTERED_META), meta.as_bytes(), &copied)?;
    }
    Ok(copied)
}

/// Finds what an artifact URI means.
pub(in crate::commands) fn resolve(uri: &ArtifactUri, context: &Context) -> anyhow::Result<ArtifactPlace> {
    let store = match uri {
        ArtifactUri::Elsewhere(_) => context.store_to_make()?,
        _ => context.store()?,
    };
    let place = resolve_artifact(stores(&store, context), uri).map_err(advised)?;
    if let Some(recorded) = &place.moved_from {
        context.ui.verbose(&format!(
            "{uri}: the recorded location {recorded} is not there (was the store moved?); using {}",
            place.folder.display()
        ));
    }
    Ok(place)
}

/// What URIs are looked up in.
pub(in crate::commands) fn stores<'a>(store: &'a FileStore, context: &'a Context) -> Stores<'a> {
    Stores {
        tracking: store,
        registry: store,
        logged: store,
        root: store.root(),
        started_in: &context.settings.cwd,
    }
}

/// What failed, with what to try.
pub(in crate::commands) fn advised(error: UriError) -> anyhow::Error {
    let message = error.to_string();
    let is_first = error.trail.len() == 1;
    let is_logged = error.trail.last().is_some_and(|uri| uri.starts_with("models:/m-"));
    let (hint, code) = match error.reason {
        UriProblem::Run(reason) if is_first => return reason.into(),
        UriProblem::Store(reason) => return anyhow::Error::new(reason).context(error.trail.join(" -> ")),
        UriProblem::NotFound { near: Some(near), .. } => (format!("did you mean `{near}`?"), exit::NOT_FOUND),
        UriProblem::NotFound { near: None, .. } if is_logged => (
            "`mlrun logged-models list` shows what there is".to_owned(),
            exit::NOT_FOUND,
        ),
        UriProblem::Run(_) | UriProblem::NotFound { near: None, .. } => (
            "`mlrun registry versions list` shows the versions there are, and where they come from".to_owned(),
            exit::NOT_FOUND,
        ),
        UriProblem::Unsupported(_) if is_first => (
            "give runs:/RUN/PATH, models:/NAME/VERSION, models:/NAME@ALIAS, models:/m-ID, a path or a file: URI"
                .to_owned(),
            exit::USAGE,
        ),
        UriProblem::Unsupported(_) => ("copy it to a folder, and give that".to_owned(), exit::FAILED),
        UriProblem::Circle => (
            "register a version from the model's own place, as with --source runs:/RUN/PATH".to_owned(),
            exit::FAILED,
        ),
        UriProblem::Prompt(version) => (
            format!("`mlrun registry prompts show {version}` shows its text"),
            exit::NOT_FOUND,
        ),
        UriProblem::Refused(_) => ("if you trust the place, give its path itself".to_owned(), exit::FAILED),
    };
    Advised { message, hint, code }.into()
}

fn of_run(id: &RunId, folder: ArtifactFolder, context: &Context) -> Artifacts {
    if let Some(recorded) = &folder.moved_from {
        context.ui.verbose(&format!(
            "run {id}: the recorded location {recorded} is not there (was the store moved?); using {}",
            folder.path.display()
        ));
    }
    Artifacts::in_folder(folder.path)
}

pub(super) fn log_file(
    store: &FileStore,
    id: &RunId,
    file: &Path,
    into: &str,
    context: &Context,
) -> anyhow::Result<Exit> {
    let path = context.settings.absolute(file);
    if fsx::is_dir(&path) {
        bail!(Usage(format!("{} is a folder: use log-artifacts", file.display())));
    }
    let artifacts = of_run(id, store.artifact_folder_for_writing(id)?, context);
    artifacts.log_file(&path, &ArtifactPath::parse(into)?, &context.ui.progress())?;
    context.ui.status(&format!("Logged {} to run {id}.", file.display()));
    Ok(Exit::Ok)
}

pub(super) fn log_tree(
    store: &FileStore,
    id: &RunId,
    dir: &Path,
    into: &str,
    context: &Context,
) -> anyhow::Result<Exit> {
    let path = context.settings.absolute(dir);
    if !fsx::is_dir(&path) {
        bail!(Usage(format!("{} is no folder", dir.display())));
    }
    let artifacts = of_run(id, store.artifact_folder_for_writing(id)?, context);
    let count = artifacts.log_tree(&path, &ArtifactPath::parse(into)?, &context.ui.progress())?;
    let files = if count == 1 { "file" } else { "files" };
    context
        .ui
        .status(&format!("Logged {count} {files} of {} to run {id}.", dir.display()));
    Ok(Exit::Ok)
}
