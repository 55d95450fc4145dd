use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::support::{ADA, BEN, CLEO, Snapshot, T0, Test, snapshot};

/// Experiment 7 holds ADA, who is damaged, and BEN, who is not; experiment 8 holds CLEO.
fn store() -> Test {
    Test::with_store(|store| {
        let seven = store.experiment("7", "seven");
        seven
            .run(ADA, "ada")
            .started(T0 + 2)
            .param("lr", "0.1")
            .metric("loss", "1 0.5 0\n2 0.25 1\n")
            .tag("t", "v");
        seven
            .run(BEN, "ben")
            .started(T0 + 1)
            .param("lr", "0.2")
            .metric("loss", "1 0.75 0\n");
        store
            .experiment("8", "eight")
            .run(CLEO, "cleo")
            .started(T0)
            .param("lr", "0.3");
    })
}

/// One thing that can go wrong.
struct Case {
    what: &'static str,
    /// What MLflow 3.17 answers to `search_runs` of the experiment.
    mlflow: &'static str,
    /// Does the damage, given the folder of ADA.
    damage: fn(&Path),
    /// Whether ADA is still listed.
    listed: bool,
    /// Of each warning the end of its path, and how its reason begins; none where nothing is lost.
    warnings: &'static [(&'static str, &'static str)],
}

const META: &str = "/meta.yaml";

fn edit(path: &Path, change: impl Fn(&str) -> String) {
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, change(&text)).unwrap();
}

/// Experiment 8, from the folder of ADA.
fn eight(ada: &Path) -> std::path::PathBuf {
    ada.parent().unwrap().with_file_name("8")
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

const CASES: &[Case] = &[
    Case {
        what: "a run's meta.yaml of 0 bytes",
        mlflow: "raises AttributeError",
        damage: |ada| fs::write(ada.join("meta.yaml"), "").unwrap(),
        listed: false,
        warnings: &[(META, "empty (0 bytes)")],
    },
    Case {
        what: "a run's meta.yaml cut in the middle",
        mlflow: "raises KeyError",
        damage: |ada| {
            edit(&ada.join("meta.yaml"), |text| {
                text[..text.find("run_uuid").unwrap() - 4].to_owned()
            });
        },
        listed: false,
        warnings: &[("/meta.yaml:8", "not YAML: ")],
    },
    Case {
        what: "a run's meta.yaml full of NULs",
        mlflow: "raises yaml.reader.ReaderError",
        damage: |ada| fs::write(ada.join("meta.yaml"), [0; 400]).unwrap(),
        listed: false,
        warnings: &[("/meta.yaml:1", "not YAML: unacceptable character")],
    },
    Case {
        what: "a byte in a run's meta.yaml that is not UTF-8",
        mlflow: "raises UnicodeDecodeError",
        damage: |ada| {
            let meta = fs::read(ada.join("meta.yaml")).unwrap();
            fs::write(ada.join("meta.yaml"), [b"by: Jos\xe9 A\n", &meta[..]].concat()).unwrap();
        },
        listed: true,
        warnings: &[(META, "holds bytes that are not UTF-8")],
    },
    Case {
        what: "a metric's last line torn after one field",
        mlflow: "raises MlflowException",
        damage: |ada| fs::write(ada.join("metrics/loss"), "1 0.5 0\n2 0.25 1\n3").unwrap(),
        listed: true,
        warnings: &[("/metrics/loss:3", "the last line was cut short; left out")],
    },
    Case {
        what: "an empty metric file",
        mlflow: "raises ValueError",
        damage: |ada| fs::write(ada.join("metrics/none"), "").unwrap(),
        listed: true,
        warnings: &[("/metrics/none", "the metric's file is empty")],
    },
    Case {
        what: "a metric's value that is no number",
        mlflow: "raises ValueError",
        damage: |ada| fs::write(ada.join("metrics/loss"), "1 0.5 0\n2 oops 1\n2 0.25 1\n").unwrap(),
        listed: true,
        warnings: &[("/metrics/loss:2", "`oops` is no number; left out")],
    },
    Case {
        what: "a param that is not UTF-8",
        mlflow: "raises UnicodeDecodeError",
        damage: |ada| fs::write(ada.join("params/name"), b"caf\xe9").unwrap(),
        listed: true,
        warnings: &[("/params/name", "ends within a UTF-8 character")],
    },
    Case {
        what: "an editor's swap file among the metrics",
        mlflow: "raises ValueError",
        damage: |ada| fs::write(ada.join("metrics/.loss.swp"), b"b0VIM 9.1\0\0\x10\0\xff").unwrap(),
        listed: true,
        warnings: &[],
    },
    Case {
        what: "a status nobody knows",
        mlflow: "raises Exception",
        damage: |ada| edit(&ada.join("meta.yaml"), |text| text.replace("status: 1", "status: 9")),
        listed: true,
        warnings: &[(META, "has a status that MLflow does not know: UNKNOWN(9)")],
    },
    Case {
        what: "a run without meta.yaml",
        mlflow: "leaves the run out, in silence",
        damage: |ada| fs::remove_file(ada.join("meta.yaml")).unwrap(),
        listed: false,
        warnings: &[(ADA, "a run without meta.yaml")],
    },
    Case {
        what: "a run that names another experiment",
        mlflow: "leaves the run out, with a line in the log",
        damage: |ada| {
            edit(&ada.join("meta.yaml"), |text| {
                text.replace("experiment_id: '7'", "experiment_id: '12'")
            });
        },
        listed: true,
        warnings: &[(META, "says it belongs to experiment 12; shown in 7, where it lies")],
    },
    Case {
        what: "an experiment copied under another id",
        mlflow: "leaves the copy out, with a line in the log",
        damage: |ada| copy(&eight(ada), &ada.parent().unwrap().with_file_name("9")),
        listed: true,
        warnings: &[
            ("/9/meta.yaml", "says it is experiment 8; shown as 9"),
            ("/meta.yaml", "says it belongs to experiment 8; shown in 9"),
        ],
    },
    Case {
        what: "no metrics folder",
        mlflow: "lists the run, then does not find it",
        damage: |ada| fs::remove_dir_all(ada.join("metrics")).unwrap(),
        listed: true,
        warnings: &[],
    },
    Case {
        what: "a metric's last line torn after two fields",
        mlflow: "misreads it as a value of MLflow 0.x at step 0",
        damage: |ada| fs::write(ada.join("metrics/loss"), "1 0.5 0\n2 0.25 1\n3 0.1").unwrap(),
        listed: true,
        warnings: &[("/metrics/loss:3", "the last line was cut short; left out")],
    },
    Case {
        what: "another experiment's meta.yaml of 0 bytes",
        mlflow: "answers, with a traceback in the log",
        damage: |ada| fs::write(eight(ada).join("meta.yaml"), "").unwrap(),
        listed: true,
        warnings: &[("/8/meta.yaml", "empty (0 bytes)")],
    },
    Case {
        what: "another experiment without meta.yaml",
        mlflow: "answers, with a traceback in the log",
        damage: |ada| fs::remove_file(eight(ada).join("meta.yaml")).unwrap(),
        listed: true,
        warnings: &[("/8", "an experiment without meta.yaml")],
    },
    Case {
        what: "an empty param",
        mlflow: "answers",
        damage: |ada| fs::write(ada.join("params/none"), "").unwrap(),
        listed: true,
        warnings: &[],
    },
    Case {
        what: "a stray folder among the tags",
        mlflow: "answers",
        damage: |ada| fs::create_dir(ada.join("tags/stray")).unwrap(),
        listed: true,
        warnings: &[],
    },
    Case {
        what: "a stray folder in the root",
        mlflow: "answers",
        damage: |ada| {
            let stray = ada.parent().unwrap().with_file_name("checkpoints");
            fs::create_dir(&stray).unwrap();
            fs::write(stray.join("model.pt"), "x").unwrap();
        },
        listed: true,
        warnings: &[],
    },
    Case {
        what: ".DS_Store everywhere",
        mlflow: "answers, unless it is among the metrics",
        damage: |ada| {
            for dir in [
                ada.to_owned(),
                ada.join("params"),
                ada.join("tags"),
                ada.join("metrics"),
                eight(ada),
            ] {
                fs::write(dir.join(".DS_Store"), b"\0\0\0\x01Bud1\xff\xfe").unwrap();
            }
        },
        listed: true,
        warnings: &[],
    },
];

/// MLflow 3.17 shows each of these.
#[test]
fn what_python_takes_for_well_is_no_damage() {
    let test = store();
    let meta = format!("mlruns/7/{ADA}/meta.yaml");
    let mut bytes = test.read(&meta).replace("status: 1", "status: 3.0").into_bytes();
    bytes.extend(b"# a character cut off: \xED\x95");
    test.write(&meta, bytes);
    let runs = test.line("runs list").stderr("").json();
    assert_eq!(runs[0]["info"]["run_id"], ADA);
    assert_eq!(runs[0]["info"]["status"], "FINISHED");
}

/// Opening a pipe to read it waits for ever.
#[cfg(unix)]
#[test]
fn a_pipe_or_device_is_damage() {
    let test = store();
    let meta = test.path(&format!("mlruns/7/{ADA}/meta.yaml"));
    let param = test.path(&format!("mlruns/7/{BEN}/params/lr"));
    for path in [&meta, &param] {
        fs::remove_file(path).unwrap();
    }
    let made = std::process::Command::new("mkfifo").arg(&meta).status().unwrap();
    assert!(made.success());
    std::os::unix::fs::symlink("/dev/zero", &param).unwrap();
    let said = |path: &Path| format!("warning: {}: not a file but a pipe or a device\n", path.display());
    let runs = test.line("runs list -o json").check();
    assert_eq!(runs.stderr, said(&meta) + &said(&param));
    assert!(runs.stdout.contains(BEN) && runs.stdout.contains(CLEO));
}

#[test]
fn damage_costs_itself_and_one_warning() {
    assert_eq!(CASES.len(), 21);
    for Case {
        what,
        mlflow,
        damage,
        listed,
        warnings,
    } in CASES
    {
        let test = store();
        let context = format!("{what} (MLflow {mlflow})");
        damage(&test.path(&format!("mlruns/7/{ADA}")));
        let runs = test.line("runs list -o json").check();
        let experiments = test.line("experiments list -o json").check();
        let shown: Vec<Value> = serde_json::from_str(&runs.stdout).unwrap();
        let ids: Vec<&str> = shown
            .iter()
            .map(|run| run["info"]["run_id"].as_str().unwrap())
            .collect();
        for (id, expected) in [(ADA, *listed), (BEN, true), (CLEO, true)] {
            assert_eq!(ids.contains(&id), expected, "{context}: {id} in {ids:?}");
        }

        let said: BTreeSet<&str> = runs.stderr.lines().chain(experiments.stderr.lines()).collect();
        let status = test.line("status").json();
        let damage = status["damage"].as_array().unwrap().iter().map(|damage| {
            let line = damage["line"]
                .as_u64()
                .map(|line| format!(":{line}"))
                .unwrap_or_default();
            format!(
                "warning: {}{line}: {}",
                damage["path"].as_str().unwrap(),
                damage["reason"].as_str().unwrap()
            )
        });
        let counted: BTreeSet<String> = damage.collect();
        assert!(
            said.iter().copied().eq(counted.iter().map(String::as_str)),
            "{context}\n{said:#?}\n{counted:#?}"
        );
        let expected = |line: &str| {
            warnings
                .iter()
                .any(|(path, reason)| line.contains(&format!("{path}: {reason}")))
        };
        assert!(
            said.len() == warnings.len() && said.iter().all(|line| expected(line)),
            "{context}\n{said:#?}"
        );

        for line in [
            "runs list",
            "tree",
            "tree --files",
            "runs show ben",
            "experiments csv 7",
            "experiments get 7",
            "status",
        ] {
            test.line(line).check();
        }
        test.line(&format!("runs show {ADA}"))
            .status(if *listed { 0 } else { 4 })
            .check();
    }
}

/// Every reading command there is.
const READING: &[&str] = &[
    "experiments list --view all",
    "experiments get 7",
    "experiments csv 7",
    "runs list --view all --history -o json",
    "runs list",
    "runs show ada",
    "runs describe ben --history",
    "metrics history ada loss",
    "artifacts list ada -R",
    "artifacts download -r ada -d ../got",
    "tree --artifacts",
    "tree --files",
    "status",
    "experiments delete 8 --dry-run",
    "runs delete ada --dry-run",
];

#[test]
fn reading_writes_nothing_not_even_in_a_damaged_store() {
    let test = store();
    test.write(&format!("mlruns/7/{ADA}/artifacts/a/b.txt"), "b");
    test.write("mlruns/.mlrun-left.trash/x", "left by a killed process");
    test.write(&format!("mlruns/7/{CLEO}/meta.yaml"), "");
    let root = test.path("mlruns");
    let before: Snapshot = snapshot(&root);
    for line in READING {
        test.line(&line.replace("../got", &test.path("got").display().to_string()))
            .check();
    }
    let after = snapshot(&root);
    let changed: Vec<&String> = after
        .iter()
        .filter(|(name, what)| before.get(*name) != Some(what))
        .map(|(name, _)| name)
        .collect();
    assert!(changed.is_empty() && before.len() == after.len(), "{changed:?}");
}
