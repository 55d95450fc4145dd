//! Parameters, and what of them MLflow does not know.

use super::reader::Reader;
use super::{Form, Kind, Parameter, Rule, default, keys};
use crate::codec::{Node, Value};
use crate::project::quote;

impl Reader<'_> {
    pub(super) fn parameter(&mut self, name: String, value: &Value, node: &Node) -> Parameter {
        let mut parameter = Parameter::new(name, "string", None);
        let fields = match value {
            Value::Str(kind) => {
                self.kind(kind, node);
                parameter.kind.clone_from(kind);
                return parameter;
            }
            Value::Map(fields) => fields,
            other => {
                let name = &parameter.name;
                let message = format!(
                    "parameter `{name}` must be a type (`{name}: float`) or a mapping \
                     (`{name}: {{type: float, default: 0.5}}`), not {}",
                    other.described()
                );
                let hint = match other {
                    Value::Int(_) | Value::Float(_) | Value::Bool(_) => {
                        let kind = other.type_name();
                        Some(format!(
                            "write `{name}: {{type: {kind}, default: {}}}`",
                            other.python_str()
                        ))
                    }
                    _ => None,
                };
                self.odd(Rule::Shape, node, message, hint);
                return parameter;
            }
        };
        self.keys(node, Some(&keys::PARAMETER));
        let kind = Value::get_in(fields, "type").filter(|kind| **kind != Value::Null);
        if let Some(kind) = kind {
            parameter.kind = kind.python_str();
            self.kind(&parameter.kind, node.get("type").unwrap_or(node));
        }
        let default = Value::get_in(fields, "default").filter(|default| **default != Value::Null);
        parameter.default = default.map(Value::python_str);
        parameter.form = self.form(fields, node);
        if kind.is_none() && matches!(parameter.form, Form::Flag(_)) {
            "bool".clone_into(&mut parameter.kind);
        }
        self.default(&parameter, kind.is_some(), fields, node);
        parameter
    }

    fn kind(&mut self, name: &str, node: &Node) {
        if Kind::of(name).is_some() {
            return;
        }
        let hint = match Kind::nearest(name) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "types are string, int, float, bool, list[…], path and uri".to_owned(),
        };
        let message = format!("`{name}` is no type: its values are taken for text");
        self.odd(Rule::UnknownType, node, message, Some(hint));
    }

    fn form(&mut self, fields: &[(Value, Value)], node: &Node) -> Form {
        let is_optional = self.truth("optional", fields, node);
        let flag = self.word("flag", fields, node);
        let option = self.word("option", fields, node);
        match (flag, option) {
            (Some(_), Some(_)) => {
                let message = "a parameter is a switch (`flag`) or has a value (`option`), not both";
                self.odd(Rule::Shape, node, message, None);
                Form::Plain
            }
            (Some(flag), None) => Form::Flag(flag),
            (None, None) if !is_optional => Form::Plain,
            (None, option) => Form::Option { option, is_optional },
        }
    }

    /// `optional: true`
    fn truth(&mut self, key: &str, fields: &[(Value, Value)], node: &Node) -> bool {
        match Value::get_in(fields, key) {
            None | Some(Value::Null | Value::Bool(false)) => false,
            Some(Value::Bool(true)) => true,
            Some(other) => {
                let message = format!("`{key}` must be true or false, not {}", other.described());
                self.odd(Rule::Shape, node.get(key).unwrap_or(node), message, None);
                false
            }
        }
    }

    /// `flag: --verbose`: one word that a shell takes as it is.
    fn word(&mut self, key: &str, fields: &[(Value, Value)], node: &Node) -> Option<String> {
        let value = Value::get_in(fields, key).filter(|value| **value != Value::Null)?;
        if let Value::Str(word) = value
            && quote(word) == *word
        {
            return Some(word.clone());
        }
        let message = format!("`{key}` must be one word such as --name, not {}", value.described());
        self.odd(Rule::Shape, node.get(key).unwrap_or(node), message, None);
        None
    }

    fn default(&mut self, parameter: &Parameter, has_type: bool, fields: &[(Value, Value)], node: &Node) {
        let Some(value) = Value::get_in(fields, "default") else {
            return;
        };
        let at = node.get("default").unwrap_or(node);
        let name = &parameter.name;
        if *value == Value::Null {
            if parameter.form == Form::Plain {
                let message = format!("a default of nothing is none: `{name}` must be given");
                let hint = "`optional: true` leaves it out where it is not given; '' is an empty text".to_owned();
                self.odd(Rule::EmptyDefault, at, message, Some(hint));
            }
            return;
        }
        let kind = has_type.then_some(parameter.kind.as_str());
        let kind = kind.or(matches!(parameter.form, Form::Flag(_)).then_some("bool"));
        if let Some((rule, message, hint)) = default::oddity(name, kind, at, value) {
            self.odd(rule, at, message, hint);
        }
    }
}
