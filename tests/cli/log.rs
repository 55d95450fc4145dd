use super::support::{ADA, CLEO, Test};

#[test]
fn what_is_logged_is_in_the_files() {
    let test = Test::sample();
    let at = |file: &str| format!("mlruns/7/{CLEO}/{file}");
    let before = test.read(&at("meta.yaml"));
    test.line("log param @ alpha/beta 0.50").run();
    test.line("log param alpha/beta 0.50").env("MLFLOW_RUN_ID", CLEO).run();
    test.line(&format!("log tag -r {CLEO} note -x")).run();
    test.line("log metric @ loss 0.1 --step -3 --timestamp 5").run();
    test.line("log metric @ loss 1e-5 --timestamp 6").run();
    test.line("log metrics @ loss=Infinity acc=nan --step 2 --timestamp 7")
        .run();
    test.line("log metrics --run-id @ acc=-1 --step 2 --timestamp 7").run();
    assert_eq!(test.read(&at("params/alpha/beta")), "0.50");
    assert_eq!(test.read(&at("tags/note")), "-x");
    assert_eq!(test.read(&at("metrics/loss")), "5 0.1 -3\n6 1e-05 0\n7 inf 2\n");
    assert_eq!(test.read(&at("metrics/acc")), "7 nan 2\n7 -1.0 2\n");
    assert_eq!(test.read(&at("meta.yaml")), before);
}

#[test]
fn what_mlflow_refuses_is_refused() {
    let test = Test::sample();
    let long = "k".repeat(251);
    let changed = format!(
        "Changing param values is not allowed. Param with key='lr' was already logged with value='0.1' for run ID='{ADA}'. \
         Attempted logging new value '0.2'."
    );
    for (args, status, message) in [
        (["param", "ada", "lr", "0.2"], 1, changed.as_str()),
        (
            ["metric", "ada", "loss", "abc"],
            1,
            "`abc` is no number: a metric's value is a decimal number, nan, inf or -inf",
        ),
        (
            ["param", "ada", "", "x"],
            1,
            "Invalid value \"\" for parameter 'key' supplied: ",
        ),
        (
            ["param", "ada", "a*b", "x"],
            1,
            "Invalid value \"a*b\" for parameter 'key' supplied: Names may only contain",
        ),
        (
            ["tag", "ada", long.as_str(), "x"],
            1,
            "exceeds the maximum length of 250 characters",
        ),
        (
            ["param", "ada", "model", "x"],
            1,
            "`model` cannot be logged: there is a key `model/…`",
        ),
        (
            ["param", "ada", "lr/x", "x"],
            1,
            "`lr/x` cannot be logged: there is a key `lr`",
        ),
        (["param", "nobody", "k", "v"], 3, "no run `nobody`"),
        (
            ["metrics", "ada", "a=1", "b@=1"],
            1,
            "Invalid value \"b@\" for parameter 'metrics[1].name' supplied: Names may only contain",
        ),
    ] {
        let call = test.mlrun([&["log"], &args[..]].concat()).status(status);
        let answer = call.check();
        assert!(
            answer.stderr.starts_with("error: ") && answer.stderr.contains(message),
            "{call:?}\n{}",
            answer.stderr
        );
        assert_eq!(answer.stdout, "");
    }
    let needs_run = "error: which run? Give one, or set MLFLOW_RUN_ID\n";
    test.line("log param k v").stderr(needs_run).status(2).run();
    test.line("log param ada k v").env("MLFLOW_RUN_ID", "nobody").run();
    test.line("log param -r ada cleo k v")
        .stderr("error: the run is named twice\n")
        .status(2)
        .run();
}

#[test]
fn long_values_are_cut_or_refused_as_mlflow_is_told() {
    let test = Test::sample();
    let long = "x".repeat(6001);
    test.mlrun(["log", "param", "@", "p", &long])
        .stderr("warning: param `p` was cut to its first 6000 characters\n")
        .run();
    assert_eq!(test.read(&format!("mlruns/7/{CLEO}/params/p")).len(), 6000);
    let refused = test
        .mlrun(["log", "param", "@", "q", &long])
        .env("MLFLOW_TRUNCATE_LONG_VALUES", "false")
        .status(1)
        .check();
    assert!(refused.stderr.contains("6000"), "{}", refused.stderr);
    let note = "n".repeat(8001);
    test.mlrun(["log", "tag", "@", "note", &note]).run();
    test.mlrun(["log", "stream", "@"])
        .stdin(format!(
            "{{\"tag\": \"note2\", \"value\": \"{note}\"}}\n{{\"param\": \"r\", \"value\": \"{long}\"}}\n"
        ))
        .stderr("warning: line 2: param `r` was cut to its first 6000 characters\n")
        .run();
    for key in ["note", "note2"] {
        assert_eq!(test.read(&format!("mlruns/7/{CLEO}/tags/{key}")), note);
    }
}
