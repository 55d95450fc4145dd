//! The output that is kept, and the ends of runs that others see to.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::exec::folder_of;
use super::support::{Test, status};

/// Starts `mlrun exec -- sh -c SCRIPT`, whose first line is its process id, as the run `name`.
fn start(test: &Test, name: &str, script: &str) -> (Child, BufReader<ChildStdout>, Pid) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mlrun"));
    test.prepare(&mut command);
    command.args([
        "exec",
        "--run-name",
        name,
        "--",
        "sh",
        "-c",
        &format!("echo $$; {script}"),
    ]);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    (child, output, Pid::from_raw(line.trim().parse().unwrap()))
}

fn id(test: &Test, name: &str) -> String {
    let folder = folder_of(test, name);
    folder.file_name().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn logs_are_printed_as_they_are_but_steer_no_terminal() {
    let test = Test::new();
    let script = r"printf 'one\n\033[31mtwo\033[2J\n'; echo three >&2; printf '\033]0;x\007\n'";
    test.mlrun(["exec", "--run-name", "a", "-q", "--", "sh", "-c", script])
        .check();
    let logs = folder_of(&test, "a").join("artifacts/logs");
    let kept = std::fs::read(logs.join("stdout.txt")).unwrap();
    assert_eq!(kept, b"one\n\x1b[31mtwo\x1b[2J\n\x1b]0;x\x07\n");
    let printed = test.line("runs logs a --stdout").check().stdout;
    assert_eq!(printed.as_bytes(), kept);
    assert_eq!(
        test.line("runs logs a --stdout").on_terminal(80),
        "one\n\x1b[31mtwo\n\\x1b]0;x\\x07\n\x1b[0m"
    );
    std::fs::write(logs.join("stderr.txt"), "three\nfour").unwrap();
    test.line("runs logs a --tail 1").stdout("\x1b]0;x\x07\nfour").run();
    test.line("runs logs a -f --stderr").stdout("three\nfour").run();
    let both = test.line("runs logs a").on_terminal(80);
    assert!(both.ends_with("x07\n==> stderr <==\nthree\nfour\x1b[0m"), "{both:?}");

    // a file that a store brought along, leading out of it
    std::fs::remove_file(logs.join("stdout.txt")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", logs.join("stdout.txt")).unwrap();
    assert_eq!(test.line("runs logs a --stdout").status(1).check().stdout, "");

    test.line("runs create --run-name b").check();
    let answer = test.line("runs logs b").status(3).check();
    assert!(answer.stderr.contains("has no kept output"), "{}", answer.stderr);
}

#[test]
fn logs_are_followed_until_the_run_is_over() {
    let test = Test::new();
    test.write("gate", "");
    let (mut run, _output, _) = start(&test, "a", "while [ -e gate ]; do sleep 0.01; done; echo last");
    let mut command = Command::new(env!("CARGO_BIN_EXE_mlrun"));
    test.prepare(&mut command);
    command.args(["runs", "logs", "-f", "a", "--interval", "0.05"]);
    let mut follower = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(follower.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().unwrap().parse::<u32>().is_ok());
    std::fs::remove_file(test.path("gate")).unwrap();
    assert_eq!(lines.next().unwrap().unwrap(), "last");
    assert!(lines.next().is_none());
    assert_eq!(status(follower.wait().unwrap()), 0);
    assert_eq!(status(run.wait().unwrap()), 0);
}

#[test]
fn a_run_is_stopped_from_elsewhere() {
    let test = Test::new();
    for (script, more) in [
        ("sleep 1000; echo never", ""),
        ("trap '' TERM; while :; do sleep 0.05; done", " --kill"),
    ] {
        let (mut run, _output, command) = start(&test, "a", script);
        let id = id(&test, "a");
        test.line(&format!("runs stop {id}{more}"))
            .stderr("Run [RUN] is KILLED.\n")
            .check();
        assert_eq!(status(run.wait().unwrap()), 143);
        assert_eq!(kill(command, None), Err(Errno::ESRCH));
        test.line(&format!("runs stop {id}"))
            .stderr("Run [RUN] is KILLED already.\n")
            .check();
        test.line(&format!("runs delete {id}")).check();
    }
    test.line("runs stop nobody").status(3).check();
    test.line("runs create --run-name other").check();
    let answer = test.line("runs stop other").status(5).check();
    assert!(answer.stderr.contains("mlrun did not start it"), "{}", answer.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn runs_whose_mlrun_was_killed_are_reaped_and_what_they_said_is_kept() {
    let test = Test::new();
    let (mut run, _output, command) = start(&test, "a", "exec sleep 1000");
    let at_work = test.line("runs reap").check();
    assert_eq!(
        at_work.stderr,
        "no runs whose process is gone\nleft as they are: 1 at work\n"
    );
    run.kill().unwrap();
    run.wait().unwrap();

    // its command lives on
    let lives = test.line("runs reap a").status(5).check();
    assert!(
        lives
            .stderr
            .contains(&format!("its command lives on (process {command})")),
        "{}",
        lives.stderr
    );
    let unset = test.line("runs logs a -f").check();
    assert_eq!(unset.stdout, format!("{command}\n"));
    kill(command, Signal::SIGKILL).unwrap();
    while kill(command, None).is_ok() && !is_dead(command) {
        std::thread::yield_now();
    }

    let id = id(&test, "a");
    let folder = test.path("mlruns/0").join(&id);
    let mut metric = std::fs::File::create(folder.join("metrics/loss")).unwrap();
    let start = start_time(&folder);
    metric
        .write_all(format!("{} 0.5 0\n99999999999999 0.4 1\n", start + 1).as_bytes())
        .unwrap();
    let would = test.line("runs reap --dry-run -o id").check();
    assert_eq!(would.stdout, format!("{id}\n"));
    assert!(meta(&folder).contains("status: 1\n"));
    let reaped = test.line("runs reap").json();
    assert_eq!(
        (&reaped[0]["run_id"], &reaped[0]["status"]),
        (&id.clone().into(), &"KILLED".into())
    );
    let end = reaped[0]["end_time"].as_i64().unwrap();
    assert!(end >= start && end < 99_999_999_999_999, "{end}");
    assert!(meta(&folder).contains(&format!("end_time: {end}\n")) && meta(&folder).contains("status: 5\n"));

    // one of another machine is nobody's business here
    let (mut run, _output, _) = start_elsewhere(&test);
    let answer = test.line("runs reap b").status(5).check();
    assert!(answer.stderr.contains("on host elsewhere"), "{}", answer.stderr);
    let answer = test.line("runs stop b").status(5).check();
    assert!(
        answer.stderr.contains("on host elsewhere, where we cannot stop it"),
        "{}",
        answer.stderr
    );
    assert!(!test.line("runs logs b").check().stdout.is_empty());
    kill(Pid::from_raw(run.id().try_into().unwrap()), Signal::SIGTERM).unwrap();
    assert_eq!(status(run.wait().unwrap()), 143);
}

fn start_elsewhere(test: &Test) -> (Child, BufReader<ChildStdout>, Pid) {
    let started = start(test, "b", "exec sleep 1000");
    std::fs::write(folder_of(test, "b").join("tags/mlrun.host"), "elsewhere").unwrap();
    started
}

fn meta(folder: &std::path::Path) -> String {
    std::fs::read_to_string(folder.join("meta.yaml")).unwrap()
}

fn start_time(folder: &std::path::Path) -> i64 {
    let meta = meta(folder);
    let line = meta.lines().find_map(|line| line.strip_prefix("start_time: "));
    line.unwrap().parse().unwrap()
}

/// Whoever started it is gone, and what took its place may not reap it.
fn is_dead(process: Pid) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with('Z'))
}
