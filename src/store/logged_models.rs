//! What a store of logged models (MLflow ≥ 3.0) promises.

use std::fmt;
use std::path::Path;

use super::{ArtifactFolder, Candidate, Page, Read, ResolveError, Result, StoreError};
use crate::codec::Value;
use crate::model::{
    ExperimentId, Invalid, Key, Lifecycle, LoggedModel, LoggedModelId, LoggedModelStatus, Metric, Millis, ModelInput,
    ModelName, ModelOutput, Param, RunId, Tag, VersionNumber, ViewType,
};
use crate::near::nearest;
use crate::search::{Filter, OnDataset, Order};

/// The tag with the digest of a model's files, as [`ModelFiles::digest`].
pub const DIGEST_TAG: &str = "mlrun.model.digest";

/// The shortest prefix of an id that is taken for one.
const MIN_PREFIX: usize = 4;

/// A new logged model. The caller chooses id and time.
#[derive(Debug, Clone, PartialEq)]
pub struct NewLoggedModel {
    /// The id; [`LoggedModelId::from_random`].
    pub model_id: LoggedModelId,
    /// Must be active.
    pub experiment_id: ExperimentId,
    /// Need not be unique; not empty, and without `/ : . % " '`.
    pub name: String,
    /// Such as `Agent`.
    pub model_type: Option<String>,
    /// The run that made it, which must be active, and at which step: the model becomes an output of the run.
    pub source: Option<(RunId, i64)>,
    /// Params to begin with; of two with one key the last counts.
    pub params: Vec<Param>,
    /// Tags to begin with; of two with one key the last counts.
    pub tags: Vec<Tag>,
    /// Values to begin with, which the source run logged; nothing without one.
    pub metrics: Vec<(Key, Metric)>,
    /// How far it is.
    pub status: LoggedModelStatus,
    /// Creation and last-update time.
    pub at: Millis,
}

/// A change of a logged model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoggedModelChange {
    /// Says how making it ended.
    Finalize(LoggedModelStatus),
    /// Sets or overwrites a tag.
    SetTag(Tag),
    /// Fails with [`StoreError::NotFound`] when there is no such tag.
    DeleteTag(Key),
    /// Sets or overwrites a param.
    LogParam(Param),
    /// Adds a version that was registered of it to MLflow's list of them, the tag `mlflow.modelVersions`; of two at once
    /// neither is lost.
    Registered(ModelName, VersionNumber),
    /// Marks it deleted.
    Delete,
}

/// Which logged models to list. The default is every active one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LoggedModelQuery {
    /// In these experiments; `None` for every experiment the view shows. Unknown ids give nothing.
    pub experiments: Option<Vec<ExperimentId>>,
    /// By the model's own stage; where no experiment is named, one in a deleted experiment counts as deleted.
    pub view: ViewType,
    /// Which of them.
    pub filter: Filter,
    /// In which order; by default newest first by creation time, then by id.
    pub order: Order,
    /// Only metrics on one of these count in the filter, and where it names no metric, only models that have any such are
    /// meant ([`Filter::matches_on`]). Empty for all.
    pub datasets: Vec<OnDataset>,
    /// Only metrics on one of these count in the order. Empty for all, as in MLflow, where an order names its own dataset.
    pub order_on: Vec<OnDataset>,
    /// How many to pass over first.
    pub offset: i64,
    /// At most so many.
    pub max: Option<i64>,
}

/// What was copied of a model's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFiles {
    /// How many files.
    pub files: usize,
    /// Their sizes added up.
    pub bytes: u64,
    /// `sha256:` and the SHA-256, in hexadecimal digits, of one line a file: the SHA-256 of its content, two blanks, its
    /// path, `\n`; sorted by path, as `sha256sum` prints them. `MLmodel` counts without `artifact_path`, `model_id`,
    /// `model_uuid` and `run_id`, which differ each time a model is logged: the same files have the same digest.
    pub digest: String,
}

/// Logged models. As with [`super::TrackingStore`], calls may block, and none prints or reads the clock; a change happened
/// whole or not at all, also to a reader and when its writer is killed.
pub trait LoggedModelStore: fmt::Debug + Send + Sync {
    /// Active or deleted, in an active or a deleted experiment.
    fn get_logged_model(&self, id: &LoggedModelId) -> Result<Read<LoggedModel>>;

    /// Those that the query asks for.
    fn search_logged_models(&self, query: &LoggedModelQuery) -> Result<Page<LoggedModel>>;

    /// Every logged model's id, without opening any: for prefixes. In no order.
    fn list_logged_model_ids(&self) -> Result<Vec<LoggedModelId>>;

    /// Makes one without files; fails with [`StoreError::AlreadyExists`] where there is one with that id.
    fn create_logged_model(&self, new: NewLoggedModel) -> Result<LoggedModel>;

    /// Makes one of a folder with an `MLmodel` in it, as MLflow's `log_model` would have: copies the files, but for
    /// `__pycache__` and `registered_model_meta`, says in the copied `MLmodel` whose it is, and keeps the digest as the tag
    /// [`DIGEST_TAG`]. Fails with [`StoreError::Damaged`] when the `MLmodel` cannot be read or names no flavor, and with
    /// [`StoreError::Invalid`] for links that lead out of the folder. `advance` is told of every piece copied, in bytes.
    fn log_model(&self, new: NewLoggedModel, folder: &Path, advance: &dyn Fn(u64))
    -> Result<(LoggedModel, ModelFiles)>;

    /// Changes one logged model, which must be active and in an active experiment.
    fn update_logged_model(&self, id: &LoggedModelId, change: LoggedModelChange, at: Millis) -> Result<()>;

    /// The folder that holds its files now, by the rules of [`super::TrackingStore::artifact_folder`].
    fn logged_model_folder(&self, id: &LoggedModelId) -> Result<ArtifactFolder>;

    /// Adds models that an active run made, there or not; one that it has already keeps its step.
    fn log_outputs(&self, run: &RunId, models: &[ModelOutput]) -> Result<()>;

    /// Adds models that an active run used, there or not.
    fn log_model_inputs(&self, run: &RunId, models: &[ModelInput]) -> Result<()>;
}

/// Checks a name by MLflow's rule for new logged models.
///
/// # Errors
/// [`Invalid`] with MLflow's message.
pub fn check_logged_model_name(name: &str) -> std::result::Result<(), Invalid> {
    if !name.is_empty() && !name.contains(['/', ':', '.', '%', '"', '\'']) {
        return Ok(());
    }
    Err(Invalid(format!(
        "Invalid model name ({}) provided. Model name must be a non-empty string and cannot contain the following \
         characters: ('/', ':', '.', '%', '\"', \"'\")",
        Value::Str(name.to_owned()).python_repr()
    )))
}

/// The logged model meant by an id, a unique prefix of one (4 or more characters, with or without `m-`), `models:/` and an
/// id, or a name that is unique (among active ones, else among all).
///
/// # Errors
/// [`ResolveError`].
pub fn resolve_logged_model(
    store: &dyn LoggedModelStore,
    text: &str,
) -> std::result::Result<LoggedModelId, ResolveError> {
    const KIND: &str = "logged model";
    let text = text.strip_prefix("models:/").unwrap_or(text);
    if let Ok(id) = LoggedModelId::parse(text) {
        match store.get_logged_model(&id) {
            Ok(_) | Err(StoreError::Damaged { .. }) => return Ok(id),
            Err(StoreError::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let starts = |id: &LoggedModelId| {
        let id = id.as_str();
        id.starts_with(text) || id.strip_prefix("m-").is_some_and(|rest| rest.starts_with(text))
    };
    let mut by_prefix = if text.chars().count() >= MIN_PREFIX {
        store.list_logged_model_ids()?
    } else {
        Vec::new()
    };
    by_prefix.retain(starts);
    by_prefix.sort();
    by_prefix.dedup();
    let query = LoggedModelQuery {
        view: ViewType::All,
        ..LoggedModelQuery::default()
    };
    let all = store.search_logged_models(&query)?.items;
    let mut meant: Vec<&LoggedModel> = all.iter().filter(|model| model.name.as_deref() == Some(text)).collect();
    if meant.iter().any(|model| model.lifecycle_stage == Lifecycle::Active) {
        meant.retain(|model| model.lifecycle_stage == Lifecycle::Active);
    }
    if let ([id], []) = (&by_prefix[..], &meant[..]) {
        return Ok(id.clone());
    }
    meant.extend(all.iter().filter(|model| by_prefix.contains(&model.model_id)));
    match &meant[..] {
        [one] => Ok(one.model_id.clone()),
        [] => Err(ResolveError::NotFound {
            kind: KIND,
            text: text.to_owned(),
            near: nearest(text, all.iter().filter_map(|model| model.name.as_deref())).map(str::to_owned),
        }),
        several => Err(ResolveError::Ambiguous {
            kind: KIND,
            text: text.to_owned(),
            candidates: several
                .iter()
                .map(|model| Candidate {
                    id: model.model_id.to_string(),
                    name: model.name.clone().unwrap_or_default(),
                    time: model.creation_timestamp,
                })
                .collect(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_mlflow_takes_them() {
        for good in ["model", "모델 🚀", "a\\b", " ", "a\nb"] {
            assert_eq!(check_logged_model_name(good), Ok(()), "{good}");
        }
        for bad in ["", "a/b", "a:b", "v1.0", "50%", "\"", "it's"] {
            assert!(check_logged_model_name(bad).is_err(), "{bad}");
        }
        assert_eq!(
            check_logged_model_name("a/b").map_err(|error| error.0),
            Err(
                "Invalid model name ('a/b') provided. Model name must be a non-empty string and cannot contain the following \
                 characters: ('/', ':', '.', '%', '\"', \"'\")"
                    .to_owned()
            )
        );
    }
}
