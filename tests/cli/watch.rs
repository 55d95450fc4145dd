#[cfg(unix)]
use std::io::{BufRead as _, BufReader, Write as _};
#[cfg(unix)]
use std::process::Stdio;

use super::support::{ADA, BEN, T0, Test};
#[cfg(unix)]
use super::support::{CLEO, status};

#[test]
fn a_run_that_has_ended_is_said_once() {
    let test = Test::sample();
    test.line("runs watch ada")
        .stdout(
            "2025-10-09T08:53:21.000Z\tacc\t0\tNaN\n\
             2025-10-09T08:53:21.000Z\tloss\t1\t0.25\n",
        )
        .stderr("the run has ended: FINISHED\n")
        .run();
    test.line(&format!("runs watch {BEN}"))
        .stdout("2025-10-09T08:54:20.000Z\tloss\t3\tInfinity\n")
        .stderr("the run has ended: FAILED\n")
        .status(1)
        .run();
    test.line("runs delete cleo --yes").check();
    test.line("runs watch cleo")
        .status(1)
        .check_stderr("the run is deleted: RUNNING\n");
    test.line("runs watch nobody").status(3).check();
    test.line("runs watch").status(2).check();
}

#[cfg(unix)]
#[test]
fn the_page_on_a_terminal() {
    let test = Test::sample();
    let lines: String = (0..40).map(|i| format!("{} {} {i}\n", T0 + 500 * i, 40 - i)).collect();
    test.write(&format!("mlruns/7/{ADA}/metrics/loss"), lines);
    let shown = test.line("runs watch ada").env("NO_COLOR", "1").on_terminal(80);
    let page = shown.replace("\x1b[K", "");
    let page = page
        .strip_prefix("\x1b[?25l")
        .and_then(|page| page.strip_suffix("\x1b[J\r\x1b[?25h"))
        .unwrap();
    let page: Vec<&str> = page.lines().collect();
    assert_eq!(page[0], format!("ada  {ADA}  FINISHED"));
    assert!(
        page[1].starts_with("started ") && page[1].ends_with(" ago, ran for 1m 30s"),
        "{}",
        page[1]
    );
    assert_eq!(
        page[2..],
        [
            "lr=0.1  model/depth=3",
            "",
            "metric  latest  step  min  max  values  per second  trend",
            "acc        NaN     0                 1",
            "loss         1    39    1   40      40           2  ███▇▇▆▆▆▅▅▄▄▃▃▃▂▂▁▁▁",
        ]
    );
}

/// Starts it on CLEO, who is at work; its lines can be read as they come.
#[cfg(unix)]
fn follow(test: &Test) -> (std::process::Child, impl FnMut() -> String + use<>) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_mlrun"));
    test.prepare(&mut command);
    command.args(["runs", "watch", "cleo", "--interval", "0.05"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    (child, move || lines.next().unwrap().unwrap())
}

#[cfg(unix)]
#[test]
fn a_live_run_is_followed_to_its_end() {
    let test = Test::sample();
    let loss = format!("mlruns/7/{CLEO}/metrics/loss");
    test.write(&loss, "1760000000000 1 0\n1760000000001 2 1\n");
    let (mut child, mut line) = follow(&test);
    assert_eq!(line(), "2025-10-09T08:53:20.001Z\tloss\t1\t2.0");
    let mut file = std::fs::OpenOptions::new().append(true).open(test.path(&loss)).unwrap();
    file.write_all(b"1760000000002 3 2\n1760000000003 -inf 3\n").unwrap();
    assert_eq!(line(), "2025-10-09T08:53:20.002Z\tloss\t2\t3.0");
    assert_eq!(line(), "2025-10-09T08:53:20.003Z\tloss\t3\t-Infinity");
    test.line("runs finish cleo --status FAILED").check();
    assert_eq!(status(child.wait().unwrap()), 1);

    let test = Test::sample();
    test.write(&loss, "1760000000000 1 0\n");
    let (mut child, mut line) = follow(&test);
    line();
    let pid = nix::unistd::Pid::from_raw(child.id().try_into().unwrap());
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGINT).unwrap();
    assert_eq!(status(child.wait().unwrap()), 130);
}

#[cfg(unix)]
#[test]
fn a_stopped_watch_leaves_the_cursor_and_comes_back() {
    use nix::sys::signal::{Signal, kill};
    use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
    use std::io::Read as _;

    let test = Test::sample();
    let pty = nix::pty::openpty(None, None).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_mlrun"));
    test.prepare(&mut command);
    command.args(["runs", "watch", "cleo", "--interval", "0.05"]);
    let mut child = command.stdout(Stdio::from(pty.slave)).spawn().unwrap();
    drop(command);
    let pid = nix::unistd::Pid::from_raw(child.id().try_into().unwrap());
    let mut terminal = std::fs::File::from(pty.master);
    let mut until = |end: &str| {
        let mut shown = Vec::new();
        while !shown.ends_with(end.as_bytes()) {
            let mut byte = [0];
            terminal.read_exact(&mut byte).unwrap();
            shown.extend(byte);
        }
    };
    until("\x1b[?25l");
    kill(pid, Signal::SIGTSTP).unwrap();
    until("\x1b[?25h");
    let stopped = waitpid(pid, Some(WaitPidFlag::WUNTRACED)).unwrap();
    assert!(matches!(stopped, WaitStatus::Stopped(..)), "{stopped:?}");
    kill(pid, Signal::SIGCONT).unwrap();
    until("\x1b[?25l");
    kill(pid, Signal::SIGINT).unwrap();
    until("\x1b[?25h");
    assert_eq!(status(child.wait().unwrap()), 130);
}
