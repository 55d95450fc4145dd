use std::fs;

use super::support::{ADA, BEN, Test, snapshot};

/// The sample store, moved, with a version of a registered model and a trace.
fn moved() -> Test {
    let test = Test::sample();
    test.line("registry models create m").check();
    let source = format!("file://{}/7/{ADA}/artifacts/model", test.path("mlruns").display());
    test.mlrun(["registry", "versions", "create", "m", "--source", &source, "--no-check"])
        .check();
    let spans = r#"{"spans": [{"name": "s", "span_id": "1"}]}"#;
    test.write("mlruns/7/traces/tr-1/artifacts/traces.json", spans);
    test.write(
        "mlruns/7/traces/tr-1/trace_info.yaml",
        "trace_id: tr-1\nstate: OK\nrequest_time: '2025-10-09T08:53:20Z'\n",
    );
    let place = format!("file://{}/7/traces/tr-1/artifacts", test.path("mlruns").display());
    test.write("mlruns/7/traces/tr-1/tags/mlflow.artifactLocation", place);
    fs::rename(test.path("mlruns"), test.path("new place")).unwrap();
    test
}

#[test]
fn everything_reads_after_a_move_and_can_be_made_to_for_mlflow() {
    let test = moved();
    let at = |line: &str| test.line(line).args(["--tracking-uri", "new place"]);
    let read = |what: &str| at(what).json().to_string();
    for what in [
        &format!("artifacts list {ADA}"),
        "artifacts list -u models:/m/1",
        "traces show tr-1",
    ] {
        assert!(!matches!(read(what).as_str(), "[]" | "null"), "{what}");
    }
    at("relocate")
        .status(2)
        .check_stderr("error: to rewrite 8 locations in 7 files, add --yes\n");
    let before = snapshot(&test.path("new place"));
    let plan = at("relocate --dry-run").check_stderr("dry run: 8 locations in 7 files would be rewritten\n");
    let plan = test.placeholders(&plan.stdout);
    let rows: Vec<_> = plan
        .lines()
        .skip(1)
        .map(|row| row.split_whitespace().collect::<Vec<_>>())
        .collect();
    let places = ["file://[DIR]/mlruns", "file://[DIR]/new%20place"];
    let row = |kind, count| [&[kind, count, count][..], &places].concat();
    let expected = [
        row("experiments", "2"),
        row("runs", "3"),
        row("traces", "1"),
        row("versions", "2"),
    ];
    assert_eq!(rows, expected, "{plan}");
    assert_eq!(snapshot(&test.path("new place")), before);

    let changes = at("relocate --yes").json();
    assert_eq!(changes.as_array().map(Vec::len), Some(8), "{changes:#}");
    let (old, new) = (test.path("mlruns"), test.path("new%20place"));
    let after = snapshot(&test.path("new place"));
    for (name, (content, _)) in &before {
        let is_moved = ["meta.yaml", "artifactLocation"].iter().any(|end| name.ends_with(end));
        let text = content
            .as_ref()
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let expected = match text.filter(|_| is_moved) {
            Some(text) => Some(
                text.replace(&*old.to_string_lossy(), &new.to_string_lossy())
                    .into_bytes(),
            ),
            None => content.clone(),
        };
        assert_eq!(after.get(name).map(|(content, _)| content), Some(&expected), "{name}");
    }
    at("relocate --yes").check_stderr("no locations to rewrite\n");
    assert_eq!(snapshot(&test.path("new place")), after);
}

#[test]
fn what_may_lie_elsewhere_is_left_and_named_places_are_changed_name_by_name() {
    let test = Test::sample();
    let root = test.path("mlruns").to_string_lossy().into_owned();
    let change = |run: &str, to: &str| {
        let below = format!("mlruns/7/{run}/meta.yaml");
        let text = test.read(&below);
        test.write(&below, text.replace(&format!("file://{root}"), to));
    };
    // nothing of BEN's lies here: its artifacts may be on a disk that is not there now
    change(BEN, "/mnt/nas/mlruns");
    let left = test.line("relocate --yes").check();
    assert!(
        left.stderr
            .contains("1 locations begin with /mnt/nas/mlruns and stay: no file of theirs lies here"),
        "{}",
        left.stderr
    );
    assert!(
        left.stderr.contains(&format!("--from /mnt/nas/mlruns --to {root}")),
        "{}",
        left.stderr
    );
    for (from, changed) in [
        ("/mnt/na", 0),
        ("/mnt/nas/mlruns/70", 0),
        ("file:///mnt/nas", 1),
        ("/mnt/nas/mlruns/", 1),
    ] {
        let planned = test
            .mlrun(["relocate", "--from", from, "--to", "/x", "--dry-run"])
            .json();
        assert_eq!(planned.as_array().map(Vec::len), Some(changed), "{from}");
    }
    // what lies here was on another system
    change(ADA, "file:///C:/Users/a%20da/mlruns");
    let recorded = || {
        let text = test.read(&format!("mlruns/7/{ADA}/meta.yaml"));
        text.lines().next().unwrap().to_owned()
    };
    test.line("relocate --yes").check();
    assert_eq!(recorded(), format!("artifact_uri: file://{root}/7/{ADA}/artifacts"));
    change(ADA, "C:\\Users\\a da\\mlruns");
    let words = ["relocate", "--yes", "--from", "file:///c:/Users/a%20da", "--to", "."];
    test.mlrun(words).check();
    assert_eq!(recorded(), format!("artifact_uri: {root}/7/{ADA}/artifacts"));
    // spelled relative to where MLflow was started, which still holds
    change(ADA, "x");
    test.write(
        &format!("mlruns/7/{ADA}/meta.yaml"),
        format!("artifact_uri: ./mlruns/7/{ADA}/artifacts\nrun_id: {ADA}\n"),
    );
    test.line("relocate --yes").check();
    assert_eq!(recorded(), format!("artifact_uri: ./mlruns/7/{ADA}/artifacts"));
    fs::rename(test.path("mlruns"), test.path("runs")).unwrap();
    test.line("relocate --yes --tracking-uri runs").check();
    assert!(
        test.read(&format!("runs/7/{ADA}/meta.yaml"))
            .starts_with(&format!("artifact_uri: ./runs/7/{ADA}/artifacts\n"))
    );
}

#[test]
fn files_that_did_not_come_along_are_not_lost_sight_of() {
    let test = moved();
    let forgotten = test.write(&format!("mlruns/7/{ADA}/artifacts/forgotten"), "");
    let at = |line: &str| test.line(line).args(["--tracking-uri", "new place"]);
    let answer = at("relocate --dry-run").check();
    assert!(
        answer.stderr.contains("there are files that do not lie in this store"),
        "{}",
        answer.stderr
    );
    let planned = at("relocate --dry-run").json().to_string();
    assert!(
        !planned.contains(&format!("\"{ADA}\"")) && planned.contains("tr-1"),
        "{planned}"
    );
    fs::remove_file(forgotten).unwrap();
    assert!(
        at("relocate --dry-run")
            .json()
            .to_string()
            .contains(&format!("\"{ADA}\""))
    );
}

#[test]
fn what_is_not_written_as_mlflow_does_is_left_as_it_was() {
    let test = Test::sample();
    let odd = format!("run_id: {ADA}\nartifact_uri: !!str /old/7/{ADA}/artifacts\n");
    test.write(&format!("mlruns/7/{ADA}/meta.yaml"), &odd);
    let answer = test.line("relocate --yes").status(1).check();
    assert!(
        answer
            .stderr
            .contains("is left as it was: its `artifact_uri` is not written as MLflow writes it"),
        "{}",
        answer.stderr
    );
    assert_eq!(test.read(&format!("mlruns/7/{ADA}/meta.yaml")), odd);
}
