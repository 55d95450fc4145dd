//! Where a new version comes from: what `mlflow.register_model` would record, checked.

use std::path::PathBuf;

use crate::artifact::{ArtifactError, ArtifactPath, Artifacts, mlmodel};
use crate::commands::outcome::{Advised, Usage};
use crate::commands::{Context, artifacts};
use crate::exit;
use crate::model::{ArtifactUri, Lifecycle, LoggedModel, LoggedModelId, ModelRef, Run, RunId};
use crate::project::quote;
use crate::store::file::{FileStore, folder_uri, local_path};
use crate::store::{ArtifactFolder, LoggedModelQuery, LoggedModelStore, Needs, TrackingStore};

/// What a version records of where it comes from.
#[derive(Debug)]
pub(super) struct Origin {
    pub(super) source: String,
    pub(super) run_id: Option<String>,
    pub(super) model_id: Option<String>,
}

/// A model of a run: the folder at `path` of its artifacts, else its logged model of that name; without a path the only
/// one there is. Each must hold an `MLmodel`, unless it need not be checked.
pub(super) fn of_run(
    store: &FileStore,
    run: &str,
    path: Option<&str>,
    check: bool,
    context: &Context,
) -> anyhow::Result<Origin> {
    let id = context.find_run(store, run)?;
    let run = context.readable(store.get_run(
        &id,
        &Needs {
            inputs: true,
            ..Needs::INFO
        },
    )?);
    match path {
        Some(path) => at_path(store, &run, &ArtifactPath::parse(path)?, check),
        None => only_one(store, &run),
    }
}

/// A logged model.
pub(super) fn of_logged_model(
    id: &str,
    run_id: Option<RunId>,
    check: bool,
    context: &Context,
) -> anyhow::Result<Origin> {
    let id = LoggedModelId::parse(id)?;
    let source = format!("models:/{id}");
    if check {
        let model = context.store()?.get_logged_model(&id).map(|read| read.value);
        if model.is_ok_and(|model| model.lifecycle_stage == Lifecycle::Deleted) {
            return Err(Advised {
                message: format!("logged model {id} is deleted: MLflow would not find it"),
                hint: "--no-check registers it all the same".to_owned(),
                code: exit::CONFLICT,
            }
            .into());
        }
        mlmodel::read(&artifacts::locate(context, &source)?)?;
    }
    Ok(Origin {
        source,
        run_id: run_id.map(|id| id.to_string()),
        model_id: Some(id.to_string()),
    })
}

/// Any URI or path. What lies here is checked; of `runs:/` and `models:/` it is recorded what they mean.
pub(super) fn of_uri(
    store: &FileStore,
    uri: &str,
    run_id: Option<RunId>,
    check: bool,
    context: &Context,
) -> anyhow::Result<Origin> {
    let run_id_text = run_id.as_ref().map(ToString::to_string);
    let parsed = ArtifactUri::parse(uri)?;
    let source = match &parsed {
        ArtifactUri::Run { run, path } => {
            if let Some(other) = run_id.filter(|id| context.find_run(store, run).is_ok_and(|found| found != *id)) {
                return Err(Usage(format!("--run is {other}, and {uri} is of another run")).into());
            }
            return of_run(store, run, Some(path.as_str()), check, context);
        }
        ArtifactUri::Model {
            model: ModelRef::Logged(id),
            path,
        } if path.is_root() => return of_logged_model(id.as_str(), run_id, check, context),
        ArtifactUri::Model { .. } => uri.to_owned(),
        ArtifactUri::Elsewhere(text) if text.is_empty() => return Err(Usage("--source is empty".to_owned()).into()),
        ArtifactUri::Elsewhere(text) => match local_path(text) {
            None => {
                return Ok(Origin {
                    source: uri.to_owned(),
                    run_id: run_id_text,
                    model_id: None,
                });
            }
            Some(path) if path.is_absolute() => uri.to_owned(),
            // MLflow records it as it is, and then finds it from one folder only
            Some(path) => context.settings.absolute(&path).to_string_lossy().into_owned(),
        },
    };
    if check {
        let folder: PathBuf = artifacts::locate(context, &source)?.components().collect(); // no `/` at its end
        mlmodel::read(&folder).map_err(unchecked)?;
    }
    Ok(Origin {
        source,
        run_id: run_id_text,
        model_id: None,
    })
}

fn at_path(store: &FileStore, run: &Run, path: &ArtifactPath, check: bool) -> anyhow::Result<Origin> {
    let id = &run.info.run_id;
    let folder = store.artifact_folder(id);
    let own = |folder: &ArtifactFolder| Origin {
        source: artifact_uri(run, folder, path),
        run_id: Some(id.to_string()),
        model_id: None,
    };
    if let Ok(folder) = &folder
        && mlmodel::is_model(&folder.path.join(path.as_str()))
    {
        let origin = own(folder);
        if check {
            mlmodel::read(&folder.path.join(path.as_str())).map_err(unchecked)?;
        }
        return Ok(origin);
    }
    let mut named = logged_models(store, run)?;
    named.retain(|model| model.name.as_deref() == Some(path.as_str()));
    // MLflow takes the one of the last step
    let step = |model: &LoggedModel| {
        let mut outputs = run.outputs.models.iter();
        outputs
            .find(|output| output.model_id == model.model_id.as_str())
            .map(|output| output.step)
    };
    if let Some(model) = named
        .iter()
        .max_by_key(|model| (step(model), model.creation_timestamp.map(|time| time.0)))
    {
        return logged(store, id, &model.model_id, check);
    }
    if !check {
        return Ok(own(&folder?));
    }
    let found = found_in(store, run)?;
    let hint = match &found[..] {
        [] => "it has no model at all; --no-check registers the path all the same".to_owned(),
        found => format!("its models are\n{}", listed(found)),
    };
    Err(Advised {
        message: format!("there is no MLmodel in `{path}` of run {id}"),
        hint,
        code: exit::NOT_FOUND,
    }
    .into())
}

fn logged(store: &FileStore, run: &RunId, model: &LoggedModelId, check: bool) -> anyhow::Result<Origin> {
    if check {
        mlmodel::read(&store.logged_model_folder(model)?.path).map_err(unchecked)?;
    }
    Ok(Origin {
        source: format!("models:/{model}"),
        run_id: Some(run.to_string()),
        model_id: Some(model.to_string()),
    })
}

/// A model found in a run.
enum Found {
    /// In that folder of its artifacts.
    Artifact(ArtifactPath),
    /// With its name.
    Logged(LoggedModelId, String),
}

fn only_one(store: &FileStore, run: &Run) -> anyhow::Result<Origin> {
    let id = &run.info.run_id;
    let found = found_in(store, run)?;
    match &found[..] {
        [Found::Artifact(path)] => at_path(store, run, path, true),
        [Found::Logged(model, _)] => logged(store, id, model, true),
        [] => Err(Advised {
            message: format!("run {id} has no model: no folder of its artifacts holds an MLmodel file"),
            hint: "`mlrun artifacts list` shows what it has".to_owned(),
            code: exit::NOT_FOUND,
        }
        .into()),
        several => Err(Advised {
            message: format!("run {id} has {} models: say which", several.len()),
            hint: listed(several),
            code: exit::USAGE,
        }
        .into()),
    }
}

/// Every model of a run; those inside of another are part of it.
fn found_in(store: &FileStore, run: &Run) -> anyhow::Result<Vec<Found>> {
    let mut paths: Vec<ArtifactPath> = Vec::new();
    if let Ok(folder) = store.artifact_folder(&run.info.run_id) {
        for file in Artifacts::in_folder(folder.path).list(&ArtifactPath::root(), true)? {
            let (above, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
            let is_inside = |outer: &ArtifactPath| {
                outer.is_root()
                    || above
                        .strip_prefix(outer.as_str())
                        .is_some_and(|rest| rest.starts_with('/'))
            };
            if name == mlmodel::FILE && !file.is_dir && !paths.iter().any(is_inside) {
                let path = ArtifactPath::parse(above)?;
                paths.retain(|inner| !inner.as_str().starts_with(&format!("{above}/")) && !path.is_root());
                paths.push(path);
            }
        }
    }
    let logged = logged_models(store, run)?.into_iter();
    let logged = logged.map(|model| Found::Logged(model.model_id, model.name.unwrap_or_default()));
    let artifacts = paths.into_iter().map(Found::Artifact);
    Ok(artifacts.chain(logged).collect())
}

/// The active logged models that the run made.
fn logged_models(store: &FileStore, run: &Run) -> anyhow::Result<Vec<LoggedModel>> {
    let query = LoggedModelQuery {
        experiments: Some(vec![run.info.experiment_id.clone()]),
        ..LoggedModelQuery::default()
    };
    let mut models = store.search_logged_models(&query)?.items;
    models.retain(|model| model.source_run_id.as_deref() == Some(run.info.run_id.as_str()));
    Ok(models)
}

fn listed(found: &[Found]) -> String {
    let flag = |found: &Found| match found {
        Found::Artifact(path) => format!("--path {}", quote(path.as_str())),
        Found::Logged(id, name) => format!("--model-id {id} ({name})"),
    };
    found.iter().map(flag).collect::<Vec<_>>().join("\n")
}

/// The URI of a run's artifact, as MLflow builds it of the recorded location; of a store that was moved, where it is now.
fn artifact_uri(run: &Run, folder: &ArtifactFolder, path: &ArtifactPath) -> String {
    let recorded = run.info.artifact_uri.as_deref().filter(|uri| {
        let is_used = folder.moved_from.is_none();
        is_used && local_path(uri).is_some_and(|path| path.is_absolute())
    });
    let root = recorded.map_or_else(|| folder_uri(&folder.path), str::to_owned);
    if path.is_root() {
        return root;
    }
    let is_uri = root.starts_with("file:");
    // what would end or change a URI's path is spelled out; MLflow spells nothing out, and then finds no such model
    let spelled = |text: &str| text.replace('%', "%25").replace('#', "%23").replace('?', "%3F");
    let path = if is_uri {
        spelled(path.as_str())
    } else {
        path.to_string()
    };
    format!("{}/{path}", root.trim_end_matches('/'))
}

fn unchecked(error: ArtifactError) -> Advised {
    Advised {
        message: error.to_string(),
        hint: "--no-check registers it all the same".to_owned(),
        code: match error {
            ArtifactError::NoModel { .. } => exit::NOT_FOUND,
            ArtifactError::BadModel { .. } => exit::DAMAGED,
            _ => exit::FAILED,
        },
    }
}
