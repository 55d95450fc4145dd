//! How a store is written (`FORMAT.md`, "How it is written"), by the system calls that are made.
#![cfg(target_os = "linux")]

use std::path::Path;

use super::support::{ADA, Test, calls, can_trace};

const CALLS: &str =
    "openat,write,ftruncate,?rename,?renameat,renameat2,?link,linkat,?unlink,unlinkat,?rmdir,fsync,fdatasync";

const ACTS: &[&str] = &[
    "experiments create -n new -t k=v",
    "experiments rename digits --new-name numbers",
    "experiments tag digits t new",
    "experiments delete digits --yes",
    "runs create -n digits --run-name new --tags k=v",
    "runs finish ada",
    "runs delete ada",
    "runs tag ada t new",
    "runs untag ada note",
    "log param ada p new",
    "log metric ada loss 0.125 --step 2 --timestamp 3",
    "log artifact ada file.txt",
    "registry models create m",
    "undo",
];

/// A call, taken apart: its name, every path in it in order, and the whole line.
struct Step {
    name: String,
    paths: Vec<String>,
    line: String,
}

/// Paths are between `"` or, of open files, between `<` and `>`.
fn step(line: &str) -> Option<Step> {
    let (name, rest) = line.split_once('(')?;
    let mut paths = Vec::new();
    let mut rest = if name == "write" { rest.split_once(',')?.0 } else { rest };
    while let Some(start) = rest.find(['"', '<']) {
        let end = if rest[start..].starts_with('"') { '"' } else { '>' };
        let inner = &rest[start + 1..];
        let length = inner.find(end)?;
        if !rest[..start].ends_with("AT_FDCWD") {
            paths.push(inner[..length].to_owned());
        }
        rest = &inner[length + 1..];
    }
    let is_call = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_call.then(|| Step {
        name: name.to_owned(),
        paths: paths.into_iter().filter(|path| path.starts_with('/')).collect(),
        line: line.to_owned(),
    })
}

fn is_temporary(path: &str) -> bool {
    path.contains("/.mlrun-")
}

fn parent(path: &str) -> String {
    Path::new(path).parent().unwrap().to_string_lossy().into_owned()
}

struct Trace {
    act: &'static str,
    steps: Vec<Step>,
}

impl Trace {
    fn of(act: &'static str) -> (Self, String) {
        let test = Test::sample();
        test.write("file.txt", "new");
        if act == "undo" {
            test.line("experiments delete digits --yes").check();
        }
        let steps = calls(&test, act, CALLS).iter().filter_map(|line| step(line)).collect();
        (Self { act, steps }, test.path("mlruns").to_string_lossy().into_owned())
    }

    /// Whether a file or folder is synced by a call of these.
    fn is_synced(&self, path: &str, mut range: std::ops::Range<usize>) -> bool {
        range.any(|at| {
            let step = &self.steps[at];
            matches!(step.name.as_str(), "fsync" | "fdatasync")
                && step.paths.first().is_some_and(|synced| synced == path)
        })
    }

    fn writes(&self, path: &str) -> Vec<usize> {
        let is_of =
            |at: &usize| self.steps[*at].name == "write" && self.steps[*at].paths.first().is_some_and(|p| p == path);
        (0..self.steps.len()).filter(is_of).collect()
    }

    /// Nothing is written in place but what is appended.
    fn check_opened(&self, store: &str) {
        for Step { name, paths, line } in &self.steps {
            let is_written =
                name == "openat" && ["O_WRONLY", "O_RDWR", "O_TRUNC"].iter().any(|flag| line.contains(flag));
            let Some(path) = paths.iter().find(|path| path.starts_with(store)).filter(|_| is_written) else {
                continue;
            };
            let is_appended =
                line.contains("O_APPEND") && (path.contains("/metrics/") || path.ends_with(".mlrun.trash/log"));
            let may_be = is_temporary(path) || path.ends_with("/.mlrun.lock") || is_appended;
            assert!(may_be, "{}: {line}", self.act);
        }
    }

    /// Temporary file, write, sync, rename or link, sync of the folder.
    fn check_renamed(&self, store: &str) -> usize {
        let mut replaced = 0;
        for (at, Step { name, paths, line }) in self.steps.iter().enumerate() {
            let is_placed = name.starts_with("rename") || name.starts_with("link");
            let [from, .., to] = &paths[..] else { continue };
            if !is_placed || !to.starts_with(store) || line.contains(" = -1 ") {
                continue;
            }
            let context = format!("{}: {line}", self.act);
            let end = self.steps.len();
            assert!(
                self.is_synced(&parent(to), at..end),
                "{context}: its folder is not synced"
            );
            if !is_temporary(from) {
                assert!(
                    self.is_synced(&parent(from), at..end),
                    "{context}: the folder it left is not synced"
                );
                continue;
            }
            let below = |path: &str| path == from || path.starts_with(&format!("{from}/"));
            let written: Vec<usize> = (0..at)
                .filter(|at| {
                    self.steps[*at].name == "write" && self.steps[*at].paths.first().is_some_and(|path| below(path))
                })
                .collect();
            for write in &written {
                let path = &self.steps[*write].paths[0];
                assert!(
                    self.is_synced(path, *write..at),
                    "{context}: {path} is not synced before"
                );
            }
            assert!(
                !written.is_empty() || self.act == "undo",
                "{context}: nothing was written"
            );
            replaced += 1;
        }
        replaced
    }

    /// What is removed is no longer there when the machine crashes.
    fn check_removed(&self, store: &str) {
        for (at, Step { name, paths, line }) in self.steps.iter().enumerate() {
            let is_removed = name.starts_with("unlink") || name == "rmdir";
            let Some(path) = paths.last().filter(|path| is_removed && path.starts_with(store)) else {
                continue;
            };
            if !is_temporary(path) && !line.contains(" = -1 ") {
                let is_synced = self.is_synced(&parent(path), at..self.steps.len());
                assert!(is_synced, "{}: {line}: its folder is not synced", self.act);
            }
        }
    }

    /// Before anything is changed, what it was is in the log and on the disk.
    fn check_told(&self, store: &str) {
        let log = format!("{store}/.mlrun.trash/log");
        let changes = |step: &Step| {
            let of_store =
                |path: &&String| path.starts_with(store) && !path.starts_with(&format!("{store}/.mlrun.trash/"));
            let is_change = step.name.starts_with("rename") || step.name.starts_with("unlink");
            is_change
                && step
                    .paths
                    .iter()
                    .rev()
                    .find(of_store)
                    .is_some_and(|path| !is_temporary(path))
        };
        let told = self.writes(&log);
        let first = self.steps.iter().position(changes);
        if let (Some(told), Some(first)) = (told.first(), first) {
            let is_told = *told < first && self.is_synced(&log, *told..first);
            assert!(is_told, "{}: {} is not told", self.act, self.steps[first].line);
        }
    }
}

#[test]
fn every_write_follows_the_protocol() {
    if !can_trace() {
        return;
    }
    let mut replaced = 0;
    let mut told = 0;
    for act in ACTS {
        let (trace, store) = Trace::of(act);
        trace.check_opened(&store);
        trace.check_removed(&store);
        trace.check_told(&store);
        replaced += trace.check_renamed(&store);
        told += usize::from(!trace.writes(&format!("{store}/.mlrun.trash/log")).is_empty());
        if act.starts_with("log metric") {
            let writes = trace.writes(&format!("{store}/7/{ADA}/metrics/loss"));
            assert_eq!(writes.len(), 1, "{act}: an append is one write");
        }
    }
    assert!(replaced > 12 && told == 8, "{replaced} replaced, {told} told");
}
