//! Where a project is, and what its repository says of it.

pub mod git;

use std::path::{Path, PathBuf};

use super::location::{absolute, exists, scheme};
use super::{ProjectError, Result};
use crate::fsx;

/// Where a project is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The project's folder, absolute.
    pub folder: PathBuf,
    /// What MLflow records where the project was given as `folder#subdirectory`: the text itself.
    pub given_with_subdirectory: Option<String>,
}

/// Finds the project that an argument of `run` means: a folder, a `file://` URI, either with `#subdirectory`. Quotes
/// around it are dropped, as MLflow does.
///
/// # Errors
/// There is no such folder, or it is a git or zip URI.
pub fn locate(given: &str, started_in: &Path) -> Result<Source> {
    let text = given.trim_matches(['\'', '"']);
    let (project, subdirectory) = text.split_once('#').unwrap_or((text, ""));
    if subdirectory.contains('.') {
        return Err(ProjectError::DotInSubdirectory);
    }
    let path = match project.strip_prefix("file://") {
        Some(rest) if rest.starts_with('/') => rest,
        Some(rest) => rest.split_once('/').map_or(rest, |(host, _)| &rest[host.len()..]),
        None => project,
    };
    let base = absolute(started_in, Path::new(path));
    if fsx::is_dir(&base) {
        let folder = absolute(&base, Path::new(subdirectory));
        if subdirectory.starts_with('/') || !fsx::is_dir(&folder) {
            return Err(ProjectError::NoSubdirectory {
                subdirectory: subdirectory.to_owned(),
                project: project.to_owned(),
            });
        }
        return Ok(Source {
            folder,
            given_with_subdirectory: text.contains('#').then(|| text.to_owned()),
        });
    }
    let remote = |what: &str, instead: &str| {
        Err(ProjectError::NotYet {
            what: format!("{what} {project}"),
            instead: instead.to_owned(),
        })
    };
    match scheme(project) {
        _ if project.ends_with(".zip") => remote("the zipped project", "unpack it and give its folder"),
        Some(scheme) if scheme != "file" => remote("the project at", "clone it and give its folder"),
        None if project.contains('@') && project.contains(':') => {
            remote("the project at", "clone it with git and give its folder")
        }
        _ if exists(&base) => Err(ProjectError::NotAFolder(base)),
        _ => Err(ProjectError::NoFolder(base)),
    }
}
