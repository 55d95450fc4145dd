//! Runs, run again: what of the code, the files and the values is as it was, and what is said where it is not.

use std::fs;

use git2::Repository;
use serde_json::Value;

use crate::support::{Answer, Call, Test, commit};

const SPEC: &str = "entry_points:\n  main:\n    parameters:\n      data: {type: path, default: data.txt}\n      note: {default: n}\n    \
                    command: 'cat {data} code.txt; cat extra.txt 2>/dev/null; echo {note}'\n";

/// A project in a repository: its code is `v1`, its data `old`.
fn project(test: &Test) -> Repository {
    test.write("p/MLproject", SPEC);
    test.write("p/data.txt", "old\n");
    test.write("p/code.txt", "v1\n");
    let repository = Repository::init(test.path("p")).unwrap();
    commit(&repository, "one more");
    repository
}

/// The call with the tests' own `PATH`.
fn with_path(call: Call<'_>) -> Call<'_> {
    call.env("PATH", std::env::var_os("PATH").unwrap_or_default())
}

fn run(test: &Test, line: &str) -> Answer {
    with_path(test.line(line)).check()
}

fn refused(test: &Test, line: &str, status: i32) -> String {
    with_path(test.line(line)).status(status).check().stderr
}

fn id(test: &Test, run: &str) -> String {
    let page = test.line(&format!("runs describe {run}")).json();
    page["info"]["run_id"].as_str().unwrap().to_owned()
}

fn tags(test: &Test, run: &str) -> Value {
    test.line(&format!("runs describe {run}")).json()["data"]["tags"].clone()
}

#[test]
fn the_commit_and_the_files_of_then_run_and_the_work_tree_stays_as_it_is() {
    let test = Test::new();
    let repository = project(&test);
    run(&test, "run p --run-name first -P note=1");
    test.write("p/code.txt", "v2\n");
    test.write("p/data.txt", "new\n");
    commit(&repository, "one more");
    test.write("p/code.txt", "being written\n");

    let again = run(&test, "rerun first --run-name again -P note=2");
    assert_eq!(again.stdout, "old\nv1\n2\n");
    assert_eq!(test.read("p/code.txt"), "being written\n");
    let (first, again) = (tags(&test, "first"), tags(&test, "again"));
    assert_eq!(again["mlflow.source.git.commit"], first["mlflow.source.git.commit"]);
    assert_eq!(again["mlflow.source.name"], first["mlflow.source.name"]);
    let moved = test.line("diff first again -o json").answer().stdout;
    assert!(moved.contains("\"note\"") && !moved.contains("mlrun.recipe"), "{moved}");

    // what it was made of can be changed once more, and be taken as it is now
    assert_eq!(run(&test, "rerun again").stdout, "old\nv1\n2\n");
    assert_eq!(run(&test, "rerun again --as-is").stdout, "new\nbeing written\n2\n");

    // a file that git does not know is taken from where it was
    test.write("p/big.txt", "big\n");
    run(&test, "run p --run-name big -P data=p/big.txt");
    assert_eq!(run(&test, "rerun big --as-is").stdout, "big\nbeing written\nn\n");
    test.write("p/code.txt", "v2\n");
    assert_eq!(run(&test, "rerun big").stdout, "big\nv2\nn\n");
}

#[test]
fn what_was_not_committed_comes_back_or_is_missed_aloud() {
    let test = Test::new();
    project(&test);
    test.write("p/code.txt", "changed\n");
    run(&test, "run p --run-name dirty");
    assert_eq!(run(&test, "rerun dirty").stdout, "old\nchanged\nn\n");
    test.write("p/code.txt", "v1\n");
    let without = run(&test, "rerun dirty");
    assert_eq!(without.stdout, "old\nv1\nn\n");
    assert!(
        without
            .stderr
            .contains("had changes that were not committed; --apply-diff"),
        "{}",
        without.stderr
    );
    assert_eq!(
        run(&test, "rerun dirty --apply-diff --run-name applied").stdout,
        "old\nchanged\nn\n"
    );
    assert_eq!(test.read("p/code.txt"), "v1\n");
    assert_eq!(tags(&test, "applied")["mlflow.source.git.dirty"], "true");
    assert_eq!(run(&test, "rerun applied --apply-diff").stdout, "old\nchanged\nn\n");

    test.write("p/extra.txt", "extra\n");
    run(&test, "run p --run-name more");
    fs::remove_file(test.path("p/extra.txt")).unwrap();
    for folder in ["in place", "checked out"] {
        let without = run(&test, "rerun more");
        assert_eq!(without.stdout, "old\nv1\nn\n", "{folder}");
        assert!(
            without.stderr.contains("are not there now: extra.txt"),
            "{}",
            without.stderr
        );
        test.write("p/code.txt", "v2\n");
    }
}

#[test]
fn a_project_that_moved_is_told_and_one_that_is_gone_is_asked_for() {
    let test = Test::new();
    let repository = project(&test);
    run(&test, "run p --run-name first");
    test.write("p/code.txt", "v2\n");
    commit(&repository, "one more");
    fs::rename(test.path("p"), test.path("q")).unwrap();
    let gone = refused(&test, "rerun first", 3);
    assert!(
        gone.contains("is not to be found in") && gone.contains("--project"),
        "{gone}"
    );
    let gone = refused(&test, "rerun first --as-is", 3);
    assert!(
        gone.contains("there is no project folder") && gone.contains("--project"),
        "{gone}"
    );
    assert_eq!(
        run(&test, "rerun first --project q --run-name moved").stdout,
        "old\nv1\nn\n"
    );
    assert_eq!(run(&test, "rerun moved").stdout, "old\nv1\nn\n");
    assert_eq!(run(&test, "ls -o id").stdout.lines().count(), 3);

    // a project of that name is another one
    test.write("p/MLproject", SPEC);
    assert!(refused(&test, "rerun first", 3).contains("is not to be found"));
}

#[test]
fn commands_are_run_again_too_and_strangers_are_not() {
    let test = Test::new();
    let repository = Repository::init(test.path("")).unwrap();
    for (name, text) in [("code.txt", "v1\n"), (".gitignore", "mlruns\n.cache\n")] {
        test.write(name, text);
    }
    commit(&repository, "one more");
    test.write("code.txt", "changed\n");
    run(&test, "exec --run-name first -P note=1 -- cat code.txt");
    let first = tags(&test, "first");
    assert_eq!(first["mlflow.source.git.dirty"], "true");
    test.write("code.txt", "v1\n");
    let without = run(&test, "rerun first -P note=2 --run-name again");
    assert_eq!(without.stdout, "v1\n");
    assert!(without.stderr.contains("--apply-diff"), "{}", without.stderr);
    assert_eq!(test.line("runs describe again").json()["data"]["params"]["note"], "2");
    assert_eq!(run(&test, "rerun first --apply-diff").stdout, "changed\n");
    assert_eq!(test.read("code.txt"), "v1\n");
    assert!(refused(&test, "rerun first --cache", 2).contains("--cache is for projects"));

    // MLflow's record does not tell what was given from what the command logged
    test.write("code.txt", "changed\n");
    for (tag, text) in [("name", test.path("").to_str().unwrap()), ("type", "PROJECT")] {
        test.write(
            &format!("mlruns/0/{}/tags/mlflow.source.{tag}", id(&test, "again")),
            text,
        );
    }
    let folder = format!("mlruns/0/{}", id(&test, "again"));
    fs::remove_file(test.path(&folder).join("tags/mlrun.recipe")).unwrap();
    test.write(&format!("{folder}/tags/mlflow.project.entryPoint"), "main");
    test.write("MLproject", "entry_points:\n  main:\n    command: 'echo ran'\n");
    for (more, warns) in [("", true), (" -P note=3", false)] {
        let answer = run(&test, &format!("rerun again --as-is{more}"));
        assert_eq!(answer.stderr.contains("left out"), warns, "{}", answer.stderr);
    }

    test.line("runs create --run-name other").check();
    assert!(refused(&test, "rerun other", 2).contains("it is no run of a project"));
}
