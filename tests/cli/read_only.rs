//! Reading never writes: no reading command opens a file for writing, makes, moves, removes or touches anything outside of
//! the cache, which `strace` would show, be the store a folder or an archive; and none needs to, on a store and with a cache
//! that nobody may write to.
#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use super::support::{ADA, BEN, Test, can_trace, changes, snapshot, status};

/// Commands that read, or plan and say what they would do; without blanks in their words.
const READING: &[&str] = &[
    "ls",
    "ls a.mlz",
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
    "runs move ada --to Default --dry-run",
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
    "registry prompts show p",
    "logged-models search",
    "logged-models show m-1",
    "traces list",
    "traces show tr-1",
    "traces get tr-1",
    "project check p",
    "project show p",
    "run p --dry-run",
    "rerun ran --dry-run",
    "env list",
    "report -o -",
    "tree",
    "tree --artifacts",
    "tree --files",
    "status",
    "status -o json",
    "completions bash",
    "archive list a.mlz",
    "archive verify a.mlz",
    "archive diff a.mlz",
    "archive diff a.mlz other",
    "fsck",
    "fsck --kinds",
    "fsck --repair --dry-run",
    "du",
    "du --by kind",
    "du --by run",
    "gc --dry-run",
    "gc --dry-run --orphans",
    "merge other --dry-run",
    "merge old.mlz --dry-run",
    "relocate --dry-run",
    "relocate --dry-run --from /a --to /b",
    "undo --dry-run",
    "op log",
    "op show",
    "runs show nothing",
    "-- mlrun runs show a",
];

/// Of which an archive knows nothing: what was done to a store is not archived with it.
const OF_OPERATIONS: &[&str] = &["undo --dry-run", "op show"];

/// A store with something of everything, in `mlruns` and in the archive `a.mlz`.
fn store() -> Test {
    let test = Test::sample();
    test.write("p/MLproject", "entry_points:\n  main:\n    command: echo\n");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let ran = test
        .line("run p --env-manager local --run-name ran -q")
        .env("PATH", path);
    assert_eq!(ran.answer().status, 0);
    let model = format!("mlruns/7/{ADA}/artifacts/sklearn/MLmodel");
    test.write(&format!("mlruns/7/{ADA}/artifacts/logs/stdout.txt"), "said\n");
    test.write(&model, "flavors:\n  python_function:\n    loader_module: x\n");
    test.write(
        "mlruns/7/models/m-1/meta.yaml",
        "artifact_location: s3://b/m\ncreation_timestamp: 1\nexperiment_id: '7'\nlast_updated_timestamp: 1\n\
         lifecycle_stage: active\nmodel_id: m-1\nmodel_type: ''\nname: net\nsource_run_id: ''\nstatus: 2\n\
         status_message: ''\n",
    );
    let trace = "mlruns/7/traces/tr-1";
    test.write(
        &format!("{trace}/trace_info.yaml"),
        "trace_id: tr-1\nrequest_time: '2025-10-09T08:53:20Z'\nexecution_duration: 1s\nstate: OK\n\
         trace_location:\n  type: MLFLOW_EXPERIMENT\n  mlflow_experiment:\n    experiment_id: '7'\n",
    );
    test.write(&format!("{trace}/artifacts/traces.json"), "{\"spans\": []}");
    let meta =
        "creation_timestamp: 1\ncurrent_stage: None\nlast_updated_timestamp: 1\nname: p\nsource: none\nversion: 1\n";
    test.write(
        "mlruns/models/p/meta.yaml",
        "creation_timestamp: 1\nlast_updated_timestamp: 1\nname: p\n",
    );
    test.write("mlruns/models/p/version-1/meta.yaml", meta);
    for folder in ["p", "p/version-1"] {
        test.write(&format!("mlruns/models/{folder}/tags/mlflow.prompt.is_prompt"), "true");
    }
    test.write("mlruns/models/p/version-1/tags/mlflow.prompt.text", "hello");
    for line in [
        "registry versions create m --source s3://b/1",
        "registry versions create m --source s3://b/2",
        "registry aliases set m champion 1",
        "--tracking-uri other runs create --run-name other",
        "experiments create -n gone",
        "experiments delete gone",
        &format!("runs delete {BEN}"),
        &format!("runs restore {BEN}"),
        "archive create -o a.mlz",
        "archive create -o old.mlz -x 7",
    ] {
        test.line(line).answer();
    }
    test
}

/// Takes the right to write, or gives it back.
fn allow_writing(path: &Path, allowed: bool) {
    let mode = match (path.is_dir(), allowed) {
        (true, true) => 0o755,
        (true, false) => 0o555,
        (false, true) => 0o644,
        (false, false) => 0o444,
    };
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            allow_writing(&entry.unwrap().path(), allowed);
        }
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn words<'a>(store: &'a [&'a str], line: &'a str) -> Vec<&'a str> {
    let line = line.split(' ');
    if line.clone().next() == Some("--") {
        return line.collect();
    }
    store.iter().copied().chain(line).collect()
}

fn expected(store: &[&str], line: &str) -> i32 {
    let is_unknown = !store.is_empty() && OF_OPERATIONS.contains(&line);
    let plans_a_change = line.contains("--dry-run") && !line.starts_with("archive create");
    match store {
        [_, ..] if plans_a_change => 1, // what cannot be done is not planned
        _ if is_unknown || line.ends_with(" nothing") => 3,
        _ => 0,
    }
}

/// Every reading command, with a cache and where there cannot be one, changes nothing outside of it.
fn nothing_is_changed(store: &[&str]) {
    if !can_trace() {
        return;
    }
    let test = self::store();
    let before = snapshot(&test.path("mlruns"));
    let cache = test.path(".cache/mlrun");
    for cache_is_there in [true, false] {
        if !cache_is_there {
            drop(fs::remove_dir_all(test.path(".cache")));
            test.write(".cache", "where the cache's folder should be");
        }
        for line in READING {
            let completing = [
                ("MLRUN_COMPLETE", "bash"),
                ("_CLAP_COMPLETE_INDEX", "3"),
                ("_CLAP_IFS", "\n"),
            ];
            let environment = if line.starts_with("-- ") { &completing[..] } else { &[] };
            let (output, calls) = changes(&test, environment, &words(store, line));
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert_eq!(status(output.status), expected(store, line), "{line}: {stderr}");
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
    assert!(
        snapshot(&test.path("mlruns")) == before,
        "something in the store was changed"
    );
}

#[test]
fn no_reading_command_changes_anything() {
    nothing_is_changed(&[]);
}

#[test]
fn no_reading_command_changes_anything_for_an_archive() {
    nothing_is_changed(&["--tracking-uri", "a.mlz"]);
}

/// Nobody may write to the store, the archive or the cache: not even root, without the right to pass over modes.
#[test]
fn reading_needs_no_right_to_write() {
    let test = store();
    fs::create_dir_all(test.path(".cache/mlrun")).unwrap();
    let places = ["mlruns", "other", "a.mlz", ".cache"].map(|name| test.path(name));
    places.iter().for_each(|place| allow_writing(place, false));
    let mut without = vec![
        "setpriv",
        "--bounding-set",
        "-dac_override,-fowner",
        "--inh-caps",
        "-all",
        "--",
    ];
    let can = |words: &[&str]| {
        Command::new(words[0])
            .args(&words[1..])
            .arg("true")
            .output()
            .is_ok_and(|done| done.status.success())
    };
    if !can(&without) {
        without = vec!["env"];
    }
    let may_write = fs::File::create(test.path("mlruns/7/new")).is_ok();
    drop(fs::remove_file(test.path("mlruns/7/new")));
    for store in [&[][..], &["--tracking-uri", "a.mlz"]] {
        for line in READING.iter().filter(|line| !line.starts_with("-- ")) {
            let mut command = Command::new(without[0]);
            test.prepare(&mut command);
            command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
            command.args(&without[1..]).arg(env!("CARGO_BIN_EXE_mlrun"));
            let output = command.args(words(store, line)).output().unwrap();
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert_eq!(status(output.status), expected(store, line), "{line}: {stderr}");
            assert!(!stderr.contains("ermission denied"), "{line}: {stderr}");
        }
        // and the right is missing indeed
        let mut command = Command::new(without[0]);
        test.prepare(&mut command);
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.args(&without[1..]).arg(env!("CARGO_BIN_EXE_mlrun"));
        let output = command.args(words(store, "runs tag ada k v")).output().unwrap();
        assert!(!output.status.success() || (may_write && without == ["env"]));
    }
    places.iter().for_each(|place| allow_writing(place, true));
}

/// What writes a file for somebody changes that file and nothing of the store.
#[test]
fn what_writes_elsewhere_leaves_the_store_alone() {
    if !can_trace() {
        return;
    }
    let test = store();
    for line in [
        "archive create -o b.mlz",
        "archive extract a.mlz -C out",
        "artifacts download -r ada -d got",
        "report -o page.html",
        "plot loss ada -o curve.svg",
        "experiments csv 7 -o runs.csv",
        "merge mlruns --into new",
        "--tracking-uri again archive restore a.mlz",
    ] {
        let (output, calls) = changes(&test, &[], &words(&[], line));
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(status(output.status), 0, "{line}: {stderr}");
        let of_store = format!("\"{}", test.path("mlruns").display());
        let wrong: Vec<_> = calls.iter().filter(|call| call.contains(&of_store)).collect();
        assert!(!calls.is_empty() && wrong.is_empty(), "{line}: {wrong:#?}");
    }
}
