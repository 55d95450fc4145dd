//! The log of operations: what each command changed, kept beside the store's data where MLflow does not look.
//!
//! Everything lies in `.mlrun.trash/` in the store's root: MLflow takes no folder of the root for an experiment whose name
//! ends in `.trash`. `log` there has a line for each change, written before the change is made; what operations took away
//! lies in a folder with the operation's id.

mod log;
mod noting;
mod operation;
mod plan;
mod prune;
mod record;
mod revert;
#[cfg(test)]
mod tests;
mod witness;

pub use log::{Changed, Standing, Summary, Touched, operations};
pub use operation::{Actor, Operation};
pub use plan::{Conflict, Plan, Step, Taking};
pub use prune::expire;
pub use revert::{UndoError, plan, take_back, touched};
pub use witness::{Complain, Recorder};

/// Where operations keep what they took away, in a store's root.
pub const FOLDER: &str = ".mlrun.trash";
/// The log's own name in there.
const LOG: &str = "log";
