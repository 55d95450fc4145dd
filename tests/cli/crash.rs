//! Stopped anywhere, at any call that changes the disk: the store is as before or as after, and the next writer goes on.
//! `strace` injects the kills and errors; where it is missing or may not trace, the tests say so and pass.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::support::{ADA, BEN, Claim, Scene, Test, can_trace, snapshot, status};

/// A run that is deleted.
const DAN: &str = "5a1c0000000000000000000000000004";

/// One whose process died with the machine.
const EVE: &str = "5a1c0000000000000000000000000005";

/// What is done to a store of experiments 0 and 7, with ADA in it.
const ACTS: &[&str] = &[
    "experiments create -n new -t k=v",
    "experiments rename digits --new-name numbers",
    "experiments delete digits",
    "experiments restore gone",
    "runs create -n digits --run-name new --tags k=v",
    "runs finish ada",
    "runs rename ada other",
    "runs tag ada t new",
    "runs tag ada mlflow.runName other",
    "runs untag ada t",
    "runs delete ada",
    "runs reap",
    "runs restore dan",
    "log tag ada t new",
    "log tag ada deep/er/t new",
    "log param ada p new",
    "log param ada deep/er/p new",
    "log metric ada loss 0.125 --step 2 --timestamp 3",
    "log metric ada deep/er/loss 0.125 --step 2 --timestamp 3",
    "log input ada file.txt",
    "experiments tag digits k v",
    "experiments untag digits note",
    "log artifact ada file.txt",
    "artifacts log-artifact -r ada -l file.txt -a deep",
];

fn store() -> Test {
    let test = Test::with_store(|store| {
        store.experiment("0", "Default");
        let digits = store.experiment("7", "digits");
        digits
            .run(ADA, "ada")
            .tag("t", "old")
            .metric("loss", "1 0.5 0\n2 0.25 1\n")
            .artifact("file.txt", b"old");
        digits.run(DAN, "dan");
        digits
            .run(EVE, "eve")
            .tag("mlrun.pid", "1")
            .tag("mlrun.pid_started", "1")
            .tag("mlrun.host", &host())
            .tag("mlrun.boot_id", "before the machine was started again");
        store.experiment("9", "gone").run(BEN, "ben");
    });
    test.write("file.txt", "new");
    test.line("experiments delete gone").check();
    test.line("runs delete dan").check();
    test.line("experiments tag digits note old").check();
    test
}

/// What the machine is called.
fn host() -> String {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").unwrap();
    name.trim_end().to_owned()
}

/// What anyone sees of the store, with placeholders: active and deleted experiments, active runs with all they logged, the
/// deleted runs of active experiments. (Those of a deleted experiment are marked one by one after it is gone, and all are
/// active when it comes back; the time of the last update is of no account.)
fn seen(test: &Test) -> String {
    let list = |line: &str| -> Vec<Value> {
        let answer = test.mlrun(line.split(' ').chain(["-o", "ndjson"])).check();
        assert_eq!(answer.stderr, "", "{line}");
        answer
            .stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    let mut experiments = [list("experiments list"), list("experiments list --view deleted_only")];
    experiments
        .iter_mut()
        .flatten()
        .for_each(|experiment| experiment["last_update_time"] = Value::Null);
    let mut runs = [list("runs list --history"), list("runs list --view deleted_only")];
    runs[1].retain(|run| {
        experiments[0]
            .iter()
            .any(|e| e["experiment_id"] == run["info"]["experiment_id"])
    });
    let artifacts = snapshot(&test.path("mlruns"))
        .into_iter()
        .filter(|(name, _)| name.contains("/artifacts/") && !name.contains("/.mlrun-"))
        .filter_map(|(name, (content, _))| Some((name, String::from_utf8(content?).unwrap())));
    let artifacts: BTreeMap<_, _> = artifacts.collect();
    test.placeholders(&format!("{experiments:#?}\n{runs:#?}\n{artifacts:#?}"))
}

/// No folder that MLflow looks into may hold half a thing.
fn whole(store: &Path, context: &str) {
    let dirs = |dir: &Path| -> Vec<std::path::PathBuf> {
        let entries = fs::read_dir(dir)
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path());
        entries.filter(|path| path.is_dir()).collect()
    };
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let has_meta = |dir: &Path| {
        let meta = fs::read_to_string(dir.join("meta.yaml")).unwrap_or_default();
        assert!(
            meta.contains("lifecycle_stage: "),
            "{context}: {} has no meta.yaml",
            dir.display()
        );
    };
    let active = dirs(store).into_iter().filter(|dir| !name(dir).ends_with(".trash"));
    for experiment in active.chain(dirs(&store.join(".trash"))) {
        has_meta(&experiment);
        for run in dirs(&experiment)
            .into_iter()
            .filter(|dir| !["tags", "datasets"].contains(&&*name(dir)))
        {
            has_meta(&run);
        }
    }
    let strays: Vec<String> = snapshot(store)
        .into_keys()
        .filter(|name| {
            ["/metrics/", "/params/", "/tags/"]
                .iter()
                .any(|part| name.contains(&format!("{part}.mlrun-")))
        })
        .filter(|name| !name.starts_with(".mlrun-"))
        .collect();
    assert!(strays.is_empty(), "{context}: {strays:?}");
}

/// The next writers succeed, and nothing is left of what was stopped.
fn go_on(test: &Test, context: &str) {
    test.write("other.txt", "other");
    for line in ["experiments restore digits", &format!("runs restore {ADA}")] {
        test.line(line).answer();
    }
    for line in [
        "runs create -x 7",
        &format!("runs tag {ADA} last writer"),
        &format!("log artifact {ADA} other.txt"),
    ] {
        test.line(line).check();
    }
    let end = snapshot(&test.path("mlruns"));
    let left: Vec<&String> = end.keys().filter(|name| name.contains(".mlrun-")).collect();
    assert!(left.is_empty(), "{context}: {left:?}");
}

const SCENE: Scene = Scene {
    acts: ACTS,
    store,
    seen,
    claim: Claim::Either,
    found: &["experiment-active-in-trash"],
    whole: |test, context| whole(&test.path("mlruns"), context),
    go_on,
};

#[test]
fn a_fault_anywhere_leaves_the_store_as_before_or_as_after() {
    if can_trace() {
        assert!(SCENE.try_everywhere("crash") >= 5 * ACTS.len());
    }
}

/// One process has made its temporary file but not yet locked it when another sweeps the folder.
#[test]
fn a_sweeper_that_comes_between_costs_the_other_nothing() {
    if !can_trace() {
        return;
    }
    let test = store();
    test.write("other.txt", "other");
    let artifacts = test.path(&format!("mlruns/7/{ADA}/artifacts"));
    let mut command = Command::new("strace");
    test.prepare(&mut command);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.args([
        "-f",
        "-o",
        "trace",
        "-e",
        "trace=flock",
        "-e",
        "inject=flock:delay_enter=500000",
    ]);
    command
        .arg(env!("CARGO_BIN_EXE_mlrun"))
        .args(["log", "artifact", "ada", "file.txt", "-q"]);
    let mut slow = command.spawn().unwrap();
    let made = || {
        fs::read_dir(&artifacts)
            .unwrap()
            .any(|entry| entry.unwrap().file_name().to_string_lossy().starts_with('.'))
    };
    while !made() && slow.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    assert!(made());
    test.line("log artifact ada other.txt -q").run();
    assert_eq!(status(slow.wait().unwrap()), 0);
    let logged: Vec<String> = snapshot(&artifacts).into_keys().collect();
    assert_eq!(logged, ["file.txt", "other.txt"]);
    assert_eq!(test.read(&format!("mlruns/7/{ADA}/artifacts/file.txt")), "new");
}
