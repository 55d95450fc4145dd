//! Archives made, unpacked and restored, stopped anywhere: there is a whole one or none, and no half of a file.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::path::Path;

use super::support::{Claim, Scene, Test, can_trace, snapshot};

/// The sample store, an archive of it and an old one.
fn store() -> Test {
    let test = Test::sample();
    test.line("archive create -o a.mlz -q").run();
    test.line("archive create -o old.mlz -x 0 -q").run();
    test
}

/// Every file below a folder, with what it holds; nothing of it where there is no folder.
fn files(folder: &Path) -> String {
    let mut seen = String::new();
    let files = if folder.is_dir() {
        snapshot(folder)
    } else {
        Default::default()
    };
    for (name, (content, _)) in files {
        if let Some(content) = content.filter(|_| !name.contains(".mlrun-")) {
            let sum: u64 = content.iter().map(|byte| u64::from(*byte)).sum();
            writeln!(seen, "{name}: {} bytes, {sum}", content.len()).unwrap();
        }
    }
    seen
}

/// What lies in the scratch folder but in the store: it is never touched.
fn seen(test: &Test) -> String {
    let mut seen = String::new();
    for name in ["new.mlz", "old.mlz"] {
        if test.path(name).exists() {
            test.line(&format!("archive verify {name} -q")).check();
            let list = test.line(&format!("archive list {name} -o csv")).check();
            writeln!(seen, "{name}: {}", list.stdout.replace('\n', " ")).unwrap();
        }
    }
    seen + &files(&test.path("out/mlruns")) + &files(&test.path("again"))
}

fn whole(test: &Test, context: &str) {
    let store = files(&test.path("mlruns"));
    assert!(store.contains("7/meta.yaml"), "{context}");
    let again = files(&test.path("again"));
    assert!(again.is_empty() || again == store, "{context}: {again}");
    for line in files(&test.path("out/mlruns")).lines() {
        assert!(store.contains(line), "{context}: {line}");
    }
}

/// Whoever makes an archive or restores one there has swept what was left.
fn go_on(test: &Test, context: &str) {
    test.line("archive create -o next.mlz -q").run();
    test.line("--tracking-uri next archive restore a.mlz -q").run();
    let left: Vec<String> = snapshot(&test.path(""))
        .into_keys()
        .filter(|name| name.contains(".mlrun-") && !name.starts_with("out/")) // which may be anybody's
        .collect();
    assert!(left.is_empty(), "{context}: {left:?}");
}

const fn scene(acts: &'static [&'static str], claim: Claim) -> Scene {
    Scene {
        acts,
        store,
        seen,
        claim,
        found: &[],
        whole,
        go_on,
    }
}

#[test]
fn an_archive_is_there_whole_or_not() {
    let acts = &[
        "archive create -o new.mlz",
        "archive create -o old.mlz -f",
        "--tracking-uri again archive restore a.mlz",
    ];
    if can_trace() {
        assert!(scene(acts, Claim::Either).try_everywhere("archive_crash") >= 15);
    }
}

#[test]
fn a_file_of_an_archive_is_unpacked_whole_or_not() {
    if can_trace() {
        let scene = scene(&["archive extract a.mlz -C out --force"], Claim::Each);
        assert!(scene.try_everywhere("archive_crash, extract") >= 5);
    }
}
