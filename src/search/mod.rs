//! The filter and order-by languages: MLflow's own, and ours around it. A text is parsed and checked once, here; a store
//! asks [`Filter::matches`] and [`Order::keys`] about [`Facts`], and so reads of a run only what they ask for.

mod error;
mod facts;
mod filter;
mod order;
mod page;

pub use error::QueryError;
pub use facts::{Fact, Facts, Statistic, run_attribute};
pub use filter::Filter;
pub use order::{Order, SortKey};
pub use page::{PageToken, slice};

use crate::model::Millis;

/// What is searched: which names a query may use, and of what type they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entity {
    /// Runs.
    Run,
    /// Experiments.
    Experiment,
}

/// Which language a text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// MLflow's own, with all its oddities and nothing else (`--strict`).
    Mlflow,
    /// MLflow's and ours around it. What MLflow accepts means the same here.
    Extended {
        /// What relative times (`-7d`) are relative to, and what a running run's duration is counted to.
        now: Millis,
    },
}

/// A key that a query names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mention {
    /// A metric.
    Metric(String),
    /// A param.
    Param(String),
    /// A tag.
    Tag(String),
}
