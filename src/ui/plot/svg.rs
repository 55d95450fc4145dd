use super::Size;
use crate::view::Plot;

/// todo
#[must_use]
pub fn svg(_plot: &Plot, _size: Size) -> String {
    String::new()
}
