//! `pyproject.toml`, as far as an environment is made of it.

use std::path::Path;

use toml::Table;

use super::EnvError;
use crate::codec::Mark;
use crate::fsx;
use crate::project::Finding;

/// What a `pyproject.toml` says of an environment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PyProject {
    /// `project.dependencies`.
    pub(super) dependencies: Vec<String>,
    /// `project.requires-python`.
    pub(super) requires_python: Option<String>,
    /// Whether the project itself is a package to be installed, as uv decides: it says how it is built.
    pub(super) is_package: bool,
}

/// Reads the file; `None` where there is none, or it says nothing of an environment (settings of tools only).
///
/// # Errors
/// It cannot be read, or is not TOML.
pub(super) fn load(path: &Path) -> Result<Option<PyProject>, EnvError> {
    match fsx::read_if_exists(path)? {
        None => Ok(None),
        Some(bytes) => Ok(parse(&String::from_utf8_lossy(&bytes), path)?),
    }
}

fn parse(text: &str, path: &Path) -> Result<Option<PyProject>, Box<Finding>> {
    let table: Table = text.parse().map_err(|error: toml::de::Error| {
        let mark = error.span().map(|span| place(text, span.start));
        Box::new(Finding::of_environment(path, mark, error.message()))
    })?;
    let wrong = |message: &str| Box::new(Finding::of_environment(path, None, message));
    let inner = |outer: Option<&Table>, key: &str| outer.and_then(|table| table.get(key)?.as_table()).cloned();
    let project = inner(Some(&table), "project");
    let says_package = inner(inner(Some(&table), "tool").as_ref(), "uv").and_then(|uv| uv.get("package")?.as_bool());
    let is_package = says_package.unwrap_or_else(|| table.contains_key("build-system"));
    if project.is_none() && !is_package {
        return Ok(None);
    }
    let field = |key: &str| project.as_ref().and_then(|project| project.get(key));
    let dependencies = match field("dependencies") {
        None => Vec::new(),
        Some(list) => {
            let texts = list.as_array().and_then(|items| {
                let texts = items.iter().map(|item| item.as_str().map(str::to_owned));
                texts.collect::<Option<Vec<_>>>()
            });
            texts.ok_or_else(|| wrong("`project.dependencies` must be a list of texts"))?
        }
    };
    let requires_python = match field("requires-python") {
        None => None,
        Some(text) => {
            let text = text
                .as_str()
                .ok_or_else(|| wrong("`project.requires-python` must be text"))?;
            Some(text.to_owned())
        }
    };
    Ok(Some(PyProject {
        dependencies,
        requires_python,
        is_package,
    }))
}

fn place(text: &str, at: usize) -> Mark {
    let before = text.get(..at).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Mark {
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projects_and_packages_are_told_apart() {
        let read = |text: &str| parse(text, Path::new("pyproject.toml"));
        let found =
            read("[project]\nname='x'\nrequires-python = '>=3.9'\ndependencies = ['numpy<2', 'a; b']\n").unwrap();
        let found = found.unwrap();
        assert_eq!(found.dependencies, ["numpy<2", "a; b"]);
        assert_eq!(
            (found.requires_python.as_deref(), found.is_package),
            (Some(">=3.9"), false)
        );
        assert!(read("[build-system]\nrequires = []").unwrap().unwrap().is_package);
        assert!(
            !read("[project]\n[build-system]\n[tool.uv]\npackage = false")
                .unwrap()
                .unwrap()
                .is_package
        );
        assert_eq!(read("[tool.ruff]\nline-length = 100").unwrap(), None);
        let error = read("[project]\ndependencies = [\n").unwrap_err();
        assert_eq!(error.mark.map(|mark| mark.line >= 2), Some(true), "{error}");
        assert!(read("[project]\ndependencies = 'x'").is_err());
    }
}
