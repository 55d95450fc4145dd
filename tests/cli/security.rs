use std::fs;
use std::path::Path;

use super::support::{ADA, BEN, CLEO, Test, exists, snapshot};

/// Spellings that lead out of a folder, or might on some system: MLflow's own holes (CVE-2023-1177, -2780, -3765, -6018,
/// -6831, -6909, -6975, -6977, 2024-1560, -8859, 2026-53995).
const WAYS_OUT: &[&str] = &[
    "..",
    "../x",
    "../../../../../../tmp/mlrun-escaped",
    "a/../../x",
    "/etc/passwd",
    "//proc/self/root/tmp/x",
    "./../x",
    "a/..",
];

/// As an artifact's path these are refused too.
const ARTIFACT_WAYS_OUT: &[&str] = &[
    "C:/x",
    "c:x",
    "\\\\srv\\x",
    "..\\..\\x",
    "%2e%2e/x",
    "%252E%252E%252Fx",
    "%2Fetc/passwd",
    "a?/../../x",
    "a#/../../x",
];

/// The sample store, with something beside it that nobody may touch.
fn store() -> Test {
    let test = Test::sample();
    test.write("x", "beside the store");
    test.write("mlruns/x", "in the root");
    test.write("file.txt", "file");
    test
}

#[test]
fn no_id_and_no_key_leads_out() {
    let test = store();
    let before = snapshot(&test.path(""));
    for way in WAYS_OUT {
        for args in [
            &["runs", "show", way][..],
            &["runs", "describe", "--run-id", way],
            &["runs", "delete", way],
            &["runs", "rename", way, "new"],
            &["log", "param", "-r", way, "k", "v"],
            &["log", "stream", way],
            &["experiments", "get", "-x", way],
            &["experiments", "delete", way],
            &["experiments", "csv", way],
            &["runs", "create", "-x", way],
            &["runs", "list", "-x", way],
            &["artifacts", "list", way],
            &["artifacts", "log-artifact", "-l", "file.txt", "-r", way],
            &["metrics", "history", way, "loss"],
            &["tree", "-x", way],
        ] {
            test.mlrun(args).stdout("").status(3).check();
        }
        for args in [
            &["log", "param", "@", way, "v"][..],
            &["log", "tag", "@", way, "v"],
            &["log", "metric", "@", way, "1"],
            &["runs", "tag", "@", way, "v"],
            &["runs", "untag", "@", way],
            &["experiments", "tag", "digits", way, "v"],
            &["experiments", "untag", "digits", way],
            &["metrics", "history", "@", way],
            &["runs", "create", "--tags", &format!("{way}=v")],
            &["experiments", "create", "-n", "new", "-t", &format!("{way}=v")],
        ] {
            test.mlrun(args).stdout("").status(1).check();
        }
        let name = serde_json::to_string(way).unwrap();
        for kind in ["metric", "param", "tag"] {
            test.line("log stream @")
                .stdin(format!("{{\"{kind}\": {name}, \"value\": 1}}"))
                .status(1)
                .check();
        }
    }
    for way in WAYS_OUT.iter().chain(ARTIFACT_WAYS_OUT) {
        for args in [
            &["artifacts", "list", "ada", "-a", way][..],
            &["artifacts", "download", "-r", "ada", "-a", way, "-d", "got"],
            &["artifacts", "download", "-u", &format!("runs:/ada/{way}"), "-d", "got"],
            &["log", "artifact", "@", "file.txt", "-a", way],
            &["artifacts", "log-artifact", "-l", "file.txt", "-r", "@", "-a", way],
            &["log", "artifacts", "@", "mlruns", "-a", way],
        ] {
            let answer = test.mlrun(args).answer();
            assert!(
                answer.status != 0 && answer.stdout.is_empty(),
                "{args:?}: {}",
                answer.stdout
            );
        }
    }
    assert!(!exists("/tmp/mlrun-escaped"));
    changed_only(&before, &test, &[".mlrun.lock"]);
}

/// Nothing but these names may be new, and nothing may be changed or gone.
#[track_caller]
fn changed_only(before: &super::support::Snapshot, test: &Test, names: &[&str]) {
    let after = snapshot(&test.path(""));
    for (name, (content, _)) in before {
        assert_eq!(after.get(name).map(|(content, _)| content), Some(content), "{name}");
    }
    let new: Vec<&String> = after.keys().filter(|name| !before.contains_key(*name)).collect();
    let allowed = |name: &str| names.iter().any(|end| name.ends_with(end));
    assert!(new.iter().all(|name| allowed(name)), "{new:?}");
}

#[cfg(unix)]
#[test]
fn links_inside_artifacts_are_not_followed_out() {
    let test = store();
    let outside = test.path("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("secret"), "secret").unwrap();
    let artifacts = test.path(&format!("mlruns/7/{ADA}/artifacts"));
    std::os::unix::fs::symlink(&outside, artifacts.join("dir")).unwrap();
    std::os::unix::fs::symlink(outside.join("secret"), artifacts.join("file")).unwrap();

    for (file, into) in [("file.txt", "dir"), ("file.txt", "dir/deeper")] {
        let refused = test
            .mlrun(["log", "artifact", "ada", file, "-a", into])
            .status(1)
            .check();
        assert!(refused.stderr.contains("dir"), "{}", refused.stderr);
    }
    test.write("file", "new");
    test.line("log artifact ada file").check();
    assert_eq!(
        fs::read_to_string(artifacts.join("file")).unwrap(),
        "new",
        "the link was replaced, not followed"
    );
    let left: Vec<_> = fs::read_dir(&outside)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(
        (left, fs::read_to_string(outside.join("secret")).unwrap()),
        (vec!["secret".into()], "secret".into())
    );
    let listed = test.line("artifacts list ada -R").check().stdout;
    assert!(!listed.contains("secret"), "{listed}");
}

#[test]
fn a_crafted_meta_yaml_points_nowhere() {
    let test = store();
    let meta = format!("mlruns/7/{ADA}/meta.yaml");
    let good = test.read(&meta);
    let recorded = format!("file://{}/7/{ADA}/artifacts", test.path("mlruns").display());
    let outside = test.path("").display().to_string();
    for uri in [
        "/etc",
        "file:///etc",
        "file:/etc",
        "FILE:///etc",
        "file:///etc?x#y",
        "file://localhost/etc",
        "../../../../etc",
        &format!("{outside}/mlruns/../"),
        &format!("file:///../../etc/{ADA}/../.."),
    ] {
        test.write(&meta, good.replace(&recorded, uri));
        let listed = test.line("artifacts list ada -R").check().stdout;
        assert!(
            listed.contains("plot.csv") && !listed.contains("passwd") && !listed.contains("mlruns"),
            "{uri}: {listed}"
        );
        test.line("log artifact ada file.txt").check();
        assert!(!exists(Path::new("/etc/file.txt")), "{uri}");
    }
    test.write(&meta, good);
    let secret = "name: secret\ndigest: d\nsource_type: local\nsource: s\n";
    test.write("outside/meta.yaml", secret);
    for (i, id) in ["../../../outside", "../../outside", "/etc", "..", ""]
        .iter()
        .enumerate()
    {
        test.write(
            &format!("mlruns/7/{ADA}/inputs/i{i}/meta.yaml"),
            format!(
                "destination_id: {ADA}\ndestination_type: RUN\nsource_id: '{id}'\nsource_type: DATASET\ntags: {{}}\n"
            ),
        );
    }
    let shown = test.line("runs show ada -o json").check();
    assert!(!shown.stdout.contains("secret"), "{}", shown.stdout);
    assert_eq!(
        shown
            .stderr
            .matches("names a dataset that the experiment does not have")
            .count(),
        5,
        "{}",
        shown.stderr
    );
}

/// Steers terminals: colours, a title, a C1 introducer, a change of direction, a forged line, a NUL is no option in a name.
const STEERING: &str = "\u{1b}[31m\u{1b}]0;owned\u{7}\u{9b}2J\u{202e}fdp\u{2066}\r\nforged: yes";

#[cfg(unix)]
#[test]
fn nothing_in_a_store_steers_the_terminal() {
    let file = STEERING.replace('/', "");
    let test = Test::with_store(|store| {
        let experiment = store.experiment("7", STEERING);
        let run = experiment
            .run(ADA, STEERING)
            .param("p", STEERING)
            .tag("t", STEERING)
            .artifact(&file, b"x");
        run.param(&file, "v").metric(&file, "torn \u{1b}[31m\n1 1.0 0\n");
        experiment.run(BEN, STEERING);
    });
    test.write(
        &format!("mlruns/7/{CLEO}/meta.yaml"),
        "status: \u{1b}[31m\nrun_id: [\u{1b}]",
    );
    test.write(&format!("mlruns/{STEERING}/meta.yaml"), "x");
    let name = |line: &str| test.line(line).json()["name"].as_str().unwrap().to_owned();
    assert_eq!(name("experiments get 7"), STEERING, "data formats keep every character");
    let dangerous = |text: &str| {
        text.chars()
            .any(|c| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
            || text.lines().any(|line| line.starts_with("forged"))
    };
    for args in [
        &["experiments", "list"][..],
        &["experiments", "get", "7"],
        &["experiments", "delete", "7", "--dry-run"],
        &["runs", "list"],
        &["runs", "list", "-o", "md"],
        &["runs", "show", ADA],
        &["runs", "delete", ADA, BEN, "--dry-run"],
        &["artifacts", "list", ADA],
        &["tree", "--artifacts"],
        &["tree", "--files"],
        &["status"],
        &["runs", "show", STEERING],
        &["runs", "show", CLEO],
        &["experiments", "get", STEERING],
        &["experiments", "get", &format!("{STEERING}x")],
        &["metrics", "history", ADA, STEERING],
        &["log", "param", ADA, STEERING, "v"],
        &["log", "param", ADA, "p", STEERING],
        &["runs", "rename", BEN, STEERING],
        &["experiments", "rename", "7", "--new-name", &format!("{STEERING}2")],
        &["experiments", "create", "-n", &format!("{STEERING}3")],
        &["artifacts", "list", ADA, "-a", STEERING],
        &["log", "artifact", ADA, STEERING],
        &["--tracking-uri", STEERING, "runs", "list"],
        &["--tracking-uri", &format!("s3://{STEERING}"), "runs", "list"],
    ] {
        let answer = test.mlrun(args).answer();
        assert!(!dangerous(&answer.stdout), "{args:?}\n{:?}", answer.stdout);
        assert!(!dangerous(&answer.stderr), "{args:?}\n{:?}", answer.stderr);
    }
    assert_eq!(name("experiments get 7"), format!("{STEERING}2"));
}

#[test]
fn hostile_yaml_neither_hangs_nor_overflows() {
    let test = store();
    let laughs: String = std::iter::once("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned())
        .chain((1..30).map(|i| format!("a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 9].join(","))))
        .chain(["run_name: *a29\nname: *a29\n".to_owned()])
        .collect();
    let deep = 10_000;
    let block: String = (0..deep / 10).map(|i| format!("{}k:\n", " ".repeat(i))).collect();
    let hostile = [
        ("billion laughs", laughs),
        (
            "merged laughs",
            (0..40)
                .map(|i| format!("m{i}: &m{i}\n  <<: [*m{0}, *m{0}]\n", (i - 1).max(0)))
                .collect(),
        ),
        ("deep lists", "[".repeat(deep)),
        (
            "deep closed lists",
            format!("name: {}{}", "[".repeat(deep), "]".repeat(deep)),
        ),
        ("deep maps", "{a: ".repeat(deep)),
        ("deep blocks", block),
        ("deep dashes", format!("{}x", "- ".repeat(deep))),
        ("an alias of itself", "name: &a [*a]\nrun_name: *a\n".to_owned()),
        ("a long line", format!("name: {}\n", "x".repeat(3_000_000))),
        (
            "tags of Python",
            "name: !!python/object/apply:os.system ['touch /tmp/mlrun-escaped']\n".to_owned(),
        ),
        (
            "a huge number",
            format!("start_time: {}\nname: 0x{}\n", "9".repeat(100_000), "f".repeat(100_000)),
        ),
        ("many documents", "---\na: 1\n".repeat(10_000)),
    ];
    for (what, text) in hostile {
        for file in [format!("mlruns/7/{ADA}/meta.yaml"), "mlruns/8/meta.yaml".to_owned()] {
            test.write(&file, &text);
            for line in ["runs list -o id", "experiments list", "status"] {
                let started = std::time::Instant::now();
                let answer = test.line(line).check();
                assert!(
                    line != "runs list -o id" || answer.stdout.contains(BEN),
                    "{what}: {}",
                    answer.stdout
                );
                assert!(started.elapsed().as_secs() < 20, "{what}: {line} hangs");
            }
        }
    }
    assert!(!exists("/tmp/mlrun-escaped"));
}

#[test]
fn no_mutilation_of_any_file_hides_the_others_or_panics() {
    let test = Test::sample();
    test.write(
        &format!("mlruns/7/{ADA}/inputs/i/meta.yaml"),
        "source_id: d\nsource_type: DATASET\ntags: {}\n",
    );
    test.write(
        "mlruns/7/datasets/d/meta.yaml",
        "name: n\ndigest: d\nsource_type: local\nsource: s\n",
    );
    test.write("mlruns/7/tags/team", "red");
    let victims: Vec<String> = snapshot(&test.path("mlruns"))
        .into_iter()
        .filter(|(name, (content, _))| {
            content.is_some() && (name.contains(ADA) || name.starts_with("7/")) && !name.contains(BEN)
        })
        .filter(|(name, _)| !name.contains("artifacts") && !name.contains(CLEO))
        .map(|(name, _)| format!("mlruns/{name}"))
        .collect();
    assert!(victims.len() >= 10, "{victims:?}");
    for victim in victims {
        let whole = fs::read(test.path(&victim)).unwrap();
        let lengths = [0, 1, whole.len() / 3, whole.len() / 2, whole.len().saturating_sub(1)];
        let mut forms: Vec<Vec<u8>> = lengths.iter().map(|&length| whole[..length].to_vec()).collect();
        forms.push(vec![0; whole.len().max(1)]);
        forms.push(vec![0xff; whole.len().max(1)]);
        forms.push(
            whole
                .iter()
                .enumerate()
                .map(|(i, byte)| byte.wrapping_mul(37).wrapping_add(i as u8))
                .collect(),
        );
        for form in forms {
            fs::write(test.path(&victim), &form).unwrap();
            let listed = test.line("runs list -o json").check();
            assert!(
                listed.stdout.contains(BEN) && listed.stdout.contains(CLEO),
                "{victim} {form:?}\n{}",
                listed.stderr
            );
            test.line("status").check();
            let shown = test.mlrun(["runs", "show", ADA]).answer();
            assert!([0, 4].contains(&shown.status), "{victim} {form:?}: {}", shown.stderr);
        }
        fs::write(test.path(&victim), whole).unwrap();
    }
}

#[test]
fn what_tags_say_is_to_be_run_again_is_shown_first() {
    let recipe = |text: &str| {
        Test::with_store(|store| {
            let runs = store.experiment("0", "Default");
            runs.run(ADA, "ada").started(1).ended(3, 2).tag("mlrun.recipe", text);
        })
    };
    let command = r#"{"command": ["sh", "-c", "echo \u001b[2Jdone; touch made"], "started_in": "[DIR]"}"#;
    let test = Test::new();
    let own = command.replace("[DIR]", &test.path("").display().to_string());
    let test = (test, recipe(&own));
    let shown = "sh -c 'echo \\x1b[2Jdone; touch made'";
    let dry = test.1.line("rerun ada --dry-run").check();
    assert!(dry.stdout.contains(shown), "{}", dry.stdout);
    assert!(!test.0.path("made").exists());
    let run = test.1.line("rerun ada").env("PATH", "/usr/bin:/bin").check();
    let (before, after) = run.stderr.split_once("\nRun (ID").unwrap();
    assert!(
        before.contains("Again: cd ") && before.ends_with(shown),
        "{before}{after}"
    );

    let test = recipe(
        r#"{"project": "p", "entry_point": "fit", "started_in": "/", "python": "./evil",
            "parameters": [["a", "$(id)"], ["--b; id", ""]], "docker_args": [["privileged", null]]}"#,
    );
    let own = test.read(&format!("mlruns/0/{ADA}/tags/mlrun.recipe"));
    let folder = test.path("").display().to_string();
    test.write(
        &format!("mlruns/0/{ADA}/tags/mlrun.recipe"),
        own.replace("\"/\"", &format!("\"{folder}\"")),
    );
    test.write(
        "p/MLproject",
        "entry_points:\n  fit:\n    parameters: {a: string}\n    command: echo {a}\n",
    );
    let answer = test.line("rerun ada --no-log-params").answer();
    let line = "Again: mlrun run [DIR]/p -e fit -P 'a=$(id)' -P '--b; id=' --python ./evil -A privileged\n";
    assert!(test.placeholders(&answer.stderr).contains(line), "{}", answer.stderr);
    assert_eq!(
        (answer.status, answer.stdout.as_str()),
        (3, ""),
        "there is no such Python"
    );
}
