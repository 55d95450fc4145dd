//! Logging a model stopped anywhere: no model, or a whole one.
#![cfg(target_os = "linux")]

use super::support::{ADA, Claim, Scene, Test, can_trace, snapshot};

const ACTS: &[&str] = &[
    "log model saved --name m --run ada --step 1 --tag k=v",
    "log model saved --name m -x 9",
];

fn store() -> Test {
    let test = Test::sample();
    let elsewhere = test.path("mlruns-files").display().to_string();
    let meta = "creation_time: 1\nexperiment_id: '9'\nlast_update_time: 1\nlifecycle_stage: active\nname: nine\n";
    test.write("mlruns/9/meta.yaml", format!("artifact_location: {elsewhere}\n{meta}"));
    test.write("saved/MLmodel", "flavors:\n  a: {}\n");
    test.write("saved/data/weights.bin", [7; 3000]);
    test
}

/// Names, statuses and files of all logged models, and how they are linked.
fn seen(test: &Test) -> String {
    let models = test.line("logged-models list").json();
    let seen = models.as_array().unwrap().iter().map(|model| {
        let id = model["model_id"].as_str().unwrap();
        let whole = test.line(&format!("logged-models show {id}")).json();
        let (status, tags, files) = (
            &whole["status"],
            &whole["tags"],
            whole["files"].as_array().unwrap().len(),
        );
        format!("{} {status} {tags} {files} {}\n", whole["name"], whole["source_run_id"])
    });
    seen.collect()
}

/// MLflow passes over a folder without `meta.yaml`; no file in one with it is half.
fn whole(test: &Test, context: &str) {
    let files = snapshot(&test.path("mlruns"));
    for (name, (content, _)) in &files {
        let is_weights = name.ends_with("artifacts/data/weights.bin");
        let is_model = name.ends_with("/meta.yaml") && name.contains("/models/m-") && !name.contains(".mlrun-");
        let length = content.as_ref().map_or(0, Vec::len);
        assert!(!is_model || length > 100, "{context}: {name}");
        assert!(
            !is_weights || name.contains(".mlrun-") || length == 3000,
            "{context}: {name}"
        );
    }
}

fn go_on(test: &Test, context: &str) {
    for act in ACTS {
        test.line(act).check();
    }
    let left = |folder: &str| {
        let names = snapshot(&test.path(folder)).into_keys();
        names.filter(|name| name.contains(".mlrun-")).collect::<Vec<_>>()
    };
    assert_eq!((left("mlruns"), left("mlruns-files")), (vec![], vec![]), "{context}");
    let outputs = test.line(&format!("runs show {ADA}")).json()["outputs"]["model_outputs"].clone();
    assert!(!outputs.as_array().unwrap().is_empty(), "{context}");
}

const SCENE: Scene = Scene {
    acts: ACTS,
    store,
    seen,
    claim: Claim::Either,
    found: &[],
    whole,
    go_on,
};

#[test]
fn a_fault_anywhere_leaves_a_model_whole_or_not_there() {
    if can_trace() {
        assert!(SCENE.try_everywhere("logged_models_crash") >= 5 * ACTS.len());
    }
}
