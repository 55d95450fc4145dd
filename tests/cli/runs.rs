use super::support::{ADA, BEN, CLEO, Test};

#[test]
fn a_runs_life() {
    let test = Test::new();
    test.line("runs create -n digits --run-name first --tags k=v --description why")
        .stderr("'digits' does not exist. Creating a new experiment\n")
        .stdout(
            r#"{
  "run_id": "[RUN]",
  "experiment_id": "[EXPERIMENT]",
  "status": "RUNNING",
  "run_name": "first"
}
"#,
        )
        .run();
    let run = test.line("runs describe first").json();
    assert_eq!(run["info"]["status"], "RUNNING");
    assert_eq!(run["info"]["user_id"], "tester");
    assert_eq!(
        run["data"]["tags"],
        serde_json::json!({
            "k": "v", "mlflow.note.content": "why", "mlflow.runName": "first", "mlflow.source.name": "mlrun", "mlflow.source.type": "LOCAL",
            "mlflow.user": "tester",
        })
    );
    let id = run["info"]["run_id"].as_str().unwrap();
    test.line("runs rename first --run-id x").status(3).check();
    test.mlrun(["runs", "rename", id, "a new name"])
        .stdout("Run with id [RUN] has been renamed to 'a new name'.\n")
        .run();
    test.mlrun(["runs", "rename", id, ""])
        .stderr("error: a run's name must not be empty\n")
        .status(2)
        .run();
    test.line("runs tag @ colour red").run();
    test.line("runs untag @ k").run();
    test.line("runs untag @ k")
        .stderr("error: No tag with name: k in run with id [RUN]\n")
        .status(3)
        .run();
    test.line("runs finish @ --status killed")
        .stderr("Run [RUN] is KILLED.\n")
        .run();
    let run = test.line("runs show @").json();
    assert_eq!(
        (&run["info"]["status"], &run["info"]["run_name"]),
        (&"KILLED".into(), &"a new name".into())
    );
    assert!(run["info"]["end_time"].as_i64() >= run["info"]["start_time"].as_i64());

    test.line("runs delete @ --dry-run")
        .stdout("Would delete run [RUN] 'a new name'.\n")
        .run();
    test.line("runs delete @")
        .stdout("Run with ID [RUN] has been deleted.\n")
        .run();
    test.line("runs list").stderr("no runs\n").run();
    test.mlrun(["log", "param", id, "p", "1"])
        .stderr("error: The run [RUN] must be in 'active' lifecycle_stage.\n")
        .status(5)
        .run();
    let deleted = test.line("runs list --view deleted_only -o id").check().stdout;
    test.mlrun(["runs", "restore", deleted.trim()])
        .stdout("Run with id [RUN] has been restored.\n")
        .run();
    test.line("runs list -o id").stdout("[RUN]\n").run();
}

#[test]
fn where_a_new_run_goes_and_what_it_is_called() {
    let test = Test::sample();
    let experiment = |args: &str, env: &[(&str, &str)]| {
        let call = env
            .iter()
            .fold(test.line(&format!("runs create {args}")), |call, (k, v)| call.env(k, v));
        call.json()["experiment_id"].as_str().unwrap().to_owned()
    };
    assert_eq!(experiment("", &[]), "0");
    assert_eq!(experiment("-x digits", &[]), "7");
    assert_eq!(experiment("", &[("MLFLOW_EXPERIMENT_NAME", "digits")]), "7");
    assert_eq!(
        experiment(
            "",
            &[("MLFLOW_EXPERIMENT_NAME", "digits"), ("MLFLOW_EXPERIMENT_ID", "0")]
        ),
        "0"
    );
    assert_eq!(experiment("-n digits", &[("MLFLOW_EXPERIMENT_ID", "0")]), "7");
    assert_eq!(experiment("", &[("MLFLOW_EXPERIMENT_ID", "")]), "0");
    test.line("runs create -x 99")
        .stderr("error: no experiment `99`\nhint: `mlrun experiments list --view all` shows what there is\n")
        .status(3)
        .run();

    let made = test
        .line(&format!(
            "runs create --parent-run-id {} --status failed -o id",
            &BEN[..31]
        ))
        .status(2)
        .check();
    assert!(
        made.stderr.contains(ADA) && made.stderr.contains(BEN),
        "{}",
        made.stderr
    );
    let id = test
        .mlrun([
            "runs",
            "create",
            "--parent-run-id",
            "ada",
            "--status",
            "failed",
            "-o",
            "id",
        ])
        .check()
        .stdout;
    let run = test.mlrun(["runs", "describe", id.trim()]).json();
    assert_eq!(
        (&run["info"]["status"], &run["data"]["tags"]["mlflow.parentRunId"]),
        (&"FAILED".into(), &ADA.into())
    );
    assert_eq!(test.placeholders(run["info"]["run_name"].as_str().unwrap()), "[NAME]");
    test.line("runs create --run-name a --tags mlflow.runName=b")
        .stderr(
            "error: Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values \
             (run_name='a', mlflow.runName='b').\n",
        )
        .status(1)
        .run();
}

#[test]
fn a_run_is_shown() {
    let test = Test::sample();
    test.line("runs show ada")
        .stdout(
            r#"run_id           5a1c0000000000000000000000000001
run_name         ada
experiment_id    7
experiment       digits
status           FINISHED
lifecycle_stage  active
start_time       2025-10-09T08:53:20.000Z
end_time         2025-10-09T08:54:50.000Z
duration         1m 30s
user_id          tester
artifact_uri     file://[DIR]/mlruns/7/5a1c0000000000000000000000000001/artifacts

params
  lr           0.1
  model/depth  3

metrics
  acc   NaN
  loss  0.25

tags
  mlflow.runName  ada
  note            the "first", of many\nlines
"#,
        )
        .run();
    test.line("metrics history ada loss")
        .stdout(
            "timestamp                 step  value\n\
             2025-10-09T08:53:20.000Z     0    0.5\n\
             2025-10-09T08:53:21.000Z     1   0.25\n",
        )
        .run();
    test.line("metrics history ada los")
        .stderr(&format!(
            "error: run {ADA} has no metric `los`\nhint: did you mean `loss`?\n"
        ))
        .status(3)
        .run();
}

#[test]
fn listings_say_when_they_are_cut() {
    let test = Test::sample();
    test.line("runs list -o id")
        .stdout(&format!("{CLEO}\n{BEN}\n{ADA}\n"))
        .run();
    test.line("runs list --max-results 3 -o id")
        .stdout(&format!("{CLEO}\n{BEN}\n{ADA}\n"))
        .run();
    test.line("runs search -x digits --max-results 2 -o id")
        .stdout(&format!("{CLEO}\n{BEN}\n"))
        .stderr("showing the newest 2 of 3\nhint: for the next page add --page-token eyJvZmZzZXQiOiAyfQ==\n")
        .run();
    test.line("runs list -n Default -n digits --max-results 1 -o id -q")
        .stdout(&format!("{CLEO}\n"))
        .run();
    test.line("runs list -x 0").stderr("no runs\n").run();
}
