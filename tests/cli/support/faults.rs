//! Faults at any system call, by `strace`: a kill, a full disk, a broken one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Test, snapshot, status};

/// The calls that change what is on the disk, or bring it there. Of `openat` those count that may write.
const CHANGING: &str = "?rename,?renameat,renameat2,?link,linkat,?unlink,unlinkat,?rmdir,?mkdir,mkdirat,fsync,fdatasync,\
                        write,pwrite64,ftruncate,fchmod,?chmod,fchmodat,utimensat,?symlink,symlinkat,openat";

/// What may go wrong in a call.
struct Fault {
    name: &'static str,
    /// For `strace -e inject`.
    inject: &'static str,
    /// How the system says it; nothing where nobody is left to say it.
    said: &'static str,
    /// Whether it may happen from one call on at every one of that name; the other way is once.
    lasts: bool,
}

const FAULTS: [Fault; 10] = [
    fault("KILL", "signal=KILL", "", false),
    fault("ENOSPC", "error=ENOSPC", "No space left", false),
    fault("ENOSPC", "error=ENOSPC", "No space left", true),
    fault("EDQUOT", "error=EDQUOT", "quota exceeded", false),
    fault("EDQUOT", "error=EDQUOT", "quota exceeded", true),
    fault("EIO", "error=EIO", "Input/output error", false),
    fault("EIO", "error=EIO", "Input/output error", true),
    fault("EACCES", "error=EACCES", "Permission denied", false),
    fault("EACCES", "error=EACCES", "Permission denied", true),
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

/// Of each command so many places for a kill are tried, and one for each kind of error, spread over all of them; with
/// `MLRUN_FAULTS=all` in the environment every place is.
const KILLS: usize = 4;

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

/// A call that something may go wrong in: its name, and which of that name in its thread.
type Place = (String, usize);

/// One line of a trace: the thread, and the call as `strace` prints it.
struct Line {
    thread: String,
    call: String,
}

/// Runs the act under `strace`; how it ended, and every traced call.
fn strace(
    test: &Test,
    environment: &[(&str, &str)],
    words: &[&str],
    expressions: &[&str],
) -> (std::process::Output, Vec<Line>) {
    let trace = test.path("trace");
    let mut command = Command::new("strace");
    test.prepare(&mut command);
    command
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs(environment.iter().copied());
    command.args(["-f", "-o"]).arg(&trace);
    command.args(expressions.iter().flat_map(|expression| ["-e", expression]));
    let output = command
        .arg(env!("CARGO_BIN_EXE_mlrun"))
        .args(words)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let traced = fs::read_to_string(&trace).unwrap();
    fs::remove_file(&trace).unwrap();
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
fn places(test: &Test, act: &str) -> Vec<Place> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut places = BTreeSet::new();
    let mut in_order = Vec::new();
    for Line { thread, call } in strace(test, &[], &words(act), &[&format!("trace={CHANGING}")]).1 {
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

/// Whether a call of `openat` as `strace` prints it may change something.
fn may_write(call: &str) -> bool {
    ["O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND", "O_TMPFILE"]
        .iter()
        .any(|flag| call.contains(flag))
}

/// Each call of `mlrun` with these words that may change something anywhere, as `strace` prints it, and how it ended.
pub(crate) fn changes(
    test: &Test,
    environment: &[(&str, &str)],
    words: &[&str],
) -> (std::process::Output, Vec<String>) {
    let calls = format!(
        "trace={CHANGING},?creat,?open,truncate,?mknod,mknodat,?chown,fchown,?lchown,fchownat,?utime,?utimes,?futimesat,\
         setxattr,lsetxattr,fsetxattr,removexattr,fallocate,copy_file_range,sendfile"
    );
    let (output, lines) = strace(test, environment, words, &[&calls]);
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

/// Kills the act at each of its changing calls, each time in a store of its own, and lets `judge` look at what is left;
/// returns how many kills that were.
pub(crate) fn kill_everywhere(act: &str, store: &dyn Fn() -> Test, judge: &dyn Fn(&Test, &str)) -> usize {
    let all = places(&store(), act);
    for (call, nth) in &all {
        let test = store();
        let expressions = [format!("trace={call}"), format!("inject={call}:signal=KILL:when={nth}")];
        let (output, _) = strace(&test, &[], &words(act), &expressions.each_ref().map(String::as_str));
        let context = format!("{act}: killed at {call} {nth}");
        assert_eq!(status(output.status), 137, "{context}");
        judge(&test, &context);
    }
    all.len()
}

/// Every call of the act of these kinds, with the paths of open files, in order.
pub(crate) fn calls(test: &Test, act: &str, calls: &str) -> Vec<String> {
    let (output, lines) = strace(test, &[], &words(act), &[&format!("trace={calls}"), "decode-fds=path"]);
    assert_eq!(
        status(output.status),
        0,
        "{act}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    lines.into_iter().map(|line| line.call).collect()
}

/// A store that can be made what it was, at the same path.
struct Ground {
    test: Test,
    template: tempfile::TempDir,
}

impl Ground {
    fn new(store: fn() -> Test) -> Self {
        let (test, template) = (store(), tempfile::tempdir().unwrap());
        copy(&test.path(""), template.path());
        Self { test, template }
    }

    fn reset(&self) {
        let folder = self.test.path("");
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let is_folder = fs::symlink_metadata(&path).unwrap().is_dir();
            if is_folder {
                fs::remove_dir_all(path)
            } else {
                fs::remove_file(path)
            }
            .unwrap();
        }
        copy(self.template.path(), &folder);
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

impl Scene {
    /// Does each act with every kind of fault, at its first call, its second, and so on: the store is then as before or as
    /// after, an error was said, nothing is left over, and the act can be done again. Returns how many faults that were.
    #[expect(clippy::print_stderr, reason = "how much was tried")]
    pub(crate) fn try_everywhere(&self, name: &str) -> usize {
        let next = std::sync::Mutex::new(self.acts.iter());
        let work = || {
            let mut tried = 0;
            loop {
                let act = next.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
                match act {
                    Some(act) => tried += self.try_act(act),
                    None => return tried,
                }
            }
        };
        let tried = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
            workers.into_iter().map(|worker| worker.join().unwrap()).sum()
        });
        eprintln!("{name}: {tried} faults in {} commands", self.acts.len());
        tried
    }

    fn try_act(&self, act: &str) -> usize {
        let ground = Ground::new(self.store);
        let test = &ground.test;
        let before = (self.seen)(test);
        let all = places(test, act);
        let after = (self.seen)(test);
        assert_ne!(before, after, "{act} changes nothing");
        let whole = std::env::var("MLRUN_FAULTS").is_ok_and(|value| value == "all");
        let mut tried = 0;
        for (at, fault) in FAULTS.iter().enumerate() {
            let few = match fault.name {
                _ if whole => all.len(),
                "KILL" => KILLS.min(all.len()),
                _ => 1,
            };
            for i in 0..few {
                // other places for other faults
                let place = &all[(i * all.len() / few + at * 3) % all.len()];
                ground.reset();
                self.try_fault(test, act, fault, place, (&before, &after));
                tried += 1;
            }
        }
        tried
    }

    fn try_fault(&self, test: &Test, act: &str, fault: &Fault, (call, nth): &Place, (before, after): (&str, &str)) {
        let more = if fault.lasts { "+" } else { "" };
        let expressions = [
            format!("trace={call}"),
            format!("inject={call}:{}:when={nth}{more}", fault.inject),
        ];
        let (output, lines) = strace(test, &[], &words(act), &expressions.each_ref().map(String::as_str));
        let (status, stderr) = (status(output.status), String::from_utf8(output.stderr).unwrap());
        let injected = |line: &&Line| {
            ["(INJECTED)", "<unfinished", "= ?"]
                .iter()
                .any(|mark| line.call.contains(mark))
        };
        let met = lines.iter().find(injected).map_or("", |line| line.call.as_str());
        let context = format!(
            "{act}: {}{more} at {call} {nth}: {met}: status {status} {stderr}",
            fault.name
        );
        assert_ne!(met, "", "{context}");
        if fault.name == "KILL" {
            assert_eq!(status, 137, "{context}");
        } else {
            judge(test, fault, met, status, &stderr, &context);
        }
        let now = (self.seen)(test);
        assert!(
            now == after || (now == before && status != 0),
            "{context}\n{now}\n--- before\n{before}\n--- after\n{after}"
        );
        (self.whole)(test, &context);
        let fsck = test.line("fsck").answer();
        assert!(
            fsck.status == 0 || fsck.stderr.contains("not built yet"),
            "{context}: fsck: {}",
            fsck.stdout
        );
        let again = test.line(act).answer();
        assert!(again.status == 0 || now == after, "{context}: again: {}", again.stderr);
        if fault.name == "KILL" {
            (self.go_on)(test, &context);
        }
    }
}

/// An error that was met is said, with its place and its reason, and nothing of what was begun is left.
fn judge(test: &Test, fault: &Fault, met: &str, status: i32, stderr: &str, context: &str) {
    let own_output = met.starts_with("write(1,") || met.starts_with("write(2,");
    let is_mute = fault.lasts && met.starts_with("write(");
    let said = stderr.contains(fault.said) && (own_output || stderr.contains(&*test.path("").to_string_lossy()));
    assert!(
        status == 0 || said || is_mute || met.starts_with("write(2,"),
        "{context}"
    );
    assert!(status < 128, "{context}");
    let cannot_clean = met.contains("unlink") || met.starts_with("rmdir") || (fault.lasts && met.starts_with("openat"));
    let left: Vec<String> = snapshot(&test.path(""))
        .into_keys()
        .filter(|name| name.contains(".mlrun-"))
        .collect();
    assert!(cannot_clean || left.is_empty(), "{context}: {left:?}");
}
