//! Many things logged, moved or deleted at once and stopped anywhere: each thing is as before or as after.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;

use super::support::{ADA, BEN, Claim, Scene, StoreBuilder, Test, can_trace, snapshot};

const DAN: &str = "da000000000000000000000000000004";

const ACTS: &[&str] = &[
    "log metrics ada loss=1 fresh=2 deep/er=3 --step 3 --timestamp 4",
    "log stream ada",
    "log artifacts ada folder",
    "artifacts log-artifacts -r ada -l folder -a sub",
    "runs delete ada dan",
    "runs move ada dan --to other",
    "runs copy ada --to other",
    "registry versions copy r 1 s",
];

/// The sample store with an experiment `other`, a run more, a logged model of ADA and a version of it.
fn store() -> Test {
    let test = Test::sample();
    let store = StoreBuilder::new(test.path("mlruns"));
    store.experiment("8", "other");
    store
        .experiment("7", "digits")
        .run(DAN, "dan")
        .ended(3, super::support::T0)
        .param("p", "1");
    let model = test.path("mlruns/7/models/m-1/artifacts").display().to_string();
    test.write(
        "mlruns/7/models/m-1/meta.yaml",
        format!(
            "artifact_location: file://{model}\ncreation_timestamp: 1\nexperiment_id: '7'\nlast_updated_timestamp: 1\n\
             lifecycle_stage: active\nmodel_id: m-1\nmodel_type: ''\nname: net\nsource_run_id: {ADA}\nstatus: 2\n\
             status_message: ''\n"
        ),
    );
    test.write("mlruns/7/models/m-1/artifacts/MLmodel", "flavors: {a: {}}\n");
    test.line("registry versions create r --model-id m-1").answer();
    for (name, length) in [("a", 3), ("deep/b", 3000), ("deep/er/c", 0)] {
        test.write(&format!("folder/{name}"), &[7; 3000][..length]);
    }
    test.write(
        "stdin",
        "{\"metric\": \"loss\", \"value\": 3, \"step\": 9, \"timestamp\": 7}\n{\"param\": \"streamed\", \"value\": 1}\n\
         {\"metric\": \"streamed\", \"value\": 1, \"timestamp\": 8}\n{\"tag\": \"streamed\", \"value\": \"t\"}\n",
    );
    test
}

/// A line for each thing that is known of each run, for each of its files, for each model and version.
fn seen(test: &Test) -> String {
    let mut seen = String::new();
    for line in test
        .line("runs search --view all --history -o ndjson")
        .answer()
        .stdout
        .lines()
    {
        let run: serde_json::Value = serde_json::from_str(line).unwrap();
        let (info, data) = (&run["info"], &run["data"]);
        let id = info["run_id"].as_str().unwrap();
        let stage = (&info["lifecycle_stage"], &info["experiment_id"]);
        writeln!(
            seen,
            "{id} {} {} {} {}",
            info["run_name"], info["status"], stage.0, stage.1
        )
        .unwrap();
        for part in ["params", "tags", "metrics"] {
            for (key, value) in data[part].as_object().unwrap() {
                writeln!(seen, "{id} {part} {key} {value}").unwrap();
            }
        }
        let folder = test.path(&format!(
            "mlruns/{}/{id}/artifacts",
            info["experiment_id"].as_str().unwrap()
        ));
        let files = if folder.is_dir() {
            snapshot(&folder)
        } else {
            Default::default()
        };
        for (name, (content, _)) in files {
            if let Some(content) = content.filter(|_| !name.contains(".mlrun-")) {
                writeln!(seen, "{id} has {name} of {} bytes", content.len()).unwrap();
            }
        }
    }
    for line in [
        "logged-models list -o id",
        "registry models search -o id",
        "registry versions search -o ndjson",
    ] {
        for line in test.line(line).answer().stdout.lines() {
            writeln!(seen, "{line}").unwrap();
        }
    }
    let seen = test.placeholders(&seen);
    let mut lines: Vec<&str> = seen.lines().collect();
    lines.sort_unstable();
    lines.join("\n")
}

fn go_on(test: &Test, context: &str) {
    for line in [
        "runs create -x 7",
        "runs create -x 8",
        &format!("runs tag {BEN} last writer"),
    ] {
        test.line(line).check();
    }
    test.line("log artifacts ada folder").answer();
    for run in [ADA, DAN] {
        test.line(&format!("runs tag {run} t v")).answer();
    }
    let left: Vec<String> = snapshot(&test.path("mlruns"))
        .into_keys()
        .filter(|name| name.contains(".mlrun-"))
        .collect();
    assert!(left.is_empty(), "{context}: {left:?}");
}

const SCENE: Scene = Scene {
    acts: ACTS,
    store,
    seen,
    claim: Claim::Each,
    // until a move is done again it is said where the run comes from
    found: &[
        "run-of-another-experiment",
        "logged-model-of-another-experiment",
        "location-gone",
        "model-version-source-moved",
        "registered-model-without-versions",
    ],
    whole: |_, _| (),
    go_on,
};

#[test]
fn a_fault_anywhere_leaves_each_thing_as_before_or_as_after() {
    if can_trace() {
        assert!(SCENE.try_everywhere("pieces_crash") >= 5 * ACTS.len());
    }
}
