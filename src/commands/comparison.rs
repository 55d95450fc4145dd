use super::{Context, Exit};
use crate::cli::OutputArg;
use crate::compare::Comparison;
use crate::exit;
use crate::view::Diff;

/// How a comparison is shown.
#[derive(Debug, clap::Args)]
pub(super) struct Shown {
    /// Show what is the same too
    #[arg(long)]
    all: bool,

    /// Exit with 1 when something differs, as git diff does; with --quiet print nothing
    #[arg(long)]
    exit_code: bool,

    #[command(flatten)]
    output: OutputArg,
}

impl Shown {
    /// Shows it; `thing` is what was compared, such as `run`.
    pub(super) fn show(&self, comparison: &Comparison, thing: &str, context: &Context) -> anyhow::Result<Exit> {
        for (label, earlier, id) in comparison.who.twice() {
            context
                .ui
                .status(&format!("{label} is the same {thing} as {earlier}: {id}"));
        }
        if !(self.exit_code && context.ui.is_quiet()) {
            context.ui.diff(&Diff::new(comparison, self.all), self.output.output)?;
        }
        Ok(match self.exit_code {
            true if comparison.differs() => Exit::Code(exit::FAILED),
            true if comparison.is_in_doubt() => Exit::Code(exit::DAMAGED),
            _ => Exit::Ok,
        })
    }
}
