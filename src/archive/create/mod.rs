//! Making an archive of a store.
//!
//! First what there is to store is listed ([`plan`]), then it is read, cut into frames and compressed, by many threads and
//! in order ([`pack`]). Sizes and contents are those that were read: what changes meanwhile cannot make the archive wrong.

mod frames;
mod listing;
mod pack;
mod plan;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub use listing::{Listing, listing};

use super::{footer, index};
use crate::fsx::{self, Folder, PathError};
use crate::model::{ExperimentId, RunId};
use crate::progress::Progress;

/// What of a store is put into an archive.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Only these experiments; then neither the registry nor what else lies in the root.
    pub experiments: Option<BTreeSet<ExperimentId>>,
    /// Only these runs, their experiments, and the logged models that they made; then no traces either.
    pub runs: Option<BTreeSet<RunId>>,
    /// Whether with the artifacts of runs and logged models.
    pub artifacts: bool,
    /// Artifacts that are larger, in bytes, are left out.
    pub max_artifact_size: Option<u64>,
}

impl Choice {
    /// The whole store.
    pub const ALL: Self = Self {
        experiments: None,
        runs: None,
        artifacts: true,
        max_artifact_size: None,
    };
}

/// What was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Where it is.
    pub path: PathBuf,
    /// Why, for people.
    pub why: String,
    /// Whether it should have been stored.
    pub is_loss: bool,
}

/// What was made.
#[derive(Debug, Clone, Default)]
pub struct Created {
    /// How many files.
    pub files: u64,
    /// How many runs.
    pub runs: u64,
    /// Their sizes, added up.
    pub content: u64,
    /// Of the archive.
    pub size: u64,
    /// How many artifacts were not wanted, and their sizes added up.
    pub unwanted: (u64, u64),
    /// What else was left out, by path.
    pub left_out: Vec<LeftOut>,
}

/// Why an archive cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// There is something already.
    #[error("{} is there already", .0.display())]
    Exists(PathBuf),
    /// There is something that is no file.
    #[error("{} is no plain file, and is not replaced", .0.display())]
    NoFile(PathBuf),
    /// It would be in what it is made of.
    #[error("{} is the store or lies in it, and would be stored in itself", .0.display())]
    Inside(PathBuf),
    /// There is more than an archive can hold.
    #[error("there is more in the store than an archive can hold")]
    TooMuch,
    /// Something cannot be read or written.
    #[error(transparent)]
    Io(#[from] PathError),
    /// The compressor fails.
    #[error("cannot compress: {0}")]
    Compress(std::io::Error),
}

/// Puts the store in the folder `root` into one file at `target`, which appears when it is whole; what is there is replaced
/// only with `replace`.
///
/// # Errors
/// [`CreateError`]; the target then is as it was.
pub fn create(
    root: &Path,
    target: &Path,
    replace: bool,
    choice: &Choice,
    progress: &dyn Progress,
) -> Result<Created, CreateError> {
    let real = fsx::canonical(root)?;
    // of a link what it leads to is replaced, so that it stays one
    let target = &fsx::canonical(target).unwrap_or_else(|_| target.to_owned());
    if fsx::canonical(target.parent().unwrap_or(target))?.starts_with(&real) || fsx::is_mounted(target) {
        return Err(CreateError::Inside(target.to_owned()));
    }
    if fsx::exists(target) && !fsx::is_file(target) {
        return Err(CreateError::NoFile(target.to_owned()));
    }
    if !replace && fsx::exists(target) {
        return Err(CreateError::Exists(target.to_owned()));
    }
    let folder = Folder::open(root)?;
    let mut created = Created::default();
    let plan = plan::make(&folder, &real, choice, &mut created)?;
    let mut output = frames::Output::begin(target)?;
    progress.start("archiving", None);
    let packed = pack::all(&folder, &plan, choice, &mut output, progress, &mut created);
    progress.finish();
    created.size = finish(plan, packed?, output, replace)?;
    created.left_out.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(created)
}

/// Writes the index and the footer, and gives the archive its name. Returns its size.
fn finish(
    plan: plan::Plan,
    packed: pack::Packed,
    mut output: frames::Output,
    replace: bool,
) -> Result<u64, CreateError> {
    let mut draft = index::Draft::default();
    for folder in &plan.folders {
        let stored = |name: &&plan::Name| match name.what {
            plan::What::Folder { .. } => true,
            plan::What::File { number, .. } => packed.files[number].is_some(),
        };
        draft.begin(folder.names.iter().filter(stored).count());
        for name in folder.names.iter().filter(stored) {
            match name.what {
                plan::What::Folder { is_member } => draft.folder(&name.name, is_member),
                plan::What::File { number, track } => {
                    if let Some(pack::Stored {
                        size,
                        executable,
                        check,
                    }) = packed.files[number]
                    {
                        draft.file(&name.name, size, executable, track, check);
                    }
                }
            }
        }
    }
    let frames = output.frames();
    let bytes = draft.finish(frames).ok_or(CreateError::TooMuch)?;
    let compressed = frames::compress_index(&bytes)?;
    let footer = footer::Footer {
        place: output.position() + footer::SKIPPED_HEADER,
        compressed: compressed.len() as u64,
        length: bytes.len() as u64,
        hash: *blake3::hash(&compressed).as_bytes(),
    };
    u32::try_from(compressed.len()).map_err(|_| CreateError::TooMuch)?;
    output.write(&footer::index_frame(&compressed))?;
    output.write(&footer.write())?;
    output.finish(replace)
}

#[cfg(test)]
mod tests;
