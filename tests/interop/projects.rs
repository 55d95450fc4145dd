//! Projects run by `mlrun run` and by `mlflow run`, side by side.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value};

use crate::python::{Python, V3, output, root};
use crate::same::assert_same;
use crate::store::Store;

const RUN: [&str; 3] = ["run", ".", "--env-manager=local"];

/// Lets a command run in the folder of a fixture, with that Python first on its `PATH`.
fn in_project(command: &mut Command, project: &str, python: &Python) {
    #[expect(clippy::disallowed_methods, reason = "to be added to")]
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = [python.bin.clone()].into_iter().chain(std::env::split_paths(&path));
    command.env("PATH", std::env::join_paths(folders).unwrap());
    command.current_dir(root("fixtures/projects").join(project));
}

/// Runs a fixture by `mlrun`.
fn by_mlrun(store: &Store, project: &str, words: &[&str]) {
    let mut command = store.command(&[&RUN, words].concat());
    in_project(&mut command, project, &Python::with_mlflow(V3));
    output(&mut command);
}

/// Runs a fixture by `mlflow`.
fn by_mlflow(store: &Store, project: &str, words: &[&str]) {
    let python = Python::with_mlflow(V3);
    let mut command = python.command("mlflow");
    in_project(&mut command, project, &python);
    output(command.args(RUN).args(words).env("MLFLOW_TRACKING_URI", store.root()));
}

/// The runs of a store by name.
fn runs(store: &Store) -> BTreeMap<String, Value> {
    let ours = store.ours();
    let named = |run: &Value| (run["info"]["run_name"].as_str().unwrap().to_owned(), run.clone());
    ours["runs"].as_array().unwrap().iter().map(named).collect()
}

fn artifacts(store: &Store, run: &Value) -> PathBuf {
    let id = |key: &str| run["info"][key].as_str().unwrap();
    store
        .root()
        .join(id("experiment_id"))
        .join(id("run_id"))
        .join("artifacts")
}

/// The files below a folder of artifacts, with what they hold; without the logs, which only we keep.
fn files(folder: &Path) -> Map<String, Value> {
    let entries = walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(Result::unwrap);
    let named = |entry: walkdir::DirEntry| {
        let name = entry.path().strip_prefix(folder).unwrap().display().to_string();
        (name, Value::from(fs::read_to_string(entry.path()).unwrap()))
    };
    let files = entries.filter(|entry| entry.file_type().is_file()).map(named);
    let is_theirs_too = |(name, _): &(String, Value)| !name.starts_with("logs/") && !name.starts_with("git/");
    files.filter(is_theirs_too).collect()
}

/// What two runs of one thing must share: all but ids, times, the branch, which MLflow records only of what it cloned, and
/// what only we record: the command's output, what it used, what was not committed, and our own tags.
fn comparable(store: &Store, run: &Value) -> Value {
    let mut run = run.clone();
    run["artifacts"] = Value::Object(files(&artifacts(store, &run)));
    for key in ["artifact_uri", "run_id", "start_time", "end_time"] {
        let gone = run["info"].as_object_mut().unwrap().remove(key);
        assert!(gone.is_some_and(|value| !value.is_null()), "{key}");
    }
    let tags = run["data"]["tags"].as_object_mut().unwrap();
    let only_ours = ["mlflow.source.git.branch", "mlflow.source.git.dirty"];
    tags.retain(|key, _| !only_ours.contains(&key.as_str()) && !key.starts_with("mlrun."));
    for metrics in ["metrics", "metric_history"] {
        if let Some(metrics) = run["data"][metrics].as_object_mut() {
            metrics.retain(|key, _| !key.starts_with("system/"));
        }
    }
    for points in run["data"]["metric_history"].as_object_mut().unwrap().values_mut() {
        for point in points.as_array_mut().unwrap() {
            point.as_object_mut().unwrap().remove("timestamp");
        }
    }
    run
}

#[test]
fn a_run_is_what_mlflow_run_makes_of_it() {
    for (project, words) in [
        (
            "elastic-net-py",
            [
                "-P",
                "alpha=0.1",
                "-P",
                "note=it's 한국어 $HOME {x}",
                "--run-name=a run",
            ],
        ),
        (
            "types",
            ["-P", "number=-1e-7", "-P", "an-extra=two words", "--run-name=a run"],
        ),
    ] {
        let (theirs, ours) = (Store::new(), Store::new());
        by_mlflow(&theirs, project, &words);
        by_mlrun(&ours, project, &words);
        let run = |store: &Store| comparable(store, &runs(store)["a run"]);
        assert_eq!(runs(&theirs).len(), 1);
        assert_same(project, &run(&theirs), &run(&ours));
        assert_eq!(run(&ours)["info"]["status"], "FINISHED");
    }
}

#[test]
fn the_python_client_logs_into_our_run() {
    let store = Store::new();
    by_mlrun(&store, "elastic-net-py", &["--run-name=ours", "-P", "folds=3"]);
    let runs = runs(&store);
    assert_eq!(runs.keys().collect::<Vec<_>>(), ["ours"]);
    let run = &runs["ours"];
    assert_eq!(run["data"]["params"]["rows"], "442");
    assert_eq!(run["data"]["metric_history"]["fold/rmse"].as_array().unwrap().len(), 3);
    assert_eq!(run["inputs"]["dataset_inputs"][0]["dataset"]["name"], "diabetes");
    let files = files(&artifacts(&store, run));
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        ["coefficients.csv", "model/coefficients.json"]
    );
}

#[test]
fn the_shell_trains_what_scikit_learn_trains() {
    let store = Store::new();
    let train = ["-P", "alpha=0.3", "-P", "l1_ratio=0.7", "-P", "epochs=500"];
    for name in ["--run-name=first", "--run-name=again"] {
        by_mlrun(&store, "elastic-net-sh", &[&train[..], &[name]].concat());
    }
    let first = runs(&store)["first"].clone();
    let without_name = |run: &Value| {
        let text = comparable(&store, run).to_string();
        text.replace("again", "first")
    };
    assert_eq!(
        without_name(&first),
        without_name(&runs(&store)["again"]),
        "the same data gives the same numbers"
    );

    let model = artifacts(&store, &first).join("model.csv");
    let python = Python::with_mlflow(V3);
    output(
        python
            .script("tests/interop/check_elastic_net.py")
            .arg(&model)
            .args(["0.3", "0.7"]),
    );
    let losses: Vec<f64> = first["data"]["metric_history"]["loss"]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| point["value"].as_f64().unwrap())
        .collect();
    assert_eq!(losses.len(), 500);
    assert!(
        losses.windows(2).all(|pair| pair[1] <= pair[0]),
        "every epoch is at least as good as the one before"
    );

    let model = format!("model={}", model.display());
    by_mlrun(
        &store,
        "elastic-net-sh",
        &["-e", "evaluate", "-P", &model, "--run-name=evaluation"],
    );
    let evaluation = &runs(&store)["evaluation"];
    let (rmse, of_training) = (
        &evaluation["data"]["metrics"]["rmse"],
        &first["data"]["metrics"]["test_rmse"],
    );
    assert!(
        (rmse.as_f64().unwrap() - of_training.as_f64().unwrap()).abs() < 1e-6,
        "{rmse} {of_training}"
    );
}

#[test]
fn a_project_run_inside_a_project_gets_a_run_of_its_own() {
    let store = Store::new();
    by_mlrun(&store, "nested", &["--run-name=outer", "-P", "value=2.5"]);
    let runs = runs(&store);
    assert_eq!(runs.len(), 2);
    let inner = runs.iter().find(|(name, _)| *name != "outer").unwrap().1;
    assert_eq!(inner["data"]["metrics"]["value"], 2.5);
    assert_eq!(
        inner["data"]["tags"]["mlflow.parentRunId"],
        runs["outer"]["info"]["run_id"]
    );
    assert_eq!(runs["outer"]["data"]["tags"]["steps"], "1");
    assert_same("read by MLflow", &store.theirs(V3), &store.ours());
}

#[test]
fn a_project_that_fails_keeps_what_it_logged() {
    let store = Store::new();
    let mut command = store.command(&["run", "fixtures/projects/fails", "--run-name=failing", "-P", "code=7"]);
    let done = command.current_dir(root("")).output().unwrap();
    assert_eq!(done.status.code(), Some(1), "{done:?}");
    let run = &runs(&store)["failing"];
    assert_eq!(
        (&run["info"]["status"], &run["data"]["metrics"]["progress"]),
        (&"FAILED".into(), &0.5.into())
    );
    assert!(run["info"]["end_time"].is_i64());
}
