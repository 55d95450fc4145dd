//! Datasets for people: MLflow keeps source, schema and profile as JSON in texts.

use serde_json::Value;

use super::{Cell, Section};
use crate::model::DatasetInput;

/// The tag that says what a dataset was used for.
const CONTEXT: &str = "mlflow.data.context";
/// So many columns are named.
const NAMED: usize = 8;

/// What is known of a dataset that a run used.
pub(super) fn section(input: &DatasetInput) -> Section {
    let dataset = &input.dataset;
    let mut rows: Vec<(String, Cell)> = vec![("digest".to_owned(), dataset.digest.as_str().into())];
    let mut row = |key: &str, text: Option<String>| rows.extend(text.map(|text| (key.to_owned(), text.into())));
    row("context", input.tags.get(CONTEXT).cloned());
    row("source", Some(source(&dataset.source_type, &dataset.source)));
    row("schema", dataset.schema.as_deref().map(schema));
    row("profile", dataset.profile.as_deref().map(profile));
    for (key, value) in input.tags.iter().filter(|(key, _)| *key != CONTEXT) {
        row(key, Some(value.clone()));
    }
    Section {
        title: format!("dataset {}", dataset.name),
        rows,
    }
}

/// `/data/train.csv (local)`: where the data came from, if the JSON says it in a way that is known.
fn source(kind: &str, text: &str) -> String {
    let places = ["/uri", "/url", "/path", "/delta_table_name", "/tags/mlflow.source.name"];
    let json: Option<Value> = serde_json::from_str(text).ok();
    let named = json
        .as_ref()
        .and_then(|json| places.iter().find_map(|place| json.pointer(place)?.as_str()));
    format!("{} ({kind})", named.unwrap_or(text))
}

/// `2 columns: age long, name string`, or `features float64 (-1, 4)`; else the text as it is.
fn schema(text: &str) -> String {
    let known = |json: Value| match (json.get("mlflow_colspec"), json.get("mlflow_tensorspec")) {
        (Some(columns), _) => Some(columns_of(columns.as_array()?)),
        (_, Some(tensors)) => {
            let part = |name: &str| Some(format!("{name} {}", tensors_of(tensors.get(name)?)?));
            let parts: Vec<String> = ["features", "targets"].into_iter().filter_map(part).collect();
            Some(parts.join(", ")).filter(|parts| !parts.is_empty())
        }
        _ => None,
    };
    serde_json::from_str(text)
        .ok()
        .and_then(known)
        .unwrap_or_else(|| text.to_owned())
}

fn columns_of(columns: &[Value]) -> String {
    let word = |column: &Value, key: &str| column.get(key).and_then(Value::as_str).unwrap_or("?").to_owned();
    let named: Vec<String> = columns
        .iter()
        .take(NAMED)
        .map(|column| format!("{} {}", word(column, "name"), word(column, "type")))
        .collect();
    let more = if columns.len() > NAMED { ", …" } else { "" };
    match columns.len() {
        1 => format!("1 column: {}", named.join(", ")),
        many => format!("{many} columns: {}{more}", named.join(", ")),
    }
}

/// MLflow keeps the list as JSON in a text of the JSON.
fn tensors_of(list: &Value) -> Option<String> {
    let inner: Value = serde_json::from_str(list.as_str()?).ok()?;
    let tensor = |one: &Value| {
        let shape: Vec<String> = one
            .pointer("/tensor-spec/shape")?
            .as_array()?
            .iter()
            .map(Value::to_string)
            .collect();
        let name = one.get("name").and_then(Value::as_str).map(|name| format!("{name} "));
        let kind = one.pointer("/tensor-spec/dtype")?.as_str()?;
        Some(format!("{}{kind} ({})", name.unwrap_or_default(), shape.join(", ")))
    };
    let tensors: Option<Vec<String>> = inner.as_array()?.iter().map(tensor).collect();
    Some(tensors?.join(", "))
}

/// `num_rows 1069, num_elements 4276`; else the text as it is.
fn profile(text: &str) -> String {
    let Ok(Value::Object(figures)) = serde_json::from_str(text) else {
        return text.to_owned();
    };
    let figure = |(key, value): (&String, &Value)| match value {
        Value::String(text) => format!("{key} {text}"),
        other => format!("{key} {other}"),
    };
    figures.iter().map(figure).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mlflow_writes_is_read_and_anything_else_stays_as_it_is() {
        for (kind, text, shown) in [
            ("local", r#"{"uri": "/data/x.csv"}"#, "/data/x.csv (local)"),
            ("http", r#"{"url": "https://h/x"}"#, "https://h/x (http)"),
            (
                "hugging_face",
                r#"{"path": "imdb", "split": "train"}"#,
                "imdb (hugging_face)",
            ),
            (
                "code",
                r#"{"tags": {"mlflow.source.name": "train.py"}}"#,
                "train.py (code)",
            ),
            ("mine", "{\"x\": 1}", "{\"x\": 1} (mine)"),
            ("local", "s3://b/x", "s3://b/x (local)"),
        ] {
            assert_eq!(source(kind, text), shown);
        }
        let columns = |count: usize| {
            let column = |i| serde_json::json!({"type": "long", "name": format!("c{i}"), "required": true});
            serde_json::json!({"mlflow_colspec": (0..count).map(column).collect::<Vec<_>>()}).to_string()
        };
        assert_eq!(schema(&columns(1)), "1 column: c0 long");
        assert_eq!(schema(&columns(2)), "2 columns: c0 long, c1 long");
        assert!(schema(&columns(9)).starts_with("9 columns: c0 long,") && schema(&columns(9)).ends_with("c7 long, …"));
        let features = r#"[{\"type\": \"tensor\", \"tensor-spec\": {\"dtype\": \"float64\", \"shape\": [-1, 4]}}]"#;
        let tensors = format!("{{\"mlflow_tensorspec\": {{\"features\": \"{features}\", \"targets\": null}}}}");
        assert_eq!(schema(&tensors), "features float64 (-1, 4)");
        for odd in ["", "x", "{}", "{\"mlflow_colspec\": 3}", "[1]"] {
            assert_eq!(schema(odd), odd);
        }
        assert_eq!(
            profile(r#"{"num_rows": 3, "shape": [3, 2], "by": "me"}"#),
            "num_rows 3, shape [3,2], by me"
        );
        assert_eq!(profile("3 rows"), "3 rows");
    }
}
