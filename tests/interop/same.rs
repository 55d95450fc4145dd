//! Comparing JSON so that a difference says where it is.

use std::collections::BTreeSet;

use serde_json::Value;

/// Fails with every place where the two differ. Numbers are the same when they are written the same: `-0.0` is not `0.0`.
#[track_caller]
pub(crate) fn assert_same(what: &str, theirs: &Value, ours: &Value) {
    let mut differences = Vec::new();
    compare(theirs, ours, String::new(), &mut differences);
    assert!(differences.is_empty(), "{what}\n{}", differences.join("\n"));
}

fn compare(theirs: &Value, ours: &Value, place: String, differences: &mut Vec<String>) {
    match (theirs, ours) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
                let missing = Value::String("(missing)".to_owned());
                let (a, b) = (a.get(key).unwrap_or(&missing), b.get(key).unwrap_or(&missing));
                compare(a, b, format!("{place}/{key}"), differences);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (i, (a, b)) in a.iter().zip(b).enumerate() {
                compare(a, b, format!("{place}[{i}]"), differences);
            }
        }
        _ => {
            let (theirs, ours) = (theirs.to_string(), ours.to_string());
            if theirs != ours {
                differences.push(format!("{place}\n  theirs {theirs}\n  ours   {ours}"));
            }
        }
    }
}
