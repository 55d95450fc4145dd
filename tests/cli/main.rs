//! The binary as it is used: arguments in; standard output, standard error and exit code out.
#![expect(clippy::disallowed_methods, reason = "the tests of the environment set and read it")]
#![expect(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

mod support;

mod archive;
mod archive_crash;
mod archive_hostile;
mod archive_unpack;
mod artifacts;
mod cache;
mod columns;
mod complete;
mod containers;
mod crash;
mod cves;
mod damage;
mod diff;
mod du;
#[cfg(unix)]
mod environments;
mod exec;
mod experiments;
mod fsck;
mod gc;
mod help;
mod hooks;
mod inputs;
#[cfg(unix)]
mod limits;
mod lock;
mod log;
mod logged_models;
mod logged_models_crash;
mod merge;
mod model_uris;
mod models;
mod output;
mod outputs_crash;
mod pieces_crash;
mod plot;
mod project;
#[cfg(unix)]
mod project_sources;
mod prompts;
mod protocol;
mod read_only;
mod registry;
mod registry_crash;
mod registry_sources;
mod relocate;
mod report;
mod rerun;
mod resolve;
mod run_crash;
#[cfg(unix)]
mod run_logs;
mod runs;
mod search;
mod security;
mod status;
mod stream;
#[cfg(unix)]
mod surroundings;
mod sweep;
mod traces;
mod transfer;
mod tree;
mod undo;
mod upkeep_crash;
mod usage;
mod watch;
