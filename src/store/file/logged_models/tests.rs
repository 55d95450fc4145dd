use std::path::{Path, PathBuf};

use crate::fsx;
use crate::model::{
    ExperimentId, ExperimentName, Invalid, Key, Lifecycle, LoggedModelId, LoggedModelStatus, Metric, Millis,
    ModelInput, ModelName, ModelOutput, Param, RunId, Tag, VersionNumber, ViewType,
};
use crate::search::{Dialect, Entity, Filter, OnDataset, Order};
use crate::store::file::FileStore;
use crate::store::{
    DIGEST_TAG, ExperimentChange, LoggedModelChange, LoggedModelQuery, LoggedModelStore, Needs, NewExperiment,
    NewLoggedModel, NewRun, StoreError,
};

type Done = Result<(), Box<dyn std::error::Error>>;

const MLMODEL: &str =
    "flavors:\n  python_function:\n    loader_module: x\nmodel_id: null\nmodel_uuid: 94e5\nprompts: null\n";

struct Scratch {
    folder: tempfile::TempDir,
    store: FileStore,
}

impl Scratch {
    /// A store with experiment 1 and run `r` in it.
    fn new() -> Result<Self, Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let store = FileStore::new(folder.path().join("mlruns"));
        store.create_experiment(&NewExperiment {
            experiment_id: ExperimentId::parse("1")?,
            name: ExperimentName::parse("e")?,
            artifact_location: None,
            tags: Vec::new(),
            at: Millis(1),
        })?;
        store.create_run(NewRun {
            run_id: RunId::parse("r")?,
            experiment_id: ExperimentId::parse("1")?,
            run_name: "run".to_owned(),
            user_id: "u".to_owned(),
            start_time: Millis(1),
            tags: Vec::new(),
            params: Vec::new(),
        })?;
        Ok(Self { folder, store })
    }

    fn put(&self, below: &str, content: &str) -> Result<PathBuf, Box<dyn std::error::Error>> {
        let path = self.folder.path().join(below);
        let parent = path.parent().unwrap_or(Path::new("/"));
        fsx::create_dir_all(parent)?;
        fsx::replace_file(&path, content.as_bytes(), parent)?;
        Ok(path)
    }

    fn model_folder(&self) -> Result<PathBuf, Box<dyn std::error::Error>> {
        self.put("saved/MLmodel", MLMODEL)?;
        self.put("saved/code/a.py", "a")?;
        self.put("saved/code/__pycache__/a.pyc", "-")?;
        self.put("saved/registered_model_meta", "-")?;
        Ok(self.folder.path().join("saved"))
    }

    fn in_store(&self, below: &str) -> Result<String, Box<dyn std::error::Error>> {
        Ok(String::from_utf8(fsx::read(&self.store.root().join(below))?)?)
    }

    fn found(&self, query: &LoggedModelQuery) -> Result<Vec<String>, StoreError> {
        let page = self.store.search_logged_models(query)?;
        Ok(page.items.into_iter().map(|model| model.model_id.to_string()).collect())
    }
}

fn key(text: &str) -> Result<Key, Invalid> {
    Key::parse(text).map_err(|error| error.named("key", "key"))
}

fn new(id: &str, source: Option<(RunId, i64)>) -> Result<NewLoggedModel, Invalid> {
    Ok(NewLoggedModel {
        model_id: LoggedModelId::parse(id)?,
        experiment_id: ExperimentId::parse("1")?,
        name: "model".to_owned(),
        model_type: None,
        source,
        params: vec![Param {
            key: key("a/b")?,
            value: "0.5".to_owned(),
        }],
        tags: vec![Tag {
            key: key("team")?,
            value: "vision".to_owned(),
        }],
        metrics: vec![(
            key("acc")?,
            Metric {
                timestamp: 7,
                value: 0.9,
                step: 2,
                dataset: None,
            },
        )],
        status: LoggedModelStatus::Ready,
        at: Millis(10),
    })
}

#[test]
fn a_folder_becomes_a_logged_model_of_its_run() -> Done {
    let scratch = Scratch::new()?;
    let folder = scratch.model_folder()?;
    let run = RunId::parse("r")?;
    let (model, files) = scratch
        .store
        .log_model(new("m-1", Some((run.clone(), 2)))?, &folder, &|_| {})?;
    assert_eq!((files.files, model.status), (2, LoggedModelStatus::Ready));
    assert_eq!(model.tags[DIGEST_TAG], files.digest);
    assert_eq!(model.metrics[0].run_id, "r");
    assert_eq!(scratch.in_store("1/models/m-1/metrics/acc")?, "7 0.9 2 r\n");
    let location = model.artifact_location.clone().unwrap_or_default();
    assert!(location.ends_with("mlruns/1/models/m-1/artifacts"), "{location}");
    assert_eq!(
        scratch.in_store("1/models/m-1/artifacts/MLmodel")?,
        format!("artifact_path: {location}\n")
            + &MLMODEL.replace("null\nmodel_uuid: 94e5", "m-1\nmodel_uuid: m-1")
            + "run_id: r\n"
    );
    assert_eq!(scratch.in_store("1/models/m-1/artifacts/code/a.py")?, "a");
    let outputs = scratch.store.get_run(&run, &Needs::ALL)?.value.outputs.models;
    assert_eq!((outputs[0].model_id.as_str(), outputs[0].step), ("m-1", 2));
    assert_eq!(
        fsx::list(&scratch.store.root().join("1/models"))?.len(),
        1,
        "no draft is left"
    );

    let (_, again) = scratch.store.log_model(new("m-2", None)?, &folder, &|_| {})?;
    assert_eq!(again.digest, files.digest, "whoever logs it, and when");
    let logged = scratch.store.root().join("1/models/m-1/artifacts");
    let (_, copied) = scratch.store.log_model(new("m-3", None)?, &logged, &|_| {})?;
    assert_eq!(copied.digest, files.digest);
    let moved = scratch.folder.path().join("moved");
    fsx::rename(scratch.store.root(), &moved)?;
    let found = FileStore::new(moved.clone()).logged_model_folder(&LoggedModelId::parse("m-1")?)?;
    assert_eq!(
        (found.path, found.moved_from),
        (moved.join("1/models/m-1/artifacts"), Some(location))
    );
    Ok(())
}

#[test]
fn it_appears_whole_or_not_at_all() -> Done {
    let scratch = Scratch::new()?;
    let folder = scratch.model_folder()?;
    let refused = |model: NewLoggedModel, folder: &Path| scratch.store.log_model(model, folder, &|_| {}).map(|_| ());
    assert!(matches!(
        refused(new("m-1", None)?, &scratch.folder.path().join("none")),
        Err(StoreError::NotFound(_))
    ));
    assert!(matches!(
        refused(new("m-1", None)?, &folder.join("code")),
        Err(StoreError::NotFound(_))
    ));
    let no_run = new("m-1", Some((RunId::parse("gone")?, 0)))?;
    assert!(matches!(refused(no_run, &folder), Err(StoreError::NotFound(_))));
    let mut clashing = new("m-1", None)?;
    clashing.params.push(Param {
        key: key("a")?,
        value: String::new(),
    });
    assert!(refused(clashing, &folder).is_err());
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("a.py", folder.join("code/inside.py"))?;
        refused(new("m-0", None)?, &folder)?;
        for (link, target) in [
            ("out", scratch.store.root()),
            ("folder", Path::new("code")),
            ("nowhere", Path::new("x")),
        ] {
            let link = folder.join(link);
            std::os::unix::fs::symlink(target, &link)?;
            assert!(
                matches!(refused(new("m-1", None)?, &folder), Err(StoreError::Invalid(_))),
                "{link:?}"
            );
            fsx::remove_file(&link)?;
        }
    }
    scratch.put("saved/MLmodel", "a: b\n")?;
    assert!(matches!(
        refused(new("m-1", None)?, &folder),
        Err(StoreError::Damaged { .. })
    ));
    let left = fsx::list(&scratch.store.root().join("1/models"))?;
    assert!(left.iter().all(|entry| entry.name == "m-0"), "{left:?}");
    Ok(())
}

#[test]
fn files_go_where_the_experiment_has_them() -> Done {
    let scratch = Scratch::new()?;
    let folder = scratch.model_folder()?;
    let chosen = scratch.folder.path().join("chosen ü");
    for (id, location) in [
        ("2", chosen.to_string_lossy().into_owned()),
        ("3", "s3://b/p".to_owned()),
    ] {
        scratch.store.create_experiment(&NewExperiment {
            experiment_id: ExperimentId::parse(id)?,
            name: ExperimentName::parse(id)?,
            artifact_location: Some(location),
            tags: Vec::new(),
            at: Millis(1),
        })?;
    }
    let elsewhere = NewLoggedModel {
        experiment_id: ExperimentId::parse("2")?,
        ..new("m-1", None)?
    };
    let id = elsewhere.model_id.clone();
    scratch.store.log_model(elsewhere, &folder, &|_| {})?;
    let path = chosen.join("models/m-1/artifacts");
    assert_eq!(scratch.store.logged_model_folder(&id)?.path, path);
    assert!(fsx::is_file(&path.join("code/a.py")));
    let remote = NewLoggedModel {
        experiment_id: ExperimentId::parse("3")?,
        ..new("m-2", None)?
    };
    let refused = scratch.store.log_model(remote.clone(), &folder, &|_| {});
    assert!(matches!(refused, Err(StoreError::Unsupported(_))));
    let made = scratch.store.create_logged_model(remote)?;
    assert_eq!(made.artifact_location.as_deref(), Some("s3://b/p/models/m-2/artifacts"));
    Ok(())
}

#[test]
fn changes_and_links() -> Done {
    let scratch = Scratch::new()?;
    let (store, id) = (&scratch.store, LoggedModelId::parse("m-1")?);
    let mut pending = new("m-1", None)?;
    pending.status = LoggedModelStatus::Pending;
    store.create_logged_model(pending.clone())?;
    assert!(matches!(
        store.create_logged_model(pending),
        Err(StoreError::AlreadyExists(_))
    ));
    let (tag, param) = (
        Tag {
            key: key("x/y")?,
            value: "1".to_owned(),
        },
        Param {
            key: key("a/b")?,
            value: "2".to_owned(),
        },
    );
    let untag = LoggedModelChange::DeleteTag(key("team")?);
    for change in [
        LoggedModelChange::Finalize(LoggedModelStatus::Failed),
        LoggedModelChange::SetTag(tag),
        LoggedModelChange::LogParam(param),
        untag.clone(),
    ] {
        store.update_logged_model(&id, change, Millis(20))?;
    }
    let model = store.get_logged_model(&id)?.value;
    assert_eq!(
        (model.status, model.last_updated_timestamp),
        (LoggedModelStatus::Failed, Some(Millis(20)))
    );
    assert_eq!(
        model.tags.into_iter().collect::<Vec<_>>(),
        [("x/y".to_owned(), "1".to_owned())]
    );
    assert_eq!(model.params["a/b"], "2");
    let missing = store
        .update_logged_model(&id, untag, Millis(30))
        .map_err(|error| error.to_string());
    assert_eq!(
        missing,
        Err("No tag with key 'team' found for model with ID 'm-1'.".to_owned())
    );

    let run = RunId::parse("r")?;
    for step in [1, 2] {
        let output = ModelOutput {
            model_id: "m-1".to_owned(),
            step,
        };
        store.log_outputs(&run, &[output])?;
    }
    let input = |id: &str| ModelInput {
        model_id: id.to_owned(),
    };
    store.log_model_inputs(&run, &[input("m-9")])?;
    assert!(store.log_model_inputs(&run, &[input("../x")]).is_err());
    let read = store.get_run(&run, &Needs::ALL)?.value;
    assert_eq!((read.outputs.models[0].step, read.outputs.models.len()), (1, 1));
    assert_eq!(read.inputs.models[0].model_id, "m-9");

    store.update_logged_model(&id, LoggedModelChange::Delete, Millis(40))?;
    assert_eq!(store.get_logged_model(&id)?.value.lifecycle_stage, Lifecycle::Deleted);
    let again = store.update_logged_model(&id, LoggedModelChange::Delete, Millis(50));
    assert!(matches!(again, Err(StoreError::NotFound(_))));
    Ok(())
}

#[test]
fn searching_by_view_filter_datasets_and_order() -> Done {
    let scratch = Scratch::new()?;
    for (id, at, lines) in [
        ("m-a", 10, "1 0.9 0 r train d1\n5 0.1 0 r test d2\n"),
        ("m-b", 30, "1 0.5 0 r test d2\n"),
        ("m-c", 30, "1 0.7 0 r\nx\n"),
    ] {
        let mut model = new(id, None)?;
        model.at = Millis(at);
        scratch.store.create_logged_model(model)?;
        scratch.put(&format!("mlruns/1/models/{id}/metrics/acc"), lines)?;
    }
    scratch.put("mlruns/1/models/m-ghost/metrics/acc", "1 1 0 r\n")?;
    fsx::create_dir_all(&scratch.store.root().join("1/models/.ipynb_checkpoints"))?;
    let language = Dialect::Extended { now: Millis(0) };
    let query = |filter: &str, order: &[&str], datasets: &[(&str, Option<&str>)]| {
        let datasets: Vec<OnDataset> = datasets
            .iter()
            .map(|(name, digest)| OnDataset {
                name: (*name).to_owned(),
                digest: digest.map(str::to_owned),
            })
            .collect();
        let order: Vec<String> = order.iter().map(|&text| text.to_owned()).collect();
        Ok::<_, Box<dyn std::error::Error>>(LoggedModelQuery {
            filter: Filter::parse(Entity::LoggedModel, filter, language)?,
            order: Order::parse(Entity::LoggedModel, &order, language)?,
            order_on: datasets.clone(),
            datasets,
            ..LoggedModelQuery::default()
        })
    };
    let test = &[("test", None)];
    for (asked, expected) in [
        (query("", &[], &[])?, "m-b m-c m-a"),
        (query("metrics.acc > 0.8", &[], &[])?, "m-a"),     // the first
        (query("", &["metrics.acc"], &[])?, "m-a m-b m-c"), // the newest
        (query("", &[], test)?, "m-b m-a"),
        (query("", &[], &[("test", Some("d1"))])?, ""),
        (query("metrics.acc > 0.4", &[], test)?, "m-b"),
        (
            query("", &["metrics.acc DESC"], &[("train", None), ("test", None)])?,
            "m-b m-a",
        ),
        (
            query("params.`a/b` = '0.5' AND tags.team = 'vision'", &[], &[])?,
            "m-b m-c m-a",
        ),
        (query("status = 'FAILED'", &[], &[])?, ""),
    ] {
        assert_eq!(scratch.found(&asked)?.join(" "), expected, "{asked:?}");
    }
    let page = scratch.store.search_logged_models(&LoggedModelQuery {
        offset: 1,
        max: Some(1),
        ..LoggedModelQuery::default()
    })?;
    assert_eq!((page.items.len(), page.total), (1, Some(3)));
    assert_eq!(page.next.map(|next| next.offset), Some(2));
    assert_eq!(
        page.damage.len(),
        2,
        "the bad line, and the folder without meta.yaml: {:?}",
        page.damage
    );

    let experiment = ExperimentId::parse("1")?;
    scratch
        .store
        .update_experiment(&experiment, ExperimentChange::Delete, Millis(50))?;
    assert_eq!(scratch.found(&LoggedModelQuery::default())?.len(), 0);
    let deleted = LoggedModelQuery {
        view: ViewType::DeletedOnly,
        ..LoggedModelQuery::default()
    };
    assert_eq!(scratch.found(&deleted)?.len(), 3);
    let named = LoggedModelQuery {
        experiments: Some(vec![experiment]),
        ..LoggedModelQuery::default()
    };
    assert_eq!(scratch.found(&named)?.len(), 3);
    assert_eq!(
        scratch
            .store
            .get_logged_model(&LoggedModelId::parse("m-a")?)?
            .value
            .name
            .as_deref(),
        Some("model")
    );
    Ok(())
}

#[test]
fn versions_registered_at_once_are_all_listed() -> Done {
    let at = Scratch::new()?;
    at.store.create_logged_model(new("m-1", None)?)?;
    let id = LoggedModelId::parse("m-1")?;
    std::thread::scope(|scope| {
        for version in 1..=8 {
            let (store, id) = (&at.store, &id);
            scope.spawn(move || {
                let change = LoggedModelChange::Registered(ModelName::parse("m").unwrap(), VersionNumber(version));
                store.update_logged_model(id, change, Millis(2)).unwrap();
            });
        }
    });
    let list: Vec<serde_json::Value> = serde_json::from_str(&at.in_store("1/models/m-1/tags/mlflow.modelVersions")?)?;
    let mut versions: Vec<_> = list.iter().filter_map(|entry| entry["version"].as_i64()).collect();
    versions.sort_unstable();
    assert_eq!(versions, (1..=8).collect::<Vec<_>>());
    Ok(())
}
