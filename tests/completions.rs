//! The completion scripts in `completions/` are what the binary prints. `UPDATE=1 cargo test --test completions` writes them.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests may panic and see the world"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

/// The shells, and the file names their completion systems look for.
const SHELLS: [(&str, &str); 5] = [
    ("bash", "mlrun.bash"),
    ("elvish", "mlrun.elv"),
    ("fish", "mlrun.fish"),
    ("powershell", "_mlrun.ps1"),
    ("zsh", "_mlrun"),
];

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "whether to write is asked of whoever runs the tests"
)]
fn committed_completions_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
    let update = std::env::var_os("UPDATE").is_some();
    let mut stale = Vec::new();
    for (shell, file) in SHELLS {
        let output = Command::new(env!("CARGO_BIN_EXE_mlrun"))
            .args(["completions", shell])
            .output()
            .unwrap();
        assert!(
            output.status.success() && output.stderr.is_empty(),
            "{shell}: {output:?}"
        );
        let script = String::from_utf8(output.stdout).unwrap();
        assert!(script.contains("MLRUN_COMPLETE"), "{shell} does not ask mlrun");
        let path = folder.join(file);
        if update {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&path, script).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != script {
            stale.push(file);
        }
    }
    assert!(
        stale.is_empty(),
        "stale: {stale:?}; UPDATE=1 cargo test --test completions writes them"
    );
    let files = fs::read_dir(&folder).unwrap().count();
    assert_eq!(files, SHELLS.len(), "something else is in {}", folder.display());
}
