//! Projects: the `MLproject` file, the command it makes, and the life of a run of it. Prints nothing and reads neither
//! clock nor environment.

mod quote;
mod repr;
pub mod template;
mod text_spec;

pub use quote::quote;
