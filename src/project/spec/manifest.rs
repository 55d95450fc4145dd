//! An `MLproject` file as it is written.

use std::path::{Path, PathBuf};

use super::reader::Reader;
use super::{Finding, Project, Rule};
use crate::codec::{Node, Value, YamlError, yaml};
use crate::fsx;
use crate::project::{ProjectError, Result};

/// The folder of a project with its `MLproject` file, read as YAML.
#[derive(Debug)]
pub struct Manifest {
    /// The project's folder.
    pub folder: PathBuf,
    /// What the file means, as far as it means anything.
    pub project: Project,
    /// What the file itself says that is wrong or odd, in no order.
    pub findings: Vec<Finding>,
    /// The file's text; empty where there is no file.
    pub text: String,
}

/// The file while it is read.
pub(super) struct File<'a> {
    pub(super) path: &'a Path,
    pub(super) folder: &'a Path,
    lines: Vec<&'a str>,
}

impl File<'_> {
    /// Whether the value is there to be repeated by its anchor.
    pub(super) fn is_anchored(&self, node: &Node) -> bool {
        let line = self.lines.get(node.mark.line - 1);
        line.is_some_and(|line| line.chars().nth(node.mark.column - 1) == Some('&'))
    }
}

/// Reads the project in `folder`. The first file whose name is `mlproject` in any letter case is it (by name, where
/// there are several); without one the project is empty, and its scripts can still be run.
///
/// # Errors
/// The folder or file cannot be read. Whatever is wrong in the file is among the findings.
pub fn open(folder: &Path) -> Result<Manifest> {
    let entries = fsx::list(folder)?;
    let found = entries
        .into_iter()
        .find(|entry| entry.name.eq_ignore_ascii_case("mlproject"));
    match found {
        Some(found) => Ok(read(&fsx::read(&found.path)?, &found.path, folder)),
        None => Ok(Manifest {
            folder: folder.to_owned(),
            project: Project::without_file(folder),
            findings: Vec::new(),
            text: String::new(),
        }),
    }
}

/// As [`open`], of a project that is to be run as it is.
///
/// # Errors
/// [`ProjectError::Faulty`], with everything that is wrong with the file as a whole.
pub fn load(folder: &Path) -> Result<Project> {
    open(folder)?.into_project()
}

pub(super) fn read(bytes: &[u8], path: &Path, folder: &Path) -> Manifest {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let file = File {
        path,
        folder,
        lines: text.trim_start_matches('\u{FEFF}').lines().collect(),
    };
    let mut reader = Reader::of(&file);
    let mut project = match document(bytes) {
        Ok(Some((root, value))) => reader.project(&root, &value),
        Ok(None) => {
            reader.broken(None, "the file is empty".to_owned());
            Project::without_file(folder)
        }
        Err(YamlError { message, mark }) => {
            reader.broken(mark, message);
            Project::without_file(folder)
        }
    };
    project.file = Some(path.to_owned());
    let findings = reader.findings;
    Manifest {
        folder: folder.to_owned(),
        project,
        findings,
        text,
    }
}

fn document(bytes: &[u8]) -> Result<Option<(Node, Value)>, YamlError> {
    let Some(root) = yaml::parse_strictly(bytes)? else {
        return Ok(None);
    };
    let value = root.resolve()?;
    Ok(Some((root, value)))
}

impl Manifest {
    /// The project, unless something is wrong with the file as a whole.
    ///
    /// # Errors
    /// [`ProjectError::Faulty`]
    pub fn into_project(self) -> Result<Project> {
        if !self.findings.iter().any(|finding| finding.rule.is_fatal()) {
            return Ok(self.project);
        }
        let mut errors = self.findings;
        errors.retain(|finding| finding.rule.is_fatal());
        Err(ProjectError::faulty(errors))
    }
}

impl Reader<'_> {
    /// The file is no YAML, or empty.
    fn broken(&mut self, mark: Option<crate::codec::Mark>, message: String) {
        self.findings.push(Finding {
            rule: Rule::Yaml,
            path: self.file.path.to_owned(),
            mark,
            length: 0,
            message,
            hint: None,
            entry_point: None,
        });
    }
}
