use clap_complete::ArgValueCompleter;

use super::shelf;
use crate::cli::{Caution, complete};
use crate::commands::outcome::Usage;
use crate::commands::project::explain;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::model::Millis;
use crate::project::ProjectError;
use crate::project::env::{EnvError, Shelf, Shelved, State};
use crate::ui::bytes;

/// Remove environments. What a project still needs is made again at its next run
///
/// One in which a command runs stays. Asks first; where nobody can answer, --yes must be given.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Their names, or the beginnings of them
    #[arg(value_name = "NAME", required_unless_present_any = ["all", "unused_for"])]
    #[arg(add = ArgValueCompleter::new(complete::environments))]
    names: Vec<String>,

    /// All of them
    #[arg(long, conflicts_with_all = ["names", "unused_for"])]
    all: bool,

    /// Those that no command ran in for so long: 12h, 30d, 8w
    #[arg(long, value_name = "TIME", conflicts_with = "names", value_parser = time)]
    unused_for: Option<i64>,

    #[command(flatten)]
    caution: Caution,
}

pub(super) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let found = shelf(context).and_then(|shelf| Ok((meant(args, &shelf, context)?, shelf)));
    let (meant, shelf) = found.map_err(ProjectError::from)?;
    if meant.is_empty() {
        context.ui.status("no environments to remove");
        return Ok(Exit::Ok);
    }
    let sizes: Vec<u64> = meant.iter().map(|env| shelf.size(env)).collect();
    let what = match meant.as_slice() {
        [one] => format!("environment {}, {}", one.name, bytes(sizes[0])),
        many => format!("{} environments, {}", many.len(), bytes(sizes.iter().sum())),
    };
    if args.caution.dry_run {
        for (env, size) in meant.iter().zip(&sizes) {
            context
                .ui
                .text(&format!("Would remove {}, {}.", env.name, bytes(*size)))?;
        }
        return Ok(Exit::Ok);
    }
    if !args.caution.yes && !context.ui.can_ask() {
        return Err(Usage(format!("to remove {what}, add --yes")).into());
    }
    if !args.caution.yes && !context.confirm(&format!("Remove {what}?"))? {
        return Ok(Exit::Code(exit::FAILED));
    }
    let mut end = Exit::Ok;
    let tools = context.tools(&|_| {});
    for (env, size) in meant.iter().zip(&sizes) {
        match shelf.remove(env, &tools) {
            Ok(()) => context.ui.text(&format!("Removed {}, {}.", env.name, bytes(*size)))?,
            Err(error) => end = Exit::Code(explain(&error.into(), &context.ui)),
        }
    }
    Ok(end)
}

fn meant(args: &Args, shelf: &Shelf, context: &Context) -> Result<Vec<Shelved>, EnvError> {
    if !args.all && args.unused_for.is_none() {
        let mut meant = Vec::new();
        for name in &args.names {
            let env = shelf.find(name)?;
            if !meant.contains(&env) {
                meant.push(env);
            }
        }
        return Ok(meant);
    }
    let Millis(now) = context.now();
    let is_old = |env: &Shelved| {
        let Millis(used) = shelf.last_used(&env.name).unwrap_or(env.created());
        let idle = shelf.state(env) != State::Building;
        args.unused_for
            .is_none_or(|most| idle && now.saturating_sub(used) >= most)
    };
    Ok(shelf.all()?.into_iter().filter(is_old).collect())
}

/// Milliseconds.
fn time(text: &str) -> Result<i64, String> {
    let units = [('m', 60), ('h', 3600), ('d', 86_400), ('w', 604_800)];
    let of_unit = |(letter, seconds): (char, i64)| {
        let number: i64 = text.strip_suffix(letter)?.parse().ok()?;
        number.checked_mul(seconds * 1000).filter(|time| *time >= 0)
    };
    let time = units.into_iter().find_map(of_unit);
    time.ok_or_else(|| "a number and m, h, d or w, such as 30d".to_owned())
}
