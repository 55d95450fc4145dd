//! An answer with the index is the answer without, whatever other programs did to the folder meanwhile.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test, with the clock and the files that it needs"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use mlrun::model::{Millis, ViewType};
use mlrun::search::{Dialect, Entity, Filter, Order};
use mlrun::store::file::FileStore;
use mlrun::store::{Keys, Needs, RunQuery, TrackingStore};

/// Columns are written for 256 files and more.
const RUNS: usize = 260;
/// So many runs have a metric of 5,000 values, which is long enough to be taken up where the index left it.
const LONG: usize = 8;
/// How long a file must have been left alone here to be recorded: two ticks of the slowest kernel clock. Real questions
/// wait two seconds, which a test would have to sleep.
const LEFT_ALONE_MS: i64 = 20;

struct Fixture {
    root: PathBuf,
    cache: PathBuf,
    dice: u64,
    _folder: tempfile::TempDir,
}

impl Fixture {
    fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("mlruns");
        let fixture = Self {
            cache: folder.path().join("cache"),
            root,
            dice: seed,
            _folder: folder,
        };
        write(
            &fixture.root.join("0/meta.yaml"),
            "artifact_location: ''\nexperiment_id: '0'\nlifecycle_stage: active\nname: Default\n",
        );
        for number in 0..RUNS {
            fixture.make_run(&fixture.root.join("0").join(name(number)), number);
        }
        fixture
    }

    fn make_run(&self, run: &Path, number: usize) {
        let id = run.file_name().unwrap().to_str().unwrap();
        let meta = format!(
            "artifact_uri: ''\nend_time: null\nexperiment_id: '0'\nlifecycle_stage: active\nrun_id: {id}\nrun_name: run-{number}\n\
             start_time: {}\nstatus: 3\ntags: []\nuser_id: ''\n",
            number % 7
        );
        write(&run.join("meta.yaml"), &meta);
        write(&run.join("metrics/loss"), &format!("1 0.5 0\n2 0.{number} 1\n"));
        write(&run.join("metrics/val/acc"), "1 0.25 0\n");
        if number < LONG {
            let line = |step: usize| format!("{} 0.{step} {step}\n", step + 1);
            write(&run.join("metrics/long"), &(0..5000).map(line).collect::<String>());
        }
        write(&run.join("params/alpha"), &number.to_string());
        write(&run.join("tags/team"), "vision");
    }

    /// xorshift: the same rounds every time.
    fn roll(&mut self, sides: usize) -> usize {
        self.dice ^= self.dice << 13;
        self.dice ^= self.dice >> 7;
        self.dice ^= self.dice << 17;
        usize::try_from(self.dice % sides as u64).unwrap()
    }

    fn query(&mut self) -> RunQuery {
        let some = |keys: &[&str]| Keys::Some(keys.iter().map(|key| (*key).to_owned()).collect::<BTreeSet<_>>());
        let filter = [
            "",
            "metrics.loss > 0.3 OR params.alpha < 100",
            "tags.team = 'vision' AND metrics.`val/acc`.max >= 0.2",
        ][self.roll(3)];
        let order = [
            &[][..],
            &["metrics.loss DESC".to_owned()][..],
            &["params.alpha".to_owned(), "metrics.`val/acc`".to_owned()][..],
        ][self.roll(3)]
        .to_vec();
        let language = Dialect::Extended { now: Millis(0) };
        RunQuery {
            filter: Filter::parse(Entity::Run, filter, language).unwrap(),
            order: Order::parse(Entity::Run, &order, language).unwrap(),
            view: [ViewType::ActiveOnly, ViewType::All][self.roll(2)],
            needs: Needs {
                metrics: if self.roll(4) == 0 {
                    some(&["loss", "long"])
                } else {
                    some(&["loss", "val/acc"])
                },
                params: some(&["alpha"]),
                tags: some(&["team"]),
                ..Needs::INFO
            },
            ..RunQuery::default()
        }
    }

    /// Asks with the index and without, and compares everything that is answered, damage too.
    fn check(&mut self, what: &str) {
        let query = self.query();
        let indexed = FileStore::new(self.root.clone()).with_index(self.cache.clone(), now());
        let with = indexed.search_runs(&query).unwrap();
        let without = FileStore::new(self.root.clone()).search_runs(&query).unwrap();
        assert_eq!(with, without, "after: {what}");
    }

    /// One thing that another program might do.
    fn meddle(&mut self) -> String {
        let run = self.root.join("0").join(name(self.roll(RUNS)));
        let file = run.join(
            [
                "meta.yaml",
                "metrics/loss",
                "metrics/val/acc",
                "params/alpha",
                "tags/team",
            ][self.roll(5)],
        );
        let number = self.roll(1000);
        let kind = self.roll(12);
        match kind {
            10 | 11 => {
                let long = self.root.join("0").join(name(self.roll(LONG))).join("metrics/long");
                match self.roll(6) {
                    0 => edit_in_place(&long, &[(" 4999\n", &format!(" {}999\n", 1 + number % 9))], true),
                    1 => append(&long, &format!("9000 0.{number} 4999\n")),
                    2 => append(&long, &format!("1 0.{number} 3\n")),
                    3 => append(&long, "1 x 3\n"),
                    4 => append(&long, &format!("2 0.{number}")),
                    _ => append(&long, &format!("{} 0.{number} {}\n", 9000 + number, 5000 + number)),
                }
                return format!("an edit of {}", long.display());
            }
            0 if file.ends_with("metrics/loss") => append(&file, &format!("{number} 0.{number} {number}\n")),
            1 | 2 => {
                let digit = number % 10;
                let edits = [("0.5", &*format!("0.{digit}")), ("run-", &*format!("ru{digit}-"))];
                edit_in_place(&file, &edits, kind == 2);
            }
            3 => replace_by_rename(&file, number),
            4 => drop(fs::remove_file(&file)),
            5 => {
                let copy = run.with_extension("copy");
                copy_tree(&run, &copy);
                drop(fs::remove_dir_all(&run));
                fs::rename(&copy, &run).unwrap();
            }
            6 => {
                drop(fs::remove_dir_all(&run));
                self.make_run(&run, number);
            }
            7 => {
                let other = self.root.join("0").join(name(self.roll(RUNS)));
                let aside = self.root.join("aside.trash");
                if run != other {
                    fs::rename(&run, &aside).unwrap();
                    fs::rename(&other, &run).unwrap();
                    fs::rename(&aside, &other).unwrap();
                }
            }
            8 => {
                let target = self.root.join(format!("elsewhere.trash-{number}"));
                write(&target, &format!("7 0.{number} 7\n"));
                drop(fs::remove_file(&file));
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                std::os::unix::fs::symlink(&target, &file).unwrap();
            }
            _ => write(&file, ""),
        }
        format!("act {kind} on {}", file.display())
    }
}

fn name(number: usize) -> String {
    format!("{number:032x}")
}

fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Millis(i64::try_from(since.as_millis()).unwrap() + 2000 - LEFT_ALONE_MS)
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn append(path: &Path, text: &str) {
    if let Ok(mut file) = fs::OpenOptions::new().append(true).open(path) {
        file.write_all(text.as_bytes()).unwrap();
    }
}

/// Changes the first of each where it stands for another of the same length, so that the size stays, and where asked sets
/// the time of change back.
fn edit_in_place(path: &Path, edits: &[(&str, &str)], set_back: bool) {
    let Ok(mut text) = fs::read_to_string(path) else { return };
    let before = fs::metadata(path).unwrap();
    for (from, to) in edits {
        text = text.replacen(from, to, 1);
    }
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.rewind().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    if set_back {
        file.set_modified(before.modified().unwrap()).unwrap();
    }
}

fn replace_by_rename(path: &Path, number: usize) {
    let Ok(text) = fs::read_to_string(path) else { return };
    let old = fs::metadata(path).unwrap().modified().unwrap();
    let temp = path.with_extension("new");
    write(&temp, &text.replace('5', &(number % 10).to_string()));
    let file = fs::OpenOptions::new().write(true).open(&temp).unwrap();
    file.set_modified(old - Duration::from_secs(3600)).unwrap();
    fs::rename(&temp, path).unwrap();
}

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).into_iter().flatten().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&entry.path(), &target);
        } else if let Ok(bytes) = fs::read(entry.path()) {
            fs::write(&target, bytes).unwrap();
            let modified = entry.metadata().unwrap().modified().unwrap();
            fs::OpenOptions::new()
                .write(true)
                .open(&target)
                .unwrap()
                .set_modified(modified)
                .unwrap();
        }
    }
}

fn columns(cache: &Path) -> Vec<PathBuf> {
    let folders = fs::read_dir(cache)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path());
    folders
        .flat_map(|folder| {
            fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// A thousand rounds of outside edits, in two halves so that two cores share them.
fn meddle_and_check(seed: u64) {
    let mut fixture = Fixture::new(seed);
    while columns(&fixture.cache).len() < 6 {
        fixture.check("nothing");
    }
    for _ in 0..500 {
        let acts: Vec<String> = (0..=fixture.roll(3)).map(|_| fixture.meddle()).collect();
        fixture.check(&acts.join(", "));
    }
}

#[test]
fn outside_edits_change_no_answer() {
    meddle_and_check(0x1234_5678_9abc_def1);
}

#[test]
fn more_outside_edits_change_no_answer() {
    meddle_and_check(0x1fed_cba9_8765_4321);
}

#[test]
fn a_column_that_is_damaged_or_cannot_be_written_is_as_good_as_none() {
    let mut fixture = Fixture::new(7);
    while columns(&fixture.cache).len() < 5 {
        fixture.check("nothing");
    }
    let originals: Vec<(PathBuf, Vec<u8>)> = columns(&fixture.cache)
        .into_iter()
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    for round in 0..60 {
        for (path, bytes) in &originals {
            let mut bytes = bytes.clone();
            let at = fixture.roll(bytes.len());
            match round % 3 {
                0 => bytes.truncate(at),
                1 => bytes[at] ^= 1 << fixture.roll(8),
                _ => bytes = originals[fixture.roll(originals.len())].1.clone(),
            }
            fs::write(path, bytes).unwrap();
        }
        fixture.check("damage to the index");
    }
    fs::remove_dir_all(&fixture.cache).unwrap();
    fs::write(&fixture.cache, "a file where the folder belongs").unwrap();
    fixture.check("no cache");
}
