//! Many processes at once on one store.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use crate::python::{Python, V1, V2, V3};
use crate::store::Store;

const WRITERS: usize = 8;
const POINTS: usize = 1000;
/// Of the writers these are MLflow.
const PYTHONS: [&str; 3] = [V1, V2, V3];

/// Every value of each metric of a store's only run, as a lister sees them.
fn listed(store: &Store) -> BTreeMap<String, Vec<Value>> {
    let runs: Value = serde_json::from_str(&store.mlrun(&["runs", "search", "--history", "-o", "json"])).expect("JSON");
    assert_eq!(runs.as_array().map(Vec::len), Some(1));
    serde_json::from_value(runs[0]["data"]["metric_history"].clone()).expect("histories")
}

/// Logs like `log_points.py`: the step is the point's number, the value the writer's; half to a metric all share.
fn log_by_stream(store: &Store, run: &str, writer: usize) {
    let mut child = store
        .command(&["log", "stream", run])
        .stdin(Stdio::piped())
        .spawn()
        .expect("mlrun runs");
    let mut stdin = child.stdin.take().unwrap();
    for step in 0..POINTS {
        let key = if step % 2 == 0 {
            "shared".to_owned()
        } else {
            format!("own-{writer}")
        };
        writeln!(stdin, r#"{{"metric": "{key}", "value": {writer}, "step": {step}}}"#).expect("it reads");
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

fn python_writer(version: &str, store: &Store, run: &str, writer: usize) -> Child {
    let mut command = Python::with_mlflow(version).script("tests/interop/log_points.py");
    command
        .arg(store.root())
        .args([run, &writer.to_string(), &POINTS.to_string()]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python runs");
    let mut ready = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut ready)
        .expect("it says that it is ready");
    assert_eq!(ready, "ready\n");
    child
}

/// Eight processes, three of them MLflow, log 1,000 values each to one run, while a lister sees none vanish or change.
/// Returns how often it looked.
fn eight_writers() -> usize {
    let store = Store::new();
    let run = store.id(&["runs", "create"]);
    let pythons: Vec<Child> = (0..)
        .zip(PYTHONS)
        .map(|(writer, version)| python_writer(version, &store, &run, writer))
        .collect();
    let writing = AtomicUsize::new(WRITERS);
    let mut looks = 0;
    thread::scope(|scope| {
        for mut python in pythons {
            let writing = &writing;
            scope.spawn(move || {
                python.stdin.take().unwrap().write_all(b"go\n").expect("it waits");
                assert!(python.wait().unwrap().success());
                writing.fetch_sub(1, Ordering::SeqCst);
            });
        }
        for writer in PYTHONS.len()..WRITERS {
            let (store, run, writing) = (&store, &run, &writing);
            scope.spawn(move || {
                log_by_stream(store, run, writer);
                writing.fetch_sub(1, Ordering::SeqCst);
            });
        }
        let mut before = BTreeMap::new();
        while writing.load(Ordering::SeqCst) > 0 {
            let now = listed(&store);
            for (key, points) in &before {
                let points: &Vec<Value> = points;
                assert!(now[key].starts_with(points), "{key} lost or changed values");
            }
            before = now;
            looks += 1;
        }
    });
    let after = listed(&store);
    for writer in 0..WRITERS {
        let steps = |key: &str| -> Vec<usize> {
            let of_writer = |point: &&Value| point["value"].as_f64() == Some(writer as f64);
            after[key]
                .iter()
                .filter(of_writer)
                .map(|point| point["step"].as_u64().unwrap() as usize)
                .collect()
        };
        assert_eq!(
            steps("shared"),
            (0..POINTS).step_by(2).collect::<Vec<_>>(),
            "writer {writer}"
        );
        assert_eq!(
            steps(&format!("own-{writer}")),
            (1..POINTS).step_by(2).collect::<Vec<_>>(),
            "writer {writer}"
        );
    }
    assert_eq!(after.values().map(Vec::len).sum::<usize>(), WRITERS * POINTS);
    assert_eq!(store.theirs(V3)["runs"], store.ours()["runs"]);
    looks
}

#[test]
fn eight_writers_lose_nothing_while_a_lister_looks() {
    assert!(eight_writers() > 0);
}

/// `cargo test --test interop looks -- --ignored --nocapture`
#[test]
#[ignore = "takes many minutes"]
#[expect(clippy::print_stderr, reason = "how much was tried")]
fn eight_writers_lose_nothing_in_ten_thousand_looks() {
    let (mut looks, mut rounds) = (0, 0);
    while looks < 10_000 {
        looks += eight_writers();
        of_eight_creators_of_one_experiment_one_succeeds();
        rounds += 1;
        eprintln!("{rounds} rounds, {} points, {looks} looks", rounds * WRITERS * POINTS);
    }
}

#[test]
fn of_eight_creators_of_one_experiment_one_succeeds() {
    let store = Store::new();
    let creators: Vec<Child> = (0..8)
        .map(|_| {
            let mut command = store.command(&["experiments", "create", "-n", "same"]);
            command
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .expect("mlrun runs")
        })
        .collect();
    let mut codes: Vec<Option<i32>> = creators
        .into_iter()
        .map(|mut child| child.wait().unwrap().code())
        .collect();
    codes.sort_unstable();
    assert_eq!(codes, [0, 5, 5, 5, 5, 5, 5, 5].map(Some));
    let ours = store.ours();
    let same = |experiment: &&Value| experiment["name"] == "same";
    assert_eq!(ours["experiments"].as_array().unwrap().iter().filter(same).count(), 1);
}

#[test]
fn renaming_tagging_and_finishing_one_run_at_once_loses_nothing() {
    const TIMES: usize = 25;
    let store = Store::new();
    let run = store.id(&["runs", "create", "--run-name", "before"]);
    thread::scope(|scope| {
        for tagger in ["a", "b"] {
            let (store, run) = (&store, &run);
            scope.spawn(move || {
                for i in 0..TIMES {
                    store.mlrun(&["log", "tag", run, &format!("{tagger}{i}"), "v"]);
                }
            });
        }
        scope.spawn(|| (0..TIMES).for_each(|i| drop(store.mlrun(&["runs", "rename", &run, &format!("name {i}")]))));
        scope.spawn(|| store.mlrun(&["runs", "finish", &run, "--status", "killed"]));
    });
    let ours = store.ours();
    let (info, tags) = (&ours["runs"][0]["info"], &ours["runs"][0]["data"]["tags"]);
    let last = format!("name {}", TIMES - 1);
    assert_eq!(
        (&info["run_name"], &tags["mlflow.runName"]),
        (&Value::from(last.clone()), &Value::from(last))
    );
    assert_eq!(info["status"], "KILLED");
    assert!(info["end_time"].is_i64());
    for i in 0..TIMES {
        assert_eq!(
            (&tags[format!("a{i}")], &tags[format!("b{i}")]),
            (&Value::from("v"), &Value::from("v"))
        );
    }
}
