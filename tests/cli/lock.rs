//! Who waits at the store's lock is told for whom; who is stopped keeps nobody from reading, and who dies nobody from writing.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStderr, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::support::{ADA, Test, can_trace, status};

/// A writer that meets a lock that is held, and what it said when it did.
fn writer_that_waits(test: &Test) -> (Child, String, BufReader<ChildStderr>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mlrun"));
    test.prepare(&mut command);
    let command = command.args(["runs", "tag", "ada", "note", "mine"]);
    let mut writer = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut stderr = BufReader::new(writer.stderr.take().unwrap());
    let mut said = String::new();
    stderr.read_line(&mut said).unwrap();
    (writer, said, stderr)
}

fn note(test: &Test) -> String {
    test.read(&format!("mlruns/7/{ADA}/tags/note"))
}

#[test]
fn who_waits_is_told_for_whom_and_goes_on() {
    let test = Test::sample();
    let lock = test.path("mlruns/.mlrun.lock");
    let holder = File::create(&lock).unwrap();
    holder.lock().unwrap();
    fs::write(&lock, "process 4711 of eve on \u{1b}[31mbox: mlrun merge").unwrap();
    let (mut writer, said, mut rest) = writer_that_waits(&test);
    let expected = "waiting for the store's lock: held by process 4711 of eve on \\x1b[31mbox: mlrun merge (for ";
    assert!(said.starts_with(expected), "{said}");
    drop(holder);
    assert_eq!(status(writer.wait().unwrap()), 0);
    let mut more = String::new();
    rest.read_to_string(&mut more).unwrap();
    assert_eq!((more.as_str(), note(&test).as_str()), ("", "mine"));
    assert_eq!(fs::read_to_string(&lock).unwrap(), "");
}

#[test]
fn a_holder_that_stands_still_is_named_and_one_that_dies_is_in_nobodys_way() {
    if !can_trace() {
        return;
    }
    let test = Test::sample();
    let lock = test.path("mlruns/.mlrun.lock");
    let mut command = Command::new("strace");
    test.prepare(&mut command);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.args(["-o", "trace", "-e", "inject=fdatasync:signal=STOP:when=1"]);
    let command = command
        .arg(env!("CARGO_BIN_EXE_mlrun"))
        .args(["runs", "rename", "ada", "eve"]);
    let mut tracer = command.stdout(Stdio::null()).spawn().unwrap();
    let words = loop {
        let words = fs::read_to_string(&lock).unwrap_or_default();
        if words.ends_with("mlrun runs rename") || tracer.try_wait().unwrap().is_some() {
            break words;
        }
        std::thread::yield_now();
    };
    let pid: i32 = words.split(' ').nth(1).unwrap().parse().unwrap();
    assert!(words.contains(" of tester on "), "{words}");
    let listed = test.line("runs list -o csv").check();
    assert!(listed.stdout.contains("ada"), "{}", listed.stdout);
    let (mut writer, said, _) = writer_that_waits(&test);
    assert!(said.contains(&words), "{said}");
    kill(Pid::from_raw(pid), Signal::SIGKILL).unwrap();
    assert_eq!(status(writer.wait().unwrap()), 0);
    drop(tracer.wait());
    assert_eq!(note(&test), "mine");
    let states = test.line("op log -o csv").check().stdout;
    assert!(
        states
            .lines()
            .nth(2)
            .is_some_and(|line| line.contains("runs rename ada eve")),
        "{states}"
    );
}
