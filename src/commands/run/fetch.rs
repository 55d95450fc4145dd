//! Artifacts that parameters of type `path` name.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::args::HowArgs;
use crate::commands::Context;
use crate::commands::artifacts::{copy, existing, named, resolve};
use crate::commands::outcome::Advised;
use crate::fsx;
use crate::model::ArtifactUri;
use crate::project::Unfetched;

/// A folder in which each such parameter has one of its own, made when the first is asked for. It goes when this is dropped,
/// which is to be when the command has ended; one in a folder that the user named stays, as with MLflow.
pub(super) struct Storage<'a> {
    how: &'a HowArgs,
    context: &'a Context,
    folder: OnceCell<TempDir>,
    /// By position and URI: the runs of a sweep share them.
    fetched: RefCell<BTreeMap<(usize, String), PathBuf>>,
}

impl<'a> Storage<'a> {
    pub(super) fn new(how: &'a HowArgs, context: &'a Context) -> Self {
        Self {
            how,
            context,
            folder: OnceCell::new(),
            fetched: RefCell::default(),
        }
    }

    /// Copies the artifacts, and with `--dry-run` only finds them.
    pub(super) fn fetch(&self, position: usize, uri: &str) -> Result<PathBuf, Unfetched> {
        self.fetched(position, uri).map_err(|error| Unfetched {
            reason: format!("{error:#}"),
            hint: error.downcast_ref::<Advised>().map(|advised| advised.hint.clone()),
        })
    }

    fn fetched(&self, position: usize, uri: &str) -> anyhow::Result<PathBuf> {
        let uri = ArtifactUri::parse(uri)?;
        let own = format!("param_{position}");
        if self.how.dry_run {
            let place = resolve(&uri, self.context)?;
            existing(&place)?;
            let below = match named(&uri, place).path {
                path if path.is_root() => own,
                path => format!("{own}/{path}"),
            };
            return Ok(Path::new("<temporary folder>").join(below));
        }
        let known = self.fetched.borrow().get(&(position, uri.to_string())).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let others = self
            .fetched
            .borrow()
            .keys()
            .filter(|(other, _)| *other == position)
            .count();
        let own = if others == 0 { own } else { format!("{own}_{others}") };
        let folder = self.folder()?.join(own);
        fsx::create_dir_all(&folder)?;
        let copied = copy(&uri, Some(&folder), self.context)?;
        self.fetched
            .borrow_mut()
            .insert((position, uri.to_string()), copied.clone());
        self.context
            .ui
            .status(&format!("Copied {uri} to {}.", copied.display()));
        Ok(copied)
    }

    fn folder(&self) -> anyhow::Result<&Path> {
        if let Some(folder) = self.folder.get() {
            return Ok(folder.path());
        }
        let mut builder = fsx::temp_folders("mlrun-paths-");
        let folder = match &self.how.storage_dir {
            Some(parent) => {
                let parent = self.context.settings.absolute(parent);
                fsx::create_dir_all(&parent)?;
                builder.disable_cleanup(true).tempdir_in(parent)?
            }
            None => builder.tempdir()?,
        };
        Ok(self.folder.get_or_init(|| folder).path())
    }
}
