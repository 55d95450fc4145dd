//! Projects: the `MLproject` file, the command it makes, and the life of a run of it. Prints nothing and reads neither
//! clock nor environment.

mod command;
mod error;
mod fetch;
pub mod git;
pub mod launch;
#[cfg(unix)]
mod leftovers;
mod location;
mod parse;
mod quote;
mod run;
mod script;
#[cfg(unix)]
mod signals;
mod source;
mod spec;
pub mod template;
mod text_spec;

pub use command::{Invocation, Request, Warning, invocation};
pub use error::{ProjectError, SpecError, Suggestion};
pub use fetch::{Fetch, Unfetched};
pub use parse::load;
pub use quote::quote;
pub use run::{Finished, Plan, Record, environment, run, source_tags};
pub use source::{Source, locate};
pub use spec::{EntryPoint, Parameter, Project, ProjectEnv};

/// The result of a project's call.
pub type Result<T, E = ProjectError> = std::result::Result<T, E>;
