use std::fmt;

use serde_json::{Map, Value as Json, json};

use super::plain;

/// What a model takes and gives. A part that cannot be read is `None` and one line of damage, which names it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Signature {
    /// What goes in.
    pub inputs: Option<Schema>,
    /// What comes out.
    pub outputs: Option<Schema>,
    /// What steers it, with defaults (MLflow ≥ 2.6); empty when there are none.
    pub params: Vec<ModelParam>,
}

/// The columns or tensors of one side, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Schema(pub Vec<Column>);

/// One column or tensor.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// A number where pandas had numbers for names.
    pub name: Option<String>,
    /// What its values are.
    pub kind: ColumnType,
    /// Whether it must be there; it must where nothing is said.
    pub required: bool,
}

/// The type of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnType {
    /// `boolean`, `integer` (32 bits), `long` (64), `float` (32), `double` (64), `string`, `binary`, `datetime`, `any`,
    /// `sparkml_vector`, or what a later MLflow may write.
    Plain(String),
    /// Any number of one type.
    Array(Box<Self>),
    /// Named values, sorted by name.
    Object(Vec<Column>),
    /// Values of one type by text.
    Map(Box<Self>),
    /// Numbers in a grid.
    Tensor {
        /// As numpy names it.
        dtype: String,
        /// The length of each side; -1 for any.
        shape: Vec<i64>,
    },
}

/// One thing that steers a model.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelParam {
    /// Its name.
    pub name: String,
    /// The type of a value, or of each value.
    pub kind: ColumnType,
    /// As JSON has it.
    pub default: Json,
    /// `[-1]` for a list of values.
    pub shape: Option<Vec<i64>>,
}

/// Deeper types are refused.
const MAX_DEPTH: usize = 64;

impl Signature {
    /// In MLflow's form, as lists and not as texts of JSON.
    #[must_use]
    pub fn json(&self) -> Json {
        let columns = |schema: &Option<Schema>| {
            schema
                .as_ref()
                .map(|schema| schema.0.iter().map(Column::json).collect())
        };
        let (inputs, outputs): (Option<Json>, Option<Json>) = (columns(&self.inputs), columns(&self.outputs));
        let params: Vec<Json> = self.params.iter().map(ModelParam::json).collect();
        let params = (!params.is_empty()).then_some(params);
        json!({ "inputs": inputs, "outputs": outputs, "params": params })
    }

    pub(super) fn read(parts: &Map<String, Json>, damage: &mut Vec<String>) -> Self {
        let mut part = |name: &str| match list(parts.get(name)) {
            Ok(items) => items,
            Err(reason) => {
                damage.push(format!("signature.{name}: {reason}"));
                None
            }
        };
        let [inputs, outputs, params] = ["inputs", "outputs", "params"].map(&mut part);
        let mut schema = |name: &str, items: Option<Vec<Json>>| {
            let columns = items?.iter().map(|item| Column::read(item, 0)).collect();
            kept(columns, name, damage).map(Schema)
        };
        let (inputs, outputs) = (schema("inputs", inputs), schema("outputs", outputs));
        let params = params.map(|items| items.iter().map(ModelParam::read).collect());
        Self {
            inputs,
            outputs,
            params: params
                .and_then(|params| kept(params, "params", damage))
                .unwrap_or_default(),
        }
    }
}

fn kept<T>(read: Result<Vec<T>, String>, name: &str, damage: &mut Vec<String>) -> Option<Vec<T>> {
    read.map_err(|reason| damage.push(format!("signature.{name}: {reason}")))
        .ok()
}

/// A part of a signature is a text of JSON; what is empty is not there.
fn list(part: Option<&Json>) -> Result<Option<Vec<Json>>, String> {
    let parsed = match part {
        None | Some(Json::Null) => return Ok(None),
        Some(Json::String(text)) if text.is_empty() => return Ok(None),
        Some(Json::String(text)) => parse(text).map_err(|error| format!("not JSON: {error}"))?,
        Some(other) => other.clone(),
    };
    match parsed {
        Json::Array(items) => Ok(Some(items)),
        _ => Err("not a list".to_owned()),
    }
}

/// Python writes NaN and infinities bare; they become texts.
fn parse(text: &str) -> serde_json::Result<Json> {
    let error = match serde_json::from_str(text) {
        Ok(json) => return Ok(json),
        Err(error) => error,
    };
    let (mut out, mut in_text, mut escaped) = (String::new(), false, false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let bare = ["NaN", "Infinity", "-Infinity"]
            .into_iter()
            .find(|word| !in_text && rest.starts_with(word));
        let length = bare.map_or(c.len_utf8(), str::len);
        match bare {
            Some(word) => out.extend(["\"", word, "\""]),
            None => out.push(c),
        }
        in_text ^= c == '"' && !escaped;
        escaped = in_text && c == '\\' && !escaped;
        rest = &rest[length..];
    }
    serde_json::from_str(&out).map_err(|_| error)
}

impl Column {
    fn read(json: &Json, depth: usize) -> Result<Self, String> {
        let fields = json.as_object().ok_or("a column that is no mapping")?;
        let required = match fields.get("required") {
            None | Some(Json::Null) => true,
            Some(Json::Bool(required)) => *required,
            Some(other) => return Err(format!("required: {other} is neither true nor false")),
        };
        Ok(Self {
            name: fields.get("name").filter(|name| !name.is_null()).map(plain),
            kind: ColumnType::read(fields, depth)?,
            required,
        })
    }

    fn json(&self) -> Json {
        let mut fields = self.kind.json();
        if let Some(name) = &self.name {
            fields.insert("name".to_owned(), name.as_str().into());
        }
        if !matches!(self.kind, ColumnType::Tensor { .. }) {
            fields.insert("required".to_owned(), self.required.into());
        }
        fields.into()
    }

    /// The type, and whether it may be missing.
    #[must_use]
    pub fn describe(&self) -> String {
        match (&self.kind, self.required) {
            (tensor @ ColumnType::Tensor { .. }, _) => tensor.to_string(),
            (kind, true) => format!("{kind} (required)"),
            (kind, false) => format!("{kind} (optional)"),
        }
    }
}

impl ColumnType {
    fn read(fields: &Map<String, Json>, depth: usize) -> Result<Self, String> {
        if depth > MAX_DEPTH {
            return Err(format!("a type more than {MAX_DEPTH} levels deep"));
        }
        let kind = match fields.get("type").or_else(|| fields.get("dtype")) {
            Some(Json::String(kind)) => kind.as_str(),
            Some(other) => return Err(format!("the type {other} is no text")),
            None => return Err("a column without a type".to_owned()),
        };
        let part = |name: &str| {
            let part = fields.get(name).and_then(Json::as_object);
            part.ok_or_else(|| format!("{kind} without {name}"))
        };
        Ok(match kind {
            "array" => Self::Array(Box::new(Self::read(part("items")?, depth + 1)?)),
            "map" => Self::Map(Box::new(Self::read(part("values")?, depth + 1)?)),
            "object" => {
                let property = |(name, json): (&String, &Json)| {
                    let column = Column::read(json, depth + 1)?;
                    let name = Some(name.clone());
                    Ok(Column { name, ..column })
                };
                Self::Object(
                    part("properties")?
                        .iter()
                        .map(property)
                        .collect::<Result<_, String>>()?,
                )
            }
            "tensor" => {
                let spec = part("tensor-spec")?;
                Self::Tensor {
                    dtype: spec.get("dtype").map(plain).ok_or("tensor without dtype")?,
                    shape: shape(spec.get("shape").unwrap_or(&Json::Null))?,
                }
            }
            other => Self::Plain(other.to_owned()),
        })
    }
}

impl ColumnType {
    fn json(&self) -> Map<String, Json> {
        let (kind, part) = match self {
            Self::Plain(kind) => (kind.as_str(), None),
            Self::Array(items) => ("array", Some(("items", items.json()))),
            Self::Map(values) => ("map", Some(("values", values.json()))),
            Self::Object(properties) => {
                let property = |column: &Column| {
                    let mut fields = column.kind.json();
                    fields.insert("required".to_owned(), column.required.into());
                    (column.name.clone().unwrap_or_default(), fields.into())
                };
                (
                    "object",
                    Some(("properties", properties.iter().map(property).collect())),
                )
            }
            Self::Tensor { dtype, shape } => {
                let spec = [("dtype", dtype.as_str().into()), ("shape", shape.as_slice().into())];
                let spec = spec
                    .into_iter()
                    .map(|(key, value): (&str, Json)| (key.to_owned(), value));
                ("tensor", Some(("tensor-spec", spec.collect())))
            }
        };
        let mut fields = Map::new();
        fields.insert("type".to_owned(), kind.into());
        if let Some((key, part)) = part {
            fields.insert(key.to_owned(), part.into());
        }
        fields
    }
}

fn shape(json: &Json) -> Result<Vec<i64>, String> {
    let sides = json.as_array().map(|sides| sides.iter().map(Json::as_i64).collect());
    sides
        .flatten()
        .ok_or_else(|| format!("the shape {json} is no list of whole numbers"))
}

impl ModelParam {
    fn read(json: &Json) -> Result<Self, String> {
        let fields = json.as_object().ok_or("a param that is no mapping")?;
        Ok(Self {
            name: fields.get("name").map(plain).ok_or("a param without a name")?,
            kind: ColumnType::read(fields, 0)?,
            default: fields.get("default").cloned().unwrap_or(Json::Null),
            shape: match fields.get("shape") {
                None | Some(Json::Null) => None,
                Some(sides) => Some(shape(sides)?),
            },
        })
    }

    fn json(&self) -> Json {
        let mut fields = Map::new();
        fields.insert("name".to_owned(), self.name.as_str().into());
        fields.insert("default".to_owned(), self.default.clone());
        fields.insert("shape".to_owned(), self.shape.as_deref().map_or(Json::Null, Into::into));
        fields.extend(self.kind.json());
        fields.into()
    }

    /// The type, and the value where none is given.
    #[must_use]
    pub fn describe(&self) -> String {
        let kind = match &self.shape {
            Some(sides) => format!("{} {}", self.kind, ListOf(sides)),
            None => self.kind.to_string(),
        };
        format!("{kind} (default {})", self.default)
    }
}

struct ListOf<'a>(&'a [i64]);

impl fmt::Display for ListOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sides: Vec<String> = self.0.iter().map(i64::to_string).collect();
        write!(f, "[{}]", sides.join(", "))
    }
}

impl fmt::Display for ColumnType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(kind) => f.write_str(kind),
            Self::Array(items) => write!(f, "array<{items}>"),
            Self::Map(values) => write!(f, "map<string, {values}>"),
            Self::Object(properties) => {
                let property = |column: &Column| {
                    let name = column.name.as_deref().unwrap_or_default();
                    format!("{name}: {}", column.describe())
                };
                let all: Vec<String> = properties.iter().map(property).collect();
                write!(f, "{{{}}}", all.join(", "))
            }
            Self::Tensor { dtype, shape } => write!(f, "tensor {dtype} {}", ListOf(shape)),
        }
    }
}

impl Schema {
    /// Each column's name, or its number from 0 where it has none, and its description.
    pub fn rows(&self) -> impl Iterator<Item = (String, String)> {
        let columns = self.0.iter().enumerate();
        columns.map(|(at, column)| (column.name.clone().unwrap_or_else(|| at.to_string()), column.describe()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(inputs: &str, params: &str) -> (Vec<String>, Vec<String>) {
        let parts = json!({ "inputs": inputs, "outputs": null, "params": params });
        let mut damage = Vec::new();
        let signature = Signature::read(parts.as_object().unwrap(), &mut damage);
        let line = |(name, kind)| format!("{name}: {kind}");
        let columns = signature.inputs.unwrap_or_default();
        let params = signature
            .params
            .iter()
            .map(|param| (param.name.clone(), param.describe()));
        (columns.rows().chain(params).map(line).collect(), damage)
    }

    #[test]
    fn every_type_is_said_readably() {
        let (lines, damage) = read(
            r#"[{"name": "old", "type": "double"}, {"type": "long", "name": 0, "required": false},
                {"type": "array", "items": {"type": "array", "items": {"type": "string"}}, "name": "a", "required": true},
                {"type": "map", "values": {"type": "any"}, "name": "m"}, {"type": "sparkml_vector"},
                {"type": "object", "properties": {"x": {"type": "long"}, "y": {"type": "binary", "required": false}}, "name": "o"},
                {"name": "t", "type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 4]}}]"#,
            r#"[{"name": "n \" NaN", "type": "float", "default": NaN}, {"name": "k", "dtype": "double", "default": 0.5}, {"name": "l", "type": "string", "default": ["a"], "shape": [-1]}]"#,
        );
        assert_eq!(damage, [""; 0]);
        assert_eq!(
            lines,
            [
                "old: double (required)",
                "0: long (optional)",
                "a: array<array<string>> (required)",
                "m: map<string, any> (required)",
                "4: sparkml_vector (required)",
                "o: {x: long (required), y: binary (optional)} (required)",
                "t: tensor float64 [-1, 4]",
                "n \" NaN: float (default \"NaN\")",
                "k: double (default 0.5)",
                "l: string [-1] (default [\"a\"])",
            ]
        );
    }

    #[test]
    fn a_bad_part_is_one_line() {
        let deep = format!(
            "[{}{{\"type\":\"any\"}}{}]",
            "{\"type\":\"array\",\"items\":".repeat(70),
            "}".repeat(70)
        );
        for (inputs, said) in [
            ("[", "signature.inputs: not JSON: EOF"),
            ("{}", "signature.inputs: not a list"),
            ("[{}]", "signature.inputs: a column without a type"),
            (r#"[{"type": "array"}]"#, "signature.inputs: array without items"),
            (
                r#"[{"type": "tensor", "tensor-spec": {"dtype": "x", "shape": [1.5]}}]"#,
                "signature.inputs: the shape [1.5] is no list",
            ),
            (&deep, "signature.inputs: a type more than 64 levels deep"),
        ] {
            let (lines, damage) = read(inputs, r#"[{"name": "k", "type": "long", "default": 1}]"#);
            assert!(damage.len() == 1 && damage[0].starts_with(said), "{inputs}: {damage:?}");
            assert_eq!(lines, ["k: long (default 1)"]);
        }
    }
}
