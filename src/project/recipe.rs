//! How a run was asked for: what makes it again.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::command::{quote, unquoted};
use super::container::recordable;
use super::env::EnvManager;
use super::source::without_login;
use super::spec::EntryPoint;
use crate::model::tags;

/// How a run of a project was asked for. Recorded as the tag [`Recipe::TAG`], as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipe {
    /// The project as it was given; recorded without a password.
    pub project: String,
    /// Branch, tag or commit, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// An entry point or script.
    pub entry_point: String,
    /// Names and values as they were given. `None` where the tag has no room for them, or was to record none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Vec<(String, String)>>,
    /// Who makes the environment, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub env_manager: Option<EnvManager>,
    /// The Python of a local run, where one was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub python: Option<String>,
    /// `-A`: arguments of `docker run`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub docker_args: Vec<(String, Option<String>)>,
    /// `--build-image`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub build_image: bool,
    /// `--mount-code`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mount_code: bool,
    /// `--backend`, where it is not `local`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backend: Option<String>,
    /// `--backend-config`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backend_config: Option<String>,
    /// The folder where mlrun was started: relative paths count from it.
    pub started_in: PathBuf,
}

/// How a command without a project was asked for (`mlrun exec`), recorded under the same tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandRecipe {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// Where it ran.
    pub started_in: PathBuf,
    /// Names and values that were to be recorded with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<(String, String)>,
}

/// What a run's tags say of how it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Recorded {
    /// A project.
    Project(Recipe),
    /// A command.
    Command(CommandRecipe),
}

/// Why nothing can be made again from a run's tags.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoRecipe {
    /// It was recorded by something else than `run` and `exec`.
    #[error("it is no run of a project: its mlflow.source.type is {}", .0.as_deref().unwrap_or("not set"))]
    NotAProject(Option<String>),
    /// The tag means nothing.
    #[error("its tag mlrun.recipe cannot be read: {0}")]
    Unreadable(String),
    /// Values were left out of the record, or cut.
    #[error("its parameters are not fully recorded: {}", .0.join(", "))]
    Incomplete(Vec<String>),
}

/// Names and values, and the names of recorded params that nobody knows to have been given.
type Values = (Vec<(String, String)>, Vec<String>);

impl Recipe {
    /// The tag's key.
    pub const TAG: &'static str = tags::RECIPE;

    /// The tag's value: without parameters where they would not fit (`most` characters) or are not to be recorded.
    #[must_use]
    pub fn to_tag(&self, with_parameters: bool, most: usize) -> String {
        let text = |recipe: &Self| serde_json::to_string(recipe).unwrap_or_default();
        let whole = Self {
            project: without_login(&self.project),
            docker_args: recordable(&self.docker_args),
            ..self.clone()
        };
        let short = Self {
            parameters: None,
            ..whole.clone()
        };
        let whole = text(&whole);
        if with_parameters && whole.chars().count() <= most {
            return whole;
        }
        text(&short)
    }

    /// As one would type it, all of it: `name` is the project as it was recorded, `commit` its code. What a tag can hold is
    /// shown before it is done.
    #[must_use]
    pub fn line(&self, name: &str, commit: Option<&str>) -> String {
        let mut words = vec![name.to_owned()];
        let mut option = |name: &str, value: &str| words.extend([name.to_owned(), value.to_owned()]);
        if let Some(version) = commit.or(self.version.as_deref()) {
            option("-v", version);
        }
        if self.entry_point != "main" {
            option("-e", &self.entry_point);
        }
        for (name, value) in self.parameters.iter().flatten() {
            option("-P", &format!("{name}={value}"));
        }
        if let Some(manager) = self.env_manager {
            option("--env-manager", manager.as_str());
        }
        for (name, value) in [
            ("--python", &self.python),
            ("--backend", &self.backend),
            ("--backend-config", &self.backend_config),
        ] {
            value.iter().for_each(|value| option(name, value));
        }
        for (name, value) in &self.docker_args {
            match value {
                Some(value) => option("-A", &format!("{name}={value}")),
                None => option("-A", name),
            }
        }
        for (name, is_set) in [("--build-image", self.build_image), ("--mount-code", self.mount_code)] {
            words.extend(is_set.then(|| name.to_owned()));
        }
        let words: Vec<_> = words.iter().map(|word| quote(word)).collect();
        format!("mlrun run {}", words.join(" "))
    }

    /// The values given, if the recipe has them; otherwise those of the declared parameters as MLflow records them, quoted
    /// for a shell. Second: the recorded params that are not declared, which may have been given or logged by the command.
    ///
    /// # Errors
    /// [`NoRecipe::Incomplete`] where a value was cut (6000 characters) or is not there although it has no default.
    pub fn values(&self, entry_point: &EntryPoint, recorded: &BTreeMap<String, String>) -> Result<Values, NoRecipe> {
        if let Some(parameters) = &self.parameters {
            return Ok((parameters.clone(), Vec::new()));
        }
        let mut values = Vec::new();
        let mut missing = Vec::new();
        for parameter in &entry_point.parameters {
            match recorded.get(&parameter.name) {
                Some(text) if text.chars().count() < super::command::MAX_RECORDED => {
                    values.push((parameter.name.clone(), unquoted(text)));
                }
                None if parameter.default.is_some() => {}
                _ => missing.push(parameter.name.clone()),
            }
        }
        if !missing.is_empty() {
            return Err(NoRecipe::Incomplete(missing));
        }
        let left_out = recorded.keys().filter(|key| !entry_point.declares(key));
        Ok((values, left_out.cloned().collect()))
    }
}

/// How a run was asked for: by the tag of ours, else by what MLflow records.
///
/// # Errors
/// The run is none of a project or command, or the tag cannot be read.
pub fn recorded(run_tags: &BTreeMap<String, String>) -> Result<Recorded, NoRecipe> {
    let get = |key: &str| run_tags.get(key).map(String::as_str);
    if let Some(text) = get(Recipe::TAG) {
        return serde_json::from_str(text).map_err(|error| NoRecipe::Unreadable(error.to_string()));
    }
    let (Some(source), Some(entry_point), Some("PROJECT")) = (
        get(tags::SOURCE_NAME),
        get(tags::PROJECT_ENTRY_POINT),
        get(tags::SOURCE_TYPE),
    ) else {
        return Err(NoRecipe::NotAProject(get(tags::SOURCE_TYPE).map(str::to_owned)));
    };
    let env_manager = match get(tags::PROJECT_ENV) {
        None => Some(EnvManager::Local),
        Some(text) => text.parse().ok(),
    };
    Ok(Recorded::Project(Recipe {
        project: source.to_owned(),
        version: None,
        entry_point: entry_point.to_owned(),
        parameters: None,
        env_manager,
        python: None,
        docker_args: Vec::new(),
        build_image: false,
        mount_code: false,
        backend: None,
        backend_config: None,
        started_in: PathBuf::from("/"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Parameter;

    fn recipe(parameters: &[(&str, &str)]) -> Recipe {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Recipe {
            project: ".".to_owned(),
            version: None,
            entry_point: "main".to_owned(),
            parameters: Some(parameters.iter().map(own).collect()),
            env_manager: Some(EnvManager::Uv),
            python: None,
            docker_args: vec![("gpus".to_owned(), Some("all".to_owned())), ("t".to_owned(), None)],
            build_image: true,
            mount_code: false,
            backend: None,
            backend_config: None,
            started_in: "/w".into(),
        }
    }

    fn tags<const N: usize>(pairs: [(&str, &str); N]) -> BTreeMap<String, String> {
        pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).into()
    }

    #[test]
    fn a_recipe_comes_back_from_its_tag() {
        let whole = recipe(&[("a", "it's"), ("b", "")]);
        let back = |text: &str| recorded(&tags([(Recipe::TAG, text)]));
        assert_eq!(back(&whole.to_tag(true, 8000)), Ok(Recorded::Project(whole.clone())));
        for cut in [whole.to_tag(false, 8000), whole.to_tag(true, 100)] {
            let Ok(Recorded::Project(read)) = back(&cut) else {
                panic!("{cut}")
            };
            assert_eq!(read.parameters, None);
        }
        assert_eq!(
            whole.line("git@h:r", Some("c0ffee")),
            "mlrun run git@h:r -v c0ffee -P 'a=it'\"'\"'s' -P b= --env-manager uv -A gpus=all -A t --build-image"
        );
        let command = CommandRecipe {
            command: vec!["a b".to_owned()],
            started_in: "/w".into(),
            parameters: Vec::new(),
        };
        let text = serde_json::to_string(&command).unwrap();
        assert_eq!(back(&text), Ok(Recorded::Command(command)));
        assert!(matches!(back("{"), Err(NoRecipe::Unreadable(_))));
    }

    #[test]
    fn what_mlflow_recorded_is_enough() {
        assert_eq!(recorded(&tags([])), Err(NoRecipe::NotAProject(None)));
        let own = tags([
            ("mlflow.source.name", "git://h/r#sub"),
            ("mlflow.source.type", "PROJECT"),
            ("mlflow.project.entryPoint", "fit"),
        ]);
        let Ok(Recorded::Project(read)) = recorded(&own) else {
            panic!()
        };
        assert_eq!(
            (&*read.project, read.env_manager),
            ("git://h/r#sub", Some(EnvManager::Local))
        );
        let parameter = |name: &str, default: Option<&str>| Parameter {
            name: name.to_owned(),
            kind: "string".to_owned(),
            default: default.map(str::to_owned),
            ..Parameter::default()
        };
        let entry_point = EntryPoint {
            name: "fit".to_owned(),
            command: Ok(String::new()),
            parameters: vec![parameter("note", None), parameter("rate", Some("1"))],
            extra: None,
            mark: None,
        };
        let params = tags([("note", "'it'\"'\"'s'"), ("auto", "1")]);
        let (values, left_out) = read.values(&entry_point, &params).unwrap();
        assert_eq!(values, [("note".to_owned(), "it's".to_owned())]);
        assert_eq!(left_out, ["auto"]);
        for params in [tags([]), tags([("note", &*"x".repeat(6000))])] {
            let error = read.values(&entry_point, &params).unwrap_err();
            assert_eq!(error, NoRecipe::Incomplete(vec!["note".to_owned()]));
        }
    }
}
