//! Python's spellings of values: what MLflow writes to files and what it makes of them again. Imports nothing.

/// Base64 as Python reads it.
pub mod base64;
/// Numbers as Python prints and reads them.
pub mod pyfloat;
/// YAML as PyYAML writes it.
pub mod pyyaml;
/// The bytes of a file as text.
pub mod text;
/// YAML as PyYAML reads it.
pub mod yaml;

mod composer;
mod flat;
mod node;
mod plain;
mod scalar_style;
mod strict;
mod timestamp;
mod value;
mod yaml_error;
mod yaml_value;

pub use node::{Kind, Mark, Node};
pub use value::Value;
pub use yaml_error::YamlError;
