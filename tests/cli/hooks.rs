use super::support::Test;

/// The line of standard error that a hook which repeats its input printed.
fn told(stderr: &str) -> Vec<serde_json::Value> {
    let lines = stderr.lines().filter(|line| line.starts_with('{'));
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[cfg(unix)]
#[test]
fn every_change_is_told() {
    let test = Test::new();
    test.write(".config/mlrun/config.yaml", "hooks:\n  - command: [cat]\n");
    let events = |args: &[&str]| -> Vec<serde_json::Value> {
        let call = test.mlrun([&["registry"], args].concat()).env("PATH", "/bin:/usr/bin");
        told(&call.check().stderr)
    };
    let named = |args: &[&str]| -> Vec<String> {
        let told = events(args);
        told.iter()
            .map(|event| event["event"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(named(&["models", "create", "a"]), ["model-created"]);
    let both = ["model-created", "version-created"];
    assert_eq!(named(&["versions", "create", "m", "--source", "s3://b/1"]), both);
    assert_eq!(
        named(&["versions", "create", "m", "--source", "s3://b/2"]),
        ["version-created"]
    );
    assert_eq!(named(&["versions", "copy", "m/1", "copy"]), both);
    assert_eq!(named(&["versions", "transition", "m", "1", "Staging"]), ["transition"]);
    let moved = events(&[
        "versions",
        "transition",
        "m",
        "2",
        "Staging",
        "--archive-existing-versions",
        "--comment",
        "it's \"good\"",
    ]);
    assert_eq!(moved.len(), 2);
    for (key, value) in [
        ("event", "transition"),
        ("name", "m"),
        ("version", "2"),
        ("from", "None"),
        ("to", "Staging"),
        ("by", "tester"),
        ("comment", "it's \"good\""),
    ] {
        assert_eq!(moved[0][key], value, "{key}");
    }
    assert_eq!(moved[0]["store"], test.path("mlruns").to_str().unwrap());
    assert!(moved[0]["at"].as_i64().is_some());
    assert_eq!(
        (&moved[1]["version"], &moved[1]["made_room"]),
        (&"1".into(), &true.into())
    );
    assert_eq!(named(&["aliases", "set", "m", "champion", "1"]), ["alias-set"]);
    let set = events(&["aliases", "set", "m", "champion", "2"]);
    assert_eq!(
        (&set[0]["alias"], &set[0]["from"], &set[0]["to"]),
        (&"champion".into(), &"1".into(), &"2".into())
    );
    let undone = test.line("undo").check().stderr;
    assert!(
        undone.contains("which hooks are not told") && told(&undone).is_empty(),
        "{undone}"
    );
    assert_eq!(named(&["aliases", "delete", "m", "champion"]), ["alias-deleted"]);
    assert_eq!(named(&["models", "rename", "m", "n"]), ["model-renamed"]);
    assert_eq!(named(&["versions", "delete", "n", "1", "--yes"]), ["version-deleted"]);
    assert_eq!(named(&["models", "delete", "n", "--yes"]), ["model-deleted"]);
    for quiet in [
        &["models", "tag", "a", "k=v"][..],
        &["models", "describe", "a", "x"],
        &["models", "list"],
    ] {
        assert_eq!(named(quiet), [""; 0], "{quiet:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_hook_that_fails_undoes_nothing() {
    let test = Test::new();
    let mlrun = env!("CARGO_BIN_EXE_mlrun");
    let config = test.write(
        "hooks.yaml",
        format!(
            "hooks:\n\
             - command: [/bin/sh, -c, 'exec 0<&-; exit 7']\n\
             - command: [/nowhere/hook]\n  on: [alias-set]\n\
             - command: [/bin/sh, -c, 'kill -9 $$']\n  on: [transition]\n\
             - {{command: ['{mlrun}', registry, models, create, by hook], on: [model-created]}}\n"
        ),
    );
    let call = |line: &str| test.line(line).env("MLRUN_CONFIG", &config);
    let failed = "warning: hook /bin/sh ended with exit code 7; the change stands\n";
    call("registry models create m")
        .stdout("Created registered model 'm'.\n")
        .stderr(&format!("{failed}Created registered model 'by hook'.\n"))
        .run();
    test.line("registry models list -o id").stdout("by hook\nm\n").run();
    call("registry versions create m --source s3://b/1")
        .stdout("1\n")
        .stderr(&format!("{failed}Created version 1 of 'm' from s3://b/1.\n"))
        .run();
    call("registry aliases set m a 1")
        .stdout("Alias 'a' of 'm' is version 1.\n")
        .stderr(&format!(
            "{failed}warning: hook /nowhere/hook could not be run: No such file or directory (os error 2); the change stands\n"
        ))
        .run();
    call("registry versions transition m a Staging --quiet")
        .stdout("Version 1 of 'm' is in Staging (was in None).\n")
        .run();
    call("registry versions transition m a Archived")
        .stdout("Version 1 of 'm' is in Archived (was in Staging).\n")
        .stderr(&format!(
            "a of 'm' is version 1\n{failed}warning: hook /bin/sh was ended by signal 9; the change stands\n"
        ))
        .run();
}

#[test]
fn a_broken_settings_file_stops_changes_and_nothing_else() {
    let test = Test::new();
    test.line("registry models create m").check();
    let config = test.write("c.yaml", "hooks:\n  - comand: [x]\n");
    let call = |line: &str| test.line(line).env("MLRUN_CONFIG", &config);
    let said = "error: [DIR]/c.yaml, line 2, column 5: a hook has no `comand`\n\
                hint: did you mean `command`?; nothing was changed\n";
    for change in [
        "registry models create n",
        "registry models rename m n",
        "registry versions create m --source s3://b/1",
        "registry aliases set m a 1",
        "registry models delete m --yes",
    ] {
        call(change).stderr(said).status(1).run();
    }
    call("registry models tag m a=b").run();
    call("registry models list -o id").stdout("m\n").run();
    test.line("registry models create n")
        .env("MLRUN_CONFIG", "missing.yaml")
        .stderr("error: [DIR]/missing.yaml: there is no such file\nhint: MLRUN_CONFIG names it; nothing was changed\n")
        .status(1)
        .run();
    test.line("registry models create n")
        .env("MLRUN_CONFIG", "/dev/null")
        .check();
}
