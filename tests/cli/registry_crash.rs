//! A registry stopped anywhere: as before or as after, to every reader of ours, and the next writer goes on.
#![cfg(target_os = "linux")]

use super::support::{Claim, Scene, Test, can_trace, snapshot};

const ACTS: &[&str] = &[
    "registry models create new --description text --tag k=v",
    "registry models rename m other",
    "registry models describe m text",
    "registry models tag m k=w",
    "registry models untag m k",
    "registry models delete m --yes",
    "registry versions create m --source s3://b/new --tag k=v",
    "registry versions transition m 2 Production --archive-existing-versions --comment because",
    "registry versions describe m 1 text",
    "registry versions tag m 2 k=w",
    "registry versions untag m 1 k",
    "registry versions delete m 1",
    "registry aliases set m champion 2 --comment because",
    "registry aliases set m other 2",
    "registry aliases delete m champion",
];

fn store() -> Test {
    let test = Test::with_store(|store| {
        store.experiment("0", "Default");
    });
    for line in [
        "registry models create m --tag k=v",
        "registry versions create m --source s3://b/1 --tag k=v",
        "registry versions create m --source s3://b/2",
        "registry versions create m --source s3://b/3",
        "registry versions transition m 1 Production",
        "registry versions transition m 3 production",
        "registry aliases set m champion 1",
    ] {
        test.line(line).answer();
    }
    test
}

fn seen(test: &Test) -> String {
    let list = |line: &str| {
        let answer = test.line(line).check();
        assert_eq!(answer.stderr, "", "{line}");
        answer.stdout
    };
    let models = list("registry models search -o ndjson");
    let versions = list("registry versions search -o ndjson");
    test.placeholders(&format!("{models}\n{versions}"))
}

/// MLflow cannot list a registry that holds a folder without `meta.yaml`.
fn whole(test: &Test, context: &str) {
    let files = snapshot(&test.path("mlruns/models"));
    for (folder, (content, _)) in &files {
        let is_version = folder
            .rsplit('/')
            .next()
            .is_some_and(|name| name.starts_with("version-"));
        if content.is_none() && (is_version || !folder.contains('/')) {
            let meta = files
                .get(&format!("{folder}/meta.yaml"))
                .and_then(|(content, _)| content.as_ref());
            assert!(
                meta.is_some_and(|meta| !meta.is_empty()),
                "{context}: {folder} has no meta.yaml"
            );
        }
    }
}

fn go_on(test: &Test, context: &str) {
    test.line("registry models create last").check();
    for name in ["m", "other"] {
        test.mlrun(["registry", "models", "tag", name, "last=writer"]).answer();
        for version in ["1", "2", "3", "4"] {
            test.mlrun(["registry", "versions", "tag", name, version, "last=writer"])
                .answer();
        }
    }
    let left: Vec<String> = snapshot(&test.path("mlruns"))
        .into_keys()
        .filter(|name| name.contains(".mlrun-") || name.contains(".mlrun.journal"))
        .collect();
    assert!(left.is_empty(), "{context}: {left:?}");
}

const SCENE: Scene = Scene {
    acts: ACTS,
    store,
    seen,
    claim: Claim::Either,
    // to MLflow, until the next writer
    found: &["registered-model-name-other", "model-version-of-another"],
    whole,
    go_on,
};

#[test]
fn a_fault_anywhere_leaves_a_registry_as_before_or_as_after() {
    if can_trace() {
        assert!(SCENE.try_everywhere("registry_crash") >= 5 * ACTS.len());
    }
}
