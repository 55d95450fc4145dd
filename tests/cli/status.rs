use super::support::{ADA, Test};

#[test]
fn which_store_why_and_what_is_in_it() {
    let test = Test::sample();
    test.line("status")
        .stdout(
            "\
store                [DIR]/mlruns
chosen_by            the default, ./mlruns
experiments          2
deleted_experiments  0
runs                 3
deleted_runs         0
registered_models    0
model_versions       0
logged_models        0
traces               0
files                18
bytes                3780
damaged              0

by_status
  FAILED    1
  FINISHED  1
  RUNNING   1
",
        )
        .run();
    let why = |call: super::support::Call<'_>| call.json()["chosen_by"].as_str().unwrap().to_owned();
    assert_eq!(
        why(test.line("status").env("MLFLOW_TRACKING_URI", test.path("mlruns"))),
        "MLFLOW_TRACKING_URI"
    );
    assert_eq!(
        why(test
            .line("status --tracking-uri mlruns")
            .env("MLFLOW_TRACKING_URI", "nowhere")),
        "--tracking-uri"
    );
}

#[test]
fn what_is_damaged_is_listed() {
    let test = Test::sample();
    test.line("registry models create m").check();
    let paths = [
        test.write(&format!("mlruns/7/{ADA}/meta.yaml"), ""),
        test.write("mlruns/7/models/m-1/meta.yaml", ""),
        test.write("mlruns/models/m/version-1/meta.yaml", ""),
    ];
    let status = test.line("status").json();
    let reason = "empty (0 bytes): its writer was killed or the disk was full";
    let damaged = |path| serde_json::json!({"path": path, "line": null, "reason": reason});
    let damage: Vec<_> = paths.iter().map(damaged).collect();
    assert_eq!(status["damage"], serde_json::json!(damage), "{status:#}");
}
