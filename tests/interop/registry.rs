//! Registries: what we wrote as each MLflow reads it, what they wrote as we read it, and many writers at once.

use std::path::Path;
use std::thread;

use serde_json::{Value, json};

use crate::python::{Python, V2, V3, output};
use crate::same::assert_same;
use crate::store::Store;

/// The registry as a version of MLflow reads it.
fn theirs(store: &Path, version: &str) -> Value {
    let mut script = Python::with_mlflow(version).script("tests/interop/read_registry.py");
    let mut read: Value = serde_json::from_str(&output(script.arg(store))).expect("JSON");
    in_one_order(&mut read);
    read
}

/// The registry as we read it, in the same shape.
fn ours(store: &Store) -> Value {
    let list = |words: &[&str]| -> Value { serde_json::from_str(&store.mlrun(words)).expect("JSON") };
    let mut read = json!({
        "models": list(&["registry", "models", "search", "-o", "json"]),
        "versions": list(&["registry", "versions", "search", "-o", "json"]),
    });
    in_one_order(&mut read);
    read
}

fn in_one_order(read: &mut Value) {
    for model in read["models"].as_array_mut().expect("models") {
        let latest = model["latest_versions"].as_array_mut().expect("latest versions");
        latest.sort_by_key(|version| version["version"].to_string());
    }
}

fn model_folder(store: &Store) -> String {
    let folder = store.folder().join("saved");
    output(
        Python::with_mlflow(V3)
            .script("tests/interop/save_model.py")
            .arg(&folder),
    );
    folder.to_string_lossy().into_owned()
}

/// A registry that uses everything, on models that can be loaded.
fn write_everything(store: &Store) {
    let saved = model_folder(store);
    let run = store.id(&["runs", "create", "--run-name", "trained"]);
    store.mlrun(&["artifacts", "log-artifacts", "-r", &run, "-l", &saved, "-a", "model"]);
    let odd = "모델 – 'a' #1";
    for words in [
        &[
            "models",
            "create",
            "before",
            "--description",
            "yes: [1]\n🚀",
            "--tag",
            "k/deep=v",
            "--tag",
            "이름=first\nsecond",
        ][..],
        &["versions", "create", "before", "--run", &run],
        &[
            "versions",
            "create",
            "before",
            "--source",
            &saved,
            "--description",
            "it's",
            "--tag",
            "n=2",
        ],
        &["versions", "create", "before", "--source", "s3://bucket/3"],
        &["versions", "create", "before", "--source", "s3://bucket/4"],
        &["aliases", "set", "before", "champion", "1", "--comment", "왜냐하면"],
        &["models", "rename", "before", odd],
        &["versions", "transition", odd, "1", "Production", "--comment", "first"],
        &[
            "versions",
            "transition",
            odd,
            "2",
            "production",
            "--archive-existing-versions",
        ],
        &["versions", "transition", odd, "3", "Staging"],
        &["aliases", "set", odd, "gone", "4"],
        &["versions", "delete", odd, "4", "--yes"],
        &["versions", "tag", odd, "3", "empty="],
        &["versions", "copy", odd, "1", "copied"],
        &["models", "create", "empty"],
    ] {
        store.mlrun(&[&["registry"], words].concat());
    }
}

#[test]
fn what_we_register_reads_the_same_everywhere_and_predicts() {
    let store = Store::new();
    write_everything(&store);
    let ours = ours(&store);
    for version in [V2, V3] {
        assert_same(version, &theirs(&store.root(), version), &ours);
    }
    let predicted = output(
        Python::with_mlflow(V3)
            .script("tests/interop/predict.py")
            .arg(store.root())
            .args([
                "models:/모델 – 'a' #1@champion",
                "models:/모델 – 'a' #1/Production",
                "models:/copied/1",
            ]),
    );
    assert_eq!(predicted, "[2.0, 4.0]\n[2.0, 4.0]\n[2.0, 4.0]\n");
}

#[test]
fn what_they_register_reads_the_same() {
    for version in [V2, V3] {
        let store = Store::new();
        output(
            Python::with_mlflow(version)
                .script("tests/interop/write_registry.py")
                .arg(store.root()),
        );
        let theirs = theirs(&store.root(), version);
        assert_eq!(theirs["versions"].as_array().map(Vec::len), Some(5), "{version}");
        assert_same(version, &theirs, &ours(&store));
    }
}

#[test]
fn a_registry_of_ours_migrates() {
    let store = Store::new();
    write_everything(&store);
    let database = format!("sqlite:///{}", store.folder().join("mlflow.db").display());
    output(
        Python::with_mlflow(V3)
            .command("mlflow")
            .args(["migrate-filestore", "--no-progress", "--target", &database, "--source"])
            .arg(store.root()),
    );
    let migrated = theirs(Path::new(&database), V3);
    let seen = |read: &Value| -> Vec<Value> {
        let versions = read["versions"].as_array().expect("versions").iter();
        let mut seen: Vec<Value> = versions
            .map(|v| {
                json!([
                    v["name"],
                    v["version"],
                    v["current_stage"],
                    v["storage_location"],
                    v["description"],
                    v["tags"]
                ])
            })
            .collect();
        seen.sort_by_key(Value::to_string);
        seen
    };
    assert_eq!(seen(&migrated), seen(&ours(&store)));
}

#[test]
fn eight_writers_number_the_versions_of_one_model_without_gap_or_twin() {
    const WRITERS: usize = 8;
    const EACH: usize = 12;
    let store = Store::new();
    store.mlrun(&["registry", "models", "create", "m"]);
    let made: Vec<String> = thread::scope(|scope| {
        let write = |writer: usize| {
            let store = &store;
            scope.spawn(move || {
                let create = |n: usize| {
                    let source = format!("s3://bucket/{writer}/{n}");
                    let number = store.mlrun(&["registry", "versions", "create", "m", "--source", &source]);
                    format!("{} {source}", number.trim_end())
                };
                (0..EACH).map(create).collect::<Vec<String>>()
            })
        };
        let writers: Vec<_> = (0..WRITERS).map(write).collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    let read = theirs(&store.root(), V3);
    let mut read: Vec<String> = read["versions"]
        .as_array()
        .expect("versions")
        .iter()
        .map(|v| format!("{} {}", v["version"].as_str().unwrap(), v["source"].as_str().unwrap()))
        .collect();
    let mut numbers: Vec<usize> = read
        .iter()
        .filter_map(|line| line.split(' ').next()?.parse().ok())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=WRITERS * EACH).collect::<Vec<_>>());
    let mut made = made;
    made.sort();
    read.sort();
    assert_eq!(made, read);
}
