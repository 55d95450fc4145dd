use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::support::{ADA, CLEO, Test};

fn datasets(test: &Test, run: &str) -> Vec<Value> {
    let shown = test.mlrun(["runs", "show", run]).json();
    shown["inputs"]["dataset_inputs"].as_array().unwrap().clone()
}

#[test]
fn a_file_a_folder_and_a_uri_are_logged_as_mlflow_logs_them() {
    let test = Test::sample();
    test.write("data/train.csv", "a,b\n1,\"x\ny\"\n2,z\n");
    test.write("data/sub/x", "hi\n");
    test.line("log input @ data/train.csv --context training --tag k=v")
        .stderr("Logged dataset train.csv (digest 44f72ab9) to run c1e00000000000000000000000000003.\n")
        .run();
    // md5sum of the files in the order of their names, one a line, and of that
    test.line("log input data --name folder")
        .env("MLFLOW_RUN_ID", CLEO)
        .stderr("Logged dataset folder (digest 42b92fbc) to run c1e00000000000000000000000000003.\n")
        .run();
    test.line("log input --run-id @ https://h/x.csv --name web").check();
    test.write(
        "schema.json",
        "{\"mlflow_colspec\": [{\"name\": \"a\", \"type\": \"long\"}]}\n",
    );
    test.line("log input ada s3://b/p/y.parquet --digest abc --schema @schema.json --profile {\"num_rows\":3}")
        .check();

    let logged = datasets(&test, CLEO);
    let named = |name: &str| {
        logged
            .iter()
            .find(|input| input["dataset"]["name"] == name)
            .unwrap()
            .clone()
    };
    let source = |path: &str| {
        json!({"uri": test.path(path).display().to_string()})
            .to_string()
            .replace(':', ": ")
    };
    let expected = json!({
        "dataset": {"name": "train.csv", "digest": "44f72ab9", "source_type": "local", "source": source("data/train.csv"),
            "schema": null, "profile": "{\"size_bytes\": 16, \"num_rows\": 2}"},
        "tags": {"k": "v", "mlflow.data.context": "training"}
    });
    assert_eq!(named("train.csv"), expected);
    assert_eq!(
        named("folder")["dataset"]["profile"],
        "{\"size_bytes\": 19, \"num_files\": 2}"
    );
    // the digest that MLflow's MetaDataset has for this name and URL
    let web = json!({"name": "web", "digest": "c90d0eed", "source_type": "http", "source": "{\"url\": \"https://h/x.csv\"}",
        "schema": null, "profile": null});
    assert_eq!(named("web")["dataset"], web);

    let shown = test.line("show ada").check().stdout;
    let (_, shown) = shown.split_once("\ndataset ").unwrap();
    let expected = "y.parquet\n  digest   abc\n  source   s3://b/p/y.parquet (s3)\n  schema   1 column: a long\n  profile  \
                    num_rows 3\n";
    assert_eq!(shown, expected);
    let found = |filter: &str| {
        let ids = test
            .mlrun(["runs", "list", "--filter", filter, "-o", "id"])
            .check()
            .stdout;
        ids.lines().map(str::to_owned).collect::<BTreeSet<_>>()
    };
    assert_eq!(
        found("datasets.name = 'train.csv' AND dataset.context = 'training'"),
        [CLEO.to_owned()].into()
    );
    assert_eq!(found("datasets.digest = 'abc'"), [ADA.to_owned()].into());
}

#[test]
fn what_was_logged_first_stays_and_what_makes_no_sense_is_refused() {
    let test = Test::sample();
    test.write("x.csv", "a\n1\n");
    test.line("log input ada x.csv --context training").check();
    let before = datasets(&test, "ada");
    let said = |line: &str, status: i32| test.line(line).status(status).check().stderr;
    assert!(!said("log input ada x.csv --context training", 0).contains("warning"));
    let other_tags = said("log input ada x.csv --context eval", 0);
    assert!(
        other_tags.contains("warning: x.csv: the run has it already, with other tags: they stay"),
        "{other_tags}"
    );
    let other_profile = said("log input cleo x.csv --profile {}", 0);
    assert!(
        other_profile.contains("the experiment has it already, with another source"),
        "{other_profile}"
    );
    assert_eq!(datasets(&test, "ada"), before);

    let long = format!("log input ada x.csv --digest {}", "d".repeat(37));
    for (line, status, message) in [
        (
            "log input ada nowhere.csv",
            1,
            "cannot read [DIR]/nowhere.csv: No such file",
        ),
        ("log input x.csv", 2, "which run? Give one, or set MLFLOW_RUN_ID"),
        ("log input nobody x.csv", 3, "no run `nobody`"),
        ("log input ada x.csv --schema {x", 2, "--schema is not JSON"),
        ("log input ada x.csv --tag k", 2, "`k` is not KEY=VALUE"),
        ("log input ada x.csv --digest=", 2, "--digest must not be empty"),
        (long.as_str(), 1, "'digest' exceeds the maximum length of 36 characters"),
    ] {
        let said = test.placeholders(&said(line, status));
        assert!(said.contains(message), "{line}: {said}");
    }
    let empty = test.mlrun(["log", "input", "ada", ""]).status(2).check();
    assert!(empty.stderr.contains("which dataset?"), "{}", empty.stderr);
    test.line("runs delete ada --yes").check();
    test.line("log input 5a1c0000000000000000000000000001 x.csv --digest new")
        .status(5)
        .check();
    assert_eq!(datasets(&test, ADA), before);
}
