//! The store as a library: MLflow's limits, error codes and messages, and what one call may and may not do.

#![allow(clippy::unwrap_used, reason = "a test")]

use mlrun::model::{
    Batch, ExperimentId, ExperimentName, Key, Metric, Millis, Param, RunId, RunStatus, Tag, ViewType, random_run_name,
};
use mlrun::store::file::FileStore;
use mlrun::store::{
    ExperimentChange, Needs, NewExperiment, NewRun, Result, RunChange, RunQuery, StoreError, TrackingStore,
};

const AT: Millis = Millis(1_760_000_000_000);

struct Fixture {
    store: FileStore,
    run: RunId,
    _folder: tempfile::TempDir,
}

fn key(text: &str) -> Key {
    Key::parse(text).unwrap()
}

fn new_experiment(bits: u128, name: &str) -> NewExperiment {
    NewExperiment {
        experiment_id: ExperimentId::from_random(bits),
        name: ExperimentName::parse(name).unwrap(),
        artifact_location: None,
        tags: Vec::new(),
        at: AT,
    }
}

fn new_run(bits: u128, experiment_id: ExperimentId) -> NewRun {
    NewRun {
        run_id: RunId::from_random(bits),
        experiment_id,
        run_name: random_run_name(bits),
        user_id: "ada".to_owned(),
        start_time: AT,
        tags: Vec::new(),
        params: Vec::new(),
    }
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::new(folder.path().join("mlruns"));
        let run = TrackingStore::create_run(&store, new_run(1, ExperimentId::default_experiment())).unwrap();
        Self {
            store,
            run: run.info.run_id,
            _folder: folder,
        }
    }

    fn store(&self) -> &dyn TrackingStore {
        &self.store
    }

    fn log(&self, metrics: usize, params: usize, tags: usize) -> Result<()> {
        let metric = Metric {
            timestamp: 1,
            value: 0.5,
            step: 0,
            dataset: None,
        };
        self.store().log_batch(
            &self.run,
            &Batch {
                metrics: (0..metrics).map(|i| (key(&format!("m{i}")), metric.clone())).collect(),
                params: (0..params).map(|i| param(&format!("p{i}"), "v")).collect(),
                tags: (0..tags).map(|i| tag(&format!("t{i}"), "v")).collect(),
            },
        )
    }
}

fn param(name: &str, value: &str) -> Param {
    Param {
        key: key(name),
        value: value.to_owned(),
    }
}

fn tag(name: &str, value: &str) -> Tag {
    Tag {
        key: key(name),
        value: value.to_owned(),
    }
}

fn refused(result: Result<()>) -> (&'static str, String) {
    let error: StoreError = result.unwrap_err();
    (error.code(), error.to_string())
}

#[test]
fn experiments_are_refused_with_mlflows_codes_and_words() {
    let f = Fixture::new();
    let base = f
        .store()
        .create_experiment(new_experiment(2, "base"))
        .unwrap()
        .experiment_id;
    let dead = f
        .store()
        .create_experiment(new_experiment(3, "dead"))
        .unwrap()
        .experiment_id;
    let change = |id: &ExperimentId, change| f.store().update_experiment(id, change, AT);
    change(&dead, ExperimentChange::Delete).unwrap();
    let create = |name: &str| f.store().create_experiment(new_experiment(9, name)).map(drop);
    let unknown = ExperimentId::parse("nosuch").unwrap();
    let default = ExperimentId::default_experiment();
    let long = tag("k", &"v".repeat(20_001));
    for (result, code, text) in [
        (
            create("base"),
            "RESOURCE_ALREADY_EXISTS",
            "Experiment 'base' already exists.",
        ),
        (
            create("dead"),
            "RESOURCE_ALREADY_EXISTS",
            "Experiment 'dead' already exists in deleted state.",
        ),
        (
            f.store().get_experiment(&unknown).map(drop),
            "RESOURCE_DOES_NOT_EXIST",
            "Could not find experiment with ID nosuch",
        ),
        (
            change(&default, ExperimentChange::Delete),
            "INTERNAL_ERROR",
            "Cannot delete the default experiment '0'. This is an internally reserved experiment.",
        ),
        (
            change(&dead, ExperimentChange::Delete),
            "RESOURCE_DOES_NOT_EXIST",
            "Could not find experiment with ID",
        ),
        (
            change(&base, ExperimentChange::Restore),
            "RESOURCE_DOES_NOT_EXIST",
            "Could not find deleted experiment with ID",
        ),
        (
            change(&dead, ExperimentChange::SetTag(tag("k", "v"))),
            "INVALID_PARAMETER_VALUE",
            "must be in the 'active' lifecycle_stage to set tags",
        ),
        (
            change(&base, ExperimentChange::SetTag(long)),
            "INVALID_PARAMETER_VALUE",
            "'value' exceeds the maximum length of 20000 characters",
        ),
        (
            change(&base, ExperimentChange::DeleteTag(key("none"))),
            "RESOURCE_DOES_NOT_EXIST",
            "No tag with name: none in experiment with id",
        ),
        (
            f.store().create_run(new_run(7, dead.clone())).map(drop),
            "INVALID_STATE",
            "Could not create run under non-active experiment with ID",
        ),
    ] {
        let (got, said) = refused(result);
        assert_eq!(got, code, "{said}");
        assert!(said.contains(text), "{said}");
    }
    assert!(ExperimentName::parse(&"x".repeat(500)).is_ok());
    assert!(ExperimentName::parse(&"x".repeat(501)).is_err() && ExperimentName::parse("").is_err());
}

#[test]
fn batches_have_mlflows_limits_and_one_refused_writes_nothing() {
    let f = Fixture::new();
    for (metrics, params, tags, text) in [
        (1001, 0, 0, Some("at most 1000 metrics. Got 1001 metrics.")),
        (0, 101, 0, Some("at most 100 params. Got 101 params.")),
        (0, 0, 101, Some("at most 100 tags. Got 101 tags.")),
        (
            801,
            100,
            100,
            Some("at most 1000 metrics, params, and tags. Got 1001 metrics, params, and tags."),
        ),
        (900, 100, 0, None),
    ] {
        match (f.log(metrics, params, tags), text) {
            (Ok(()), None) => {}
            (result, Some(text)) => {
                let (code, said) = refused(result);
                assert_eq!(code, "INVALID_PARAMETER_VALUE");
                assert!(said.contains(text), "{said}");
                let data = f.store().get_run(&f.run, &Needs::ALL).unwrap().value.data;
                assert!(data.params.is_empty() && data.metrics.is_empty());
            }
            (Err(error), None) => panic!("{error}"),
        }
    }
    let twice = Batch {
        params: vec![param("dup", "1"), param("dup", "1")],
        ..Batch::default()
    };
    let (code, said) = refused(f.store().log_batch(&f.run, &twice));
    assert_eq!(code, "INVALID_PARAMETER_VALUE");
    assert!(
        said.contains("Duplicate parameter keys have been submitted: ['dup']"),
        "{said}"
    );
}

#[test]
fn a_param_is_set_once_and_a_run_that_is_deleted_takes_nothing_but_its_end() {
    let f = Fixture::new();
    let log = |value: &str| {
        f.store().log_batch(
            &f.run,
            &Batch {
                params: vec![param("p", value)],
                ..Batch::default()
            },
        )
    };
    log("line\r\nfeed").unwrap();
    log("line\r\nfeed").unwrap();
    let (_, said) = refused(log("other"));
    assert!(
        said.starts_with("Changing param values is not allowed. Param with key='p' was already logged"),
        "{said}"
    );

    f.store().update_run(&f.run, RunChange::Delete { at: AT }).unwrap();
    let rename = RunChange::Update {
        status: None,
        end_time: None,
        run_name: Some("x".to_owned()),
    };
    for result in [
        log("line\r\nfeed"),
        f.store().update_run(&f.run, rename),
        f.store().update_run(&f.run, RunChange::SetTag(tag("t", "v"))),
        f.store().log_inputs(&f.run, &[]),
    ] {
        let (code, said) = refused(result);
        assert_eq!(code, "INVALID_PARAMETER_VALUE");
        assert_eq!(said, format!("The run {} must be in 'active' lifecycle_stage.", f.run));
    }
    let end = RunChange::End {
        status: RunStatus::Finished,
        at: AT,
    };
    f.store().update_run(&f.run, end).unwrap();
    f.store().update_run(&f.run, RunChange::Restore).unwrap();
    let info = f.store().get_run(&f.run, &Needs::INFO).unwrap().value.info;
    assert_eq!((info.status, info.end_time), (RunStatus::Finished, Some(AT)));
}

#[test]
fn a_restored_experiment_brings_all_its_runs_back() {
    let f = Fixture::new();
    let id = f
        .store()
        .create_experiment(new_experiment(2, "e"))
        .unwrap()
        .experiment_id;
    for bits in [10, 11] {
        f.store().create_run(new_run(bits, id.clone())).unwrap();
    }
    let one = RunId::from_random(10);
    f.store().update_run(&one, RunChange::Delete { at: AT }).unwrap();
    let count = |experiments: Option<Vec<ExperimentId>>, view| {
        let query = RunQuery {
            experiments,
            view,
            ..RunQuery::default()
        };
        f.store().search_runs(&query).unwrap().items.len()
    };
    let here = || Some(vec![id.clone()]);
    assert_eq!(
        (
            count(here(), ViewType::ActiveOnly),
            count(here(), ViewType::DeletedOnly)
        ),
        (1, 1)
    );
    f.store().update_experiment(&id, ExperimentChange::Delete, AT).unwrap();
    assert_eq!(
        (
            count(here(), ViewType::ActiveOnly),
            count(here(), ViewType::DeletedOnly)
        ),
        (0, 2)
    );
    assert_eq!((count(None, ViewType::ActiveOnly), count(None, ViewType::All)), (1, 3));
    f.store().update_experiment(&id, ExperimentChange::Restore, AT).unwrap();
    assert_eq!(
        (
            count(here(), ViewType::ActiveOnly),
            count(here(), ViewType::DeletedOnly)
        ),
        (2, 0)
    );
}
