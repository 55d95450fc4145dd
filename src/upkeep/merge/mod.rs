//! Bringing what other stores hold into one.
//!
//! Everything is brought in units that appear whole: an experiment's own files, a run, a logged model, a trace, a
//! registered model. A unit is a folder, and what becomes of it is made of the folders of that name, here and in every
//! source, file by file: what is here stays, what is missing is added, histories of metrics are united, what was at work and is
//! over is over, and what differs otherwise is named and stays as it is here. So a second merge finds nothing to do, and
//! the order of the sources does not matter where nothing clashes.

mod carry;
mod choice;
mod described;
mod gather;
mod history;
mod homes;
mod item;
mod kind;
mod ready;
mod source;
mod unite;
mod units;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::fsx::{self, PathError};
use crate::progress::Progress;
use crate::store::file::FileStore;
use crate::store::{Damage, StoreError};
use crate::upkeep::files::Files;
pub use choice::Choice;
use gather::Gatherer;
pub use item::{Item, Refused, Step};
pub use kind::Kind;
use source::{FoundExperiment, Source};
pub use unite::Clash;
use unite::United;
use units::{Present, Unit, Units};

/// What makes two experiments one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// Their name; of the default experiment its id, `0`.
    #[default]
    Name,
    /// Their id.
    Id,
}

/// Why nothing can be merged.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// There is no folder or archive.
    #[error("there is no store at {}", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
        /// One that is near.
        near: Option<PathBuf>,
    },
    /// A folder without experiments and models.
    #[error("{} is no store: it holds no experiments", path.display())]
    NoStore {
        /// The folder.
        path: PathBuf,
        /// One that is near.
        near: Option<PathBuf>,
    },
    /// A source lies in the target, or the target in a source.
    #[error("{} and {} lie in each other: nothing can be merged", source_path.display(), into.display())]
    Nested {
        /// The source.
        source_path: PathBuf,
        /// The target.
        into: PathBuf,
    },
    /// A source is the target.
    #[error("{} is the store that all is to come into", path.display())]
    Same {
        /// The source.
        path: PathBuf,
    },
    /// Something cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<PathError> for MergeError {
    fn from(error: PathError) -> Self {
        Self::Store(error.into())
    }
}

/// A merge, planned and carried out.
#[derive(Debug)]
pub struct Merge {
    into: FileStore,
    sources: Vec<Source>,
    units: Units,
    items: Vec<Item>,
    refused: Vec<Refused>,
    remarks: Vec<Damage>,
}

impl Merge {
    /// Looks at everything and changes nothing. All paths must be absolute.
    ///
    /// # Errors
    /// [`MergeError`].
    pub fn plan(
        sources: &[(PathBuf, Choice)],
        into: &Path,
        by: By,
        progress: &dyn Progress,
    ) -> Result<Self, MergeError> {
        progress.start("comparing", None);
        let plan = Self::look(sources, into, by, progress);
        progress.finish();
        plan
    }

    fn look(paths: &[(PathBuf, Choice)], into: &Path, by: By, progress: &dyn Progress) -> Result<Self, MergeError> {
        let mut sources: Vec<Source> = Vec::new();
        for (path, choice) in paths {
            let source = open(path, choice, into)?;
            if !sources.iter().any(|known| known.fence == source.fence) {
                sources.push(source);
            }
        }
        let into = FileStore::new(into.to_owned());
        let there = match into.exists() {
            true => into.layout().experiments().map_err(StoreError::from)?.dirs,
            false => Vec::new(),
        };
        let there: Vec<FoundExperiment> = there.into_iter().map(FoundExperiment::read).collect();
        let homes = homes::find(&sources, &there, into.layout(), by);
        let mut units = Units::default();
        units.of_experiments(&sources, &homes, &Present::look(&there)?)?;
        units.of_registries(&sources, &into)?;
        let mut remarks: Vec<Damage> = Vec::new();
        let mut refused = Vec::new();
        for (source, homes) in sources.iter().zip(homes) {
            remarks.extend(source.remarks.iter().cloned());
            for (experiment, home) in source.experiments.iter().zip(homes) {
                refused.extend(home.err().map(|reason| Refused {
                    source: source.store.root().to_owned(),
                    id: experiment.id().clone(),
                    name: experiment.name.clone(),
                    reason,
                }));
            }
        }
        remarks.append(&mut units.remarks);
        let mut merge = Self {
            into,
            sources,
            units,
            items: Vec::new(),
            refused,
            remarks,
        };
        merge.compare(progress);
        Ok(merge)
    }

    /// What becomes of each unit.
    fn compare(&mut self, progress: &dyn Progress) {
        let gatherer = Gatherer::new(&self.sources, &self.units, self.into.layout());
        let units: Vec<&Unit> = self.units.units.values().collect();
        let compared: Vec<(Item, Vec<Damage>)> = units
            .into_par_iter()
            .map(|unit| {
                let mut item = Item {
                    kind: unit.kind,
                    id: unit.id.clone(),
                    experiment: unit.experiment.clone(),
                    name: unit.name.clone(),
                    step: Step::Equal,
                    files: 0,
                    bytes: 0,
                    clashes: Vec::new(),
                    failure: None,
                };
                match unit.unite(&gatherer) {
                    Ok((is_new, united)) => {
                        let changed = united.added.len() + united.changed.len();
                        (item.files, item.bytes) = match is_new {
                            true => (united.whole.files.len() as u64, united.whole.bytes()),
                            false => (changed as u64, united.bytes()),
                        };
                        item.step = match changed {
                            _ if is_new => Step::New,
                            0 if united.clashes.is_empty() => Step::Equal,
                            0 => Step::Kept,
                            _ => Step::United,
                        };
                        item.clashes = united.clashes.into_iter().collect();
                        progress.advance(item.bytes);
                        (item, united.whole.remarks)
                    }
                    Err(error) => {
                        item.step = Step::Failed;
                        item.failure = Some(error.to_string());
                        (item, Vec::new())
                    }
                }
            })
            .collect();
        for (item, remarks) in compared {
            self.items.push(item);
            self.remarks.extend(remarks);
        }
    }

    /// Where all comes into.
    #[must_use]
    pub fn into(&self) -> &Path {
        self.into.root()
    }

    /// The sources, each once.
    pub fn sources(&self) -> impl Iterator<Item = &Path> {
        self.sources.iter().map(|source| source.store.root())
    }

    /// What becomes, or became, of each thing: experiments first.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The experiments that do not come.
    #[must_use]
    pub fn refused(&self) -> &[Refused] {
        &self.refused
    }

    /// What of the sources is left out, and what is damaged and comes as it is.
    #[must_use]
    pub fn remarks(&self) -> &[Damage] {
        &self.remarks
    }

    /// Whether there is anything to do.
    #[must_use]
    pub fn changes_anything(&self) -> bool {
        self.items
            .iter()
            .any(|item| matches!(item.step, Step::New | Step::United))
    }
}

impl Unit {
    /// What becomes of it, and whether nothing of it is here yet.
    fn unite(&self, gatherer: &Gatherer<'_>) -> Result<(bool, United), PathError> {
        let is_new = !fsx::exists(&self.to);
        let mut inputs = self.inputs.iter();
        let first = match is_new {
            false => Files::below(&self.to, None, &self.not_its_own())?,
            true => match inputs.next() {
                Some(input) => gatherer.gather(self, input, true)?,
                None => Files::default(),
            },
        };
        let mut united = United::begin(first);
        for input in inputs {
            united.add(self.kind, gatherer.gather(self, input, false)?)?;
        }
        Ok((is_new, united))
    }

    /// What of an experiment's folder here has a folder of its own there.
    fn not_its_own(&self) -> BTreeSet<PathBuf> {
        self.inputs
            .iter()
            .flat_map(|input| input.skip.iter().cloned())
            .collect()
    }
}

/// A source, if it is one.
fn open(path: &Path, choice: &Choice, into: &Path) -> Result<Source, MergeError> {
    let inner = path.join("mlruns");
    let near = || fsx::is_dir(&inner).then(|| inner.clone());
    if !fsx::is_dir(path) {
        let path = path.to_owned();
        return Err(MergeError::Missing { path, near: None });
    }
    let there = fsx::canonical(path).unwrap_or_else(|_| path.to_owned());
    let above = into
        .ancestors()
        .find_map(|above| Some((fsx::canonical(above).ok()?, into.strip_prefix(above).ok()?)));
    if let Some((above, rest)) = above {
        let into_itself = above.join(rest);
        if into_itself == there {
            return Err(MergeError::Same { path: path.to_owned() });
        }
        if into_itself.starts_with(&there) || there.starts_with(&into_itself) {
            return Err(MergeError::Nested {
                source_path: path.to_owned(),
                into: into.to_owned(),
            });
        }
    }
    let source = Source::read(path, choice)?;
    if !source.is_store {
        let (path, near) = (path.to_owned(), near());
        return Err(MergeError::NoStore { path, near });
    }
    Ok(source)
}
