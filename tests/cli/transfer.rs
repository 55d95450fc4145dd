//! Moving and copying runs between experiments.

use serde_json::json;

use super::support::{ADA, BEN, CLEO, StoreBuilder, Test, snapshot};

const DATASET: &str = "da7a0000000000000000000000000001";

/// The sample store with an experiment `other` besides, and of ADA a dataset, a logged model and two registered versions.
fn store() -> Test {
    let test = Test::sample();
    StoreBuilder::new(test.path("mlruns")).experiment("8", "other");
    let ada = test.path(&format!("mlruns/7/{ADA}")).display().to_string();
    test.write(
        &format!("mlruns/7/datasets/{DATASET}/meta.yaml"),
        "digest: d\nname: n\nsource: s\nsource_type: local\n",
    );
    test.write(
        &format!("mlruns/7/{ADA}/inputs/some/meta.yaml"),
        format!("destination_id: {DATASET}\nsource_id: {DATASET}\nsource_type: DATASET\ntags: {{}}\n"),
    );
    let model = test.path("mlruns/7/models/m-1/artifacts").display().to_string();
    test.write(
        "mlruns/7/models/m-1/meta.yaml",
        format!(
            "artifact_location: file://{model}\ncreation_timestamp: 1\nexperiment_id: '7'\nlast_updated_timestamp: 1\n\
             model_id: m-1\nname: net\nsource_run_id: {ADA}\nstatus: 2\n"
        ),
    );
    test.write("mlruns/7/models/m-1/artifacts/MLmodel", "flavors: {a: {}}\n");
    test.write(
        "mlruns/models/r/meta.yaml",
        "creation_timestamp: 1\nlast_updated_timestamp: 1\nname: r\n",
    );
    for (version, source) in [(1, format!("file://{ada}/artifacts/model")), (2, model)] {
        test.write(
            &format!("mlruns/models/r/version-{version}/meta.yaml"),
            format!(
                "creation_timestamp: 1\ncurrent_stage: None\nname: r\nrun_id: {ADA}\nsource: {source}\n\
                 storage_location: {source}\nversion: {version}\n"
            ),
        );
    }
    test
}

#[test]
fn a_run_moves_with_all_that_says_where_it_is() {
    let test = store();
    let before = test.line("runs show ada").json();
    let dry = test.line("runs move ada --to other --dry-run").answer();
    assert_eq!(
        dry.stdout,
        format!("Would move run {ADA} from experiment 7 to 8 with a logged model.\n")
    );
    assert!(test.path("mlruns/7").join(ADA).is_dir());
    let moved = test.line("runs move ada --to other").check_stderr(
        "2 versions of registered models say the new place\nhint: 1 nested run stays behind: --with-children moves them too\n",
    );
    assert_eq!(
        moved.stdout,
        format!("Run {ADA} has been moved to experiment 8 with a logged model.\n")
    );
    assert!(!test.path("mlruns/7").join(ADA).exists() && !test.path("mlruns/7/models/m-1").exists());
    let after = test.line("runs show ada").json();
    let uri = format!("file://{}", test.path(&format!("mlruns/8/{ADA}/artifacts")).display());
    assert_eq!(after["info"]["artifact_uri"], json!(uri));
    assert_eq!(after["info"]["experiment_id"], json!("8"));
    assert_eq!((&after["data"], &after["inputs"]), (&before["data"], &before["inputs"]));
    assert_ne!(after["inputs"]["dataset_inputs"], json!([]));
    for version in [1, 2] {
        let said = test.read(&format!("mlruns/models/r/version-{version}/meta.yaml"));
        assert!(said.contains("mlruns/8/") && !said.contains("mlruns/7/"), "{said}");
    }
    let files = test
        .line(&format!("artifacts list --artifact-uri runs:/{ADA}/net"))
        .answer();
    assert!(files.stdout.contains("MLmodel"), "{} {}", files.stdout, files.stderr);
    test.line("status").answer();
    let again = test.line("runs move ada --to other").answer();
    assert!(again.stderr.contains("in experiment 8 already"), "{}", again.stderr);
}

#[test]
fn runs_at_work_stay_unless_forced_and_children_come_when_asked() {
    let test = store();
    let left = test.line("runs move ada --to other --with-children").status(5).check();
    assert!(
        left.stderr
            .contains(&format!("run {CLEO} is left: it has not ended (RUNNING)")),
        "{}",
        left.stderr
    );
    assert!(test.path("mlruns/8").join(ADA).is_dir() && test.path("mlruns/7").join(CLEO).is_dir());
    test.line("runs move cleo --to 8 --force").answer();
    assert!(test.path("mlruns/8").join(CLEO).is_dir());
    let before = snapshot(&test.path("mlruns"));
    test.line(&format!("runs move {BEN} --to nowhere")).status(3).check();
    test.line("experiments delete 8").answer();
    test.line(&format!("runs move {BEN} --to 8")).status(5).check();
    assert!(test.path("mlruns/7").join(BEN).is_dir() && !before.is_empty());
}

#[test]
fn stopped_between_the_move_and_what_says_so_the_same_again_does_the_rest() {
    let test = store();
    std::fs::rename(test.path("mlruns/7").join(ADA), test.path("mlruns/8").join(ADA)).unwrap();
    test.line("runs move ada --to other").answer();
    let said = test.read(&format!("mlruns/8/{ADA}/meta.yaml"));
    assert!(
        said.contains("experiment_id: '8'") && said.contains(&format!("mlruns/8/{ADA}/artifacts")),
        "{said}"
    );
    assert!(test.read("mlruns/models/r/version-1/meta.yaml").contains("mlruns/8/"));
}

#[test]
fn a_copy_has_its_own_id_and_files() {
    let test = store();
    let copied = test.line("runs copy ada").answer();
    let id = copied.stdout.trim_end();
    assert_eq!((id.len(), copied.status), (32, 0), "{}", copied.stderr);
    let (ada, copy) = (
        test.line(&format!("runs show {ADA}")).json(),
        test.line(&format!("runs show {id}")).json(),
    );
    assert_eq!(copy["info"]["run_name"], json!("ada (copy)"));
    assert_eq!(copy["data"]["params"], ada["data"]["params"]);
    assert_eq!(copy["data"]["metrics"], ada["data"]["metrics"]);
    assert_eq!(copy["inputs"], ada["inputs"]);
    assert_eq!(test.read(&format!("mlruns/7/{id}/tags/mlrun.copiedFrom")), ADA);
    let weights = test.path(&format!("mlruns/7/{id}/artifacts/model/weights.bin"));
    assert_eq!(std::fs::metadata(weights).unwrap().len(), 2048);
    assert!(
        copy["info"]["artifact_uri"]
            .as_str()
            .unwrap()
            .ends_with(&format!("mlruns/7/{id}/artifacts"))
    );

    let elsewhere = test
        .line(&format!("runs copy {ADA} {BEN} {CLEO} --to other"))
        .status(5)
        .check();
    let ids: Vec<&str> = elsewhere.stdout.lines().collect();
    assert_eq!(ids.len(), 2, "{}", elsewhere.stderr);
    let copy = test.line(&format!("runs show {}", ids[0])).json();
    assert_eq!(
        (&copy["info"]["run_name"], &copy["info"]["experiment_id"]),
        (&json!("ada"), &json!("8"))
    );
    assert_eq!(copy["inputs"], ada["inputs"]);
    let left = snapshot(&test.path("mlruns"))
        .into_keys()
        .filter(|name| name.contains(".mlrun-"));
    assert_eq!(left.collect::<Vec<_>>(), Vec::<String>::new());
}
