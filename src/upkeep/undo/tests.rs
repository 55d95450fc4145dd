use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::model::Millis;
use crate::store::file::FileStore;

const NOW: i64 = 1_760_000_000_000;
const DAY: i64 = 24 * 60 * 60 * 1000;

struct Fixture {
    _scratch: tempfile::TempDir,
    root: PathBuf,
}

impl Fixture {
    fn new() -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let root = scratch.path().join("mlruns");
        for (file, text) in [
            ("7/r/metrics/loss", "1 2 3\n"),
            ("7/r/artifacts/a/b", "x"),
            ("7/gone/meta.yaml", "y"),
        ] {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self {
            _scratch: scratch,
            root,
        }
    }

    fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    fn read(&self, below: &str) -> String {
        fs::read_to_string(self.path(below)).unwrap_or_default()
    }

    fn begin(&self, days: i64) -> Operation {
        Operation::begin(&self.root, &actor(days))
    }

    fn undo(&self, days: i64) -> Result<Plan, UndoError> {
        take_back(&FileStore::new(self.root.clone()), None, &actor(days))
    }

    fn standings(&self) -> Vec<Standing> {
        let all = operations(&self.root).unwrap().into_iter();
        all.map(|operation| operation.standing).collect()
    }
}

fn actor(days: i64) -> Actor {
    Actor {
        command: "merge other".to_owned(),
        user: "ada".to_owned(),
        at: Millis(NOW + days * DAY),
        random: u128::from(days.unsigned_abs()),
    }
}

fn append(path: &Path, text: &str) {
    let before = fs::read_to_string(path).unwrap_or_default();
    fs::write(path, before + text).unwrap();
}

#[test]
fn what_is_appended_created_and_taken_away_comes_back() {
    let test = Fixture::new();
    let mut operation = test.begin(0);
    let metric = test.path("7/r/metrics/loss");
    operation.will_append(&metric).unwrap();
    append(&metric, "4 5 6\n");
    operation.will_append(&metric).unwrap();
    append(&metric, "7 8 9\n");
    operation.will_create(&test.path("8")).unwrap();
    fs::create_dir_all(test.path("8/new")).unwrap();
    operation.will_write(&test.path("8/new/meta.yaml")).unwrap();
    fs::write(test.path("8/new/meta.yaml"), "z").unwrap();
    let away = [
        test.path("7/gone"),
        test.path("7/nowhere"),
        test.path("7/r/artifacts/a"),
    ];
    let taken = operation.take_away_all(&away).unwrap();
    assert_eq!(taken.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    operation.will_move(&test.path("7/r"), &test.path("8/r")).unwrap();
    fs::rename(test.path("7/r"), test.path("8/r")).unwrap();
    operation.finish().unwrap();
    let summary = &operations(&test.root).unwrap()[0];
    let Changed {
        written,
        created,
        moved,
        taken,
        ..
    } = summary.changed;
    assert_eq!((written, created, moved, taken), (2, 1, 1, 3));
    // what could not be taken away is not there to come back
    assert!(matches!(test.undo(1), Err(UndoError::Conflict(plan)) if plan.conflicts.len() == 1));
}

#[test]
fn a_created_folder_that_grew_since_stays() {
    let test = Fixture::new();
    let make = |days| {
        let mut operation = test.begin(days);
        operation.will_append(&test.path("7/r/metrics/loss")).unwrap();
        append(&test.path("7/r/metrics/loss"), "4 5 6\n");
        operation.will_create(&test.path("8")).unwrap();
        fs::create_dir_all(test.path("8/run")).unwrap();
        operation.take_away(&test.path("7/gone")).unwrap();
        operation.finish().unwrap();
    };
    make(0);
    fs::write(test.path("8/run/late"), "").unwrap();
    let Err(UndoError::Conflict(plan)) = test.undo(1) else {
        panic!("undone")
    };
    assert_eq!(plan.conflicts[0].path, test.path("8"));
    fs::remove_file(test.path("8/run/late")).unwrap();
    append(&test.path("7/r/metrics/loss"), "10 11 12\n");
    assert!(matches!(test.undo(1), Err(UndoError::Conflict(_))));
    fs::write(test.path("7/r/metrics/loss"), "1 2 3\n4 5 6\n").unwrap();
    test.undo(1).unwrap();
    assert!(!test.path("8").exists());
    assert_eq!(
        (test.read("7/r/metrics/loss"), test.read("7/gone/meta.yaml")),
        ("1 2 3\n".into(), "y".into())
    );
    test.undo(2).unwrap();
    assert!(test.path("8/run").is_dir() && !test.path("7/gone").exists());
    assert_eq!(test.read("7/r/metrics/loss"), "1 2 3\n4 5 6\n");
}

#[test]
fn what_was_moved_into_a_created_folder_and_changed_there_comes_back_as_it_was() {
    let test = Fixture::new();
    let mut operation = test.begin(0);
    operation.will_create(&test.path("8")).unwrap();
    fs::create_dir(test.path("8")).unwrap();
    operation.will_move(&test.path("7/gone"), &test.path("8/gone")).unwrap();
    fs::rename(test.path("7/gone"), test.path("8/gone")).unwrap();
    operation.will_write(&test.path("8/gone/meta.yaml")).unwrap();
    fs::write(test.path("8/gone/meta.yaml"), "of 8").unwrap();
    operation.finish().unwrap();
    test.undo(1).unwrap();
    assert_eq!(
        (test.read("7/gone/meta.yaml").as_str(), test.path("8").exists()),
        ("y", false)
    );
    test.undo(2).unwrap();
    assert_eq!(test.read("8/gone/meta.yaml"), "of 8");
}

#[test]
fn a_created_folder_in_which_a_change_was_undone_is_as_it_was() {
    let test = Fixture::new();
    let mut create = test.begin(0);
    create.will_create(&test.path("8")).unwrap();
    fs::create_dir(test.path("8")).unwrap();
    for name in ["8/written", "8/removed", "8/grown", "8/same"] {
        fs::write(test.path(name), "before\n").unwrap();
        let then = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
        fs::File::options()
            .append(true)
            .open(test.path(name))
            .unwrap()
            .set_modified(then)
            .unwrap();
    }
    create.finish().unwrap();
    let id = operations(&test.root).unwrap()[0].id.clone();
    let mut change = test.begin(1);
    change.will_write(&test.path("8/written")).unwrap();
    fs::write(test.path("8/written"), "after").unwrap();
    change.will_remove(&test.path("8/removed")).unwrap();
    fs::remove_file(test.path("8/removed")).unwrap();
    change.will_write(&test.path("8/same")).unwrap();
    fs::write(test.path("8/same"), "before\n").unwrap();
    change.will_append(&test.path("8/grown")).unwrap();
    append(&test.path("8/grown"), "more\n");
    change.finish().unwrap();
    let store = FileStore::new(test.root.clone());
    assert!(matches!(
        take_back(&store, Some(&id), &actor(2)),
        Err(UndoError::Conflict(_))
    ));
    test.undo(3).unwrap();
    take_back(&store, Some(&id), &actor(4)).unwrap();
    assert!(!test.path("8").exists());
}

#[test]
fn what_is_kept_goes_in_time() {
    let test = Fixture::new();
    let mut repair = test.begin(0);
    repair.keep_until(Millis(i64::MAX));
    repair.take_away(&test.path("7/gone")).unwrap();
    repair.finish().unwrap();
    let mut other = test.begin(1);
    other.take_away(&test.path("7/r/artifacts/a")).unwrap();
    other.finish().unwrap();
    let touch = |days| {
        let mut operation = test.begin(days);
        operation.will_write_as(&test.path("7/x"), b"x").unwrap();
        operation.finish().unwrap();
    };
    touch(20);
    assert_eq!(operations(&test.root).unwrap().len(), 3);
    touch(40);
    let left: Vec<i64> = operations(&test.root)
        .unwrap()
        .iter()
        .map(|left| (left.at.0 - NOW) / DAY)
        .collect();
    assert_eq!(left, [40, 20, 0]);
    assert_eq!(fs::read_dir(test.path(FOLDER)).unwrap().count(), 2);
    touch(60);
    assert_eq!(operations(&test.root).unwrap().len(), 3);
    let id = operations(&test.root).unwrap()[2].id.clone();
    expire(&test.root, &id, Millis(NOW)).unwrap();
    assert_eq!(test.standings(), [Standing::Done, Standing::Done, Standing::Expired]);
    let expired = plan(&FileStore::new(test.root.clone()), Some(&id));
    assert!(matches!(expired, Err(UndoError::Expired(_))));
}

#[test]
fn what_lies_elsewhere_is_refused() {
    let test = Fixture::new();
    let mut operation = test.begin(0);
    assert!(operation.will_write(Path::new("/etc/hostname")).is_err());
    assert!(operation.take_away(&test.path("../x")).is_err());
    assert!(operation.will_write(&test.path("7")).is_err()); // a folder
    operation.finish().unwrap();
    assert!(!test.path(FOLDER).exists());
}
