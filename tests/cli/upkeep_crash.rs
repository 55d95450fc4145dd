//! Cleaning, relocating, repairing and undoing, stopped anywhere: each thing is there or gone, each file old or new.
#![cfg(target_os = "linux")]

use std::fs;

use super::support::{ADA, BEN, CLEO, Claim, Scene, Test, can_trace, snapshot};

/// The sample store after a move, with two runs deleted, an experiment deleted and artifacts that nobody owns.
fn store() -> Test {
    let test = Test::sample();
    for line in [
        &format!("runs delete {BEN} {CLEO}"),
        "experiments create -n gone",
        "experiments delete gone",
    ] {
        test.line(line).answer();
    }
    test.write(
        "mlruns/7/f0000000000000000000000000000009/artifacts/model.bin",
        [7; 3000],
    );
    for run in [ADA, BEN] {
        let meta = format!("mlruns/7/{run}/meta.yaml");
        let moved = test.read(&meta).replace("file:///", "file:///old/");
        test.write(&meta, moved);
    }
    test
}

/// A line for each run and experiment, each thing that is damaged, and each recorded location.
fn seen(test: &Test) -> String {
    let lines = |line: &str| test.line(line).answer().stdout;
    let mut seen = lines("ls --view all -o csv");
    for experiment in lines("experiments list --view all -o csv").lines() {
        let shown: Vec<&str> = experiment.split(',').take(3).collect(); // not when it was last touched
        seen += &format!("{shown:?}\n");
    }
    for (name, (content, _)) in snapshot(&test.path("mlruns")) {
        let name = name.trim_start_matches(".trash/");
        let is_shown = !name.contains(".mlrun");
        if let Some(content) = content.filter(|_| is_shown && name.ends_with("meta.yaml")) {
            let text = String::from_utf8(content).unwrap();
            let location = text.lines().find(|line| line.starts_with("artifact_uri"));
            seen += &format!("{name}: {}\n", location.unwrap_or_default());
        } else if is_shown && name.ends_with("model.bin") {
            seen += &format!("{name}\n");
        }
    }
    test.placeholders(&seen)
}

/// A run is there or not, and nothing of it is elsewhere.
fn whole(test: &Test, context: &str) {
    let files = snapshot(&test.path("mlruns"));
    let has = |name: &str| files.contains_key(&format!("7/{BEN}/{name}"));
    assert_eq!(has("meta.yaml"), has("metrics/loss"), "{context}");
    assert_eq!(
        test.read(&format!("mlruns/7/{ADA}/meta.yaml")).lines().count(),
        15,
        "{context}"
    );
}

fn nothing_is_left(test: &Test, context: &str) {
    let left: Vec<_> = snapshot(&test.path("mlruns"))
        .into_keys()
        .filter(|name| name.contains(".mlrun-"))
        .collect();
    assert_eq!(left, Vec::<String>::new(), "{context}");
}

fn go_on(test: &Test, context: &str) {
    test.line("gc --yes --now").answer();
    test.line(&format!("log tag {ADA} a b")).check();
    nothing_is_left(test, context);
}

const CLEANING: Scene = Scene {
    acts: &[
        "gc --yes",
        "gc --yes --now",
        "gc --yes --orphans --older-than 0s",
        "relocate --yes",
        "relocate --yes --from /old --to /new",
    ],
    store,
    seen,
    claim: Claim::Each,
    found: &[],
    whole,
    go_on,
};

/// A store with what `fsck --repair` mends: of each kind something.
fn damaged() -> Test {
    let test = Test::sample();
    fs::remove_file(test.path(&format!("mlruns/7/{BEN}/meta.yaml"))).unwrap();
    for (file, content) in [
        (format!("7/{ADA}/metrics/empty"), ""),
        (format!("7/{ADA}/metrics/loss"), "1 0.5 0\n2 0.25 1\n3 0."),
        (format!("7/{ADA}/metrics/.loss.swp"), "b0VIM 9.1"),
        (format!("7/{CLEO}/params/note"), "v\n"),
        ("0/meta.yaml".to_owned(), ""),
    ] {
        test.write(&format!("mlruns/{file}"), content);
    }
    let meta = format!("mlruns/7/{CLEO}/meta.yaml");
    let elsewhere = test.read(&meta).replace("experiment_id: '7'", "experiment_id: '12'");
    test.write(&meta, elsewhere);
    test
}

/// A line for each finding, but for what is of the moment.
fn findings(test: &Test) -> String {
    let found = test.line("fsck -o ndjson").answer().stdout;
    let each = found.lines().map(|line| {
        let finding: serde_json::Value = serde_json::from_str(line).unwrap();
        format!("{} {} {}\n", finding["severity"], finding["kind"], finding["path"])
    });
    let mut lines: Vec<String> = each.filter(|line| !line.contains("mlrun-leftover")).collect();
    lines.sort();
    lines.concat()
}

const REPAIR: Scene = Scene {
    acts: &["fsck --repair"],
    store: damaged,
    seen: findings,
    claim: Claim::Each,
    found: &[],
    whole: |_, _| (),
    go_on: |test, context| {
        test.line("runs create -x 7").check();
        for run in [ADA, BEN, CLEO] {
            test.line(&format!("log tag {run} a b")).check();
        }
        nothing_is_left(test, context);
    },
};

/// What the operation that is taken back is called, after its time.
const OPERATION: &str = "0badcafe";

/// The store after an operation of many changes.
fn operated() -> Test {
    let test = store();
    test.line("--no-undo gc --yes").answer();
    test.line("experiments delete digits --yes").check();
    let id = test
        .line("op log -o id")
        .check()
        .stdout
        .lines()
        .next()
        .unwrap()
        .to_owned();
    let (_, random) = id.split_once('-').unwrap();
    let log = test.read("mlruns/.mlrun.trash/log");
    test.write("mlruns/.mlrun.trash/log", log.replace(random, OPERATION));
    let folder = test.path(&format!("mlruns/.mlrun.trash/{id}"));
    if folder.is_dir() {
        fs::rename(
            folder,
            test.path(&format!("mlruns/.mlrun.trash/{}", id.replace(random, OPERATION))),
        )
        .unwrap();
    }
    test
}

const UNDO: Scene = Scene {
    acts: &["undo 0badcafe"],
    store: operated,
    seen,
    claim: Claim::Each,
    found: &["experiment-active-in-trash"],
    whole: |_, _| (),
    go_on,
};

#[test]
fn killed_anywhere_an_undoing_can_be_done_again() {
    if can_trace() {
        assert!(UNDO.try_everywhere("upkeep_crash, undo") >= 5);
    }
}

#[test]
fn killed_anywhere_each_thing_is_there_or_gone() {
    if can_trace() {
        assert!(CLEANING.try_everywhere("upkeep_crash, gc and relocate") >= 25);
    }
}

#[test]
fn killed_anywhere_each_damage_is_there_or_mended() {
    if can_trace() {
        assert!(REPAIR.try_everywhere("upkeep_crash, fsck") >= 5);
    }
}
