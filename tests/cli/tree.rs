use super::support::Test;

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
