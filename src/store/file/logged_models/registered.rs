//! The versions that were registered of a logged model, as MLflow lists them in a tag.

use serde_json::Value;

use crate::model::json_quoted;

/// `[{"name": "m", "version": 1}]`
pub(super) const TAG: &str = "mlflow.modelVersions";

/// The list with one more, spelled as Python spells it. What is no list is begun anew.
pub(super) fn appended(before: Option<&str>, name: &str, version: i64) -> String {
    let one = format!(r#"{{"name": {}, "version": {version}}}"#, json_quoted(name));
    let list = before.filter(|text| serde_json::from_str::<Vec<Value>>(text).is_ok_and(|list| !list.is_empty()));
    match list.and_then(|text| text.trim_end().strip_suffix(']')) {
        Some(open) => format!("{open}, {one}]"),
        None => format!("[{one}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::appended;

    #[test]
    fn versions_are_listed_as_python_lists_them() {
        let first = appended(None, "m", 1);
        assert_eq!(first, r#"[{"name": "m", "version": 1}]"#);
        assert_eq!(
            appended(Some(&first), "모\"🚀", 12),
            r#"[{"name": "m", "version": 1}, {"name": "\ubaa8\"\ud83d\ude80", "version": 12}]"#
        );
        for broken in ["", "[]", "{}", "[1"] {
            assert_eq!(appended(Some(broken), "m", 1), first);
        }
    }
}
