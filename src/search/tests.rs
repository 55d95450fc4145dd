//! Both languages through [`Filter`] and [`Order`].

use std::collections::BTreeMap;

use proptest::prelude::*;

mod models;

use super::*;
use crate::model::*;

const NOW: Millis = Millis(1_760_000_000_000);
const OURS: Dialect = Dialect::Extended { now: NOW };

const ENTITIES: [Entity; 5] = [
    Entity::Run,
    Entity::Experiment,
    Entity::RegisteredModel,
    Entity::ModelVersion,
    Entity::LoggedModel,
];

fn run() -> Run {
    let metric = |value, step| Metric {
        timestamp: 1,
        value,
        step,
        dataset: None,
    };
    let loss = vec![metric(0.9, 0), metric(f64::NAN, 1), metric(0.1, 2), metric(0.3, 3)];
    let texts = |pairs: &[(&str, &str)]| {
        let pairs = pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        pairs.collect::<BTreeMap<_, _>>()
    };
    let dataset = |name: &str, context: &str| DatasetInput {
        dataset: Dataset {
            name: name.to_owned(),
            digest: "d".to_owned(),
            source_type: "local".to_owned(),
            source: "{}".to_owned(),
            schema: None,
            profile: None,
        },
        tags: texts(&[("mlflow.data.context", context)]),
    };
    Run {
        info: RunInfo {
            run_id: RunId::parse("0123456789abcdef0123456789abcdef").expect("an id"),
            experiment_id: ExperimentId::parse("7").expect("an id"),
            run_name: Some("adam-1".to_owned()),
            user_id: None,
            status: RunStatus::Running,
            start_time: Some(Millis(NOW.0 - 86_400_000)),
            end_time: None,
            artifact_uri: None,
            lifecycle_stage: Lifecycle::Active,
        },
        data: RunData {
            metrics: [("loss", 0.3), ("nan", f64::NAN), ("acc.max", 7.0), ("val/acc", 0.5)]
                .map(|(key, value)| (key.to_owned(), metric(value, 3)))
                .into(),
            metric_history: Some([("loss".to_owned(), loss)].into()),
            params: texts(&[("alpha", "5e-1"), ("opt", "adam"), ("q", "it's")]),
            tags: texts(&[("team", "vision"), ("from", "x")]),
        },
        inputs: RunInputs {
            datasets: vec![dataset("train", "training"), dataset("test", "eval")],
            models: Vec::new(),
        },
        outputs: RunOutputs::default(),
    }
}

fn matches(text: &str) -> bool {
    let filter = Filter::parse(Entity::Run, text, OURS).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert!(!filter.may_fail());
    filter.matches(&mut &run()).expect("never fails")
}

#[test]
fn our_language_means_what_it_says() {
    for text in [
        "",
        " \n",
        "metrics.loss = 0.3 AND AND params.opt = 'adam' tags.team LIKE 'vis%' AND",
        "metrics.none > 1 OR metrics.loss < 1",
        "metrics.loss < 1 OR metrics.none > 1 AND metrics.none > 1",
        "NOT metrics.none > 1 AND metrics.loss < 1",
        "NOT (metrics.loss < 1 AND params.opt = 'sgd')",
        "not(not(metrics.loss<1))",
        "params.opt IN ('sgd', 'adam')",
        "params.opt NOT IN ('sgd')",
        "status in ('RUNNING') and run_name not like 'sgd%' and run_name NOT  ILIKE 'SGD%'",
        "params.alpha < 0.6 AND params.alpha = .5 AND params.alpha IN (0.5, 1) AND params.alpha != +1e0",
        "params.alpha != '0.5'",
        "end_time IS NULL AND user_id is null and start_time IS NOT  NULL AND metrics.nan IS NOT NULL",
        "dataset.name IS NOT NULL AND dataset.context IN ('eval') AND NOT dataset.digest != 'd'",
        "start_time > -25h AND start_time > -1.5d AND start_time <= -86400s",
        "start_time >= '2025-10-08' AND created < '2025-10-08T09:00:00'",
        "duration = 24h AND duration IN (86400000, 1) AND duration >= 86400000ms",
        "experiment_id = '7'",
        "metrics.loss.min = 0.1 AND metrics.loss.max = 0.9 AND metrics.loss.first = 0.9",
        "metrics.loss.last = 0.3 AND metrics.loss.count = 4 AND NOT metrics.`loss.min` IS NOT NULL",
        "metrics.acc.max = 7 AND metrics.\"acc.max\" = 7",
        "metrics.nan != 1 AND NOT metrics.nan >= 0 AND metrics.`val/acc` >= 0.5",
        "tags.from = 'x' AND (params.q = \"it's\")",
    ] {
        assert!(matches(text), "{text}");
    }
    for text in [
        "metrics.none != 1",
        "metrics.none NOT IN (1)",
        "params.opt < 1 OR params.opt >= 1 OR params.opt != 1",
        "params.none NOT LIKE 'x' OR params.none NOT IN ('x') OR params.none != 'x'",
        "metrics.none.count = 0",
        "metrics.nan = 0 OR metrics.nan > 0 OR metrics.nan <= 0",
        "params.alpha = '0.5'",
        "NOT status = 'RUNNING' OR status = 'running'",
    ] {
        assert!(!matches(text), "{text}");
    }
}

#[test]
fn a_mistake_has_its_place_and_what_to_write() {
    for (text, place, message, help) in [
        (
            "metrics.loss < 0.3 and parms.lr = '1'",
            "parms",
            "expected `metrics`, `params`",
            "`params`",
        ),
        ("Metrics.loss > 1", "Metrics", "not a part of a run", "`metrics`"),
        ("metrics.loss == 1", "==", "not a comparator", "write ="),
        ("metrics.loss <> 1", "<>", "expected =, !=", "write !="),
        ("metrics.a > 1 && metrics.b > 1", "&&", "expected AND, OR", "write AND"),
        ("metrics.a > 1 || metrics.b > 1", "||", "expected AND, OR", "write OR"),
        ("(metrics.a > 1", "(", "not closed", ""),
        ("metrics.a > 1)", ")", "not opened", ""),
        ("metrics.a >", "", "expected a value", ""),
        ("metrics.a", "", "expected a comparator", ""),
        ("metrics.a > 1 OR", "", "expected a clause", ""),
        ("metrics.val/acc > 1", "/", "expected a comparator", "metrics.`val/acc`"),
        ("metrics.a > 'x'", "'x'", "`a` is a metric", ""),
        ("metrics.a > '1'", "'1'", "expected a number", "write 1"),
        ("metrics.a > 10m", "10m", "not a number", ""),
        ("params.a = abc", "abc", "a text in quotes", "write 'abc'"),
        ("params.a < '5'", "'5'", "compares numbers", "without quotes"),
        ("params.a = 'x", "'x", "not closed", ""),
        ("params.a RLIKE 'x'", "RLIKE", "not a comparator", "write LIKE"),
        ("params.a IN ('x', 1)", "('x', 1)", "texts alone or numbers alone", ""),
        ("params.a IN ()", "()", "at least one", ""),
        ("params.a IS 'x'", "'x'", "expected NULL", ""),
        ("stat = 'x'", "stat", "no attribute `stat`", "`status`"),
        ("starttime > 1", "starttime", "no attribute", "`start_time`"),
        ("loss < 1", "loss", "no attribute", "metrics.loss"),
        ("status = 3", "3", "a text in quotes", "write '3'"),
        ("status > 'A'", ">", "texts have no order", ""),
        ("start_time > 7d", "7d", "a time is expected", "-7d"),
        ("start_time > -7y", "-7y", "`y` is not a unit", ""),
        ("start_time > 'soon'", "'soon'", "not a time", "2026"),
        ("duration LIKE '1%'", "LIKE", "compares texts", ""),
        ("dataset.nam = 'x'", "nam", "name, digest or context", "`name`"),
        ("0.5 < metrics.a", "0.5", "expected a name", "on the left"),
        ("AND metrics.a == 1", "AND", "expected a name", ""),
        (
            "metrics.a > 1 metrics.b == 1",
            "metrics",
            "expected AND, OR or the end",
            "",
        ),
    ] {
        let error = Filter::parse(Entity::Run, text, OURS).expect_err(text);
        assert_eq!(&text[error.span.clone()], place, "{text}: {error}");
        assert!(error.message.contains(message), "{text}: {error}");
        let said = error.help.clone().unwrap_or_default();
        assert!(
            said.contains(help) && (help.is_empty() == said.is_empty()),
            "{text}: {said:?}"
        );
    }
    let error = Filter::parse(Entity::ModelVersion, "versio = 1", OURS).expect_err("no such name");
    assert_eq!(error.help.as_deref(), Some("a similar attribute exists: `version`"));
    let error = Filter::parse(Entity::Experiment, "metrics.a > 1", OURS).expect_err("experiments have none");
    assert!(error.message.contains("expected `tags` or `attributes`"), "{error}");
}

#[test]
fn mlflow_checks_comparators_late() {
    let late = Filter::parse(Entity::Run, "metrics.none = 1 AND params.opt < 'x'", Dialect::Mlflow).expect("parses");
    assert!(late.may_fail());
    assert_eq!(
        late.matches(&mut &run()),
        Ok(false),
        "decided before the bad clause is met"
    );
    let met = Filter::parse(Entity::Run, "params.opt < 'x'", Dialect::Mlflow).expect("parses");
    let error = met.matches(&mut &run()).expect_err("met");
    assert_eq!((error.span, &error.message[..22]), (11..12, "Invalid comparator '<'"));
    for text in [
        "metrics.a > 1 OR metrics.b > 1",
        "NOT metrics.a > 1",
        "duration > 1",
        "params.a < 1",
        "params.'a'.b = '1'",
        "params.a.'b'. = '1'",
        "params.*[0] = '1'",
        " ",
    ] {
        assert!(Filter::parse(Entity::Run, text, Dialect::Mlflow).is_err(), "{text}");
    }
}

#[test]
fn deep_and_long_texts_are_refused_or_read() {
    for piece in [
        "(",
        "( ",
        "NOT ",
        "NOT (",
        "params.a[",
        "a.(",
        "run_id IN (",
        "[",
        "`",
        "'a",
        "a.",
        "desc ",
    ] {
        let text = piece.repeat(20_000);
        for dialect in [OURS, Dialect::Mlflow] {
            assert!(Filter::parse(Entity::Run, &text, dialect).is_err(), "{piece}");
            assert!(
                Order::parse(Entity::Run, std::slice::from_ref(&text), dialect).is_err(),
                "{piece}"
            );
        }
    }
    let clauses = |count: usize| vec!["metrics.a > 1"; count].join(" AND ");
    let deep = |depth: usize| format!("run_id IN {}'a'{}", "(".repeat(depth), ")".repeat(depth));
    for (text, fits) in [
        (clauses(1000), true),
        (clauses(1001), false),
        (deep(100), true),
        (deep(101), false),
    ] {
        assert_eq!(
            Filter::parse(Entity::Run, &text, Dialect::Mlflow).is_ok(),
            fits,
            "{}",
            text.len()
        );
        assert_eq!(
            Filter::parse(Entity::Run, &text, OURS).is_ok(),
            fits || text.contains("AND"),
            "{}",
            text.len()
        );
    }
    let parted = format!("params.opt{}= 'adam'", " ".repeat(100_000));
    assert!(matches(&format!(
        "{parted}{}",
        " AND params.opt = 'adam'".repeat(5_000)
    )));
    assert!(matches(&format!("{}{parted}{}", "(".repeat(100), ")".repeat(100))));
}

#[test]
fn names_and_statistics_tell_what_is_asked() {
    let text = "metrics.`a b` > 1 OR NOT (params.opt = 'x' AND metrics.loss.min < 1) AND status = 'x'";
    let filter = Filter::parse(Entity::Run, text, OURS).expect("parses");
    let names: Vec<(Part, &str, &str)> = filter
        .names()
        .iter()
        .map(|name| (name.part, name.key.as_str(), &text[name.span.clone()]))
        .collect();
    assert_eq!(
        names,
        [
            (Part::Metric, "a b", "`a b`"),
            (Part::Param, "opt", "opt"),
            (Part::Metric, "loss.min", "loss.min")
        ]
    );
    assert_eq!(filter.names()[2].figure, Some(("loss".to_owned(), Figure::Min)));
    let order = Order::parse(Entity::Run, &["duration, metrics.loss.count desc".to_owned()], OURS).expect("parses");
    assert_eq!(order.names()[0].1.figure, Some(("loss".to_owned(), Figure::Count)));
    assert_eq!(order.names()[0].1.span, 18..28);
    let keys = order.keys(&mut &run());
    assert_eq!(keys, [SortKey::Number(86_400_000.0), SortKey::Number(4.0)]);
}

#[test]
fn orders_put_nan_and_what_is_missing_last_both_ways() {
    for (clause, expected) in [("metrics.a", "1 2 NaN -"), ("metrics.a DESC", "2 1 NaN -")] {
        let order = Order::parse(Entity::Run, &[clause.to_owned()], Dialect::Mlflow).expect("parses");
        let number = SortKey::Number;
        let mut keys = [
            vec![SortKey::Missing],
            vec![number(f64::NAN)],
            vec![number(2.0)],
            vec![number(1.0)],
        ];
        keys.sort_by(|a, b| order.compare(a, b));
        let shown = keys.map(|key| match &key[0] {
            SortKey::Number(number) => number.to_string(),
            _ => "-".to_owned(),
        });
        assert_eq!(shown.join(" "), expected);
    }
    for (text, message, help) in [
        ("metrics.loss up", "expected ASC, DESC", ""),
        ("metrics.loss DESC NULLS LAST", "found `NULLS`", "last both ways"),
        ("start_tme", "no attribute `start_tme`", "`start_time`"),
        ("datasets.name", "not sorted by datasets", ""),
        ("", "expected a name", ""),
        ("metrics.a,", "expected a name", ""),
    ] {
        let error = Order::parse(Entity::Run, &[text.to_owned()], OURS).expect_err(text);
        assert!(error.message.contains(message), "{text}: {error}");
        assert!(error.help.unwrap_or_default().contains(help), "{text}");
    }
    for text in ["metrics.`a`AND", "metrics.'a'.b"] {
        assert!(
            Order::parse(Entity::Run, &[text.to_owned()], Dialect::Mlflow).is_err(),
            "{text}"
        );
    }
}

#[test]
fn the_page_of_grammar_fits_and_every_attribute_is_on_it() {
    assert!(GRAMMAR.lines().count() <= 60 && GRAMMAR.lines().all(|line| line.chars().count() <= 80));
    for entity in ENTITIES {
        for name in entity.table().names(true, true) {
            assert!(GRAMMAR.contains(name), "{name}");
        }
    }
}

fn filters() -> impl Strategy<Value = String> {
    let key = prop_oneof![
        Just("a"),
        Just("loss.min"),
        Just("`loss.min`"),
        Just("`val/acc`"),
        Just("\"a`b\""),
        Just("from"),
        Just("2x"),
        Just("`it's`"),
        Just("ключ.x"),
        Just("a[0]"),
        Just("desc"),
        Just("null")
    ];
    let text = prop_oneof![
        Just("''"),
        Just("\"it's\""),
        Just("'a''b'"),
        Just("'%_\\x'"),
        Just("'\n'"),
        Just("\"AND\"")
    ];
    let number = prop_oneof![
        Just("0.5"),
        Just("-1"),
        Just("1e999"),
        Just("-2.5e-3"),
        Just("007"),
        Just("+1e+3")
    ];
    let compare = prop_oneof![Just("="), Just("!="), Just("<="), Just(">")];
    let like = prop_oneof![
        Just("="),
        Just("!="),
        Just("LIKE"),
        Just("NOT  ilike"),
        Just("is not null --")
    ];
    let list = prop_oneof![
        Just("('a', \"b'\\n\\\\ \")"),
        Just("('x' 'y',)"),
        Just("('é\\x00\u{2028}')")
    ];
    let clause = prop_oneof![
        (key.clone(), compare.clone(), number.clone()).prop_map(|(k, c, n)| format!("metrics.{k} {c} {n}")),
        (key.clone(), compare.clone(), number.clone()).prop_map(|(k, c, n)| format!("params.{k} {c} {n}")),
        (key.clone(), like.clone(), text.clone()).prop_map(|(k, c, t)| match c.strip_suffix(" --") {
            Some(null) => format!("tags.{k} {null}"),
            None => format!("tags.{k} {c} {t}"),
        }),
        (key, list.clone()).prop_map(|(k, l)| format!("params.{k} not in {l}")),
        list.prop_map(|l| format!("dataset.context IN {l}")),
        text.prop_map(|t| format!("`run name` LIKE {t}")),
        compare.clone().prop_map(|c| format!("start_time {c} -1.5d")),
        compare.prop_map(|c| format!("attr.end_time {c} '2026-01-31 18:30'")),
        number.prop_map(|n| format!("duration IN ({n}, 10m)")),
    ];
    clause.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| format!("({})", parts.join(" AND "))),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| format!("({})", parts.join(" or "))),
            inner.prop_map(|part| format!("NOT {part}")),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_is_read_as_the_same(text in filters()) {
        let filter = Filter::parse(Entity::Run, &text, OURS).unwrap_or_else(|error| panic!("{text}: {error}"));
        let printed = filter.to_string();
        let again = Filter::parse(Entity::Run, &printed, OURS).unwrap_or_else(|error| panic!("{text}: {printed}: {error}"));
        prop_assert_eq!(&again.expr, &filter.expr, "{} printed as {}", text, printed);
    }

    #[test]
    fn no_text_brings_the_parsers_down(text in r#"([a-z]{1,3}|metrics|params|tags\.|run_id|[ .,;()\[\]<>=!~'"`´\\%_/@#$&|*:+-]|IN|NOT|IS|NULL|LIKE|AND|OR|desc|[0-9]{1,3}|-?7d|\PC){0,24}"#) {
        for entity in ENTITIES {
            for dialect in [OURS, Dialect::Mlflow] {
                let filter = Filter::parse(entity, &text, dialect).err();
                let order = Order::parse(entity, std::slice::from_ref(&text), dialect).err();
                for error in filter.into_iter().chain(order) {
                    prop_assert!(text.get(error.span).is_some(), "{}", text);
                }
            }
        }
        let _ = PageToken::parse(&text);
    }
}
