use std::path::PathBuf;

use clap::ValueHint;

use super::opened::{Opened, not_there, open, refusal, say_what_is_lost};
use crate::archive::salvage::salvageable;
use crate::archive::unpack::{Selection, Unpacking};
use crate::commands::{Context, Exit};
use crate::exit;
use crate::fsx::{self, Draft, Target};
use crate::progress::Progress as _;
use crate::ui::{bytes, counted};

/// The folder that an archive's files lie in, as `tar` sees it.
const TOP: &str = "mlruns";
/// What the folders end in that archives are unpacked in; a dead process's is swept by the next.
const DRAFTS: &str = ".extract";

/// Unpack an archive, or some of its files
///
/// The files come below `mlruns/` in the folder, byte for byte as they were archived; where there is no such folder yet it
/// appears when all is unpacked. Nothing that is there is touched, unless --force says that files are to be replaced; no link
/// in the folder is followed. What of a damaged archive is whole is
/// unpacked all the same, and the rest is named.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:\n  \
                             mlrun archive extract runs.mlz\n  \
                             mlrun archive extract runs.mlz 0/0123…ef/artifacts -C /tmp/one\n\n\
                             `tar --zstd -xf` and `zstd -d | tar x` unpack archives too, where there is no mlrun.\n\n\
                             Exit codes: 0 all is unpacked, 3 no such path in the archive, 4 something is damaged and not \
                             unpacked, 5 something is there already and nothing was unpacked")]
pub(crate) struct Args {
    /// The archive
    #[arg(value_name = "ARCHIVE", value_hint = ValueHint::FilePath)]
    archive: PathBuf,

    /// Only these files and folders, as `archive list` names them
    #[arg(value_name = "PATH")]
    paths: Vec<String>,

    /// The folder to unpack into; made if it is not there
    #[arg(long, short = 'C', value_name = "FOLDER", default_value = ".", value_hint = ValueHint::DirPath)]
    into: PathBuf,

    /// Replace files that are there
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let path = context.settings.absolute(&args.archive);
    let opened = open(&path)?;
    let selection = match &opened {
        Opened::Whole(archive) => {
            Selection::new(&args.paths, archive.index()).map_err(|missing| not_there(missing, archive.index()))?
        }
        Opened::Broken(_) => Selection::unchecked(&args.paths),
    };
    let into = context.settings.absolute(&args.into);
    fsx::create_dir_all(&into)?;
    let place = into.join(TOP);
    let draft = match fsx::is_link(&place) || fsx::exists(&place) {
        true => None,
        false => {
            fsx::sweep_drafts_of(&into, DRAFTS);
            Some(Draft::begin_of(&into, TOP, DRAFTS)?)
        }
    };
    let target = Target::open(draft.as_ref().map_or(&*into, Draft::path))?;
    let unpacking = Unpacking {
        target: &target,
        top: if draft.is_some() { "" } else { TOP },
        selection: &selection,
        force: args.force,
    };
    let found = match &opened {
        Opened::Whole(archive) => {
            let progress = context.ui.progress();
            progress.start("unpacking", Some(archive.size()));
            let found = unpacking.run(archive, &progress);
            progress.finish();
            found.map_err(refusal)?
        }
        Opened::Broken(broken) => {
            let wanted = salvageable(&path)?;
            let wanted = wanted.into_iter().filter(|(_, path)| selection.has(path));
            let receiver = unpacking.receiver(unpacking.there(wanted).map_err(refusal)?);
            broken.salvage(&receiver, context)?
        }
    };
    if let Some(draft) = draft.filter(|_| found.whole > 0) {
        draft.publish(&place)?;
    }
    context.ui.status(&format!(
        "{}, {}, unpacked to {}",
        counted(found.files, "file"),
        bytes(found.bytes),
        place.display()
    ));
    say_what_is_lost(&found, &args.archive, context);
    Ok(match found.is_sound() {
        true => Exit::Ok,
        false => Exit::Code(exit::DAMAGED),
    })
}
