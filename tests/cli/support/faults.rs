//! Faults at any system call, by `strace`: a kill, a full disk.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};

use super::{Test, status};

/// The calls that change what is on the disk, or bring it there.
pub(crate) const CHANGING: &str = "?rename,?renameat,renameat2,?link,linkat,?unlink,unlinkat,?rmdir,?mkdir,mkdirat,fsync,\
                                   fdatasync,write,pwrite64,ftruncate,fchmod";
/// Those that a full disk makes fail.
pub(crate) const FILLING: &str =
    "?rename,?renameat,renameat2,?link,linkat,?mkdir,mkdirat,fsync,fdatasync,write,pwrite64";

/// What is done to a store, and how it is looked at.
pub(crate) struct Scene {
    /// Command lines without blanks in their words, each for a store of its own.
    pub(crate) acts: &'static [&'static str],
    /// The store.
    pub(crate) store: fn() -> Test,
    /// What anyone sees of it, with placeholders.
    pub(crate) seen: fn(&Test) -> String,
    /// Fails where something is left half.
    pub(crate) whole: fn(&Test, &str),
    /// Lets the next writers work, and fails where they cannot or where something is left of what was stopped.
    pub(crate) go_on: fn(&Test, &str),
}

/// How a traced call ended, and the call that the fault was injected into, as `strace` prints it.
pub(crate) struct Traced {
    pub(crate) status: i32,
    pub(crate) stderr: String,
    pub(crate) fault: String,
}

/// Runs the act under `strace` and returns how it ended and every traced line, with the thread it is of.
fn strace(test: &Test, act: &str, expressions: &[&str]) -> (std::process::Output, Vec<(String, String)>) {
    let trace = test.path("trace");
    let mut command = Command::new("strace");
    test.prepare(&mut command);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.args(["-f", "-o"]).arg(&trace);
    command.args(expressions.iter().flat_map(|expression| ["-e", expression]));
    let output = command
        .arg(env!("CARGO_BIN_EXE_mlrun"))
        .args(act.split(' '))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let traced = fs::read_to_string(&trace).unwrap();
    fs::remove_file(&trace).unwrap();
    // "1234  name(arguments) = result"
    let lines = traced
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(thread, call)| (thread.to_owned(), call.trim_start().to_owned()));
    (output, lines.collect())
}

/// How often the thread that makes it most often makes each of the calls: `strace` counts by thread.
fn counted(test: &Test, act: &str, calls: &str) -> BTreeMap<String, usize> {
    let mut counts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for (thread, line) in strace(test, act, &[&format!("trace={calls}")]).1 {
        if let Some((name, _)) = line.split_once('(').filter(|(name, _)| !name.contains(' ')) {
            *counts.entry(name.to_owned()).or_default().entry(thread).or_default() += 1;
        }
    }
    let most = |threads: BTreeMap<String, usize>| threads.into_values().max().unwrap_or(0);
    counts
        .into_iter()
        .map(|(name, threads)| (name, most(threads)))
        .collect()
}

/// Does the act with the fault at the nth of those calls.
fn fault(test: &Test, act: &str, call: &str, fault: &str, nth: usize) -> Traced {
    let (trace, inject) = (format!("trace={call}"), format!("inject={call}:{fault}:when={nth}"));
    let (output, lines) = strace(test, act, &[&trace, &inject]);
    let injected =
        |line: &&String| line.contains("(INJECTED)") || line.ends_with("= ?") || line.contains("<unfinished");
    Traced {
        status: status(output.status),
        stderr: String::from_utf8(output.stderr).unwrap(),
        fault: lines
            .iter()
            .map(|(_, line)| line)
            .find(injected)
            .cloned()
            .unwrap_or_default(),
    }
}

#[expect(
    clippy::print_stderr,
    reason = "a test that was skipped should not look like one that passed"
)]
pub(crate) fn can_trace() -> bool {
    let probe = Command::new("strace")
        .args(["-o", "/dev/null", "-e", "inject=fsync:error=ENOSPC", "true"])
        .output();
    let can = probe.is_ok_and(|output| output.status.success());
    if !can {
        eprintln!("skipped: strace is missing or may not trace here");
    }
    can
}

/// Kills the act at its first changing call, its second, and so on to the last, each in a store of its own, and lets `judge`
/// look at what is left; returns how many kills that were.
pub(crate) fn kill_everywhere(act: &str, store: &dyn Fn() -> Test, judge: &dyn Fn(&Test, &str)) -> usize {
    let counts = counted(&store(), act, CHANGING);
    let kills = counts
        .iter()
        .flat_map(|(call, &count)| (1..=count).map(move |nth| (call, nth)));
    kills
        .map(|(call, nth)| {
            let test = store();
            let traced = fault(&test, act, call, "signal=KILL", nth);
            let context = format!("{act}: {call} {nth}: {}", traced.fault);
            assert_eq!(traced.status, 137, "{context}");
            judge(&test, &context);
        })
        .count()
}

/// Every call of the act of these kinds, with the paths of open files, in order.
pub(crate) fn calls(test: &Test, act: &str, calls: &str) -> Vec<String> {
    let (output, lines) = strace(test, act, &[&format!("trace={calls}"), "decode-fds=path"]);
    assert_eq!(
        status(output.status),
        0,
        "{act}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    lines.into_iter().map(|(_, line)| line).collect()
}

impl Scene {
    /// Does each act with the fault at its first call, its second, and so on to the last; returns how many faults that were.
    /// The store is then as before or as after, and the act can be done again.
    pub(crate) fn everywhere(&self, calls: &str, kind: &str, judge: impl Fn(&Traced, &str) + Sync) -> usize {
        let one = &|act: &str| {
            let (untouched, done) = ((self.store)(), (self.store)());
            let counts = counted(&done, act, calls);
            let (before, after) = ((self.seen)(&untouched), (self.seen)(&done));
            assert_ne!(before, after, "{act} changes nothing");
            let faults = counts
                .iter()
                .flat_map(|(call, &count)| (1..=count).map(move |nth| (call, nth)));
            faults
                .map(|(call, nth)| {
                    let test = (self.store)();
                    let traced = fault(&test, act, call, kind, nth);
                    let context = format!(
                        "{act}: {call} {nth}: {}: status {} {}",
                        traced.fault, traced.status, traced.stderr
                    );
                    assert_ne!(traced.fault, "", "{context}");
                    judge(&traced, &context);
                    let now = (self.seen)(&test);
                    assert!(
                        now == after || (now == before && traced.status != 0),
                        "{context}\n{now}\n--- before\n{before}"
                    );
                    (self.whole)(&test, &context);
                    let again = test.line(act).answer();
                    assert!(again.status == 0 || now == after, "{context}: again: {}", again.stderr);
                    (self.go_on)(&test, &context);
                })
                .count()
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = self.acts.iter().map(|act| scope.spawn(move || one(act))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        })
    }

    /// A kill at every call that changes something; returns how many.
    pub(crate) fn killed_everywhere(&self) -> usize {
        self.everywhere(CHANGING, "signal=KILL", |traced, context| {
            assert_eq!(traced.status, 137, "{context}");
        })
    }

    /// A full disk at every call that may meet one; returns how many.
    pub(crate) fn full_everywhere(&self) -> usize {
        self.everywhere(FILLING, "error=ENOSPC", |traced, context| {
            let own = traced.fault.starts_with("write(1,") || traced.fault.starts_with("write(2,");
            let said = traced.stderr.contains("No space left") && (own || traced.stderr.contains("mlruns"));
            assert!(
                traced.status == 0 || said || traced.fault.starts_with("write(2,"),
                "{context}"
            );
        })
    }
}
