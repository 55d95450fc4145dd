//! MLflow's holes, tried on us: of each of its CVEs that concerns what we do, the input. What leads out of a store by ids, keys
//! and artifact paths is in `security.rs` (CVE-2023-1176, -1177, -2356, -2780, -3765, -6753, -6831, -6909, -6975, -6976, -6977,
//! -30172, 2024-1483, -1560, -1594, -2928, -3848, -8859, 2026-53995) and `traces.rs`; archives and zip files in
//! `archive_hostile.rs` and `project_sources.rs` (2025-15031, -15036); pages in `report.rs` and terminals in `security.rs`
//! (2023-6568, 2024-27132, -27133); containers in `containers.rs` (2025-14287); pip in `environments.rs` (2025-15379); pickles,
//! which nothing here can load, in `models.rs` (2024-37052 to -37060, 2026-96775, -96804). What is of servers, of webhooks and of
//! serving models concerns nothing here.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use super::support::{ADA, Test, snapshot};

/// CVE-2023-1177 and what bypassed its mends (-2356, -2780, -6753, -6977, -30172), 2023-6909, 2024-1558, -1593, -2928, -3573,
/// -8859, 2023-6974: a version's source leads to no files of others and to no server.
#[test]
fn the_source_of_a_version_leads_nowhere() {
    let test = Test::sample();
    test.write("secret/passwd", "secret");
    let secret = test.path("secret").display().to_string();
    test.line("registry models create m").check();
    let sources = [
        format!("file://{secret}"),
        secret.clone(),
        format!("//proc/self/root{secret}"),
        format!("file://localhost{secret}"),
        format!("FILE://{secret}"),
        format!("file:\\{secret}"),
        format!("http:///#/../..{secret}"),
        format!("http://127.0.0.1:9/;/../..{secret}"),
        format!("file:///a?/../..{secret}"),
        format!("file:///a#/../..{secret}"),
        format!("dbfs:/a?/../..{secret}"),
        format!("%2e%2e/%2e%2e{secret}"),
        format!("%252e%252e/%252e%252e{secret}"),
        format!("..\\..\\..{secret}"),
        format!(":{secret}"),
        format!("../../../../../../..{secret}"),
        format!("{}/7/{ADA}/artifacts/../../../../secret", test.path("mlruns").display()),
    ];
    let store = snapshot(&test.path("secret"));
    for (number, source) in (1..).zip(&sources) {
        for args in [
            vec!["registry", "versions", "create", "m", "--no-check", "--source", source],
            vec!["registry", "versions", "download", "m", "latest", "-d", "got"],
            vec!["artifacts", "download", "-u", "models:/m/latest", "-d", "got"],
            vec!["artifacts", "list", "-u", "models:/m/latest"],
            vec!["models", "inspect", "models:/m/latest"],
        ] {
            let answer = test.mlrun(&args).answer();
            assert!(
                !answer.stdout.contains("passwd"),
                "{source}: {args:?}: {}",
                answer.stdout
            );
            assert!(args[2] == "create" || answer.status != 0, "{source}: {args:?}");
        }
        let meta = format!("mlruns/models/m/version-{number}/meta.yaml");
        assert!(test.read(&meta).contains("source: "), "{source}");
    }
    assert!(!test.path("got").join("passwd").exists());
    assert!(snapshot(&test.path("secret")) == store);
}

/// CVE-2025-11201, 2026-2033, 2024-3099, 2026-53995: names of models, aliases, logged models and tags are one part of a path, and
/// no two spellings mean one name.
#[test]
fn no_name_of_a_registry_leads_out() {
    let test = Test::sample();
    test.line("registry versions create m --source s3://b/1").answer();
    let before = snapshot(&test.path(""));
    for way in [
        "../../x",
        "..",
        ".",
        "a/b",
        "/etc/x",
        "a%2Fb",
        "..%2fx",
        "a:b",
        "\u{202e}x/..",
        "x/",
    ] {
        for args in [
            vec!["registry", "models", "create", way],
            vec!["registry", "models", "rename", "m", way],
            vec!["registry", "versions", "copy", "m", "1", way],
            vec!["registry", "aliases", "set", "m", way, "1"],
            vec!["registry", "models", "delete", way, "--yes"],
            vec!["registry", "models", "show", way],
            vec!["logged-models", "show", way],
            vec!["traces", "show", way],
            vec!["artifacts", "download", "-u", &format!("models:/{way}/1"), "-d", "got"],
        ] {
            assert_ne!(test.mlrun(&args).answer().status, 0, "{args:?}");
        }
    }
    for way in ["../x", "..", "/etc/x", "a//b", "a/../b"] {
        let tag = format!("{way}=v");
        for args in [
            ["registry", "models", "tag", "m", &tag].to_vec(),
            ["registry", "versions", "tag", "m", "1", &tag].to_vec(),
        ] {
            assert_ne!(test.mlrun(&args).answer().status, 0, "{args:?}");
        }
    }
    let mut after = snapshot(&test.path(""));
    after.retain(|name, _| !name.contains(".mlrun"));
    let is_same = |(name, (content, _)): (&String, &(Option<Vec<u8>>, _))| {
        name.contains(".mlrun") || after.get(name).is_some_and(|(now, _)| now == content)
    };
    assert!(before.iter().all(is_same) && after.keys().all(|name| before.contains_key(name)));
}

/// CVE-2023-4033, -6940: no shell takes a parameter for more than a word.
#[test]
fn no_parameter_is_a_command() {
    let test = Test::new();
    let spec = "entry_points:\n  main:\n    parameters: {a: {default: x}}\n    command: \"printf '<%s>' {a}\"\n";
    test.write("p/MLproject", spec);
    let path = std::env::var_os("PATH").unwrap_or_default();
    for value in [
        "x; touch owned",
        "$(touch owned)",
        "`touch owned`",
        "a' ; touch owned #",
        "a\ntouch owned",
        "\"; touch owned; \"",
    ] {
        let given = format!("a={value}");
        let run = test
            .mlrun(["run", "p", "--env-manager", "local", "-q", "-P", &given])
            .env("PATH", &path);
        assert_eq!(run.answer().stdout, format!("<{value}>"));
        let more = format!("undeclared={value}");
        let run = test
            .mlrun(["run", "p", "--env-manager", "local", "-q", "-P", &more])
            .env("PATH", &path);
        assert_eq!(run.answer().stdout, format!("<x><--undeclared><{value}>"));
        let key = format!("{value}=1");
        let run = test
            .mlrun(["run", "p", "--env-manager", "local", "-q", "-P", &key])
            .env("PATH", &path);
        assert_ne!(run.answer().status, 0, "{key}");
    }
    let owned: Vec<String> = snapshot(&test.path(""))
        .into_keys()
        .filter(|name| name.ends_with("owned"))
        .collect();
    assert_eq!(owned, Vec::<String>::new());
}

/// CVE-2022-0736, 2025-10279, 2026-4137: what is made for a while, and what is remembered, is nobody else's, whatever the umask.
#[test]
fn temporary_folders_and_the_cache_are_ones_own() {
    let test = Test::sample();
    fs::create_dir(test.path("tmp")).unwrap();
    let mlrun = |line: &str| {
        let mut shell = Command::new("sh");
        test.prepare(&mut shell);
        shell.env("TMPDIR", test.path("tmp")).env("PATH", "/bin:/usr/bin");
        shell.args([
            "-c",
            &format!("umask 0 && exec \"$0\" {line}"),
            env!("CARGO_BIN_EXE_mlrun"),
        ]);
        let output = shell.output().unwrap();
        assert!(
            output.status.success(),
            "{line}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    mlrun("artifacts download -r ada");
    mlrun("runs search");
    mlrun("archive create -q");
    mlrun("--tracking-uri runs.mlz runs search --filter 'metrics.loss < 1'");
    let mut seen = 0;
    for top in ["tmp", ".cache/mlrun"] {
        for entry in walkdir::WalkDir::new(test.path(top)).min_depth(1).max_depth(1) {
            let Ok(entry) = entry else { continue };
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode & 0o077, 0, "{}: {mode:o}", entry.path().display());
            seen += 1;
        }
    }
    assert!(seen > 0);
}
