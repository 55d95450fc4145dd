//! What `runs:/` and `models:/` URIs mean, wherever artifacts are asked for.

use std::fs;

use super::support::{ADA, BEN, StoreBuilder, T0, Test};

const MODEL: &str = "m-00000000000000000000000000000abc";

/// `iris` of the registry: version 1 by a run's path, 2 (Production) by `runs:/`, 3 (`champion`) of a logged model that ADA
/// made under the name `net`; 4 in a bucket, 5 in a made-up place, 6 in a circle.
fn store() -> Test {
    let test = Test::new();
    let store = StoreBuilder::new(test.path("mlruns"));
    store.experiment("0", "Default");
    let digits = store.experiment("7", "digits");
    let mlmodel = |n: u8| format!("flavors:\n  onnx:\n    data: model.onnx\nrun_id: {ADA}\nmodel_uuid: '{n}'\n");
    digits
        .run(ADA, "ada")
        .artifact("model/MLmodel", mlmodel(1).as_bytes())
        .artifact("model/data/w.bin", b"weights");
    digits
        .run(BEN, "ben")
        .artifact("b/model/MLmodel", mlmodel(2).as_bytes());
    let logged = format!("mlruns/7/models/{MODEL}");
    let location = format!("file://{}", test.path(&logged).display());
    test.write(
        &format!("{logged}/meta.yaml"),
        format!(
            "artifact_location: {location}/artifacts\ncreation_timestamp: {T0}\nexperiment_id: '7'\n\
             last_updated_timestamp: {T0}\nmodel_id: {MODEL}\nmodel_type: null\nname: net\nsource_run_id: {ADA}\nstatus: 2\n\
             status_message: null\n"
        ),
    );
    test.write(&format!("{logged}/artifacts/MLmodel"), mlmodel(3));
    test.write("secret/key", "s");
    let here = |below: &str| test.path(below).display().to_string();
    test.write(
        "mlruns/models/iris/meta.yaml",
        format!("creation_timestamp: {T0}\nname: iris\n"),
    );
    test.write("mlruns/models/iris/aliases/champion", "3");
    let version = |number: u8, stage: &str, source: &str, run: &str| {
        test.write(
            &format!("mlruns/models/iris/version-{number}/meta.yaml"),
            format!(
                "creation_timestamp: {T0}\ncurrent_stage: {stage}\nname: iris\nrun_id: {run}\nsource: {source}\nstatus: READY\n\
                 version: {number}\n"
            ),
        );
    };
    version(
        1,
        "None",
        &format!("file://{}", here(&format!("mlruns/7/{ADA}/artifacts/model"))),
        ADA,
    );
    version(2, "Production", &format!("runs:/{BEN}/b/model"), BEN);
    version(3, "None", &format!("models:/{MODEL}"), ADA);
    version(4, "Archived", "s3://bucket/model", "null");
    version(5, "Archived", &here("secret"), "null");
    version(6, "Archived", "models:/iris/6", "null");
    test
}

fn uuid_in(test: &Test, folder: &str) -> String {
    let text = test.read(&format!("{folder}/MLmodel"));
    text.lines().last().unwrap_or_default().to_owned()
}

#[test]
fn every_uri_leads_to_its_files() {
    let test = store();
    let by_id = format!("models:/{MODEL}");
    for (uri, place, uuid, meta) in [
        ("models:/iris/1", "got", 1, "model_name: iris\nmodel_version: '1'\n"),
        (
            "models:/iris/production",
            "got",
            2,
            "model_name: iris\nmodel_version: '2'\n",
        ),
        (
            "models:/iris@champion",
            "got",
            3,
            "model_name: iris\nmodel_version: '3'\n",
        ),
        (&by_id, "got", 3, "model_name: null\nmodel_version: null\n"),
        ("runs:/ada/net", "got/net", 3, "model_name: null\nmodel_version: null\n"),
        ("runs:/ada/model", "got/model", 1, ""),
        ("runs:/ben/b/model", "got/model", 2, ""),
    ] {
        let folder = test.path("got");
        let _ = fs::remove_dir_all(&folder);
        let said = format!("[DIR]/{place}\n");
        test.mlrun(["artifacts", "download", "-u", uri, "-d", "got"])
            .stdout(&said)
            .run();
        assert_eq!(uuid_in(&test, place), format!("model_uuid: '{uuid}'"), "{uri}");
        let written = fs::read_to_string(test.path(place).join("registered_model_meta"));
        assert_eq!(written.unwrap_or_default(), meta, "{uri}");
    }
    test.line("artifacts download -u models:/iris/1/data/w.bin -d one")
        .stdout("[DIR]/one/data/w.bin\n")
        .run();
    test.write("here/sub/w.bin", "w");
    for (uri, place) in [
        ("here/sub", "two/sub"),
        ("here/sub/", "two"),
        ("here/sub/w.bin", "two/w.bin"),
    ] {
        let _ = fs::remove_dir_all(test.path("two"));
        test.line(&format!("artifacts download -u {uri} -d two"))
            .stdout(&format!("[DIR]/{place}\n"))
            .run();
    }
    test.line("artifacts list -u models:/iris/1 -R -o id")
        .stdout("MLmodel\ndata\ndata/w.bin\n")
        .run();
    test.line("artifacts list ada -a net -o id")
        .stdout("net/MLmodel\n")
        .run();
    test.line("artifacts list -u runs:/ada -a net").status(2).check();
    test.mlrun(["artifacts", "download", "-u", ""]).status(2).check();
}

#[test]
fn a_uri_that_leads_nowhere_says_which_step_failed() {
    let test = store();
    let versions = "hint: `mlrun registry versions list` shows the versions there are, and where they come from\n";
    for (uri, status, said) in [
        (
            "models:/iris@champoin",
            3,
            "error: models:/iris@champoin: alias champoin not found\nhint: did you mean `models:/iris@champion`?\n".to_owned(),
        ),
        (
            "models:/irsi/1",
            3,
            "error: models:/irsi/1: Registered Model with name=irsi not found\nhint: did you mean `models:/iris`?\n".to_owned(),
        ),
        (
            "models:/iris/9",
            3,
            format!("error: models:/iris/9: Model Version (name=iris, version=9) not found; the highest there is 6\n{versions}"),
        ),
        (
            "models:/iris/Staging",
            3,
            format!(
                "error: models:/iris/Staging: No versions of model with name 'iris' and stage 'Staging' found\n{versions}"
            ),
        ),
        (
            "models:/iris",
            3,
            "error: models:/iris: Model 'iris' not found\nhint: did you mean `models:/iris/latest`?\n".to_owned(),
        ),
        (
            "models:/iris/4",
            1,
            "error: models:/iris/4 -> s3://bucket/model: s3: is not supported yet, only local folders are\nhint: copy it to a \
             folder, and give that\n"
                .to_owned(),
        ),
        (
            "models:/iris/6",
            1,
            "error: models:/iris/6 -> models:/iris/6: its source leads back to itself\nhint: register a version from the \
             model's own place, as with --source runs:/RUN/PATH\n"
                .to_owned(),
        ),
        (
            "models:/iris/Live",
            2,
            "error: Invalid Model Version stage: Live. Value must be one of None, Staging, Production, Archived.\n".to_owned(),
        ),
        (
            "runs:/nobody/x",
            3,
            "error: no run `nobody`\nhint: `mlrun runs list --view all` shows what there is\n".to_owned(),
        ),
    ] {
        test.mlrun(["artifacts", "download", "-u", uri, "-d", "got"])
            .status(status)
            .stderr(&said)
            .run();
    }
    assert!(!test.path("got").exists());
}

#[test]
fn a_made_up_version_cannot_copy_what_is_no_model() {
    let test = store();
    let refused = "this lies outside of the store and holds no MLmodel file: it is not followed";
    let answer = test
        .line("artifacts download -u models:/iris/5 -d got")
        .status(1)
        .check();
    assert!(answer.stderr.contains(refused), "{}", answer.stderr);
    assert!(!test.path("got").exists());
    test.write("secret/MLmodel", "flavors: {}\n");
    test.line("artifacts download -u models:/iris/5 -d got")
        .stdout("[DIR]/got\n")
        .run();
}

#[test]
fn a_store_that_was_moved_still_finds_its_models() {
    let test = store();
    fs::rename(test.path("mlruns"), test.path("elsewhere")).unwrap();
    for (uri, uuid) in [
        ("models:/iris/1", 1),
        ("models:/iris/2", 2),
        ("models:/iris@champion", 3),
        ("runs:/ada/net", 3),
    ] {
        let json = test
            .mlrun(["--tracking-uri", "elsewhere", "models", "inspect", uri])
            .json();
        assert_eq!(json["model_uuid"], uuid.to_string(), "{uri}");
    }
}

#[test]
fn path_parameters_of_projects_are_copied() {
    let test = store();
    test.write(
        "p/MLproject",
        "name: p\nentry_points:\n  main:\n    parameters:\n      plain: string\n      a: path\n      b: path\n    command: 'ls {a} {b} > {plain}'\n",
    );
    let run = "run p -P plain=out -P a=models:/iris@champion -P b=runs:/ada/model/data --storage-dir kept";
    let answer = test.line(run).check();
    let copied: Vec<&str> = answer
        .stderr
        .lines()
        .filter(|line| line.starts_with("Copied "))
        .collect();
    assert_eq!(copied.len(), 2, "{}", answer.stderr);
    let listed = test.read("p/out");
    assert!(
        listed.contains("/param_1:\nMLmodel\nregistered_model_meta\n"),
        "{listed}"
    );
    assert!(listed.contains("/param_2/data:\nw.bin\n"), "{listed}");
    test.write("tmp/.keep", "");
    let unkept = "run p -P plain=out -P a=models:/iris@champion -P b=p";
    test.line(unkept).env("TMPDIR", test.path("tmp")).check();
    assert!(
        test.read("p/out")
            .contains(&test.path("tmp/mlrun-paths-").display().to_string())
    );
    assert_eq!(
        std::fs::read_dir(test.path("tmp")).unwrap().count(),
        1,
        "nothing but .keep is left"
    );

    let recorded = test.line("show @~1").json();
    assert_eq!(
        recorded["data"]["params"]
            .to_string()
            .matches("models:/iris@champion")
            .count(),
        1,
        "{recorded}"
    );

    let dry = test.line(&format!("{run} --dry-run")).json();
    assert_eq!(
        dry["command"],
        "ls '<temporary folder>/param_1' '<temporary folder>/param_2/data' > out"
    );
    let dry = test
        .line("run p -P plain=out -P a=runs:/ada/net -P b=models:/iris/1/data/w.bin --dry-run")
        .json();
    assert_eq!(
        dry["command"],
        "ls '<temporary folder>/param_1/net' '<temporary folder>/param_2/data/w.bin' > out"
    );
    let missing = "run p -P plain=out -P a=models:/iris@x -P b=p";
    let answer = test.line(missing).status(3).check();
    assert!(
        answer
            .stderr
            .starts_with("error: parameter a: models:/iris@x: alias x not found\n"),
        "{}",
        answer.stderr
    );
}
