use super::outcome::Usage as Misuse;
use crate::cli::OutputArg;
use crate::commands::{Context, Exit};
use crate::ui::Format;
use crate::upkeep::usage::usage;
use crate::view::{SpaceBy, SpaceList};

/// How much space the store takes, and what takes it
///
/// The largest first: the lengths of the files, and what they and their folders take on the disk in whole blocks, where a
/// file with several names counts once. Links are not followed. Artifacts that runs are recorded to have in folders of
/// their own elsewhere on this disk are counted as `outside`, and are no part of the size.
///
/// In an archive the files' lengths are what they unpack to, and on the disk is their share of the compressed frames that they
/// lie in; all together is the archive's size.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples: mlrun du --by kind\n          mlrun du --by run -n 20")]
pub(crate) struct Args {
    /// What to tell apart: experiment, run or kind
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        default_value = "experiment",
        hide_possible_values = true
    )]
    by: By,

    /// The largest so many
    #[arg(long, short = 'n', value_name = "N")]
    max_results: Option<usize>,

    #[command(flatten)]
    output: OutputArg,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum By {
    Experiment,
    Run,
    Kind,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    if args.max_results == Some(0) {
        return Err(Misuse("--max-results must be 1 or more".to_owned()).into());
    }
    let store = context.store()?;
    let by = match args.by {
        By::Experiment => SpaceBy::Experiment,
        By::Run => SpaceBy::Run,
        By::Kind => SpaceBy::Kind,
    };
    let usage = usage(&store, by == SpaceBy::Run)?;
    context.warn_of(&usage.damage);
    let for_people = matches!(args.output.output, Format::Table | Format::Md);
    context.ui.show(
        &SpaceList::new(&usage, by, args.max_results, for_people),
        args.output.output,
    )?;
    context.hint_if_empty(&store, usage.experiments.len());
    Ok(Exit::Ok)
}
