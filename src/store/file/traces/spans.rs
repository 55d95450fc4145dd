//! `traces.json`: the spans of a trace, in every shape that an MLflow wrote.

use std::path::Path;

use serde_json::Value;

use crate::codec::base64;
use crate::model::Span;
use crate::store::Damage;

/// The spans of the file's bytes. One that is no object is reported and left out.
pub(super) fn parse(bytes: &[u8], path: &Path, damage: &mut Vec<Damage>) -> Vec<Span> {
    let found: Value = match serde_json::from_slice(bytes) {
        Ok(found) => found,
        Err(error) => {
            damage.push(Damage {
                line: Some(error.line() as u64).filter(|line| *line > 0),
                ..Damage::new(path, format!("not JSON, so there are no spans: {error}"))
            });
            return Vec::new();
        }
    };
    let list = found
        .get("spans")
        .or_else(|| found.pointer("/data/spans"))
        .unwrap_or(&found);
    let Some(list) = list.as_array() else {
        damage.push(Damage::new(path, "holds no list of spans"));
        return Vec::new();
    };
    let mut spans = Vec::with_capacity(list.len());
    for (i, one) in list.iter().enumerate() {
        if one.is_object() {
            spans.push(span(one));
        } else {
            damage.push(Damage::new(path, format!("span {} is no object; left out", i + 1)));
        }
    }
    spans
}

/// MLflow 3 writes OpenTelemetry's names and base64; 2.x and 3.0 wrote names of their own and `0x…`; 3.5.0 mixed both.
fn span(json: &Value) -> Span {
    let text = |places: &[&str]| places.iter().find_map(|place| json.pointer(place)?.as_str());
    let full = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let whole = |places: &[&str]| {
        let number = |value: &Value| value.as_i64().or_else(|| value.as_str()?.parse().ok());
        places
            .iter()
            .find_map(|place| number(json.pointer(place)?))
            .filter(|n| *n > 0)
    };
    let attribute = |key: &str| {
        let value = json.get("attributes")?.get(key)?;
        full(&value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    let kind = attribute("mlflow.spanType").map(|kind| kind.trim_matches('"').to_owned());
    let status = text(&["/status/code", "/status/status_code", "/status_code"]).unwrap_or("UNSET");
    Span {
        span_id: text(&["/span_id", "/context/span_id"]).map(hex_id).unwrap_or_default(),
        parent_id: text(&["/parent_span_id", "/parent_id"])
            .filter(|id| !id.is_empty())
            .map(hex_id),
        name: text(&["/name"]).unwrap_or_default().to_owned(),
        kind: kind.filter(|kind| kind != "UNKNOWN" && kind != "null"),
        start: whole(&["/start_time_unix_nano", "/start_time", "/start_time_ns"]),
        end: whole(&["/end_time_unix_nano", "/end_time", "/end_time_ns"]),
        status: status.trim_start_matches("STATUS_CODE_").to_owned(),
        message: text(&["/status/message", "/status/description", "/status_message"]).and_then(full),
        inputs: attribute("mlflow.spanInputs"),
        outputs: attribute("mlflow.spanOutputs"),
        json: json.clone(),
    }
}

/// 16 hexadecimal digits of `0x…` and of the base64 of 8 bytes; anything else as it is.
fn hex_id(text: &str) -> String {
    if let Some(digits) = text.strip_prefix("0x") {
        return digits.to_owned();
    }
    match base64::decode(text) {
        Ok(bytes) if text.len() == 12 && bytes.len() == 8 => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_every_mlflow_are_read() {
        let three = r#"{"spans": [{"trace_id": "VVkDQQxetrBJrbEp9XB5gA==", "span_id": "NxpZCsA+1mE=", "parent_span_id": null,
            "name": "one", "start_time_unix_nano": 1795256282950834852, "end_time_unix_nano": 1795256282991948612,
            "status": {"code": "STATUS_CODE_OK", "message": ""},
            "attributes": {"mlflow.spanType": "\"LLM\"", "mlflow.spanInputs": "{\"q\": 1}"}}]}"#;
        let two = r#"{"spans": [{"name": "two", "context": {"span_id": "0x371a590ac03ed661", "trace_id": "0x1"},
            "parent_id": "0x00000000000000aa", "start_time": 1000000, "end_time": null, "status_code": "ERROR",
            "status_message": "no", "attributes": {"mlflow.spanType": "\"UNKNOWN\""}, "events": []}, 7], "request": "{}"}"#;
        let mixed =
            r#"[{"name": "x", "span_id": "371a590ac03ed661", "start_time_unix_nano": "5", "status": {"code": "OK"}}]"#;
        let mut damage = Vec::new();
        let mut read = |text: &str| parse(text.as_bytes(), Path::new("traces.json"), &mut damage).remove(0);
        let (three, two, mixed) = (read(three), read(two), read(mixed));
        assert_eq!(
            (three.span_id.as_str(), three.duration()),
            ("371a590ac03ed661", Some(41))
        );
        assert_eq!(
            (three.kind.as_deref(), three.inputs.as_deref()),
            (Some("LLM"), Some("{\"q\": 1}"))
        );
        assert_eq!(
            (two.span_id.as_str(), two.parent_id.as_deref()),
            ("371a590ac03ed661", Some("00000000000000aa"))
        );
        assert_eq!((two.status.as_str(), two.message.as_deref()), ("ERROR", Some("no")));
        assert_eq!((two.duration(), two.kind), (None, None));
        assert_eq!(
            (mixed.span_id.as_str(), mixed.start, mixed.status.as_str()),
            ("371a590ac03ed661", Some(5), "OK")
        );
        assert_eq!(damage.len(), 1, "{damage:?}");
        for bad in ["", "{", "7", "{\"spans\": 3}"] {
            assert!(parse(bad.as_bytes(), Path::new("traces.json"), &mut damage).is_empty());
        }
        assert_eq!(damage.len(), 5, "{damage:?}");
    }
}
