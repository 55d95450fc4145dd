use super::support::{ADA, CLEO, Test};

/// Command lines as MLflow's documentation and its users' scripts have them; all work on the sample store, in this order.
const MLFLOWS: &[&str] = &[
    "experiments create --experiment-name one --artifact-location s3://b/p",
    "experiments create -n two -l /somewhere",
    "experiments search",
    "experiments search --view all",
    "experiments search -v deleted_only",
    "experiments list --view active_only",
    "experiments get -x 7",
    "experiments get --experiment-id 7 --output json",
    "experiments get -n digits -o table",
    "experiments get --experiment-name digits",
    "experiments rename --experiment-id 7 --new-name numbers",
    "experiments rename -x 7 --new-name digits",
    "experiments delete -x 7",
    "experiments restore --experiment-id 7",
    "experiments delete --experiment-id 7",
    "experiments restore -x 7",
    "experiments csv -x 7 -o runs.csv",
    "experiments csv --experiment-id 7 --filename runs.csv",
    "runs list --experiment-id 7",
    "runs list --experiment-id 7 --view all",
    "runs list --experiment-id 7 -v deleted_only",
    "runs describe --run-id ADA",
    "runs delete --run-id ADA",
    "runs restore --run-id ADA",
    "runs create --experiment-id 7 --run-name a --description d --tags k=v -t l=w --status FINISHED --parent-run-id ADA",
    "runs create --experiment-name digits",
    "artifacts list -r ADA -a model",
    "artifacts list --run-id ADA --artifact-path model",
    "artifacts download -r ADA -a plot.csv -d got",
    "artifacts download --run-id ADA --artifact-path model --dst-path got",
    "artifacts download -u runs:/ADA/plot.csv -d got",
    "artifacts download --artifact-uri runs:/ADA/plot.csv",
    "artifacts log-artifact -l file.txt -r ADA -a sub",
    "artifacts log-artifact --local-file file.txt --run-id ADA --artifact-path sub",
    "artifacts log-artifacts -l folder -r ADA -a sub",
    "artifacts log-artifacts --local-dir folder --run-id ADA --artifact-path sub",
];

#[test]
fn mlflows_own_spellings_work() {
    let test = Test::sample();
    test.write("file.txt", "x");
    test.write("folder/file.txt", "x");
    for line in MLFLOWS {
        test.line(&line.replace("ADA", ADA))
            .env("TMPDIR", test.path(""))
            .check();
    }
}

#[test]
fn a_store_that_is_no_folder_is_not_yet() {
    let test = Test::new();
    for uri in [
        "sqlite:///mlflow.db",
        "http://localhost:5000",
        "https://example.com",
        "postgresql://u:p@h/db",
        "mysql://h/db",
        "mssql://h/db",
        "databricks",
        "databricks://profile",
        "databricks-uc",
        "s3://bucket/mlruns",
    ] {
        for line in ["experiments list", "status", "runs create"] {
            let answer = test.line(line).env("MLFLOW_TRACKING_URI", uri).status(1).check();
            let named = answer
                .stderr
                .contains(&format!("{uri} is not supported yet: mlrun works on a folder"));
            assert!(named && answer.stdout.is_empty(), "{line}: {}", answer.stderr);
        }
    }
    assert_eq!(std::fs::read_dir(test.path("")).unwrap().count(), 0, "nothing was made");
}

#[test]
fn flag_beats_variable_beats_default_and_uris_are_paths() {
    let test = Test::sample();
    std::fs::rename(test.path("mlruns"), test.path("a b")).unwrap();
    let uri = format!("file://{}/a%20b", test.path("").display());
    let plain = test.path("a b").display().to_string();
    for place in [uri.as_str(), plain.as_str(), "a b", "./a b", "file:a%20b"] {
        let ids = format!("{CLEO}\n");
        test.mlrun([
            "--tracking-uri",
            place,
            "runs",
            "list",
            "--max-results",
            "1",
            "-o",
            "id",
            "-q",
        ])
        .stdout(&ids)
        .run();
        test.line("runs list --max-results 1 -o id -q")
            .env("MLFLOW_TRACKING_URI", place)
            .stdout(&ids)
            .run();
    }
    test.mlrun(["runs", "list", "--tracking-uri", "a b", "-x", "0"])
        .env("MLFLOW_TRACKING_URI", "sqlite:///x.db")
        .stderr("no runs\n")
        .run();
}

#[test]
fn mistakes_are_answered_with_advice_and_status_2() {
    let test = Test::sample();
    for (line, said) in [
        (
            "expriments list",
            "similar subcommands exist: 'experiment', 'experiments'",
        ),
        ("runs serch", "a similar subcommand exists: 'search'"),
        ("runs list --max-result 3", "a similar argument exists: '--max-results'"),
        (
            "runs list -o xml",
            "[possible values: table, json, ndjson, csv, tsv, md, id]",
        ),
        (
            "runs list --view deleted",
            "[possible values: active_only, deleted_only, all]",
        ),
        ("runs show", "required arguments were not provided"),
        ("runs show a -r b", "cannot be used with"),
        ("experiments get", "required arguments were not provided"),
        ("experiments get 7 -n digits", "cannot be used with"),
        (
            "runs finish @ --status running",
            "a run ends finished, failed or killed",
        ),
        ("runs create --tags novalue", "`novalue` is not KEY=VALUE"),
        ("log metrics @", "nothing to log: give KEY=VALUE"),
        ("log metrics @ a=1 b", "`b` is not KEY=VALUE"),
        ("runs search --max-results -1", "--max-results must be 1 or more"),
        ("experiments search --max-results 0", "--max-results must be 1 or more"),
        ("log metric @ a 1 --step 1.5", "invalid value '1.5' for '--step"),
    ] {
        let answer = test.line(line).status(2).check();
        assert!(answer.stderr.contains(said), "{line}\n{}", answer.stderr);
        assert_eq!(answer.stdout, "", "{line}");
    }
    let bare = test.mlrun(["x"; 0]).check();
    assert!(
        bare.stdout.contains("Usage: mlrun") && bare.stdout.contains("Exit codes") && bare.stdout.contains("Here: "),
        "{}",
        bare.stdout
    );
    assert!(
        test.line("--version")
            .check()
            .stdout
            .starts_with(concat!("mlrun ", env!("CARGO_PKG_VERSION")))
    );
}
