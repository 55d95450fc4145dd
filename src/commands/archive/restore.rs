use std::path::{Path, PathBuf};

use clap::ValueHint;

use super::opened::{damaged, refusal, say_what_is_lost, whole};
use crate::archive::ArchiveError;
use crate::archive::unpack::{Selection, Unpacking};
use crate::commands::outcome::Advised;
use crate::commands::{Context, Exit};
use crate::exit;
use crate::fsx::{self, Draft, Target};
use crate::progress::Progress as _;
use crate::ui::counted;

/// What the folders end in that stores are built in; a dead process's is swept by the next.
const DRAFTS: &str = ".restore";
const UNDONE: &str = "nothing was restored";

/// Make the store anew from an archive: all of it or nothing
///
/// The store must not be there yet, or be an empty folder. It is unpacked beside its place and checked; when all of it is whole
/// and on the disk it is given its name. When anything of the archive is damaged, that is named and nothing appears.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "Examples:\n  \
                             mlrun archive restore runs.mlz                          makes ./mlruns\n  \
                             mlrun --tracking-uri /data/old archive restore runs.mlz\n\n\
                             `mlrun merge` adds an archive's runs to a store that is there; `mlrun archive extract` gets what \
                             is whole out of a damaged archive.\n\n\
                             Exit codes: 0 the store is there, 4 the archive is damaged, 5 there is something already")]
pub(crate) struct Args {
    /// The archive
    #[arg(value_name = "ARCHIVE", value_hint = ValueHint::FilePath)]
    archive: PathBuf,
}

pub(crate) fn run(args: &Args, context: &Context) -> anyhow::Result<Exit> {
    let root = context.settings.store_folder()?;
    let archive = whole(&context.settings.absolute(&args.archive)).map_err(|error| match error.downcast_ref() {
        Some(ArchiveError::Damaged { path, what }) => damaged(path, what, UNDONE).into(),
        _ => error,
    })?;
    // a link to an empty folder is followed, so that it stays one
    let root = fsx::canonical(&root).unwrap_or(root);
    let parent = root.parent().unwrap_or(&root);
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    let above = parent.ancestors().find(|above| fsx::is_dir(above)).unwrap_or(parent);
    fsx::sweep_drafts_of(above, DRAFTS);
    if fsx::exists(&root) && !fsx::is_empty_dir(&root) {
        return Err(taken(&root).into());
    }
    let draft = Draft::begin_of(above, &name, DRAFTS)?;
    let target = Target::open(draft.path())?;
    let unpacking = Unpacking {
        target: &target,
        top: "",
        selection: &Selection::default(),
        force: false,
    };
    let progress = context.ui.progress();
    progress.start("restoring", Some(archive.size()));
    let found = unpacking.run(&archive, &progress);
    progress.finish();
    let found = found.map_err(refusal)?;
    if !found.is_sound() {
        say_what_is_lost(&found, &args.archive, context);
        return Err(damaged(archive.path(), &found.first(), UNDONE).into());
    }
    fsx::create_dir_all(parent)?;
    draft.publish_tree(&root).map_err(|error| match error.is_taken() {
        true => taken(&root).into(),
        false => anyhow::Error::from(error),
    })?;
    context.ui.status(&format!(
        "{} in {} restored to {}",
        counted(found.files, "file"),
        counted(archive.index().folders(), "folder"),
        root.display()
    ));
    Ok(Exit::Ok)
}

fn taken(root: &Path) -> Advised {
    Advised {
        message: format!("{} is there already, and not an empty folder", root.display()),
        hint: "--tracking-uri names another place; `mlrun merge` adds an archive's runs to a store".to_owned(),
        code: exit::CONFLICT,
    }
}
