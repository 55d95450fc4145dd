//! Projects: the `MLproject` file, the command it makes, what it runs in, and the life of a run of it. Prints nothing and
//! reads neither clock nor environment.
//!
//! ```text
//! recipe ─► source ─► spec ─► check ─► command ─► env, container ─► run ─► child
//! ```
//!
//! | part | what lives there |
//! | --- | --- |
//! | [`Recipe`] | how a run was asked for: what makes it again |
//! | [`source`] | folders, repositories of git, zip files: brought here, and what is recorded of them |
//! | [`spec`] | what `MLproject` says |
//! | [`command`] | values, quoting, `str.format`: the command of an entry point |
//! | [`check()`] | what can be known to be wrong before anything is run |
//! | [`env`] | what it runs in: virtualenv, uv, conda, what is installed here |
//! | [`container`] | docker, Kubernetes |
//! | [`Plan`] | what is decided before a run begins |
//! | [`run()`] | the life of a run: recorded, started, waited for, ended |
//! | [`child`] | the process: its group, signals, streams, what it used |
//! | [`output`] | what is kept of what it says, and the metrics picked from that |
//! | [`sweep`] | many runs of one project: which values, which points |
//! | [`tool`] | other people's programs |

mod check;
pub mod child;
pub mod command;
pub mod container;
pub mod env;
mod error;
mod location;
pub mod output;
mod plan;
mod recipe;
pub mod reuse;
mod run;
pub mod source;
pub mod spec;
pub mod sweep;
pub mod tool;

pub use check::{check, load_checked};
pub use command::{
    BadValue, Fetch, GivenError, Invocation, Request, Unfetched, Warning, check_programs, given, invocation, quote,
};
pub use error::{ProjectError, Suggestion};
pub use plan::{Plan, Record, environment, source_tags};
pub use recipe::{CommandRecipe, NoRecipe, Recipe, Recorded, recorded};
pub use run::{Finished, attach, run};
pub use source::{Source, SourceError};
pub use spec::{EntryPoint, Finding, Form, Manifest, Parameter, Project, ProjectEnv, Rule, load, open};

/// The result of a project's call.
pub type Result<T, E = ProjectError> = std::result::Result<T, E>;
