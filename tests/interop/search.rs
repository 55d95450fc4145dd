//! Filters, orders and pages chosen at random, over stores made at random, answered as MLflow answers them.

use std::collections::HashMap;

use mlrun::search::{Dialect, Entity, Facts, Filter, Order, PageToken, slice};
use mlrun::store::file::FileStore;
use mlrun::store::{ExperimentQuery, Needs, RunQuery, TrackingStore};
use serde_json::{Value, json};

use crate::python::{Python, V3, output};
use crate::store::Store;

/// Filters a store.
const FILTERS: u64 = 2_500;

/// Four stores unless `MLRUN_SEARCH_ROUNDS` says otherwise; `MLRUN_SEARCH_SEED` is the first one's seed.
fn setting(name: &str, default: u64) -> u64 {
    #[expect(
        clippy::disallowed_methods,
        reason = "how long to search for differences is asked from outside"
    )]
    let value = std::env::var(name);
    value.map_or(default, |value| value.parse().expect("a number"))
}

#[test]
fn random_filters_and_orders_are_answered_alike() {
    let python = Python::with_mlflow(V3);
    let first = setting("MLRUN_SEARCH_SEED", 1);
    let (mut asked, mut found, mut refused) = (0, 0, 0);
    for seed in first..first + setting("MLRUN_SEARCH_ROUNDS", 4) {
        let store = Store::new();
        let answers = output(
            python
                .script("tests/interop/search.py")
                .arg(store.folder())
                .args([seed.to_string(), FILTERS.to_string()]),
        );
        let ours = Ours::read(&FileStore::new(store.root()));
        for line in answers.lines() {
            let theirs: Value = serde_json::from_str(line).expect("JSON");
            let answer = ours.answer(&theirs);
            asked += 1;
            match &answer {
                Ok(answer) => {
                    let wanted = json!({ "found": theirs["found"], "next": theirs["next"] });
                    assert_eq!(*answer, wanted, "seed {seed}: {theirs}");
                    found += u64::from(answer["found"] != json!([]));
                }
                Err(error) => {
                    assert!(theirs.get("error").is_some(), "seed {seed}: {theirs}\nwe say: {error}");
                    refused += 1;
                }
            }
        }
    }
    assert!(found * 10 > asked, "{found} of {asked} found anything");
    assert!(
        refused * 10 > asked && refused * 3 < asked * 2,
        "{refused} of {asked} refused"
    );
}

/// Everything in the store, read once as MLflow's side does.
struct Ours {
    things: HashMap<&'static str, Vec<(String, Thing)>>,
}

enum Thing {
    Run(Box<mlrun::model::Run>),
    Experiment(mlrun::model::Experiment),
}

impl Ours {
    fn read(store: &FileStore) -> Self {
        let query = RunQuery {
            needs: Needs::ALL,
            ..RunQuery::default()
        };
        let runs = store.search_runs(&query).expect("reads").items;
        let experiments = store
            .search_experiments(&ExperimentQuery::default())
            .expect("reads")
            .items;
        let runs = runs
            .into_iter()
            .map(|run| (run.info.run_id.to_string(), Thing::Run(Box::new(run))));
        let experiments = experiments
            .into_iter()
            .map(|experiment| (experiment.experiment_id.to_string(), Thing::Experiment(experiment)));
        Self {
            things: HashMap::from([("runs", runs.collect()), ("experiments", experiments.collect())]),
        }
    }

    fn answer(&self, asked: &Value) -> Result<Value, String> {
        let search = asked["search"].as_str().expect("a search");
        let entity = if search == "runs" {
            Entity::Run
        } else {
            Entity::Experiment
        };
        let text = asked["filter"].as_str().expect("a filter");
        let clauses: Vec<String> = serde_json::from_value(asked["order_by"].clone()).expect("clauses");
        let filter = Filter::parse(entity, text, Dialect::Mlflow).map_err(|error| error.message)?;
        let order = Order::parse(entity, &clauses, Dialect::Mlflow).map_err(|error| error.message)?;
        let offset = asked["offset"].as_i64().expect("an offset");
        let max = asked["max"].as_i64();
        let mut found = Vec::new();
        for (id, thing) in &self.things[search] {
            let (mut run, mut experiment);
            let facts: &mut dyn Facts = match thing {
                Thing::Run(value) => {
                    run = &**value;
                    &mut run
                }
                Thing::Experiment(value) => {
                    experiment = value;
                    &mut experiment
                }
            };
            if filter.matches(facts).map_err(|error| error.message)? {
                found.push((order.keys(facts), id));
            }
        }
        found.sort_by(|(a, _), (b, _)| order.compare(a, b));
        let (page, next) = slice(found.len(), offset, max);
        let ids: Vec<&String> = found[page].iter().map(|(_, id)| *id).collect();
        Ok(json!({ "found": ids, "next": next.map(|next: PageToken| next.to_string()) }))
    }
}
