//! What changes something that was there can be taken back, to the byte, and done again; unless somebody changed it since.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use super::support::{ADA, BEN, CLEO, Test};

/// Everything but what is ours: of each name its permissions and its bytes (none for a folder).
type Tree = BTreeMap<String, (u32, Option<Vec<u8>>)>;

fn tree(folder: &Path) -> Tree {
    fn take(folder: &Path, prefix: &str, tree: &mut Tree) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if matches!(name.as_str(), ".mlrun.trash" | ".mlrun.lock") {
                continue;
            }
            let metadata = fs::symlink_metadata(entry.path()).unwrap();
            let content = metadata.is_file().then(|| fs::read(entry.path()).unwrap());
            tree.insert(name.clone(), (metadata.permissions().mode() & 0o7777, content));
            if metadata.is_dir() {
                take(&entry.path(), &format!("{name}/"), tree);
            }
        }
    }
    let mut taken = Tree::new();
    take(folder, "", &mut taken);
    taken
}

/// Names that differ, for people.
fn differences(a: &Tree, b: &Tree) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let differ = names.into_iter().filter(|name| a.get(*name) != b.get(*name));
    let text = |entry: Option<&(u32, Option<Vec<u8>>)>| match entry {
        None => "-".to_owned(),
        Some((mode, None)) => format!("{mode:o} folder"),
        Some((mode, Some(bytes))) => format!("{mode:o} {}", String::from_utf8_lossy(bytes)),
    };
    differ
        .map(|name| format!("{name}: {} | {}", text(a.get(name)), text(b.get(name))))
        .collect()
}

/// With what is odd besides: a `meta.yaml` with a comment, `\r\n` and other permissions, a tag that is a link or not Unicode.
fn store() -> Test {
    static MADE: OnceLock<Test> = OnceLock::new();
    let made = MADE.get_or_init(make);
    let test = Test::new();
    let copied = Command::new("cp")
        .arg("-a")
        .arg(made.path("mlruns"))
        .arg(test.path(""))
        .status();
    assert!(copied.unwrap().success());
    test
}

fn make() -> Test {
    let test = Test::sample();
    for line in [
        "experiments create -n gone",
        "experiments tag gone k v",
        "runs create -n gone --run-name lost",
        "experiments delete gone",
        "runs delete 5a1c0000000000000000000000000002",
        "registry models create m --tag k=v",
        "registry versions create m --source s3://b/1 --tag k=v",
        "registry versions create m --source s3://b/2",
        "registry versions transition m 1 Production",
        "registry aliases set m champion 1",
        "experiments tag digits t old",
    ] {
        test.line(line).check();
    }
    fs::remove_dir_all(test.path("mlruns/.mlrun.trash")).unwrap();
    let meta = test.path(&format!("mlruns/7/{ADA}/meta.yaml"));
    let odd = fs::read_to_string(&meta).unwrap().replace('\n', "\r\n") + "# a comment\r\n";
    fs::write(&meta, odd).unwrap();
    fs::set_permissions(&meta, fs::Permissions::from_mode(0o600)).unwrap();
    let tags = test.path(&format!("mlruns/7/{ADA}/tags"));
    fs::write(tags.join("bytes"), b"\xff\xfe").unwrap();
    fs::write(tags.join("large"), "x".repeat(100_000)).unwrap();
    symlink("note", tags.join("link")).unwrap();
    test
}

const ACTS: &[&str] = &[
    "runs delete ada",
    "runs delete ada cleo --yes",
    "runs restore 5a1c0000000000000000000000000002",
    "runs rename ada eve",
    "runs tag ada note new",
    "runs tag ada new/deep/er x",
    "runs tag ada mlflow.runName eve",
    "runs tag ada bytes text",
    "runs tag ada large small",
    "runs tag ada link file",
    "runs untag ada note",
    "runs untag ada large",
    "runs finish cleo",
    "log tag ada note new",
    "experiments delete digits --yes",
    "experiments restore gone",
    "experiments rename digits --new-name numbers",
    "experiments tag digits t new",
    "experiments tag digits a/b new",
    "experiments untag digits t",
    "registry models rename m other",
    "registry models describe m text",
    "registry models tag m k=w a/b=c",
    "registry models untag m k",
    "registry models delete m --yes",
    "registry versions transition m 2 Production --archive-existing-versions --comment because",
    "registry versions describe m 1 text",
    "registry versions tag m 2 a/b=c",
    "registry versions untag m 1 k",
    "registry versions delete m 1 --yes",
    "registry aliases set m champion 2 --comment because",
    "registry aliases set m new 2",
    "registry aliases delete m champion",
];

#[test]
fn whatever_changes_a_store_can_be_undone_and_redone() {
    let one = |act: &str| {
        let test = store();
        let root = test.path("mlruns");
        let before = tree(&root);
        test.line(act).check();
        let after = tree(&root);
        assert_ne!(before, after, "{act} changes nothing");
        for (what, expected) in [("undo", &before), ("redo", &after), ("undo again", &before)] {
            test.line("undo -q").run();
            let now = tree(&root);
            assert!(now == *expected, "{act}: {what}: {:#?}", differences(expected, &now));
        }
    };
    std::thread::scope(|scope| {
        for acts in ACTS.chunks(ACTS.len().div_ceil(4)) {
            scope.spawn(|| acts.iter().for_each(|act| one(act)));
        }
    });
}

#[test]
fn what_was_changed_since_is_named_and_stays() {
    type Change<'a> = (&'a str, &'a dyn Fn(&Test));
    let changes: [Change<'_>; 5] = [
        ("runs tag ada note new", &|test| {
            drop(test.write(&format!("mlruns/7/{ADA}/tags/note"), "theirs"));
        }),
        ("runs untag ada note", &|test| {
            drop(test.write(&format!("mlruns/7/{ADA}/tags/note"), "theirs"));
        }),
        ("runs delete ada cleo --yes", &|test| {
            drop(test.write(&format!("mlruns/7/{CLEO}/meta.yaml"), "theirs"));
        }),
        ("experiments delete digits --yes", &|test| {
            drop(test.write("mlruns/7/meta.yaml", "theirs"));
        }),
        ("registry models delete m --yes", &|test| {
            drop(test.line("registry models create m").check());
        }),
    ];
    for (act, change) in changes {
        let test = store();
        test.line(act).check();
        change(&test);
        let theirs = tree(&test.path("mlruns"));
        let answer = test.line("undo").status(5).check();
        assert!(answer.stderr.contains("mlruns/"), "{act}: {}", answer.stderr);
        assert_eq!(tree(&test.path("mlruns")), theirs, "{act}");
    }
}

#[test]
fn an_operation_that_is_not_the_last_can_be_undone_too() {
    let test = store();
    test.line("runs tag ada note one").check();
    test.line("runs tag 5a1c0000000000000000000000000002 x y").answer();
    test.line("experiments tag digits t new").check();
    let ids = test.line("op log -o id").check().stdout;
    let [experiment, run] = ids.lines().collect::<Vec<_>>()[..] else {
        panic!("{ids}")
    };
    test.line(&format!("undo {}", run.split_once('-').unwrap().1)).check();
    assert_eq!(
        test.read(&format!("mlruns/7/{ADA}/tags/note")),
        "the \"first\", of many\nlines"
    );
    assert_eq!(test.read("mlruns/7/tags/t"), "new");
    let answer = test.line(&format!("undo {run}")).status(5).check();
    assert!(answer.stderr.contains("undone already"), "{}", answer.stderr);
    test.line(&format!("undo {experiment}")).check();
    assert_eq!(test.read("mlruns/7/tags/t"), "old");
    let states = test.line("op log -o csv").check().stdout;
    let undone = states.lines().filter(|line| line.contains(",undone,")).count();
    assert_eq!(undone, 2, "{states}");
}

#[test]
fn a_dry_run_and_a_failed_command_change_nothing() {
    let test = store();
    test.line("undo").status(3).check();
    test.line("runs tag 5a1c0000000000000000000000000002 x y").answer(); // it is deleted
    test.line("undo").status(3).check();
    test.line("runs delete ada").check();
    let after = tree(&test.path("mlruns"));
    let steps = test.line("undo --dry-run -o csv").check().stdout;
    assert_eq!(steps, format!("what,path,to\nrestore,7/{ADA}/meta.yaml,\n"));
    assert_eq!(tree(&test.path("mlruns")), after);
    let shown = test.line("op show -o csv").check().stdout;
    assert_eq!(shown, format!("what,path,to\nwritten,7/{ADA}/meta.yaml,\n"));
    test.line("undo nothing").status(3).check();
}

/// Where the record cannot be kept nothing is changed; without it the command works.
#[test]
fn nothing_is_changed_that_could_not_be_undone() {
    let test = store();
    test.write("mlruns/.mlrun.trash", "in the way");
    let before = tree(&test.path("mlruns"));
    for act in [
        "runs delete ada",
        "registry models delete m --yes",
        "experiments delete digits --yes",
    ] {
        let answer = test.line(act).status(1).check();
        assert!(answer.stderr.contains("--no-undo"), "{}", answer.stderr);
        assert_eq!(tree(&test.path("mlruns")), before, "{act}");
    }
    test.line("runs delete ada --no-undo").check();
    test.line("registry models delete m --yes")
        .env("MLRUN_NO_UNDO", "1")
        .check();
    assert_ne!(tree(&test.path("mlruns")), before);
}

/// A store from anywhere: what its record says is not believed.
#[test]
fn a_record_reaches_nothing_outside_of_the_store() {
    let hash = blake3::hash(b"mine").to_hex().to_string();
    let outside = [
        "../mine",
        "7/../../mine",
        "%2E%2E/mine",
        "/etc/hostname",
        "beyond/mine",
        ".mlrun.trash/log",
        ".",
    ];
    for path in outside {
        let test = store();
        test.write("mine", "mine");
        test.write("elsewhere/mine", "mine");
        symlink(test.path("elsewhere"), test.path("mlruns/beyond")).unwrap();
        let log = format!(
            "[\"1760000000000-0\",{{\"begin\":{{\"at\":1,\"user\":\"u\",\"command\":\"c\"}}}}]\n\
             [\"1760000000000-0\",{{\"change\":{{\"write\":{{\"path\":\"{path}\",\"was\":{{\"text\":{{\"mode\":511,\"text\":\"owned\"}}}},\"after\":\"{hash}\"}}}}}}]\n\
             [\"1760000000000-0\",{{\"done\":{{\"changes\":1}}}}]\n"
        );
        test.write("mlruns/.mlrun.trash/log", &log);
        let listed = test.line("op log -o id").check();
        assert_eq!(listed.stdout, "1760000000000-0\n");
        test.line("undo").status(5).check();
        assert_eq!(
            (test.read("mine"), test.read("elsewhere/mine")),
            ("mine".into(), "mine".into())
        );
        assert_eq!(test.read("mlruns/.mlrun.trash/log"), log);
    }
}

/// Each line is on the disk before the change that it stands for.
#[test]
fn an_interrupted_operation_can_be_undone() {
    let test = store();
    let root = test.path("mlruns");
    let before = tree(&root);
    test.line("experiments delete digits --yes").check();
    let after = tree(&root);
    let log = test.read("mlruns/.mlrun.trash/log");
    let lines: Vec<&str> = log.split_inclusive('\n').collect();
    let torn = [&lines[..lines.len() - 1].concat(), &lines[1][..40]].concat();
    test.write("mlruns/.mlrun.trash/log", torn);
    assert!(test.line("op log -o csv").check().stdout.contains(",interrupted,"));
    test.line("undo -q").run();
    assert_eq!(differences(&before, &tree(&root)), Vec::<String>::new());
    test.line("undo -q").run();
    assert_eq!(differences(&after, &tree(&root)), Vec::<String>::new());
    let run = fs::read_to_string(root.join(format!(".trash/7/{BEN}/meta.yaml"))).unwrap();
    assert!(run.contains("lifecycle_stage: deleted"));
}

#[cfg(target_os = "linux")]
mod killed {
    use super::super::support::{can_trace, kill_everywhere};
    use super::*;

    /// What is left of temporary files is of no account: whoever has the lock next sweeps it.
    fn settled(test: &Test) -> Tree {
        let mut tree = tree(&test.path("mlruns"));
        tree.retain(|name, _| !name.contains(".mlrun-") && !name.ends_with(".mlrun.journal"));
        tree
    }

    fn undo_all(test: &Test, context: &str) {
        let count = test.line("op log -o id").check().stdout.lines().count();
        if count > 0 {
            let answer = test.line("undo").answer();
            assert_eq!(answer.status, 0, "{context}: {}", answer.stderr);
        }
    }

    #[test]
    fn an_operation_killed_anywhere_can_be_undone() {
        if !can_trace() {
            return;
        }
        let acts = [
            "experiments delete digits --yes",
            "experiments restore gone",
            "runs tag ada new/deep/er x",
            "runs rename ada eve",
            "registry models rename m other",
            "registry models delete m --yes",
            "registry versions transition m 2 Production --archive-existing-versions",
        ];
        let before = settled(&store());
        let one = &|act: &str| {
            kill_everywhere(act, 3, &store, &|test, context| {
                undo_all(test, context);
                let now = settled(test);
                assert!(now == before, "{context}: {:#?}", differences(&before, &now));
            })
        };
        let kills: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = acts.iter().map(|act| scope.spawn(move || one(act))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert!(kills > 33, "{kills} kills");
    }

    /// An undoing that was killed is done when it is asked for again; one that was done, and killed after that, is undone.
    #[test]
    fn an_undoing_killed_anywhere_can_be_done_again() {
        if !can_trace() {
            return;
        }
        let acts = [
            "experiments delete digits --yes",
            "registry models delete m --yes",
            "runs tag ada new/deep/er x",
        ];
        let before = settled(&store());
        let one = &|act: &str| {
            let done = || {
                let test = store();
                test.line(act).check();
                test
            };
            let after = settled(&done());
            kill_everywhere("undo", 3, &done, &|test, context| {
                let log = test.line("op log -o csv").check().stdout;
                let has_ended = log.lines().count() > 2 && !log.lines().nth(1).unwrap().contains(",interrupted,");
                test.line("undo").check();
                let now = settled(test);
                let expected = if has_ended { &after } else { &before };
                let is_right = if has_ended {
                    now.keys().eq(after.keys())
                } else {
                    now == before
                };
                assert!(is_right, "{act}: {context}: {:#?}", differences(expected, &now));
            })
        };
        let kills: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = acts.iter().map(|act| scope.spawn(move || one(act))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert!(kills > 17, "{kills} kills");
    }
}
