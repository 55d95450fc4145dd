//! The filter and order-by languages: MLflow's own, and ours around it. A text is parsed and checked once, here; a store
//! asks [`Filter::matches`] and [`Order::keys`] about [`Facts`], and so reads of a run only what they ask for.
//!
//! What a store must do besides, of models: where [`Filter::required`] names a model, open that one alone; sort by
//! [`Order::or_default`]; ask [`Filter::matches_on`] where metrics on some datasets count; never show deleted versions.
//! Prompts are hidden by the filter itself.
//!
//! ```text
#![doc = include_str!("GRAMMAR.md")]
//! ```
//!
//! `strict` reads MLflow's language, `parser` ours; both give clauses as written, of which `check_strict` and `check` make
//! typed ones.

mod check;
mod check_strict;
mod clause;
mod dictionary;
mod display;
mod error;
mod eval;
mod facts;
mod fields;
mod filter;
mod lexer;
mod like;
mod list;
mod moment;
mod name;
mod on_datasets;
mod order;
mod order_parser;
mod page;
mod parser;
mod prompts;
mod strict;
mod strict_value;
mod tables;
#[cfg(test)]
mod tests;
mod written;

pub use error::QueryError;
pub use facts::{Fact, Facts, run_attribute};
pub use fields::Part;
pub use filter::{Filter, KeyUse};
pub use on_datasets::OnDataset;
pub use order::{Order, SortKey};
pub use page::{PageToken, slice};

use crate::model::Millis;

/// Both languages on one page, for people.
pub const GRAMMAR: &str = include_str!("GRAMMAR.md");

impl Dialect {
    /// MLflow's own where nothing else is wanted.
    #[must_use]
    pub fn new(strict: bool, now: Millis) -> Self {
        if strict { Self::Mlflow } else { Self::Extended { now } }
    }
}

/// What is searched: which names a query may use, and of what type they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entity {
    /// Runs.
    Run,
    /// Experiments.
    Experiment,
    /// Registered models.
    RegisteredModel,
    /// Versions of registered models.
    ModelVersion,
    /// Logged models.
    LoggedModel,
}

/// Which language a text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// MLflow's own, with all its oddities and nothing else (`--strict`).
    Mlflow,
    /// MLflow's and ours around it. What MLflow accepts means the same here, but that
    /// - a time which an old experiment lacks makes its clause false (MLflow: it differs from every number),
    /// - `=` and `!=` take no list, a version's number no fraction (MLflow cuts it off), and a name holds no blank outside
    ///   of quotes,
    /// - a metric, param or tag with the key `created` or `run name` is just that (MLflow asks for `start_time`, `run_name`),
    /// - `dataset.name` of logged models is that of the datasets of their metrics (MLflow: the model's own name).
    Extended {
        /// What relative times (`-7d`) are relative to, and what a running run's duration is counted to.
        now: Millis,
    },
}
