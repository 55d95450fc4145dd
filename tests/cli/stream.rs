use super::support::{CLEO, Test};

#[test]
fn every_good_line_is_logged_and_every_bad_one_named() {
    let test = Test::sample();
    let lines = r#"{"metric": "loss", "value": 0.5, "step": 1, "timestamp": 7}
{"metric": "loss", "value": "Infinity", "step": 2.0, "timestamp": 8}

{"param": "p", "value": 1}
{"param": "p", "value": "2"}
not json
{"metric": "loss", "value": "many"}
{"metric": "../../x", "value": 1}
{"tag": "t", "value": "한국어 \u0007"}
{"tag": "t"}
{"metric": "a", "param": "b", "value": 1}
{"metric": "loss", "value": 1, "epoch": 3}
[1, 2]
{"metric": "loss", "value": "-Infinity", "step": -3, "timestamp": 9}"#;
    test.line("log stream @")
        .stdin(lines)
        .stderr(&format!(
            r#"warning: line 5: Changing param values is not allowed. Param with key='p' was already logged with value='1' for run ID='{CLEO}'. Attempted logging new value '2'.
warning: line 6: not a JSON object
warning: line 7: `"many"` is no number
warning: line 8: Invalid value "../../x" for parameter 'name' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '../../x'
warning: line 10: missing field `value`
warning: line 11: needs one of "metric", "param" and "tag", and "value"
warning: line 12: unknown field `epoch`, expected one of `metric`, `param`, `tag`, `value`, `step`, `timestamp`
warning: line 13: not a JSON object
"#
        ))
        .status(1)
        .run();
    assert_eq!(
        test.read(&format!("mlruns/7/{CLEO}/metrics/loss")),
        "7 0.5 1\n8 inf 2\n9 -inf -3\n"
    );
    assert_eq!(test.read(&format!("mlruns/7/{CLEO}/params/p")), "1");
    assert_eq!(test.read(&format!("mlruns/7/{CLEO}/tags/t")), "한국어 \u{7}");
}

#[test]
fn many_lines_arrive_in_order_and_the_run_may_come_from_the_environment() {
    let test = Test::sample();
    let lines: String = (0..25_000)
        .map(|i| {
            format!(
                "{{\"metric\":\"m{}\",\"value\":{i},\"step\":{i},\"timestamp\":1}}\n",
                i % 3
            )
        })
        .collect();
    test.line("log stream").env("MLFLOW_RUN_ID", CLEO).stdin(lines).run();
    for i in 0..3 {
        let expected: String = (0..25_000)
            .filter(|n| n % 3 == i)
            .map(|n| format!("1 {n}.0 {n}\n"))
            .collect();
        assert!(test.read(&format!("mlruns/7/{CLEO}/metrics/m{i}")) == expected, "m{i}");
    }
    test.line("log stream")
        .status(2)
        .stderr("error: which run? Give one, or set MLFLOW_RUN_ID\n")
        .run();
    test.line("log stream nobody").status(3).check();
    test.line("log stream @").run();
}

/// A limit of a file's size stands for the full disk.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_no_half_line() {
    let test = Test::sample();
    let mut shell = std::process::Command::new("sh");
    test.prepare(&mut shell);
    let script = format!(
        r#"trap '' XFSZ; ulimit -f 2
        yes '{{"metric": "full", "value": 0.123456, "timestamp": 1}}' | head -n 500 | "$0" log stream {CLEO}"#
    );
    let output = shell
        .args(["-c", &script, env!("CARGO_BIN_EXE_mlrun")])
        .env("PATH", "/usr/bin:/bin")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("metrics/full"), "{said}");
    let file = std::fs::read_to_string(test.path(&format!("mlruns/7/{CLEO}/metrics/full")));
    assert_eq!(file.unwrap_or_default().replace("1 0.123456 0\n", ""), "");
}

#[test]
fn keys_that_clash_cost_themselves_and_no_value_is_logged_twice() {
    let test = Test::sample();
    let lines = ["a", "m/x", "m", "m/x", "z"]
        .iter()
        .map(|key| format!("{{\"metric\": \"{key}\", \"value\": 1, \"timestamp\": 7}}\n"))
        .collect::<String>();
    test.line("log stream @")
        .stdin(&lines)
        .stderr("warning: line 3: `m` cannot be logged: there is a key `m/…`, and a key cannot be both a file and a folder\n")
        .status(1)
        .run();
    for (key, expected) in [("a", "7 1.0 0\n"), ("m/x", "7 1.0 0\n7 1.0 0\n"), ("z", "7 1.0 0\n")] {
        assert_eq!(test.read(&format!("mlruns/7/{CLEO}/metrics/{key}")), expected);
    }
}
