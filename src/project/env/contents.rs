//! What an environment is made of, whoever makes it; and the key that tells one from another.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::wanted::Wanted;
use super::{EnvError, EnvManager, PythonEnv, Requirement, conda_yaml, pyproject, requirements};
use crate::fsx;
use crate::project::{Finding, ProjectEnv};

/// What an environment is made of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Contents {
    /// The file that says so, by name; `None` where there is none.
    pub(super) from: Option<String>,
    pub(super) python: Wanted,
    /// What is installed, in lines of requirements files.
    pub(super) env: PythonEnv,
    /// The lines with those of the files that they name.
    pub(super) requirements: Vec<Requirement>,
    /// The text of `uv.lock`, where uv installs what it says instead.
    pub(super) lock: Option<String>,
    /// What is installed lies in the project's folder, so that another folder needs another environment.
    pub(super) is_local: bool,
    /// What of the files is left out, for people.
    pub(super) left_out: Option<String>,
}

/// What is wrong with the `python_env` file of a project, or the requirements files that it names. conda reads its own
/// files by its own rules.
#[must_use]
pub fn finding(env: &ProjectEnv, folder: &Path) -> Option<Finding> {
    let ProjectEnv::Python(path) = env else {
        return None;
    };
    match read(env, folder, EnvManager::Virtualenv, false) {
        Ok(_) => None,
        Err(EnvError::Spec(finding)) => Some(*finding),
        Err(error) => Some(Finding {
            hint: error.hint(),
            ..Finding::of_environment(path, None, error.to_string())
        }),
    }
}

/// Reads what the project says, and where it names nothing what others read: `uv.lock` with `pyproject.toml`,
/// `pyproject.toml`, `requirements.txt`, `.python-version`. A lock counts only where uv is (`has_uv`); in a project
/// that names an environment only where it was asked for, as for MLflow.
///
/// # Errors
/// A file cannot be read or means nothing.
pub(super) fn read(env: &ProjectEnv, folder: &Path, manager: EnvManager, has_uv: bool) -> Result<Contents, EnvError> {
    let mut contents = match env {
        ProjectEnv::Python(path) => Contents::of(PythonEnv::load(path)?, Some(path)),
        ProjectEnv::Conda(path) => {
            let found = conda_yaml::load(path)?;
            let mut contents = Contents::of(found.env, Some(path));
            contents.left_out = (!found.left_out.is_empty()).then(|| {
                let packages = found.left_out.join(", ");
                format!("only conda could install {packages}: left out of the environment")
            });
            contents
        }
        ProjectEnv::Unnamed | ProjectEnv::Docker(_) => unnamed(folder)?,
    };
    let is_named = matches!(env, ProjectEnv::Python(_) | ProjectEnv::Conda(_));
    let is_pyproject = contents.from.as_deref() == Some(PYPROJECT);
    let lock = fsx::read_if_exists(&folder.join("uv.lock"))?.filter(|_| is_named || is_pyproject);
    match lock {
        Some(lock) if has_uv && (!is_named || manager == EnvManager::Uv) => {
            let lock = String::from_utf8_lossy(&lock).into_owned();
            contents.is_local |= ["editable = ", "directory = "].iter().any(|local| lock.contains(local));
            contents.lock = Some(lock);
            contents.from = Some("uv.lock".to_owned());
        }
        Some(_) if is_pyproject => {
            contents.left_out = Some("uv.lock is not heeded: only uv can, and it is not on the PATH".to_owned());
        }
        _ => {}
    }
    let named_by = contents.from.clone().unwrap_or_default();
    contents.requirements = requirements::read(&contents.env.build_dependencies, folder, &named_by)?;
    let rest = requirements::read(&contents.env.dependencies, folder, &named_by)?;
    contents.requirements.extend(rest);
    contents.is_local |= contents.requirements.iter().any(Requirement::is_local);
    Ok(contents)
}

const PYPROJECT: &str = "pyproject.toml";
const REQUIREMENTS: &str = "requirements.txt";
const PYTHON_VERSION: &str = ".python-version";

fn unnamed(folder: &Path) -> Result<Contents, EnvError> {
    let mut contents = Contents::of(PythonEnv::default(), None);
    if let Some(project) = pyproject::load(&folder.join(PYPROJECT))? {
        contents.from = Some(PYPROJECT.to_owned());
        contents.env.dependencies = if project.is_package {
            vec!["-e .".to_owned()]
        } else {
            project.dependencies
        };
        contents.python = project.requires_python.as_deref().map_or(Wanted::Any, Wanted::of);
    } else if fsx::is_file(&folder.join(REQUIREMENTS)) {
        contents.from = Some(REQUIREMENTS.to_owned());
        contents.env.dependencies = vec![format!("-r {REQUIREMENTS}")];
    }
    if let Some(bytes) = fsx::read_if_exists(&folder.join(PYTHON_VERSION))? {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let lines = text.lines().map(str::trim);
        if let Some(version) = lines
            .filter(|line| !line.starts_with('#'))
            .find(|line| !line.is_empty())
        {
            contents.python = Wanted::of(version);
            contents.from.get_or_insert_with(|| PYTHON_VERSION.to_owned());
        }
    }
    Ok(contents)
}

impl Contents {
    fn of(env: PythonEnv, path: Option<&Path>) -> Self {
        let name = |path: &Path| {
            path.file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy()
                .into_owned()
        };
        Self {
            from: path.map(name),
            python: env.python.as_deref().map_or(Wanted::Any, Wanted::of),
            env,
            requirements: Vec::new(),
            lock: None,
            is_local: false,
            left_out: None,
        }
    }

    /// Equal keys are equal wishes. `interpreter` is the Python that is there, where none is named.
    pub(super) fn key(
        &self,
        manager: EnvManager,
        platform: &str,
        folder: &Path,
        interpreter: Option<PathBuf>,
    ) -> String {
        /// A change of what is built from the same files is a change of this number.
        const FORMAT: u32 = 1;
        #[derive(Serialize)]
        struct Key<'a> {
            format: u32,
            platform: &'a str,
            manager: EnvManager,
            python: String,
            interpreter: Option<String>,
            build_dependencies: &'a [String],
            dependencies: &'a [String],
            requirements: Vec<(&'a str, bool)>,
            lock: Option<&'a str>,
            folder: Option<String>,
        }
        let key = Key {
            format: FORMAT,
            platform,
            manager,
            python: self.python.to_string(),
            interpreter: interpreter.map(|path| path.display().to_string()),
            build_dependencies: &self.env.build_dependencies,
            dependencies: &self.env.dependencies,
            requirements: self
                .requirements
                .iter()
                .map(|each| (each.text.as_str(), each.is_constraint))
                .collect(),
            lock: self.lock.as_deref(),
            folder: self.is_local.then(|| folder.display().to_string()),
        };
        let text = serde_json::to_vec(&key).unwrap_or_default(); // texts and numbers: it does not fail
        blake3::hash(&text).to_hex().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_that_names_nothing_is_read_as_others_read_it() {
        let scratch = tempfile::tempdir().unwrap();
        let here = scratch.path();
        let write = |name: &str, text: &str| std::fs::write(here.join(name), text).unwrap();
        let contents = |has_uv| read(&ProjectEnv::Unnamed, here, EnvManager::Virtualenv, has_uv).unwrap();
        assert_eq!(contents(true), Contents::of(PythonEnv::default(), None));
        write(".python-version", "# mine\n3.11\n");
        assert_eq!(contents(true).python, Wanted::Version("3.11".to_owned()));
        write("uv.lock", "version = 1");
        write("requirements.txt", "numpy\n");
        let found = contents(true);
        assert_eq!(
            (found.lock, found.env.dependencies),
            (None, vec!["-r requirements.txt".to_owned()])
        );
        assert_eq!(found.requirements[0].text, "numpy");
        write(
            "pyproject.toml",
            "[project]\ndependencies = ['scipy']\nrequires-python = '>=3.9'",
        );
        let found = contents(false);
        assert_eq!((&found.env.dependencies[0][..], found.lock.is_none()), ("scipy", true));
        assert!(found.left_out.is_some_and(|said| said.contains("uv.lock")));
        assert!(contents(true).lock.is_some());
        write("pyproject.toml", "[project]\n[build-system]");
        assert!(contents(false).is_local && contents(false).env.dependencies == ["-e ."]);
    }

    #[test]
    fn what_tells_environments_apart_is_in_the_key() {
        let of = |dependencies: &[&str]| {
            let dependencies = dependencies.iter().map(|&text| text.to_owned()).collect();
            Contents::of(
                PythonEnv {
                    dependencies,
                    ..PythonEnv::default()
                },
                None,
            )
        };
        let key = |contents: &Contents, manager, folder: &str| contents.key(manager, "linux", Path::new(folder), None);
        let (plain, mut local) = (of(&["a", "b"]), of(&["a", "b"]));
        let uv = EnvManager::Uv;
        assert_eq!(key(&plain, uv, "/x"), key(&plain, uv, "/y"));
        assert_ne!(key(&plain, uv, "/x"), key(&plain, EnvManager::Virtualenv, "/x"));
        assert_ne!(key(&plain, uv, "/x"), key(&of(&["b", "a"]), uv, "/x"));
        local.is_local = true;
        assert_ne!(key(&local, uv, "/x"), key(&local, uv, "/y"));
    }
}
