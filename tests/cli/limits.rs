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

/// One run that has much of everything, among others.
fn store() -> Test {
    let test = Test::with_store(|store| {
        let big = store.experiment("7", "big");
        for i in 0..RUNS {
            big.run(&format!("{i:032x}"), "small")
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

#[test]
fn what_is_large_is_read_with_little_memory_and_few_files() {
    let test = store();
    // 64 files at once; half a gigabyte of addresses, of which the debug binary's own are a good part
    for limits in ["ulimit -n 64", "ulimit -v 500000"] {
        let count = |line: &str| {
            let (code, stdout, stderr) = limited(&test, limits, line);
            assert_eq!((code, &*stderr), (0, ""), "{limits}: {line}");
            stdout.lines().count()
        };
        assert_eq!(count("runs search -o id"), RUNS + 1, "{limits}");
        assert_eq!(count("runs search --filter 'metrics.loss < 1' -o id"), RUNS, "{limits}");
        assert_eq!(
            count("runs search --order-by 'metrics.long DESC' --max-results 1 -o id -q"),
            1,
            "{limits}"
        );
        assert_eq!(count("metrics history ada long -o ndjson"), LINES, "{limits}");
        assert_eq!(count("artifacts list ada -R -o id"), 53, "{limits}");
        assert!(count("metrics plot long ada") > 5, "{limits}");
        assert!(count("status") > 5, "{limits}");
    }
    let shown = test.line(&format!("runs show {ADA}")).json();
    assert_eq!(shown["data"]["params"].as_object().unwrap().len(), PARAMS);
    let files = test.line("artifacts list ada").json();
    let sparse = files
        .as_array()
        .unwrap()
        .iter()
        .find(|file| file["path"] == "sparse")
        .unwrap();
    assert_eq!(sparse["file_size"], 10_i64 << 30);
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
                .run(&format!("{i:032x}"), "r")
                .started(i as i64)
                .metric("loss", "1 0.5 0\n");
        }
    });
    for line in [
        "runs search -o id",
        "runs search --no-index -o id",
        "runs search --filter metrics.loss<1 -o id",
    ] {
        assert_eq!(test.line(line).check().stdout.lines().count(), MANY, "{line}");
    }
}
