use super::support::{ADA, CLEO, Test, exists};

#[test]
fn files_go_in_are_listed_and_come_out() {
    let test = Test::sample();
    test.write("out/sub/deep.txt", "deep");
    test.write("out/a b.txt", "a");
    test.line("log artifacts @ out -a model")
        .stderr(&format!("Logged 2 files of out to run {CLEO}.\n"))
        .run();
    test.line("artifacts log-artifact -l out/sub/deep.txt -r cleo")
        .stderr(&format!("Logged out/sub/deep.txt to run {CLEO}.\n"))
        .run();
    test.line("artifacts list @")
        .stdout("path      file_size\ndeep.txt          4\nmodel\n")
        .run();
    test.line("artifacts list @ -R -o tsv")
        .stdout("path\tis_dir\tfile_size\ndeep.txt\tfalse\t4\nmodel\ttrue\t\nmodel/a b.txt\tfalse\t1\nmodel/sub\ttrue\t\nmodel/sub/deep.txt\tfalse\t4\n")
        .run();
    let json = test.line("artifacts list -r cleo -a model").json();
    assert_eq!(
        json,
        serde_json::json!([{"path": "model/a b.txt", "is_dir": false, "file_size": 1}, {"path": "model/sub", "is_dir": true}])
    );
    test.line("artifacts download -r cleo -a model -d got")
        .stdout("[DIR]/got/model\n")
        .run();
    assert_eq!(
        (test.read("got/model/a b.txt"), test.read("got/model/sub/deep.txt")),
        ("a".into(), "deep".into())
    );
    test.line("artifacts download -u runs:/cleo/deep.txt -d got")
        .stdout("[DIR]/got/deep.txt\n")
        .run();
    let place = test
        .line("artifacts download -r ada")
        .env("TMPDIR", test.path(""))
        .check()
        .stdout;
    assert_eq!(
        std::fs::read_to_string(std::path::Path::new(place.trim()).join("plot.csv")).unwrap(),
        "x,y\n1,2\n"
    );
}

#[test]
fn what_a_killed_process_left_is_no_artifact_and_is_swept_but_only_in_the_store() {
    let test = Test::sample();
    let left = format!("mlruns/7/{ADA}/artifacts/.mlrun-Ab12Cd");
    test.write(&left, "half a file");
    test.write("got/.mlrun-config", "somebody's own");
    test.write("got/.mlrun-notes/x", "somebody's own");
    test.line("artifacts list ada")
        .stdout("path      file_size\nmodel\nplot.csv          8\n")
        .run();
    test.line("artifacts download -r ada -d got")
        .stdout("[DIR]/got\n")
        .run();
    test.read("got/.mlrun-config");
    test.read("got/.mlrun-notes/x");
    assert!(!exists(test.path("got/.mlrun-Ab12Cd")) && exists(test.path(&left)));
    test.line("log artifact ada got/plot.csv -q").run();
    assert!(!exists(test.path(&left)));
}

#[test]
fn empty_missing_and_unreadable_differ() {
    let test = Test::sample();
    let no_artifacts = "no artifacts\n";
    test.line("artifacts list cleo").stderr(no_artifacts).run();
    assert_eq!(test.line("artifacts list cleo").json(), serde_json::json!([]));
    std::fs::remove_dir(test.path(&format!("mlruns/7/{CLEO}/artifacts"))).unwrap();
    let missing = test.line("artifacts list cleo").check();
    assert!(missing.stderr.contains("artifacts is not there"), "{}", missing.stderr);
    test.line("artifacts list ada -a modle").status(3).check();
    test.line("artifacts download -r ada -a modle -d got").status(3).check();
    assert!(!exists(test.path("got")));
    test.line("log artifact @ nothing.txt").status(1).check();
    test.line("log artifact @ mlruns")
        .status(2)
        .stderr("error: mlruns is a folder: use log-artifacts\n")
        .run();
}

#[test]
fn a_moved_store_still_has_its_artifacts() {
    let test = Test::sample();
    std::fs::rename(test.path("mlruns"), test.path("elsewhere")).unwrap();
    let listed = test.line("--tracking-uri elsewhere artifacts list ada -R -v").check();
    assert!(listed.stdout.contains("model/weights.bin"), "{}", listed.stdout);
    assert!(
        listed.stderr.contains("is not there (was the store moved?); using"),
        "{}",
        listed.stderr
    );
    test.write("x.txt", "x");
    test.line("--tracking-uri elsewhere log artifact ada x.txt -q").run();
    assert_eq!(test.read(&format!("elsewhere/7/{ADA}/artifacts/x.txt")), "x");
    assert!(!exists(test.path("mlruns")));
}
