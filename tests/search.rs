//! Filters, orders and pages answered as MLflow 3.17 answered them (`fixtures/search/make.py`).

#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;
use std::process::Command;

use mlrun::model::{ExperimentId, Millis, ViewType};
use mlrun::search::{Dialect, Entity, Filter, OnDataset, Order, PageToken, slice};
use mlrun::store::file::FileStore;
use mlrun::store::{
    ExperimentQuery, LoggedModelQuery, LoggedModelStore, ModelQuery, Needs, RegistryStore, RunQuery, TrackingStore,
    VersionQuery,
};
use serde_json::{Value, json};

const OURS: Dialect = Dialect::Extended {
    now: Millis(1_800_000_000_000),
};

struct Fixture {
    store: FileStore,
    /// Of the experiments `search` and `Search 2`.
    experiments: Vec<ExperimentId>,
    /// Of runs and logged models, by what they are called in the cases.
    ids: Value,
    cases: Vec<Value>,
}

fn fixture() -> Fixture {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/search");
    let mut read: Value = serde_json::from_slice(&std::fs::read(folder.join("cases.json")).unwrap()).unwrap();
    let Value::Array(cases) = read["cases"].take() else {
        panic!("no cases")
    };
    let store = FileStore::new(folder.join("mlruns"));
    let all = store.search_experiments(&ExperimentQuery::all()).unwrap().items;
    let id_of = |name: &str| all.iter().find(|e| e.name == name).unwrap().experiment_id.clone();
    Fixture {
        store,
        experiments: vec![id_of("search"), id_of("Search 2")],
        ids: read["ids"].take(),
        cases,
    }
}

/// What is found, by name, and the next page.
type Answer = Result<(Vec<String>, Option<PageToken>), String>;

impl Fixture {
    fn filter(&self, case: &Value) -> String {
        let mut text = case["filter"].as_str().unwrap_or_default().to_owned();
        for (name, id) in self.ids.as_object().unwrap() {
            text = text.replace(&format!("@{name}@"), id.as_str().unwrap());
        }
        text
    }

    /// What we answer: names and the next page's token, or the message.
    fn answer(&self, case: &Value, dialect: Dialect) -> Result<Value, String> {
        let entity = entity(case);
        let filter = Filter::parse(entity, &self.filter(case), dialect).map_err(|error| error.message)?;
        let clauses = array(&case["order_by"]);
        let order = if entity == Entity::LoggedModel {
            Order::of_dictionaries(&clauses)
        } else {
            Order::parse(entity, &texts(&clauses), dialect)
        };
        let order = order.map_err(|error| error.message)?;
        let token = case["page_token"].as_str().unwrap_or_default();
        let offset = PageToken::parse(token).map_err(|error| error.message)?.offset;
        let max = case["max_results"].as_i64();
        let view = match case["view"].as_i64() {
            Some(2) => ViewType::DeletedOnly,
            Some(3) => ViewType::All,
            _ => ViewType::ActiveOnly,
        };
        let max = Some(entity.max_results(max).map_err(|error| error.0)?);
        let (found, next) = match entity {
            Entity::Run => {
                let experiments = if case["everywhere"] == true { 2 } else { 1 };
                self.runs(&RunQuery {
                    experiments: Some(self.experiments[..experiments].to_vec()),
                    view,
                    needs: Needs::INFO,
                    filter,
                    order,
                    offset,
                    max,
                })
            }
            Entity::Experiment => self.experiments(&ExperimentQuery {
                view,
                filter,
                order,
                offset,
                max,
            }),
            Entity::RegisteredModel => self.models(&ModelQuery {
                filter,
                order,
                offset,
                max,
            }),
            Entity::ModelVersion => self.versions(&VersionQuery {
                filter,
                order,
                offset,
                max,
                ..VersionQuery::default()
            }),
            Entity::LoggedModel => self.logged_models(case, &filter, &order, offset, max),
        }?;
        Ok(match next {
            None => json!({ "found": found }),
            Some(next) => json!({ "found": found, "next": next.to_string() }),
        })
    }

    fn runs(&self, query: &RunQuery) -> Answer {
        let page = self.store.search_runs(query).map_err(|error| error.to_string())?;
        let names = page.items.into_iter().map(|run| run.info.run_name.unwrap());
        Ok((names.collect(), page.next))
    }

    fn experiments(&self, query: &ExperimentQuery) -> Answer {
        let page = self
            .store
            .search_experiments(query)
            .map_err(|error| error.to_string())?;
        let names = page.items.into_iter().map(|experiment| experiment.name);
        Ok((names.collect(), page.next))
    }

    fn models(&self, query: &ModelQuery) -> Answer {
        let page = self.store.search_registered_models(query);
        let page = page.map_err(|error| error.to_string())?;
        let names = page.items.into_iter().map(|model| model.name.to_string());
        Ok((names.collect(), page.next))
    }

    fn versions(&self, query: &VersionQuery) -> Answer {
        let page = self.store.search_model_versions(query);
        let page = page.map_err(|error| error.to_string())?;
        let versions = page.items.into_iter();
        let names = versions.map(|version| format!("{}/{}", version.name, version.version));
        Ok((names.collect(), page.next))
    }

    /// By what this room says of each.
    fn logged_models(&self, case: &Value, filter: &Filter, order: &Order, offset: i64, max: Option<i64>) -> Answer {
        let datasets = OnDataset::of_dictionaries(&array(&case["datasets"])).map_err(|error| error.message)?;
        let order = order.or_default(Entity::LoggedModel);
        let mut found = Vec::new();
        for model in self
            .store
            .search_logged_models(&LoggedModelQuery::default())
            .unwrap()
            .items
        {
            if filter.matches_on(&model, &datasets).map_err(|error| error.message)? {
                found.push((order.keys(&mut &model), model.model_id.to_string()));
            }
        }
        found.sort_by(|(a, _), (b, _)| order.compare(a, b));
        let (page, next) = slice(found.len(), offset, max);
        let names = self.ids.as_object().unwrap();
        let name = |id: &str| names.iter().find(|(_, known)| *known == id).unwrap().0.clone();
        Ok((found[page].iter().map(|(_, id)| name(id)).collect(), next))
    }
}

fn entity(case: &Value) -> Entity {
    match case["search"].as_str().unwrap() {
        "runs" => Entity::Run,
        "experiments" => Entity::Experiment,
        "models" => Entity::RegisteredModel,
        "versions" => Entity::ModelVersion,
        _ => Entity::LoggedModel,
    }
}

fn array(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn texts(values: &[Value]) -> Vec<String> {
    values.iter().map(|value| value.as_str().unwrap().to_owned()).collect()
}

impl Fixture {
    /// What the binary answers to the same under `--strict`: the exit code, names, and the next page's token.
    fn answer_of_the_binary(&self, case: &Value) -> (bool, Vec<String>, Option<String>) {
        let entity = entity(case);
        let registry = ["registry"].iter().filter(|_| is_registered(entity));
        let search = [case["search"].as_str().unwrap(), "search", "--strict"];
        let mut words: Vec<String> = registry.chain(&search).map(|word| (*word).to_owned()).collect();
        words.push(format!("--filter={}", self.filter(case)));
        let clauses = texts(&array(&case["order_by"]));
        words.extend(clauses.iter().map(|clause| format!("--order-by={clause}")));
        if let Some(token) = case["page_token"].as_str() {
            words.push(format!("--page-token={token}"));
        }
        if let Some(max) = case["max_results"].as_i64() {
            words.push(format!("--max-results={max}"));
        }
        let view = ["active_only", "active_only", "deleted_only", "all"][case["view"].as_u64().unwrap_or(0) as usize];
        if !is_registered(entity) {
            words.push(format!("--view={view}"));
        }
        if entity == Entity::Run {
            let experiments = if case["everywhere"] == true { 2 } else { 1 };
            words.extend(self.experiments[..experiments].iter().map(|id| format!("-x={id}")));
        }
        let done = Command::new(env!("CARGO_BIN_EXE_mlrun"))
            .args(words)
            .args(["-o", "json", "--no-index", "--tracking-uri"])
            .arg(self.store.root())
            .output()
            .unwrap();
        let items: Value = serde_json::from_slice(&done.stdout).unwrap_or(json!([]));
        let name = |item: &Value| match entity {
            Entity::Run => item["info"]["run_name"].as_str().unwrap().to_owned(),
            Entity::ModelVersion => format!(
                "{}/{}",
                item["name"].as_str().unwrap(),
                item["version"].as_str().unwrap()
            ),
            _ => item["name"].as_str().unwrap().to_owned(),
        };
        let names = items.as_array().unwrap().iter().map(name);
        let said = String::from_utf8(done.stderr).unwrap();
        let next = said
            .lines()
            .find_map(|line| Some(line.split_once("add --page-token ")?.1.to_owned()));
        (done.status.success(), names.collect(), next)
    }
}

fn is_registered(entity: Entity) -> bool {
    matches!(entity, Entity::RegisteredModel | Entity::ModelVersion)
}

#[test]
fn the_command_line_answers_as_mlflow_under_strict() {
    let fixture = fixture();
    for case in &fixture.cases {
        if entity(case) == Entity::LoggedModel {
            continue; // MLflow has no text for their orders
        }
        let (success, names, next) = fixture.answer_of_the_binary(case);
        let refused = case.get("error").is_some();
        assert_eq!(success, !refused, "{case}");
        if !refused {
            assert_eq!(json!(names), case["found"], "{case}");
            assert_eq!(next.as_deref(), case["next"].as_str(), "{case}");
        }
    }
}

/// What of MLflow's message is ours too: not its sets, which have no order, sqlparse's tokens and keywords, and Python's
/// exceptions.
fn said(message: &str) -> &str {
    let ours = [
        "Invalid clause(s)",
        "Invalid comparison clause",
        "Expected 3 tokens",
        "Invalid order_by clause 'version'",
    ];
    let python = message
        .split_once("Error: ")
        .is_some_and(|(name, _)| !name.contains(' '));
    match message.split_once('{') {
        _ if python || ours.iter().any(|start| message.starts_with(start)) => "",
        Some((before, _)) => before,
        None => message,
    }
}

#[test]
fn strict_answers_are_mlflows() {
    let fixture = fixture();
    for case in &fixture.cases {
        let answer = fixture.answer(case, Dialect::Mlflow);
        match case["error"].as_str() {
            None => {
                let mut expected = json!({ "found": case["found"] });
                if let Some(next) = case.get("next") {
                    expected["next"] = next.clone();
                }
                assert_eq!(answer, Ok(expected), "{case}");
            }
            Some(message) => {
                let error = answer.expect_err(&case.to_string());
                assert!(error.starts_with(said(message)), "{case}\nwe say: {error}");
            }
        }
    }
}

/// What ours refuses on purpose, or refuses at once where MLflow would only when it meets it.
const REFUSED: [&str; 7] = [
    "name = ('lm-a')",
    "version_number != 1.9",
    "name = 'nosuch' AND version_number == 1",
    "run_id = ('@bare@')",
    "run_id != ('@bare@')",
    "metrics.none > 1 AND metrics.acc == 1",
    "metrics.acc > 100 AND params.opt < 'x'",
];

/// What ours means by it: datasets of metrics (MLflow: the model's own name), and a tag by its name (MLflow: by another).
const MEANT_OTHERWISE: [(&str, &[&str]); 4] = [
    ("dataset.name = 'ds'", &["lm-b", "lm-a"]),
    ("dataset.name = 'lm-a'", &[]),
    ("tags.created = 'by hand'", &["LM-c"]),
    ("tags.created = 'early'", &[]),
];

#[test]
fn what_mlflow_accepts_means_the_same_in_ours() {
    let fixture = fixture();
    for case in fixture.cases.iter().filter(|case| case["error"].is_null()) {
        let ours = fixture.answer(case, OURS);
        if REFUSED.iter().any(|text| case["filter"] == *text) {
            ours.expect_err(&case.to_string());
        } else if let Some((_, found)) = MEANT_OTHERWISE.iter().find(|(text, _)| case["filter"] == *text) {
            assert_eq!(ours.unwrap()["found"], json!(found), "{case}");
        } else {
            assert_eq!(ours, fixture.answer(case, Dialect::Mlflow), "{case}");
        }
    }
}
