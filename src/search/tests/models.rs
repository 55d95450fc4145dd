//! Registered models, versions and logged models.

use std::collections::BTreeMap;

use super::{NOW, OURS};
use crate::model::*;
use crate::search::*;

fn texts(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

fn version() -> ModelVersion {
    ModelVersion {
        name: ModelName::parse("m").expect("a name"),
        version: VersionNumber(2),
        creation_timestamp: Some(Millis(NOW.0 - 3_600_000)),
        last_updated_timestamp: None,
        description: None,
        user_id: Some("ada".to_owned()),
        current_stage: Stage::Production,
        source: Some("s3://b/1".to_owned()),
        storage_location: None,
        run_id: None,
        run_link: None,
        status: "READY".to_owned(),
        status_message: None,
        model_id: None,
        tags: texts(&[("a", "1"), ("created", "c"), ("start_time", "s")]),
        aliases: vec!["best".to_owned(), "champion".to_owned()],
    }
}

fn prompt() -> ModelVersion {
    ModelVersion {
        tags: texts(&[(tags::IS_PROMPT, "true")]),
        ..version()
    }
}

fn logged() -> LoggedModel {
    let metric = |value, timestamp, dataset: Option<(&str, &str)>| ModelMetric {
        key: "acc".to_owned(),
        metric: Metric {
            timestamp,
            value,
            step: 0,
            dataset: dataset.map(|(name, digest)| (name.to_owned(), digest.to_owned())),
        },
        run_id: String::new(),
    };
    LoggedModel {
        model_id: LoggedModelId::parse("m-0123456789abcdef0123456789abcdef").expect("an id"),
        experiment_id: ExperimentId::parse("7").expect("an id"),
        name: Some("lm".to_owned()),
        artifact_location: None,
        creation_timestamp: Some(NOW),
        last_updated_timestamp: Some(NOW),
        source_run_id: None,
        status: LoggedModelStatus::Ready,
        status_message: None,
        model_type: None,
        lifecycle_stage: Lifecycle::Active,
        params: texts(&[("lr", "0.1")]),
        tags: texts(&[("created", "c"), ("start_time", "s")]),
        metrics: vec![
            metric(0.5, 1, None),
            metric(0.9, 3, Some(("train", "d1"))),
            metric(0.8, 3, Some(("train", "d2"))),
        ],
    }
}

fn parse(entity: Entity, text: &str, dialect: Dialect) -> Filter {
    Filter::parse(entity, text, dialect).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn versions_have_what_mlflow_gives_them_and_more_in_ours() {
    let mlflows = [
        ("version_number >= '2' AND version_number < 3", true),
        ("version_number = ' 0_2'", true),
        ("name IN ('m') and source_path LIKE 's3%'", true),
        ("run_id != 'x'", false),
        ("tags.created = 'c'", true),
    ];
    let ours = [
        ("version IN (1, 2) AND version != 1", true),
        ("stage = 'Production' AND current_stage IN ('Production')", true),
        ("creation_timestamp > -2h AND last_updated_timestamp IS NULL", true),
        ("alias = 'champion' AND alias LIKE 'b%'", true),
        ("NOT alias = 'champion' OR alias IS NULL", false),
        (
            "status = 'READY' AND user_id = 'ada' AND model_id IS NULL AND description IS NULL",
            true,
        ),
        ("attr.`name` = 'm' AND (run_id IS NULL OR source = 'x')", true),
    ];
    for (text, expected) in mlflows {
        let strict = parse(Entity::ModelVersion, text, Dialect::Mlflow);
        assert_eq!(strict.matches(&mut &version()), Ok(expected), "{text}");
    }
    for (text, expected) in mlflows.into_iter().chain(ours) {
        let filter = parse(Entity::ModelVersion, text, OURS);
        assert_eq!(filter.matches(&mut &version()), Ok(expected), "{text}");
        let again = parse(Entity::ModelVersion, &filter.to_string(), OURS);
        assert_eq!(again.expr, filter.expr, "{text} printed as {filter}");
    }
    for (text, _) in ours {
        assert!(
            Filter::parse(Entity::ModelVersion, text, Dialect::Mlflow).is_err(),
            "{text}"
        );
    }
    // MLflow cuts fractions off, and raises Python's errors.
    let cut = parse(Entity::ModelVersion, "version_number = 2.9", Dialect::Mlflow);
    assert_eq!(cut.matches(&mut &version()), Ok(true));
    for late in [
        "version_number = 'x'",
        "version_number < 1e999",
        "version_number LIKE '2'",
    ] {
        let late = parse(Entity::ModelVersion, late, Dialect::Mlflow);
        assert!(late.may_fail() && late.matches(&mut &version()).is_err());
    }
    for text in [
        "version_number = 2.5",
        "version_number = 'x'",
        "version_number > -7d",
        "alias > 'a'",
    ] {
        assert!(Filter::parse(Entity::ModelVersion, text, OURS).is_err(), "{text}");
    }
}

#[test]
fn prompts_are_hidden_unless_the_text_speaks_of_them() {
    for dialect in [OURS, Dialect::Mlflow] {
        for (text, ordinary, prompts) in [
            ("", true, false),
            (" ", true, false),
            ("name = 'm'", true, false),
            ("tags.`mlflow.prompt.is_prompt` = 'true'", false, true),
            ("tags.mlflow.prompt.is_prompt != 'true'", true, false),
            ("tags.`mlflow.prompt.is_prompt` = 'false'", true, false),
            ("tags.`mlflow.prompt.is_prompt` LIKE '%'", false, true),
            ("name != 'mlflow.prompt.is_prompt'", true, true),
        ] {
            let filter = parse(Entity::ModelVersion, text, dialect);
            let found = [version(), prompt()].map(|version| filter.matches(&mut &version).expect("never fails"));
            assert_eq!(found, [ordinary, prompts], "{text}");
            let said = text.starts_with("tags.");
            assert_eq!(filter.names().len(), usize::from(said), "{text}");
            assert_eq!(filter.source(), text);
        }
    }
    let either = parse(Entity::ModelVersion, "name = 'm' OR name = 'n'", OURS);
    assert_eq!(either.matches(&mut &prompt()), Ok(false));
    assert_eq!(Filter::default().matches(&mut &prompt()), Ok(true));
    // MLflow appends to the text, which a comment or a semicolon spoils.
    for text in ["name = 'm' --", "name = 'm';", "name = 'm"] {
        let error = Filter::parse(Entity::ModelVersion, text, Dialect::Mlflow).expect_err(text);
        assert!(error.source_text == text && text.get(error.span).is_some(), "{text}");
    }
}

#[test]
fn a_name_that_is_required_can_be_looked_up() {
    for (text, name) in [
        ("name = 'm'", Some("m")),
        ("tags.a = '1' AND (version > 1 AND name IN ('m'))", Some("m")),
        ("name = 'm' OR name = 'n'", None),
        ("NOT name = 'm'", None),
        ("name != 'm' AND name LIKE 'm'", None),
    ] {
        let filter = parse(Entity::ModelVersion, text, OURS);
        assert_eq!(filter.required("name"), name, "{text}");
        assert_eq!(filter.required("run_id"), None, "{text}");
    }
    let late = parse(Entity::ModelVersion, "tags.a > '1' AND name = 'm'", Dialect::Mlflow);
    assert_eq!(late.required("name"), None, "another version may be refused");
}

#[test]
fn logged_models_are_compared_as_mlflow_happens_to() {
    let found = |text, dialect| parse(Entity::LoggedModel, text, dialect).matches(&mut &logged());
    for text in [
        "metrics.acc = 0.5 AND params.lr LIKE '0%'",
        "name > 'a' AND name <= 'lm' AND status IN ('READY')",
        "creation_timestamp >= 1760000000000.0",
    ] {
        assert_eq!(found(text, Dialect::Mlflow), Ok(true), "{text}");
        assert_eq!(found(text, OURS), Ok(true), "{text}");
    }
    for (text, strict) in [
        ("params.lr IS NULL", Err(())),
        ("params.none == 'x'", Err(())),
        ("dataset.digest = 'd1'", Err(())),
        ("name == 'lm'", Err(())),
        ("model_type == 'x'", Ok(false)), // it has none
        ("dataset.name = 'lm'", Ok(true)),
        ("tags.created = 's'", Ok(true)),
    ] {
        assert_eq!(found(text, Dialect::Mlflow).map_err(|_| ()), strict, "{text}");
    }
    for text in [
        "params.none IS NULL AND creation_time > -1h AND experiment_id = '7'",
        "dataset.name = 'train' AND dataset.digest = 'd2'",
        "tags.created = 'c' AND NOT metrics.acc.max > 0",
    ] {
        assert_eq!(found(text, OURS), Ok(true), "{text}");
    }
}

#[test]
fn datasets_restrict_metrics() {
    let on = |name: &str, digest: Option<&str>| OnDataset {
        name: name.to_owned(),
        digest: digest.map(str::to_owned),
    };
    for (text, datasets, expected) in [
        ("metrics.acc > 0.85", vec![], false),
        ("metrics.acc > 0.85", vec![on("train", None)], true),
        ("metrics.acc > 0.85", vec![on("train", Some("d2"))], false),
        ("metrics.acc > 0.1", vec![on("test", None)], false),
        ("name = 'lm'", vec![on("test", None)], false),
        ("", vec![on("test", None), on("train", Some("d1"))], true),
    ] {
        let filter = parse(Entity::LoggedModel, text, Dialect::Mlflow);
        assert_eq!(
            filter.matches_on(&logged(), &datasets),
            Ok(expected),
            "{text} {datasets:?}"
        );
    }
    let text = vec!["metrics.acc DESC".to_owned()];
    let order = Order::parse(Entity::LoggedModel, &text, Dialect::Mlflow).expect("parses");
    assert_eq!(
        order.keys(&mut &logged())[0],
        SortKey::Number(0.9),
        "the first of the latest"
    );
    let dictionary = serde_json::json!({"field_name": "metrics.acc", "dataset_name": "train", "dataset_digest": "d2"});
    let order = Order::of_dictionaries(&[dictionary]).expect("parses");
    assert_eq!(order.keys(&mut &logged())[0], SortKey::Number(0.8));
    for (dictionary, message) in [
        (r#""name""#, "`order_by` must be a list of dictionaries."),
        ("{}", "`field_name` in the `order_by` clause must be specified."),
        (r#"{"field_name": "nosuch"}"#, "Invalid order by field name: nosuch."),
        (
            r#"{"field_name": "params.lr"}"#,
            "Invalid order by field name: params, only `metrics.<name>` is allowed.",
        ),
        (
            r#"{"field_name": "name", "ascending": "x"}"#,
            "Value of `ascending` in the `order_by` clause must be a boolean, got <class 'str'> for field name.",
        ),
        (
            r#"{"field_name": "name", "dataset_digest": "d"}"#,
            "`dataset_digest` can only be specified if `dataset_name` is also specified.",
        ),
    ] {
        let error = Order::of_dictionaries(&[dictionary.parse().expect("JSON")]).expect_err(dictionary);
        assert_eq!(error.message, message);
    }
}

#[test]
fn ties_are_broken_as_by_mlflow() {
    for (entity, clauses, expected) in [
        (Entity::Run, vec![], "start_time DESC, run_id"),
        (Entity::Experiment, vec![], "creation_time DESC, experiment_id"),
        (Entity::Experiment, vec!["name"], "name, experiment_id DESC"),
        (Entity::RegisteredModel, vec![], "name"),
        (
            Entity::RegisteredModel,
            vec!["creation_timestamp DESC"],
            "creation_timestamp DESC, name",
        ),
        (
            Entity::ModelVersion,
            vec![],
            "last_updated_timestamp DESC, name, version_number DESC",
        ),
        (
            Entity::ModelVersion,
            vec!["version_number", "name DESC"],
            "version_number, name DESC",
        ),
        (Entity::LoggedModel, vec![], "creation_timestamp DESC, model_id"),
        (
            Entity::LoggedModel,
            vec!["metrics.a", "model_id DESC"],
            "metrics.a, model_id DESC, creation_timestamp DESC",
        ),
    ] {
        let clauses: Vec<String> = clauses.into_iter().map(str::to_owned).collect();
        let order = Order::parse(entity, &clauses, OURS).expect("parses");
        assert_eq!(order.is_empty(), clauses.is_empty());
        let order = order.or_default(entity).into_owned();
        let mut whole = Order::default();
        for clause in expected.split(", ") {
            let clause = Order::parse(entity, &[clause.to_owned()], OURS).expect("parses");
            whole.clauses.extend(clause.clauses.into_iter().next());
        }
        assert_eq!(order.clauses, whole.clauses, "{expected}");
    }
}
