//! The README's tour: every command in it runs.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests may panic and see the world"
)]

use std::path::Path;
use std::process::Command;

#[test]
fn every_command_of_the_tour_succeeds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let commands: Vec<&str> = readme
        .split("```console\n")
        .skip(1)
        .flat_map(|block| block.split("```").next().unwrap_or_default().lines())
        .map(|line| line.strip_prefix("$ ").unwrap_or_else(|| panic!("no command: {line}")))
        .collect();
    assert!(commands.len() > 20, "the tour was not found");

    let scratch = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(root.join("fixtures"), scratch.path().join("fixtures")).unwrap();
    std::fs::copy(root.join("README.md"), scratch.path().join("README.md")).unwrap();
    let bin = Path::new(env!("CARGO_BIN_EXE_mlrun")).parent().unwrap();
    let script = format!("set -euo pipefail\n{}\n", commands.join("\n"));
    let done = Command::new("bash")
        .args(["-x", "-c", &script])
        .current_dir(scratch.path())
        .env(
            "PATH",
            format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default()),
        )
        .env_remove("MLFLOW_TRACKING_URI")
        .env_remove("MLFLOW_RUN_ID")
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(scratch.path().join("results/progress.csv").is_file());
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(said.contains("{'loss': 0.01}"), "{said}");
}
