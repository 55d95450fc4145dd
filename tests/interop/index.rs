//! The index beside a real MLflow that writes: an answer with it is the answer without.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;
use std::time::{SystemTime, UNIX_EPOCH};

use mlrun::model::{Millis, ViewType};
use mlrun::search::{Dialect, Entity, Filter, Order};
use mlrun::store::file::FileStore;
use mlrun::store::{Needs, RunQuery, TrackingStore};

use crate::python::{Python, V3};
use crate::store::Store;

const ROUNDS: usize = 200;

/// The time, put forward so that what was left alone for 20 ms is recorded: real questions wait two seconds.
#[expect(clippy::disallowed_methods, reason = "the files have real times")]
fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Millis(i64::try_from(since.as_millis()).unwrap() + 1980)
}

#[test]
fn a_python_writer_changes_no_indexed_answer() {
    let store = Store::new();
    let mut command = Python::with_mlflow(V3).script("tests/interop/meddle.py");
    let command = command.arg(store.root()).arg("1");
    let mut python = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut asked = python.stdin.take().unwrap();
    let mut said = BufReader::new(python.stdout.take().unwrap()).lines();
    assert_eq!(said.next().unwrap().unwrap(), "ready");
    let cache = store.root().with_file_name("cache");
    let language = Dialect::Extended { now: Millis(0) };
    let filters = [
        "",
        "metrics.loss > 0.5",
        "params.alpha < 5 AND tags.team != 'nlp'",
        "status = 'FINISHED'",
    ];
    for round in 0..ROUNDS {
        let order: Vec<String> = [vec![], vec!["metrics.loss DESC".to_owned()]][round % 2].clone();
        let query = RunQuery {
            view: [ViewType::ActiveOnly, ViewType::All][round / 2 % 2],
            needs: Needs::ALL,
            filter: Filter::parse(Entity::Run, filters[round % filters.len()], language).unwrap(),
            order: Order::parse(Entity::Run, &order, language).unwrap(),
            ..RunQuery::default()
        };
        let indexed = FileStore::new(store.root()).with_index(cache.clone(), now());
        let with = indexed.search_runs(&query).unwrap();
        let without = FileStore::new(store.root()).search_runs(&query).unwrap();
        assert_eq!(with, without, "round {round}");
        asked.write_all(b"more\n").unwrap();
        assert_eq!(said.next().unwrap().unwrap(), "done");
    }
    assert!(cache.is_dir(), "nothing was recorded");
    drop(asked);
    assert!(python.wait().unwrap().success());
}
