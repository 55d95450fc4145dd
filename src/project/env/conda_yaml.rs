//! `conda.yaml`: conda's name for it, and what of it a virtual environment can have.

use std::path::Path;

use super::EnvError;
use super::python_env::{PythonEnv, mlflow_name};
use super::yaml_file::{YamlFile, item};
use crate::codec::{Node, Value};
use crate::fsx;
use crate::project::Finding;

/// MLflow's name for the environment of a `conda.yaml`: only its text counts, with lines ended as Python ends them.
///
/// # Errors
/// The file cannot be read.
pub fn conda_name(path: &Path) -> Result<String, EnvError> {
    let bytes = fsx::read(path)?;
    let text = String::from_utf8_lossy(&bytes)
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    Ok(mlflow_name(&text))
}

/// What of a `conda.yaml` a virtual environment can have, and what it cannot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct OfConda {
    /// The Python, and what pip installs.
    pub(super) env: PythonEnv,
    /// Packages that only conda could install.
    pub(super) left_out: Vec<String>,
}

/// Reads the file by MLflow's rules.
///
/// # Errors
/// It cannot be read, or means nothing.
pub(super) fn load(path: &Path) -> Result<OfConda, EnvError> {
    let file = YamlFile::read(path, "a conda environment")?;
    let mut found = OfConda::default();
    let (items, node) = match file.get("dependencies") {
        None => return Ok(found),
        Some((Value::List(items), node)) => (items, node),
        Some((other, node)) => {
            let message = format!("`dependencies` must be a list, not {}", other.described());
            return Err(file.error(node, message).into());
        }
    };
    for (at, value) in items.iter().enumerate() {
        let node = item(node, at);
        let pip = match value {
            Value::Map(entries) => entries
                .iter()
                .rev()
                .find(|(key, _)| *key == Value::Str("pip".to_owned())),
            _ => None,
        };
        match (value, pip) {
            (Value::Str(text), _) => package(&file, node, text, &mut found)?,
            (_, Some((_, packages))) => found.env.dependencies = of_pip(&file, node, packages)?,
            (other, None) => {
                let message = format!(
                    "Invalid conda dependency: {}. Must be str or dict in the form of {{\"pip\": [...]}}",
                    other.python_str()
                );
                return Err(file.error(node, message).into());
            }
        }
    }
    Ok(found)
}

fn package(file: &YamlFile<'_>, node: &Node, text: &str, found: &mut OfConda) -> Result<(), Box<Finding>> {
    let Some((name, operator, version)) = split(text) else {
        found.left_out.push(text.to_owned());
        return Ok(());
    };
    if name == "python" && found.env.python.is_none() {
        let message = match operator {
            "" => format!("Invalid dependency for python: {text}. It must be pinned (e.g. python=3.8.13)."),
            "<" | ">" | "!=" => {
                format!("Invalid version comparator for python: '{operator}'. Must be one of ['<=', '>=', '=', '=='].")
            }
            _ => {
                found.env.python = Some(version.to_owned()).filter(|version| !version.is_empty());
                return Ok(());
            }
        };
        return Err(file.error(node, message));
    }
    let operator = if operator == "=" { "==" } else { operator };
    found.env.build_dependencies.push(format!("{name}{operator}{version}"));
    Ok(())
}

/// Name, operator and version of what pip knows too: `^(python|pip|setuptools|wheel)(<|>|<=|>=|=|==|!=)?([\d.]+)?$`.
fn split(text: &str) -> Option<(&'static str, &str, &str)> {
    ["python", "pip", "setuptools", "wheel"].into_iter().find_map(|name| {
        let rest = text.strip_prefix(name)?;
        let operator = ["<=", ">=", "==", "!=", "<", ">", "=", ""]
            .into_iter()
            .find(|each| rest.starts_with(each))?;
        let version = &rest[operator.len()..];
        let is_version = version.chars().all(|c| c.is_ascii_digit() || c == '.');
        is_version.then(|| (name, &rest[..operator.len()], version))
    })
}

fn of_pip(file: &YamlFile<'_>, node: &Node, packages: &Value) -> Result<Vec<String>, Box<Finding>> {
    let inner = node.get("pip").unwrap_or(node);
    let items = match packages {
        Value::Null => return Ok(Vec::new()),
        Value::List(items) => items,
        other => return Err(file.error(inner, format!("`pip` must be a list, not {}", other.described()))),
    };
    file.texts(items, inner, "a requirement of `pip`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<OfConda, EnvError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("conda.yaml");
        std::fs::write(&path, text).unwrap();
        load(&path)
    }

    #[test]
    fn what_pip_knows_is_taken_over() {
        let found = of(
            "dependencies: [python=3.9, pip=21, setuptools, 'wheel>=0.3', python=3.10, numpy=1.2, {pip: [x]}, {pip: [a, b==1]}]",
        )
        .unwrap();
        assert_eq!(found.env.python.as_deref(), Some("3.9"));
        assert_eq!(
            found.env.build_dependencies,
            ["pip==21", "setuptools", "wheel>=0.3", "python==3.10"]
        );
        assert_eq!(found.env.dependencies, ["a", "b==1"]);
        assert_eq!(found.left_out, ["numpy=1.2"]);
        let text = "dependencies: ['python 3.9', 'python=3.9.*', 'python>=3.8,<3.11', 'conda-forge::python=3']";
        let found = of(text).unwrap();
        assert_eq!((found.env, found.left_out.len()), (PythonEnv::default(), 4));
    }

    #[test]
    fn errors_name_the_place() {
        for (text, place, says) in [
            (
                "dependencies: [python]",
                (1, 16),
                "Invalid dependency for python: python. It must be pinned",
            ),
            (
                "dependencies:\n- 'python<3.9'",
                (2, 3),
                "'<'. Must be one of ['<=', '>=', '=', '=='].",
            ),
            (
                "dependencies: [a, {conda: [x]}]",
                (1, 19),
                "Invalid conda dependency: {'conda': ['x']}. Must be",
            ),
            ("dependencies: [a, 5]", (1, 19), "Invalid conda dependency: 5."),
            (
                "dependencies: [{pip: x}]",
                (1, 22),
                "`pip` must be a list, not `x` (str)",
            ),
            ("dependencies: x", (1, 15), "must be a list"),
            ("dependencies:", (1, 14), "must be a list, not nothing"),
            ("- a", (1, 1), "must be a mapping"),
        ] {
            match of(text) {
                Err(EnvError::Spec(error)) => {
                    assert_eq!(error.mark.map(|mark| (mark.line, mark.column)), Some(place), "{text}");
                    assert!(error.message.contains(says), "{text}: {error}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
