//! `meta.yaml` of everything, by the store that reads it: no file hides another thing, reading changes nothing, and what
//! is written again reads as it did.

use std::fs;

use mlrun::artifact::mlmodel;
use mlrun::model::{
    ExperimentId, ExperimentName, Lifecycle, LoggedModelStatus, Millis, RunStatus, Span, VersionNumber,
};
use mlrun::search::{Dialect, Entity, Filter};
use mlrun::store::file::FileStore;
use mlrun::store::{
    ExperimentChange, ExperimentQuery, LoggedModelChange, LoggedModelQuery, LoggedModelStore, ModelChange, ModelQuery,
    Needs, RegistryStore, RunChange, RunQuery, TraceQuery, TraceStore, TrackingStore, VersionChange, VersionQuery,
};

use super::ground::{self, Ground};
use super::split;

const RUN: &str = "7/5a1c0000000000000000000000000001/meta.yaml";
const MLMODEL: &str = "7/models/m-5a1c0000000000000000000000000002/artifacts/MLmodel";
/// The files that an input may be.
const PLACES: &[&str] = &[
    "7/meta.yaml",
    RUN,
    "7/datasets/d/meta.yaml",
    "7/5a1c0000000000000000000000000001/inputs/i/meta.yaml",
    "7/5a1c0000000000000000000000000001/outputs/o/meta.yaml",
    "7/models/m-5a1c0000000000000000000000000002/meta.yaml",
    "models/m/meta.yaml",
    "models/m/version-1/meta.yaml",
    "7/traces/tr-5a1c0000000000000000000000000003/trace_info.yaml",
    "7/traces/tr-5a1c0000000000000000000000000003/artifacts/traces.json",
    MLMODEL,
];

thread_local! {
    static GROUND: Ground = Ground::new();
}

pub(super) fn try_with(input: &[u8]) {
    let (which, content) = split(input);
    let place = PLACES[which % PLACES.len()];
    GROUND.with(|ground| {
        ground.write(place, content);
        let store = ground.store();
        read_all(&store);
        if place == MLMODEL {
            let folder = ground.path(place);
            drop(mlmodel::inspect(folder.parent().unwrap()));
        }
        assert_eq!(fs::read(ground.path(place)).unwrap(), content, "reading wrote");
        match place {
            "7/meta.yaml" => rename_experiment(&store, content),
            RUN => end_run(&store, content),
            "models/m/meta.yaml" | "models/m/version-1/meta.yaml" => {
                describe(&store);
                return ground.restore_folder("models/m");
            }
            _ if place.starts_with("7/models/") && place != MLMODEL => finalize(&store),
            _ => {}
        }
        ground.restore(place);
    });
}

/// Asks for everything there is. The damaged thing is in the answer or is reported, and the others are there.
fn read_all(store: &FileStore) {
    let experiments = store.search_experiments(&ExperimentQuery::all()).unwrap();
    assert!(experiments.items.len() == 2 || (experiments.items.len() == 1 && !experiments.damage.is_empty()));
    let needs = Needs::all(true);
    let runs = store.search_runs(&RunQuery {
        view: mlrun::model::ViewType::All,
        needs: needs.clone(),
        ..RunQuery::default()
    });
    let runs = runs.unwrap();
    assert!(runs.items.len() == 1 || !runs.damage.is_empty());
    let run = store.get_run(&ground::run(), &needs);
    assert!(run.is_ok() || !runs.damage.is_empty());
    drop(store.artifact_folder(&ground::run()));
    let models = store.search_logged_models(&LoggedModelQuery::default()).unwrap();
    assert!(models.items.len() == 1 || !models.damage.is_empty() || store.get_logged_model(&ground::logged()).is_ok());
    drop(store.logged_model_folder(&ground::logged()));
    let visible = Filter::parse(Entity::RegisteredModel, "", Dialect::Mlflow).unwrap();
    let models = store.search_registered_models(&ModelQuery {
        filter: visible,
        ..ModelQuery::default()
    });
    drop(models.unwrap());
    drop(store.search_model_versions(&VersionQuery::default()).unwrap());
    drop(store.get_model_version(&ground::model(), VersionNumber(1)));
    drop(store.registry_history(&ground::model()));
    drop(store.search_traces(&TraceQuery::default()).unwrap());
    if let Ok(trace) = store.get_trace(&ground::trace()) {
        assert!(trace.value.name().is_none_or(|name| name.len() < usize::MAX));
        let spans = store.get_spans(&ground::trace()).unwrap().value;
        assert_eq!(Span::tree(&spans).len(), spans.len());
    }
    drop(store.census().unwrap());
}

/// Only what is deleted, or could not be written again as it stands.
fn may_be_refused(stage: Lifecycle, content: &[u8]) {
    assert!(stage == Lifecycle::Deleted || std::str::from_utf8(content).is_err());
}

fn end_run(store: &FileStore, content: &[u8]) {
    let id = ground::run();
    let Ok(before) = store.get_run(&id, &Needs::INFO) else {
        return;
    };
    let end = RunChange::Update {
        status: Some(RunStatus::Finished),
        end_time: Some(Millis(9)),
        run_name: None,
    };
    if store.update_run(&id, end).is_err() {
        return may_be_refused(before.value.info.lifecycle_stage, content);
    }
    let mut expected = before.value;
    expected.info.status = RunStatus::Finished;
    let after = store.get_run(&id, &Needs::INFO).unwrap().value;
    expected.info.end_time = Some(Millis(9));
    assert_eq!(after, expected);
}

fn rename_experiment(store: &FileStore, content: &[u8]) {
    let id = ExperimentId::parse("7").unwrap();
    let Ok(mut expected) = TrackingStore::get_experiment(store, &id) else {
        return;
    };
    let name = ExperimentName::parse("numbers").unwrap();
    if store
        .update_experiment(&id, ExperimentChange::Rename(name), Millis(9))
        .is_err()
    {
        return may_be_refused(expected.lifecycle_stage, content);
    }
    let after = TrackingStore::get_experiment(store, &id).unwrap();
    expected.name = "numbers".to_owned();
    expected.last_update_time = after.last_update_time;
    assert_eq!(after, expected);
}

fn finalize(store: &FileStore) {
    let id = ground::logged();
    let Ok(before) = store.get_logged_model(&id) else {
        return;
    };
    let change = LoggedModelChange::Finalize(LoggedModelStatus::Failed);
    if store.update_logged_model(&id, change, Millis(9)).is_err() {
        return;
    }
    let mut expected = before.value;
    let after = store.get_logged_model(&id).unwrap().value;
    expected.status = LoggedModelStatus::Failed;
    expected.last_updated_timestamp = Some(Millis(9));
    assert_eq!(after, expected);
}

fn describe(store: &FileStore) {
    let (name, version) = (ground::model(), VersionNumber(1));
    if let Ok(before) = store.get_model_version(&name, version) {
        let change = VersionChange::Describe(Some("text".to_owned()));
        if store
            .update_model_version(&name, version, change, Millis(9), None)
            .is_ok()
        {
            let mut expected = before.value;
            let after = store.get_model_version(&name, version).unwrap().value;
            expected.description = Some("text".to_owned());
            expected.last_updated_timestamp = after.last_updated_timestamp;
            assert_eq!(after, expected);
        }
    }
    if store.get_registered_model(&name).is_ok() {
        let change = ModelChange::Describe(Some("text".to_owned()));
        drop(store.update_registered_model(&name, change, Millis(9), None));
    }
}
