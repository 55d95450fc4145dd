//! `mlrun run --sweep`: which runs come of it, what becomes of them when one fails or the sweep is stopped, and what is
//! left for `--resume`.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::process::{Child, Command, Stdio};

use nix::errno::Errno;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::{Value, json};

use super::support::{Test, status};

const PROJECT: &str = r#"
entry_points:
  main:
    parameters: {alpha: {type: float, default: 0.5}, note: {type: str, default: "a b"}}
    command: "$MLRUN log metric $MLFLOW_RUN_ID loss {alpha}; echo {note}"
  picky:
    parameters: {n: int}
    command: "test {n} != 2 -o -e fixed || {{ echo to be seen; echo two is bad >&2; exit 3; }}"
  wait:
    parameters: {n: int}
    command: "test {n} != 1 || {{ echo $$ > said; read line < go; }}"
  polite:
    parameters: {n: int}
    command: "trap 'exit 0' INT TERM; echo $$ > said; while :; do sleep 0.01; done"
  deaf:
    parameters: {n: int}
    command: "trap 'echo $$ > said' INT; echo $$ > said; while :; do sleep 1000; done"
"#;

/// A scratch folder with the project, and a pipe through which its commands tell their process ids.
struct Scene {
    test: Test,
    said: File,
}

impl Scene {
    fn new() -> Self {
        let test = Test::new();
        test.write("MLproject", PROJECT);
        let mut pipes = ["said", "go"].map(|name| {
            let path = test.path(name);
            assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
            OpenOptions::new().read(true).write(true).open(path).unwrap()
        });
        let said = std::mem::replace(&mut pipes[0], File::open("/dev/null").unwrap());
        Self { test, said }
    }

    fn start(&self, line: &str) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mlrun"));
        self.test.prepare(&mut command);
        command.args(line.split(' ')).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// The process ids of so many commands that run.
    fn commands(&mut self, count: usize) -> Vec<Pid> {
        let mut text = String::new();
        while text.lines().count() < count {
            let mut fds = [PollFd::new(self.said.as_fd(), PollFlags::POLLIN)];
            assert_eq!(poll(&mut fds, PollTimeout::from(60_000_u16)), Ok(1), "{text}");
            let mut bytes = [0; 100];
            let length = self.said.read(&mut bytes).unwrap();
            text.push_str(std::str::from_utf8(&bytes[..length]).unwrap());
        }
        text.lines().map(|line| Pid::from_raw(line.parse().unwrap())).collect()
    }

    /// The parent run, and its children by the point they are of.
    #[track_caller]
    fn runs(&self) -> (Value, BTreeMap<u64, Vec<Value>>) {
        let all = self.test.line("runs list").json();
        let all = all.as_array().unwrap().clone();
        let is_parent = |run: &&Value| run["data"]["tags"].get("mlrun.sweep").is_some();
        let parent = all.iter().find(is_parent).unwrap().clone();
        let mut children: BTreeMap<u64, Vec<Value>> = BTreeMap::new();
        for run in all {
            let tags = &run["data"]["tags"];
            if let Some(point) = tags.get("mlrun.sweep.point") {
                assert_eq!(tags["mlflow.parentRunId"], parent["info"]["run_id"]);
                let point = point.as_str().unwrap().parse().unwrap();
                children.entry(point).or_default().push(run);
            }
        }
        (parent, children)
    }

    /// The status of the parent, and of the children by point, the newest first; all that are over have an end.
    #[track_caller]
    fn statuses(&self) -> (String, Vec<String>) {
        let (parent, children) = self.runs();
        let status = |run: &Value| {
            let status = run["info"]["status"].as_str().unwrap();
            assert_eq!(status == "RUNNING", run["info"]["end_time"].is_null(), "{run}");
            status.to_owned()
        };
        let of_point = |(point, runs): (&u64, &Vec<Value>)| {
            let statuses: Vec<String> = runs.iter().map(status).collect();
            format!("{point} {}", statuses.join(" "))
        };
        (status(&parent), children.iter().map(of_point).collect())
    }
}

#[track_caller]
fn over(child: Child) -> (i32, String) {
    let output = child.wait_with_output().unwrap();
    (status(output.status), String::from_utf8(output.stderr).unwrap())
}

#[track_caller]
fn send(child: &Child, signal: Signal) {
    kill(Pid::from_raw(child.id().try_into().unwrap()), signal).unwrap();
}

#[test]
fn a_grid_is_run_in_order_under_one_parent() {
    let scene = Scene::new();
    let line = "run . --sweep -P alpha=0.1,0.25 -P note=x,y -P extra=fixed --best loss -o csv --run-name all";
    let answer = scene.test.line(line).check();
    let rows: Vec<Vec<&str>> = answer.stdout.lines().map(|line| line.split(',').collect()).collect();
    let columns: Vec<Vec<&str>> = rows.iter().map(|row| [&row[1..4], &row[6..7]].concat()).collect();
    assert_eq!(
        columns,
        [
            ["params.alpha", "params.note", "status", "metrics.loss"],
            ["0.1", "x", "FINISHED", "0.1"],
            ["0.1", "y", "FINISHED", "0.1"],
            ["0.25", "x", "FINISHED", "0.25"],
            ["0.25", "y", "FINISHED", "0.25"],
        ]
    );
    for said in [
        "[1/4] alpha=0.1, note=x succeeded",
        "Best loss = 0.1: alpha=0.1, note=x (ID '",
        "of 4 runs 4 succeeded",
    ] {
        assert!(answer.stderr.contains(said), "{}", answer.stderr);
    }
    let (parent, children) = scene.runs();
    let sweep = r#"{"parameters":[["alpha","0.1,0.25"],["note","x,y"],["extra","fixed"]],"sampling":"grid"}"#;
    assert_eq!(parent["data"]["tags"]["mlrun.sweep"], sweep);
    assert_eq!(parent["info"]["run_name"], "all");
    assert_eq!(
        parent["data"]["params"],
        json!({"alpha": "0.1,0.25", "note": "x,y", "extra": "fixed"})
    );
    let names: Vec<&Value> = children.values().map(|runs| &runs[0]["info"]["run_name"]).collect();
    assert_eq!(
        names,
        [
            "alpha=0.1, note=x",
            "alpha=0.1, note=y",
            "alpha=0.25, note=x",
            "alpha=0.25, note=y"
        ]
    );
    assert_eq!(
        children[&3][0]["data"]["params"],
        json!({"alpha": "0.25", "note": "x", "extra": "fixed"})
    );
    let run = children[&3][0]["info"]["run_id"].as_str().unwrap();
    assert_eq!(
        scene.test.read(&format!("mlruns/0/{run}/artifacts/logs/stdout.txt")),
        "x --extra fixed\n"
    );
    let (parent, statuses) = scene.statuses();
    assert_eq!((parent.as_str(), statuses.len()), ("FINISHED", 4));
}

#[test]
fn a_seed_draws_the_same_points_and_is_recorded() {
    let scene = Scene::new();
    let line = "run . --sweep --random 3 --seed 42 -P alpha=log:1e-5..1e-1 -P note=a,b,c";
    let dry = scene.test.line(&format!("{line} --dry-run -o csv")).check();
    assert_eq!(
        dry.stderr,
        "Each runs in what is installed here.\ndrawn with --seed 42\n"
    );
    let points: Vec<&str> = dry
        .stdout
        .lines()
        .filter_map(|line| line.split_once(",$MLRUN"))
        .map(|(point, _)| point)
        .collect();
    assert_eq!(
        points,
        ["1,0.000388417,c", "2,0.0105334,b", "3,0.00063368,c"],
        "{}",
        dry.stdout
    );
    assert!(!scene.test.path("mlruns").exists());
    scene.test.line(line).check();
    let (parent, children) = scene.runs();
    assert!(
        parent["data"]["tags"]["mlrun.sweep"]
            .as_str()
            .unwrap()
            .contains(r#"{"samples":3,"seed":42}"#)
    );
    let alphas: Vec<&Value> = children
        .values()
        .map(|runs| &runs[0]["data"]["params"]["alpha"])
        .collect();
    assert_eq!(alphas, ["0.000388417", "0.0105334", "0.00063368"]);
}

#[test]
fn what_fails_stops_nothing_else_and_is_what_resume_runs() {
    let scene = Scene::new();
    let answer = scene
        .test
        .line("run . -e picky --sweep -P n=1..4 -j 2")
        .status(1)
        .check();
    let (before, after) = answer.stderr.split_once("two is bad\n").unwrap();
    assert!(before.contains("[2/4] n=2 (ID '") && before.contains("failed: the command ended with exit code 3"));
    assert!(!before.contains("to be seen") && after.contains("of 4 runs 3 succeeded, 1 failed"));
    let all = |two: &str| {
        ["1 FINISHED", two, "3 FINISHED", "4 FINISHED"]
            .map(str::to_owned)
            .to_vec()
    };
    assert_eq!(scene.statuses(), ("FAILED".to_owned(), all("2 FAILED")));
    let parent = scene.runs().0["info"]["run_id"].as_str().unwrap().to_owned();
    assert!(answer.stderr.contains(&format!("`mlrun run --resume {parent}`")));
    scene.test.write("fixed", "");
    let again = scene.test.line(&format!("run --resume {parent}")).check();
    assert!(
        again.stderr.contains("of 4 runs 4 succeeded") && !again.stderr.contains("n=1"),
        "{}",
        again.stderr
    );
    assert_eq!(scene.statuses(), ("FINISHED".to_owned(), all("2 FINISHED FAILED")));

    let scene = Scene::new();
    scene
        .test
        .line("run . -e picky --sweep -P n=1..4 --fail-fast")
        .status(1)
        .check();
    assert_eq!(
        scene.statuses(),
        (
            "FAILED".to_owned(),
            vec!["1 FINISHED".to_owned(), "2 FAILED".to_owned()]
        )
    );
}

#[test]
fn what_cannot_be_run_leaves_nothing() {
    let scene = Scene::new();
    for (line, status, said) in [
        ("-P alpha=0.1..0.5", 2, "1 | alpha=0.1..0.5\n  |       ^^^^^^^^\n"),
        ("-P alpha=0.5", 2, "nothing to sweep over"),
        ("-P alpha=1..200 -P note=1..200", 2, "40,000 runs: --yes starts them"),
        ("-P alpha=1..2000000 --yes", 2, "at most a million"),
        ("-P alpha=1,2 --best alpha", 2, "--best alpha:min"),
        (
            "-P alpha=1,2 -e picky",
            2,
            "that is run 1 of 2: alpha=1; nothing was run",
        ),
    ] {
        let answer = scene.test.line(&format!("run . --sweep {line}")).status(status).check();
        assert!(answer.stderr.contains(said), "{line}: {}", answer.stderr);
        assert!(!scene.test.path("mlruns").exists(), "{line}");
    }
    scene.test.line("run .").check();
    let single = scene.test.line("runs list").json()[0]["info"]["run_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let answer = scene.test.line(&format!("run --resume {single}")).status(2).check();
    assert!(answer.stderr.contains("is no sweep"), "{}", answer.stderr);
}

#[test]
fn a_sweep_that_was_killed_goes_on_and_leaves_what_still_runs() {
    let mut scene = Scene::new();
    let mut sweep = scene.start("run . -e wait --sweep -P n=1..3");
    let command = scene.commands(1)[0];
    let parent = scene.runs().0["info"]["run_id"].as_str().unwrap().to_owned();
    let resume = format!("run --resume {parent}");
    let answer = scene.test.line(&resume).status(5).check();
    assert!(answer.stderr.contains("still runs"), "{}", answer.stderr);
    sweep.kill().unwrap();
    sweep.wait().unwrap();
    assert_eq!(scene.statuses(), ("RUNNING".to_owned(), vec!["1 RUNNING".to_owned()]));

    let answer = scene.test.line(&resume).status(1).check();
    assert!(
        answer.stderr.contains("of 3 runs 2 succeeded, 1 still runs"),
        "{}",
        answer.stderr
    );
    let left = ["1 RUNNING", "2 FINISHED", "3 FINISHED"].map(str::to_owned).to_vec();
    assert_eq!(scene.statuses(), ("FAILED".to_owned(), left));

    kill(command, None).unwrap();
    OpenOptions::new()
        .write(true)
        .open(scene.test.path("go"))
        .unwrap()
        .write_all(b"go\n")
        .unwrap();
    let tries = (0..2000).map(|_| scene.test.line(&resume).answer().status);
    assert_eq!(
        tries
            .take_while(|status| *status != 0)
            .filter(|status| *status != 1)
            .count(),
        0
    );
    let all = ["1 FINISHED", "2 FINISHED", "3 FINISHED"].map(str::to_owned).to_vec();
    assert_eq!(scene.statuses(), ("FINISHED".to_owned(), all));
}

#[test]
fn one_signal_asks_and_the_second_kills() {
    for (entry_point, signals, code, children) in [
        ("polite", &[Signal::SIGINT][..], 130, "KILLED"),
        ("polite", &[Signal::SIGTERM], 143, "KILLED"),
        ("deaf", &[Signal::SIGINT, Signal::SIGINT], 130, "KILLED"),
    ] {
        let mut scene = Scene::new();
        let sweep = scene.start(&format!("run . -e {entry_point} --sweep -P n=1..4 -j 2"));
        let commands = scene.commands(2);
        send(&sweep, signals[0]);
        for signal in &signals[1..] {
            assert_eq!(scene.commands(2).len(), 2); // two signals at once may be one
            send(&sweep, *signal);
        }
        let (status, stderr) = over(sweep);
        assert_eq!(status, code, "{stderr}");
        assert!(stderr.contains("2 were killed, 2 were not run"), "{stderr}");
        let both = [1, 2].map(|point| format!("{point} {children}")).to_vec();
        assert_eq!(scene.statuses(), ("KILLED".to_owned(), both));
        for command in commands {
            assert_eq!(kill(command, None), Err(Errno::ESRCH), "{stderr}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_that_is_killed_leaves_no_command_behind() {
    let mut scene = Scene::new();
    let sweep = scene.start("run . -e polite --sweep -P n=1..2 --fail-fast");
    let command = scene.commands(1)[0];
    let worker = scene.runs().1[&1][0]["data"]["tags"]["mlrun.pid"]
        .as_str()
        .unwrap()
        .to_owned();
    kill(Pid::from_raw(worker.parse().unwrap()), Signal::SIGKILL).unwrap();
    let (status, stderr) = over(sweep);
    assert_eq!(status, 1, "{stderr}");
    assert_eq!(scene.statuses(), ("FAILED".to_owned(), vec!["1 FAILED".to_owned()]));
    // the system may take a moment to end it, and whoever it fell to to reap it
    let lives = |_: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{command}/stat")).unwrap_or_default();
        stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
    };
    assert!((0..100_000).take_while(lives).count() < 100_000, "{stderr}");
}
