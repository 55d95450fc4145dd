//! Faults at any system call, by `strace`: a kill, a full disk, a broken one; and writes cut short, by `prlimit`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::process::{Command, Output, Stdio};

use super::{Test, status};

/// The calls that change what is on the disk, or bring it there. Of `openat` those count that may write.
const CHANGING: &str = "?rename,?renameat,renameat2,?link,linkat,?unlink,unlinkat,?rmdir,?mkdir,mkdirat,fsync,fdatasync,\
                        syncfs,write,pwrite64,ftruncate,fchmod,?chmod,fchmodat,utimensat,?symlink,symlinkat,copy_file_range,\
                        sendfile,fallocate,openat";

/// What may go wrong in a call.
pub(super) struct Fault {
    pub(super) name: &'static str,
    /// For `strace -e inject`.
    inject: &'static str,
    /// How the system says it; nothing where nobody is left to say it.
    pub(super) said: &'static str,
    /// Whether it happens from one call on at every one of that name; the other way is once.
    pub(super) lasts: bool,
}

pub(super) const KILL: Fault = fault("KILL", "signal=KILL", "", false);

pub(super) const ERRORS: [Fault; 9] = [
    fault("ENOSPC", "error=ENOSPC", "No space left", false),
    fault("EIO", "error=EIO", "Input/output error", true),
    fault("EDQUOT", "error=EDQUOT", "quota exceeded", false),
    fault("EACCES", "error=EACCES", "Permission denied", true),
    fault("ENOSPC", "error=ENOSPC", "No space left", true),
    fault("EIO", "error=EIO", "Input/output error", false),
    fault("EDQUOT", "error=EDQUOT", "quota exceeded", true),
    fault("EACCES", "error=EACCES", "Permission denied", false),
    // a call that is interrupted for ever is tried for ever
    fault("EINTR", "error=EINTR", "Interrupted system call", false),
];

const fn fault(name: &'static str, inject: &'static str, said: &'static str, lasts: bool) -> Fault {
    Fault {
        name,
        inject,
        said,
        lasts,
    }
}

/// A call that something may go wrong in: its name, and which of that name in its thread.
pub(super) type Place = (String, usize);

/// One line of a trace: the thread, and the call as `strace` prints it.
struct Line {
    thread: String,
    call: String,
}

/// `strace` or another program that starts `mlrun` in its own way.
fn start(test: &Test, program: &str, options: &[String], words: &[&str]) -> Output {
    let mut command = Command::new(program);
    test.prepare(&mut command);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.args(options).arg(env!("CARGO_BIN_EXE_mlrun")).args(words);
    command.stdin(File::open(test.path("stdin")).map_or_else(|_| Stdio::null(), Stdio::from));
    command.output().unwrap()
}

/// Runs the act under `strace`, with `stdin` of the scratch folder if there is one; how it ended, and every traced call.
/// What a command of the act does is its own business.
fn strace(test: &Test, environment: &[(&str, &str)], words: &[&str], expressions: &[String]) -> (Output, Vec<Line>) {
    let trace = tempfile::NamedTempFile::new().unwrap();
    let path = trace.path().display().to_string();
    let mut options = ["-f", "-o", &path].map(str::to_owned).to_vec();
    let has_command = ["run", "rerun", "exec"].contains(&words[0]);
    let kills = expressions.iter().any(|expression| expression.contains("signal="));
    let how: &[&str] = match has_command {
        true => &["-b", "execve"],
        false if kills => &[], // strace 6.1 kills nobody where it filters
        false => &["--seccomp-bpf"],
    };
    options.extend(how.iter().copied().map(str::to_owned));
    for (name, value) in environment {
        options.extend(["-E".to_owned(), format!("{name}={value}")]);
    }
    for expression in expressions {
        options.extend(["-e".to_owned(), expression.clone()]);
    }
    let output = start(test, "strace", &options, words);
    let traced = fs::read(trace.path()).unwrap();
    let traced = String::from_utf8_lossy(&traced);
    // "1234  name(arguments) = result"
    let lines = traced.lines().filter_map(|line| line.split_once(' '));
    let line = |(thread, call): (&str, &str)| Line {
        thread: thread.to_owned(),
        call: call.trim_start().to_owned(),
    };
    (output, lines.map(line).collect())
}

fn words(act: &str) -> Vec<&str> {
    act.split(' ').collect()
}

/// Every place of the act where a fault can be: `strace` counts by thread.
pub(super) fn places(test: &Test, act: &str) -> Vec<Place> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut places = BTreeSet::new();
    let mut in_order = Vec::new();
    for Line { thread, call } in strace(test, &[], &words(act), &[format!("trace={CHANGING}")]).1 {
        let Some((name, _)) = call.split_once('(').filter(|(name, _)| !name.contains(' ')) else {
            continue;
        };
        let nth = counts.entry((thread, name.to_owned())).or_default();
        *nth += 1;
        let writes = name != "openat" || may_write(&call);
        if writes && places.insert((name.to_owned(), *nth)) {
            in_order.push((name.to_owned(), *nth));
        }
    }
    in_order
}

/// What became of an act in which something went wrong.
pub(super) struct Met {
    /// The calls that it went wrong in, with the paths of open files; none where the act never came there.
    pub(super) calls: Vec<String>,
    pub(super) status: i32,
    /// On standard error, and in a listing of what was done on standard output.
    pub(super) said: String,
}

fn said(output: &Output) -> String {
    [&output.stderr, &output.stdout]
        .map(|text| String::from_utf8_lossy(text))
        .join("")
}

/// Does the act, with a fault at that place.
pub(super) fn inject(test: &Test, act: &str, fault: &Fault, (call, nth): &Place) -> Met {
    let more = if fault.lasts { "+" } else { "" };
    let expressions = [
        format!("trace={call}"),
        format!("inject={call}:{}:when={nth}{more}", fault.inject),
        "decode-fds=path".to_owned(),
    ];
    let (output, lines) = strace(test, &[], &words(act), &expressions);
    let status = status(output.status);
    let whole = |(at, line): (usize, &Line)| {
        // the beginning of a call that was interrupted by another thread's
        let begun = lines[..at].iter().rev().find(|other| other.thread == line.thread);
        let begun = begun.filter(|_| line.call.starts_with("<..."));
        format!("{}{}", begun.map_or("", |begun| &begun.call), line.call)
    };
    let injected = lines.iter().enumerate();
    let injected = injected.filter(|(_, line)| line.call.contains("(INJECTED)"));
    let mut calls: Vec<String> = injected.map(whole).collect();
    if !calls.iter().any(|call| !call.starts_with("openat") || may_write(call)) {
        calls.clear(); // a reader's, before or after the one that was meant
    }
    if status == 137 {
        calls.push("killed".to_owned());
    }
    Met {
        calls,
        status,
        said: said(&output),
    }
}

/// Does the act where no file may grow beyond so many bytes: what is longer is written in part, and then not at all.
pub(super) fn cut_short(test: &Test, act: &str, bytes: usize) -> Met {
    let script = format!("trap '' XFSZ; exec prlimit --fsize={bytes} \"$0\" \"$@\"");
    let output = start(test, "sh", &["-c".to_owned(), script], &words(act));
    Met {
        calls: Vec::new(),
        status: status(output.status),
        said: said(&output),
    }
}

/// Whether a call of `openat` as `strace` prints it may change something.
fn may_write(call: &str) -> bool {
    ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND", "O_TMPFILE"]
        .iter()
        .any(|flag| call.contains(flag))
}

/// Each call of `mlrun` with these words that may change something anywhere, as `strace` prints it, and how it ended.
pub(crate) fn changes(test: &Test, environment: &[(&str, &str)], words: &[&str]) -> (Output, Vec<String>) {
    let calls = format!(
        "trace={CHANGING},?creat,?open,truncate,?mknod,mknodat,?chown,fchown,?lchown,fchownat,?utime,?utimes,?futimesat,\
         setxattr,lsetxattr,fsetxattr,removexattr"
    );
    let (output, lines) = strace(test, environment, words, &[calls]);
    let changing = |call: &String| match call.split_once('(').map_or("", |(name, _)| name) {
        "openat" | "open" => may_write(call),
        // what it is written to was opened, or is one of our own pipes
        "write" | "pwrite64" | "" => false,
        _ if call.starts_with("<...") => false, // the end of a call that stands above
        _ => true,
    };
    (
        output,
        lines.into_iter().map(|line| line.call).filter(changing).collect(),
    )
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

/// Whether every place is to be tried and not a few of them: `MLRUN_FAULTS=all`.
pub(super) fn is_whole() -> bool {
    std::env::var("MLRUN_FAULTS").is_ok_and(|value| value == "all")
}

/// Kills the act at its changing calls, at every `step`th of them or with `MLRUN_FAULTS=all` at each, each time in a store of
/// its own, and lets `judge` look at what is left; returns how many kills that were.
pub(crate) fn kill_everywhere(act: &str, step: usize, store: &dyn Fn() -> Test, judge: &dyn Fn(&Test, &str)) -> usize {
    let all = places(&store(), act);
    let mut kills = 0;
    for place in all.iter().step_by(if is_whole() { 1 } else { step }) {
        let test = store();
        let met = inject(&test, act, &KILL, place);
        let context = format!("{act}: killed at {} {}: {}", place.0, place.1, met.said);
        assert_eq!(met.status, 137, "{context}");
        judge(&test, &context);
        kills += 1;
    }
    kills
}

/// Every call of the act of these kinds, with the paths of open files, in order.
pub(crate) fn calls(test: &Test, act: &str, calls: &str) -> Vec<String> {
    let expressions = [format!("trace={calls}"), "decode-fds=path".to_owned()];
    let (output, lines) = strace(test, &[], &words(act), &expressions);
    assert_eq!(
        status(output.status),
        0,
        "{act}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    lines.into_iter().map(|line| line.call).collect()
}
