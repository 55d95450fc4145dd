//! An archive on the command line, which may be damaged.

use std::path::{Path, PathBuf};

use crate::archive::scan::{Flaw, Found, Nobody, Receiver, scan};
use crate::archive::unpack::UnpackError;
use crate::archive::{Archive, ArchiveError, Index, salvage};
use crate::commands::Context;
use crate::commands::outcome::Advised;
use crate::exit;
use crate::fsx;
use crate::near::nearest;
use crate::progress::Progress as _;
use crate::ui::{bytes, count};

/// What an archive turned out to be.
#[derive(Debug)]
pub(super) enum Opened {
    /// Its index is there and makes sense.
    Whole(Box<Archive>),
    /// Its index is lost.
    Broken(Broken),
}

/// An archive whose index is lost.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) path: PathBuf,
    pub(super) size: u64,
    /// Why, without the path.
    reason: String,
}

/// Opens an archive, or what is left of one. What never was one is an error, and so is one that mlrun never writes.
pub(super) fn open(path: &Path) -> anyhow::Result<Opened> {
    let error = match whole(path) {
        Ok(archive) => return Ok(Opened::Whole(Box::new(archive))),
        Err(error) => error,
    };
    let reason = match error.downcast_ref() {
        Some(ArchiveError::NotOne(_)) => "its end is missing or overwritten".to_owned(),
        Some(ArchiveError::Damaged { what, .. }) => what.clone(),
        _ => return Err(error),
    };
    if !salvage::can_be_salvaged(path) {
        return Err(error);
    }
    Ok(Opened::Broken(Broken {
        path: path.to_owned(),
        size: fsx::followed_size(path).unwrap_or_default(),
        reason,
    }))
}

/// Opens an archive whose index must be there.
pub(super) fn whole(path: &Path) -> anyhow::Result<Archive> {
    if fsx::is_dir(path) {
        return Err(Advised {
            message: format!("{} is a folder, not an archive", path.display()),
            hint: "`mlrun archive create` makes archives".to_owned(),
            code: exit::USAGE,
        }
        .into());
    }
    if !fsx::exists(path) {
        return Err(Advised {
            message: format!("there is no archive {}", path.display()),
            hint: "`mlrun archive create` makes archives".to_owned(),
            code: exit::NOT_FOUND,
        }
        .into());
    }
    Ok(Archive::open(path)?)
}

impl Broken {
    /// Gives what can be read to `receiver`. What is found begins with what is wrong with the whole.
    pub(super) fn salvage(&self, receiver: &dyn Receiver, context: &Context) -> anyhow::Result<Found> {
        let progress = context.ui.progress();
        progress.start("salvaging", Some(self.size));
        let found = salvage::salvage(&self.path, receiver, &progress);
        progress.finish();
        let mut found = found?;
        found.flaws.insert(
            0,
            Flaw {
                member: None,
                what: format!("{}: what is lost besides cannot be known", self.reason),
            },
        );
        found.flawed += 1;
        Ok(found)
    }
}

/// That an archive does not hold a path, with the one that may be meant: of that name somewhere, or of a name like it.
pub(super) fn not_there(missing: &str, index: &Index) -> anyhow::Error {
    let paths: Vec<String> = index.members().map(|member| member.path).collect();
    let mut paths = paths.iter().map(String::as_str);
    let is_its_name = |path: &&str| path.rsplit('/').next() == Some(missing);
    let near = paths.clone().find(is_its_name).or_else(|| nearest(missing, &mut paths));
    let advised = Advised {
        message: format!("there is no {missing:?} in the archive"),
        hint: match near {
            Some(near) => format!("did you mean {near:?}?"),
            None => "`mlrun archive list` shows what there is".to_owned(),
        },
        code: exit::NOT_FOUND,
    };
    advised.into()
}

/// Why nothing, or not all, was unpacked, with advice.
pub(super) fn refusal(error: UnpackError) -> anyhow::Error {
    let (message, hint, code) = match error {
        UnpackError::Io(error) => return error.into(),
        UnpackError::Taken { .. } => (
            error.to_string(),
            "nothing was unpacked; --force replaces files that are there".to_owned(),
            exit::CONFLICT,
        ),
        UnpackError::Indistinct { .. } => (
            error.to_string(),
            "nothing was unpacked; unpack to another file system, or name the paths you want".to_owned(),
            exit::CONFLICT,
        ),
        UnpackError::NoRoom { needed, free } => (
            format!("there is no room for {}", bytes(needed)),
            format!("nothing was unpacked; {} are free", bytes(free)),
            exit::FAILED,
        ),
    };
    Advised { message, hint, code }.into()
}

/// Reads every byte of an archive, before anything is taken from it, and names what is damaged.
///
/// # Errors
/// When anything is: then `undone`, as in "nothing was merged".
pub(in crate::commands) fn must_be_sound(path: &Path, undone: &str, context: &Context) -> anyhow::Result<()> {
    let archive = whole(path)?;
    let progress = context.ui.progress();
    progress.start("checking", Some(archive.size()));
    let found = scan(&archive, &Nobody, &progress);
    progress.finish();
    let found = found?;
    if found.is_sound() {
        return Ok(());
    }
    say_what_is_lost(&found, path, context);
    Err(damaged(path, &found.first(), undone).into())
}

pub(super) fn damaged(archive: &Path, what: &str, undone: &str) -> Advised {
    Advised {
        message: format!("{} is damaged ({what}), so {undone}", archive.display()),
        hint: "`mlrun archive extract` unpacks what is whole".to_owned(),
        code: exit::DAMAGED,
    }
}

/// Names what is damaged; of much the beginning, unless more is to be said.
pub(super) fn say_what_is_lost(found: &Found, archive: &Path, context: &Context) {
    const NAMED: usize = 50;
    let most = if context.ui.is_verbose() { usize::MAX } else { NAMED };
    for Flaw { member, what } in found.flaws.iter().take(most) {
        match member {
            Some(member) => context.ui.warn(&format!("{member} is lost: {what}")),
            None => context.ui.warn(what),
        }
    }
    if found.flawed > found.flaws.len().min(most) {
        context.ui.hint(&format!(
            "{} things are damaged in all; `mlrun archive verify {}` names them",
            count(found.flawed),
            archive.display()
        ));
    }
}
