//! Filters, orders and pages answered as MLflow 3.17 answered them (`fixtures/search/make.py`).

#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;
use std::process::Command;

use mlrun::model::{ExperimentId, Millis, ViewType};
use mlrun::search::{Dialect, Entity, Filter, Order, PageToken};
use mlrun::store::file::FileStore;
use mlrun::store::{ExperimentQuery, Needs, RunQuery, TrackingStore};
use serde_json::{Value, json};

const OURS: Dialect = Dialect::Extended {
    now: Millis(1_800_000_000_000),
};

struct Fixture {
    store: FileStore,
    /// Of the experiments `search` and `Search 2`.
    experiments: Vec<ExperimentId>,
    runs: Value,
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
        runs: read["runs"].take(),
        cases,
    }
}

impl Fixture {
    /// What we answer: names and the next page's token, or the message.
    fn answer(&self, case: &Value, dialect: Dialect) -> Result<Value, String> {
        let mut text = case["filter"].as_str().unwrap_or_default().to_owned();
        for (name, id) in self.runs.as_object().unwrap() {
            text = text.replace(&format!("@{name}@"), id.as_str().unwrap());
        }
        let clauses: Vec<String> = match &case["order_by"] {
            Value::Array(clauses) => clauses
                .iter()
                .map(|clause| clause.as_str().unwrap().to_owned())
                .collect(),
            _ => Vec::new(),
        };
        let runs = case["search"] == "runs";
        let entity = if runs { Entity::Run } else { Entity::Experiment };
        let filter = Filter::parse(entity, &text, dialect).map_err(|error| error.message)?;
        let order = Order::parse(entity, &clauses, dialect).map_err(|error| error.message)?;
        let token = case["page_token"].as_str().unwrap_or_default();
        let offset = PageToken::parse(token).map_err(|error| error.message)?.offset;
        let max = case["max_results"].as_i64();
        let view = match case["view"].as_i64() {
            Some(2) => ViewType::DeletedOnly,
            Some(3) => ViewType::All,
            _ => ViewType::ActiveOnly,
        };
        let (found, next) = if runs {
            let experiments = if case["everywhere"] == true { 2 } else { 1 };
            let query = RunQuery {
                experiments: Some(self.experiments[..experiments].to_vec()),
                view,
                needs: Needs::INFO,
                filter,
                order,
                offset,
                max,
            };
            let page = self.store.search_runs(&query).map_err(|error| error.to_string())?;
            let names = page.items.into_iter().map(|run| run.info.run_name);
            (names.collect::<Vec<_>>(), page.next)
        } else {
            let query = ExperimentQuery {
                view,
                filter,
                order,
                offset,
                max,
            };
            let page = self
                .store
                .search_experiments(&query)
                .map_err(|error| error.to_string())?;
            let names = page.items.into_iter().map(|experiment| Some(experiment.name));
            (names.collect(), page.next)
        };
        Ok(match next {
            None => json!({ "found": found }),
            Some(next) => json!({ "found": found, "next": next.to_string() }),
        })
    }
}

impl Fixture {
    /// What the binary answers to the same under `--strict`: the exit code, names, and the next page's token.
    fn answer_of_the_binary(&self, case: &Value) -> (bool, Vec<String>, Option<String>) {
        let runs = case["search"] == "runs";
        let mut words = vec![
            case["search"].as_str().unwrap().to_owned(),
            "search".to_owned(),
            "--strict".to_owned(),
        ];
        let mut filter = case["filter"].as_str().unwrap_or_default().to_owned();
        for (name, id) in self.runs.as_object().unwrap() {
            filter = filter.replace(&format!("@{name}@"), id.as_str().unwrap());
        }
        words.push(format!("--filter={filter}"));
        let clauses = case["order_by"].as_array().into_iter().flatten();
        words.extend(clauses.map(|clause| format!("--order-by={}", clause.as_str().unwrap())));
        if let Some(token) = case["page_token"].as_str() {
            words.push(format!("--page-token={token}"));
        }
        if let Some(max) = case["max_results"].as_i64() {
            words.push(format!("--max-results={max}"));
        }
        let view = ["active_only", "active_only", "deleted_only", "all"][case["view"].as_u64().unwrap_or(0) as usize];
        words.push(format!("--view={view}"));
        if runs {
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
        let name = |item: &Value| {
            if runs {
                item["info"]["run_name"].clone()
            } else {
                item["name"].clone()
            }
        };
        let names = items
            .as_array()
            .unwrap()
            .iter()
            .map(|item| name(item).as_str().unwrap().to_owned());
        let said = String::from_utf8(done.stderr).unwrap();
        let next = said
            .lines()
            .find_map(|line| Some(line.split_once("add --page-token ")?.1.to_owned()));
        (done.status.success(), names.collect(), next)
    }
}

#[test]
fn the_command_line_answers_as_mlflow_under_strict() {
    let fixture = fixture();
    for case in &fixture.cases {
        let (success, names, next) = fixture.answer_of_the_binary(case);
        let refused = case.get("error").is_some();
        assert_eq!(success, !refused, "{case}");
        if !refused {
            assert_eq!(json!(names), case["found"], "{case}");
            assert_eq!(next.as_deref(), case["next"].as_str(), "{case}");
        }
    }
}

/// What of MLflow's message is ours too: not its sets, which have no order, sqlparse's tokens and Python's exceptions.
fn said(message: &str) -> &str {
    let ours = [
        "Invalid clause(s)",
        "Invalid comparison clause",
        "Search filter contained",
        "Expected 3 tokens",
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
const REFUSED: [&str; 4] = [
    "run_id = ('@bare@')",
    "run_id != ('@bare@')",
    "metrics.none > 1 AND metrics.acc == 1",
    "metrics.acc > 100 AND params.opt < 'x'",
];

#[test]
fn what_mlflow_accepts_means_the_same_in_ours() {
    let fixture = fixture();
    for case in fixture.cases.iter().filter(|case| case["error"].is_null()) {
        let ours = fixture.answer(case, OURS);
        if REFUSED.iter().any(|text| case["filter"] == *text) {
            ours.expect_err(&case.to_string());
        } else {
            assert_eq!(ours, fixture.answer(case, Dialect::Mlflow), "{case}");
        }
    }
}
