use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Subcommand;
use clap_complete::ArgValueCompleter;

use super::outcome::Usage;
use super::{Context, Exit};
use crate::artifact::{ArtifactPath, Artifacts};
use crate::cli::{OutputArg, Short, complete};
use crate::fsx;
use crate::model::RunId;
use crate::store::file::{FileStore, local_path};
use crate::store::{ArtifactFolder, TrackingStore};
use crate::view;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    List(ListArgs),
    Download(DownloadArgs),
    LogArtifact(LogArgs),
    LogArtifacts(LogArgs),
}

/// List a run's artifacts with their sizes: those directly below a path, or all.
#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    /// The run [default: $MLFLOW_RUN_ID]
    #[arg(long, short, value_name = "RUN", add = ArgValueCompleter::new(complete::runs))]
    run_id: Option<String>,

    /// The run
    #[arg(value_name = "RUN", conflicts_with = "run_id", add = ArgValueCompleter::new(complete::runs))]
    run: Option<String>,

    /// Below this folder
    #[arg(long, short, value_name = "PATH", default_value = "")]
    artifact_path: String,

    /// All levels
    #[arg(long, short = 'R')]
    recursive: bool,

    #[command(flatten)]
    output: OutputArg,

    #[command(flatten)]
    short: Short,
}

/// Copy a run's artifacts, all or one file or folder, and print where they are.
#[derive(Debug, clap::Args)]
pub(super) struct DownloadArgs {
    /// The run [default: $MLFLOW_RUN_ID]
    #[arg(long, short, value_name = "RUN", conflicts_with = "artifact_uri", add = ArgValueCompleter::new(complete::runs))]
    run_id: Option<String>,

    /// The run
    #[arg(value_name = "RUN", conflicts_with_all = ["run_id", "artifact_uri"], add = ArgValueCompleter::new(complete::runs))]
    run: Option<String>,

    /// The file or folder [default: all]
    #[arg(long, short, value_name = "PATH", default_value = "")]
    artifact_path: String,

    /// Instead of run and path: runs:/RUN/PATH, a path, or a file: URI
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
                let store = context.store()?;
                let id = context.find_run_or_current(&store, args.run_id.as_deref())?;
                log_file(&store, &id, &args.local, &args.artifact_path, context)
            }
            Self::LogArtifacts(args) => {
                let store = context.store()?;
                let id = context.find_run_or_current(&store, args.run_id.as_deref())?;
                log_tree(&store, &id, &args.local, &args.artifact_path, context)
            }
        }
    }
}

fn list(args: &ListArgs, context: &Context) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let id = context.find_run_or_current(&store, args.run.as_deref().or(args.run_id.as_deref()))?;
    let artifacts = of_run(&id, store.artifact_folder(&id)?, context);
    if !fsx::is_dir(artifacts.folder()) {
        context.ui.warn(&format!(
            "run {id} has no artifacts folder: {} is not there",
            artifacts.folder().display()
        ));
    }
    let found = artifacts.list(&ArtifactPath::parse(&args.artifact_path)?, args.recursive)?;
    context.ui.show(&view::Artifacts::new(&found), args.output.output)?;
    Ok(Exit::Ok)
}

fn download(args: &DownloadArgs, context: &Context) -> anyhow::Result<Exit> {
    let (artifacts, path) = match &args.artifact_uri {
        Some(uri) => by_uri(uri, context)?,
        None => {
            let store = context.store()?;
            let id = context.find_run_or_current(&store, args.run.as_deref().or(args.run_id.as_deref()))?;
            (
                of_run(&id, store.artifact_folder(&id)?, context),
                ArtifactPath::parse(&args.artifact_path)?,
            )
        }
    };
    let destination = match &args.dst_path {
        Some(folder) => context.settings.absolute(folder),
        None => tempfile::Builder::new().prefix("mlrun-artifacts-").tempdir()?.keep(),
    };
    let place = artifacts.download(&path, &destination, &context.ui.progress())?;
    context.ui.text(&place.display().to_string())?;
    Ok(Exit::Ok)
}

fn by_uri(uri: &str, context: &Context) -> anyhow::Result<(Artifacts, ArtifactPath)> {
    if let Some(rest) = uri.strip_prefix("runs:/") {
        let (run, path) = rest.trim_start_matches('/').split_once('/').unwrap_or((rest, ""));
        let store = context.store()?;
        let id = context.find_run(&store, run)?;
        return Ok((
            of_run(&id, store.artifact_folder(&id)?, context),
            ArtifactPath::parse(path)?,
        ));
    }
    let Some(path) = local_path(uri) else {
        bail!(Usage(format!(
            "{uri} is not supported yet: give runs:/RUN/PATH, a path or a file: URI"
        )));
    };
    let path = context.settings.absolute(&path);
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    match path.parent() {
        Some(parent) if fsx::is_file(&path) => {
            Ok((Artifacts::in_folder(parent.to_owned()), ArtifactPath::parse(&name)?))
        }
        _ if fsx::is_dir(&path) => Ok((Artifacts::in_folder(path), ArtifactPath::root())),
        _ => Ok((
            Artifacts::in_folder(path.parent().unwrap_or(&path).to_owned()),
            ArtifactPath::parse(&name)?,
        )),
    }
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
    context
        .ui
        .status(&format!("Logged {count} files of {} to run {id}.", dir.display()));
    Ok(Exit::Ok)
}
