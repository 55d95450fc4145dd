//! What every command shares of the command line and the environment.

pub mod complete;
mod config;
mod global;
mod settings;
mod size;
mod span;

pub use config::{Config, ConfigError, Hook};
pub use global::{Caution, ExperimentArg, Global, JsonOutputArg, ListView, OneRun, OutputArg, Short, ThreeWords};
pub use settings::{Environment, Settings, Source, StoreChoice};
pub use size::parse_size;
pub use span::parse_span;
