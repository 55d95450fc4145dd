//! Logged models that we wrote as MLflow 3.17 reads them, and those it wrote as we do.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::python::{Python, V3, output};
use crate::same::assert_same;
use crate::store::Store;

const SCRIPT: &str = "tests/interop/logged_models.py";

fn python(act: &str, place: &Path) -> String {
    output(Python::with_mlflow(V3).script(SCRIPT).arg(act).arg(place))
}

fn theirs(store: &str) -> Value {
    let mut read = Python::with_mlflow(V3).script(SCRIPT);
    serde_json::from_str(&output(read.args(["read", store]))).expect("JSON")
}

fn uri(store: &Store) -> String {
    format!("file://{}", store.root().display())
}

/// As MLflow's entities have it, which know no stage.
fn ours(store: &Store) -> Value {
    let mut models: Value =
        serde_json::from_str(&store.mlrun(&["logged-models", "search", "-o", "json"])).expect("JSON");
    for model in models.as_array_mut().expect("an array") {
        assert_eq!(model["lifecycle_stage"], "active");
        model.as_object_mut().map(|model| model.remove("lifecycle_stage"));
    }
    models
}

#[test]
fn mlflow_reads_and_runs_what_we_logged() {
    let store = Store::new();
    let saved = store.folder().join("saved");
    python("save", &saved);
    let folder = saved.to_str().expect("UTF-8");
    let experiment = store.id(&["experiments", "create", "-n", "실험"]);
    let run = store.id(&["runs", "create", "-x", &experiment]);
    store.mlrun(&["log", "param", &run, "alpha", "0.5"]);
    store.mlrun(&["log", "metric", &run, "val/acc", "0.75", "--step", "2"]);
    let log = |words: &[&str]| {
        let printed = store.mlrun(&[&["log", "model", folder, "--name"], words].concat());
        printed.trim_end().to_owned()
    };
    let words = [
        "--run",
        &run,
        "--step",
        "2",
        "--type",
        "agent",
        "--param",
        "p=q",
        "--tag",
        "team=바람",
    ];
    let first = log(&[&["우리 모델 🚀"][..], &words].concat());
    let elsewhere = store.folder().join("else where ü");
    store.mlrun(&[
        "experiments",
        "create",
        "-n",
        "elsewhere",
        "-l",
        elsewhere.to_str().expect("UTF-8"),
    ]);
    let second = log(&["yes", "-n", "elsewhere"]);

    let read = theirs(&uri(&store));
    assert_same("models", &read["models"], &ours(&store));
    assert_eq!(read["models"].as_array().map(Vec::len), Some(2));
    assert_eq!(read["outputs"], json!({run.as_str(): {first.as_str(): 2}}));
    assert_eq!(
        read["predicted"],
        json!({first.as_str(): [2, 4], second.as_str(): [2, 4]})
    );
    migrates(&store, &read);
}

/// `mlflow migrate-filestore` to SQLite.
fn migrates(store: &Store, read: &Value) {
    let database = format!("sqlite:///{}", store.folder().join("migrated.db").display());
    let mut migrate = Python::with_mlflow(V3).command("mlflow");
    output(
        migrate
            .arg("migrate-filestore")
            .arg("--source")
            .arg(store.root())
            .args(["--target", &database]),
    );
    assert_same("migrated", read, &theirs(&database));
}

#[test]
fn we_read_what_mlflow_logged_and_write_the_same_files() {
    let store = Store::new();
    output(Python::with_mlflow(V3).script(SCRIPT).args(["log", &uri(&store)]));
    let read = theirs(&uri(&store));
    assert_same("models", &read["models"], &ours(&store));
    let models = ours(&store);
    let theirs = models
        .as_array()
        .expect("an array")
        .iter()
        .find(|model| model["name"] == "theirs");
    let theirs = theirs.expect("the model that was logged");
    assert_eq!(theirs["metrics"].as_array().map(Vec::len), Some(2), "{theirs}");
    let folder = |model: &str| {
        let experiment = theirs["experiment_id"].as_str().expect("text");
        store.root().join(experiment).join("models").join(model)
    };
    let original = folder(theirs["model_id"].as_str().expect("text"));
    let run = theirs["source_run_id"].as_str().expect("text");
    let again = original.join("artifacts");
    let words = [
        "--name", "theirs", "--run", run, "--step", "2", "--type", "agent", "--param", "p=q",
    ];
    let copy = store.mlrun(&[&["log", "model", again.to_str().expect("UTF-8")], &words[..]].concat());
    let copy = folder(copy.trim_end());
    let only_ours = ["tags/mlrun.model.digest"].map(str::to_owned);
    // left where MLflow loaded a model
    let only_theirs = ["artifacts/registered_model_meta"].map(str::to_owned);
    let (mut a, b) = (files(&original), files(&copy));
    a.retain(|name| !name.starts_with("tags/mlflow.source.git."));
    assert_eq!(b.difference(&a).cloned().collect::<Vec<_>>(), only_ours);
    assert_eq!(a.difference(&b).cloned().collect::<Vec<_>>(), only_theirs);
    for name in [
        "params/alpha",
        "params/p",
        "artifacts/python_model.pkl",
        "artifacts/requirements.txt",
    ] {
        assert_eq!(
            fs::read(original.join(name)).unwrap(),
            fs::read(copy.join(name)).unwrap(),
            "{name}"
        );
    }
    let text = |folder: &Path, name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let id = |folder: &Path| folder.file_name().unwrap().to_string_lossy().into_owned();
    let renamed = text(&original, "artifacts/MLmodel").replace(&id(&original), &id(&copy));
    assert_eq!(renamed, text(&copy, "artifacts/MLmodel"));
    let keys = |folder: &Path| {
        let meta = text(folder, "meta.yaml");
        let keys = meta
            .lines()
            .filter_map(|line| line.split_once(':'))
            .map(|(key, _)| key.to_owned());
        keys.filter(|key| key != "lifecycle_stage").collect::<Vec<_>>()
    };
    assert_eq!(keys(&original), keys(&copy));
}

/// The names of the files below a folder.
fn files(folder: &Path) -> BTreeSet<String> {
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    let mut files = BTreeSet::new();
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.strip_prefix(folder).unwrap().to_string_lossy().into_owned());
            }
        }
    }
    files
}
