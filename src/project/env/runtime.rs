//! What a command is started in, ready to be used.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{EnvManager, choose};
use crate::project::ProjectEnv;
use crate::project::tool::Tools;

/// Who makes the environment, told to projects that are run inside this one.
const MANAGER: &str = "MLRUN_ENV_MANAGER";
/// Which Python, told to projects that are run inside this one.
const PYTHON: &str = "MLRUN_PYTHON";

/// What a command is started in, ready to be used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Runtime {
    /// The tag `mlflow.project.env`; none where nothing was made.
    pub tag: Option<&'static str>,
    /// Shell commands that go before the project's own, each joined to the next by `&&` (conda's activation).
    pub before: Vec<String>,
    /// Comes first on the `PATH` of the command: [`Runtime::activate`].
    pub first_on_path: Option<PathBuf>,
    /// Added to the environment of the command (`VIRTUAL_ENV`).
    pub variables: Vec<(String, String)>,
    /// Tells what was installed apart: equal texts are equal environments. None where nobody knows (`local`).
    pub fingerprint: Option<String>,
    /// The environment's name in `mlrun env list`.
    pub name: Option<String>,
}

impl Runtime {
    /// A shell's command with what goes before it.
    #[must_use]
    pub fn command(&self, command: String) -> String {
        match self.before.as_slice() {
            [] => command,
            before => format!("{} && {command}", before.join(" && ")),
        }
    }

    /// Adds the variables to those that a command will get over `inherited`; a `PATH` among them keeps its place behind
    /// what comes first now.
    pub fn activate(&self, environment: &mut Vec<(String, String)>, inherited: &BTreeMap<String, String>) {
        environment.extend(self.variables.iter().cloned());
        let Some(first) = &self.first_on_path else { return };
        let given = environment.iter().rev().find(|(name, _)| name == "PATH");
        let rest = given.map(|(_, path)| path).or_else(|| inherited.get("PATH"));
        let separator = if cfg!(windows) { ";" } else { ":" };
        let path = match rest.filter(|path| !path.is_empty()) {
            Some(rest) => format!("{}{separator}{rest}", first.display()),
            None => first.display().to_string(),
        };
        environment.retain(|(name, _)| name != "PATH");
        environment.push(("PATH".to_owned(), path));
    }

    /// Of an environment whose programs are in `programs`.
    pub(super) fn of_venv(folder: &Path, programs: PathBuf, tools: &Tools<'_>) -> Self {
        let mut variables = vec![("VIRTUAL_ENV".to_owned(), folder.display().to_string())];
        if tools.variable("PYTHONHOME").is_some() {
            variables.push(("PYTHONHOME".to_owned(), String::new())); // Python takes an empty one for none
        }
        Self {
            first_on_path: Some(programs),
            variables,
            ..Self::default()
        }
    }

    /// Tells projects that are run inside this one what was asked for.
    pub(super) fn tell(&mut self, manager: Option<EnvManager>, python: Option<&str>) {
        let manager = manager.map(|manager| (MANAGER, manager.as_str()));
        let told = manager.into_iter().chain(python.map(|python| (PYTHON, python)));
        let told = told.map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.variables.extend(told);
    }
}

/// The manager that the run around this one was asked for, if it can make this project's environment. The default of
/// `--env-manager`.
#[must_use]
pub fn inherited_manager(env: &ProjectEnv, environment: &BTreeMap<String, String>) -> Option<EnvManager> {
    let manager = environment.get(MANAGER)?.parse().ok()?;
    let fits = manager != EnvManager::Conda || matches!(env, ProjectEnv::Conda(_));
    fits.then_some(manager)
}

/// The Python that the run around this one was asked for, for a project that runs in the local environment; another has
/// its own. The default of `--python`.
#[must_use]
pub fn inherited_python<'e>(
    env: &ProjectEnv,
    manager: Option<EnvManager>,
    environment: &'e BTreeMap<String, String>,
) -> Option<&'e str> {
    let is_local = choose(env, manager).is_ok_and(|manager| manager == EnvManager::Local);
    let python = environment.get(PYTHON).map(String::as_str);
    python.filter(|text| is_local && !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_first_comes_before_every_path() {
        let runtime = Runtime {
            before: vec!["source a".to_owned(), "activate b".to_owned()],
            first_on_path: Some("/env/bin".into()),
            variables: vec![("A".to_owned(), "1".to_owned())],
            ..Runtime::default()
        };
        assert_eq!(runtime.command("c; d".to_owned()), "source a && activate b && c; d");
        let inherited = BTreeMap::from([("PATH".to_owned(), "/bin".to_owned())]);
        let after = |mut environment: Vec<(String, String)>| {
            runtime.activate(&mut environment, &inherited);
            environment.pop().unwrap().1
        };
        assert_eq!(after(Vec::new()), "/env/bin:/bin");
        assert_eq!(after(vec![("PATH".to_owned(), "/x:/y".to_owned())]), "/env/bin:/x:/y");
    }

    #[test]
    fn a_manager_and_a_python_are_inherited_where_they_fit() {
        let said = |manager: &str| BTreeMap::from([(MANAGER.to_owned(), manager.to_owned())]);
        let conda = ProjectEnv::Conda("c".into());
        for (env, manager, inherited) in [
            (&ProjectEnv::Unnamed, "uv", Some(EnvManager::Uv)),
            (&ProjectEnv::Unnamed, "conda", None),
            (&conda, "conda", Some(EnvManager::Conda)),
            (&conda, "LOCAL", None),
        ] {
            assert_eq!(inherited_manager(env, &said(manager)), inherited);
        }
        let python = BTreeMap::from([(PYTHON.to_owned(), "3.9".to_owned())]);
        assert_eq!(inherited_python(&conda, None, &python), None);
        assert_eq!(inherited_python(&conda, Some(EnvManager::Local), &python), Some("3.9"));
    }
}
