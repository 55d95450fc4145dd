//! What is deleted removed for good, by MLflow's rules; and what belongs to nothing.
//!
//! What goes is moved out of sight by one rename a thing, so that whoever is killed meanwhile leaves every thing whole or
//! gone. A link is moved itself, never what it leads to.

mod apply;
mod deleted;
mod guard;
mod leftovers;
mod orphans;
mod outside;

use std::path::{Path, PathBuf};

pub use apply::{Collected, collect};

use self::guard::Guard;
use crate::fsx;
use crate::model::{ExperimentId, LoggedModelId, Millis, RunId};
use crate::store::file::FileStore;
use crate::store::{Damage, Result};
use crate::upkeep::usage::{Space, space_of};

/// What is to go: everything deleted, as MLflow's `gc` has it, where nothing is named.
#[derive(Debug, Clone)]
pub struct GcOptions {
    /// The time.
    pub now: Millis,
    /// Only what was deleted at least so long ago, in milliseconds.
    pub older_than: Option<i64>,
    /// These runs instead of all deleted ones.
    pub runs: Option<Vec<RunId>>,
    /// These experiments instead of all deleted ones.
    pub experiments: Option<Vec<ExperimentId>>,
    /// These logged models instead of all deleted ones.
    pub logged_models: Option<Vec<LoggedModelId>>,
    /// Nothing but what is named. (MLflow takes all deleted experiments also when runs are named, and the other way round.)
    pub only: bool,
    /// Artifacts and models whose run is gone, too.
    pub orphans: bool,
    /// What versions of registered models need, too.
    pub force: bool,
    /// How long what is removed can be taken back, in milliseconds; 0 for not at all.
    pub trash_window: i64,
    /// What `mlflow-artifacts:` locations mean: the folder that MLflow's server has for them.
    pub artifacts_destination: Option<PathBuf>,
}

/// What kind of thing goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GarbageKind {
    /// A deleted run.
    Run,
    /// A deleted experiment with all that is in it.
    Experiment,
    /// A deleted logged model.
    LoggedModel,
    /// Artifacts of something that goes, which lie outside of the store.
    Artifacts,
    /// Artifacts in a run's or model's folder that has nothing else.
    OrphanArtifacts,
    /// A logged model whose run is gone.
    OrphanModel,
    /// A version of a registered model whose files are gone.
    OrphanVersion,
    /// What a killed process left.
    Temporary,
    /// What an earlier operation took away.
    Trash,
}

impl GarbageKind {
    /// For people and in data.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Experiment => "experiment",
            Self::LoggedModel => "logged model",
            Self::Artifacts => "artifacts outside",
            Self::OrphanArtifacts => "artifacts without a run",
            Self::OrphanModel => "model without its run",
            Self::OrphanVersion => "version without files",
            Self::Temporary => "temporary",
            Self::Trash => "mlrun's trash",
        }
    }
}

/// What becomes of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It goes.
    Goes,
    /// It stays, and why.
    Stays(String),
    /// It stays because of the version of a registered model that needs it.
    Needed(String),
}

/// A thing that could go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Garbage {
    /// What it is.
    pub kind: GarbageKind,
    /// Its id; a path below the store of what has none.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// The experiment it is in.
    pub experiment: Option<ExperimentId>,
    /// When it was deleted.
    pub deleted: Option<Millis>,
    /// Where it is.
    pub path: PathBuf,
    /// What it takes.
    pub space: Space,
    /// What becomes of it.
    pub fate: Fate,
}

impl Garbage {
    fn new(kind: GarbageKind, id: impl Into<String>, path: PathBuf) -> Self {
        Self {
            kind,
            id: id.into(),
            name: None,
            experiment: None,
            deleted: None,
            space: space_of(&path),
            path,
            fate: Fate::Goes,
        }
    }

    fn stays(self, why: impl Into<String>) -> Self {
        Self {
            fate: Fate::Stays(why.into()),
            ..self
        }
    }

    /// Whether these are artifacts, outside of the store, of `owner` or of something in it.
    fn is_of(&self, owner: &Self) -> bool {
        let is_owner = match owner.kind {
            GarbageKind::Run | GarbageKind::LoggedModel => owner.id == self.id,
            GarbageKind::Experiment => true,
            _ => false,
        };
        self.kind == GarbageKind::Artifacts && is_owner && owner.experiment == self.experiment
    }

    /// Whether it goes.
    #[must_use]
    pub fn goes(&self) -> bool {
        self.fate == Fate::Goes
    }
}

/// Everything that could go, and what becomes of it; made of what is there, changing nothing. What lies outside of a thing
/// comes before it, so that it is not forgotten when the work is broken off.
#[derive(Debug, Clone, Default)]
pub struct GcPlan {
    /// Each thing.
    pub things: Vec<Garbage>,
    /// What could not be read.
    pub damage: Vec<Damage>,
}

/// Plans what goes.
///
/// # Errors
/// When something that was named is not there, not deleted or not deleted long enough, in MLflow's words; when the store
/// cannot be listed.
pub fn plan_gc(store: &FileStore, options: &GcOptions) -> Result<GcPlan> {
    let mut plan = GcPlan::default();
    let found = deleted::find(store, options, &mut plan)?;
    plan.things.extend(outside::of(store, &found, options));
    plan.things.extend(found.things);
    orphans::find(store, options, &mut plan)?;
    leftovers::find(store, options, &mut plan)?;
    if !options.force {
        Guard::of(store)?.protect(&mut plan.things);
    }
    for thing in plan.things.iter_mut().filter(|thing| thing.goes()) {
        if lies_beyond_a_link(store.root(), &thing.path) {
            thing.fate = Fate::Stays(BEYOND.to_owned());
        }
    }
    keep_together(&mut plan.things);
    Ok(plan)
}

const BEYOND: &str = "beyond a link, which is not followed";

/// Whether a link leads from the store to where something is; what is a link itself is not meant.
fn lies_beyond_a_link(root: &Path, path: &Path) -> bool {
    let is_inside = path.starts_with(root);
    let mut above = path.ancestors().skip(1).take_while(|above| *above != root);
    is_inside && above.any(fsx::is_link)
}

/// What stays keeps its artifacts outside of the store; artifacts that a version needs, or that only could not be taken back,
/// keep what they are of, so that they are not forgotten.
fn keep_together(things: &mut [Garbage]) {
    for at in 0..things.len() {
        let Some(owner) = things.iter().position(|owner| things[at].is_of(owner)) else {
            continue;
        };
        match (&things[at].fate, &things[owner].fate) {
            (Fate::Needed(_), Fate::Goes) => things[owner].fate = things[at].fate.clone(),
            (Fate::Stays(why), Fate::Goes) if why == outside::NO_WAY_BACK => {
                things[owner].fate = Fate::Stays(format!("its artifacts lie {why}"));
            }
            (Fate::Goes, Fate::Needed(_) | Fate::Stays(_)) => things[at].fate = things[owner].fate.clone(),
            _ => {}
        }
    }
}

/// A path as it is called below the store.
fn below(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned()
}
