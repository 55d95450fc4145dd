//! mlrun killed, or its disk broken, while it records a command: the run may seem to go on until it is reaped; the store can
//! be read, and nothing else of it is touched.
#![cfg(target_os = "linux")]

use super::support::{ADA, Claim, Scene, Test, can_trace, snapshot};

fn store() -> Test {
    let test = Test::sample();
    test.write("job.sh", "echo loss=0.5\nexit 0\n");
    test.write("p/MLproject", "entry_points:\n  main:\n    command: sh job.sh\n");
    test.write("p/job.sh", "echo loss=0.5\n");
    let path = std::env::var_os("PATH").unwrap_or_default();
    test.line("exec --scalars --run-name old -- sh job.sh")
        .env("PATH", path)
        .check();
    test
}

/// A line for each run; new ones are `new`.
fn seen(test: &Test) -> String {
    let runs = test.line("runs search --view all --history -o json").check();
    assert_eq!(runs.stderr, "");
    let runs: serde_json::Value = serde_json::from_str(&runs.stdout).unwrap();
    let mut lines: Vec<String> = runs
        .as_array()
        .unwrap()
        .iter()
        .map(|run| match run["info"]["run_name"].as_str() {
            Some("new") => format!("new {}\n", run["info"]["status"]),
            _ => format!("{run}\n"),
        })
        .collect();
    lines.sort();
    lines.concat()
}

/// A run that began has all that it began with, and what it says of itself is true.
fn whole(test: &Test, context: &str) {
    for line in test.line("runs search -o ndjson").check().stdout.lines() {
        let run: serde_json::Value = serde_json::from_str(line).unwrap();
        if run["info"]["run_name"] != "new" {
            continue;
        }
        for tag in ["mlflow.runName", "mlflow.source.name", "mlrun.pid", "mlrun.boot_id"] {
            assert!(run["data"]["tags"][tag].is_string(), "{context}: {tag}: {run}");
        }
        let has_ended = run["info"]["status"] != "RUNNING";
        assert_eq!(run["info"]["end_time"].is_number(), has_ended, "{context}: {run}");
    }
}

/// Who reaps finds no run that only seems to go on.
fn go_on(test: &Test, context: &str) {
    let command_has_ended = || {
        test.line("runs reap")
            .answer()
            .stderr
            .contains("no runs whose process is gone")
    };
    while !command_has_ended() {
        std::thread::yield_now();
    }
    let seen = seen(test);
    assert!(!seen.contains("new \"RUNNING\""), "{context}: {seen}");
    test.line(&format!("runs tag {ADA} last writer")).check();
    let left: Vec<String> = snapshot(&test.path("mlruns"))
        .into_keys()
        .filter(|name| name.contains(".mlrun-"))
        .collect();
    assert!(left.is_empty(), "{context}: {left:?}");
}

const SCENE: Scene = Scene {
    acts: &[
        "exec --scalars --run-name new -- sh job.sh",
        "run p --env-manager local --run-name new",
        "rerun old --run-name new",
    ],
    store,
    seen,
    claim: Claim::Grows,
    found: &[],
    whole,
    go_on,
};

#[test]
fn a_run_whose_recorder_is_killed_is_reaped_and_costs_no_other() {
    if can_trace() {
        assert!(SCENE.try_everywhere("run_crash") >= 15);
    }
}
