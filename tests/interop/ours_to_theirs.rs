//! Stores that we wrote, exercising everything, as each MLflow reads them.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use mlrun::model::{Dataset, DatasetInput, RunId};
use mlrun::store::TrackingStore as _;
use mlrun::store::file::FileStore;
use serde_json::{Value, json};

use crate::python::{Python, V1, V2, V3, output};
use crate::same::assert_same;
use crate::store::Store;

const HARD_TEXTS: [(&str, &str); 9] = [
    ("plain", "0.5"),
    ("blanks", "  two  words "),
    ("lines", "first\nsecond\n\n  third\n"),
    ("carriage returns", "a\r\nb\rc"),
    ("emoji", "🚀 é 한국어 \u{2028}\u{85}"),
    ("yaml", "yes: [1, {a: #b}]"),
    ("quotes", "\"it's\" \\"),
    ("a/b/c", "a key that is a path"),
    ("언어-1_2.3", "key in Korean"),
];

/// What `log stream` reads.
const STREAM: &str = r#"
{"metric": "loss", "value": 0.1, "step": 0, "timestamp": 1700000000000}
{"metric": "loss", "value": 1e-05, "step": 1, "timestamp": 1700000000001}
{"metric": "loss", "value": 1e16, "step": 2, "timestamp": 1700000000002}
{"metric": "loss", "value": 5e-324, "step": 3, "timestamp": 1700000000003}
{"metric": "loss", "value": 1.7976931348623157e308, "step": 4, "timestamp": 1700000000004}
{"metric": "loss", "value": -0.0, "step": 5, "timestamp": 1700000000005}
{"metric": "loss", "value": 0.30000000000000004, "step": -3, "timestamp": 1700000000006}
{"metric": "val/deep/acc", "value": "NaN", "step": 1, "timestamp": 1}
{"metric": "val/deep/loss", "value": "Infinity", "step": 9007199254740993, "timestamp": 2}
{"metric": "minus infinity", "value": "-Infinity", "timestamp": 3}
{"metric": "latest by time", "value": 1, "step": 1, "timestamp": 20}
{"metric": "latest by time", "value": 2, "step": 1, "timestamp": 10}
{"param": "streamed", "value": 7}
{"tag": "streamed", "value": "yes"}
"#;

/// A store with everything in it that every version of MLflow knows; the id of its parent run.
fn write_everything(store: &Store) -> String {
    let main = store.id(&[
        "experiments",
        "create",
        "-n",
        "before",
        "--tag",
        "team=바람",
        "--tag",
        "gone=soon",
    ]);
    store.mlrun(&["experiments", "rename", &main, "--new-name", "실험 🚀: a # b"]);
    store.mlrun(&["experiments", "tag", &main, "mlflow.note.content", "# Title\n\n- a\r\n"]);
    store.mlrun(&["experiments", "untag", &main, "gone"]);

    let elsewhere = store.folder().join("else where ü");
    let elsewhere = store.id(&[
        "experiments",
        "create",
        "-n",
        "elsewhere",
        "-l",
        elsewhere.to_str().unwrap(),
    ]);
    store.mlrun(&[
        "experiments",
        "create",
        "-n",
        "2023-11-14",
        "-l",
        "s3://bucket/path?version=1#f",
    ]);
    for name in ["deleted", "restored"] {
        let id = store.id(&["experiments", "create", "-n", name]);
        let run = store.id(&["runs", "create", "-x", &id, "--run-name", name]);
        store.mlrun(&["log", "metric", &run, "m", "1"]);
        store.mlrun(&["experiments", "delete", &id, "--yes"]);
    }
    store.mlrun(&["experiments", "restore", "restored"]);

    let parent = store.id(&[
        "runs",
        "create",
        "-x",
        &main,
        "--run-name",
        "parent: 🌳",
        "--description",
        "여러\n줄",
        "-t",
        "gone=soon",
    ]);
    for (key, value) in HARD_TEXTS {
        store.mlrun(&["log", "param", &parent, key, value]);
        store.mlrun(&["log", "tag", &parent, key, value]);
    }
    store.mlrun(&["log", "param", &parent, "longest", &"ü".repeat(6001)]);
    store.mlrun(&["log", "tag", &parent, "longest", &"ü".repeat(8001)]);
    store.mlrun(&[
        "log",
        "metrics",
        &parent,
        "accuracy=0.75",
        "val/accuracy=0.5",
        "--step",
        "-2",
    ]);
    stream(store, &parent, STREAM);
    store.mlrun(&["runs", "untag", &parent, "gone"]);

    for (status, name) in [("finished", "1e3"), ("failed", "yes"), ("killed", "it's \"so\"")] {
        let child = [
            "runs",
            "create",
            "-x",
            &main,
            "--run-name",
            name,
            "--parent-run-id",
            &parent,
            "--status",
            status,
        ];
        let child = store.id(&child);
        store.id(&[
            "runs",
            "create",
            "-x",
            &main,
            "--run-name",
            "grandchild",
            "--parent-run-id",
            &child,
        ]);
    }
    let [deleted, restored, renamed, finished] = ["deleted", "restored", "before", "finished"]
        .map(|name| store.id(&["runs", "create", "-x", &elsewhere, "--run-name", name]));
    store.mlrun(&["runs", "delete", &deleted, &restored, "--yes"]);
    store.mlrun(&["runs", "restore", &restored]);
    store.mlrun(&[
        "runs",
        "rename",
        &renamed,
        "0x1F: renamed 🚀 and long enough that PyYAML must fold it, which it does at column 80",
    ]);
    store.mlrun(&["runs", "finish", &finished, "--status", "failed"]);
    parent
}

fn stream(store: &Store, run: &str, lines: &str) {
    let mut child = store
        .command(&["log", "stream", run])
        .stdin(Stdio::piped())
        .spawn()
        .expect("mlrun runs");
    child
        .stdin
        .take()
        .unwrap()
        .write_all(lines.as_bytes())
        .expect("it reads");
    assert!(child.wait().unwrap().success());
}

fn log_datasets(store: &Store, run: &str) {
    let dataset = |name: &str, schema: Option<&str>| Dataset {
        name: name.to_owned(),
        digest: "a1b2c3d4".to_owned(),
        source_type: "local".to_owned(),
        source: r#"{"uri": "/data/train 🚀.csv"}"#.to_owned(),
        schema: schema.map(str::to_owned),
        profile: schema.map(|_| "{\"num_rows\": 3}\n".to_owned()),
    };
    let tags = BTreeMap::from([
        ("mlflow.data.context".to_owned(), "training".to_owned()),
        ("yes".to_owned(), "1e3".to_owned()),
    ]);
    let inputs = [
        DatasetInput {
            dataset: dataset("train: 데이터 🚀", Some(r#"{"mlflow_colspec": []}"#)),
            tags,
        },
        DatasetInput {
            dataset: dataset("bare", None),
            tags: BTreeMap::new(),
        },
    ];
    FileStore::new(store.root())
        .log_inputs(&RunId::parse(run).unwrap(), &inputs)
        .expect("inputs");
}

#[test]
fn every_mlflow_reads_what_we_wrote() {
    let store = Store::new();
    let parent = write_everything(&store);
    let ours = store.ours();
    assert_same("read by 1.30", &store.theirs(V1), &ours);
    for run in ours["runs"].as_array().unwrap() {
        let id = run["info"]["run_id"].as_str().unwrap();
        let shown = serde_json::from_str(&store.mlrun(&["runs", "show", id, "--history", "-o", "json"])).expect("JSON");
        assert_same("listed and shown", run, &shown);
    }

    log_datasets(&store, &parent);
    store.mlrun(&["log", "metrics", &parent, "p:95=12.5", "a:b/c:d=1"]); // colons: since 2.16
    store.mlrun(&["log", "param", &parent, "key: with colon", "v"]);
    let ours = store.ours();
    let inputs = |run: &Value| run["inputs"]["dataset_inputs"].as_array().map_or(0, Vec::len);
    assert_eq!(ours["runs"].as_array().unwrap().iter().map(inputs).sum::<usize>(), 2);
    for version in [V2, V3] {
        assert_same(&format!("read by {version}"), &store.theirs(version), &ours);
    }
    migrates(&store, &ours);
}

/// `mlflow migrate-filestore` to SQLite: there a `\r\n` is `\n`, infinities are the largest doubles, and histories are sorted.
fn migrates(store: &Store, ours: &Value) {
    let python = Python::with_mlflow(V3);
    let database = format!("sqlite:///{}", store.folder().join("migrated.db").display());
    let mut migrate = python.command("mlflow");
    output(
        migrate
            .arg("migrate-filestore")
            .arg("--source")
            .arg(store.root())
            .args(["--target", &database, "--no-progress"]),
    );
    let migrated = output(python.script("fixtures/stores/read.py").arg(&database));
    let as_in_sql = |mut store: Value| {
        for run in store["runs"].as_array_mut().unwrap() {
            run["data"]
                .as_object_mut()
                .unwrap()
                .retain(|key, _| key == "params" || key == "tags");
        }
        let text = store.to_string().replace(r"\r\n", r"\n").replace(r"\r", r"\n");
        serde_json::from_str::<Value>(&text).unwrap()
    };
    let migrated = serde_json::from_str(&migrated).expect("JSON");
    assert_same("migrated", &as_in_sql(migrated), &as_in_sql(ours.clone()));
}

#[test]
fn every_mlflow_finds_our_artifacts() {
    let store = Store::new();
    let files = store.folder().join("files");
    fs::create_dir_all(files.join("deep/한글")).unwrap();
    fs::write(files.join("deep/한글/emoji 🚀.txt"), "x").unwrap();
    fs::write(files.join("empty"), "").unwrap();
    let files = files.to_str().unwrap();
    let custom = format!("file://{}/some%20where", store.folder().display());
    let experiment = store.id(&["experiments", "create", "-n", "artifacts", "-l", &custom]);
    for run in [
        store.id(&["runs", "create"]),
        store.id(&["runs", "create", "-x", &experiment]),
    ] {
        store.mlrun(&["log", "artifacts", &run, files, "-a", "model/v 1"]);
        store.mlrun(&["log", "artifact", &run, &format!("{files}/empty")]);
        let ours: Value = serde_json::from_str(&store.mlrun(&["artifacts", "list", "-R", &run, "-o", "json"])).unwrap();
        let sizes: BTreeMap<&str, &Value> = ours
            .as_array()
            .unwrap()
            .iter()
            .filter(|file| file["is_dir"] == false)
            .map(|f| (f["path"].as_str().unwrap(), &f["file_size"]))
            .collect();
        assert_eq!(sizes.len(), 3, "{ours}");
        for version in [V1, V2, V3] {
            let theirs = output(
                Python::with_mlflow(version)
                    .script("tests/interop/list_artifacts.py")
                    .arg(store.root())
                    .arg(&run),
            );
            assert_same(version, &serde_json::from_str(&theirs).expect("JSON"), &json!(sizes));
        }
    }
}
