use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::{Given, Shown};
use crate::model::{Millis, Run};
use crate::view::{Cell, Number};

/// A run as one flat JSON object: the columns' names, and typed values. Times are milliseconds since the epoch, lengths
/// of time milliseconds, curves arrays of numbers; what a run does not have is null.
#[derive(Debug, Clone, Copy)]
pub struct Flat<'a> {
    pub(in crate::view) run: &'a Run,
    pub(in crate::view) shown: &'a [Shown],
    pub(in crate::view) given: Given<'a>,
}

impl Serialize for Flat<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.shown.len()))?;
        for Shown { field, column } in self.shown {
            map.serialize_entry(&column.name, &Value(&field.cell(self.run, &self.given)))?;
        }
        map.end()
    }
}

struct Value<'a>(&'a Cell);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Cell::Empty => serializer.serialize_none(),
            Cell::Text(text) | Cell::Id { text, .. } => serializer.serialize_str(text),
            Cell::Int(number) => serializer.serialize_i128(*number),
            Cell::Float(number) | Cell::Change(number) | Cell::Percent(number) => Number(*number).serialize(serializer),
            Cell::Time(Millis(ms)) | Cell::Duration(ms) => serializer.serialize_i64(*ms),
            Cell::Bytes(size) => serializer.serialize_u64(*size),
            Cell::Spark(values) => serializer.collect_seq(values.iter().copied().map(Number)),
        }
    }
}
