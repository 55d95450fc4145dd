//! Orders of logged models, and datasets, as MLflow takes them: lists of dictionaries.

use serde_json::Value;

use super::order::Order;
use super::order_parser::only_metrics;
use super::{Entity, OnDataset, QueryError};

impl Order {
    /// An order of logged models from MLflow's list of dictionaries (`field_name`, `ascending`, `dataset_name`,
    /// `dataset_digest`), as its Python and REST clients send them. A field is an attribute or `metrics.KEY`, whose key has
    /// no quotes; a dataset counts for a metric alone.
    ///
    /// # Errors
    /// [`QueryError`] with MLflow's message; its text is the dictionary.
    pub fn of_dictionaries(dictionaries: &[Value]) -> Result<Self, QueryError> {
        let mut order = Self::default();
        for dictionary in dictionaries {
            order.add_dictionary(dictionary).map_err(|message| {
                let text = dictionary.to_string();
                QueryError::at(&text, 0..text.len(), message)
            })?;
        }
        order.break_ties(Entity::LoggedModel);
        Ok(order)
    }

    fn add_dictionary(&mut self, dictionary: &Value) -> Result<(), String> {
        let given = |name: &str| dictionary.get(name).filter(|value| !value.is_null());
        let text = |name: &str| match given(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone()).filter(|text| !text.is_empty())),
            Some(other) => Err(format!("`{name}` must be a string, got {}.", python_type(other))),
        };
        if !dictionary.is_object() {
            return Err("`order_by` must be a list of dictionaries.".to_owned());
        }
        let field = match given("field_name") {
            None => return Err("`field_name` in the `order_by` clause must be specified.".to_owned()),
            Some(_) => text("field_name")?.unwrap_or_default(),
        };
        let metric = match field.split_once('.') {
            Some(("metrics", key)) => Some(key),
            Some((entity, _)) => return Err(only_metrics(entity)),
            None => None,
        };
        let attribute = Entity::LoggedModel.table().attribute(field.trim(), false, false);
        if metric.is_none() && attribute.is_none() {
            return Err(format!("Invalid order by field name: {}.", field.trim()));
        }
        let ascending = match dictionary.get("ascending") {
            None | Some(Value::Bool(true)) => true,
            Some(Value::Bool(false)) => false,
            Some(Value::Number(number)) if number.as_f64() == Some(1.0) => true,
            Some(Value::Number(number)) if number.as_f64() == Some(0.0) => false,
            Some(other) => {
                return Err(format!(
                    "Value of `ascending` in the `order_by` clause must be a boolean, got {} for field {field}.",
                    python_type(other)
                ));
            }
        };
        let (name, digest) = (text("dataset_name")?, text("dataset_digest")?);
        if digest.is_some() && name.is_none() {
            return Err("`dataset_digest` can only be specified if `dataset_name` is also specified.".to_owned());
        }
        let dataset = name.map(|name| OnDataset { name, digest });
        match (metric, attribute) {
            (Some(key), _) => self.add_metric(key.to_owned(), dataset, !ascending),
            (None, attribute) => attribute
                .into_iter()
                .for_each(|known| self.add_attribute(known, !ascending)),
        }
        Ok(())
    }
}

impl OnDataset {
    /// Reads MLflow's list of dictionaries (`dataset_name`, `dataset_digest`).
    ///
    /// # Errors
    /// [`QueryError`] with MLflow's message; its text is the dictionary.
    pub fn of_dictionaries(dictionaries: &[Value]) -> Result<Vec<Self>, QueryError> {
        let read = |dictionary: &Value| {
            let given = |name: &str| dictionary.get(name)?.as_str().map(str::to_owned);
            let name = given("dataset_name").filter(|name| !name.is_empty()).ok_or_else(|| {
                let text = dictionary.to_string();
                let message = "`dataset_name` in the `datasets` clause must be specified.";
                QueryError::at(&text, 0..text.len(), message)
            })?;
            let digest = given("dataset_digest");
            Ok(Self { name, digest })
        };
        dictionaries.iter().map(read).collect()
    }
}

/// As Python prints the type of a value that was read from JSON.
fn python_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "<class 'NoneType'>",
        Value::Bool(_) => "<class 'bool'>",
        Value::Number(number) if number.is_f64() => "<class 'float'>",
        Value::Number(_) => "<class 'int'>",
        Value::String(_) => "<class 'str'>",
        Value::Array(_) => "<class 'list'>",
        Value::Object(_) => "<class 'dict'>",
    }
}
