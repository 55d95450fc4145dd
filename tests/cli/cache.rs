//! `--cache`: what makes a run the same as one before, and what does not.

use std::fs;

use git2::Repository;

use crate::support::{Call, Test, commit};

const SPEC: &str = "entry_points:\n  main:\n    parameters:\n      data: {type: path, default: data.txt}\n      note: {default: n}\n    \
                    command: 'cat {data} code.txt; echo {note}'\n  \
                    fails:\n    command: 'exit 1'\n";

fn project(test: &Test) {
    test.write("p/MLproject", SPEC);
    test.write("p/data.txt", "data\n");
    test.write("p/code.txt", "v1\n");
}

/// The call with the tests' own `PATH`, and the binary on it.
fn with_path(call: Call<'_>) -> Call<'_> {
    let own = std::path::Path::new(env!("CARGO_BIN_EXE_mlrun")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(own.to_owned()).chain(std::env::split_paths(&path));
    call.env("PATH", std::env::join_paths(folders).unwrap())
}

/// Nothing where a run was reused, else the parts that differ.
fn changed(test: &Test, more: &str) -> Option<String> {
    let said = with_path(test.line(&format!("run p --cache {more}"))).check().stderr;
    if said.contains("is reused") {
        return None;
    }
    let parts = said
        .split_once("there is a change in ")
        .map_or(said.as_str(), |(_, parts)| parts);
    Some(parts.split_once(".\n").map_or(parts, |(parts, _)| parts).to_owned())
}

#[test]
fn a_run_is_reused_where_all_that_it_was_made_from_is_the_same() {
    let test = Test::new();
    project(&test);
    let is_new = |parts: Option<String>, expected: &str| assert_eq!(parts.as_deref(), Some(expected));
    assert!(changed(&test, "").unwrap().contains("no finished run of main"));
    assert_eq!(changed(&test, ""), None);
    assert_eq!(changed(&test, "-P note=n -P data=p/data.txt"), None);
    is_new(changed(&test, "-P note=m"), "parameters");
    test.write("p/code.txt", "v2\n");
    is_new(changed(&test, "-P note=m"), "code");
    assert_eq!(changed(&test, "-P note=m"), None);
    test.write("elsewhere.txt", "data\n");
    assert_eq!(changed(&test, "-P note=m -P data=elsewhere.txt"), None);
    test.write("elsewhere.txt", "other\n");
    is_new(changed(&test, "-P note=m -P data=elsewhere.txt"), "inputs");
    test.write("p/MLproject", SPEC.replace("echo {note}", "echo is {note}"));
    is_new(changed(&test, "-P note=m -P data=elsewhere.txt"), "code, command");

    // one that failed stands for none, nor does one of another experiment or one that was deleted
    for _ in 0..2 {
        let failed = with_path(test.line("run p -e fails --cache")).status(1).check();
        assert!(failed.stderr.contains("no finished run of fails"), "{}", failed.stderr);
    }
    assert!(
        changed(&test, "--experiment-name other")
            .unwrap()
            .contains("no finished run")
    );
    assert_eq!(changed(&test, "--experiment-name other"), None);
    let reused = with_path(test.line("run p --cache --experiment-name other -o id"))
        .check()
        .stdout;
    test.line("runs delete").args([reused.trim()]).check();
    assert!(
        changed(&test, "--experiment-name other")
            .unwrap()
            .contains("no finished run")
    );
}

#[test]
fn in_a_repository_it_is_the_commit_with_what_is_not_committed() {
    let test = Test::new();
    project(&test);
    test.write("p/.gitignore", "noise\n");
    let repository = Repository::init(test.path("p")).unwrap();
    commit(&repository, "one");

    assert!(changed(&test, "").is_some());
    test.write("p/noise", "1");
    assert_eq!(changed(&test, ""), None);
    for (file, text) in [("code.txt", "v2\n"), ("new.txt", "1"), ("new.txt", "2")] {
        test.write(&format!("p/{file}"), text);
        assert_eq!(changed(&test, "").as_deref(), Some("code"), "{file} {text}");
        assert_eq!(changed(&test, ""), None);
    }
    fs::remove_file(test.path("p/new.txt")).unwrap();
    assert_eq!(changed(&test, ""), None);
    test.write("p/code.txt", "v1\n");
    assert_eq!(changed(&test, ""), None);
}

/// The steps of a workflow as a shell calls them: what a step made goes to the next by its URI.
#[test]
fn the_steps_of_a_workflow_run_where_something_changed_and_leave_nothing_behind() {
    let test = Test::new();
    let main = "set -e; made=$(mlrun -q run . -e make --cache -P n=$1 -o id | tail -1); \
                mlrun run . -e use --cache -P data=runs:/$made/out\n";
    test.write("p/main.sh", main);
    test.write(
        "p/make.sh",
        "mkdir out; echo made $1 > out/d.txt; mlrun -q log artifacts out --artifact-path out; rm -r out\n",
    );
    test.write(
        "p/MLproject",
        "entry_points:\n  main:\n    parameters: {n: int}\n    command: 'bash main.sh {n}'\n  \
         make:\n    parameters: {n: int}\n    command: 'bash make.sh {n}'\n  \
         use:\n    parameters: {data: path}\n    command: 'cat {data}/d.txt'\n",
    );
    fs::create_dir(test.path("tmp")).unwrap();
    let main = |n: u32| {
        let call = test.line(&format!("run p -P n={n}")).env("TMPDIR", test.path("tmp"));
        with_path(call).check()
    };
    let runs = || test.line("ls -o id").check().stdout.lines().count();
    assert_eq!(main(1).stdout, "made 1\n");
    assert_eq!(runs(), 3);
    let again = main(1);
    assert!(
        again.stdout.is_empty() && again.stderr.contains("is reused"),
        "{}",
        again.stderr
    );
    assert_eq!(runs(), 4);
    let other = main(2);
    assert_eq!(other.stdout, "made 2\n");
    assert!(other.stderr.contains("there is a change in inputs"), "{}", other.stderr);
    // the same input from another run of the step before
    test.write("p/make.sh", test.read("p/make.sh") + "# said otherwise\n");
    main(2);
    assert_eq!(fs::read_dir(test.path("tmp")).unwrap().count(), 0);
}
