//! What there is to store, and in which order.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Choice, Created, LeftOut};
use crate::archive::Track;
use crate::fsx::{self, Folder, NameKind, PathError};
use crate::model::RunId;
use crate::store::file::{layout, meta};

/// Links in folders that links lead to are followed so many deep.
const LINKS: usize = 8;
/// What mlrun keeps in the root that is no data.
const OURS: [&str; 2] = [".mlrun.lock", ".mlrun.trash"];

/// Everything that is stored: folders breadth first, each one's names sorted by their bytes.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) folders: Vec<FolderPlan>,
    pub(super) files: Vec<FilePlan>,
}

#[derive(Debug)]
pub(super) struct FolderPlan {
    /// Below the store; the root's is empty.
    pub(super) path: String,
    pub(super) names: Vec<Name>,
}

#[derive(Debug)]
pub(super) struct Name {
    pub(super) name: String,
    pub(super) what: What,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum What {
    /// One that is empty is a member of the tar stream.
    Folder {
        is_member: bool,
    },
    File {
        number: usize,
        track: Track,
    },
}

#[derive(Debug, Clone, Copy)]
pub(super) struct FilePlan {
    folder: usize,
    name: usize,
    /// Whether it may be unwanted for its size.
    pub(super) is_artifact: bool,
}

/// What the tar stream holds next.
#[derive(Debug, Clone, Copy)]
pub(super) enum Item {
    Folder(usize),
    File(usize),
}

impl Plan {
    /// Below the store.
    pub(super) fn path_of(&self, file: usize) -> String {
        let FilePlan { folder, name, .. } = self.files[file];
        let folder = &self.folders[folder];
        child(&folder.path, &folder.names[name].name)
    }

    /// What a track holds, in order.
    pub(super) fn items(&self, track: Track) -> Vec<Item> {
        let mut items = Vec::new();
        let mut is_member = vec![true];
        for (number, folder) in self.folders.iter().enumerate() {
            if track == Track::Records && is_member[number] {
                items.push(Item::Folder(number));
            }
            for name in &folder.names {
                match name.what {
                    What::Folder { is_member: member } => is_member.push(member),
                    What::File { number, track: of } if of == track => items.push(Item::File(number)),
                    What::File { .. } => {}
                }
            }
        }
        items
    }
}

/// Where in a store a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zone {
    Root,
    Trash,
    Experiment,
    LoggedModels,
    /// A run or a logged model.
    Recorded,
    Part(Track),
    Artifacts,
}

impl Zone {
    /// What a folder of that name in it is.
    fn folder(self, name: &str) -> Self {
        match (self, name) {
            (Self::Root, layout::TRASH) => Self::Trash,
            (Self::Root, layout::MODELS) => Self::Part(Track::Records),
            (Self::Root | Self::Trash, _) => Self::Experiment,
            (Self::Experiment, "tags" | "datasets") => Self::Part(Track::Records),
            (Self::Experiment, "traces") => Self::Part(Track::Rest),
            (Self::Experiment, layout::MODELS) => Self::LoggedModels,
            (Self::Experiment | Self::LoggedModels, _) => Self::Recorded,
            (Self::Recorded, "metrics") => Self::Part(Track::Metrics),
            (Self::Recorded, "params" | "tags" | "inputs" | "outputs") => Self::Part(Track::Records),
            (Self::Recorded, "artifacts") => Self::Artifacts,
            (Self::Recorded, _) => Self::Part(Track::Rest),
            (Self::Part(_) | Self::Artifacts, _) => self,
        }
    }

    fn file(self, name: &str) -> Track {
        match self {
            Self::Part(track) => track,
            Self::Experiment | Self::Recorded if name == layout::META => Track::Records,
            _ => Track::Rest,
        }
    }
}

/// A folder still to be listed.
#[derive(Debug, Clone)]
struct Pending {
    path: String,
    zone: Zone,
    /// What it lies in without leaving it, links resolved: the store, or an experiment that is a link.
    home: Arc<Path>,
    /// Where the links lie through which it was reached, links resolved.
    through: Vec<PathBuf>,
}

/// A folder's names, and what those are that are folders.
#[derive(Debug, Default)]
struct Listing {
    names: Vec<(String, Option<Pending>)>,
    left_out: Vec<LeftOut>,
}

struct Walk<'a> {
    folder: &'a Folder,
    real: &'a Path,
    choice: &'a Choice,
}

/// Lists the store, whose path with every link resolved is `real`.
pub(super) fn make(folder: &Folder, real: &Path, choice: &Choice, created: &mut Created) -> Result<Plan, PathError> {
    let walk = Walk { folder, real, choice };
    folder.names("")?;
    let mut plan = Plan::default();
    let mut level = vec![Pending {
        path: String::new(),
        zone: Zone::Root,
        home: real.into(),
        through: Vec::new(),
    }];
    while !level.is_empty() {
        let listings: Vec<Listing> = level.par_iter().map(|pending| walk.list(pending)).collect();
        let mut next = Vec::new();
        for (pending, listing) in level.into_iter().zip(listings) {
            created.left_out.extend(listing.left_out);
            let number = plan.folders.len();
            let mut names = Vec::with_capacity(listing.names.len());
            for (name, folder) in listing.names {
                let what = if let Some(folder) = folder {
                    next.push(folder);
                    What::Folder { is_member: false }
                } else {
                    let is_artifact = pending.zone == Zone::Artifacts;
                    let file = FilePlan {
                        folder: number,
                        name: names.len(),
                        is_artifact,
                    };
                    plan.files.push(file);
                    let track = pending.zone.file(&name);
                    What::File {
                        number: plan.files.len() - 1,
                        track,
                    }
                };
                names.push(Name { name, what });
            }
            let is_run = pending.zone == Zone::Recorded && !pending.path.contains("/models/");
            created.runs += u64::from(is_run && names.iter().any(|name| name.name == layout::META));
            plan.folders.push(FolderPlan {
                path: pending.path,
                names,
            });
        }
        level = next;
    }
    plan.mark_members();
    Ok(plan)
}

impl Plan {
    fn mark_members(&mut self) {
        let is_empty: Vec<bool> = self.folders.iter().map(|folder| folder.names.is_empty()).collect();
        let mut is_empty = is_empty.into_iter().skip(1);
        for name in self.folders.iter_mut().flat_map(|folder| &mut folder.names) {
            if let What::Folder { is_member } = &mut name.what {
                *is_member = is_empty.next().unwrap_or_default();
            }
        }
    }
}

impl Walk<'_> {
    fn list(&self, pending: &Pending) -> Listing {
        let mut listing = Listing::default();
        let mut names = match self.folder.names_of_known(&pending.path) {
            Ok(names) => names,
            Err(error) => {
                listing.left_out.push(LeftOut {
                    why: error.source.to_string(),
                    path: error.path,
                    is_loss: true,
                });
                return listing;
            }
        };
        names.sort_by(|a, b| a.0.cmp(&b.0));
        // what is not Unicode may look like another name
        names.dedup_by(|a, b| {
            let is_same = a.0 == b.0;
            if is_same {
                listing.left_out.push(self.not_unicode(&child(&pending.path, &a.0)));
            }
            is_same
        });
        for (name, kind) in names {
            let is_ours =
                fsx::is_temporary(name.as_ref()) || (pending.zone == Zone::Root && OURS.contains(&name.as_str()));
            if is_ours {
                continue;
            }
            let path = child(&pending.path, &name);
            match self.resolve(pending, path, &name, kind) {
                Ok(folder) => {
                    if self.is_wanted(pending, &name, folder.is_some()) {
                        listing.names.push((name, folder));
                    }
                }
                Err(left_out) => listing.left_out.push(left_out),
            }
        }
        listing
    }

    /// The folder that a name stands for, nothing for a file, or why it is left out.
    fn resolve(&self, above: &Pending, path: String, name: &str, kind: NameKind) -> Result<Option<Pending>, LeftOut> {
        let whole = self.folder.path().join(&path);
        let left_out = |why: String, is_loss| LeftOut {
            path: whole.clone(),
            why,
            is_loss,
        };
        if name.contains(char::REPLACEMENT_CHARACTER) && !fsx::exists(&whole) {
            return Err(self.not_unicode(&path));
        }
        let zone = above.zone.folder(name);
        let below = |home, through| Pending {
            path,
            zone,
            home,
            through,
        };
        match kind {
            NameKind::File => return Ok(None),
            NameKind::Folder => return Ok(Some(below(Arc::clone(&above.home), above.through.clone()))),
            NameKind::Link => {}
        }
        let Ok(target) = fsx::canonical(&whole) else {
            return Err(left_out("a link that leads nowhere".to_owned(), false));
        };
        let is_folder = fsx::is_dir(&target);
        let is_experiment = is_folder && zone == Zone::Experiment;
        if !is_experiment && !target.starts_with(self.real) && !target.starts_with(&above.home) {
            return Err(left_out(
                format!("a link that leads out of the store, to {}", target.display()),
                false,
            ));
        }
        if !is_folder {
            return Ok(None);
        }
        let mut through = above.through.clone();
        through.extend(whole.parent().and_then(|parent| fsx::canonical(parent).ok()));
        if through.len() > LINKS || through.iter().any(|link| link.starts_with(&target)) {
            return Err(left_out(
                format!("a link that leads in a circle, to {}", target.display()),
                false,
            ));
        }
        let home = if is_experiment {
            target.into()
        } else {
            Arc::clone(&above.home)
        };
        Ok(Some(below(home, through)))
    }

    fn not_unicode(&self, path: &str) -> LeftOut {
        LeftOut {
            path: self.folder.path().join(path),
            why: "its name is not Unicode".to_owned(),
            is_loss: true,
        }
    }

    fn is_wanted(&self, above: &Pending, name: &str, is_folder: bool) -> bool {
        let Choice { experiments, runs, .. } = self.choice;
        match above.zone {
            Zone::Root | Zone::Trash => experiments.as_ref().is_none_or(|wanted| {
                let is_trash = above.zone == Zone::Root && name == layout::TRASH;
                is_folder && (is_trash || wanted.iter().any(|id| id.as_str() == name))
            }),
            Zone::Experiment => runs.as_ref().is_none_or(|wanted| match name {
                layout::META | "tags" | "datasets" | layout::MODELS => true,
                name => is_folder && RunId::parse(name).is_ok_and(|id| wanted.contains(&id)),
            }),
            Zone::LoggedModels => runs.as_ref().is_none_or(|wanted| {
                let meta = self.folder.read(&format!("{}/{name}/{}", above.path, layout::META));
                let node = meta
                    .ok()
                    .flatten()
                    .and_then(|bytes| meta::parse(bytes, Path::new(""), &mut Vec::new()).ok());
                let run = node.and_then(|node| RunId::parse(&meta::field(&node, "source_run_id")?).ok());
                run.is_some_and(|run| wanted.contains(&run))
            }),
            Zone::Artifacts => self.choice.artifacts,
            Zone::Recorded | Zone::Part(_) => true,
        }
    }
}

fn child(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}
