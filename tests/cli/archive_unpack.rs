//! Archives verified, unpacked, restored, compared: whole ones and damaged ones.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{ADA, BEN, Test, snapshot};

/// Every name below a folder; of files their bytes.
fn tree(folder: &Path) -> BTreeMap<String, Option<Vec<u8>>> {
    let taken = snapshot(folder).into_iter();
    taken.map(|(name, (content, _))| (name, content)).collect()
}

/// The sample store with what archives must not lose, and `runs.mlz`.
fn archived() -> Test {
    let test = Test::sample();
    let run = format!("mlruns/7/{ADA}");
    test.write(
        &format!("{run}/artifacts/{}/deep/ü \u{1b}[31m.txt", "n".repeat(130)),
        "x",
    );
    test.write(&format!("{run}/artifacts/empty"), "");
    test.write(&format!("{run}/artifacts/noise.bin"), noise(9 << 20));
    for (key, value) in [("Loss", "1 2 3\n"), ("loss2", "1 2 3\n")] {
        test.write(&format!("{run}/metrics/{key}"), value);
    }
    fs::create_dir_all(test.path("mlruns/models")).unwrap();
    test.line("archive create").answer();
    test
}

/// Bytes that do not compress.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[test]
fn what_goes_in_comes_out() {
    let test = archived();
    let store = tree(&test.path("mlruns"));
    let sound = test.line("archive verify runs.mlz").json();
    assert_eq!(
        (sound["sound"].as_bool(), sound["lost"].as_u64()),
        (Some(true), Some(0))
    );
    test.line("archive extract runs.mlz -C out").check();
    assert_eq!(tree(&test.path("out/mlruns")), store);
    test.line("--tracking-uri a/b/again archive restore runs.mlz").check();
    assert_eq!(tree(&test.path("a/b/again")), store);
    assert_eq!(fs::read_dir(test.path("a/b")).unwrap().count(), 1);
    fs::create_dir(test.path("empty")).unwrap();
    test.line("--tracking-uri empty archive restore runs.mlz").check();
    assert_eq!(tree(&test.path("empty")), store);
    test.line("archive diff runs.mlz --exit-code").stdout("").check();
    test.line("archive diff runs.mlz empty --exit-code").stdout("").check();
    let part = format!("archive extract runs.mlz 7/{ADA}/params mlruns/7/meta.yaml -C part");
    test.line(&part).check();
    let names: Vec<String> = tree(&test.path("part/mlruns")).into_keys().collect();
    let params = format!("7/{ADA}/params");
    assert_eq!(
        names,
        [
            "7",
            &format!("7/{ADA}"),
            &params,
            &format!("{params}/lr"),
            &format!("{params}/model"),
            &format!("{params}/model/depth"),
            "7/meta.yaml"
        ]
    );
    test.line("archive extract runs.mlz 7/meta.yam -C part")
        .status(3)
        .check_stderr("error: there is no \"7/meta.yam\" in the archive\nhint: did you mean \"7/meta.yaml\"?\n");
    test.line("archive verify nowhere.mlz").status(3).check();
    test.write("text", "no archive");
    for command in ["verify", "extract", "restore", "diff", "list"] {
        test.line(&format!("--tracking-uri new archive {command} text"))
            .status(4)
            .check();
    }
    assert!(!test.path("new").exists());
}

#[test]
fn it_appears_when_all_is_unpacked() {
    let test = archived();
    test.write("to/.mlrun-dead.extract/mlruns/0/meta.yaml", "half");
    test.write("to/other", "stays");
    test.line("archive extract runs.mlz -C to").check();
    assert_eq!(tree(&test.path("to/mlruns")), tree(&test.path("mlruns")));
    assert_eq!(fs::read_dir(test.path("to")).unwrap().count(), 2);
    let mut bytes = fs::read(test.path("runs.mlz")).unwrap();
    bytes[2000] ^= 1;
    test.write("bad.mlz", &bytes);
    test.line("archive extract bad.mlz -C into").status(4).check();
    let names: Vec<_> = fs::read_dir(test.path("into"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["mlruns"]);
    test.line("archive extract bad.mlz nowhere -C empty").answer();
    assert!(!test.path("empty/mlruns").exists());
}

#[test]
fn nothing_that_is_there_is_touched() {
    let test = archived();
    let meta = test.write("out/mlruns/7/meta.yaml", "mine");
    let said = test.line("archive extract runs.mlz -C out").status(5).check().stderr;
    assert!(
        said.contains("1 of the files to be unpacked are there already, such as \"mlruns/7/meta.yaml\""),
        "{said}"
    );
    assert_eq!(fs::read_to_string(&meta).unwrap(), "mine");
    assert_eq!(fs::read_dir(test.path("out/mlruns")).unwrap().count(), 1);
    test.line("archive extract runs.mlz -C out --force").check();
    assert_eq!(tree(&test.path("out/mlruns")), tree(&test.path("mlruns")));
    fs::remove_file(&meta).unwrap();
    test.write("out/mlruns/7/meta.yaml/folder", "mine");
    test.line("archive extract runs.mlz -C out --force").status(5).check();
    test.line("archive restore runs.mlz").status(5).check();
    test.write("other/file", "mine");
    test.line("--tracking-uri other archive restore runs.mlz")
        .status(5)
        .check();
    test.line("--tracking-uri runs.mlz archive restore runs.mlz")
        .status(5)
        .check();
    assert_eq!(test.read("other/file"), "mine");
}

#[cfg(unix)]
#[test]
fn no_link_in_the_target_is_followed() {
    use std::os::unix::fs::symlink;
    let test = archived();
    fs::create_dir_all(test.path("outside")).unwrap();
    fs::create_dir_all(test.path("out/mlruns")).unwrap();
    symlink(test.path("outside"), test.path("out/mlruns/7")).unwrap();
    for force in ["", "--force"] {
        let said = test
            .line(&format!("archive extract runs.mlz -C out {force}"))
            .status(1)
            .check()
            .stderr;
        assert!(said.contains("7 is a link, which is not followed"), "{said}");
    }
    fs::create_dir_all(test.path("top")).unwrap();
    symlink(test.path("outside"), test.path("top/mlruns")).unwrap();
    test.line("archive extract runs.mlz -C top --force").status(1).check();
    assert_eq!(fs::read_dir(test.path("outside")).unwrap().count(), 0);
    symlink(test.path("outside"), test.path("store")).unwrap();
    test.line("--tracking-uri store archive restore runs.mlz").check();
    assert_eq!(tree(&test.path("outside")), tree(&test.path("mlruns")));
}

#[test]
fn damage_is_named_and_takes_no_more_than_itself() {
    let test = archived();
    let bytes = fs::read(test.path("runs.mlz")).unwrap();
    let store = tree(&test.path("mlruns"));
    let step = bytes.len() / 12;
    for position in (9..bytes.len()).step_by(step) {
        let mut damaged = bytes.clone();
        damaged[position] ^= 0x41;
        test.write("damaged.mlz", &damaged);
        let found = test.line("archive verify damaged.mlz").status(4).json();
        assert_eq!(found["sound"], false, "byte {position}");
        let lost = test.line("archive verify damaged.mlz -o id").status(4).check().stdout;
        let said = test.line("archive extract damaged.mlz -C got").status(4).check().stderr;
        for lost in lost.lines() {
            assert!(
                said.contains(&format!("{lost} is lost: the frame at byte ")),
                "{lost}: {said}"
            );
        }
        let got = tree(&test.path("got/mlruns"));
        assert!(
            got.iter().all(|(path, content)| store[path] == *content),
            "byte {position}"
        );
        for (path, _) in store
            .iter()
            .filter(|(path, content)| content.is_some() && !got.contains_key(*path))
        {
            assert!(lost.lines().any(|lost| lost == path), "{path} at byte {position}");
        }
        fs::remove_dir_all(test.path("got")).unwrap();
        let said = test
            .line("--tracking-uri new archive restore damaged.mlz")
            .status(4)
            .check()
            .stderr;
        assert!(
            lost.lines().all(|lost| said.contains(lost)) && said.contains("nothing was restored"),
            "{said}"
        );
        assert!(!test.path("new").exists());
    }
    let left: Vec<_> = fs::read_dir(test.path(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left.len(), 3, "{left:?}");
}

#[test]
fn every_truncation_is_found() {
    let test = archived();
    let bytes = fs::read(test.path("runs.mlz")).unwrap();
    let store = tree(&test.path("mlruns"));
    let mut lengths: Vec<usize> = (0..bytes.len()).step_by(4096).collect();
    assert!(lengths.len() > 2000);
    // all of them in the unit tests, of a smaller one
    let step = lengths.len() / 12;
    lengths = lengths.into_iter().step_by(step).chain([bytes.len() - 1]).collect();
    let mut most = 0;
    for length in lengths {
        test.write("cut.mlz", &bytes[..length]);
        test.line("archive verify cut.mlz").status(4).check();
        test.line("--tracking-uri new archive restore cut.mlz")
            .status(4)
            .check();
        test.line("archive extract cut.mlz -C got").status(4).check();
        let got = test.path("got/mlruns");
        let got = if got.exists() { tree(&got) } else { BTreeMap::new() };
        assert!(got.iter().all(|(path, content)| store[path] == *content), "{length}");
        assert!(got.len() >= most, "{length}");
        most = got.len();
        drop(fs::remove_dir_all(test.path("got")));
    }
    assert_eq!(most, store.len());
    assert!(!test.path("new").exists());
    test.write("cut.mlz", &bytes[..bytes.len() / 2]);
    for line in ["archive restore cut.mlz --tracking-uri new", "ls cut.mlz"] {
        let said = test.line(line).status(4).check().stderr;
        assert!(
            said.contains("is damaged") && said.contains("its end is missing"),
            "{said}"
        );
        assert!(said.contains("`mlrun archive extract"), "{said}");
    }
}

#[test]
fn the_same_content_is_the_same_bytes() {
    let test = archived();
    let bytes = fs::read(test.path("runs.mlz")).unwrap();
    let store = tree(&test.path("mlruns"));
    // made anew in the opposite order, in a folder of another name, for its owner alone
    for (path, content) in store.iter().rev() {
        let path = test.path(&format!("elsewhere/as-it-is/{path}"));
        let Some(content) = content else {
            fs::create_dir_all(path).unwrap();
            continue;
        };
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    }
    test.line("--tracking-uri elsewhere/as-it-is archive create -o other.mlz")
        .env("TZ", "Pacific/Kiritimati")
        .env("LANG", "tr_TR.UTF-8")
        .env("LC_ALL", "C")
        .check();
    assert!(fs::read(test.path("other.mlz")).unwrap() == bytes);
    #[cfg(unix)]
    {
        let mut shell = Command::new("/bin/sh");
        test.prepare(&mut shell);
        let script = "umask 077; exec \"$0\" archive create -o masked.mlz -q";
        let status = shell
            .args(["-c", script, env!("CARGO_BIN_EXE_mlrun")])
            .status()
            .unwrap();
        assert!(status.success());
        assert!(fs::read(test.path("masked.mlz")).unwrap() == bytes);
    }
    // and out again, in again
    test.line("archive extract runs.mlz -C out").check();
    test.line("--tracking-uri out/mlruns archive create -o again.mlz")
        .check();
    assert!(fs::read(test.path("again.mlz")).unwrap() == bytes);
}

#[test]
fn differences_are_told_by_file_run_and_experiment() {
    let test = archived();
    let (ada, ben) = (format!("7/{ADA}"), format!("7/{BEN}"));
    test.write(&format!("mlruns/{ada}/params/lr"), "0.3");
    test.write(&format!("mlruns/{ada}/params/new"), "12");
    test.write(&format!("mlruns/{ada}/artifacts/noise.bin"), noise((9 << 20) + 1));
    fs::remove_dir_all(test.path(&format!("mlruns/{ben}/metrics"))).unwrap();
    fs::create_dir(test.path("mlruns/models/empty")).unwrap();
    test.write("mlruns/.mlrun.lock", "");
    let answer = test.line("archive diff runs.mlz -o csv").check();
    let size = 9 << 20;
    let expected = format!(
        "change,path,kind,before,after\n\
         changed,{ada}/artifacts/noise.bin,file,{size},{}\n\
         changed,{ada}/params/lr,file,3,3\n\
         added,{ada}/params/new,file,,2\n\
         removed,{ben}/metrics/loss,file,20,\n\
         added,models/empty,folder,,\n",
        size + 1
    );
    assert_eq!(answer.stdout, expected);
    assert!(
        answer.stderr.starts_with("2 added, 1 removed, 2 changed, "),
        "{}",
        answer.stderr
    );
    test.line("archive diff runs.mlz --by run -o csv")
        .stdout(&format!(
            "experiment_id,run_id,added,removed,changed\n7,{ADA},1,0,2\n7,{BEN},0,1,0\nmodels,,1,0,0\n"
        ))
        .check();
    let by = test.line("archive diff runs.mlz --by experiment").json();
    assert_eq!(by[0]["experiment_id"], "7");
    assert_eq!((&by[0]["changed"], &by[1]["added"]), (&2.into(), &1.into()));
    test.line("archive diff runs.mlz --exit-code -q")
        .stdout("")
        .status(1)
        .check();
    test.line("archive create -o now.mlz -q").check();
    let between = test.line("archive diff runs.mlz now.mlz -o csv").check();
    assert_eq!(between.stdout, expected);
    test.line("archive diff now.mlz --exit-code").stdout("").check();
    let whole = fs::read(test.path("now.mlz")).unwrap();
    let first_frame = zstd::zstd_safe::find_frame_compressed_size(&whole).unwrap();
    for (at, loss) in [(9, " is lost: "), (first_frame - 1, "; nothing of it is lost")] {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        test.write("now.mlz", damaged);
        let said = test.line("archive diff now.mlz").stdout("").status(4).check().stderr;
        assert!(said.contains(loss), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn what_cannot_be_stored_cannot_be_compared() {
    use std::os::unix::ffi::OsStrExt as _;
    let test = archived();
    let name = std::ffi::OsStr::from_bytes(b"not \xff unicode");
    fs::write(test.path(&format!("mlruns/7/{ADA}/artifacts")).join(name), "x").unwrap();
    for args in ["", "--exit-code"] {
        let answer = test
            .line(&format!("archive diff runs.mlz {args}"))
            .status(4)
            .stdout("")
            .check();
        assert!(
            answer.stderr.contains("unicode: not compared: its name is not Unicode"),
            "{}",
            answer.stderr
        );
    }
    fs::write(
        test.path(&format!("mlruns/7/{ADA}/artifacts/not \u{fffd} unicode")),
        "y",
    )
    .unwrap();
    let said = test.line("archive create -o both.mlz").status(1).check().stderr;
    assert!(said.contains("unicode: not stored: its name is not Unicode"), "{said}");
    drop(std::os::unix::net::UnixListener::bind(test.path("mlruns/0/socket")).unwrap());
    let said = test.line("archive create -o other.mlz").status(1).check().stderr;
    assert!(said.contains("socket: not stored: not a file but a socket"), "{said}");
}

/// Linux takes no path longer than 4095 bytes, but folders may lie deeper.
#[cfg(target_os = "linux")]
#[test]
fn what_lies_too_deep_is_not_lost_in_silence() {
    let test = archived();
    let script = "cd \"$0\" && for i in $(seq 40); do mkdir $1 && cd $1 && echo x > f || exit 1; done";
    let artifacts = test.path(&format!("mlruns/7/{ADA}/artifacts"));
    let made = Command::new("bash")
        .args(["-c", script])
        .arg(artifacts)
        .arg("d".repeat(120))
        .status();
    assert!(made.unwrap().success());
    let said = test.line("archive create -o deep.mlz").status(1).check().stderr;
    assert!(said.contains("not stored: File name too long"), "{said}");
    let stored = test.line("archive list deep.mlz -o id").check().stdout;
    assert!(stored.lines().any(|path| path.len() > 3900 && path.ends_with("/f")));
    test.line("archive diff deep.mlz").status(4).check();
}
