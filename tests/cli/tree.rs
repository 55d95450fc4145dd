use super::support::{ADA, BEN, CLEO, Test};

/// `tree` draws its lines with no-break spaces; they are written as spaces here.
fn drawn(text: &str) -> String {
    text.replace("│   ", "│\u{a0}\u{a0} ")
}

#[test]
fn the_store_is_drawn() {
    let test = Test::sample();
    test.line("tree --artifacts")
        .stdout(&drawn(
            "\
[DIR]/mlruns
├── 0 Default
└── 7 digits
    ├── 5a1c0000 손실 줄이기 🚀  FAILED
    │   ├── params
    │   │   └── lr = 0.2
    │   ├── metrics
    │   │   └── loss = Infinity
    │   └── tags
    │       └── mlflow.runName = 손실 줄이기 🚀
    └── 5a1c0000 ada  FINISHED
        ├── params
        │   ├── lr = 0.1
        │   └── model/depth = 3
        ├── metrics
        │   ├── acc = NaN
        │   └── loss = 0.25
        ├── tags
        │   ├── mlflow.runName = ada
        │   └── note = the \"first\", of many\\nlines
        ├── artifacts
        │   ├── model
        │   │   └── weights.bin  2.0 kB
        │   └── plot.csv  8 B
        └── c1e00000 cleo  RUNNING
            └── tags
                ├── mlflow.parentRunId = 5a1c0000000000000000000000000001
                └── mlflow.runName = cleo
",
        ))
        .run();
}

#[test]
fn as_data_with_whole_ids() {
    let test = Test::sample();
    let tree = test.line("tree -x digits -L 2").json();
    let digits = &tree["children"][0];
    assert_eq!(digits["id"], "7");
    let ada = &digits["children"][1];
    assert_eq!(ada["id"], ADA);
    assert_eq!(
        (&ada["label"], &ada["note"]),
        (&"5a1c0000 ada".into(), &"FINISHED".into())
    );
    assert_eq!(ada["children"][0]["id"], CLEO);
    test.line("tree -L 2 -o id")
        .stdout(&format!("0\n7\n{BEN}\n{ADA}\n{CLEO}\n"))
        .run();
}

#[test]
fn circles_and_endless_chains_of_parents_are_broken() {
    fn depth(tree: &serde_json::Value) -> usize {
        let children = tree["children"].as_array().unwrap();
        1 + children.iter().map(depth).max().unwrap_or(0)
    }
    let id = |i: usize| format!("{i:032x}");
    let test = Test::with_store(|store| {
        for (experiment, first_parent) in [("7", 999), ("8", 1299)] {
            let start = if experiment == "7" { 0 } else { 1000 };
            let folder = store.experiment(experiment, experiment);
            for i in start..start + 300 {
                let parent = if i == start { first_parent } else { i - 1 };
                folder.run(&id(i), "r").tag("mlflow.parentRunId", &id(parent));
            }
        }
    });
    let tree = test.line("tree -L 2").json();
    let [chain, circle] = ["7", "8"].map(|id| {
        let experiments = tree["children"].as_array().unwrap();
        experiments.iter().find(|tree| tree["id"] == id).unwrap()
    });
    assert_eq!((depth(chain), depth(circle)), (51, 2));
    let ids = test.line("tree -L 2 -o id").check().stdout;
    assert_eq!(ids.lines().collect::<std::collections::BTreeSet<_>>().len(), 602);
    assert_eq!(ids.lines().count(), 602);
}

/// MLflow's own listing would follow these for ever too.
#[cfg(unix)]
#[test]
fn links_among_artifacts_are_not_followed() {
    let test = Test::sample();
    let artifacts = format!("mlruns/7/{ADA}/artifacts");
    for link in ["one", "two"] {
        std::os::unix::fs::symlink(".", test.path(&artifacts).join(link)).unwrap();
    }
    test.write(&format!("{artifacts}/model-2/x"), "x");
    let tree = test.line("tree --artifacts").check().stdout;
    let (_, files) = tree.split_once("artifacts\n").unwrap();
    let shown: Vec<&str> = files
        .lines()
        .map(|line| line.trim_start_matches(['│', '├', '└', '─', ' ', '\u{a0}']))
        .take(7)
        .collect();
    assert_eq!(
        shown,
        [
            "model",
            "weights.bin  2.0 kB",
            "model-2",
            "x  1 B",
            "one",
            "plot.csv  8 B",
            "two"
        ]
    );
}

#[test]
fn levels_ascii_and_files() {
    let test = Test::sample();
    test.line("tree -L 1")
        .stdout("[DIR]/mlruns\n├── 0 Default\n└── 7 digits\n")
        .run();
    test.line("tree -L 2 -x digits")
        .env("LANG", "C")
        .stdout(
            "\
[DIR]/mlruns
`-- 7 digits
    |-- 5a1c0000 손실 줄이기 🚀  FAILED
    `-- 5a1c0000 ada  FINISHED
        `-- c1e00000 cleo  RUNNING
",
        )
        .run();
    let files = test.line("tree --files -L 2").check().stdout;
    let shown: Vec<&str> = files
        .lines()
        .map(|line| line.trim_start_matches(['│', '├', '└', '─', ' ', '\u{a0}']))
        .collect();
    let size = test.read("mlruns/0/meta.yaml").len();
    assert_eq!(
        shown[1..5],
        [".trash", "0", &format!("meta.yaml  {size} B"), "7"],
        "{files}"
    );
    test.line("tree --files -L 0").stdout("[DIR]/mlruns\n").run();
}
