use super::support::{ADA, BEN, CLEO, Test};

const MLMODEL: &[u8] = b"flavors:\n  python_function:\n    loader_module: x\n";

/// ADA has one model, BEN two (and a third inside of one), CLEO none.
fn test() -> Test {
    Test::with_store(|store| {
        let digits = store.experiment("7", "digits");
        digits.run(ADA, "ada").artifact("model/MLmodel", MLMODEL);
        digits
            .run(BEN, "ben")
            .artifact("my model/MLmodel", MLMODEL)
            .artifact("my model/inner/MLmodel", MLMODEL)
            .artifact("b/MLmodel", b"- no mapping\n");
        digits.run(CLEO, "cleo").artifact("notes.txt", b"x");
    })
}

/// One with the model `digits`, whose versions 1 to 3 come from ADA.
fn with_versions() -> Test {
    let test = test();
    for version in 1..=3 {
        let number = test
            .line("registry versions create digits --run ada --quiet")
            .check()
            .stdout;
        assert_eq!(number, format!("{version}\n"));
    }
    test
}

#[test]
fn a_models_life() {
    let test = test();
    test.mlrun([
        "registry",
        "models",
        "create",
        "모델 1",
        "--description",
        "liest\nZiffern",
    ])
    .stdout("Created registered model '모델 1'.\n")
    .run();
    test.mlrun(["registry", "models", "create", "모델 1"])
        .stderr("error: Registered Model (name=모델 1) already exists.\n")
        .status(5)
        .run();
    test.line("registry models create digits -t a=1 -t b=x=y -t a=2 -o json")
        .stdout(
            r#"{
  "name": "digits",
  "creation_timestamp": [NOW],
  "last_updated_timestamp": [NOW],
  "description": null,
  "tags": {
    "a": "2",
    "b": "x=y"
  },
  "aliases": {},
  "latest_versions": [],
  "versions": []
}
"#,
        )
        .run();
    test.line("registry models tag digits c=3 d=").run();
    test.line("registry models untag digits a b").run();
    test.line("registry models untag digits cc")
        .stderr("error: no tag `cc` on 'digits'\nhint: did you mean `c`?\n")
        .status(3)
        .run();
    test.mlrun(["registry", "models", "describe", "digits", "- reads digits"])
        .run();
    let shown = test.line("registry models show digits").json();
    assert_eq!(shown["tags"], serde_json::json!({"c": "3", "d": ""}));
    assert_eq!(shown["description"], "- reads digits");
    test.line("registry models show digts")
        .stderr("error: Registered Model with name=digts not found\nhint: did you mean `digits`?\n")
        .status(3)
        .run();
    test.line("registry models show digits/3")
        .stderr(
            "error: Invalid model name 'digits/3'. Names cannot contain '/' or ':'.\n\
             hint: to name version 3 of `digits`, write digits/3 where a version is asked for\n",
        )
        .status(1)
        .run();
    test.line("registry models list -o id").stdout("digits\n모델 1\n").run();
    test.line("registry models search --filter tags.c='3' -o id")
        .stdout("digits\n")
        .run();
    test.line("registry models list --max-results 1 -o id")
        .stdout("digits\n")
        .stderr("showing 1 of 2 registered models\nhint: for the next page add --page-token eyJvZmZzZXQiOiAxfQ==\n")
        .run();

    test.line("registry models rename digits numbers --comment clearer")
        .stdout("Registered model 'digits' has been renamed to 'numbers'.\n")
        .run();
    test.mlrun(["registry", "models", "rename", "numbers", "모델 1"])
        .stderr("error: Registered Model (name=모델 1) already exists.\n")
        .status(5)
        .run();
    test.line("registry models delete numbers --dry-run")
        .stdout("Would delete registered model 'numbers' with 0 versions.\n")
        .run();
    test.line("registry models delete numbers --yes")
        .stdout("Deleted registered model 'numbers' with 0 versions.\n")
        .run();
    test.line("registry models show numbers").status(3).check();
}

#[test]
fn odd_names_are_names() {
    let test = Test::new();
    for name in ["-x", "3", "v3", "it's \"m\"", "a@b", "🚀", "latest"] {
        test.mlrun(["registry", "models", "create", "--", name])
            .stdout(&format!("Created registered model '{name}'.\n"))
            .run();
        test.mlrun([
            "registry", "versions", "create", "--source", "s3://b/m", "--quiet", "--", name,
        ])
        .stdout("1\n")
        .run();
        test.mlrun(["registry", "versions", "tag", "--", name, "1", "a=b"])
            .run();
        test.mlrun(["registry", "versions", "untag", "--", name, "1", "a"])
            .run();
        test.mlrun(["registry", "versions", "show", "-o", "id", "--", &format!("{name}/1")])
            .stdout(&format!("{name}/1\n"))
            .run();
    }
    for (name, says) in [
        ("a/b", "Invalid model name 'a/b'. Names cannot contain '/' or ':'."),
        (
            "50%",
            "Invalid name: '50%'. Registered model name cannot contain '%' character",
        ),
        (" ", "Missing value for required parameter 'name'."),
    ] {
        test.mlrun(["registry", "models", "create", name])
            .stderr(&format!("error: {says}\n"))
            .status(1)
            .run();
    }
    test.mlrun(["registry", "models", "create", "evil\u{1b}[31m\nname"])
        .stdout("Created registered model 'evil\\x1b[31m\\nname'.\n")
        .run();
}

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
        .status(1)
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
    test.line("registry versions create m --source runs:/ada/model --run ben")
        .status(2)
        .check();
    test.line("registry versions create m --source models:/m/9")
        .status(3)
        .check();
    assert!(!test.line("registry models list -o id").check().stdout.contains("new"));
}

#[test]
fn a_version_is_named_by_number_alias_stage_or_in_one_word() {
    let test = with_versions();
    test.line("registry aliases set digits champion 2").check();
    test.line("registry versions transition digits 1 production").check();
    for (words, number) in [
        ("digits 3", "3"),
        ("digits champion", "2"),
        ("digits @champion", "2"),
        ("digits Production", "1"),
        ("digits latest", "3"),
        ("digits/1", "1"),
        ("digits@champion", "2"),
        ("models:/digits/production", "1"),
        ("models:/digits@champion", "2"),
    ] {
        test.line(&format!("registry versions show {words} -o id"))
            .stdout(&format!("digits/{number}\n"))
            .run();
    }
    for (words, says, status) in [
        (
            "digits",
            "error: which version of `digits`? Give its number, an alias, a stage or latest: `digits 3` or `digits/3`\n",
            2,
        ),
        (
            "digits 9",
            "error: Model Version (name=digits, version=9) not found\nhint: its versions are from 1 to 3\n",
            3,
        ),
        (
            "digits champoin",
            "error: `champoin` is no version, alias or stage of 'digits'\nhint: did you mean `champion`?\n",
            3,
        ),
        (
            "digits v2",
            "error: `v2` is no version, alias or stage of 'digits'\nhint: did you mean `2`?\n",
            3,
        ),
        (
            "digits Staging",
            "error: no version of 'digits' is in Staging\nhint: there is version 3 in None, version 1 in Production\n",
            3,
        ),
        (
            "digit 1",
            "error: Model Version (name=digit, version=1) not found\nhint: did you mean `digits`?\n",
            3,
        ),
    ] {
        let call = test.line(&format!("registry versions show {words}")).status(status);
        if words == "digit 1" {
            let answer = call.check();
            assert!(
                answer.stderr.ends_with("hint: did you mean `digits`?\n"),
                "{}",
                answer.stderr
            );
        } else {
            call.stderr(says).run();
        }
    }
    test.line("registry versions tag digits@champion a=1 b=2")
        .stderr("@champion of 'digits' is version 2\n")
        .run();
    test.line("registry versions untag digits champion a")
        .stderr("champion of 'digits' is version 2\n")
        .run();
    test.mlrun(["registry", "versions", "describe", "digits/2", "- one\n- two"])
        .run();
    let version = test.line("registry versions show digits 2").json();
    assert_eq!(
        (&version["tags"]["b"], &version["description"]),
        (&"2".into(), &"- one\n- two".into())
    );
    test.line("registry versions delete digits latest --yes")
        .stdout("Deleted version 3 of 'digits' (in None).\n")
        .stderr("latest of 'digits' is version 3\n")
        .run();
    test.line("registry versions show digits 3")
        .stderr(
            "error: Model Version (name=digits, version=3) not found\n\
             hint: version 3 was deleted; no other will ever have its number\n",
        )
        .status(3)
        .run();
}

#[test]
fn stages_and_aliases_are_remembered_with_who_and_why() {
    let test = with_versions();
    test.line("registry versions transition digits 1 Staging --comment tested")
        .check();
    test.line("registry versions transition digits/2 staging --archive-existing-versions --comment better")
        .stdout(
            "Version 2 of 'digits' is in Staging (was in None).\nVersion 1 of 'digits' is in Archived (was in Staging).\n",
        )
        .run();
    test.line("registry versions transition digits 2 stagin")
        .stderr(
            "error: Invalid Model Version stage: stagin. Value must be one of None, Staging, Production, Archived.\n\
             hint: did you mean `staging`?\n",
        )
        .status(1)
        .run();
    test.line("registry aliases set digits champion 1")
        .stdout("Alias 'champion' of 'digits' is version 1.\n")
        .run();
    test.mlrun([
        "registry",
        "aliases",
        "set",
        "digits",
        "champion",
        "2",
        "--comment",
        "it won\nagain",
    ])
    .stdout("Alias 'champion' of 'digits' is version 2 (was version 1).\n")
    .run();
    test.line("registry aliases list -o csv")
        .stdout("name,alias,version\ndigits,champion,2\n")
        .run();
    test.line("registry aliases delete digits champoin")
        .stderr("error: 'digits' has no alias `champoin`\nhint: did you mean `champion`?\n")
        .status(3)
        .run();
    test.line("registry aliases set digits v3 3")
        .stderr("error: Version alias name 'v3' is reserved.\n")
        .status(1)
        .run();
    let long = "x".repeat(4001);
    test.mlrun([
        "registry",
        "aliases",
        "set",
        "digits",
        "champion",
        "3",
        "--comment",
        &long,
    ])
    .stderr("error: --comment has 4001 characters, and 4000 is the most that every MLflow keeps\n")
    .status(2)
    .run();
    test.line("registry aliases delete digits champion")
        .stdout("Deleted alias 'champion' of 'digits' (was version 2).\n")
        .run();
    test.line("registry models rename digits numbers").check();

    let history = test.line("registry history numbers -o csv").check().stdout;
    for said in [
        "event,version,what,alias,from,to,by,comment",
        "model-created,,model created,,,,",
        "version-created,1,version created,,,,tester,",
        "transition,1,from None to Staging,,None,Staging,tester,tested",
        "transition,2,from None to Staging,,None,Staging,tester,better",
        "transition,1,\"from Staging to Archived, to make room\",,Staging,Archived,tester,better",
        "alias-set,1,alias champion set,champion,,1,tester,",
        "alias-set,2,\"alias champion set, was version 1\",champion,1,2,tester,\"it won",
        "alias-deleted,2,alias champion deleted,champion,2,,tester,",
        "model-renamed,,renamed from digits,,digits,numbers,tester,",
    ] {
        assert!(history.contains(said), "{said}\n{history}");
    }
    let shown = test.line("registry models show numbers").check().stdout;
    assert!(!shown.contains("mlrun.event"), "{shown}");
    let json = test.line("registry models show numbers").json();
    assert!(
        json["tags"]
            .as_object()
            .unwrap()
            .keys()
            .any(|key| key.starts_with("mlrun.event."))
    );
    test.line("registry history number")
        .stderr("error: Registered Model with name=number not found\nhint: did you mean `numbers`?\n")
        .status(3)
        .run();
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
}

#[test]
fn a_prompt_is_no_model() {
    let test = Test::new();
    test.line("registry models create greeting -t mlflow.prompt.is_prompt=true")
        .check();
    test.line("registry models create digits").check();
    test.line("registry models list -o id").stdout("digits\n").run();
    let shown = test.line("registry models show greeting").check();
    assert_eq!(
        shown.stderr,
        "hint: 'greeting' is a prompt: `mlrun registry prompts show` shows its texts\n"
    );
    test.line("registry versions create greeting --source s3://b/m")
        .status(5)
        .check();
}
