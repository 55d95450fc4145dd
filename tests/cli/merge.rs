//! Bringing stores together.

use std::fs;

use serde_json::{Value, json};

use super::support::{ADA, BEN, CLEO, StoreBuilder, T0, Test, snapshot};

const DAN: &str = "da000000000000000000000000000004";
const EVE: &str = "e0e00000000000000000000000000005";

/// The sample store, and two more: `src`, whose `digits` has another id, and `old`, whose ids are counters.
fn stores() -> Test {
    let test = Test::sample();
    let src = StoreBuilder::new(test.path("src"));
    src.experiment("0", "Default")
        .run(DAN, "dan")
        .ended(3, T0 + 5)
        .artifact("a b/ü.txt", b"text");
    let digits = src.experiment("812345678901234567", "digits");
    digits
        .run("e0000000000000000000000000000005", "eve")
        .ended(3, T0 + 9)
        .param("p/q", "1")
        .metric("loss", "1 0.5 0\n")
        .artifact("model/MLmodel", b"flavors: {a: {}}\n");
    let old = StoreBuilder::new(test.path("old"));
    old.experiment("7", "another");
    test
}

fn meta(test: &Test, path: &str) -> String {
    test.read(&format!("{path}/meta.yaml"))
}

fn names(test: &Test, store: &str) -> Vec<String> {
    let listed = test
        .line(&format!("--tracking-uri {store} experiments list --view all"))
        .json();
    let name = |experiment: &Value| format!("{} {}", experiment["experiment_id"], experiment["name"]);
    let mut names: Vec<String> = listed.as_array().unwrap().iter().map(name).collect();
    names.sort();
    names
}

#[test]
fn a_second_merge_finds_nothing_to_do_and_the_order_does_not_matter() {
    let test = stores();
    let sources = ["mlruns", "src", "old"].map(|source| snapshot(&test.path(source)));
    let first = test.line("merge mlruns src old --into all").json();
    assert_eq!(first["counts"]["runs"], json!({"new": 5}));
    assert_eq!(first["refused"], json!([]));
    let before = snapshot(&test.path("all"));
    let again = test.line("merge old src mlruns --into all").json();
    assert_eq!((&again["files"], &again["items"]), (&json!(0), &json!([])));
    assert!(snapshot(&test.path("all")) == before, "nothing is touched");
    let now = ["mlruns", "src", "old"].map(|source| snapshot(&test.path(source)));
    assert!(now == sources, "sources are only read");

    test.line("merge old src mlruns --into all2 -o json").status(0).answer();
    let content = |store: &str| {
        let root = test.path(store).display().to_string();
        let files = snapshot(&test.path(store))
            .into_iter()
            .filter(|(name, _)| !name.starts_with(".mlrun.trash"))
            .filter_map(|(name, (bytes, _))| Some((name, bytes?)));
        files
            .map(|(name, bytes)| (name, String::from_utf8_lossy(&bytes).replace(&root, "ROOT")))
            .collect::<Vec<_>>()
    };
    assert_eq!(content("all"), content("all2"));
    // of `another`, which has the id of `digits` of the first store, one had to get another id, which depends on its name alone
    let names = names(&test, "all");
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(names.iter().any(|name| name.ends_with("\"another\"")), "{names:?}");
}

#[test]
fn an_archive_is_merged_as_the_store_it_was_made_of() {
    let test = stores();
    test.line("archive create -o old.mlz --tracking-uri src").check();
    let from_folder = test.line("merge src --into all").json();
    let from_archive = test.line("merge old.mlz --into all2").json();
    assert_eq!(from_folder["counts"], from_archive["counts"]);
    let again = test.line("merge src old.mlz --into all2").json();
    assert_eq!((&again["files"], &again["items"]), (&json!(0), &json!([])));
    let archive = test.path("old.mlz");
    let mut bytes = fs::read(&archive).unwrap();
    bytes[700] ^= 1;
    fs::write(&archive, bytes).unwrap();
    let refused = test.line("merge src old.mlz --into all3").status(4).check();
    assert!(refused.stderr.contains("so nothing was merged"), "{}", refused.stderr);
    assert!(
        refused.stderr.contains("artifacts/model/MLmodel is lost"),
        "{}",
        refused.stderr
    );
    assert!(!test.path("all3").exists());
}

#[test]
fn runs_come_to_the_experiment_of_that_name_and_say_where_they_are() {
    let test = stores();
    let plan = test.line("merge src --into mlruns --dry-run").json();
    assert_eq!(plan["counts"]["runs"], json!({"new": 2}));
    assert!(!test.path("mlruns/0").join(DAN).exists(), "a dry run changes nothing");
    test.line("merge src -o id")
        .stdout(&format!("{DAN}\ne0000000000000000000000000000005\n"))
        .check();
    let dir = test.path("mlruns").display().to_string();
    let eve = "mlruns/7/e0000000000000000000000000000005";
    let said = meta(&test, eve);
    assert!(said.contains("experiment_id: '7'"), "{said}");
    assert!(
        said.contains(&format!(
            "artifact_uri: file://{dir}/7/e0000000000000000000000000000005/artifacts"
        )),
        "{said}"
    );
    assert_eq!(test.read(&format!("{eve}/params/p/q")), "1");
    let of_dan = meta(&test, &format!("mlruns/0/{DAN}"));
    assert!(of_dan.contains(&format!("{dir}/0/{DAN}/artifacts")), "{of_dan}");
    fs::remove_dir_all(test.path("src")).unwrap();
    test.line("artifacts list eve model --recursive")
        .stdout("model/MLmodel\n")
        .answer();
    assert_eq!(test.line("runs show eve").json()["data"]["metrics"]["loss"], json!(0.5));
}

#[test]
fn what_is_in_both_is_united_and_what_differs_stays_and_is_named() {
    let test = Test::sample();
    test.line("merge mlruns --into copy").answer();
    let cleo = format!("mlruns/7/{CLEO}");
    test.write(&format!("{cleo}/metrics/loss"), "1 0.5 0\n3 0.3 2\n");
    test.write(&format!("{cleo}/params/new"), "value");
    let ended = meta(&test, &cleo)
        .replace("status: 1", "status: 3")
        .replace("end_time: null", "end_time: 1760000999000");
    test.write(&format!("{cleo}/meta.yaml"), ended);
    test.write(&format!("copy/7/{CLEO}/metrics/loss"), "1 0.5 0\n2 0.4 1\n");
    test.write(&format!("mlruns/7/{ADA}/params/lr"), "0.15");
    test.write(&format!("mlruns/7/{BEN}/artifacts/log.txt"), "one\ntwo\n");
    test.write(&format!("copy/7/{BEN}/artifacts/log.txt"), "one\n");
    let merged = test.line("merge mlruns --into copy").status(5).json();
    assert_eq!(merged["counts"]["runs"], json!({"united": 2, "conflict": 1}));
    let conflicts: Vec<&Value> = merged["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|item| item["conflicts"] != json!([]))
        .collect();
    assert_eq!(conflicts.len(), 1);
    assert_eq!(conflicts[0]["id"], ADA);
    assert_eq!(
        conflicts[0]["conflicts"],
        json!([{"path": "params/lr", "reason": "differs"}])
    );
    assert_eq!(test.read(&format!("copy/7/{ADA}/params/lr")), "0.1");
    let cleo = format!("copy/7/{CLEO}");
    assert_eq!(
        test.read(&format!("{cleo}/metrics/loss")),
        "1 0.5 0\n2 0.4 1\n3 0.3 2\n"
    );
    assert_eq!(test.read(&format!("{cleo}/params/new")), "value");
    assert!(meta(&test, &cleo).contains("status: 3"));
    assert_eq!(test.read(&format!("copy/7/{BEN}/artifacts/log.txt")), "one\ntwo\n");
    let before = snapshot(&test.path("copy"));
    let again = test.line("merge mlruns --into copy").status(5).json();
    assert_eq!(
        (&again["files"], &again["counts"]["runs"]),
        (&json!(0), &json!({"equal": 2, "conflict": 1}))
    );
    assert!(snapshot(&test.path("copy")) == before);
    let page = test.line("merge mlruns --into copy").status(5).check();
    assert!(page.stdout.contains("params/lr: differs"), "{}", page.stdout);
    // another run of the same id gets nothing of this one
    let other = meta(&test, &cleo).replace("user_id: tester", "user_id: eve");
    test.write(&format!("{cleo}/meta.yaml"), other);
    test.write(&format!("mlruns/7/{CLEO}/params/newer"), "value");
    test.line("merge mlruns --into copy").status(5).check();
    assert!(!test.path(&format!("{cleo}/params/newer")).exists());
}

#[test]
fn deleted_ones_come_deleted_and_are_marked_where_the_experiment_lives_on() {
    let test = stores();
    test.line(&format!("runs delete {ADA}")).answer();
    test.line("--tracking-uri src experiments delete 812345678901234567")
        .answer();
    test.line("--tracking-uri old experiments delete 7").answer();
    test.line("merge mlruns src old --into all").answer();
    assert!(meta(&test, &format!("all/7/{ADA}")).contains("lifecycle_stage: deleted"));
    assert!(meta(&test, "all/7/e0000000000000000000000000000005").contains("lifecycle_stage: deleted"));
    let trash = fs::read_dir(test.path("all/.trash")).unwrap().flatten();
    let deleted: Vec<String> = trash
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(deleted.len(), 1, "{deleted:?}");
    let said = meta(&test, &format!("all/.trash/{}", deleted[0]));
    assert!(
        said.contains(&format!("all/{}\n", deleted[0])),
        "as it will be when it is restored: {said}"
    );
    let again = test.line("merge mlruns src old --into all").json();
    assert_eq!(again["files"], json!(0));
    // what lives does not come to what is deleted
    test.line("--tracking-uri all experiments delete 7").answer();
    let refused = test.line("merge mlruns --into all").status(5).json();
    assert!(
        refused["refused"][0]["reason"]
            .as_str()
            .unwrap()
            .contains("is deleted here"),
        "{refused}"
    );
}

#[test]
fn versions_say_where_their_files_are_now_and_other_versions_stay() {
    let test = stores();
    let register = |store: &str, run: &str, folder: &str| {
        let source = test.path(&format!("{folder}/artifacts/model")).display().to_string();
        test.write(
            &format!("{store}/models/m/meta.yaml"),
            "creation_timestamp: 1\ndescription: null\nlast_updated_timestamp: 1\nname: m\n",
        );
        test.write(
            &format!("{store}/models/m/version-1/meta.yaml"),
            format!(
                "creation_timestamp: {}\ncurrent_stage: None\nname: m\nrun_id: {run}\nsource: file://{source}\n\
                 storage_location: {source}\nversion: 1\n",
                run.len() + store.len()
            ),
        );
        test.write(&format!("{store}/models/m/aliases/champion"), "1");
    };
    register(
        "src",
        "e0000000000000000000000000000005",
        "src/812345678901234567/e0000000000000000000000000000005",
    );
    test.line("merge src").answer();
    let dir = test
        .path("mlruns/7/e0000000000000000000000000000005/artifacts/model")
        .display()
        .to_string();
    let version = meta(&test, "mlruns/models/m/version-1");
    assert!(version.contains(&format!("source: file://{dir}\n")), "{version}");
    assert!(version.contains(&format!("storage_location: {dir}\n")), "{version}");
    assert_eq!(test.line("merge src").json()["files"], json!(0));
    register("old", ADA, &format!("mlruns/7/{ADA}"));
    test.write(
        "old/models/m/version-2/meta.yaml",
        "creation_timestamp: 9\nname: m\nsource: s3://b/k\nversion: 2\n",
    );
    test.write("old/models/m/aliases/newest", "1");
    test.write("old/models/m/aliases/next", "2");
    let merged = test.line("merge old").status(5).json();
    let conflicts = merged["items"][merged["items"].as_array().unwrap().len() - 1]["conflicts"].to_string();
    assert!(
        conflicts.contains("version-1/meta.yaml") && conflicts.contains("aliases/newest"),
        "{merged}"
    );
    assert_eq!(meta(&test, "mlruns/models/m/version-1"), version);
    assert!(
        !test.path("mlruns/models/m/aliases/newest").exists(),
        "it would mean another version"
    );
    assert_eq!(test.read("mlruns/models/m/aliases/next"), "2");
    assert!(meta(&test, "mlruns/models/m/version-2").contains("s3://b/k"));
}

#[test]
fn by_id_another_name_is_a_conflict() {
    let test = stores();
    let merged = test.line("merge old src --by id").status(5).json();
    let refused: Vec<&str> = merged["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["reason"].as_str().unwrap())
        .collect();
    assert_eq!(
        refused,
        [
            "the experiment with this id is 'digits' here",
            "'digits' is the experiment 7 here"
        ]
    );
    assert!(test.path("mlruns/0").join(DAN).is_dir(), "all else is merged");
    let fresh = test.line("merge mlruns src --into fresh --by id").status(5).json();
    assert_eq!(
        fresh["refused"][0]["reason"], "'digits' has another id in another source",
        "{fresh}"
    );
    let digits = names(&test, "fresh")
        .into_iter()
        .filter(|name| name.ends_with(" \"digits\""));
    assert_eq!(digits.count(), 1);
}

#[test]
fn what_is_chosen_comes_with_what_belongs_to_it() {
    let test = stores();
    let eve = "e0000000000000000000000000000005";
    test.write(
        "src/models/m/meta.yaml",
        "creation_timestamp: 1\nlast_updated_timestamp: 1\nname: m\n",
    );
    for (number, run) in [(1, eve), (2, DAN)] {
        let version =
            format!("creation_timestamp: {number}\nname: m\nrun_id: {run}\nsource: s3://b/k\nversion: {number}\n");
        test.write(&format!("src/models/m/version-{number}/meta.yaml"), version);
        test.write(&format!("src/models/m/aliases/alias{number}"), number.to_string());
    }
    let digits = "src/812345678901234567";
    for (name, run) in [("a", eve), ("b", ADA)] {
        test.write(
            &format!("{digits}/models/m-{name}/meta.yaml"),
            format!("experiment_id: '812345678901234567'\nmodel_id: m-{name}\nsource_run_id: {run}\n"),
        );
        let trace = format!("{digits}/traces/tr-{name}");
        test.write(&format!("{trace}/trace_info.yaml"), format!("trace_id: tr-{name}\n"));
        test.write(&format!("{trace}/request_metadata/mlflow.sourceRun"), run);
    }
    let whole = ["mlruns", "src"].map(|store| snapshot(&test.path(store)));
    test.line("merge mlruns src --into all").answer();
    let there = |path: &str| test.path(&format!("back/{path}")).exists();
    let back = |store: &str, filter: &str| test.mlrun(["merge", "all", "--into", store, "--filter", filter]);
    let brought = back("back", &format!("run_id = '{eve}'")).json();
    assert_eq!(brought["counts"]["runs"], json!({"new": 1}), "{brought}");
    for (path, is_there) in [
        ("7", true),
        ("7/models/m-a", true),
        ("7/models/m-b", false),
        ("7/traces/tr-a", true),
        ("7/traces/tr-b", false),
        ("models/m/meta.yaml", true),
        ("models/m/version-1", true),
        ("models/m/version-2", false),
        ("models/m/aliases/alias1", true),
        ("models/m/aliases/alias2", false),
    ] {
        assert_eq!(there(path), is_there, "{path}");
    }

    // there and back again
    let ids = format!("run_id IN ('{eve}', '{DAN}')");
    back("back", &ids).args(["--view", "all"]).answer();
    assert!(there("models/m/version-2") && there("models/m/aliases/alias2"));
    let ids = format!("run_id IN ('{ADA}', '{BEN}', '{CLEO}')");
    back("back2", &ids).args(["--view", "all"]).answer();
    for (store, whole) in ["back2", "back"].into_iter().zip(whole) {
        let back = snapshot(&test.path(store));
        let runs = [ADA, BEN, CLEO, DAN, eve];
        let of_runs = whole
            .iter()
            .filter(|(path, _)| runs.iter().any(|run| path.contains(run)));
        let of_runs: Vec<_> = of_runs.filter(|(path, _)| !path.ends_with("/meta.yaml")).collect();
        assert!(of_runs.len() > 5);
        for (path, content) in of_runs {
            let (_, below) = path.split_once('/').unwrap();
            let same = back
                .iter()
                .find(|(path, _)| path.split_once('/').is_some_and(|(_, rest)| rest == below));
            assert_eq!(same.map(|(_, content)| &content.0), Some(&content.0), "{store}: {path}");
        }
    }

    // by experiment all comes, and one that nobody has is a mistake
    let brought = test.line("merge all --into third -x digits").json();
    assert_eq!(brought["counts"]["runs"], json!({"new": 4}), "{brought}");
    assert!(test.path("third/7/traces/tr-b").exists() && !test.path("third/0").join(DAN).exists());
    assert!(test.path("third/models/m/version-1").exists() && !test.path("third/models/m/version-2").exists());
    test.line("merge all src --into fourth -x nothing").status(3).check();
    test.mlrun(["merge", "nowhere", "--into", "fourth", "--filter", "run_id = 'a'"])
        .status(3)
        .check();
    assert!(!test.path("fourth").exists());
}

#[test]
fn stores_in_each_other_and_what_is_no_store_are_refused() {
    let test = stores();
    fs::create_dir_all(test.path("project/empty")).unwrap();
    fs::rename(test.path("old"), test.path("project/mlruns")).unwrap();
    for (line, status, said) in [
        ("merge mlruns", 2, "is the store that all is to come into"),
        ("merge mlruns --into mlruns/inner", 2, "lie in each other"),
        ("merge mlruns/7 --into mlruns", 2, "lie in each other"),
        ("merge gone", 3, "there is no store at [DIR]/gone"),
        ("merge project", 3, "hint: there is one at [DIR]/project/mlruns"),
        ("merge s3://bucket", 2, "is no folder of runs"),
    ] {
        let answer = test.line(line).status(status).check();
        assert!(
            test.placeholders(&answer.stderr).contains(said),
            "{line}: {}",
            answer.stderr
        );
    }
    let uri = format!("file://{}", test.path("src").display());
    test.mlrun([
        "merge",
        &uri,
        "src",
        "--into",
        &format!("file://{}", test.path("all").display()),
    ])
    .answer();
    assert!(test.path("all/0").join(DAN).is_dir());
}

#[cfg(unix)]
#[test]
fn links_out_of_a_source_are_not_followed_and_damage_comes_as_it_is() {
    use std::os::unix::fs::symlink;
    let test = stores();
    test.write("secret/key", "secret");
    let dan = test.path(&format!("src/0/{DAN}"));
    symlink(test.path("secret/key"), dan.join("params/key")).unwrap();
    symlink(test.path("secret"), dan.join("artifacts/folder")).unwrap();
    symlink(dan.join("artifacts/a b/ü.txt"), dan.join("artifacts/inner")).unwrap();
    symlink("/", test.path("src/0/f0000000000000000000000000000006")).unwrap();
    test.write(&format!("src/0/{DAN}/artifacts/\u{1b}[2J.txt"), "x");
    test.write("src/0/d0000000000000000000000000000007/meta.yaml", "run_id: [cut");
    test.write("src/0/d0000000000000000000000000000007/params/p", "v");
    test.write("src/0/checkpoints/weights", "w");
    let merged = test.line("merge src").answer();
    assert_eq!(merged.status, 0, "{}", merged.stderr);
    assert!(!merged.stderr.contains('\u{1b}'));
    for said in [
        "key: a link that leads out",
        "folder: a link to a folder",
        "f0000000000000000000000000000006: a link",
        "brought as it is",
    ] {
        assert!(merged.stderr.contains(said), "{said}: {}", merged.stderr);
    }
    let to = test.path(&format!("mlruns/0/{DAN}"));
    assert!(!to.join("params/key").exists() && !to.join("artifacts/folder").exists());
    assert_eq!(fs::read(to.join("artifacts/inner")).unwrap(), b"text");
    assert!(!fs::symlink_metadata(to.join("artifacts/inner")).unwrap().is_symlink());
    assert_eq!(
        test.read("mlruns/0/d0000000000000000000000000000007/meta.yaml"),
        "run_id: [cut"
    );
    assert_eq!(test.read("mlruns/0/d0000000000000000000000000000007/params/p"), "v");
    assert_eq!(test.read("mlruns/0/checkpoints/weights"), "w");
    assert_eq!(test.line("merge src").json()["files"], json!(0));
}

#[cfg(target_os = "linux")]
mod stopped {
    use super::*;
    use crate::support::{Claim, Scene, can_trace};

    /// A line for each run, and for each thing that was logged to it.
    fn runs(test: &Test) -> String {
        let runs = test.line("runs search --view all").json();
        let mut lines: Vec<String> = Vec::new();
        for run in runs.as_array().unwrap() {
            lines.push(format!("{}", run["info"]));
            for part in ["params", "metrics", "tags"] {
                let values = run["data"][part].as_object().unwrap().iter();
                lines.extend(values.map(|(key, value)| format!("{} {key}: {value}", run["info"]["run_id"])));
            }
        }
        lines.sort();
        lines.join("\n")
    }

    fn store() -> Test {
        let test = Test::sample();
        let src = StoreBuilder::new(test.path("src"));
        src.experiment("7", "digits")
            .run(DAN, "dan")
            .ended(3, T0 + 5)
            .param("p", "1")
            .metric("m", "1 1.0 0\n")
            .artifact("f", &[7; 3000]);
        let more = StoreBuilder::new(test.path("more"));
        more.experiment("9", "more").run(EVE, "eve").param("p", "2");
        more.experiment("7", "digits")
            .run(ADA, "ada")
            .ended(3, T0 + 90_000)
            .param("lr", "0.1")
            .param("more", "1")
            .metric("loss", "1760000002000 0.125 2\n");
        test.line("--tracking-uri more archive create -o more.mlz -q").run();
        test
    }

    fn whole(test: &Test, context: &str) {
        let run = test.path("mlruns/7").join(DAN);
        let length = fs::metadata(run.join("artifacts/f")).map_or(3000, |file| file.len());
        assert!(
            length == 3000 && (!run.exists() || run.join("artifacts/f").exists()),
            "{context}"
        );
    }

    fn go_on(test: &Test, context: &str) {
        let again = test.line("merge src --into mlruns").json();
        assert_eq!(again["files"], json!(0), "{context}");
        test.line("runs tag dan k v").answer();
        let left = snapshot(&test.path("mlruns"))
            .into_keys()
            .filter(|name| name.contains(".mlrun-"));
        assert_eq!(left.collect::<Vec<_>>(), Vec::<String>::new(), "{context}");
    }

    const SCENE: Scene = Scene {
        acts: &["merge src --into mlruns", "merge src more.mlz --into mlruns"],
        store,
        seen: runs,
        claim: Claim::Each,
        found: &[],
        whole,
        go_on,
    };

    #[test]
    fn killed_anywhere_or_on_a_broken_disk_a_run_is_whole_or_not_there_and_a_retry_brings_it() {
        if can_trace() {
            SCENE.try_everywhere("merge");
        }
    }
}
