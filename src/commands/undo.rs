use clap_complete::ArgValueCompleter;

use super::hooks::Hooks;
use super::outcome::Advised;
use crate::cli::{OutputArg, complete};
use crate::commands::{Context, Exit};
use crate::exit;
use crate::store::file::FileStore;
use crate::upkeep::undo::{Conflict, Plan, UndoError, plan, take_back};
use crate::view::PathList;

/// Take the last operation back, or the one that is named
///
/// What was written, removed, moved or taken away is as it was before, to the byte. Where anybody, Python's MLflow too, has
/// changed one of these files since, nothing is done and the file is named (exit 5). Undoing is an operation itself: undone in
/// turn, it does again what was undone. Nothing is ever lost by it, so it does not ask.
///
/// `mlrun op log` lists the operations.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Example: mlrun undo --dry-run")]
pub(crate) struct Args {
    /// Which operation, as `mlrun op log` names it, or the beginning of what comes after the time [default: the last]
    #[arg(value_name = "OPERATION", add = ArgValueCompleter::new(complete::operations))]
    operation: Option<String>,

    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,

    /// How to print the steps of --dry-run
    #[command(flatten)]
    output: OutputArg,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.writable_store()?;
    let operation = args.operation.as_deref();
    if args.dry_run {
        let plan = plan(&store, operation).map_err(|error| explained(error, context))?;
        context
            .ui
            .show(&PathList::of_steps(&plan.steps, store.root()), args.output.output)?;
        if !plan.conflicts.is_empty() {
            return Err(explained(UndoError::Conflict(Box::new(plan)), context));
        }
        context
            .ui
            .status(&format!("dry run: would undo {}", described(&plan, context)));
        return Ok(Exit::Ok);
    }
    let plan = take_back(&store, operation, &context.actor()).map_err(|error| explained(error, context))?;
    let what = described(&plan, context);
    if plan.steps.is_empty() {
        context.ui.status(&format!("nothing is left to undo of {what}"));
    } else {
        context.ui.status(&format!("undone: {what}"));
        warn_of_hooks(&plan, &store, context);
        context
            .ui
            .hint("`mlrun undo` once more does it again; `mlrun op log` shows what else can be undone");
    }
    Ok(Exit::Ok)
}

/// An undoing puts files back and knows of no events.
fn warn_of_hooks(plan: &Plan, store: &FileStore, context: &Context) {
    let registry = store.layout().models();
    let paths = plan.steps.iter().flat_map(|step| [Some(&step.path), step.to.as_ref()]);
    let is_of_registry = paths.flatten().any(|path| path.starts_with(&registry));
    if is_of_registry && Hooks::load(context).is_ok_and(|hooks| !hooks.is_empty()) {
        let told = "the registry has changed back, which hooks are not told";
        context.ui.warn(told);
    }
}

fn described(plan: &Plan, context: &Context) -> String {
    let operation = &plan.operation;
    let age = context.ui.age(operation.at);
    format!(
        "`mlrun {}` by {}, {age} ({})",
        operation.command, operation.user, operation.id
    )
}

/// With what to try.
pub(super) fn explained(error: UndoError, context: &Context) -> anyhow::Error {
    const NAMED: usize = 10;
    let log = || "`mlrun op log` shows what can be undone".to_owned();
    let (hint, code) = match &error {
        UndoError::Nothing => {
            return Advised::plain(
                &error,
                "only what changes something that was there is kept in the log",
                exit::NOT_FOUND,
            );
        }
        UndoError::NotFound(_) => (log(), exit::NOT_FOUND),
        UndoError::Ambiguous(_, ids) => (ids.join("  "), exit::USAGE),
        UndoError::Undone { by, .. } => (format!("`mlrun undo {by}` does it again"), exit::CONFLICT),
        UndoError::Expired(_) => (log(), exit::CONFLICT),
        UndoError::Unreadable(_) => (log(), exit::DAMAGED),
        UndoError::Conflict(plan) => {
            for Conflict { path, reason } in plan.conflicts.iter().take(NAMED) {
                context.ui.warn(&format!("{} {reason}", path.display()));
            }
            if let Some(more @ 1..) = plan.conflicts.len().checked_sub(NAMED) {
                context.ui.warn(&format!("and {more} more"));
            }
            let hint = "nothing was undone; put these back as they were, or undo what changed them first";
            (hint.to_owned(), exit::CONFLICT)
        }
        UndoError::Store(_) | UndoError::Io(_) => {
            return match error {
                UndoError::Store(error) => error.into(),
                UndoError::Io(error) => crate::store::StoreError::Io(error).into(),
                other => other.into(),
            };
        }
    };
    Advised::plain(&error, &hint, code)
}
