//! What `mlrun` and real MLflow make of each other's stores. Each MLflow gets a Python environment of its own under
//! `target/interop`, made once from `requirements-*.txt`; `python3` and pip are needed, and the first run takes minutes.

#![expect(clippy::unwrap_used, reason = "tests")]

mod concurrency;
#[cfg(unix)]
mod environments;
mod index;
mod logged_models;
mod merge;
mod ours_to_theirs;
mod project_sources;
mod projects;
mod python;
mod registry;
mod relocate;
mod repair;
mod same;
mod search;
mod store;
mod theirs_to_ours;
mod yaml_bytes;
