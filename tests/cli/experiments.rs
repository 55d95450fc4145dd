use super::support::Test;

#[test]
fn an_experiments_life() {
    let test = Test::new();
    test.line("experiments create -n first")
        .stdout("Created experiment 'first' with id [EXPERIMENT]\n")
        .run();
    test.line("experiments create --experiment-name second -t a=1 -t b=x=y -o json")
        .stdout(
            r#"{
  "experiment_id": "[EXPERIMENT]",
  "name": "second",
  "artifact_location": "file://[DIR]/mlruns/[EXPERIMENT]",
  "lifecycle_stage": "active",
  "creation_time": [NOW],
  "last_update_time": [NOW],
  "tags": {
    "a": "1",
    "b": "x=y"
  }
}
"#,
        )
        .run();
    let id = test
        .line("experiments list -o id --max-results 1")
        .check_stderr("showing 1 of 3 experiments\nhint: for the next page add --page-token eyJvZmZzZXQiOiAxfQ==\n")
        .stdout;
    let id = id.trim();
    test.line("experiments create -n second")
        .stderr("error: Experiment 'second' already exists.\n")
        .status(5)
        .run();
    test.mlrun(["experiments", "rename", id, "--new-name", "zweites"])
        .stdout("Experiment with id [EXPERIMENT] has been renamed to 'zweites'.\n")
        .run();
    test.line("experiments rename zweites --new-name first")
        .stderr("error: Experiment 'first' already exists.\n")
        .status(5)
        .run();
    test.line("experiments tag zweites team red").run();
    test.line("experiments untag zweites a").run();
    assert_eq!(
        test.line("experiments get zweites").json()["tags"],
        serde_json::json!({"b": "x=y", "team": "red"})
    );
    test.line("experiments untag zweites a")
        .stderr("error: No tag with name: a in experiment with id [EXPERIMENT]\n")
        .status(3)
        .run();

    test.line("experiments delete zweites --dry-run")
        .stdout("Would delete experiment [EXPERIMENT] 'zweites' with 0 active runs.\n")
        .run();
    test.line("experiments delete zweites")
        .stdout("Experiment with ID [EXPERIMENT] has been deleted.\n")
        .run();
    assert!(test.path("mlruns/.trash").join(id).is_dir() && !test.path("mlruns").join(id).exists());
    test.line("experiments tag zweites x y")
        .stderr("error: The experiment [EXPERIMENT] must be in the 'active' lifecycle_stage to set tags\n")
        .status(1)
        .run();
    let names = |view: &str| {
        let listed = test.line(&format!("experiments search --view {view}")).json();
        let names = listed
            .as_array()
            .unwrap()
            .iter()
            .map(|e| e["name"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        ["active_only", "deleted_only", "all"].map(names),
        ["Default first", "zweites", "zweites Default first"],
        "the newest first, and of one time by id"
    );
    test.line("experiments create -n zweites")
        .stderr(
            "error: Experiment 'zweites' already exists in deleted state. You can restore the experiment, or permanently \
             delete the experiment from the .trash folder (under tracking server's root folder) in order to use this \
             experiment name again.\n",
        )
        .status(5)
        .run();
    test.line("experiments restore zweites")
        .stdout("Experiment with id [EXPERIMENT] has been restored.\n")
        .run();
    test.line("experiments delete 0")
        .stderr("error: Cannot delete the default experiment '0'. This is an internally reserved experiment.\n")
        .status(1)
        .run();
}

#[test]
fn a_location_is_recorded_as_mlflow_would() {
    let test = Test::new();
    for (name, given, recorded) in [
        ("a", "s3://bucket/p", "s3://bucket/p"),
        ("b", "rel/dir", "[DIR]/rel/dir"),
        ("c", "/abs", "/abs"),
        ("d", "file:rel", "file://[DIR]/rel"),
    ] {
        let made = test.mlrun(["experiments", "create", "-n", name, "-l", given]).json();
        assert_eq!(
            test.placeholders(made["artifact_location"].as_str().unwrap()),
            recorded,
            "{given}"
        );
    }
}

#[test]
fn csv_is_a_file_that_the_csv_crate_reads_back() {
    let test = Test::sample();
    let said = "Experiment with ID 7 has been exported as a CSV to file: out.csv.\n";
    test.line("experiments csv -x 7 -o out.csv").stdout(said).run();
    let printed = test.line("experiments csv digits").check().stdout;
    assert_eq!(printed, test.read("out.csv"));
    let mut reader = csv::Reader::from_path(test.path("out.csv")).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    let cell = |row: usize, name: &str| rows[row][header.iter().position(|h| h == name).unwrap()].to_owned();
    assert_eq!(rows.len(), 3);
    assert_eq!(cell(0, "tags.mlflow.runName"), "cleo");
    assert_eq!(cell(1, "tags.mlflow.runName"), "손실 줄이기 🚀");
    assert_eq!(
        (cell(1, "metrics.loss"), cell(1, "metrics.acc"), cell(1, "status")),
        ("inf".into(), String::new(), "FAILED".into())
    );
    assert_eq!(
        (
            cell(2, "metrics.loss"),
            cell(2, "metrics.acc"),
            cell(2, "params.model/depth")
        ),
        ("0.25".into(), "nan".into(), "3".into())
    );
    assert_eq!(cell(2, "tags.note"), "the \"first\", of many\nlines");
    assert_eq!(cell(2, "start_time"), "2025-10-09 08:53:20.000+00:00");
    assert_eq!(cell(0, "end_time"), "");
}
