use std::fs;
use std::path::Path;
use std::process::Command;

use super::support::{ADA, BEN, CLEO, StoreBuilder, Test, snapshot};

/// A store with a bit of everything, and an archive of it in `a.mlz`.
fn archived() -> Test {
    let test = Test::sample();
    let model = "7/models/m-1";
    test.write(
        &format!("mlruns/{model}/meta.yaml"),
        format!(
            "artifact_location: file:///gone/{model}/artifacts\ncreation_timestamp: 1\nexperiment_id: '7'\n\
             last_updated_timestamp: 2\nmodel_id: m-1\nname: net\nsource_run_id: {ADA}\nstatus: 2\n"
        ),
    );
    test.write(&format!("mlruns/{model}/params/depth"), "3");
    test.write(&format!("mlruns/{model}/metrics/acc"), format!("1 0.5 0 {ADA}\n"));
    test.write(&format!("mlruns/{model}/artifacts/MLmodel"), "flavors: {}\n");
    test.write(&format!("mlruns/7/{ADA}/artifacts/ü/{}", "long".repeat(40)), "far down");
    test.write(&format!("mlruns/7/{ADA}/artifacts/empty"), "");
    fs::create_dir_all(test.path(&format!("mlruns/7/{CLEO}/artifacts"))).unwrap();
    fs::create_dir_all(test.path("mlruns/.trash")).unwrap();
    test.line("registry models create m").check();
    test.line("registry versions create m --model-id m-1").check();
    test.write("mlruns/.mlrun-left.part", "ours");
    let said = test.line("archive create -o a.mlz").check().stderr;
    assert!(
        said.starts_with("a.mlz: 3 runs, 2") && said.ends_with(" %)\n"),
        "{said}"
    );
    test
}

fn unpack(archive: &Path, into: &Path) {
    let stream = zstd::stream::decode_all(fs::File::open(archive).unwrap()).unwrap();
    tar::Archive::new(&stream[..]).unpack(into).unwrap();
}

#[test]
fn what_reads_a_folder_reads_an_archive_and_answers_the_same() {
    let test = archived();
    let before = snapshot(&test.path("mlruns"));
    for line in [
        "ls",
        "runs search --filter metrics.loss>0.1 --order-by params.lr -o json",
        "runs search --view all -o csv",
        "runs list --experiment-id 7",
        "show ada",
        "show cleo -o json",
        "diff ada @~1",
        "experiments list",
        "experiments get -n digits",
        "metrics history ada loss -o csv",
        "plot loss",
        "tree",
        "artifacts list ada -R",
        "artifacts list ada -p model",
        "artifacts list -u models:/m-1",
        "logged-models list",
        "logged-models show m-1",
        "registry models list",
        "registry versions list m",
        "traces list",
        "status -o json",
    ] {
        let folder = test.line(line).args(["--no-index"]).answer();
        for uri in [
            test.path("a.mlz").display().to_string(),
            format!("file://{}", test.path("a.mlz").display()),
        ] {
            for _ in 0..2 {
                let archive = test.line(line).env("MLFLOW_TRACKING_URI", &uri).answer();
                let as_folder = |text: &str| text.replace("a.mlz", "mlruns").replace(&uri, "./mlruns");
                let neutral = |text: &str| {
                    let lines = text
                        .lines()
                        .filter(|line| !line.contains("chosen_by") && !line.contains("\"files\""));
                    lines
                        .filter(|line| !line.contains("\"bytes\""))
                        .collect::<Vec<_>>()
                        .join("\n")
                };
                assert_eq!(neutral(&as_folder(&archive.stdout)), neutral(&folder.stdout), "{line}");
                assert_eq!(as_folder(&archive.stderr), folder.stderr, "{line}");
                assert_eq!(archive.status, folder.status, "{line}");
            }
        }
    }
    let report = test.line("report -o - --tracking-uri a.mlz").check().stdout;
    assert!(report.contains("a.mlz") && report.contains("손실"));
    let lines = |text: &str| text.lines().count();
    assert_eq!(lines(&test.line("ls a.mlz -o id").answer().stdout), 3);
    test.line(&format!("artifacts download -r {ADA} -d there --tracking-uri a.mlz"))
        .check();
    assert_eq!(fs::read(test.path("there/model/weights.bin")).unwrap(), [0; 2048]);
    assert_eq!(test.read(&format!("there/ü/{}", "long".repeat(40))), "far down");
    assert_eq!(snapshot(&test.path("mlruns")), before);
}

#[test]
fn an_archive_is_checked_as_the_folder_it_was_made_of() {
    let test = archived();
    fs::remove_file(test.path("mlruns/.mlrun-left.part")).unwrap();
    fs::write(test.path(&format!("mlruns/7/{BEN}/metrics/loss")), "no metric\n").unwrap();
    test.line("archive create -o a.mlz --force").check();
    fs::rename(test.path("mlruns"), test.path("moved")).unwrap();
    let [folder, archive] = ["moved", "a.mlz"].map(|uri| test.line(&format!("fsck --tracking-uri {uri}")).answer());
    assert!(folder.stdout.contains("metric-") && folder.status == 4);
    assert_eq!((archive.stdout, archive.status), (folder.stdout, folder.status));
    assert_eq!(archive.stderr, folder.stderr);
}

#[test]
fn what_writes_refuses_and_says_why() {
    let test = archived();
    let before = fs::read(test.path("a.mlz")).unwrap();
    test.write("MLproject", "entry_points:\n  main: {command: echo hi}\n");
    test.write("net/MLmodel", "flavors: {python_function: {loader_module: x}}\n");
    let writing = "experiments create new, experiments delete digits, experiments restore digits, \
        experiments rename digits --new-name d, experiments tag digits a b, experiments untag digits a, \
        runs create -n unheard, runs delete ada, runs restore ada, runs rename ada lovelace, runs tag ada a b, \
        runs untag ada a, runs finish ada, runs stop ada, runs reap, runs move ada --to 0, runs copy ada, \
        log metric ada loss 1, log metrics ada loss=1, log param ada new 1, log tag ada a b, log stream ada, \
        log artifact ada MLproject, log artifacts ada net, log input ada MLproject, log model --run ada --name n net, \
        artifacts log-artifact --local-file MLproject --run-id ada, \
        artifacts log-artifacts --local-file net --run-id ada, \
        registry models create other, registry models rename m n, registry models describe m text, \
        registry models tag m a=b, registry models untag m a, registry models delete m --yes, \
        registry versions create m --model-id m-1, registry versions describe m 1 text, \
        registry versions transition m 1 Production, registry versions tag m 1 a=b, registry versions untag m 1 a, \
        registry versions copy m 1 other, registry versions delete m 1 --yes, registry aliases set m best 1, \
        registry aliases delete m best, run ., run . --dry-run, run . --sweep, rerun ada, exec -- echo hi, \
        fsck --repair, fsck --repair --dry-run, gc, gc --dry-run, gc --yes, gc --backend-store-uri a.mlz, \
        merge mlruns, merge mlruns --dry-run, merge mlruns --into a.mlz, relocate, relocate --dry-run, \
        relocate --from /a --to /b --yes, undo, undo --dry-run";
    for line in writing.split(", ") {
        test.line(line)
            .env("MLFLOW_TRACKING_URI", "a.mlz")
            .status(1)
            .stdout("")
            .check_stderr(
                "error: [DIR]/a.mlz is an archive, which can only be read\n\
                 hint: `mlrun archive restore [DIR]/a.mlz --tracking-uri FOLDER` makes a folder of it, which can be changed\n",
            );
    }
    assert_eq!(fs::read(test.path("a.mlz")).unwrap(), before);
}

#[test]
fn the_same_content_makes_the_same_bytes_and_tar_unpacks_them() {
    let test = archived();
    unpack(&test.path("a.mlz"), &test.path("out"));
    fs::remove_file(test.path("mlruns/.mlrun-left.part")).unwrap();
    fs::remove_file(test.path("mlruns/.mlrun.lock")).unwrap();
    let content = |folder: &str| {
        let taken = snapshot(&test.path(folder));
        taken
            .into_iter()
            .map(|(name, (bytes, _))| (name, bytes))
            .collect::<Vec<_>>()
    };
    assert_eq!(content("out/mlruns"), content("mlruns"));
    test.line("archive create -o b.mlz --tracking-uri out/mlruns").check();
    test.line("archive create -o c.mlz --tracking-uri a.mlz").check();
    let first = fs::read(test.path("a.mlz")).unwrap();
    assert!(first == fs::read(test.path("b.mlz")).unwrap() && first == fs::read(test.path("c.mlz")).unwrap());
    assert!(!test.path("out/mlruns/.mlrun.lock").exists());
    fs::write(test.path(&format!("mlruns/7/{ADA}/params/lr")), "0.3").unwrap();
    test.line("archive create -o a.mlz")
        .status(5)
        .check_stderr("error: [DIR]/a.mlz is there already\nhint: --force replaces it\n");
    assert_eq!(fs::read(test.path("a.mlz")).unwrap(), first);
    test.line("archive create -o a.mlz --force").check();
    assert_ne!(fs::read(test.path("a.mlz")).unwrap(), first);
    test.line("archive create -o mlruns/x.mlz").status(5).check();
    test.line("archive create -o nowhere/x.mlz").status(1).check();
    test.line("archive create --tracking-uri nowhere").status(3).check();
}

#[test]
fn some_runs_and_some_artifacts() {
    let test = archived();
    let holds = |flags: &str, held: &[&str], left: &[&str]| {
        let line = format!("archive create -f -o some.mlz {flags}");
        let said = test.line(&line).check().stderr;
        let listed = test.line("archive list some.mlz -o id").check().stdout;
        for (paths, expected) in [(held, true), (left, false)] {
            for path in paths {
                let found = listed.lines().any(|line| line.contains(path));
                assert_eq!(found, expected, "{flags}: {path}\n{listed}");
            }
        }
        said
    };
    let said = holds(
        "--filter params.lr='0.1'",
        &[
            "7/meta.yaml",
            &format!("{ADA}/meta.yaml"),
            "models/m-1/artifacts/MLmodel",
            "weights.bin",
        ],
        &[BEN, CLEO, "0/meta.yaml", "models/m/"],
    );
    assert!(
        said.contains("some.mlz: 1 run,") && said.ends_with("; without the registry, traces\n"),
        "{said}"
    );
    holds("-x 0", &["0/meta.yaml"], &["7/", "models"]);
    holds("-n digits", &[ADA, BEN, CLEO, "7/models/m-1"], &["0/", "models/m/"]);
    let said = holds(
        "--no-artifacts",
        &[
            &format!("{ADA}/artifacts"),
            "models/m/meta.yaml",
            "7/models/m-1/artifacts",
        ],
        &["weights.bin", "plot.csv", "MLmodel", "far"],
    );
    assert!(said.ends_with("; without artifacts\n"), "{said}");
    let said = holds("--max-artifact-size 1k", &["plot.csv", "MLmodel"], &["weights.bin"]);
    assert!(said.ends_with("; without 1 artifact of 2.0 kB\n"), "{said}");
    test.line("archive create -o x.mlz --max-artifact-size many")
        .status(2)
        .check();
}

#[cfg(unix)]
#[test]
fn an_archive_takes_only_a_files_place() {
    let test = archived();
    fs::create_dir(test.path("folder")).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(test.path("pipe"))
            .status()
            .unwrap()
            .success()
    );
    for place in ["folder", "pipe"] {
        for force in ["", " --force"] {
            test.line(&format!("archive create -o {place}{force}"))
                .status(5)
                .check_stderr(&format!(
                    "error: [DIR]/{place} is no plain file, and is not replaced\nhint: choose another place with -o\n"
                ));
        }
    }
    test.line("archive create -o -")
        .status(2)
        .check_stderr("error: an archive cannot be written to standard output: name a file with -o\n");
    let said = test
        .line("archive create -o none.mlz --filter params.lr='no'")
        .check()
        .stderr;
    assert!(said.starts_with("warning: no run was chosen: the archive holds none\nnone.mlz: 0 runs, 0 files, 0 B in "));
    assert!(said.contains(" B; without the registry"), "{said}");
    fs::create_dir(test.path("far")).unwrap();
    std::os::unix::fs::symlink("far/b.mlz", test.path("latest.mlz")).unwrap();
    test.write("far/b.mlz", "old");
    test.line("archive create -o latest.mlz --force").check();
    assert_eq!(
        fs::read(test.path("far/b.mlz")).unwrap(),
        fs::read(test.path("a.mlz")).unwrap()
    );
    assert!(fs::symlink_metadata(test.path("latest.mlz")).unwrap().is_symlink());
    let said = test
        .line("archive create -o a.mlz --force --tracking-uri a.mlz")
        .status(5)
        .check()
        .stderr;
    assert!(said.contains("is the store or lies in it"), "{said}");
    let said = test.line("archive create -o far.mlz --tracking-uri far").check().stderr;
    assert!(said.contains("warning: there is no experiment in"), "{said}");
    fs::rename(test.path("a.mlz"), test.path("my runs.mlz")).unwrap();
    let uri = format!("file://{}", test.path("my%20runs.mlz").display());
    test.line("ls -o id").env("MLFLOW_TRACKING_URI", &uri).check();
}

#[test]
fn what_is_not_in_an_archive_is_said_with_what_may_be_meant() {
    let test = archived();
    for (line, code, said) in [
        ("archive list no.mlz", 3, "there is no archive [DIR]/no.mlz"),
        ("archive list mlruns", 2, "[DIR]/mlruns is a folder, not an archive"),
        ("archive verify mlruns", 2, "[DIR]/mlruns is a folder, not an archive"),
        ("archive list a.mlz metrix", 3, "there is no \"metrix\" in the archive"),
        (
            &format!("archive list a.mlz {ADA}"),
            3,
            &format!("did you mean \"7/{ADA}\"?"),
        ),
        ("archive extract a.mlz m-1", 3, "did you mean \"7/models/m-1\"?"),
    ] {
        let answer = test.line(line).answer();
        let dir = test.path("").display().to_string();
        let stderr = answer.stderr.replace(dir.trim_end_matches('/'), "[DIR]");
        assert!(
            answer.status == code && stderr.contains(said),
            "{line}: {} {stderr}",
            answer.status
        );
    }
    let list = |line: &str| test.line(line).check().stdout;
    let of_model = list("archive list a.mlz 7/models/m-1 -o id");
    assert_eq!(list("archive list a.mlz mlruns/7/models/m-1/ -o id"), of_model);
    assert!(of_model.lines().count() >= 4 && of_model.lines().all(|path| path.starts_with("7/models/m-1/")));
    assert_eq!(
        list("archive list a.mlz 0/meta.yaml models/m -o id").lines().next(),
        Some("0/meta.yaml")
    );
}

#[test]
fn what_is_no_archive_or_a_damaged_one_is_said() {
    let test = archived();
    let whole = fs::read(test.path("a.mlz")).unwrap();
    let refuse = |bytes: &[u8], said: &str| {
        fs::write(test.path("bad.mlz"), bytes).unwrap();
        for line in ["ls bad.mlz", "archive list bad.mlz", "status --tracking-uri bad.mlz"] {
            let answer = test.line(line).answer();
            assert!(
                answer.status == 4 && answer.stderr.contains(said),
                "{line}: {}",
                answer.stderr
            );
        }
    };
    refuse(b"", "is no archive of mlrun's");
    refuse(b"something else", "is no archive of mlrun's");
    for length in [100, whole.len() / 2, whole.len() - 1] {
        refuse(&whole[..length], "is damaged: its end is missing or overwritten");
    }
    let foreign = zstd::bulk::compress(&[b'x'; 2000], 1).unwrap();
    refuse(&foreign, "is no archive of mlrun's");
    let mut bad = whole.clone();
    bad[whole.len() - 100] ^= 1;
    refuse(&bad, "is damaged: its index is not as it was written");
    let mut bad = whole.clone();
    bad[whole.len() - 56] ^= 1;
    refuse(&bad, "is damaged: its footer does not say where the index is");
    let mut later = whole.clone();
    later[whole.len() - 60] = 9;
    refuse(&later, "of version 9");
    let mut bad = whole.clone();
    bad[20] ^= 1;
    fs::write(test.path("bad.mlz"), &bad).unwrap();
    let answer = test.line("ls bad.mlz").answer();
    assert!(
        answer.stderr.contains("the frame at byte 0 is not as it was written"),
        "{}",
        answer.stderr
    );
}

#[test]
fn large_files_are_stored_in_pieces() {
    let test = Test::with_store(|store: &StoreBuilder| {
        store.experiment("0", "Default").run(ADA, "ada").artifact("small", b"x");
    });
    let folder = test.path(&format!("mlruns/0/{ADA}/artifacts"));
    let medium: Vec<u8> = (0..3_000_000_u32)
        .map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    fs::write(folder.join("medium"), &medium).unwrap();
    let sparse = fs::File::create(folder.join("sparse")).unwrap();
    sparse.set_len(20 << 20).unwrap();
    test.line("archive create -o a.mlz").check();
    assert!(fs::metadata(test.path("a.mlz")).unwrap().len() < 3_100_000);
    unpack(&test.path("a.mlz"), &test.path("out"));
    let out = test.path(&format!("out/mlruns/0/{ADA}/artifacts"));
    assert_eq!(fs::read(out.join("medium")).unwrap(), medium);
    assert_eq!(fs::read(out.join("sparse")).unwrap(), vec![0; 20 << 20]);
    test.line("artifacts download ada -d got --tracking-uri a.mlz").check();
    assert_eq!(fs::read(test.path("got/medium")).unwrap(), medium);
    assert_eq!(fs::metadata(test.path("got/sparse")).unwrap().len(), 20 << 20);
}

#[cfg(unix)]
#[test]
fn links_are_what_they_lead_to_and_nothing_is_lost_in_silence() {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let test = Test::sample();
    let artifacts = test.path(&format!("mlruns/7/{ADA}/artifacts"));
    test.write("elsewhere/secret", "no");
    fs::rename(test.path("mlruns/0"), test.path("elsewhere/0")).unwrap();
    symlink(test.path("elsewhere/0"), test.path("mlruns/0")).unwrap();
    symlink("plot.csv", artifacts.join("again.csv")).unwrap();
    symlink("model", artifacts.join("best")).unwrap();
    symlink("../artifacts", artifacts.join("circle")).unwrap();
    symlink("nowhere", artifacts.join("dangling")).unwrap();
    symlink(test.path("elsewhere/secret"), artifacts.join("out")).unwrap();
    fs::set_permissions(artifacts.join("plot.csv"), fs::Permissions::from_mode(0o740)).unwrap();
    let answer = test.line("archive create -o a.mlz").answer();
    for said in [
        "circle: left out: a link that leads in a circle, to ",
        "dangling: left out: a link that leads nowhere",
        "out: left out: a link that leads out of the store, to ",
    ] {
        assert!(answer.stderr.contains(said), "{said}: {}", answer.stderr);
    }
    assert_eq!((answer.status, answer.stderr.lines().count()), (0, 4));
    unpack(&test.path("a.mlz"), &test.path("out"));
    let out = test.path("out/mlruns");
    assert!(out.join("0/meta.yaml").exists() && !fs::symlink_metadata(out.join("0")).unwrap().is_symlink());
    let out = out.join(format!("7/{ADA}/artifacts"));
    assert_eq!(fs::read(out.join("again.csv")).unwrap(), b"x,y\n1,2\n");
    assert_eq!(fs::read(out.join("best/weights.bin")).unwrap(), [0; 2048]);
    assert_eq!(
        fs::metadata(out.join("plot.csv")).unwrap().permissions().mode() & 0o777,
        0o755
    );
    assert!(!out.join("out").exists() && !out.join("circle").exists());

    fs::write(artifacts.join(std::ffi::OsStr::from_bytes(b"b\xffd")), "").unwrap();
    let socket = std::os::unix::net::UnixListener::bind(artifacts.join("s"));
    let answer = test.line("archive create -f -o a.mlz").answer();
    assert_eq!(answer.status, 1, "{}", answer.stderr);
    assert!(
        answer.stderr.contains("not stored: its name is not Unicode"),
        "{}",
        answer.stderr
    );
    assert!(
        socket.is_err() || answer.stderr.contains("artifacts/s: not stored: "),
        "{}",
        answer.stderr
    );
    assert_eq!(test.line("ls a.mlz -o id").answer().stdout.lines().count(), 3);
}
