//! Every file access. The only place where `std::fs` may be named (`.clippy.toml`). Imports nothing.

mod error;
pub use error::PathError;
