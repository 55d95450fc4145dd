use crate::cli::Caution;
use crate::commands::registry::open::Registry;
use crate::commands::registry::target::{self, VersionArg};
use crate::commands::{Context, Exit};
use crate::exit;
use crate::store::VersionChange;

/// Delete a version and its aliases. Its number is never given again; its files stay where they are.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    version: VersionArg,

    /// Why, for `registry history`
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    comment: Option<String>,

    #[command(flatten)]
    caution: Caution,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let registry = Registry::open_to_change(context)?;
    let record = registry.record(args.comment.as_deref())?;
    let (name, number) = args.version.find_to_change(&registry.store, context)?;
    let version = target::version(&registry.store, &name, number, context)?;
    let mut what = format!("version {number} of '{name}' (in {}", version.current_stage);
    if !version.aliases.is_empty() {
        what.push_str(&format!(", alias {}", version.aliases.join(", ")));
    }
    what.push(')');
    if args.caution.dry_run {
        context.ui.text(&format!("Would delete {what}."))?;
        return Ok(Exit::Ok);
    }
    if !args.caution.yes && !context.confirm(&format!("Delete {what}?"))? {
        return Ok(Exit::Code(exit::FAILED));
    }
    registry.change_version((&name, number), VersionChange::Delete, &record)?;
    context.ui.text(&format!("Deleted {what}."))?;
    Ok(Exit::Ok)
}
