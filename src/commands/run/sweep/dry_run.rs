//! What `--sweep --dry-run` shows.

use super::super::args::HowArgs;
use super::super::dry_run::{in_words, warn};
use super::super::ground::{Foreseen, foreseen};
use super::ready::Ready;
use crate::commands::{Context, Exit};
use crate::project::sweep::Sampling;
use crate::ui::Format;
use crate::view::PointList;

/// Shows the points with their commands. Nothing is made.
pub(super) fn show(ready: &Ready<'_>, how: &HowArgs, context: &Context) -> anyhow::Result<Exit> {
    let commands = ready.invocations.iter().map(|invocation| invocation.command.as_str());
    let list = PointList::new(&ready.swept, ready.points.iter().zip(commands));
    context.ui.show(&list, how.output.unwrap_or(Format::Table))?;
    let foreseen = ready.invocations.first().map(|first| {
        let Ready { prepared, recipe, .. } = ready;
        foreseen(prepared, first, recipe, how, context)
    });
    match foreseen {
        Some(Ok(Foreseen::Here(env))) => context.ui.status(&format!("Each runs in {}.", in_words(&env))),
        Some(Err(refusal)) => warn(&refusal, context),
        Some(Ok(Foreseen::Container(_))) | None => {}
    }
    if let Sampling::Random { seed, .. } = ready.sweep.sampling {
        context.ui.status(&format!("drawn with --seed {seed}"));
    }
    Ok(Exit::Ok)
}
