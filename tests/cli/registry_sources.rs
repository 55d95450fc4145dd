//! Where versions come from, and how their files come out again.

use super::registry::{MLMODEL, test, with_versions};
use super::support::{ADA, BEN, CLEO};

#[test]
fn a_version_comes_from_the_model_of_a_run() {
    let test = test();
    let artifacts = |run: &str| format!("file://[DIR]/mlruns/7/{run}/artifacts");
    test.line("registry versions create digits --run ada --description first -t k=v")
        .stdout("1\n")
        .stderr(&format!(
            "'digits' does not exist. Creating a new registered model\nCreated version 1 of 'digits' from {}/model.\n",
            artifacts(ADA)
        ))
        .run();
    let version = test.line("registry versions show digits 1").json();
    let text = |key: &str| version[key].as_str().map(|text| test.placeholders(text));
    for (key, value) in [
        ("version", Some("1")),
        ("source", Some(&*format!("{}/model", artifacts(ADA)))),
        ("storage_location", Some(&format!("{}/model", artifacts(ADA)))),
        ("run_id", Some(ADA)),
        ("description", Some("first")),
        ("user_id", Some("tester")),
        ("status", Some("READY")),
        ("current_stage", Some("None")),
        ("model_id", None),
        ("run_link", None),
    ] {
        assert_eq!(text(key).as_deref(), value, "{key}");
    }
    assert_eq!(version["tags"], serde_json::json!({"k": "v"}));

    test.line("registry versions create digits --run ben")
        .stderr(&format!(
            "error: run {BEN} has 2 models: say which\nhint: --path b\n  --path 'my model'\n"
        ))
        .status(2)
        .run();
    test.mlrun([
        "registry", "versions", "create", "digits", "--run", "ben", "--path", "my model",
    ])
    .stdout("2\n")
    .stderr(&format!(
        "Created version 2 of 'digits' from {}/my model.\n",
        artifacts(BEN)
    ))
    .run();
    test.line("registry versions create digits --run ben --path c")
        .stderr(&format!(
            "error: there is no MLmodel in `c` of run {BEN}\n\
             hint: its models are\n  --path b\n  --path 'my model'\n"
        ))
        .status(3)
        .run();
    let refused = test
        .line("registry versions create digits --run ben --path b")
        .status(4)
        .check();
    assert!(
        refused.stderr.contains("hint: --no-check registers it all the same"),
        "{}",
        refused.stderr
    );
    test.line("registry versions create digits --run ben --path b --no-check --quiet")
        .stdout("3\n")
        .run();
    test.line("registry versions create digits --run cleo")
        .stderr(&format!(
            "error: run {CLEO} has no model: no folder of its artifacts holds an MLmodel file\n\
             hint: `mlrun artifacts list` shows what it has\n"
        ))
        .status(3)
        .run();
    test.line("registry versions create digits --run adaa")
        .status(3)
        .check();
    test.line("registry versions create digits").status(2).check();
    assert_eq!(
        test.line("registry versions list digits")
            .json()
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[test]
fn a_version_comes_from_any_place() {
    let test = test();
    test.write("here/MLmodel", MLMODEL);
    let create = |source: &str| {
        test.mlrun(["registry", "versions", "create", "m", "-o", "json", "--source", source])
            .check()
    };
    let recorded = |source: &str| {
        let json: serde_json::Value = serde_json::from_str(&create(source).stdout).unwrap();
        test.placeholders(json["source"].as_str().unwrap())
    };
    assert_eq!(recorded("here"), "[DIR]/here");
    assert_eq!(recorded("s3://bucket/m"), "s3://bucket/m");
    assert_eq!(
        recorded("runs:/ada/model"),
        format!("file://[DIR]/mlruns/7/{ADA}/artifacts/model"),
        "as mlflow.register_model records it"
    );
    assert_eq!(recorded("models:/m/3"), "models:/m/3");
    let copied = test.line("registry versions show m 4").json();
    assert_eq!(copied["run_id"], ADA, "of the version that it is");
    test.line("registry versions create m --source mlruns")
        .stderr("error: no MLmodel file in [DIR]/mlruns\nhint: --no-check registers it all the same\n")
        .status(3)
        .run();
    test.write("damaged/MLmodel", "a: [");
    test.line("registry versions create m --source damaged")
        .status(4)
        .check();
    test.line("registry versions create m --source runs:/ada/model --run ben")
        .status(2)
        .check();
    test.line("registry versions create m --source models:/m/9")
        .status(3)
        .check();
    assert!(!test.line("registry models list -o id").check().stdout.contains("new"));
}

#[test]
fn a_version_is_copied_and_downloaded() {
    let test = with_versions();
    test.line("registry versions tag digits 2 a=b").check();
    test.line("registry versions transition digits 2 Staging").check();
    test.line("registry versions copy digits/2 production")
        .stdout("1\n")
        .stderr(
            "'production' does not exist. Creating a new registered model\n\
             Copied version 2 of 'digits' to version 1 of 'production'.\n",
        )
        .run();
    let copy = test.line("registry versions show production 1").json();
    assert_eq!(copy["source"], "models:/digits/2");
    assert_eq!(
        (&copy["run_id"], &copy["tags"]),
        (&ADA.into(), &serde_json::json!({"a": "b"}))
    );
    assert_eq!(copy["current_stage"], "None");
    test.line("registry versions download production latest -d out")
        .stdout("[DIR]/out\n")
        .run();
    assert_eq!(test.read("out/MLmodel").as_bytes(), MLMODEL);
    test.line("registry versions download production 2").status(3).check();
}

#[test]
fn a_logged_model_is_registered_and_says_so() {
    const ID: &str = "m-00000000000000000000000000000001";
    let test = test();
    let folder = test.path("mlruns/7/models").join(ID);
    let meta = format!(
        "artifact_location: file://{0}/artifacts\ncreation_timestamp: 1760000000000\nexperiment_id: '7'\n\
         last_updated_timestamp: 1760000000000\nlifecycle_stage: active\nmodel_id: {ID}\nmodel_type: null\nname: net\n\
         source_run_id: {CLEO}\nstatus: 2\nstatus_message: null\n",
        folder.display()
    );
    test.write(&format!("mlruns/7/models/{ID}/meta.yaml"), meta);
    test.write(&format!("mlruns/7/models/{ID}/artifacts/MLmodel"), MLMODEL);
    for flags in [
        "--run cleo",
        "--run cleo --path net",
        &format!("--model-id {ID}"),
        &format!("--source models:/{ID}"),
    ] {
        test.line(&format!("registry versions create m --quiet {flags}"))
            .check();
        let version = test.line("registry versions show m latest").json();
        assert_eq!(version["source"], format!("models:/{ID}"), "{flags}");
        assert_eq!(version["model_id"], ID, "{flags}");
        assert_eq!(version["run_id"], CLEO, "{flags}");
        let place = test.placeholders(version["storage_location"].as_str().unwrap());
        assert_eq!(place, format!("file://[DIR]/mlruns/7/models/{ID}/artifacts"), "{flags}");
    }
    assert_eq!(
        test.read(&format!("mlruns/7/models/{ID}/tags/mlflow.modelVersions")),
        r#"[{"name": "m", "version": 1}, {"name": "m", "version": 2}, {"name": "m", "version": 3}, {"name": "m", "version": 4}]"#
    );
    let meta = test.read(&format!("mlruns/7/models/{ID}/meta.yaml"));
    test.write(
        &format!("mlruns/7/models/{ID}/meta.yaml"),
        meta.replace("stage: active", "stage: deleted"),
    );
    test.line(&format!("registry versions create m --model-id {ID}"))
        .status(5)
        .stderr(&format!(
            "error: logged model {ID} is deleted: MLflow would not find it\nhint: --no-check registers it all the same\n"
        ))
        .run();
    test.line(&format!("registry versions create m --model-id {ID} --no-check"))
        .check();
}
