use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};

use super::opened::{say_what_is_lost, whole};
use crate::archive::{self, diff};
use crate::cli::OutputArg;
use crate::commands::outcome::Advised;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::fsx;
use crate::progress::Progress as _;
use crate::store::Damage;
use crate::view::{ArchiveDiff, ArchiveDiffBy};

/// Compare an archive with the store, file by file
///
/// Added is what the store has and the archive does not, removed what only the archive has. Every file that both have is
/// compared byte for byte, so that after `no differences` the store can be had again from the archive. What archives never
/// hold (locks, temporary files, mlrun's trash) does not count.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:\n  \
                             mlrun archive diff runs.mlz                       what has changed since\n  \
                             mlrun archive diff runs.mlz --by run\n  \
                             mlrun archive diff monday.mlz friday.mlz\n  \
                             mlrun archive diff runs.mlz --exit-code -q        for scripts\n\n\
                             Exit codes: 4 when something could not be read, and so not compared; with --exit-code 0 no \
                             difference, 1 some difference, 4 none that is certain, but something could not be read.")]
pub(crate) struct Args {
    /// The archive
    #[arg(value_name = "ARCHIVE", value_hint = ValueHint::FilePath)]
    archive: PathBuf,

    /// Another archive, or a folder, to compare with instead of the store
    #[arg(value_name = "OTHER", value_hint = ValueHint::AnyPath)]
    other: Option<PathBuf>,

    /// What to count differences by
    #[arg(long, value_enum, value_name = "WHAT", default_value = "file")]
    by: By,

    /// Exit with 1 when something differs, as git diff does; with --quiet print nothing
    #[arg(long)]
    exit_code: bool,

    #[command(flatten)]
    output: OutputArg,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum By {
    File,
    Run,
    Experiment,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let archive = whole(&context.settings.absolute(&args.archive))?;
    let root = match &args.other {
        None => context.store()?.root().to_owned(),
        Some(other) => {
            let other = context.settings.absolute(other);
            if fsx::is_file(&other) {
                archive::mount(&other)?;
            } else if !fsx::is_dir(&other) {
                return Err(Advised {
                    message: format!("there is no {}", other.display()),
                    hint: "name an archive or a folder".to_owned(),
                    code: exit::NOT_FOUND,
                }
                .into());
            }
            other
        }
    };
    let progress = context.ui.progress();
    progress.start("comparing", Some(archive.size()));
    let differences = diff::diff(&archive, &root, &progress);
    progress.finish();
    let differences = differences?;
    say_what_is_lost(&differences.found, &args.archive, context);
    let unread = differences.unread.iter();
    let unread = unread.map(|error| Damage::new(&error.path, error.source.to_string()));
    let left_out = differences.left_out.iter();
    let left_out = left_out.map(|left_out| Damage::new(&left_out.path, format!("not compared: {}", left_out.why)));
    context.warn_of(&unread.chain(left_out).collect::<Vec<_>>());
    if !(args.exit_code && context.ui.is_quiet()) {
        let by = match args.by {
            By::File => ArchiveDiffBy::File,
            By::Run => ArchiveDiffBy::Run,
            By::Experiment => ArchiveDiffBy::Experiment,
        };
        let view = ArchiveDiff::new(&differences.list, differences.same, by);
        context.ui.show(&view, args.output.output)?;
    }
    let is_in_doubt = !differences.found.is_sound()
        || !differences.unread.is_empty()
        || differences.left_out.iter().any(|left_out| left_out.is_loss);
    Ok(match (args.exit_code, differences.list.is_empty()) {
        (true, false) => Exit::Code(exit::FAILED),
        _ if is_in_doubt => Exit::Code(exit::DAMAGED),
        _ => Exit::Ok,
    })
}
