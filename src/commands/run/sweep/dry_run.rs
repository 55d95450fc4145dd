//! What `--sweep --dry-run` shows.

use super::super::args::HowArgs;
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
    if let Sampling::Random { seed, .. } = ready.sweep.sampling {
        context.ui.status(&format!("drawn with --seed {seed}"));
    }
    Ok(Exit::Ok)
}
