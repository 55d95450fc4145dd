use std::path::PathBuf;

use clap::ValueHint;

use super::opened::{Opened, open};
use crate::archive::scan::{Nobody, scan};
use crate::commands::{Context, Exit};
use crate::exit;
use crate::progress::Progress as _;
use crate::view::ArchiveCheck;

/// Read every byte of an archive and name what is damaged
///
/// Every frame is decompressed and every file in it compared with the hash that the index has of it; so are the headers, the
/// order and the padding between files, which `tar` goes by. Of a damaged frame those files are lost whose bytes are not what
/// they were: they are named, and `archive extract` gives all the others. When the end of the archive is missing, and the
/// index with it, verify says how much can still be read.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:\n  \
                             mlrun archive verify runs.mlz\n  \
                             mlrun archive verify runs.mlz -o id      the paths of what is lost\n  \
                             mlrun archive verify runs.mlz -o json\n\n\
                             Exit codes: 0 every byte is as it was written, 4 it is not")]
pub(crate) struct Args {
    /// The archive
    #[arg(value_name = "ARCHIVE", value_hint = ValueHint::FilePath)]
    archive: PathBuf,

    #[command(flatten)]
    output: crate::cli::OutputArg,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let shown = args.archive.to_string_lossy();
    let show = |view: &ArchiveCheck<'_>| context.ui.show(view, args.output.output);
    let is_sound = match open(&context.settings.absolute(&args.archive))? {
        Opened::Whole(archive) => {
            let progress = context.ui.progress();
            progress.start("reading", Some(archive.size()));
            let found = scan(&archive, &Nobody, &progress);
            progress.finish();
            let found = found?;
            show(&ArchiveCheck::new(&shown, &archive, &found))?;
            found.is_sound()
        }
        Opened::Broken(broken) => {
            let found = broken.salvage(&Nobody, context)?;
            show(&ArchiveCheck::without_index(&shown, broken.size, &found))?;
            false
        }
    };
    Ok(if is_sound { Exit::Ok } else { Exit::Code(exit::DAMAGED) })
}
