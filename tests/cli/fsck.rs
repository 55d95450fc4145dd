//! `mlrun fsck`: what it names, and that a repaired store is whole.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::support::{ADA, BEN, CLEO, Snapshot, T0, Test, exists, snapshot};

/// Experiments 0 (without runs), 7 (ADA, BEN) and 8 (CLEO), a registered model with a version and an alias: nothing in it
/// is damaged or odd.
fn store() -> Test {
    let test = Test::with_store(|store| {
        store.experiment("0", "Default");
        let seven = store.experiment("7", "seven");
        for (id, name) in [(ADA, "ada"), (BEN, "ben")] {
            let loss = "1760000000000 0.5 0\n1760000001000 0.25 1\n";
            let run = seven.run(id, name).started(T0).ended(3, T0 + 9000);
            run.param("lr", "0.1").metric("loss", loss).tag("mlflow.user", "ada");
        }
        let eight = store.experiment("8", "eight");
        eight.run(CLEO, "cleo").started(T0).ended(4, T0 + 5).param("lr", "0.3");
    });
    let meta = "creation_timestamp: 1\ndescription: null\nlast_updated_timestamp: 1\nname: m\n";
    test.write("mlruns/models/m/meta.yaml", meta);
    let source = test.path(&format!("mlruns/7/{ADA}/artifacts"));
    let version = format!(
        "creation_timestamp: 1\ncurrent_stage: None\nname: m\nrun_id: {ADA}\nsource: {}\nversion: 1\n",
        source.display()
    );
    test.write("mlruns/models/m/version-1/meta.yaml", version);
    test.write("mlruns/models/m/aliases/champion", "1");
    test
}

fn edit(path: &Path, change: impl Fn(&str) -> String) {
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, change(&text)).unwrap();
}

fn put(path: &Path, content: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The root, from the folder of ADA.
fn root(ada: &Path) -> &Path {
    ada.parent().unwrap().parent().unwrap()
}

/// What is done to the folder of ADA, and what is found: severity, kind, the end of the path with the line.
type Case = (fn(&Path), &'static [(&'static str, &'static str, &'static str)]);

const DAMAGED: &str = "damaged";
const ODD: &str = "odd";
const NOTE: &str = "note";

/// Of `design/reliability.md` the matrix first, in its order; then what else makes MLflow raise, hide or misread.
const CASES: &[Case] = &[
    (
        |ada| put(&ada.join("meta.yaml"), b""),
        &[(DAMAGED, "meta-empty", "meta.yaml")],
    ),
    (
        |ada| {
            edit(&ada.join("meta.yaml"), |text| {
                text[..text.find("run_uuid").unwrap() - 4].to_owned()
            });
        },
        &[(DAMAGED, "meta-not-yaml", "meta.yaml:8")],
    ),
    (
        |ada| put(&ada.join("meta.yaml"), &[0; 400]),
        &[(DAMAGED, "file-of-nuls", "meta.yaml")],
    ),
    (
        |ada| put(&ada.join("metrics/loss"), b"1 0.5 0\n2 0.25 1\n3"),
        &[(DAMAGED, "metric-line-torn", "metrics/loss:3")],
    ),
    (
        |ada| put(&ada.join("metrics/none"), b""),
        &[(DAMAGED, "metric-empty", "metrics/none")],
    ),
    (
        |ada| put(&ada.join("metrics/loss"), b"1 0.5 0\n2 oops 1\n"),
        &[(DAMAGED, "metric-line-unreadable", "metrics/loss:2")],
    ),
    (
        |ada| put(&ada.join("params/name"), b"caf\xe9 x"),
        &[(DAMAGED, "not-utf8", "params/name:1")],
    ),
    (
        |ada| put(&ada.join("metrics/.loss.swp"), b"b0VIM 9.1\0\xff"),
        &[(DAMAGED, "stray-file-stops-mlflow", "metrics/.loss.swp")],
    ),
    (
        |ada| edit(&ada.join("meta.yaml"), |text| text.replace("status: 3", "status: 9")),
        &[(DAMAGED, "run-status-unknown", "meta.yaml:13")],
    ),
    (
        |ada| fs::remove_file(ada.join("meta.yaml")).unwrap(),
        &[(DAMAGED, "run-meta-missing", ADA)],
    ),
    (
        |ada| {
            edit(&ada.join("meta.yaml"), |text| {
                text.replace("experiment_id: '7'", "experiment_id: '12'")
            });
        },
        &[(DAMAGED, "run-of-another-experiment", "meta.yaml:4")],
    ),
    (
        |ada| copy(&root(ada).join("8"), &root(ada).join("9")),
        &[
            (DAMAGED, "experiment-id-other", "9/meta.yaml:3"),
            (DAMAGED, "run-of-another-experiment", "meta.yaml:4"),
            (DAMAGED, "run-twice", CLEO),
            (ODD, "location-of-another", "9/meta.yaml:1"),
            (ODD, "location-of-another", "meta.yaml:1"),
        ],
    ),
    (
        |ada| fs::remove_dir_all(ada.join("metrics")).unwrap(),
        &[(DAMAGED, "run-folder-missing", "metrics")],
    ),
    (
        // as git leaves it: with no empty folder at all
        |ada| {
            fs::remove_dir_all(ada.join("metrics")).unwrap();
            put(&ada.join("artifacts/a"), b"1");
        },
        &[(ODD, "run-folder-missing", "metrics")],
    ),
    (
        |ada| put(&ada.join("metrics/loss"), b"1 0.5 0\n2 0.25 1\n3 0.1"),
        &[(DAMAGED, "metric-line-torn", "metrics/loss:3")],
    ),
    (
        |ada| put(&root(ada).join("8/meta.yaml"), b""),
        &[(DAMAGED, "meta-empty", "8/meta.yaml")],
    ),
    (
        |ada| fs::remove_file(root(ada).join("8/meta.yaml")).unwrap(),
        &[(DAMAGED, "experiment-meta-missing", "8")],
    ),
    (
        |ada| put(&ada.join("params/none"), b""),
        &[(NOTE, "value-empty", "params/none")],
    ),
    (
        |ada| fs::create_dir(ada.join("tags/stray")).unwrap(),
        &[(NOTE, "stray-folder", "tags/stray")],
    ),
    (
        |ada| put(&root(ada).join("checkpoints/model.pt"), b"x"),
        &[(NOTE, "root-stray-folder", "checkpoints")],
    ),
    (
        |ada| put(&ada.join(".DS_Store"), b"\0\0\0\x01Bud1\xff"),
        &[(NOTE, "stray-system-file", ".DS_Store")],
    ),
    (
        |ada| {
            edit(&ada.join("meta.yaml"), |text| {
                text.replace(&format!("run_id: {ADA}\n"), "")
            });
        },
        &[(DAMAGED, "run-id-missing", "meta.yaml")],
    ),
    (
        |ada| {
            edit(&ada.join("meta.yaml"), |text| {
                text.replace("user_id: tester", "user_id: null")
            });
        },
        &[(DAMAGED, "meta-value-null", "meta.yaml")],
    ),
    (
        |ada| {
            edit(&root(ada).join("8/meta.yaml"), |text| {
                text.replace("lifecycle_stage: active\n", "")
            });
        },
        &[(DAMAGED, "meta-key-missing", "8/meta.yaml")],
    ),
    (
        |ada| {
            put(
                &ada.join("meta.yaml"),
                b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
            );
        },
        &[(DAMAGED, "lfs-pointer", "meta.yaml")],
    ),
    (
        |ada| {
            put(
                &ada.join("metrics/loss"),
                b"<<<<<<< HEAD\n1 1.0 0\n=======\n2 2.0 0\n>>>>>>> b\n",
            );
        },
        &[
            (DAMAGED, "merge-conflict", "metrics/loss:1"),
            (NOTE, "metric-step-repeated", "metrics/loss:4"),
        ],
    ),
    (
        |ada| put(&ada.join("metrics/loss"), b"1760000000000 3 0.25\n"),
        &[(DAMAGED, "metric-fields-swapped", "metrics/loss:1")],
    ),
    (
        |ada| put(&ada.join("params/a(b)"), b"1"),
        &[(DAMAGED, "key-refused", "params/a(b)")],
    ),
    (
        |ada| put(&root(ada).join(".ipynb_checkpoints/x"), b""),
        &[(DAMAGED, "root-folder-stops-mlflow", ".ipynb_checkpoints")],
    ),
    (
        |ada| copy(ada, &root(ada).join(ADA)),
        &[
            (DAMAGED, "run-in-root", ADA),
            (ODD, "location-of-another", "meta.yaml:1"),
        ],
    ),
    (
        |ada| copy(&root(ada).join("8"), &root(ada).join("mlruns/8")),
        &[(ODD, "store-in-store", "mlruns")],
    ),
    (
        |ada| put(&ada.join("inputs/abc/x"), b""),
        &[(DAMAGED, "input-without-meta", "inputs/abc")],
    ),
    (
        |ada| put(&root(ada).join("models/m/aliases/old"), b"9"),
        &[(DAMAGED, "alias-to-missing-version", "aliases/old")],
    ),
    (
        |ada| put(&root(ada).join("models/m/.mlrun.journal"), b"{}"),
        &[(NOTE, "registry-journal", ".mlrun.journal")],
    ),
    (
        |ada| put(&ada.join("tags/t"), b"v\n"),
        &[(ODD, "value-final-newline", "tags/t")],
    ),
    (
        |ada| put(&ada.join("metrics/old"), b"1544090136 0.5\n1544090137 0.6\n"),
        &[
            (ODD, "metric-time-in-seconds", "metrics/old:1"),
            (ODD, "metric-two-fields", "metrics/old:1"),
        ],
    ),
    (
        |ada| put(&ada.join("metrics/val"), b"1 0.5 3 train d1\n"),
        &[(ODD, "metric-dataset-line", "metrics/val:1")],
    ),
    (
        |ada| {
            edit(&root(ada).join("8/meta.yaml"), |text| {
                text.replace("\"eight\"", "seven")
            });
        },
        &[(ODD, "experiment-name-twice", "8/meta.yaml")],
    ),
    (
        |ada| {
            edit(&root(ada).join("8/meta.yaml"), |text| {
                text.to_owned() + "workspace: no\n"
            });
        },
        &[(DAMAGED, "meta-value-not-a-text", "8/meta.yaml:7")],
    ),
    (
        |ada| edit(&root(ada).join("8/meta.yaml"), |text| text.replace("\"eight\"", "no")),
        &[(DAMAGED, "meta-value-not-a-text", "8/meta.yaml:6")],
    ),
    (
        |ada| fs::rename(root(ada).join("8"), root(ada).join(".trash/8")).unwrap(),
        &[(NOTE, "experiment-active-in-trash", "8/meta.yaml:5")],
    ),
    (
        |ada| {
            edit(&ada.join("meta.yaml"), |text| {
                text.replace("run_name: \"ada\"", "run_name: eve")
            });
        },
        &[(ODD, "run-names-disagree", "meta.yaml:7")],
    ),
    (
        |ada| {
            edit(&ada.join("meta.yaml"), |text| {
                text.replace("experiment_id: '7'", "experiment_id: [7]")
            });
        },
        &[(DAMAGED, "meta-id-not-a-text", "meta.yaml:4")],
    ),
    (
        |ada| {
            let ends = "destination_id: m-1\ndestination_type: MODEL_OUTPUT\nsource_id: r\nsource_type: SUN_OUTPUT\n";
            put(
                &ada.join("outputs/m-1/meta.yaml"),
                format!("{ends}step: 0\ntags: {{}}\n").as_bytes(),
            );
        },
        &[
            (DAMAGED, "input-malformed", "outputs/m-1/meta.yaml"),
            (ODD, "run-model-missing", "outputs/m-1/meta.yaml"),
        ],
    ),
    #[cfg(unix)]
    (
        |ada| {
            fs::remove_file(ada.join("meta.yaml")).unwrap();
            std::os::unix::fs::symlink("nowhere", ada.join("meta.yaml")).unwrap();
        },
        &[(DAMAGED, "run-meta-missing", ADA), (ODD, "link-broken", "meta.yaml")],
    ),
    #[cfg(unix)]
    (
        |ada| std::os::unix::fs::symlink("nowhere", root(ada).join("models/m/aliases/x")).unwrap(),
        &[
            (DAMAGED, "alias-stray-file", "aliases/x"),
            (ODD, "link-broken", "aliases/x"),
        ],
    ),
    (
        |ada| {
            let text = "trace_id: tr-1\nstate: OK\nrequest_time: soon\ntrace_location: {type: MLFLOW_EXPERIMENT}\n";
            put(&root(ada).join("7/traces/tr-1/trace_info.yaml"), text.as_bytes());
            put(&root(ada).join("7/traces/tr-1/artifacts/traces.json"), b"{}");
        },
        &[(DAMAGED, "trace-malformed", "tr-1/trace_info.yaml")],
    ),
    (
        |ada| copy(&root(ada).join("8"), &root(ada).join("old store/8")),
        &[
            (ODD, "store-in-store", "old store"),
            (DAMAGED, "root-folder-stops-mlflow", "old store"),
        ],
    ),
    (
        |ada| {
            put(
                &ada.join("tags/mlflow.parentRunId"),
                b"5a1c0000000000000000000000000009",
            );
        },
        &[(NOTE, "run-parent-missing", "tags/mlflow.parentRunId")],
    ),
    (
        |ada| put(&ada.join(".mlrun-left.trash/x"), b""),
        &[(NOTE, "mlrun-leftover", ".mlrun-left.trash")],
    ),
    (
        |ada| {
            put(&ada.join("params/LR"), b"1");
        },
        &[(ODD, "names-differ-in-case", "params/lr")],
    ),
];

/// Severity, kind, and path with line.
fn found(test: &Test) -> (i32, BTreeSet<(String, String, String)>) {
    let answer = test.line("fsck -q -o json").answer();
    let findings: Vec<Value> = serde_json::from_str(&answer.stdout).unwrap();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let all = findings.iter().map(|finding| {
        assert!(!text(finding, "consequence").is_empty(), "{finding}");
        let line = finding["line"]
            .as_u64()
            .map(|line| format!(":{line}"))
            .unwrap_or_default();
        (
            text(finding, "severity"),
            text(finding, "kind"),
            text(finding, "path") + &line,
        )
    });
    (answer.status, all.collect())
}

#[test]
fn a_whole_store_is_clean_and_each_damage_is_named() {
    let (status, usual) = found(&store());
    assert_eq!(status, 0);
    assert!(usual.iter().all(|(severity, ..)| severity == NOTE), "{usual:#?}");
    for (number, (damage, expected)) in CASES.iter().enumerate() {
        let test = store();
        damage(&test.path(&format!("mlruns/7/{ADA}")));
        let (status, all) = found(&test);
        let new: Vec<_> = all.iter().filter(|finding| !usual.contains(finding)).collect();
        for (severity, kind, path) in *expected {
            let is_it = |found: &&&(String, String, String)| {
                found.0 == *severity && found.1 == *kind && found.2.ends_with(path)
            };
            assert!(
                new.iter().any(|found| is_it(&found)),
                "case {number}: no {severity} {kind} {path}\n{new:#?}"
            );
        }
        let kinds: BTreeSet<&str> = expected.iter().map(|(_, kind, _)| *kind).collect();
        let others: Vec<_> = new
            .iter()
            .filter(|found| found.0 != NOTE && !kinds.contains(found.1.as_str()))
            .collect();
        assert!(others.is_empty(), "case {number}: {others:#?}");
        let is_damaged = expected.iter().any(|(severity, ..)| *severity == DAMAGED);
        assert_eq!(status, if is_damaged { 4 } else { 0 }, "case {number}");
    }
}

#[test]
fn what_is_deleted_is_no_finding() {
    let test = store();
    test.line("experiments delete 7").check();
    let (status, all) = found(&test);
    let odd = all.iter().filter(|(severity, ..)| severity != NOTE);
    let odd: Vec<&str> = odd.map(|(_, kind, _)| kind.as_str()).collect();
    assert_eq!(
        (status, &odd[..]),
        (0, &["model-version-source-deleted"][..]),
        "{all:#?}"
    );
}

#[cfg(unix)]
#[test]
fn nothing_is_repaired_beyond_a_link() {
    let test = store();
    fs::rename(test.path("mlruns/8"), test.path("elsewhere")).unwrap();
    std::os::unix::fs::symlink(test.path("elsewhere"), test.path("mlruns/8")).unwrap();
    fs::remove_dir_all(test.path(&format!("elsewhere/{CLEO}/params"))).unwrap();
    let before = snapshot(&test.path("elsewhere"));
    let planned = test.line("fsck -q --repair --dry-run -o json").status(4).check().stdout;
    assert!(planned.contains("beyond a link"), "{planned}");
    test.line("fsck --repair").answer();
    assert_eq!(snapshot(&test.path("elsewhere")), before);
}

#[test]
fn what_cannot_be_read_is_repaired_in_one_go() {
    let test = store();
    edit(&test.path(&format!("mlruns/7/{ADA}/meta.yaml")), |text| {
        text.replace("experiment_id: '7'", "experiment_id: '17'")
            .replace("\nstatus", "\u{b}status")
    });
    edit(&test.path("mlruns/8/meta.yaml"), |text| {
        text.replace("experiment_id: '8'", "experiment_id: '18'") + "\t: [\n"
    });
    test.line("fsck --repair").answer();
    let (status, left) = found(&test);
    assert!(
        status == 0 && left.iter().all(|(severity, ..)| severity == NOTE),
        "{left:#?}"
    );
    let again = test.line("fsck --repair").check();
    assert!(again.stderr.contains("no repairs to make"), "{}", again.stderr);
}

#[test]
fn a_place_is_told_by_path_and_line() {
    let test = store();
    put(
        &test.path(&format!("mlruns/7/{ADA}/metrics/loss")),
        b"1 0.5 0\n2 oops 1\n",
    );
    let csv = test.line("fsck -q -o csv --severity damaged").status(4).check().stdout;
    let expected = format!("damaged,metric-line-unreadable,7/{ADA}/metrics/loss,2,");
    assert!(csv.contains(&expected), "{csv}");
    let kinds = test.line("fsck --kinds -o id").check().stdout;
    assert!(kinds.lines().any(|kind| kind == "metric-line-unreadable"), "{kinds}");
}

#[test]
fn a_check_writes_nothing_and_says_what_it_read() {
    let test = store();
    test.write(&format!("mlruns/7/{ADA}/meta.yaml"), "");
    test.write("mlruns/.mlrun-left.trash/x", "left by a killed process");
    let before: Snapshot = snapshot(&test.path("mlruns"));
    for line in [
        "fsck",
        "fsck --strict",
        "fsck -o csv",
        "fsck --repair --dry-run",
        "fsck --severity damaged",
    ] {
        let answer = test.line(line).status(4).check();
        assert!(
            answer
                .stderr
                .contains("checked 3 experiments, 3 runs, 1 registered model ("),
            "{}",
            answer.stderr
        );
        assert!(answer.stdout.contains(ADA), "{line}: {}", answer.stdout);
    }
    assert!(snapshot(&test.path("mlruns")) == before);
    let odd = store();
    odd.write(&format!("mlruns/7/{ADA}/tags/t"), "v\n");
    odd.line("fsck").status(0).check();
    odd.line("fsck --strict").status(4).check();
    let kinds = odd.line("fsck --kinds").json();
    assert!(kinds.as_array().unwrap().len() > 100);
}

/// Everything a repair mends, at once.
fn damage_all(test: &Test) {
    let run = |id: &str, below: &str| test.path(&format!("mlruns/7/{id}/{below}"));
    let whole = test.read(&format!("mlruns/7/{ADA}/meta.yaml"));
    let more = |digit: char| {
        let id = digit.to_string().repeat(32);
        copy(
            &test.path(&format!("mlruns/7/{ADA}")),
            &test.path(&format!("mlruns/7/{id}")),
        );
        put(&run(&id, "meta.yaml"), whole.replace(ADA, &id).as_bytes());
        id
    };
    put(&run(&more('1'), "meta.yaml"), b"");
    put(&run(&more('2'), "meta.yaml"), &[0; 64]);
    let id = more('3');
    edit(&run(&id, "meta.yaml"), |text| {
        text[..text.find("run_uuid").unwrap() - 4].to_owned()
    });
    fs::remove_file(run(&more('4'), "meta.yaml")).unwrap();
    let id = more('5');
    edit(&run(&id, "meta.yaml"), |text| {
        let text = text.replace("experiment_id: '7'", "experiment_id: '12'");
        text.replace("status: 3", "status: 9")
            .replace(&format!("run_id: {id}\n"), "")
    });
    let id = more('6');
    for part in ["metrics", "params", "artifacts", "tags"] {
        fs::remove_dir_all(run(&id, part)).unwrap();
    }
    put(&run(BEN, "metrics/torn"), b"1 0.5 0\n2 0.25 1\n3 0.1");
    put(&run(BEN, "metrics/unended"), b"1 0.5 0\n2 0.25 1");
    put(&run(BEN, "metrics/bad"), b"1 0.5 0\nx\n\n2\t0.25\t1\r\n");
    put(&run(BEN, "metrics/none"), b"");
    put(&run(BEN, "metrics/README.md"), b"\n");
    put(&run(BEN, "params/.lr.swp"), b"\xff\0");
    put(&run(BEN, "params/name"), b"caf\xe9 x");
    put(&run(BEN, "params/a(b)"), b"1");
    put(&run(BEN, "inputs/abc/x"), b"");
    put(&test.path("mlruns/8/meta.yaml"), b"");
    put(&test.path("mlruns/models/m/aliases/old"), b"9");
    put(&test.path("mlruns/.ipynb_checkpoints/x"), b"");
    put(&test.path(&format!("mlruns/8/{CLEO}/.mlrun-left.trash/x")), b"");
}

#[test]
fn a_repaired_store_is_whole_and_nothing_is_lost() {
    let test = store();
    damage_all(&test);
    let before = found(&test).1;
    let all = test.line("fsck -q").status(4).json();
    let all = all.as_array().unwrap().iter();
    let mended: BTreeSet<String> = all
        .filter(|finding| !finding["repair"].is_null())
        .map(|finding| finding["kind"].as_str().unwrap().to_owned())
        .collect();
    assert!(mended.len() > 12, "{mended:?}");
    let planned = test.line("fsck --repair --dry-run -o json").status(4).check().stdout;
    let done = test.line("fsck --repair -o json").status(0).check();
    assert_eq!(planned, done.stdout);
    assert!(
        done.stderr.contains("`mlrun undo` takes the repair back"),
        "{}",
        done.stderr
    );

    let (status, left) = found(&test);
    assert_eq!(status, 0, "{left:#?}");
    let again: Vec<_> = left.iter().filter(|(_, kind, _)| mended.contains(kind)).collect();
    assert!(again.is_empty(), "{again:#?}\nof {before:#?}");
    let runs = test.line("runs list --view all").stderr("").json();
    assert_eq!(runs.as_array().unwrap().len(), 9);
    let of = |id: char| {
        let id = id.to_string().repeat(32);
        let is_it = |run: &&Value| run["info"]["run_id"] == id;
        runs.as_array().unwrap().iter().find(is_it).unwrap()["info"].clone()
    };
    // nothing was left but tags and metrics: the name, the user and the times are theirs
    for id in ['1', '2', '4'] {
        let run = of(id);
        assert_eq!(run["run_name"], "ada");
        assert_eq!(run["user_id"], "ada");
        assert_eq!(run["status"], "KILLED");
        assert_eq!(
            (run["start_time"].as_i64(), run["end_time"].as_i64()),
            (Some(T0), Some(T0 + 1000))
        );
    }
    // of a file that was cut its first keys are kept
    assert_eq!(of('3')["end_time"], T0 + 9000);
    assert_eq!(of('5')["experiment_id"], "7");
    assert_eq!(of('6')["status"], "FINISHED");
    let tag = test.read(&format!("mlruns/7/{}/tags/mlrun.rebuilt", "1".repeat(32)));
    assert!(tag.contains("status"), "{tag}");
    let metric = |key: &str| test.read(&format!("mlruns/7/{BEN}/metrics/{key}"));
    assert_eq!(metric("torn"), "1 0.5 0\n2 0.25 1\n");
    assert_eq!(metric("unended"), "1 0.5 0\n2 0.25 1\n");
    assert_eq!(metric("bad"), "1 0.5 0\n2 0.25 1\n");
    assert_eq!(test.read(&format!("mlruns/7/{BEN}/params/a_b_")), "1");
    assert_eq!(test.read(&format!("mlruns/7/{BEN}/params/name")), "caf\\xe9 x");
    assert!(test.read("mlruns/8/meta.yaml").contains("name: restored-8\n"));
    assert!(!exists(test.path("mlruns/models/m/aliases/old")));
    assert!(exists(test.path("mlruns/models/m/aliases/champion")));
    let kept = snapshot(&test.path("mlruns/.mlrun.trash"));
    for name in ["README.md", ".lr.swp", "none", "abc", "old", ".ipynb_checkpoints"] {
        assert!(
            kept.keys().any(|path| path.ends_with(name)),
            "{name} is not kept: {:?}",
            kept.keys()
        );
    }

    let after = snapshot(&test.path("mlruns"));
    let nothing = test.line("fsck --repair").check();
    assert!(nothing.stderr.contains("no repairs to make"), "{}", nothing.stderr);
    let content = |mut all: Snapshot| {
        all.remove(".mlrun.lock");
        all
    };
    assert!(content(snapshot(&test.path("mlruns"))) == content(after));
}
