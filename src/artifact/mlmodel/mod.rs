//! A model's folder: what its `MLmodel` says (MLflow 1.0 to 3.x), and what lies beside it. Nothing of it is trusted, and
//! nothing of it is run or unpickled.

mod flavor;
mod folder;
mod loading;
mod signature;

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json};

pub use flavor::Flavor;
pub use folder::{InputExample, Inspection, Requirements, inspect};
pub use loading::{Loading, Unpickles};
pub use signature::{Column, ColumnType, ModelParam, Schema, Signature};

use super::ArtifactError;
use crate::codec::pyyaml::{self, Yaml};
use crate::codec::{Value, yaml};
use crate::fsx;

/// The file that makes a folder a model.
pub const FILE: &str = "MLmodel";
/// What a download of a `models:/` URI adds to a model's folder; never part of the model.
pub const REGISTERED_META: &str = "registered_model_meta";
/// A greater `MLmodel` is none.
const MAX_SIZE: u64 = 16 << 20;

/// What an `MLmodel` says. A part that cannot be read is `None` and one line of `damage`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MlModel {
    /// In the order of the file, which MLflow sorts by name.
    pub flavors: Vec<Flavor>,
    /// What goes in and comes out.
    pub signature: Option<Signature>,
    /// The run that logged it.
    pub run_id: Option<String>,
    /// The logged model (MLflow ≥ 3.0).
    pub model_id: Option<String>,
    /// 32 hexadecimal digits, or the model id again (MLflow ≥ 1.18).
    pub model_uuid: Option<String>,
    /// Where it was logged: below the run's artifacts, or the logged model's location (MLflow ≥ 3.0).
    pub artifact_path: Option<String>,
    /// When, in UTC, as Python prints it.
    pub utc_time_created: Option<String>,
    /// The MLflow that wrote it (≥ 1.18).
    pub mlflow_version: Option<String>,
    /// In bytes: of the data and example files, as they were when it was saved (MLflow ≥ 2.5).
    pub model_size_bytes: Option<u64>,
    /// The user's own.
    pub metadata: Option<Json>,
    /// Where the input example lies, and of what kind it is.
    pub example: Option<Map<String, Json>>,
    /// Everything, as it stands there.
    pub json: Map<String, Json>,
    /// What could not be read.
    pub damage: Vec<String>,
}

/// The keys that have a field of their own.
const KNOWN: [&str; 11] = [
    "flavors",
    "signature",
    "run_id",
    "model_id",
    "model_uuid",
    "artifact_path",
    "utc_time_created",
    "mlflow_version",
    "model_size_bytes",
    "metadata",
    "saved_input_example_info",
];

impl MlModel {
    /// The keys without a field of their own, those that no MLflow knows too; empty ones are left out.
    pub fn others(&self) -> impl Iterator<Item = (&str, &Json)> {
        let said = |value: &Json| !value.is_null() && *value != Json::Bool(false);
        let others = self.json.iter().map(|(key, value)| (key.as_str(), value));
        others.filter(move |(key, value)| !KNOWN.contains(key) && said(value))
    }

    /// A flavor by its name.
    #[must_use]
    pub fn flavor(&self, name: &str) -> Option<&Flavor> {
        self.flavors.iter().find(|flavor| flavor.name == name)
    }

    /// The Python it was made with.
    #[must_use]
    pub fn python_version(&self) -> Option<String> {
        self.flavor("python_function")?.text("python_version")
    }

    fn of(json: Map<String, Json>) -> Self {
        let mut damage = Vec::new();
        let text = |key: &str| match json.get(key) {
            None | Some(Json::Null) => None,
            Some(value) => Some(plain(value)),
        };
        let mut model = Self {
            run_id: text("run_id"),
            model_id: text("model_id"),
            model_uuid: text("model_uuid"),
            artifact_path: text("artifact_path"),
            utc_time_created: text("utc_time_created"),
            mlflow_version: text("mlflow_version"),
            model_size_bytes: json.get("model_size_bytes").and_then(Json::as_u64),
            metadata: json.get("metadata").filter(|value| !value.is_null()).cloned(),
            ..Self::default()
        };
        match json.get("flavors") {
            Some(Json::Object(flavors)) => {
                model.flavors = flavors.iter().map(|(name, conf)| Flavor::new(name, conf)).collect();
            }
            None | Some(Json::Null) => damage.push("it names no flavors".to_owned()),
            Some(_) => damage.push("flavors: no mapping".to_owned()),
        }
        match json.get("signature") {
            None | Some(Json::Null) => {}
            Some(Json::Object(parts)) => model.signature = Some(Signature::read(parts, &mut damage)),
            Some(_) => damage.push("signature: no mapping".to_owned()),
        }
        match json.get("saved_input_example_info") {
            None | Some(Json::Null) => {}
            Some(Json::Object(info)) => model.example = Some(info.clone()),
            Some(_) => damage.push("saved_input_example_info: no mapping".to_owned()),
        }
        if json.get("model_size_bytes").is_some_and(|size| !size.is_null()) && model.model_size_bytes.is_none() {
            damage.push("model_size_bytes: no size".to_owned());
        }
        model.damage = damage;
        model.json = json;
        model
    }
}

/// Reads the `MLmodel` of a folder; of no other file of it.
///
/// # Errors
/// [`ArtifactError::NoModel`] when there is none, [`ArtifactError::BadModel`] when it is not YAML or no mapping.
pub fn read(folder: &Path) -> Result<MlModel, ArtifactError> {
    let path = folder.join(FILE);
    let bad = |reason: String| ArtifactError::BadModel {
        path: path.clone(),
        reason,
    };
    match fsx::followed_size(&path) {
        None => {
            return Err(ArtifactError::NoModel {
                folder: folder.to_owned(),
            });
        }
        Some(size) if size > MAX_SIZE => return Err(bad("too large for an MLmodel".to_owned())),
        Some(_) => {}
    }
    let bytes = fsx::read(&path)?;
    let document = yaml::parse(&bytes).map_err(|error| bad(error.to_string()))?;
    let value = match document {
        Some(node) => node.resolve().map_err(|error| bad(error.to_string()))?,
        None => Value::Null,
    };
    match json(value) {
        Json::Object(object) => {
            let mut model = MlModel::of(object);
            if let Err(error) = yaml::parse_strictly(&bytes) {
                model.damage.push(format!("MLflow cannot load it: {error}"));
            }
            Ok(model)
        }
        _ => Err(bad("no mapping of keys to values".to_owned())),
    }
}

/// Whether there is an `MLmodel` in a folder.
#[must_use]
pub fn is_model(folder: &Path) -> bool {
    fsx::is_file(&folder.join(FILE))
}

/// The bytes of a `registered_model_meta`, as MLflow writes it: name and version, or nulls for a logged model.
#[must_use]
pub fn registered_meta(registered: Option<(&str, &str)>) -> String {
    let value = |text: Option<&str>| text.map_or(Yaml::Null, |text| Yaml::Str(text.to_owned()));
    let (name, version) = registered.unzip();
    pyyaml::document(&[("model_name", value(name)), ("model_version", value(version))])
}

/// A value as JSON, where it has no dates and no bytes: dates are texts, bytes are base64, NaN and infinities are texts.
fn json(value: Value) -> Json {
    let all = |items: Vec<Value>| Json::Array(items.into_iter().map(json).collect());
    match value {
        Value::Null => Json::Null,
        Value::Bool(truth) => truth.into(),
        Value::Int(number) => match i64::try_from(number) {
            Ok(number) => number.into(),
            Err(_) => u64::try_from(number).map_or_else(|_| number.to_string().into(), Json::from),
        },
        Value::Float(number) if number.is_finite() => number.into(),
        Value::Str(text) | Value::Date(text) => text.into(),
        Value::Binary(bytes) => STANDARD.encode(bytes).into(),
        Value::List(items) | Value::Set(items) => all(items),
        Value::Pair(pair) => all(vec![pair.0, pair.1]),
        Value::Map(entries) => {
            let entry = |(key, value): (Value, Value)| (key.python_str(), json(value));
            Json::Object(entries.into_iter().map(entry).collect())
        }
        Value::Float(_) => value.python_str().into(),
    }
}

/// A value as text: texts as they are, the rest as JSON.
#[must_use]
pub fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A path within the folder that the file names: relative and clean, or `None`.
fn inside(folder: &Path, path: &str) -> Option<PathBuf> {
    let path = super::ArtifactPath::parse(path).ok()?;
    Some(folder.join(path.as_str()))
}
