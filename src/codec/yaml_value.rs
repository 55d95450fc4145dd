//! Types the nodes of a YAML document as PyYAML's `SafeLoader` does (YAML 1.1).

use std::collections::HashMap;

use super::plain::{self, Implicit};
use super::timestamp::Timestamp;
use super::value::repr_str;
use super::{Kind, Node, Value, YamlError, base64, pyfloat};

const YAML_ORG: &str = "tag:yaml.org,2002:";
const MERGE: &str = "tag:yaml.org,2002:merge";
const VALUE: &str = "tag:yaml.org,2002:value";

impl Node {
    /// The value that `yaml.safe_load` gives. Merge keys (`<<`) are applied; of a key that is there twice the last
    /// value counts, in the place of the first.
    ///
    /// # Errors
    /// A tag that Python's safe loader does not know, a plain `=` or `<<`, a list or mapping as key, a spelling or date
    /// that Python refuses, or a whole number beyond 128 bits.
    pub fn resolve(&self) -> Result<Value, YamlError> {
        let tag = self.effective_tag();
        let Some(name) = tag.strip_prefix(YAML_ORG) else {
            return Err(self.unknown_tag(tag));
        };
        match name {
            "null" => self.scalar().map(|_| Value::Null),
            "bool" => self.typed("a bool", |text| plain::boolean_of_any_case(text).map(Value::Bool)),
            "int" => self.typed("an int", |text| plain::int_value(text).map(Value::Int)),
            "float" => self.typed("a float", |text| float_value(text).map(Value::Float)),
            "str" => self.scalar().map(|text| Value::Str(text.to_owned())),
            "timestamp" => self.date(),
            "binary" => {
                let decoded = base64::decode(self.scalar()?);
                decoded
                    .map(Value::Binary)
                    .map_err(|reason| self.wrong(format!("failed to decode base64 data: {reason}")))
            }
            "seq" => {
                let Kind::Sequence(items) = &self.kind else {
                    return Err(self.unexpected("a sequence node"));
                };
                items
                    .iter()
                    .map(Self::resolve)
                    .collect::<Result<_, _>>()
                    .map(Value::List)
            }
            "omap" | "pairs" => self.pairs(),
            "map" => self.dict().map(Value::Map),
            "set" => Ok(Value::Set(self.dict()?.into_iter().map(|(key, _)| key).collect())),
            _ => Err(self.unknown_tag(tag)),
        }
    }

    /// The tag as written or as the spelling implies.
    fn effective_tag(&self) -> &str {
        match (&self.tag, &self.kind) {
            (Some(tag), _) => tag,
            (None, Kind::Sequence(_)) => "tag:yaml.org,2002:seq",
            (None, Kind::Mapping(_)) => "tag:yaml.org,2002:map",
            (None, Kind::Scalar { plain: false, .. }) => "tag:yaml.org,2002:str",
            (None, Kind::Scalar { text, plain: true }) => match plain::implicit(text) {
                Implicit::Null => "tag:yaml.org,2002:null",
                Implicit::Bool => "tag:yaml.org,2002:bool",
                Implicit::Int => "tag:yaml.org,2002:int",
                Implicit::Float => "tag:yaml.org,2002:float",
                Implicit::Timestamp => "tag:yaml.org,2002:timestamp",
                Implicit::Merge => MERGE,
                Implicit::Value => VALUE,
                Implicit::Str => "tag:yaml.org,2002:str",
            },
        }
    }

    fn scalar(&self) -> Result<&str, YamlError> {
        match &self.kind {
            Kind::Scalar { text, .. } => Ok(text),
            Kind::Mapping(entries) => match entries.iter().find(|(key, _)| key.effective_tag() == VALUE) {
                Some((_, value)) => value.scalar(),
                None => Err(self.unexpected("a scalar node")),
            },
            Kind::Sequence(_) => Err(self.unexpected("a scalar node")),
        }
    }

    fn typed(&self, what: &str, read: impl Fn(&str) -> Option<Value>) -> Result<Value, YamlError> {
        let text = self.scalar()?;
        read(text).ok_or_else(|| self.wrong(format!("cannot read {} as {what}", repr_str(text))))
    }

    fn date(&self) -> Result<Value, YamlError> {
        let text = self.scalar()?;
        let Some(timestamp) = Timestamp::parse(text) else {
            return Err(self.wrong(format!("cannot read {} as a timestamp", repr_str(text))));
        };
        timestamp
            .python_str()
            .map(Value::Date)
            .map_err(|reason| self.wrong(reason))
    }

    fn pairs(&self) -> Result<Value, YamlError> {
        let Kind::Sequence(items) = &self.kind else {
            return Err(self.unexpected("a sequence"));
        };
        let pair = |item: &Self| match &item.kind {
            Kind::Mapping(entries) => match entries.as_slice() {
                [(key, value)] => Ok(Value::Pair(Box::new((key.resolve()?, value.resolve()?)))),
                _ => Err(item.wrong(format!(
                    "expected a single mapping item, but found {} items",
                    entries.len()
                ))),
            },
            _ => Err(item.unexpected("a mapping of length 1")),
        };
        items.iter().map(pair).collect::<Result<_, _>>().map(Value::List)
    }

    fn dict(&self) -> Result<Vec<(Value, Value)>, YamlError> {
        let entries = self.merged_entries()?;
        let mut dict: Vec<(Value, Value)> = Vec::with_capacity(entries.len());
        let mut places = HashMap::with_capacity(entries.len());
        for (key_node, value_node) in entries {
            let key = match key_node.effective_tag() {
                VALUE => Value::Str(key_node.scalar()?.to_owned()),
                _ => key_node.resolve()?,
            };
            let Some(identity) = key.key_identity() else {
                return Err(key_node.wrong("while constructing a mapping: found unhashable key"));
            };
            let value = value_node.resolve()?;
            let place = *places.entry(identity).or_insert(dict.len());
            match dict.get_mut(place) {
                Some(entry) => entry.1 = value,
                None => dict.push((key, value)),
            }
        }
        Ok(dict)
    }

    /// The entries of a mapping, those that it merges in first.
    fn merged_entries(&self) -> Result<Vec<(&Self, &Self)>, YamlError> {
        let Kind::Mapping(entries) = &self.kind else {
            return Err(self.unexpected("a mapping node"));
        };
        let mut merged = Vec::new();
        let mut own = Vec::new();
        for (key, value) in entries {
            if key.effective_tag() != MERGE {
                own.push((key, value));
                continue;
            }
            match &value.kind {
                Kind::Mapping(_) => merged.extend(value.merged_entries()?),
                // The first of a list counts most, so it comes last.
                Kind::Sequence(items) => {
                    let parts = items.iter().map(Self::merged_entries).collect::<Result<Vec<_>, _>>()?;
                    merged.extend(parts.into_iter().rev().flatten());
                }
                Kind::Scalar { .. } => return Err(value.unexpected("a mapping or list of mappings for merging")),
            }
        }
        merged.append(&mut own);
        Ok(merged)
    }

    fn wrong(&self, message: impl Into<String>) -> YamlError {
        YamlError::at(self.mark, message)
    }

    fn unexpected(&self, wanted: &str) -> YamlError {
        let found = match &self.kind {
            Kind::Scalar { .. } => "scalar",
            Kind::Sequence(_) => "sequence",
            Kind::Mapping(_) => "mapping",
        };
        self.wrong(format!("expected {wanted}, but found {found}"))
    }

    fn unknown_tag(&self, tag: &str) -> YamlError {
        self.wrong(format!(
            "could not determine a constructor for the tag {}",
            repr_str(tag)
        ))
    }
}

/// PyYAML's `construct_yaml_float`.
fn float_value(text: &str) -> Option<f64> {
    let digits = text.replace('_', "").to_lowercase();
    let magnitude = digits.strip_prefix(['-', '+']).unwrap_or(&digits);
    let value = match magnitude {
        ".inf" => f64::INFINITY,
        ".nan" => return Some(f64::NAN),
        _ if magnitude.contains(':') => {
            let mut base = 1.0;
            let mut sum = 0.0;
            for part in magnitude.rsplit(':') {
                sum += pyfloat::parse(part)? * base;
                base *= 60.0;
            }
            sum
        }
        _ => pyfloat::parse(magnitude)?,
    };
    Some(if digits.starts_with('-') { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::yaml::parse;

    fn load(yaml: &str) -> Result<Value, YamlError> {
        parse(yaml.as_bytes())?.map_or(Ok(Value::Null), |node| node.resolve())
    }

    #[test]
    fn types_scalars_as_pyyaml_does() {
        for (yaml, type_name, text) in [
            ("017", "int", "15"),
            ("08", "str", "08"),
            ("-0x1F", "int", "-31"),
            ("0b_101", "int", "5"),
            ("1_000", "int", "1000"),
            ("12:30:45", "int", "45045"),
            ("1:60", "str", "1:60"),
            ("1:30.5", "float", "90.5"),
            ("1e3", "str", "1e3"),
            ("1.0e+16", "float", "1e+16"),
            ("-0.0", "float", "-0.0"),
            (".5", "float", "0.5"),
            ("-.5", "str", "-.5"),
            ("-.inf", "float", "-inf"),
            (".NaN", "float", "nan"),
            ("y", "str", "y"),
            ("Off", "bool", "False"),
            ("~", "NoneType", "None"),
            ("2020-01-02", "date", "2020-01-02"),
            ("2020-1-2", "str", "2020-1-2"),
            ("2020-1-2 3:04:05.5 -8", "datetime", "2020-01-02 03:04:05.500000-08:00"),
            ("! '12'", "int", "12"),
            ("!!int '3'", "int", "3"),
            ("!!float 1e-3", "float", "0.001"),
            ("!!binary aGk=", "bytes", "b'hi'"),
            ("!!set {x, y}", "set", "{'x', 'y'}"),
            ("!!omap [a: 1]", "list", "[('a', 1)]"),
        ] {
            let value = load(yaml).unwrap_or_else(|error| panic!("{yaml}: {error}"));
            assert_eq!(
                (value.type_name(), value.python_str().as_str()),
                (type_name, text),
                "{yaml}"
            );
        }
    }

    #[test]
    fn keys_that_python_takes_for_equal_are_one() {
        assert_eq!(
            load("{1: a, true: b, 1.0: c, '1': d}").expect("reads").python_str(),
            "{1: 'c', '1': 'd'}"
        );
    }

    #[test]
    fn merges_in_pyyamls_order() {
        let yaml = "base: &base {a: 1, b: 2}\nother: &other {b: 3, c: 4}\nx:\n  a: 9\n  <<: [*base, *other]\n";
        let Value::Map(entries) = load(yaml).expect("reads") else {
            panic!("not a mapping")
        };
        assert_eq!(entries[2].1.python_str(), "{'b': 2, 'c': 4, 'a': 9}");
    }

    #[test]
    fn refuses_what_the_safe_loader_refuses() {
        for (yaml, message) in [
            (
                "a: =",
                "line 1, column 4: could not determine a constructor for the tag 'tag:yaml.org,2002:value'",
            ),
            (
                "a: <<",
                "line 1, column 4: could not determine a constructor for the tag 'tag:yaml.org,2002:merge'",
            ),
            (
                "- !foo x",
                "line 1, column 3: could not determine a constructor for the tag '!foo'",
            ),
            (
                "? [1]\n: x",
                "line 1, column 3: while constructing a mapping: found unhashable key",
            ),
            ("2020-02-30", "line 1, column 1: day is out of range for month"),
            (
                "<<: 1",
                "line 1, column 5: expected a mapping or list of mappings for merging, but found scalar",
            ),
            (
                "!!map [a]",
                "line 1, column 1: expected a mapping node, but found sequence",
            ),
            ("0x_", "line 1, column 1: cannot read '0x_' as an int"),
        ] {
            assert_eq!(load(yaml).expect_err("refused").to_string(), message, "{yaml}");
        }
    }
}
