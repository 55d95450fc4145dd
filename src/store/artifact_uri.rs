//! From a URI to the folder it means.
//!
//! Names and locations in a store are data, not orders. What a recorded location says is followed when it lies in the store,
//! or in the artifact folder of its run or of its logged model; anywhere else only when it is a folder with an `MLmodel`
//! file, so that a made-up version cannot make a download copy `/etc`. A recorded location that is gone, because the store
//! was moved, is looked for by the run or the logged model that its path names.

use std::path::{Path, PathBuf};

use super::file::{local_path, places};
use super::find_version::find_version;
use super::uri_error::Found;
use super::{
    ArtifactFolder, LoggedModelQuery, LoggedModelStore, Needs, RegistryStore, StoreError, TrackingStore, UriError,
    UriProblem, check_logged_model_name, resolve_run,
};
use crate::fsx;
use crate::model::{ArtifactPath, ArtifactUri, LoggedModelId, ModelName, ModelRef, ModelVersion, RunId};
use crate::search::{Dialect, Entity, Filter};

/// What a URI is looked up in.
#[derive(Clone, Copy)]
pub struct Stores<'a> {
    /// Runs.
    pub tracking: &'a dyn TrackingStore,
    /// Registered models.
    pub registry: &'a dyn RegistryStore,
    /// Logged models.
    pub logged: &'a dyn LoggedModelStore,
    /// The store's own folder.
    pub root: &'a Path,
    /// What relative paths of the caller's count from.
    pub started_in: &'a Path,
}

/// What a URI means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArtifactPlace {
    /// The folder; it may be missing when nothing was logged yet.
    pub folder: PathBuf,
    /// What in it is meant.
    pub path: ArtifactPath,
    /// The logged model that `runs:/RUN/name` means besides, or instead of, the run's own artifacts.
    pub logged: Option<LoggedPlace>,
    /// The model that was asked for.
    pub model: Option<FoundModel>,
    /// The recorded location, when it is not the one used.
    pub moved_from: Option<String>,
}

/// A logged model's files as a run's artifacts (MLflow ≥ 3.0).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedPlace {
    /// Its name, which is its folder among the run's artifacts.
    pub name: ArtifactPath,
    /// Where its files are.
    pub folder: PathBuf,
    /// What of them is meant.
    pub path: ArtifactPath,
}

/// What a `models:/` URI named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoundModel {
    /// A version of a registered model.
    Version(Box<ModelVersion>),
    /// A logged model.
    Logged(LoggedModelId),
}

impl ArtifactPlace {
    fn new(folder: ArtifactFolder, path: ArtifactPath) -> Self {
        Self {
            folder: folder.path,
            path,
            logged: None,
            model: None,
            moved_from: folder.moved_from,
        }
    }

    /// The file or folder itself: of a run's artifact and a logged model the one that is there, of two the model.
    #[must_use]
    pub fn local(&self) -> PathBuf {
        let own = below(&self.folder, &self.path);
        match &self.logged {
            Some(logged) => {
                let model = below(&logged.folder, &logged.path);
                if fsx::exists(&model) { model } else { own }
            }
            None => own,
        }
    }
}

fn below(folder: &Path, path: &ArtifactPath) -> PathBuf {
    if path.is_root() {
        folder.to_owned()
    } else {
        folder.join(path.as_str())
    }
}

/// A chain of `models:/` URIs that is longer is a circle.
const LONGEST: usize = 16;

/// Finds the folder that a URI means. What is recorded in the store is followed as said above; what the caller names is
/// followed anywhere.
///
/// # Errors
/// [`UriError`], which names each step.
pub fn resolve_artifact(stores: Stores<'_>, uri: &ArtifactUri) -> std::result::Result<ArtifactPlace, UriError> {
    let mut trail = vec![uri.to_string()];
    let place = match uri {
        ArtifactUri::Run { run, path } => stores.named_run(run, path),
        ArtifactUri::Model { model, path } => stores.model(model, path, &mut trail),
        ArtifactUri::Elsewhere(text) => stores.anywhere(text),
    };
    place.map_err(|reason| UriError { trail, reason })
}

impl Stores<'_> {
    fn named_run(&self, run: &str, path: &ArtifactPath) -> Found<ArtifactPlace> {
        let id = resolve_run(self.tracking, run).map_err(UriProblem::Run)?;
        self.run(&id, path)
    }

    /// A run's artifact, and the logged model whose name its path begins with.
    fn run(&self, id: &RunId, path: &ArtifactPath) -> Found<ArtifactPlace> {
        let (name, rest) = path.as_str().split_once('/').unwrap_or((path.as_str(), ""));
        let logged = match path.is_root() {
            true => None,
            false => self.logged_by(id, name)?,
        };
        let own = self.tracking.artifact_folder(id);
        let Some(logged) = logged else {
            return Ok(ArtifactPlace::new(own?, path.clone()));
        };
        let clean = |text: &str| ArtifactPath::parse(text).unwrap_or_else(|_| ArtifactPath::root());
        let logged = self.logged.logged_model_folder(&logged)?;
        let place = LoggedPlace {
            name: clean(name),
            folder: logged.path.clone(),
            path: clean(rest),
        };
        let own = own.unwrap_or(logged);
        Ok(ArtifactPlace {
            logged: Some(place),
            ..ArtifactPlace::new(own, path.clone())
        })
    }

    /// The newest active logged model of that name that a run made.
    fn logged_by(&self, run: &RunId, name: &str) -> Found<Option<LoggedModelId>> {
        if check_logged_model_name(name).is_err() {
            return Ok(None);
        }
        let Ok(info) = self.tracking.get_run(run, &Needs::INFO).map(|read| read.value.info) else {
            return Ok(None);
        };
        let wanted = format!("name = '{name}' AND source_run_id = '{run}'");
        let query = LoggedModelQuery {
            experiments: Some(vec![info.experiment_id]),
            filter: Filter::parse(Entity::LoggedModel, &wanted, Dialect::Mlflow).map_err(StoreError::from)?,
            max: Some(1),
            ..LoggedModelQuery::default()
        };
        let found = self.logged.search_logged_models(&query)?.items;
        Ok(found.into_iter().next().map(|model| model.model_id))
    }

    /// A path or URI that the caller gave.
    fn anywhere(&self, text: &str) -> Found<ArtifactPlace> {
        let as_it_stands = self.started_in.join(text);
        let path = match local_path(text) {
            _ if !text.is_empty() && fsx::exists(&as_it_stands) => as_it_stands,
            Some(path) => self.started_in.join(path),
            None => return Err(not_supported(text)),
        };
        Ok(at(&path))
    }

    fn model(&self, model: &ModelRef, path: &ArtifactPath, trail: &mut Vec<String>) -> Found<ArtifactPlace> {
        let (found, place) = match model {
            ModelRef::Logged(id) => {
                let folder = self
                    .logged
                    .logged_model_folder(id)
                    .map_err(|error| self.no_logged_model(id, error))?;
                if !fsx::exists(&folder.path) {
                    let what = format!("it has no files: {} is not there", folder.path.display());
                    return Err(UriProblem::NotFound { what, near: None });
                }
                (
                    FoundModel::Logged(id.clone()),
                    ArtifactPlace::new(folder, ArtifactPath::root()),
                )
            }
            _ => {
                let version = find_version(self.registry, model)?;
                let place = self.version(&version, trail)?;
                (FoundModel::Version(Box::new(version)), place)
            }
        };
        let inner = match &place.logged {
            Some(_) => place.local(), // a version of `runs:/RUN/name`
            None => below(&place.folder, &place.path),
        };
        Ok(ArtifactPlace {
            folder: inner,
            path: path.clone(),
            logged: None,
            model: Some(found),
            moved_from: place.moved_from,
        })
    }

    /// `models:/name` without a suffix is a logged model's id to MLflow; people mean a registered model.
    fn no_logged_model(&self, id: &LoggedModelId, error: StoreError) -> UriProblem {
        let StoreError::NotFound(what) = error else {
            return error.into();
        };
        let registered =
            ModelName::parse(id.as_str()).is_ok_and(|name| self.registry.get_registered_model(&name).is_ok());
        UriProblem::NotFound {
            what,
            near: registered.then(|| format!("models:/{id}/latest")),
        }
    }

    /// Where a version's files are.
    fn version(&self, version: &ModelVersion, trail: &mut Vec<String>) -> Found<ArtifactPlace> {
        let recorded = [&version.storage_location, &version.source].into_iter().flatten();
        if version.is_prompt() {
            return Err(UriProblem::Prompt(format!("{} {}", version.name, version.version)));
        }
        let mut recorded: Vec<&str> = recorded.map(String::as_str).filter(|uri| !uri.is_empty()).collect();
        recorded.dedup();
        let Some(&first) = recorded.first() else {
            let what = "nothing is recorded about where its files are".to_owned();
            return Err(UriProblem::NotFound { what, near: None });
        };
        if trail.len() > LONGEST || trail[1..].iter().any(|earlier| earlier == first) {
            return Err(UriProblem::Circle);
        }
        trail.push(first.to_owned());
        let place = self.recorded(first, version, trail);
        match place {
            Err(_) if recorded.len() > 1 => {
                let length = trail.len();
                self.recorded(recorded[1], version, trail)
                    .inspect_err(|_| trail.truncate(length))
                    .or(place)
            }
            place => place,
        }
    }

    fn recorded(&self, uri: &str, version: &ModelVersion, trail: &mut Vec<String>) -> Found<ArtifactPlace> {
        match ArtifactUri::parse(uri).map_err(StoreError::from)? {
            ArtifactUri::Run { run, path } => self.run(&RunId::parse(&run).map_err(StoreError::from)?, &path),
            ArtifactUri::Model { model, path } => self.model(&model, &path, trail),
            ArtifactUri::Elsewhere(text) => {
                let Some(path) = local_path(&text) else {
                    return self.moved(&text, version).ok_or_else(|| not_supported(&text));
                };
                let places = places(self.root, &path);
                let there = places.iter().filter(|path| fsx::exists(path));
                let mut refused = false;
                for path in there {
                    if self.may_follow(path, version) {
                        return Ok(at(path));
                    }
                    refused = true;
                }
                if let Some(place) = self.moved(&text, version) {
                    return Ok(place);
                }
                Err(if refused {
                    UriProblem::Refused(
                        "this lies outside of the store and holds no MLmodel file: it is not followed".to_owned(),
                    )
                } else {
                    UriProblem::NotFound {
                        what: "there is nothing (was the store moved, or its run deleted?)".to_owned(),
                        near: None,
                    }
                })
            }
        }
    }

    fn may_follow(&self, path: &Path, version: &ModelVersion) -> bool {
        let Ok(real) = fsx::canonical(path) else {
            return false;
        };
        let of_run = || {
            self.tracking
                .artifact_folder(&RunId::parse(version.run_id.as_deref()?).ok()?)
                .ok()
        };
        let of_model = || {
            let id = LoggedModelId::parse(version.model_id.as_deref()?).ok()?;
            self.logged.logged_model_folder(&id).ok()
        };
        let is_within = |home: &Path| fsx::canonical(home).is_ok_and(|home| real.starts_with(home));
        is_within(self.root)
            || of_run().is_some_and(|folder| is_within(&folder.path))
            || of_model().is_some_and(|folder| is_within(&folder.path))
            || fsx::is_file(&real.join("MLmodel"))
    }

    /// What a location that is gone, or remote, meant: `…/<run id>/artifacts/<rest>` and
    /// `…/models/<model id>/artifacts/<rest>`, or else the version's own logged model.
    fn moved(&self, location: &str, version: &ModelVersion) -> Option<ArtifactPlace> {
        let location_path = local_path(location).map_or_else(
            || location.split(['?', '#']).next().unwrap_or_default().to_owned(),
            |path| path.to_string_lossy().into_owned(),
        );
        let parts: Vec<&str> = location_path
            .split(['/', '\\'])
            .filter(|part| !part.is_empty())
            .collect();
        let by_path = (1..parts.len())
            .rev()
            .filter(|&at| parts[at] == "artifacts")
            .find_map(|at| {
                let rest = ArtifactPath::parse(&parts[at + 1..].join("/")).ok()?;
                let is_model = at > 1 && parts[at - 2] == "models";
                let folder = match is_model {
                    true => self
                        .logged
                        .logged_model_folder(&LoggedModelId::parse(parts[at - 1]).ok()?)
                        .ok()?,
                    false => self.tracking.artifact_folder(&RunId::parse(parts[at - 1]).ok()?).ok()?,
                };
                Some((folder, rest))
            });
        let of_model = || {
            let id = LoggedModelId::parse(version.model_id.as_deref()?).ok()?;
            Some((self.logged.logged_model_folder(&id).ok()?, ArtifactPath::root()))
        };
        let (folder, rest) = by_path.or_else(of_model)?;
        let is_there = fsx::exists(&folder.path.join(rest.as_str()));
        is_there.then(|| ArtifactPlace {
            moved_from: Some(location.to_owned()),
            ..ArtifactPlace::new(folder, rest)
        })
    }
}

/// A file is named in its folder; a folder, or what is not there, is the place itself.
fn at(path: &Path) -> ArtifactPlace {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let file = name
        .and_then(|name| ArtifactPath::parse(&name).ok())
        .filter(|_| !fsx::is_dir(path));
    let (folder, path) = match (file, path.parent()) {
        (Some(file), Some(parent)) => (parent.to_owned(), file),
        _ => (path.to_owned(), ArtifactPath::root()),
    };
    ArtifactPlace::new(
        ArtifactFolder {
            path: folder,
            moved_from: None,
        },
        path,
    )
}

fn not_supported(uri: &str) -> UriProblem {
    let (scheme, rest) = uri.split_once(':').unwrap_or((uri, ""));
    UriProblem::Unsupported(match scheme.to_ascii_lowercase().as_str() {
        "runs" | "models" => {
            let path = rest.trim_start_matches('/');
            format!("with two slashes it is of another server; of this store is {scheme}:/{path}")
        }
        _ => format!("{scheme}: is not supported yet, only local folders are"),
    })
}
