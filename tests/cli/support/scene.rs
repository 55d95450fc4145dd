//! An act with a fault at any of its calls, and what must be true of what is left.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::faults::{ERRORS, Fault, KILL, Met, Place, cut_short, inject, is_whole, places};
use super::{Test, snapshot};

/// Of each act so many kills and so many kinds of error are tried, spread over all of its places; with `MLRUN_FAULTS=all` in
/// the environment every fault is at every place.
const KILLS: usize = 3;
const KINDS: usize = 3;

/// How long a file may become, in bytes.
const LENGTHS: [usize; 12] = [150, 2000, 1, 500, 0, 300, 900, 30, 1500, 700, 10, 5000];

/// What is done to a store, and how it is looked at.
pub(crate) struct Scene {
    /// Command lines without blanks in their words, each for a store of its own.
    pub(crate) acts: &'static [&'static str],
    /// The store.
    pub(crate) store: fn() -> Test,
    /// What anyone sees of it, with placeholders.
    pub(crate) seen: fn(&Test) -> String,
    /// What of that may be when an act was stopped.
    pub(crate) claim: Claim,
    /// Kinds of what `fsck` may find after that besides what it finds before or after the whole act.
    pub(crate) found: &'static [&'static str],
    /// Fails where something is left half.
    pub(crate) whole: fn(&Test, &str),
    /// Lets the next writers work, and fails where they cannot or where something is left of what was stopped.
    pub(crate) go_on: fn(&Test, &str),
}

/// What may be seen when an act was stopped.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Claim {
    /// All is as before or all is as after.
    Either,
    /// Each line is as before or as after.
    Each,
    /// Each line of before is still there, and so is what the act began.
    Grows,
}

/// What may be found: a change that the next writer finishes, and after a kill what nobody takes for data.
const LEFT: [&str; 3] = ["registry-journal", "mlrun-leftover", "stray-folder"];

/// What was tried.
#[derive(Default)]
struct Tally {
    calls: AtomicUsize,
    kills: AtomicUsize,
    errors: AtomicUsize,
    cuts: AtomicUsize,
    failed: AtomicUsize,
}

impl Tally {
    /// Counts a trial, unless the fault was not met; one that fails says so and does not keep the others from being made.
    fn count(&self, kind: &AtomicUsize, trial: impl FnOnce() -> bool) {
        match catch_unwind(AssertUnwindSafe(trial)) {
            Ok(met) => add(kind, usize::from(met)),
            Err(_) => add(&self.failed, 1),
        }
    }
}

fn add(count: &AtomicUsize, more: usize) {
    count.fetch_add(more, Ordering::Relaxed);
}

/// What is seen of a store, and what `fsck` finds.
struct Look {
    seen: String,
    found: BTreeSet<String>,
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
    /// Does each act with every kind of fault, at its first call, its second, and so on: the store is then as claimed, an
    /// error was said, nothing is left over, and the act can be done again. Returns how many faults that were.
    #[expect(clippy::print_stderr, reason = "how much was tried")]
    pub(crate) fn try_everywhere(&self, name: &str) -> usize {
        let next = Mutex::new(self.acts.iter().enumerate());
        let tally = Tally::default();
        let work = || {
            loop {
                let act = next.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
                let Some((number, act)) = act else { return };
                self.try_act(number, act, &tally);
            }
        };
        std::thread::scope(|scope| {
            let workers = [(); 2].map(|()| scope.spawn(work));
            workers.into_iter().for_each(|worker| worker.join().unwrap());
        });
        let count = |count: AtomicUsize| count.into_inner();
        let (calls, kills) = (count(tally.calls), count(tally.kills));
        let (errors, cuts) = (count(tally.errors), count(tally.cuts));
        eprintln!(
            "{name}: {} commands, {calls} calls: {kills} kills, {errors} errors, {cuts} writes cut short",
            self.acts.len()
        );
        let failed = count(tally.failed);
        assert_eq!(failed, 0, "{name}: {failed} faults cost more than they may");
        kills + errors + cuts
    }

    fn look(&self, test: &Test) -> Look {
        Look {
            seen: (self.seen)(test),
            found: found(test),
        }
    }

    fn try_act(&self, number: usize, act: &str, tally: &Tally) {
        let ground = Ground::new(self.store);
        let test = &ground.test;
        let before = self.look(test);
        let all = places(test, act);
        let after = self.look(test);
        assert_ne!(before.seen, after.seen, "{act} changes nothing");
        add(&tally.calls, all.len());
        let trial = Trial {
            scene: self,
            test,
            act,
            before,
            after,
        };
        let sample = |few: usize, from: usize| {
            let few = if is_whole() { all.len() } else { few.min(all.len()) };
            let all = &all;
            (0..few).map(move |i| &all[(i * all.len() / few + from) % all.len()])
        };
        for place in sample(KILLS, number) {
            ground.reset();
            tally.count(&tally.kills, || trial.inject(&KILL, place));
        }
        for (kind, fault) in ERRORS.iter().enumerate() {
            if is_whole() || (kind + ERRORS.len() - number * KINDS % ERRORS.len()) % ERRORS.len() < KINDS {
                for place in sample(1, number * 5 + kind * 3) {
                    ground.reset();
                    tally.count(&tally.errors, || trial.inject(fault, place));
                }
            }
        }
        let syncs = all.iter().filter(|(call, _)| call.contains("sync"));
        for place in syncs.skip(number % 3).take(usize::from(!is_whole())) {
            ground.reset();
            tally.count(&tally.errors, || trial.inject(&ERRORS[5], place));
        }
        let lengths = LENGTHS.iter().cycle().skip(number % LENGTHS.len());
        for length in lengths.take(if is_whole() { LENGTHS.len() } else { 1 }) {
            ground.reset();
            tally.count(&tally.cuts, || trial.cut(*length));
        }
    }
}

/// What `fsck` finds in the store, if there is one.
fn found(test: &Test) -> BTreeSet<String> {
    if !test.path("mlruns").is_dir() {
        return BTreeSet::new();
    }
    let said = test.line("fsck -o ndjson").answer().stdout;
    let kind = |line: &str| {
        let finding: serde_json::Value = serde_json::from_str(line).unwrap();
        finding["kind"].as_str().unwrap().to_owned()
    };
    said.lines().map(kind).collect()
}

/// One act, in one store.
struct Trial<'a> {
    scene: &'a Scene,
    test: &'a Test,
    act: &'a str,
    before: Look,
    after: Look,
}

impl Trial<'_> {
    /// False where the act did not come to that place: its threads share their work out anew each time.
    fn inject(&self, fault: &Fault, place: &Place) -> bool {
        let met = inject(self.test, self.act, fault, place);
        let more = if fault.lasts { "+" } else { "" };
        let context = format!(
            "{}: {}{more} at {} {}: {}: status {} {}",
            self.act,
            fault.name,
            place.0,
            place.1,
            met.calls.first().map_or("", String::as_str),
            met.status,
            met.said
        );
        if met.calls.is_empty() {
            return false;
        }
        let may_leave = if fault.name == "KILL" {
            assert_eq!(met.status, 137, "{context}");
            true
        } else {
            self.judge_error(fault, &met, &context)
        };
        self.judge_rest(met.status, may_leave, &context);
        if fault.name == "KILL" {
            (self.scene.go_on)(self.test, &context);
        }
        true
    }

    /// False where no file of the act is so long.
    fn cut(&self, length: usize) -> bool {
        let met = cut_short(self.test, self.act, length);
        let context = format!(
            "{}: cut at {length} bytes: status {} {}",
            self.act, met.status, met.said
        );
        let said = met.said.contains("File too large") && self.names_a_place(&met.said);
        assert!(met.status == 0 || (said && met.status < 128), "{context}");
        self.judge_left(&context);
        self.judge_rest(met.status, false, &context);
        met.status != 0
    }

    fn names_a_place(&self, said: &str) -> bool {
        let folder = self.test.path("");
        said.contains(folder.to_string_lossy().trim_end_matches('/')) || said.contains("standard output")
    }

    /// An error that was met is said, with its place and its reason, and nothing of what was begun is left, unless it is
    /// just the cleaning that fails: this is returned.
    fn judge_error(&self, fault: &Fault, Met { calls, status, said }: &Met, context: &str) -> bool {
        let any = |what: &[&str]| calls.iter().any(|call| what.iter().any(|what| call.contains(what)));
        let is_mute = any(&["write(2<"]) || (fault.lasts && any(&["write("]));
        let is_said = (said.contains(fault.said) && self.names_a_place(said)) || is_mute;
        assert!((*status == 0 || is_said) && *status < 128, "{context}");
        let is_removal = any(&["unlink", "rmdir"]);
        let may_be_passed_over = fault.name == "EINTR"
            || is_removal // of what nobody needs any more
            || any(&["write(2<", "/.cache", "/.mlrun.lock"])
            || (is_said && any(&["/.mlrun.trash/log"])) // the end of an operation that is done
            || (is_said && self.scene.claim == Claim::Grows); // what a command says, which is not worth its run
        assert!(*status != 0 || may_be_passed_over, "{context}");
        let cannot_clean = is_removal || any(&["O_DIRECTORY"]) || (fault.lasts && any(&["openat"]));
        if !cannot_clean {
            self.judge_left(context);
        }
        cannot_clean
    }

    fn judge_left(&self, context: &str) {
        let left: Vec<String> = snapshot(&self.test.path(""))
            .into_keys()
            .filter(|name| name.contains(".mlrun-"))
            .collect();
        assert!(left.is_empty(), "{context}: {left:?}");
    }

    /// What is seen, what is found, and that it can be done again.
    fn judge_rest(&self, status: i32, may_leave: bool, context: &str) {
        let Look { seen, found } = self.scene.look(self.test);
        self.judge_seen(&seen, context);
        let differ = differences(&self.after.seen, &seen);
        assert!(status != 0 || differ.is_empty(), "{context}: done, but\n{differ}");
        (self.scene.whole)(self.test, context);
        let left = if may_leave { &LEFT[..] } else { &LEFT[..1] };
        let known = |kind: &&String| {
            let allowed = left.iter().chain(self.scene.found);
            self.before.found.contains(*kind)
                || self.after.found.contains(*kind)
                || allowed.into_iter().any(|a| a == *kind)
        };
        let wrong: Vec<&String> = found.iter().filter(|kind| !known(kind)).collect();
        assert!(wrong.is_empty(), "{context}: fsck finds {wrong:?}");
        let stdin = fs::read(self.test.path("stdin")).unwrap_or_default();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let again = self.test.line(self.act).env("PATH", path).stdin(stdin).answer();
        assert!(
            again.status == 0 || seen == self.after.seen,
            "{context}: again: {}",
            again.stderr
        );
        if seen != self.after.seen && self.scene.claim != Claim::Grows {
            let seen = (self.scene.seen)(self.test);
            let differ = differences(&self.after.seen, &seen);
            assert!(differ.is_empty(), "{context}: done again:\n{differ}");
        }
    }

    fn judge_seen(&self, now: &str, context: &str) {
        let (before, after) = (&*self.before.seen, &*self.after.seen);
        let lines = |text| -> BTreeSet<&str> { str::lines(text).collect() };
        let (was, will, is) = (lines(before), lines(after), lines(now));
        let right = match self.scene.claim {
            Claim::Either => now == before || now == after,
            Claim::Each => {
                let stays = was.intersection(&will).all(|line| is.contains(line));
                stays && is.iter().all(|line| was.contains(line) || will.contains(line))
            }
            Claim::Grows => was.is_subset(&is),
        };
        let (from_before, from_after) = (differences(before, now), differences(after, now));
        assert!(right, "{context}\nfrom before:\n{from_before}from after:\n{from_after}");
    }
}

/// The lines that only one of two texts has; nothing for two that are equal.
fn differences(old: &str, new: &str) -> String {
    let has = |text: &str, line: &str| text.lines().any(|other| other == line);
    let gone = old
        .lines()
        .filter(|line| !has(new, line))
        .map(|line| format!("- {line}\n"));
    let come = new
        .lines()
        .filter(|line| !has(old, line))
        .map(|line| format!("+ {line}\n"));
    let differ: String = gone.chain(come).collect();
    if differ.is_empty() && old != new {
        "in their order\n".to_owned()
    } else {
        differ
    }
}
