//! Files written for people, stopped anywhere: the old one, or a whole new one.
#![cfg(target_os = "linux")]

use super::support::{ADA, Claim, Scene, Test, can_trace, snapshot};

fn store() -> Test {
    let test = Test::sample();
    for file in ["page.html", "curve.svg", "runs.csv"] {
        test.write(file, "old");
    }
    let source = test
        .path(&format!("mlruns/7/{ADA}/artifacts/model"))
        .display()
        .to_string();
    test.line(&format!("registry versions create m --no-check --source {source}"))
        .answer();
    test
}

/// How long each file is; a report tells when it was made.
fn seen(test: &Test) -> String {
    let files = snapshot(&test.path("")).into_iter();
    let is_ours = |name: &str| name.starts_with("mlruns") || name.starts_with(".cache") || name.contains(".mlrun-");
    let shown = files.filter(|(name, (content, _))| !is_ours(name) && content.is_some());
    shown
        .map(|(name, (content, _))| format!("{name}: {}\n", content.unwrap().len()))
        .collect()
}

const SCENE: Scene = Scene {
    acts: &[
        "report -o page.html",
        "plot loss ada -o curve.svg",
        "experiments csv 7 -o runs.csv",
        "artifacts download -r ada -d got",
        "registry versions download m 1 -d got",
    ],
    store,
    seen,
    claim: Claim::Each,
    found: &[],
    whole: |_, _| (),
    go_on: |_, _| (),
};

#[test]
fn a_file_for_people_is_the_old_one_or_a_whole_new_one() {
    if can_trace() {
        assert!(SCENE.try_everywhere("outputs_crash") >= 25);
    }
}
