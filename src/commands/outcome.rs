//! From what went wrong to what is said and the exit code.

use std::io;
use std::path::PathBuf;

use super::project::explain;
use crate::archive::ArchiveError;
use crate::artifact::ArtifactError;
use crate::cli::Source;
use crate::exit;
use crate::model::Millis;
use crate::project::ProjectError;
use crate::search::QueryError;
use crate::store::{Candidate, ResolveError, StoreError};
use crate::ui::{Place, Report, Ui};
use crate::upkeep::undo::FOLDER;

/// How a command ended when nothing went wrong on our side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Well.
    Ok,
    /// With that exit code; what there was to say has been said.
    Code(u8),
}

/// A command line that makes no sense, beyond what clap can see.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Usage(pub(super) String);

/// A text in one of our little languages that is refused, and the flag that it was given to.
#[derive(Debug, thiserror::Error)]
#[error("{}", error.message)]
pub(super) struct Mistake {
    pub(super) flag: &'static str,
    pub(super) error: QueryError,
}

impl Mistake {
    /// For `map_err`.
    pub(super) fn of(flag: &'static str) -> impl Fn(QueryError) -> Self {
        move |error| Self { flag, error }
    }
}

/// There is no store where one was asked for.
#[derive(Debug, thiserror::Error)]
#[error("there is no store at {}", folder.display())]
pub(super) struct NoStore {
    pub(super) folder: PathBuf,
    pub(super) chosen_by: Source,
    pub(super) near: Option<PathBuf>,
}

/// Something with advice.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(super) struct Advised {
    pub(super) message: String,
    pub(super) hint: String,
    pub(super) code: u8,
}

impl Advised {
    /// What went wrong, in its own words.
    pub(super) fn plain(error: &dyn std::error::Error, hint: &str, code: u8) -> anyhow::Error {
        let (message, hint) = (error.to_string(), hint.to_owned());
        Self { message, hint, code }.into()
    }
}

/// What is wrong with a project, with one hint more.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub(super) struct Hinted {
    pub(super) error: Box<ProjectError>,
    pub(super) hint: String,
}

/// Says what went wrong and what to try; returns the exit code. A reader that went away (`| head`) is no error.
pub fn report(error: &anyhow::Error, ui: &Ui) -> u8 {
    if is_broken_pipe(error) {
        return exit::OK;
    }
    if let Some(Hinted { error, hint }) = error.downcast_ref() {
        let code = explain(error, ui);
        ui.hint(hint);
        return code;
    }
    let store_error = match error.downcast_ref::<ProjectError>() {
        Some(ProjectError::Store(error)) => Some(error),
        Some(error) => return explain(error, ui),
        None => error.downcast_ref::<StoreError>(),
    };
    let mut report = Report::of(error.as_ref());
    let code = if let Some(Usage(_)) = error.downcast_ref() {
        exit::USAGE
    } else if let Some(NoStore { chosen_by, near, .. }) = error.downcast_ref() {
        report = match near {
            Some(near) => report.hint(format!("there is one at {}", near.display())),
            None => report.hint(format!(
                "the place is from {}; `mlrun run` and `mlrun experiments create` make a store",
                chosen_by.describe()
            )),
        };
        exit::NOT_FOUND
    } else if let Some(Advised { hint, code, .. }) = error.downcast_ref() {
        report = report.hint(hint.clone());
        *code
    } else if let Some(Mistake { flag, error }) = error.downcast_ref() {
        of_query(flag, error, &mut report)
    } else if let Some(error) = error.downcast_ref::<ResolveError>() {
        of_resolve(error, &mut report, ui)
    } else if let Some(error) = store_error {
        of_store(error, &mut report, ui)
    } else if let Some(ArtifactError::NotFound { .. } | ArtifactError::NoModel { .. }) = error.downcast_ref() {
        exit::NOT_FOUND
    } else if let Some(ArtifactError::BadModel { .. }) = error.downcast_ref() {
        exit::DAMAGED
    } else if let Some(error) = error.downcast_ref() {
        of_archive(error, &mut report)
    } else {
        exit::FAILED
    };
    ui.error(&report);
    code
}

fn of_resolve(error: &ResolveError, report: &mut Report, ui: &Ui) -> u8 {
    match error {
        ResolveError::NotFound { near, kind, .. } => {
            report.add_hint(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "`mlrun {}s list --view all` shows what there is",
                    kind.replace(' ', "-")
                ),
            });
            exit::NOT_FOUND
        }
        ResolveError::Ambiguous { candidates, .. } => {
            for Candidate { id, name, time } in candidates {
                let age = time.map(|time| ui.age(time)).unwrap_or_default();
                report.add_hint(format!("{id}  {name}  {age}"));
            }
            exit::USAGE
        }
        ResolveError::NoMetric { near, .. } => {
            if let Some(near) = near {
                report.add_hint(format!("did you mean `{near}`?"));
            }
            exit::NOT_FOUND
        }
        ResolveError::Direction { key } => {
            report.add_hint(format!("write best:min:{key} or best:max:{key}"));
            exit::USAGE
        }
        ResolveError::Store(error) => of_store(error, report, ui),
    }
}

fn of_query(flag: &str, error: &QueryError, report: &mut Report) -> u8 {
    *report = Report::new(&error.message).at(Place::within(flag, &error.source_text, error.span.clone()));
    if let Some(help) = &error.help {
        report.add_hint(help.clone());
    }
    exit::USAGE
}

fn of_archive(error: &ArchiveError, report: &mut Report) -> u8 {
    match error {
        ArchiveError::Io(_) => return exit::FAILED,
        ArchiveError::NotOne(_) => report.add_hint("`mlrun archive create` makes archives".to_owned()),
        ArchiveError::Damaged { path, .. } => report.add_hint(format!(
            "`mlrun archive verify {0}` names what is damaged, `mlrun archive extract {0}` unpacks the rest",
            path.display()
        )),
        ArchiveError::TooNew { .. } | ArchiveError::Hostile { .. } => {}
    }
    exit::DAMAGED
}

fn of_store(error: &StoreError, report: &mut Report, ui: &Ui) -> u8 {
    match error {
        StoreError::NotFound(_) => exit::NOT_FOUND,
        // refused as late as MLflow refuses it
        StoreError::Query(error) => of_query("--filter", error, report),
        StoreError::Damaged { .. } => exit::DAMAGED,
        StoreError::AlreadyExists(_) | StoreError::WrongState(_) | StoreError::NotActive(_) => exit::CONFLICT,
        StoreError::Locked { holder, .. } => {
            if let Some(holder) = holder {
                report.add_hint(format!("it took the lock {}", ui.age(Millis(holder.since))));
            }
            report.add_hint(
                "try again; a process that is stopped goes on after `kill -CONT`, and one that dies gives the lock up"
                    .to_owned(),
            );
            exit::CONFLICT
        }
        StoreError::Io(error) if error.path.iter().any(|part| part == FOLDER) => {
            report.add_hint("what `mlrun undo` needs could not be kept; --no-undo goes without".to_owned());
            exit::FAILED
        }
        _ => exit::FAILED,
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    })
}
