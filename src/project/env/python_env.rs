//! `python_env.yaml`: which Python, and what is installed into it.

use std::path::Path;

use sha1::{Digest as _, Sha1};

use super::requirements::Requirement;
use super::yaml_file::YamlFile;
use super::{EnvError, requirements};
use crate::codec::Value;
use crate::near::nearest;
use crate::project::Finding;

const KEYS: [&str; 3] = ["python", "build_dependencies", "dependencies"];

/// What a `python_env` file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PythonEnv {
    /// The version, whole or its beginning; `None` for the Python that is there.
    pub python: Option<String>,
    /// Installed first: lines of a requirements file.
    pub build_dependencies: Vec<String>,
    /// Installed then: lines of a requirements file.
    pub dependencies: Vec<String>,
}

impl PythonEnv {
    /// Reads the file, refusing what MLflow refuses.
    ///
    /// # Errors
    /// It cannot be read, or means nothing.
    pub fn load(path: &Path) -> Result<Self, EnvError> {
        let file = YamlFile::read(path, "a python_env file")?;
        for (key, _) in file.entries() {
            let name = key.python_str();
            if !KEYS.contains(&name.as_str()) {
                return Err(unknown_key(&file, &name).into());
            }
        }
        let python = match file.get("python") {
            None | Some((Value::Null, _)) => None,
            Some((Value::Str(text), _)) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Some((other, node)) => {
                let message = format!("`python` must be a string but got {}", other.type_name());
                let message = match node.text() {
                    Some(text) => format!("{message}: put it in quotes, python: '{text}'"),
                    None => message,
                };
                return Err(file.error(node, message).into());
            }
        };
        Ok(Self {
            python,
            build_dependencies: list(&file, "build_dependencies")?,
            dependencies: list(&file, "dependencies")?,
        })
    }

    /// MLflow's name for the environment. `current` is the version of the Python that is there; relative requirements
    /// files count from the project's folder.
    ///
    /// # Errors
    /// A requirements file is missing.
    pub fn mlflow_name(&self, current: &str, folder: &Path) -> Result<String, EnvError> {
        let mut requirements = requirements::read(&self.dependencies, folder, "`dependencies`")?;
        requirements.sort();
        Ok(self.mlflow_name_with(current, &requirements))
    }

    fn mlflow_name_with(&self, current: &str, requirements: &[Requirement]) -> String {
        let text = |text: &str| Value::Str(text.to_owned());
        let texts = |texts: &[String]| Value::List(texts.iter().map(|each| text(each)).collect());
        let said = Value::Map(vec![
            (text("python"), text(self.python.as_deref().unwrap_or(current))),
            (text("build_dependencies"), texts(&self.build_dependencies)),
            (text("dependencies"), texts(&self.dependencies)),
        ]);
        let requirements = requirements.iter().map(Requirement::python_repr).collect::<String>();
        mlflow_name(&format!("{}{requirements}", said.python_repr()))
    }
}

/// `mlflow-` and the SHA-1 of the text.
pub(super) fn mlflow_name(text: &str) -> String {
    let digest = Sha1::digest(text.as_bytes());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("mlflow-{hex}")
}

fn unknown_key(file: &YamlFile<'_>, name: &str) -> Box<Finding> {
    let meant = match nearest(name, KEYS) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("there are {}", KEYS.join(", ")),
    };
    let node = match &file.root.kind {
        crate::codec::Kind::Mapping(entries) => entries.iter().map(|(key, _)| key).find(|key| key.text() == Some(name)),
        _ => None,
    };
    let message = format!("a python_env file has no key `{name}`; {meant}");
    file.error(node.unwrap_or(&file.root), message)
}

fn list(file: &YamlFile<'_>, key: &str) -> Result<Vec<String>, Box<Finding>> {
    let (items, node) = match file.get(key) {
        None | Some((Value::Null, _)) => return Ok(Vec::new()),
        Some((Value::List(items), node)) => (items, node),
        Some((other, node)) => {
            let message = format!("`{key}` must be a list but got {}", other.type_name());
            return Err(file.error(node, message));
        }
    };
    file.texts(items, node, &format!("a requirement in `{key}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<PythonEnv, EnvError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("e.yaml");
        std::fs::write(&path, text).unwrap();
        PythonEnv::load(&path)
    }

    #[test]
    fn names_are_mlflows() {
        let here = Path::new("/nowhere");
        let env = load(
            "python: '3.10'\nbuild_dependencies:\n  - pip\n  - setuptools==58\ndependencies: [numpy, scipy==1.2]\n",
        );
        assert_eq!(
            env.unwrap().mlflow_name("3.11.7", here).unwrap(),
            "mlflow-7be4ed9bfad7cce637e539825c9cc0b7ff75b8dd"
        );
        assert_eq!(
            PythonEnv::default().mlflow_name("3.11.7", here).unwrap(),
            "mlflow-dd3dae030f428e20c29ca2749d722d6bd5af02dd"
        );
    }

    #[test]
    fn errors_name_the_place() {
        for (text, place, says) in [
            ("", None, "the file is empty"),
            ("- a\n", Some((1, 1)), "must be a mapping, not a list"),
            ("python: 3.10\n", Some((1, 9)), "put it in quotes, python: '3.10'"),
            (
                "python: '3.10'\ndependancies: []\n",
                Some((2, 1)),
                "did you mean `dependencies`?",
            ),
            ("dependencies: numpy\n", Some((1, 15)), "must be a list but got str"),
            ("build_dependencies:\n  - pip\n  - 3\n", Some((3, 5)), "not `3` (int)"),
            ("python: [\n", Some((2, 1)), ""),
        ] {
            match load(text) {
                Err(EnvError::Spec(error)) => {
                    assert_eq!(error.mark.map(|mark| (mark.line, mark.column)), place, "{text}");
                    assert!(error.message.contains(says), "{text}: {error}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
