//! Reading never writes: no reading command opens a file for writing, makes, moves, removes or touches anything outside of
//! the cache, which `strace` would show; and none needs to, on a store and with a cache that nobody may write to.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::support::{ADA, Test, can_trace, changes, snapshot};

/// Reading commands, without blanks in their words.
const READING: &[&str] = &[
    "ls",
    "show ada",
    "show @ -o json",
    "diff ada 5a1c0000000000000000000000000002",
    "plot loss ada",
    "plot loss ada 5a1c0000000000000000000000000002 -o json",
    "experiments search",
    "experiments list --view all -o json",
    "experiments get digits",
    "experiments csv 7",
    "experiments delete digits --dry-run",
    "runs search",
    "runs search -o ndjson --history",
    "runs search --filter metrics.loss<1 --order-by metrics.loss",
    "runs search --view all -o csv",
    "runs search --no-index -o id",
    "runs best --metric loss --min",
    "runs show ada",
    "runs describe ada",
    "runs diff ada 5a1c0000000000000000000000000002 -o md",
    "runs watch ada",
    "runs logs ada",
    "runs reap --dry-run",
    "runs delete ada --dry-run",
    "metrics history ada loss",
    "metrics plot loss ada",
    "artifacts list ada -R",
    "artifacts list ada -a model -o json",
    "models inspect runs:/ada/sklearn",
    "registry models search",
    "registry models show m",
    "registry versions search",
    "registry versions show m 1",
    "registry aliases list m",
    "registry history m",
    "registry diff m/1 m/2",
    "registry prompts list",
    "logged-models search",
    "traces list",
    "project check p",
    "project show p",
    "run p --dry-run",
    "env list",
    "report -o -",
    "tree",
    "tree --artifacts",
    "status",
    "status -o json",
    "completions bash",
    "fsck",
    "fsck --repair --dry-run",
    "du",
    "du --by kind",
    "gc --dry-run",
    "relocate --dry-run",
    "op log",
    "runs show nothing",
    "-- mlrun runs show a",
];

fn store() -> Test {
    let test = Test::sample();
    test.write("p/MLproject", "entry_points:\n  main:\n    command: echo\n");
    let model = format!("mlruns/7/{ADA}/artifacts/sklearn/MLmodel");
    test.write(&format!("mlruns/7/{ADA}/artifacts/logs/stdout.txt"), "said\n");
    test.write(&model, "flavors:\n  python_function:\n    loader_module: x\n");
    for line in [
        "registry versions create m --source s3://b/1",
        "registry versions create m --source s3://b/2",
        "registry aliases set m champion 1",
        "experiments create -n gone",
        "experiments delete gone",
    ] {
        test.line(line).answer();
    }
    test
}

/// Takes the right to write, or gives it back.
fn allow_writing(folder: &Path, allowed: bool) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            allow_writing(&path, allowed);
        } else {
            fs::set_permissions(&path, fs::Permissions::from_mode(if allowed { 0o644 } else { 0o444 })).unwrap();
        }
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(if allowed { 0o755 } else { 0o555 })).unwrap();
}

#[test]
fn no_reading_command_changes_anything() {
    if !can_trace() {
        return;
    }
    let test = store();
    let before = snapshot(&test.path("mlruns"));
    allow_writing(&test.path("mlruns"), false);
    let cache = test.path(".cache/mlrun");
    for cache_is_there in [true, false] {
        if !cache_is_there {
            drop(fs::remove_dir_all(test.path(".cache")));
            test.write(".cache", "where the cache's folder should be");
        }
        for line in READING {
            let words: Vec<&str> = line.split(' ').collect();
            let completing = [
                ("MLRUN_COMPLETE", "bash"),
                ("_CLAP_COMPLETE_INDEX", "3"),
                ("_CLAP_IFS", "\n"),
            ];
            let environment = if line.starts_with("-- ") { &completing[..] } else { &[] };
            let (output, calls) = changes(&test, environment, &words);
            let stderr = String::from_utf8_lossy(&output.stderr);
            let is_built = !stderr.contains("not built yet");
            let code = output.status.code().unwrap();
            let expected = if line.ends_with("nothing") { 3 } else { 0 };
            assert!(code == expected || !is_built, "{line}: {code}: {stderr}");
            let offered = String::from_utf8_lossy(&output.stdout).contains("ada");
            assert!(!line.starts_with("-- ") || offered, "{line}: nothing is offered");
            let of_cache = format!("\"{}", cache.display());
            let harmless = |call: &&String| call.contains(&of_cache) || call.contains("\"/dev/null\"");
            // what strace could not see of a thread that ended
            let is_unseen = |call: &&String| call.starts_with("???(");
            let wrong: Vec<_> = calls
                .iter()
                .filter(|call| !harmless(call) && !is_unseen(call))
                .collect();
            assert!(wrong.is_empty(), "{line}: {wrong:#?}");
        }
    }
    allow_writing(&test.path("mlruns"), true);
    assert!(
        snapshot(&test.path("mlruns")) == before,
        "something in the store was changed"
    );
}
