//! Python's spellings of values: what MLflow writes to files and what it makes of them again. Imports nothing.

pub mod pyyaml;
pub mod yaml;

mod plain;
mod timestamp;

pub use yaml::{Kind, Mark, Node, YamlError, parse};
