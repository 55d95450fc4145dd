use std::collections::BTreeSet;
use std::path::Path;

use super::outcome::Usage;
use crate::cli::OutputArg;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::project::command::quote;
use crate::store::file::FileStore;
use crate::ui::{Format, count};
use crate::upkeep::relocate::{
    Left, LeftBecause, Relocation, RelocationPlan, plan_relocation, plan_relocation_of, relocate,
};
use crate::view::{RelocationList, RelocationSummary};

/// Rewrite recorded locations after a move, so that MLflow finds the artifacts again
///
/// mlrun itself needs this never: it finds the files of a store that was moved. MLflow follows to the letter what is
/// recorded of experiments, runs, logged models, versions and traces. Without flags every location that points to where
/// the store used to be is made to point to where it is, if files of it lie here; nothing else is touched. With --from
/// and --to every location that begins so changes, name by name, whether spelled as a path or as a file: URI.
///
/// Only these values change in their files. Asks first; where nobody can answer, --yes must be given. `mlrun undo` takes it
/// back.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples: mlrun relocate --dry-run\n          \
    mlrun relocate --from 'C:\\Users\\ada\\mlruns' --to /data/mlruns --yes")]
pub(crate) struct Args {
    /// Only locations that begin with this path or URI [default: where the store used to be]
    #[arg(long, value_name = "PREFIX", requires = "to", value_parser = some)]
    from: Option<String>,

    /// What that becomes [default: where the store is]
    #[arg(long, value_name = "PREFIX", requires = "from", value_parser = some)]
    to: Option<String>,

    /// Say what would change, and change nothing
    #[arg(long)]
    dry_run: bool,

    /// Do not ask
    #[arg(long)]
    yes: bool,

    #[command(flatten)]
    output: OutputArg,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let store = context.writable_store()?;
    let plan = match (&args.from, &args.to) {
        (Some(from), Some(to)) => plan_relocation_of(&store, from, &absolute(to, context))?,
        _ => plan_relocation(&store)?,
    };
    context.warn_of(&plan.damage);
    if plan.changes.is_empty() {
        show(&plan, args, context)?;
        say_left(&plan, &store, context);
        return Ok(Exit::Ok);
    }
    let files = plan.changes.chunk_by(|a, b| a.file == b.file).count();
    let what = format!("{} locations in {} files", count(plan.changes.len()), count(files));
    if args.dry_run || !args.yes {
        show(&plan, args, context)?;
        say_places(&plan, context);
        say_left(&plan, &store, context);
    }
    if args.dry_run {
        context.ui.status(&format!("dry run: {what} would be rewritten"));
        return Ok(Exit::Ok);
    }
    if !args.yes && !context.ui.can_ask() {
        return Err(Usage(format!("to rewrite {what}, add --yes")).into());
    }
    if !args.yes && !context.confirm(&format!("Rewrite {what}?"))? {
        return Ok(Exit::Code(exit::FAILED));
    }
    let tally = context.ui.tally(files);
    let failed = relocate(&store, &plan.changes, &context.actor(), &|written| tally.count(written))?;
    tally.finish();
    if args.yes {
        let done = plan.changes.iter().filter(|change| !failed.contains_key(&change.file));
        let done = RelocationPlan {
            changes: done.cloned().collect(),
            ..RelocationPlan::default()
        };
        show(&done, args, context)?;
        say_left(&plan, &store, context);
    }
    for (file, reason) in &failed {
        context
            .ui
            .warn(&format!("{} is left as it was: {reason}", file.display()));
    }
    let done = plan
        .changes
        .iter()
        .filter(|change| !failed.contains_key(&change.file))
        .count();
    context.ui.status(&format!(
        "{} locations rewritten; `mlrun undo` takes it back",
        count(done)
    ));
    Ok(if failed.is_empty() {
        Exit::Ok
    } else {
        Exit::Code(exit::FAILED)
    })
}

fn some(text: &str) -> Result<String, &'static str> {
    match text.trim() {
        "" => Err("a path or a URI"),
        _ => Ok(text.to_owned()),
    }
}

/// A relative path is meant from here: a recorded one would mean another place wherever MLflow is started.
fn absolute(to: &str, context: &Context) -> String {
    let is_elsewhere = to.starts_with("\\\\")
        || to.as_bytes().get(1) == Some(&b':')
        || to.split('/').next().is_some_and(|head| head.ends_with(':'));
    if is_elsewhere || to.starts_with("file:") {
        return to.to_owned();
    }
    context.settings.absolute(Path::new(to)).to_string_lossy().into_owned()
}

/// The places whole, which a table may have cut to the terminal's width.
fn say_places(plan: &RelocationPlan, context: &Context) {
    let places: BTreeSet<&(String, String)> = plan.changes.iter().map(|change| &change.prefix).collect();
    for (from, to) in places.into_iter().filter(|_| context.ui.is_terminal()) {
        context.ui.status(&format!("{from} becomes {to}"));
    }
}

fn show(plan: &RelocationPlan, args: &Args, context: &Context) -> std::io::Result<()> {
    let changes: &[Relocation] = &plan.changes;
    match args.output.output {
        format @ (Format::Table | Format::Md) if !context.ui.is_verbose() => {
            context.ui.show(&RelocationSummary::new(changes), format)
        }
        format => context.ui.show(&RelocationList::new(changes), format),
    }
}

fn say_left(plan: &RelocationPlan, store: &FileStore, context: &Context) {
    for Left {
        prefix,
        count: many,
        reason,
    } in &plan.left
    {
        let many = count(*many);
        context.ui.warn(&match reason {
            LeftBecause::NothingHere => format!(
                "{many} locations begin with {prefix} and stay: no file of theirs lies here; if the store was there, add \
                 --from {} --to {}",
                quote(prefix),
                quote(&store.root().to_string_lossy())
            ),
            LeftBecause::FilesThere => format!(
                "{many} locations begin with {prefix} and stay: there are files that do not lie in this store; copy them, or \
                 give --from and --to"
            ),
            LeftBecause::Unknown => {
                format!("{many} locations of versions begin with {prefix} and stay: what they name is not in this store")
            }
        });
    }
}
