use super::support::Test;

#[test]
fn the_store_is_drawn() {
    let test = Test::sample();
    test.line("tree --artifacts")
        .stdout(
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
        )
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
    test.line("tree --files -L 2").stdout("").run();
}
