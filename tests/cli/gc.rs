use std::fs;
use std::path::Path;

use serde_json::Value;

use super::support::{ADA, BEN, CLEO, Test, exists, snapshot};

/// The sample store with BEN deleted, and a deleted experiment with a run.
fn littered() -> (Test, String) {
    let test = Test::sample();
    test.line(&format!("runs delete {BEN}")).check();
    let old = test
        .line("experiments create -n old -o id")
        .answer()
        .stdout
        .trim()
        .to_owned();
    test.line(&format!("runs create -x {old}")).answer();
    test.line(&format!("experiments delete {old}")).check();
    (test, old)
}

fn things(answer: &Value) -> Vec<(String, String, String)> {
    let text = |thing: &Value, key: &str| thing[key].as_str().unwrap().to_owned();
    let things = answer.as_array().unwrap().iter();
    things
        .map(|thing| (text(thing, "kind"), text(thing, "id"), text(thing, "outcome")))
        .collect()
}

fn thing(kind: &str, id: &str, outcome: &str) -> (String, String, String) {
    (kind.to_owned(), id.to_owned(), outcome.to_owned())
}

/// Writes where a run's artifacts are.
fn record(test: &Test, run: &str, place: &Path) {
    let meta = format!("mlruns/7/{run}/meta.yaml");
    let text = test.read(&meta);
    let rest = text.split_once('\n').unwrap().1;
    test.write(&meta, format!("artifact_uri: {}\n{rest}", place.display()));
}

#[test]
fn what_is_deleted_goes_to_the_trash_and_from_there_when_its_time_is_over() {
    let (test, old) = littered();
    let before = snapshot(&test.path("mlruns"));
    let plan = things(&test.line("gc --dry-run").json());
    assert_eq!(plan, [thing("experiment", &old, "goes"), thing("run", BEN, "goes")]);
    let refused = test.line("gc").status(2).check();
    assert!(refused.stderr.starts_with("error: to remove 2 things, ") && refused.stderr.ends_with(", add --yes\n"));
    test.line("gc --older-than 1h --yes").check_stderr("no garbage\n");
    assert_eq!(snapshot(&test.path("mlruns")), before);

    let done = test.line("gc --yes").check();
    assert!(
        done.stderr.contains("`mlrun undo` brings it back, the first gc after"),
        "{}",
        done.stderr
    );
    assert!(!exists(test.path(&format!("mlruns/7/{BEN}"))) && !exists(test.path(&format!("mlruns/.trash/{old}"))));
    assert!(exists(test.path(&format!("mlruns/7/{ADA}"))) && exists(test.path(&format!("mlruns/7/{CLEO}"))));
    assert_eq!(test.line("status").json()["damage"], serde_json::json!([]));
    test.line("gc --yes").check_stderr("no garbage\n");
    let in_trash = || {
        let entries = fs::read_dir(test.path("mlruns/.mlrun.trash")).unwrap();
        entries.filter(|entry| entry.as_ref().unwrap().path().is_dir()).count()
    };
    assert!(in_trash() > 0);
    test.line("gc --yes --now").check();
    assert_eq!(in_trash(), 0);
}

#[test]
fn with_now_it_is_gone_at_once() {
    let (test, old) = littered();
    let done = things(&test.line("gc --yes --now").json());
    assert_eq!(done[0], thing("experiment", &old, "gone"));
    let text: Vec<_> = snapshot(&test.path("mlruns"))
        .into_keys()
        .filter(|name| name.contains(BEN) || name.contains(&old))
        .collect();
    assert_eq!(text, Vec::<String>::new());
}

#[test]
fn what_is_named_must_be_deleted_and_nothing_goes_if_something_is_not() {
    let (test, old) = littered();
    let before = snapshot(&test.path("mlruns"));
    for (args, status, message) in [
        (
            format!("--run-ids {BEN},{ADA}"),
            5,
            format!("Run {ADA} is not in `deleted` lifecycle stage"),
        ),
        (
            format!("--run-ids {BEN},nosuch"),
            3,
            "Run 'nosuch' not found".to_owned(),
        ),
        (
            "--experiment-ids 7".to_owned(),
            5,
            "Experiment 7 is not in `deleted`".to_owned(),
        ),
        (
            "--experiment-ids 99".to_owned(),
            3,
            "Could not find experiment with ID 99".to_owned(),
        ),
        (
            "--logged-model-ids m-1".to_owned(),
            3,
            "Model 'm-1' not found".to_owned(),
        ),
        (
            format!("--run-ids {BEN} --older-than 1d"),
            1,
            format!("Run {BEN} is not older"),
        ),
        (
            format!("--experiment-ids {old} --older-than 1d"),
            1,
            format!("Experiment {old} is not older"),
        ),
        (
            "--older-than 30".to_owned(),
            2,
            "Could not parse any time information from '30'".to_owned(),
        ),
    ] {
        let answer = test.line(&format!("gc --yes {args}")).status(status).check();
        assert!(answer.stderr.contains(&message), "{args}: {}", answer.stderr);
    }
    assert_eq!(snapshot(&test.path("mlruns")), before);
    let plan = |args: &str| things(&test.line(&format!("gc --dry-run {args}")).json());
    let (run, experiment) = (thing("run", BEN, "goes"), thing("experiment", &old, "goes"));
    assert_eq!(plan(&format!("--run-ids {BEN}")), [experiment.clone(), run.clone()]);
    assert_eq!(plan(&format!("--run-ids {BEN} --only")), [run]);
    assert_eq!(plan(&format!("--experiment-ids {old} --only")), [experiment]);
}

#[test]
fn versions_keep_what_they_need() {
    let test = Test::sample();
    test.line("registry models create m").check();
    test.line(&format!(
        "registry versions create m --source runs:/{ADA}/model --run-id {ADA} --no-check"
    ))
    .check();
    test.line(&format!("runs delete {ADA}")).check();
    let answer = test.line("gc --yes").json();
    assert_eq!(things(&answer), [thing("run", ADA, "needed")]);
    assert_eq!(answer[0]["reason"], "by m/1 (None); --force removes it");
    test.line(&format!("gc --yes --run-ids {ADA}")).status(5).check();
    assert!(exists(test.path(&format!("mlruns/7/{ADA}"))));
    let forced = test.line("gc --yes --force").json();
    assert_eq!(things(&forced)[0], thing("run", ADA, "in the trash"));
    // a version is named when its files are gone, and never removed
    assert_eq!(
        things(&test.line("gc --yes --orphans").json()),
        [thing("version without files", "m/1", "stays")]
    );
}

#[test]
fn orphans_are_named_and_go_when_asked_for() {
    let test = Test::sample();
    let id = "0".repeat(32);
    let orphan = test.write(&format!("mlruns/7/{id}/artifacts/x"), "12345");
    let hour_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(7200);
    let folder = fs::File::open(test.path(&format!("mlruns/7/{id}"))).unwrap();
    let plan = |args: &str| things(&test.line(&format!("gc --dry-run {args}")).json());
    assert_eq!(plan("--orphans"), [], "MLflow may be making it");
    folder.set_modified(hour_ago).unwrap();
    let name = format!("7/{id}");
    assert_eq!(plan(""), [thing("artifacts without a run", &name, "stays")]);
    // what was logged besides can be repaired
    test.write(&format!("mlruns/7/{id}/params/a"), "1");
    folder.set_modified(hour_ago).unwrap();
    assert_eq!(plan("--orphans"), []);
    fs::remove_dir_all(test.path(&format!("mlruns/7/{id}/params"))).unwrap();
    folder.set_modified(hour_ago).unwrap();

    test.write(
        "mlruns/7/models/m-1/meta.yaml",
        format!("model_id: m-1\nexperiment_id: '7'\nname: n\nsource_run_id: {ADA}\n"),
    );
    test.write("mlruns/7/models/m-1/artifacts/x", "1");
    test.line(&format!("runs delete {ADA}")).check();
    test.write("mlruns/7/.mlrun-dead", "");
    let done = things(&test.line("gc --yes --orphans").json());
    let expected = [
        thing("run", ADA, "in the trash"),
        thing("artifacts without a run", &name, "in the trash"),
        thing("model without its run", "m-1", "in the trash"),
        thing("temporary", "7/.mlrun-dead", "gone"),
    ];
    assert_eq!(done, expected);
    assert!(!exists(orphan) && !exists(test.path("mlruns/7/models/m-1")));
}

#[cfg(unix)]
#[test]
fn outside_of_the_store_only_a_folder_named_for_the_run_goes() {
    let test = Test::sample();
    let own = test.write(&format!("elsewhere/{BEN}/artifacts/x"), "1");
    record(&test, BEN, own.parent().unwrap());
    let other = test.write("home/precious", "1");
    record(&test, CLEO, other.parent().unwrap());
    test.line(&format!("runs delete {BEN} {CLEO}")).check();
    let planned = test.line("gc --dry-run").json();
    let kept = test.line("gc --yes").json();
    assert_eq!(kept.as_array().unwrap().len(), planned.as_array().unwrap().len());
    let stays = things(&kept);
    for (kind, run) in [("artifacts outside", CLEO), ("artifacts outside", BEN), ("run", BEN)] {
        assert!(stays.contains(&thing(kind, run, "stays")), "{stays:?}");
        assert!(things(&planned).contains(&thing(kind, run, "stays")), "{planned:?}");
    }
    assert!(
        kept.to_string().contains("--now removes it") && exists(&own),
        "{kept:#}"
    );
    test.line(&format!("gc --yes --only --run-ids {BEN}")).status(5).check();
    let done = things(&test.line("gc --yes --now").json());
    assert!(done.contains(&thing("artifacts outside", BEN, "gone")), "{done:?}");
    assert!(!exists(own) && exists(other));

    // a run that is a link, and artifacts that are one
    let precious = test.write(&format!("far/{ADA}/artifacts/y"), "1");
    let link = test.path(&format!("links/{ADA}"));
    fs::create_dir_all(&link).unwrap();
    std::os::unix::fs::symlink(precious.parent().unwrap(), link.join("artifacts")).unwrap();
    record(&test, ADA, &link.join("artifacts"));
    test.line(&format!("runs delete {ADA}")).check();
    let done = things(&test.line("gc --yes --now").json());
    assert_eq!(done[0], thing("run", ADA, "gone"));
    assert!(done.contains(&thing("artifacts outside", ADA, "stays")), "{done:?}");
    assert!(exists(precious));
}

#[test]
fn a_copy_never_takes_the_artifacts_of_the_original() {
    let test = Test::sample();
    let own = test.write(&format!("mlruns/7/{BEN}/artifacts/x"), "1");
    record(&test, BEN, own.parent().unwrap());
    test.line(&format!("runs delete {BEN}")).check();
    copy(&test.path("mlruns"), &test.path("backup"));
    let done = things(&test.line("--tracking-uri backup gc --yes --now").json());
    assert!(done.contains(&thing("artifacts outside", BEN, "stays")), "{done:?}");
    assert!(done.contains(&thing("run", BEN, "gone")), "{done:?}");
    assert!(exists(own) && !exists(test.path(&format!("backup/7/{BEN}"))));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[cfg(unix)]
#[test]
fn nothing_goes_that_lies_beyond_a_link() {
    use std::os::unix::fs::symlink;
    let theirs = Test::sample();
    theirs.line(&format!("runs delete {BEN}")).check();
    theirs.write("photos/2024-01/a.jpg", "1");
    let before = snapshot(&theirs.path(""));
    let ours = Test::sample();
    for (link, target) in [(".trash", "mlruns"), ("9", "mlruns/7"), (".mlrun.trash", "photos")] {
        let link = ours.path("mlruns").join(link);
        drop(fs::remove_dir_all(&link));
        symlink(theirs.path(target), link).unwrap();
    }
    for flags in ["", "--now", "--now --orphans --force"] {
        ours.line(&format!("gc --yes {flags}")).answer();
        assert!(snapshot(&theirs.path("")) == before, "{flags}");
    }
    let refused = ours.line(&format!("runs delete {BEN}")).status(1).check();
    assert!(
        refused.stderr.contains(".mlrun.trash: it is a link"),
        "{}",
        refused.stderr
    );
    fs::remove_file(ours.path("mlruns/.mlrun.lock")).unwrap();
    symlink(theirs.path("photos/2024-01/a.jpg"), ours.path("mlruns/.mlrun.lock")).unwrap();
    let refused = ours.line(&format!("--no-undo runs delete {BEN}")).status(1).check();
    assert!(
        refused.stderr.contains(".mlrun.lock: it is a link"),
        "{}",
        refused.stderr
    );
    assert!(snapshot(&theirs.path("")) == before);
}

#[test]
fn what_was_freed_is_expired() {
    let (test, _) = littered();
    test.line("gc --yes").check();
    test.line("gc --yes --now").check();
    assert_eq!(test.line("op log").json()[0]["state"], "expired");
    let refused = test.line("undo").status(5).check();
    assert!(refused.stderr.contains("was removed for good"), "{}", refused.stderr);
}

#[test]
fn artifacts_that_another_run_uses_stay() {
    let test = Test::sample();
    let shared = test.write(&format!("elsewhere/{BEN}/artifacts/x"), "1");
    for run in [BEN, CLEO] {
        record(&test, run, shared.parent().unwrap());
    }
    test.line(&format!("runs delete {BEN}")).check();
    let done = test.line("gc --yes").json();
    assert_eq!(done[1]["reason"], "another run has its artifacts there", "{done:#}");
    assert!(exists(shared));
}
