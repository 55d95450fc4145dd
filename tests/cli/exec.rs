use std::fs;
use std::path::PathBuf;

use super::support::Test;

/// The folder of the newest run by name.
pub(super) fn folder_of(test: &Test, name: &str) -> PathBuf {
    let id = test
        .line(&format!("ls -o id --filter attributes.run_name='{name}'"))
        .check();
    test.path("mlruns/0").join(id.stdout.trim())
}

#[cfg(unix)]
#[test]
fn any_command_is_recorded() {
    let test = Test::new();
    let answer = test
        .line("exec --run-name one -P lr=0.1 -P note=a=b -t kind=test -- sh -c")
        .args(["echo $MLFLOW_RUN_ID $PYTHONUNBUFFERED; pwd; exit 3"])
        .status(1)
        .check();
    let folder = folder_of(&test, "one");
    let id = folder.file_name().unwrap().to_str().unwrap();
    let here = test.path("").canonicalize().unwrap();
    assert_eq!(answer.stdout, format!("{id} 1\n{}\n", here.display()));
    assert!(
        answer.stderr.contains("one failed: the command ended with exit code 3"),
        "{}",
        answer.stderr
    );
    let line = "sh -c 'echo $MLFLOW_RUN_ID $PYTHONUNBUFFERED; pwd; exit 3'";
    for (file, text) in [
        ("params/lr", "0.1"),
        ("params/note", "a=b"),
        ("tags/kind", "test"),
        ("tags/mlflow.source.name", line),
        ("tags/mlflow.source.type", "LOCAL"),
    ] {
        assert_eq!(fs::read_to_string(folder.join(file)).unwrap(), text, "{file}");
    }
    assert!(!folder.join("tags/mlflow.project.backend").exists());
    let what: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("tags/mlrun.exec")).unwrap()).unwrap();
    assert_eq!(what["argv"][2], "echo $MLFLOW_RUN_ID $PYTHONUNBUFFERED; pwd; exit 3");
}

#[cfg(unix)]
#[test]
fn metrics_are_picked_from_what_it_says() {
    let test = Test::new();
    let said = r"printf 'epoch 1 loss=0.5 acc=90%%\n\033[1mloss: 0.25\033[0m\n10%%\r20%% lr 1e-3\r'; echo 'epoch 7, val_loss: nan' >&2";
    test.mlrun([
        "exec",
        "--run-name",
        "picked",
        "--scalars",
        "--metric",
        r"rate=lr (\S+)",
    ])
    .args(["--", "sh", "-c", said])
    .check();
    let folder = folder_of(&test, "picked");
    let values = |key: &str| -> Vec<String> {
        let text = fs::read_to_string(folder.join("metrics").join(key)).unwrap();
        let point = |line: &str| line.split_once(' ').unwrap().1.to_owned();
        text.lines().map(point).collect()
    };
    assert_eq!(values("acc"), ["90.0 1"]);
    assert_eq!(values("loss"), ["0.5 1", "0.25 1"]);
    let rate = values("rate");
    assert!(rate == ["0.001 1"] || rate == ["0.001 7"], "{rate:?}"); // the other stream may have come first
    assert_eq!(values("val_loss"), ["nan 7"]);

    // without a step they are counted, and more than one write takes
    let many = "i=0; while [ $i -lt 2500 ]; do i=$((i+1)); echo n: $i; done; echo n: many";
    test.mlrun([
        "exec",
        "--run-name",
        "many",
        "--metric",
        "(?P<n>n): ",
        "--metric",
        "m=n: (.*)",
    ])
    .args(["--", "sh", "-c", many])
    .check();
    let folder = folder_of(&test, "many");
    let text = fs::read_to_string(folder.join("metrics/m")).unwrap();
    assert_eq!(text.lines().count(), 2500);
    assert!(text.ends_with(" 2500.0 2499\n"));
    assert!(!folder.join("metrics/n").exists());
}

#[test]
fn what_cannot_be_recorded_is_refused_before_anything_is() {
    let test = Test::new();
    for (line, status, says) in [
        (
            "exec --metric loss=([0-9.+ -- true",
            2,
            "error: unclosed character class\n --> --metric:1:7\n  |\n1 | loss=([0-9.+\n  |       ^\n",
        ),
        (
            "exec --metric loss:(.*) -- true",
            2,
            "error: nothing says what the metric is called\n",
        ),
        ("exec --metric a=(.) --no-capture -- true", 2, "cannot be used with"),
        ("exec -P lr -- true", 2, "Use -P name=value."),
        ("exec -P a//b=1 -- true", 1, "This name would resolve to 'a/b'"),
        ("exec -- ./nothing", 3, "error: there is no command `./nothing`\n"),
        ("exec", 2, "<COMMAND>"),
    ] {
        let answer = test.line(line).status(status).check();
        assert!(answer.stderr.contains(says), "{line}: {}", answer.stderr);
    }
    let answer = test.line("exec -- nothing").env("PATH", "/bin").status(3).check();
    assert!(
        answer.stderr.contains("no command `nothing` on the PATH"),
        "{}",
        answer.stderr
    );
    assert!(!test.path("mlruns").exists());
}

#[cfg(unix)]
#[test]
fn on_a_terminal_the_command_sees_one() {
    let test = Test::new();
    let said = "test -t 1 && test -t 2 && echo both; printf '1%%\\r2%%\\n'; echo red >&2";
    let shown = test
        .mlrun(["exec", "--run-name", "tty", "--", "sh", "-c", said])
        .on_terminal(80);
    assert!(shown.starts_with("both\n1%\r2%\nred\n"), "{shown}");
    let logs = folder_of(&test, "tty").join("artifacts/logs");
    assert_eq!(fs::read_to_string(logs.join("stdout.txt")).unwrap(), "both\n1%\r2%\n");
    assert_eq!(fs::read_to_string(logs.join("stderr.txt")).unwrap(), "red\n");
}
