//! Cleaning and relocating stopped anywhere: each thing is there or gone, each location old or new.
#![cfg(target_os = "linux")]

use super::support::{ADA, BEN, Scene, Test, can_trace, snapshot};

fn store() -> Test {
    let test = Test::sample();
    test.line(&format!("runs delete {BEN}")).check();
    let meta = format!("mlruns/7/{ADA}/meta.yaml");
    let moved = test.read(&meta).replace("file:///", "file:///old/");
    test.write(&meta, moved);
    test
}

/// The runs, what is damaged, and where ADA's artifacts are recorded.
fn seen(test: &Test) -> String {
    let runs = test.line("ls --view all -o id").check().stdout;
    let damage = test.line("status").json()["damage"].to_string();
    let meta = test.read(&format!("mlruns/7/{ADA}/meta.yaml"));
    test.placeholders(&format!("{runs}{damage}\n{}", meta.lines().next().unwrap_or_default()))
}

fn whole(test: &Test, context: &str) {
    let files = snapshot(&test.path("mlruns"));
    let has = |name: &str| files.contains_key(&format!("7/{BEN}/{name}"));
    assert_eq!(has("meta.yaml"), has("metrics/loss"), "{context}");
    assert_eq!(
        test.read(&format!("mlruns/7/{ADA}/meta.yaml")).lines().count(),
        15,
        "{context}"
    );
}

fn go_on(test: &Test, context: &str) {
    test.line("gc --yes --now").check();
    test.line(&format!("log tag {ADA} a b")).check();
    let left: Vec<_> = snapshot(&test.path("mlruns"))
        .into_keys()
        .filter(|name| name.contains(".mlrun-"))
        .collect();
    assert_eq!(left, Vec::<String>::new(), "{context}");
}

const SCENE: Scene = Scene {
    acts: &["gc --yes", "gc --yes --now", "relocate --yes"],
    store,
    seen,
    whole,
    go_on,
};

#[test]
fn killed_anywhere_each_thing_is_there_or_gone() {
    if can_trace() {
        let kills = SCENE.try_everywhere("gc_crash");
        assert!(kills > 15, "{kills} kills");
    }
}
