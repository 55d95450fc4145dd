//! The binary as it is used: arguments in; standard output, standard error and exit code out.
#![expect(clippy::disallowed_methods, reason = "the tests of the environment set and read it")]
#![expect(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

mod support;

mod archive;
mod archive_hostile;
mod archive_unpack;
mod artifacts;
mod cache;
mod columns;
mod complete;
mod containers;
mod crash;
mod damage;
mod diff;
#[cfg(unix)]
mod environments;
mod exec;
mod experiments;
mod help;
mod hooks;
mod inputs;
mod log;
mod logged_models;
mod logged_models_crash;
mod model_uris;
mod models;
mod output;
mod plot;
mod project;
#[cfg(unix)]
mod project_sources;
mod prompts;
mod registry;
mod registry_crash;
mod registry_sources;
mod report;
mod rerun;
mod resolve;
#[cfg(unix)]
mod run_logs;
mod runs;
mod search;
mod security;
mod status;
mod stream;
mod sweep;
mod traces;
mod tree;
mod usage;
mod watch;
