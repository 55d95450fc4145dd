use std::borrow::Cow;

use super::{Screen, human, sparkline};
use crate::view::{Cell, escape};

/// A curve takes so many columns.
const SPARK: usize = 16;

/// A cell as data: times in ISO, durations in seconds, sizes in bytes, floats exact, texts untouched.
pub(super) fn exact(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) | Cell::Id { text, .. } => Cow::Borrowed(text),
        Cell::Int(value) => Cow::Owned(value.to_string()),
        Cell::Float(value) | Cell::Change(value) | Cell::Percent(value) => Cow::Owned(human::exact_float(*value)),
        Cell::Time(time) => Cow::Owned(human::iso(*time)),
        Cell::Duration(ms) => Cow::Owned(human::exact_float(*ms as f64 / 1000.0)),
        Cell::Bytes(size) => Cow::Owned(size.to_string()),
        Cell::Spark(values) => Cow::Owned(sparkline(values, SPARK, false)),
    }
}

/// A cell for people where nothing is lost, on one line: for a table that is no terminal's. What follows from others is rounded.
pub(super) fn full(cell: &Cell) -> String {
    match cell {
        Cell::Change(value) => human::signed(*value < 0.0, &human::float(value.abs())),
        Cell::Percent(value) => human::percent(*value),
        Cell::Duration(ms) => human::duration(*ms),
        other => escape(&exact(other)).into_owned(),
    }
}

/// A cell for a terminal: short and relative to now, on one line.
pub(super) fn short(cell: &Cell, screen: &Screen) -> String {
    match cell {
        Cell::Float(value) => human::float(*value),
        Cell::Time(time) => human::relative(*time, screen.now),
        Cell::Bytes(size) => human::bytes(*size),
        Cell::Spark(values) => sparkline(values, SPARK, screen.ascii),
        Cell::Id { text, short } => escape(&text.chars().take(*short).collect::<String>()).into_owned(),
        other => full(other),
    }
}
