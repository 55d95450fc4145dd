use super::support::{ADA, BEN, CLEO, Test};

pub(crate) const MLMODEL: &[u8] = b"flavors:\n  python_function:\n    loader_module: x\n";

/// ADA has one model, BEN two (and a third inside of one), CLEO none.
pub(crate) fn test() -> Test {
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
pub(crate) fn with_versions() -> Test {
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
    test.line("registry models delete numbers")
        .stderr("error: to delete registered model 'numbers' with 0 versions for good, add --yes\n")
        .status(2)
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
    assert!(
        test.line("registry versions list greeting")
            .check()
            .stderr
            .contains("'greeting' is a prompt")
    );
    test.line("registry prompts show greeting/1")
        .stderr("error: 'greeting' has no version 1\nhint: it has no versions\n")
        .status(3)
        .run();
    test.line("registry versions create n --model-id m-00")
        .stderr("error: models:/m-00: Model 'm-00' not found\nhint: `mlrun logged-models list` shows what there is\n")
        .status(3)
        .run();
    test.line("registry versions create greeting --source s3://b/m")
        .status(5)
        .check();
}
