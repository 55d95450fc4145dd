use super::{Columns, Field, Kind, KnownKeys, Pattern, Shape, parse};
use crate::model::{Figure, Millis};
use crate::store::Keys;

fn columns(text: &str) -> Columns {
    Columns::parse(&[text.to_owned()], Millis(0)).unwrap()
}

fn keys(metrics: &[&str], params: &[&str], tags: &[&str]) -> KnownKeys {
    let set = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
    KnownKeys {
        metrics: set(metrics),
        params: set(params),
        tags: set(tags),
    }
}

fn names(text: &str, keys: &KnownKeys) -> Vec<(String, String)> {
    let shown = columns(text).resolve(keys).unwrap();
    shown
        .into_iter()
        .map(|shown| (shown.column.name, shown.field.name()))
        .collect()
}

#[test]
fn a_column_is_called_as_written_and_means_what_filters_mean() {
    let known = keys(&["loss"], &["alpha", "lr:a"], &["team"]);
    for (text, name, field) in [
        ("run_id", "run_id", "run_id"),
        (" id ", "id", "run_id"),
        ("attributes.user", "attributes.user", "user_id"),
        ("stage", "stage", "lifecycle_stage"),
        ("age", "age", "age"),
        ("param.alpha", "param.alpha", "params.alpha"),
        ("parameters.`a,b:c`", "parameters.a,b:c", "params.a,b:c"),
        ("params.lr:a", "params.lr:a", "params.lr:a"),
        ("metrics.\"val/acc\":min", "metrics.val/acc:min", "metrics.val/acc:min"),
        ("metrics.\"loss:min\"", "metrics.loss:min", "metrics.loss:min"),
        ("metric.a.b:last", "metric.a.b:last", "metrics.a.b"),
        ("loss:spark", "loss:spark", "metrics.loss:spark"),
        ("tags.mlflow.user", "tags.mlflow.user", "tags.mlflow.user"),
        ("tag.\"*\"", "tag.*", "tags.*"),
        ("alpha", "alpha", "params.alpha"),
        ("loss", "loss", "metrics.loss"),
        ("`a.b`", "a.b", "metrics.a.b"),
    ] {
        assert_eq!(names(text, &known), [(name.to_owned(), field.to_owned())], "{text}");
    }
    let quoted = columns("metrics.\"loss:min\"").resolve(&known).unwrap();
    let latest = Shape::Figure(Figure::Last);
    assert_eq!(quoted[0].field, Field::Metric("loss:min".to_owned(), latest));
}

#[test]
fn globs_expand_in_order_and_leave_out_what_is_named() {
    let known = keys(&["val_acc", "val_loss", "x"], &["x", "val"], &["t"]);
    let expanded = |text| -> Vec<String> { names(text, &known).into_iter().map(|(name, _)| name).collect() };
    assert_eq!(
        expanded("metrics.val*,run_id"),
        ["metrics.val_acc", "metrics.val_loss", "run_id"]
    );
    assert_eq!(
        expanded("metrics.*:max,metrics.x"),
        [
            "metrics.val_acc:max",
            "metrics.val_loss:max",
            "metrics.x:max",
            "metrics.x"
        ]
    );
    assert_eq!(
        expanded("metrics.*,metrics.x,metrics.v*"),
        ["metrics.val_acc", "metrics.val_loss", "metrics.x"]
    );
    assert_eq!(
        expanded("*_time,val*"),
        [
            "start_time",
            "end_time",
            "metrics.val_acc",
            "metrics.val_loss",
            "params.val"
        ]
    );
    assert_eq!(expanded("*").len(), 12 + 3 + 2 + 1);
    assert_eq!(expanded("params.nothing*"), [""; 0]);
    assert_eq!(expanded("status,status"), ["status"]);
    let both = columns("metrics.x,params.x,params.val").resolve(&known).unwrap();
    let labels: Vec<&str> = both.iter().map(|shown| shown.column.label.as_str()).collect();
    assert_eq!(labels, ["metrics.x", "params.x", "val"]);
}

#[test]
fn patterns() {
    let matches = |pattern: &str, text: &str| {
        let wanted = &parse::columns(&format!("metrics.{pattern}"), Millis(0)).unwrap()[0];
        match &wanted.what {
            super::What::Glob { pattern, .. } => Pattern::matches(pattern, text),
            other => panic!("{other:?}"),
        }
    };
    for (pattern, text, expected) in [
        ("*", "", true),
        ("v*c", "val/acc", true),
        ("v*c", "val/acc2", false),
        ("?", "손", true),
        ("?", "ab", false),
        ("*a*b*", "xxaxxbxx", true),
        ("*a*b*", "xxbxxaxx", false),
        ("`*`*", "*x", true),
        ("`*`*", "ax", false),
    ] {
        assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
    }
}

#[test]
fn only_what_the_columns_need_is_read() {
    let some = |keys: &[&str]| Keys::Some(keys.iter().map(|key| (*key).to_owned()).collect());
    let needs = columns("run_name,status,age").needs();
    assert_eq!(needs, crate::store::Needs::INFO);
    let needs = columns("metrics.a,metrics.b:min,b:step,c,params.*,tags.t").needs();
    assert_eq!(needs.metrics, some(&["a", "b", "c"]));
    assert_eq!(needs.history, some(&["b"]));
    assert_eq!(
        (needs.params, needs.tags, needs.inputs),
        (Keys::All, some(&["t"]), false)
    );
    let needs = columns("metrics.*:spark").needs();
    assert_eq!(
        (needs.metrics, needs.history, needs.params),
        (Keys::None, Keys::All, Keys::None)
    );
    let needs = columns("*").needs();
    assert_eq!((needs.metrics, needs.tags), (Keys::All, Keys::All));
}

#[test]
fn a_mistake_has_a_place_and_a_way_out() {
    let known = keys(&["x"], &["x"], &[]);
    for (text, marked, message, help) in [
        ("run_id,", "", "expected a column", "such as run_name"),
        ("a,,b", "", "expected a column", "such as run_name"),
        ("metrics.`a", "`", "this quote is not closed", ""),
        (
            "run_id,metrix.x",
            "metrix",
            "expected metrics, params or tags before the dot, not `metrix`",
            "did you mean `metrics.x`?",
        ),
        (
            "val.acc",
            "val",
            "expected metrics, params or tags before the dot",
            "a key with a dot in it: metrics.val.acc",
        ),
        (
            "loss:mim",
            "mim",
            "expected one of min, max, first, last, avg, count, step, spark",
            "did you mean `min`?",
        ),
        (
            "metrics.a:b7",
            "b7",
            "expected one of",
            "a key with a colon in it stands in quotes",
        ),
        ("params.lr:min", "min", "a param has no min: only metrics have", ""),
        ("metrics.", "", "expected a key behind `metrics.`", ""),
        (
            "attr.stauts",
            "stauts",
            "a run has no attribute `stauts`",
            "did you mean `status`?",
        ),
        (
            "name, stauts",
            "stauts",
            "`stauts` is no attribute",
            "did you mean `status`?",
        ),
        ("x", "x", "`x` is a metric and a param", "write metrics.x or params.x"),
    ] {
        let parsed = Columns::parse(&[text.to_owned()], Millis(0));
        let error = parsed.and_then(|columns| columns.resolve(&known)).unwrap_err();
        assert_eq!(&error.source_text[error.span.clone()], marked, "{text}: {error:?}");
        assert!(error.message.starts_with(message), "{text}: {error:?}");
        assert!(
            error.help.clone().unwrap_or_default().starts_with(help),
            "{text}: {error:?}"
        );
    }
    let asked = columns("metrics.a,b,params.*,status,tags.c:d");
    let mentions: Vec<_> = asked
        .mentions()
        .into_iter()
        .map(|mention| (mention.kind, mention.key, &mention.source[mention.span]))
        .collect();
    assert_eq!(
        mentions,
        [
            (Some(Kind::Metric), "a", "metrics.a"),
            (None, "b", "b"),
            (Some(Kind::Tag), "c:d", "tags.c:d")
        ]
    );
}
