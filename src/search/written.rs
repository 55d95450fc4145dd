use std::ops::Range;

use super::list::List;
use super::name::Name;

/// A clause as written.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written {
    pub(super) name: Name,
    pub(super) comparator: String,
    pub(super) comparator_span: Range<usize>,
    pub(super) value: Value,
    pub(super) value_span: Range<usize>,
    /// Whether the name is one only because sqlparse takes what follows a thing without AND for its alias: `params.a b IS
    /// NULL` is about the key `a b`, and `params.a = 'x' params.b IS NULL` about `a = 'x' params.b`.
    pub(super) aliased: bool,
}

/// A value as written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Behind IS NULL and IS NOT NULL.
    None,
    Number(String),
    Text(String),
    List(List),
}
