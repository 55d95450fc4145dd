//! The floor under the benchmark: only the system calls that a question cannot do without, and no more thought than it
//! takes to answer it for a store of `make_store.py`. No errors, no damage, no quoting, one experiment.
//!
//! `floor newest STORE N` · `floor filter STORE N`
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a measuring stick"
)]

use std::cmp::Reverse;
use std::ffi::{CStr, CString};
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;

use rayon::prelude::*;
use rustix::fs::{CWD, Mode, OFlags, RawDir, openat};

fn open(parent: impl std::os::fd::AsFd, name: &CStr, flags: OFlags) -> OwnedFd {
    openat(parent, name, flags | OFlags::CLOEXEC, Mode::empty()).unwrap()
}

fn names(dir: &OwnedFd) -> Vec<CString> {
    let mut space = [MaybeUninit::uninit(); 1 << 15];
    let mut entries = RawDir::new(dir, &mut space);
    let mut names = Vec::new();
    while let Some(entry) = entries.next() {
        let name = entry.unwrap().file_name().to_owned();
        if name.as_bytes().first() != Some(&b'.') {
            names.push(name);
        }
    }
    names
}

/// One open, one read, one close.
fn read(parent: &OwnedFd, name: &str) -> Vec<u8> {
    let file = open(parent, &CString::new(name).unwrap(), OFlags::RDONLY);
    let mut space = [0; 1 << 13];
    let length = rustix::io::read(&file, &mut space).unwrap();
    space[..length].to_vec()
}

fn start_time(meta: &[u8]) -> i64 {
    let text = std::str::from_utf8(meta).unwrap();
    let at = text.find("start_time: ").unwrap() + 12;
    text[at..].lines().next().unwrap().parse().unwrap()
}

/// The value with the greatest step.
fn latest(metric: &[u8]) -> f64 {
    let text = std::str::from_utf8(metric).unwrap();
    let points = text.lines().map(|line| {
        let mut fields = line.split(' ').skip(1);
        let value: f64 = fields.next().unwrap().parse().unwrap();
        (fields.next().unwrap().parse::<i64>().unwrap(), value)
    });
    points.max_by_key(|(step, _)| *step).unwrap().1
}

fn show(experiment: &OwnedFd, run: &str) {
    for part in ["params", "metrics"] {
        let folder = CString::new(format!("{run}/{part}")).unwrap();
        let folder = open(experiment, &folder, OFlags::RDONLY | OFlags::DIRECTORY);
        for name in names(&folder) {
            let bytes = read(&folder, name.to_str().unwrap());
            if part == "metrics" {
                println!("{}", latest(&bytes));
            }
        }
    }
}

fn main() {
    let words: Vec<String> = std::env::args().filter(|word| word != "--bench").collect();
    let [_, question, store, count] = &words[..] else {
        return;
    };
    let path = CString::new(format!("{store}/0")).unwrap();
    let experiment = open(CWD, &path, OFlags::RDONLY | OFlags::DIRECTORY);
    let runs: Vec<String> = names(&experiment)
        .iter()
        .map(|name| name.to_str().unwrap().to_owned())
        .collect();
    let runs = runs.into_iter().filter(|run| run.len() == 32).collect::<Vec<_>>();
    let meta = |run: &str| start_time(&read(&experiment, &format!("{run}/meta.yaml")));
    let mut found: Vec<(i64, Option<f64>, &String)> = runs
        .par_iter()
        .filter_map(|run| {
            let start = meta(run);
            if question == "newest" {
                return Some((start, None, run));
            }
            let part = |name: &str| read(&experiment, &format!("{run}/{name}"));
            let chosen = part("params/p1") == b"adam" && latest(&part("metrics/m0")) < 0.5;
            chosen.then(|| (start, Some(latest(&part("metrics/m1"))), run))
        })
        .collect();
    found.sort_by(|a, b| a.1.partial_cmp(&b.1).unwrap().then(Reverse(a.0).cmp(&Reverse(b.0))));
    for (_, _, run) in found.iter().take(count.parse().unwrap()) {
        println!("{run}");
        show(&experiment, run);
    }
}
