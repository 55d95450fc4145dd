use std::fmt;
use std::path::Path;

use serde_json::Value as Json;

use super::{Flavor, MlModel, inside, plain};
use crate::fsx;
use crate::model::FileInfo;

/// What loading a model does besides reading numbers: it may run what whoever wrote the model put there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loading {
    /// Whether it unpickles.
    pub unpickles: Unpickles,
    /// What of the model's folder is Python that loading it runs, or lets run: files, folders, modules.
    pub runs: Vec<String>,
    /// Types that a model of the skops format says may be made.
    pub trusts: Vec<String>,
    /// Files that are pickles by name or content, whether loading it reads them or not.
    pub pickles: Vec<String>,
}

/// Whether loading a model unpickles, which runs whatever the pickle says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unpickles {
    /// Which flavor does, and which file it reads: `sklearn: model.pkl`.
    Yes(Vec<String>),
    /// No flavor does.
    No,
    /// No known flavor does, and these are not known.
    Unknown(Vec<String>),
}

/// What a flavor does with its files.
enum Reads {
    /// Unpickles the file or folder named.
    Pickle(String),
    /// Unpickles if a file below its folder is a pickle.
    ByFiles(String),
    /// A format without code.
    Data,
    /// What another flavor of the model reads.
    Other,
    Unknown,
}

impl Loading {
    /// By what is known of MLflow's flavors, and by a look at the files.
    pub(super) fn of(folder: &Path, model: &MlModel, files: &[FileInfo]) -> Self {
        let is_pickle = |file: &&FileInfo| is_pickle(folder, &file.path);
        let pickles: Vec<String> = files.iter().filter(is_pickle).map(|file| file.path.clone()).collect();
        let below = |place: &str| {
            let is_below = |file: &&String| {
                let rest = file.strip_prefix(place.trim_end_matches('/'));
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) || place.is_empty()
            };
            pickles.iter().find(is_below).cloned()
        };
        let (mut yes, mut unknown) = (Vec::new(), Vec::new());
        for flavor in &model.flavors {
            let read = match reads(flavor, model) {
                Reads::Pickle(place) => Some(below(&place).unwrap_or(place)),
                Reads::ByFiles(place) => below(&place),
                // a file of a format without code is none when it is a pickle
                Reads::Data => flavor
                    .data()
                    .filter(|place| !place.is_empty())
                    .and_then(|place| below(&place)),
                Reads::Other => None,
                Reads::Unknown => {
                    unknown.push(flavor.name.clone());
                    None
                }
            };
            yes.extend(read.map(|file| format!("{}: {file}", flavor.name)));
        }
        let unpickles = match (yes.is_empty(), unknown.is_empty()) {
            (false, _) => Unpickles::Yes(yes),
            (true, true) if !model.flavors.is_empty() => Unpickles::No,
            (true, _) => Unpickles::Unknown(unknown),
        };
        Self {
            unpickles,
            runs: runs(model),
            trusts: model.flavors.iter().flat_map(trusts).collect(),
            pickles,
        }
    }
}

/// By MLflow 3.17's loaders, and those before it.
fn reads(flavor: &Flavor, model: &MlModel) -> Reads {
    let data = || flavor.data().unwrap_or_default();
    let format = flavor.text("serialization_format");
    match flavor.name.as_str() {
        "python_function" => match flavor.text("loader_module").as_deref() {
            Some(loader) if loader == "mlflow.pyfunc.model" || loader.starts_with("mlflow.pyfunc.loaders.") => {
                match flavor.text("python_model") {
                    Some(file) => Reads::Pickle(file),
                    None if flavor.text("model_code_path").is_some() => Reads::Data,
                    None => Reads::Unknown,
                }
            }
            Some(loader) if loader.starts_with("mlflow.") && model.flavors.len() > 1 => Reads::Other,
            Some("mlflow.sklearn") => Reads::Pickle(data()),
            _ => Reads::Unknown,
        },
        "sklearn" | "lightgbm" if format.as_deref() == Some("skops") => Reads::Data,
        "sklearn" => Reads::Pickle(data()),
        "lightgbm" => match flavor.text("model_class") {
            Some(class) if class.contains("sklearn") || format.is_some() && !class.ends_with("Booster") => {
                Reads::Pickle(data())
            }
            _ => Reads::Data,
        },
        "pytorch" => match format.as_deref() {
            Some("pt2") => Reads::ByFiles(data()),
            _ => Reads::Pickle(data()),
        },
        "statsmodels" | "pmdarima" | "paddle" | "fastai" | "shap" => Reads::Pickle(data()),
        "langchain"
        | "dspy"
        | "llama_index"
        | "transformers"
        | "sentence_transformers"
        | "diffusers"
        | "tensorflow"
        | "keras"
        | "spacy"
        | "gluon" => Reads::ByFiles(match flavor.data() {
            Some(place) if flavor.name == "tensorflow" || flavor.name == "keras" => place,
            _ => String::new(),
        }),
        "onnx" | "xgboost" | "catboost" | "prophet" | "h2o" | "spark" | "mleap" | "johnsnowlabs" | "openai"
        | "crate" => Reads::Data,
        _ => Reads::Unknown,
    }
}

/// Code that comes with the model: its folder of modules, a model that is a script, a loader that is not MLflow's.
fn runs(model: &MlModel) -> Vec<String> {
    let mut runs = Vec::new();
    let mut add = |what: String| {
        if !runs.contains(&what) {
            runs.push(what);
        }
    };
    for flavor in &model.flavors {
        for key in ["model_code_path", "code"] {
            if let Some(path) = flavor.text(key) {
                let name = path.rsplit(['/', '\\']).next().unwrap_or(&path);
                add(if key == "code" {
                    format!("{}/", path.trim_end_matches('/'))
                } else {
                    name.to_owned()
                });
            }
        }
        if let Some(loader) = flavor
            .text("loader_module")
            .filter(|loader| !loader.starts_with("mlflow."))
        {
            add(format!("module {loader}"));
        }
    }
    runs
}

fn trusts(flavor: &Flavor) -> Vec<String> {
    let types = flavor.conf.get("skops_trusted_types").and_then(Json::as_array);
    let types = types.filter(|_| flavor.text("serialization_format").as_deref() == Some("skops"));
    types.into_iter().flatten().map(plain).collect()
}

/// By its ending, by its first bytes (a pickle of protocol 2 or later), or as torch's archive of one.
fn is_pickle(folder: &Path, name: &str) -> bool {
    const ENDINGS: [&str; 7] = ["pkl", "pickle", "joblib", "pth", "cloudpickle", "dill", "pdparams"];
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    if ENDINGS.contains(&ending.as_str()) {
        return true;
    }
    let Some(path) = inside(folder, name) else {
        return false;
    };
    let begin = fsx::read_start(&path, 256).unwrap_or_default();
    match begin.as_slice() {
        [0x80, protocol, op, ..] => (2..=5).contains(protocol) && *op != 0,
        [b'P', b'K', 3, 4, ..] => begin.windows(8).any(|part| part == b"data.pkl"),
        _ => false,
    }
}

impl fmt::Display for Unpickles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Yes(what) => write!(f, "yes ({})", what.join(", ")),
            Self::No => f.write_str("no"),
            Self::Unknown(flavors) if flavors.is_empty() => f.write_str("unknown: it names no flavor"),
            Self::Unknown(flavors) => write!(f, "unknown flavor ({})", flavors.join(", ")),
        }
    }
}
