//! Defaults that are not what they look like.

use super::Kind;
use super::finding::Rule;
use crate::codec::{Kind as NodeKind, Node, Value, pyfloat};
use crate::project::location::scheme;

/// What is odd about a default: which rule, why, and what to try. `type_name` is `None` where none is declared.
pub(super) fn oddity(
    parameter: &str,
    type_name: Option<&str>,
    node: &Node,
    value: &Value,
) -> Option<(Rule, String, Option<String>)> {
    let text = value.python_str();
    let kind = Kind::of(type_name.unwrap_or("string"));
    if kind == Some(Kind::Uri) && scheme(&text).is_none() {
        let message = format!("the default of `{parameter}` must be a URI, and `{text}` has no scheme");
        return Some((
            Rule::NotAUri,
            message,
            Some("a file's is file:///absolute/path".to_owned()),
        ));
    }
    if let Some(read) = reading(kind.as_ref(), type_name.is_some(), node, value) {
        let message = format!("YAML reads `{read}` as {} ({text})", described(value));
        return Some((
            Rule::YamlValue,
            message,
            Some(format!("to keep it, put it in quotes: '{read}'")),
        ));
    }
    if let Some(kind) = kind.filter(|kind| !kind.fits(&text)) {
        let message = format!(
            "the default `{text}` of `{parameter}` does not fit its type {}",
            type_name.unwrap_or_default()
        );
        let hint = match text.as_str() {
            "None" | "null" | "none" => {
                "`optional: true` without a default leaves it out where it is not given".to_owned()
            }
            _ => format!("expected {}", kind.expected()),
        };
        return Some((Rule::Default, message, Some(hint)));
    }
    None
}

/// What is written, where it becomes another text than anybody would think.
fn reading<'n>(kind: Option<&Kind>, is_declared: bool, node: &'n Node, value: &Value) -> Option<&'n str> {
    let NodeKind::Scalar {
        text: written,
        plain: true,
    } = &node.kind
    else {
        return None;
    };
    let text = value.python_str();
    let is_text = is_declared && kind == Some(&Kind::Text);
    let is_odd = match value {
        Value::Bool(_) if kind == Some(&Kind::Bool) => false,
        Value::Bool(_) => is_text || !matches!(written.to_lowercase().as_str(), "true" | "false"),
        Value::Date(_) => true,
        Value::Float(number) if !number.is_finite() => is_text,
        Value::Int(_) if written.contains(['x', 'b']) => is_text,
        Value::Int(_) | Value::Float(_) => is_text || pyfloat::parse(written) != pyfloat::parse(&text),
        _ => false,
    };
    Some(written.as_str()).filter(|_| is_odd && *written != text)
}

fn described(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "a truth value",
        Value::Date(_) => "a date",
        _ => "a number",
    }
}
