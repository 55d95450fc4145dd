//! What is large, deep, long or many; and little memory and few files.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use super::support::{ADA, Test, status};

/// Lines of the long metric.
const LINES: usize = 1_000_000;
/// Params of the run.
const PARAMS: usize = 10_000;
/// Runs besides.
const RUNS: usize = 400;
/// How long the longest key is: MLflow reads it too, and no file can be found by a longer path than 4,095 bytes.
const LONG_KEY: usize = 3500;

/// One run that has much of everything, among others.
fn store() -> Test {
    let test = Test::with_store(|store| {
        let big = store.experiment("7", "big");
        for i in 0..RUNS {
            big.run(&format!("f{i:031x}"), "small")
                .started(i as i64)
                .metric("loss", "1 0.5 0\n");
        }
        big.run(ADA, "ada");
    });
    let run = test.path(&format!("mlruns/7/{ADA}"));
    let mut lines = String::new();
    for i in 0..LINES {
        writeln!(lines, "{} {}.5 {i}", 1_760_000_000_000 + i, i % 977).unwrap();
    }
    fs::write(run.join("metrics/long"), lines).unwrap();
    for i in 0..PARAMS {
        fs::write(run.join(format!("params/p{i}")), "v").unwrap();
    }
    let long_key = run.join("params").join(vec!["k".repeat(200); LONG_KEY / 201].join("/"));
    fs::create_dir_all(&long_key).unwrap();
    fs::write(long_key.join("k".repeat(LONG_KEY % 201)), "long").unwrap();
    let artifacts = run.join("artifacts");
    let deep = artifacts.join(vec!["d"; 50].join("/"));
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("leaf"), "x").unwrap();
    fs::write(artifacts.join("n".repeat(255)), "x").unwrap();
    File::create(artifacts.join("sparse"))
        .unwrap()
        .set_len(10 << 30)
        .unwrap();
    test
}

/// With limits as `ulimit` sets them.
fn limited(test: &Test, limits: &str, line: &str) -> (i32, String, String) {
    let mut shell = Command::new("sh");
    test.prepare(&mut shell);
    let binary = Path::new(env!("CARGO_BIN_EXE_mlrun"));
    let output = shell
        .args(["-c", &format!("{limits}; exec \"$0\" {line}")])
        .arg(binary)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (status(output.status), text(output.stdout), text(output.stderr))
}

/// What is answered with so much data in memory, in kilobytes as `ulimit -d` takes them, and how many lines that are: of a page
/// at least.
const ANSWERS: &[(usize, &str, usize)] = &[
    (64 << 10, "runs search -o id", RUNS + 1),
    (64 << 10, "runs search --filter 'metrics.loss < 1' -o id", RUNS),
    (
        64 << 10,
        "runs search --order-by 'metrics.long DESC' --max-results 1 -o id -q",
        1,
    ),
    (64 << 10, "runs show ada", PARAMS + 10),
    (64 << 10, "artifacts list ada -R -o id", 53),
    (64 << 10, "status", 6),
    (64 << 10, "tree", 6),
    (64 << 10, "du", 2),
    (64 << 10, "fsck -o ndjson -q", 6),
    (64 << 10, "gc --dry-run -q", 0),
    (64 << 10, "relocate --dry-run -q", 0),
    (128 << 10, "archive create -q --max-artifact-size 1GB", 0), // a frame and what compresses it for each core
    (64 << 10, "archive verify runs.mlz", 5),
    (64 << 10, "archive list runs.mlz -o csv", PARAMS + RUNS),
    (64 << 10, "--tracking-uri runs.mlz runs search -o id", RUNS + 1),
    // a million values at once
    (200 << 10, "metrics history ada long -o ndjson", LINES),
    (200 << 10, "metrics plot long ada", 6),
];

#[test]
fn what_is_large_is_read_with_little_memory_and_few_files() {
    let test = store();
    for (memory, line, lines) in ANSWERS {
        let limits = format!("ulimit -d {memory} && ulimit -n 64");
        let (code, stdout, stderr) = limited(&test, &limits, line);
        let count = stdout.lines().count();
        let is_a_list = line.contains("-o id") || line.contains("history");
        let is_right = count == *lines || (count > *lines && !is_a_list);
        assert!(code == 0 && is_right, "{line}: {code}: {count} lines: {stderr}");
        assert!(
            stderr.is_empty() || line.starts_with("archive create"),
            "{line}: {stderr}"
        );
    }
    let shown = test.line(&format!("runs show {ADA}")).json();
    let params = shown["data"]["params"].as_object().unwrap();
    assert_eq!(params.len(), PARAMS + 1);
    assert!(
        params
            .iter()
            .any(|(key, value)| key.len() == LONG_KEY && value == "long")
    );
    let files = test.line("artifacts list ada").json();
    let sparse = files
        .as_array()
        .unwrap()
        .iter()
        .find(|file| file["path"] == "sparse")
        .unwrap();
    assert_eq!(sparse["file_size"], 10_i64 << 30);
    let space = test.line("du").json();
    assert!(
        space[0]["bytes"].as_i64().is_some_and(|bytes| bytes > 10 << 30),
        "{space}"
    );
}

/// A path longer than the system takes in one go can be made step by step; neither MLflow nor we can read what lies there.
/// It costs nothing else, and whoever would lose it is told.
#[test]
fn what_lies_too_deep_is_named_and_costs_nothing_else() {
    let test = Test::sample();
    let half = vec!["k".repeat(200); 12].join("/");
    let params = test.path(&format!("mlruns/7/{ADA}/params"));
    for folder in [params.join(&half), test.path("below").join(&half)] {
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("v"), "v").unwrap();
    }
    fs::rename(test.path("below"), params.join(&half).join("below")).unwrap();
    let shown = test.line(&format!("runs show {ADA}")).json();
    assert_eq!(shown["data"]["params"]["lr"], "0.1");
    let archived = test.line("archive create").answer();
    assert_eq!(archived.status, 1);
    assert!(
        archived.stderr.contains("not stored: File name too long"),
        "{}",
        archived.stderr
    );
    assert_eq!(test.line("fsck -q").answer().status, 4);
}

#[test]
fn what_is_too_long_is_refused_in_few_words_and_what_fits_is_taken() {
    let test = Test::sample();
    let long = |length: usize| "k".repeat(length);
    for (args, code) in [
        (&["log", "param", "ada", &long(5000), "v"][..], 1),
        (&["log", "param", "ada", &long(251), "v"], 1),
        (&["log", "param", "ada", &long(250), "v"], 0),
        (&["log", "metric", "ada", &long(250), "1"], 0),
        (&["log", "tag", "ada", &"é".repeat(250), "1"], 1), // 500 bytes: no folder has such a name
        (&["log", "param", "ada", "cut", &long(10_000)], 0),
        (&["log", "param", "ada", &vec!["d"; 50].join("/"), "v"], 0),
        (&["log", "param", "ada", "a:b", "v"], 0),
        (&["log", "param", "ada", "a//b", "v"], 1),
        (&["experiments", "create", "-n", &long(5000)], 1),
        (&["runs", "show", &long(5000)], 3),
        (&["runs", "search", "--filter", &long(100_000)], 2),
        (&["registry", "models", "create", &long(255)], 0),
        (&["registry", "models", "create", &long(256)], 1),
        (&["artifacts", "list", "ada", "-a", &long(5000)], 3),
    ] {
        let answer = test.mlrun(args).answer();
        let words: Vec<String> = args.iter().map(|word| word.chars().take(12).collect()).collect();
        assert_eq!(answer.status, code, "{words:?}: {}", answer.stderr);
        let given: usize = args.iter().map(|word| word.len()).sum();
        assert!(
            answer.stderr.len() < 1000 + 3 * given,
            "{words:?}: {} bytes",
            answer.stderr.len()
        );
    }
    let params = test.line(&format!("runs show {ADA}")).json()["data"]["params"].clone();
    assert_eq!(params["cut"].as_str().unwrap().len(), 6000);
    assert_eq!(params[long(250)], "v");
}

/// `cargo test --test cli limits -- --ignored`
#[test]
#[ignore = "makes 100,000 runs, which takes minutes"]
fn a_hundred_thousand_runs_are_listed() {
    const MANY: usize = 100_000;
    let test = Test::with_store(|store| {
        let experiment = store.experiment("7", "many");
        for i in 0..MANY {
            experiment
                .run(&format!("f{i:031x}"), "r")
                .started(i as i64)
                .metric("loss", "1 0.5 0\n");
        }
    });
    for line in [
        "runs search -o id",
        "runs search --no-index -o id",
        "runs search --filter metrics.loss<1 -o id",
        "runs search --order-by metrics.loss -o id",
    ] {
        assert_eq!(test.line(line).check().stdout.lines().count(), MANY, "{line}");
    }
    for line in [
        "status",
        "du",
        "fsck -q",
        "gc --dry-run",
        "archive create -q",
        "archive verify runs.mlz",
    ] {
        assert_eq!(test.line(line).answer().status, 0, "{line}");
    }
    let in_archive = "--tracking-uri runs.mlz runs search --filter metrics.loss<1 -o id";
    assert_eq!(test.line(in_archive).check().stdout.lines().count(), MANY);
}
