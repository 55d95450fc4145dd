//! A store with every damage of the matrix in `design/reliability.md`, repaired: MLflow 3.17 reads all of it, as we do.

use std::fs;
use std::path::{Path, PathBuf};

use crate::python::V3;
use crate::same::assert_same;
use crate::store::Store;

/// Done to a run of its own each.
const DAMAGES: &[fn(&Path)] = &[
    |run| put(&run.join("meta.yaml"), b""),
    |run| {
        let meta = fs::read(run.join("meta.yaml")).unwrap();
        put(&run.join("meta.yaml"), &meta[..meta.len() / 2]);
    },
    |run| put(&run.join("meta.yaml"), &[0; 300]),
    |run| put(&run.join("metrics/loss"), b"1 0.5 0\n2 0.25 1\n3"),
    |run| put(&run.join("metrics/loss"), b""),
    |run| put(&run.join("metrics/loss"), b"1 0.5 0\n1 oops 1\n"),
    |run| put(&run.join("params/name"), b"caf\xe9 x"),
    |run| put(&run.join("metrics/.loss.swp"), b"b0VIM 9.1\0\xff"),
    |run| edit(run, "status: 3", "status: 9"),
    |run| fs::remove_file(run.join("meta.yaml")).unwrap(),
    |run| edit(run, "experiment_id: ", "experiment_id: '12' #"),
    |run| fs::remove_dir_all(run.join("metrics")).unwrap(),
    |run| put(&run.join("metrics/loss"), b"1 0.5 0\n2 0.25 1\n3 0.1"),
    |run| put(&run.join("params/none"), b""),
    |run| fs::create_dir(run.join("tags/stray")).unwrap(),
    |run| put(&run.join(".DS_Store"), b"\0\xff"),
    |run| edit(run, "run_id: ", "was: "),
    |run| put(&run.join("params/README (1).md"), b"\n"),
    |run| put(&run.join("inputs/lost/x"), b""),
];

fn put(path: &Path, content: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn edit(run: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(run.join("meta.yaml")).unwrap();
    assert!(text.contains(from), "{from}");
    put(&run.join("meta.yaml"), text.replace(from, to).as_bytes());
}

#[test]
fn mlflow_reads_a_repaired_store_as_we_do() {
    let store = Store::new();
    let experiment = store.id(&["experiments", "create", "-n", "seven"]);
    let other = store.id(&["experiments", "create", "-n", "eight"]);
    let home: PathBuf = store.root().join(&experiment);
    for (number, damage) in DAMAGES.iter().enumerate() {
        let name = format!("run {number}");
        let run = store.id(&["runs", "create", "-x", &experiment, "--run-name", &name]);
        store.mlrun(&["log", "param", &run, "lr", "0.1"]);
        store.mlrun(&["log", "metric", &run, "loss", "0.5", "--step", "1"]);
        store.mlrun(&["runs", "finish", &run]);
        damage(&home.join(&run));
    }
    put(&store.root().join(&other).join("meta.yaml"), b"");
    let done = store.command(&["fsck", "--repair"]).output().expect("mlrun runs");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    let ours = store.ours();
    assert_eq!(ours["runs"].as_array().map(Vec::len), Some(DAMAGES.len()));
    assert_same("repaired", &store.theirs(V3), &ours);
}
