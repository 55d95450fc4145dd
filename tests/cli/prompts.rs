use serde_json::json;

use super::support::{T0, Test};

/// The sample store with a text prompt of two versions, a chat prompt and a plain model, as MLflow 3.17 writes them.
fn with_prompts() -> Test {
    let test = Test::sample();
    let file = |path: String, content: &str| test.write(&format!("mlruns/models/{path}"), content);
    let model = |name: &str, description: &str| {
        let meta = format!(
            "aliases: {{}}\ncreation_timestamp: {T0}\ndescription: {description}\nlast_updated_timestamp: {T0}\nname: {name}\n"
        );
        file(format!("{name}/meta.yaml"), &meta);
    };
    let version = |name: &str, number: i64, message: &str, tags: &[(&str, &str)]| {
        let meta = format!(
            "creation_timestamp: {T0}\ncurrent_stage: None\ndescription: {message}\nlast_updated_timestamp: {T0}\n\
             name: {name}\nrun_id: null\nsource: dummy-source\nstatus: READY\nversion: {number}\n"
        );
        file(format!("{name}/version-{number}/meta.yaml"), &meta);
        for (key, value) in tags {
            file(format!("{name}/version-{number}/tags/{key}"), value);
        }
    };
    let (is_prompt, text, kind) = ("mlflow.prompt.is_prompt", "mlflow.prompt.text", "_mlflow_prompt_type");
    model("greet", "first");
    file(format!("greet/tags/{is_prompt}"), "true");
    file("greet/tags/_mlflow_experiment_ids".to_owned(), ",0,");
    file("greet/tags/team".to_owned(), "red");
    file("greet/aliases/champion".to_owned(), "1");
    let first = "Hello {{ name }},\n\u{1b}[31m{{user.age}} {{name}}.\n";
    version(
        "greet",
        1,
        "first",
        &[(is_prompt, "true"), (text, first), (kind, "text")],
    );
    let schema = ("_mlflow_prompt_response_format", "{\"type\": \"object\"}");
    version(
        "greet",
        2,
        "shorter",
        &[
            (is_prompt, "true"),
            (text, "Hi {{name}}"),
            (kind, "text"),
            schema,
            ("lang", "en"),
        ],
    );
    model("talk", "null");
    file(format!("talk/tags/{is_prompt}"), "true");
    let chat = r#"[{"role": "system", "content": "Help {{who}}.\nBe kind."}, {"role": "user", "content": "{{q}}"}]"#;
    version("talk", 1, "null", &[(is_prompt, "true"), (text, chat), (kind, "chat")]);
    model("plain", "null");
    version("plain", 1, "null", &[]);
    test
}

#[test]
fn prompts_are_listed_apart_from_models() {
    let test = with_prompts();
    let header = "name,latest_version,type,aliases,creation_timestamp,last_updated_timestamp,description\n";
    let greet = "greet,2,text,champion 1,2025-10-09T08:53:20.000Z,2025-10-09T08:53:20.000Z,first\n";
    let talk = "talk,1,chat,,2025-10-09T08:53:20.000Z,2025-10-09T08:53:20.000Z,\n";
    let list = |args: &[&str]| {
        let call = [&["registry", "prompts", "list", "-o", "csv"], args].concat();
        test.mlrun(call).check().stdout
    };
    assert_eq!(list(&[]), format!("{header}{greet}{talk}"));
    assert_eq!(
        list(&["--order-by", "name DESC", "--max-results", "1"]),
        format!("{header}{talk}")
    );
    assert_eq!(
        list(&["--filter", "name = 'plain' OR tags.team = 'red'"]),
        format!("{header}{greet}")
    );
    assert_eq!(
        list(&["--strict", "--filter", "name LIKE 't%'"]),
        format!("{header}{talk}")
    );
    let wrong = test
        .mlrun(["registry", "prompts", "search", "--filter", "nme = 'x'"])
        .status(2)
        .check()
        .stderr;
    assert!(wrong.contains("--> --filter:1:1\n  |\n1 | nme = 'x'\n"), "{wrong}");
}

#[test]
fn a_prompt_is_shown_as_people_read_it() {
    let test = with_prompts();
    let show = |args: &str| test.line(&format!("registry prompts show {args}")).check().stdout;
    let first = "\
name                    greet
version                 1
type                    text
aliases                 champion
commit_message          first
creation_timestamp      2025-10-09T08:53:20.000Z
last_updated_timestamp  2025-10-09T08:53:20.000Z
variables               name, user.age

template
    Hello {{ name }},
    \\x1b[31m{{user.age}} {{name}}.

prompt tags
  team  red

other versions
  2  2025-10-09, shorter
";
    for one in [
        "greet 1",
        "greet champion",
        "greet --alias champion",
        "greet@champion",
        "prompts:/greet/1",
        "prompts:/greet@champion",
    ] {
        assert_eq!(show(one), first, "{one}");
    }
    assert_eq!(
        show("greet/1 --text"),
        "Hello {{ name }},\n\u{1b}[31m{{user.age}} {{name}}.\n"
    );
    let (_, chat) = show("talk")
        .split_once("template\n")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    assert_eq!(chat, "  system  Help {{who}}.\n          Be kind.\n  user    {{q}}\n");

    let latest = test.line("registry prompts show greet").json();
    let expected = json!({"name": "greet", "version": "2", "uri": "prompts:/greet/2", "type": "text", "template": "Hi {{name}}",
        "variables": ["name"], "commit_message": "shorter", "response_format": {"type": "object"}, "model_config": null,
        "creation_timestamp": T0, "last_updated_timestamp": T0, "user_id": null, "tags": {"lang": "en"}, "aliases": [],
        "prompt_tags": {"team": "red"}, "versions": ["2", "1"]});
    assert_eq!(latest, expected);
    assert_eq!(
        test.line("registry prompts show talk@latest").json()["template"][0]["role"],
        "system"
    );
}

#[test]
fn what_is_no_prompt_is_refused_with_the_way_on() {
    let test = with_prompts();
    for (name, status, message, hint) in [
        (
            "plain",
            3,
            "'plain' is a registered model, not a prompt",
            "`mlrun registry models show plain` shows it",
        ),
        ("gret", 3, "no prompt `gret`", "did you mean `greet`?"),
        ("greet/9", 3, "'greet' has no version 9", "its versions are 2, 1"),
        (
            "greet@champoin",
            3,
            "'greet' has no alias `champoin`",
            "did you mean `champion`?",
        ),
        ("greet/a.b", 1, "Invalid alias name: 'a.b'.", ""),
        ("../greet", 1, "Invalid value \"..\" for parameter 'name'", ""),
        ("greet/1 2", 2, "the version is named twice", ""),
    ] {
        let said = test
            .line(&format!("registry prompts show {name}"))
            .status(status)
            .check()
            .stderr;
        assert!(
            said.starts_with(&format!("error: {message}")) && said.contains(hint),
            "{name}: {said}"
        );
    }
    // a version without text is a version all the same
    std::fs::remove_file(test.path("mlruns/models/talk/version-1/tags/mlflow.prompt.text")).unwrap();
    let shown = test.line("registry prompts show talk").check();
    assert_eq!(shown.stderr, "warning: version 1 of 'talk' has no text\n");
    assert!(
        shown
            .stdout
            .starts_with("name                    talk\nversion                 1\n"),
        "{}",
        shown.stdout
    );
}

#[test]
fn a_prompt_has_no_files() {
    with_prompts()
        .line("artifacts download -u models:/greet@champion -d got")
        .status(3)
        .stderr(
            "error: models:/greet@champion: this is a prompt, which has no files\nhint: `mlrun registry prompts show greet 1` \
             shows its text\n",
        )
        .run();
}
