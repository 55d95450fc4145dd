use std::fs;
use std::slice::from_ref;

use serde_json::{Value, json};

use super::support::{ADA, BEN, CLEO, Test, exists};

const MLMODEL: &str = "flavors:\n  python_function:\n    loader_module: x\nmlflow_version: 3.17.2\nmodel_id: null\nmodel_uuid: \
                       94e5\nprompts: null\n";

/// The sample store and a saved model.
fn sample() -> Test {
    let test = Test::sample();
    test.write("saved/MLmodel", MLMODEL);
    test.write("saved/data/weights.bin", [7; 2000]);
    test
}

/// What a call of `log model` prints.
fn logged(test: &Test, words: &str) -> String {
    let answer = test.line(&format!("log model saved {words}")).check();
    let id = answer.stdout.trim_end().to_owned();
    let said = format!("as models:/{id}\n");
    assert!(answer.stderr.ends_with(&said), "{}", answer.stderr);
    id
}

fn ids(test: &Test, words: &str) -> Vec<String> {
    let answer = test.line(&format!("logged-models list -o id {words}")).check();
    answer.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn a_saved_model_is_logged_and_shown() {
    let test = sample();
    let id = logged(
        &test,
        "--name m --run ada --step 1 --type agent --param p=q --tag team=vision",
    );
    assert!(id.starts_with("m-") && id.len() == 34, "{id}");
    let model = test.line(&format!("logged-models show {}", &id[..8])).json();
    let mut expected = json!({
        "model_id": id,
        "experiment_id": "7",
        "name": "m",
        "artifact_location": format!("file://{}/mlruns/7/models/{id}/artifacts", test.path("").display()).replace("//mlruns", "/mlruns"),
        "model_type": "agent",
        "source_run_id": ADA,
        "status": "READY",
        "status_message": null,
        "lifecycle_stage": "active",
        "tags": {
            "mlflow.source.name": "mlrun",
            "mlflow.source.type": "LOCAL",
            "mlflow.user": "tester",
            "mlrun.model.digest": "sha256:acfb3f97e4b80c0ff435d5c555355ff7bb38a2e584c687ea6a72f288539844cf",
            "team": "vision",
        },
        "params": {"lr": "0.1", "model/depth": "3", "p": "q"},
        "metrics": [{
            "key": "loss", "value": 0.25, "step": 1, "timestamp": 1_760_000_001_000_i64,
            "dataset_name": null, "dataset_digest": null, "run_id": ADA,
        }],
        "registered_versions": [],
        "files": [{"path": "MLmodel", "file_size": null}, {"path": "data/weights.bin", "file_size": 2000}],
    });
    for key in ["creation_timestamp", "last_updated_timestamp"] {
        expected[key] = model[key].clone();
    }
    let written = test.read(&format!("mlruns/7/models/{id}/artifacts/MLmodel"));
    expected["files"][0]["file_size"] = written.len().into();
    assert_eq!(model, expected);
    for line in [
        &format!("model_id: {id}"),
        &format!("model_uuid: {id}"),
        &format!("run_id: {ADA}"),
    ] {
        assert!(written.lines().any(|other| other == line), "{line}\n{written}");
    }
    let run = test.line("runs show ada").json();
    assert_eq!(run["outputs"]["model_outputs"], json!([{"model_id": id, "step": 1}]));

    let again = logged(&test, "--name m -x digits --param lr=5");
    let other = test.line(&format!("logged-models show models:/{again}")).json();
    assert_eq!(other["tags"]["mlrun.model.digest"], model["tags"]["mlrun.model.digest"]);
    assert_eq!(
        (&other["source_run_id"], &other["params"]),
        (&Value::Null, &json!({"lr": "5"}))
    );
    test.mlrun(["log", "model", "saved", "--name", "n", "--param", "lr=5"])
        .env("MLFLOW_RUN_ID", BEN)
        .check();
    let page = test.line("logged-models show n").check().stdout;
    assert!(
        page.contains("\n  data/weights.bin  ") && page.contains("models:/m-"),
        "{page}"
    );
    test.line("logged-models show m").status(2).check();
    test.line("logged-models show none")
        .stderr("error: no logged model `none`\nhint: `mlrun logged-models list --view all` shows what there is\n")
        .status(3)
        .run();
}

#[test]
fn what_is_no_model_leaves_nothing_behind() {
    let test = Test::new();
    test.write("empty/README", "");
    test.write("bad/MLmodel", "flavors: [\n");
    test.write("bare/MLmodel", "run_id: x\n");
    test.write("saved/MLmodel", MLMODEL);
    for (words, error, status) in [
        (
            "nowhere --name m",
            "[DIR]/nowhere is no folder: give the one that holds the model's MLmodel file",
            3,
        ),
        (
            "empty --name m",
            "[DIR]/empty holds no MLmodel file, so it is no model; MLflow's `save_model` writes one",
            3,
        ),
        (
            "bare --name m",
            "[DIR]/bare/MLmodel: names no flavors, so nothing could load this model",
            4,
        ),
        (
            "saved --name a.b",
            "Invalid model name ('a.b') provided. Model name must be a non-empty string and cannot contain the following \
             characters: ('/', ':', '.', '%', '\"', \"'\")",
            1,
        ),
    ] {
        test.line(&format!("log model {words}"))
            .stderr(&format!("error: {error}\n"))
            .status(status)
            .run();
    }
    let broken = test.line("log model bad --name m").status(4).check();
    assert!(broken.stderr.contains("bad/MLmodel: not YAML: "), "{}", broken.stderr);
    assert!(!exists(test.path("mlruns")));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc/passwd", test.path("saved/out")).unwrap();
        test.line("log model saved --name m -n new")
            .stderr(
                "error: [DIR]/saved/out is a link that leads out of the model; copy the folder with its links resolved \
                 (cp -rL)\n",
            )
            .status(1)
            .run();
        assert!(!exists(test.path("mlruns")));
    }
}

#[test]
fn lists_are_filtered_ordered_and_cut() {
    let test = sample();
    let [a, b, c] = [(ADA, 1), (BEN, 3), (CLEO, 0)]
        .map(|(run, step)| logged(&test, &format!("--name m --run {run} --step {step}")));
    test.write(
        &format!("mlruns/7/models/{c}/metrics/loss"),
        format!("1 0.5 0 {CLEO} train d1\n2 0.1 0 {CLEO} test d2\n"),
    );
    assert_eq!(ids(&test, ""), [&c, &b, &a].map(String::clone));
    assert_eq!(
        ids(&test, "-x digits --order-by metrics.loss"),
        [&c, &a, &b].map(String::clone)
    );
    assert_eq!(ids(&test, "-x 0"), [""; 0]);
    let filtered = |filter: &str| {
        let answer = test
            .mlrun(["logged-models", "search", "-o", "id", "--filter", filter])
            .check();
        answer.stdout.trim_end().replace('\n', " ")
    };
    assert_eq!(filtered("metrics.loss < 0.3"), a);
    assert_eq!(filtered(&format!("source_run_id = '{BEN}'")), b);
    assert_eq!(filtered("params.lr > 0.1"), b);
    assert_eq!(ids(&test, "--dataset test"), from_ref(&c));
    assert_eq!(ids(&test, "--dataset test@d1"), [""; 0]);
    assert_eq!(ids(&test, "--dataset test --filter metrics.loss<0.3"), from_ref(&c));
    let page = test.line("logged-models list -o id --max-results 2").check();
    assert_eq!(
        page.stderr,
        "showing 2 of 3 logged models\nhint: for the next page add --page-token eyJvZmZzZXQiOiAyfQ==\n"
    );
    assert_eq!(ids(&test, "--page-token eyJvZmZzZXQiOiAyfQ=="), from_ref(&a));
    let table = test.line("logged-models list -o csv").check().stdout;
    let header = table.lines().next().unwrap_or_default();
    assert!(
        header.ends_with("metrics.loss,metrics.loss (test@d2),metrics.loss (train@d1),params.lr,params.model/depth"),
        "{header}"
    );
    test.mlrun(["logged-models", "list", "--filter", "nope = 1"])
        .status(2)
        .check();
    test.line("logged-models list --dataset @d1").status(2).check();
    test.line("experiments delete digits --yes").check();
    assert_eq!(ids(&test, ""), [""; 0]);
    assert_eq!(ids(&test, "--view all").len(), 3);
    assert_eq!(test.line(&format!("logged-models show {a}")).json()["name"], "m");
}

#[test]
fn one_damaged_model_costs_one_line() {
    let test = sample();
    let id = logged(&test, "--name m -x 7");
    let good = logged(&test, "--name n -x 7");
    fs::write(test.path(&format!("mlruns/7/models/{id}/meta.yaml")), "").unwrap();
    test.write("mlruns/7/models/m-ghost/metrics/loss", "1 0.5 0 r\n");
    let answer = test.line("logged-models list -o id").check();
    assert_eq!(answer.stdout.trim_end(), good);
    let warnings = format!(
        "warning: [DIR]/mlruns/7/models/{id}/meta.yaml: empty (0 bytes): its writer was killed or the disk was full\n\
         warning: [DIR]/mlruns/7/models/m-ghost: no meta.yaml: something was logged to a model that is not there\n"
    );
    let mut said: Vec<_> = answer.stderr.lines().collect();
    said.sort_unstable();
    let mut expected: Vec<String> = warnings
        .lines()
        .map(|line| {
            line.replace("[DIR]", &test.path("").display().to_string())
                .replace("//", "/")
        })
        .collect();
    expected.sort_unstable();
    assert_eq!(said, expected);
    test.line(&format!("logged-models show {id}")).status(4).check();
}

#[test]
fn a_folder_that_holds_the_store_is_no_model() {
    let test = sample();
    test.write("MLmodel", MLMODEL);
    let said = "error: [DIR] holds the store [DIR]/mlruns too; give a folder that holds the model alone\n";
    test.line("log model . --name m").status(1).stderr(said).run();
    test.line("log model saved --name m --tracking-uri saved/new")
        .status(1)
        .stderr("error: [DIR]/saved holds the store [DIR]/saved/new too; give a folder that holds the model alone\n")
        .run();
    assert!(!test.path("saved/new").exists());
}
