//! Which environment a project names.

use std::path::{Path, PathBuf};

use super::reader::{Entries, Reader};
use super::{ProjectEnv, Rule, keys};
use crate::codec::{Node, Value};
use crate::project::location::exists;

const ENVIRONMENTS: [&str; 3] = ["python_env", "conda_env", "docker_env"];

impl Reader<'_> {
    /// MLflow's order: docker before Python before conda, then the files of a project that names none.
    pub(super) fn environment(&mut self, top: Entries<'_>, root: &Node) -> Option<ProjectEnv> {
        let written: Vec<&str> = ENVIRONMENTS
            .into_iter()
            .filter(|key| Value::get_in(top, key).is_some())
            .collect();
        if written.len() > 1 {
            let message = format!(
                "Project cannot contain multiple environment fields: {}",
                written.join(", ")
            );
            let hint = Some("keep one of them".to_owned());
            self.odd(Rule::Environment, root.get(written[1]).unwrap_or(root), message, hint);
            return None;
        }
        if Value::get_in(top, "databricks_spark_job").is_some_and(|job| *job != Value::Null) {
            let message = "a `databricks_spark_job` runs on Databricks only, and mlrun does not run things there";
            let node = root.get("databricks_spark_job").unwrap_or(root);
            self.odd(Rule::Environment, node, message, None);
        }
        let named = |key: &str| Value::get_in(top, key).filter(|value| !is_falsy(value));
        if let Some(docker) = named("docker_env") {
            self.docker(docker, root.get("docker_env").unwrap_or(root));
            return Some(ProjectEnv::Docker(docker.clone()));
        }
        let python = named("python_env").map(|name| self.file(name, "python_env", "python_env", root));
        let conda = named("conda_env").map(|name| self.file(name, "conda_env", "conda environment", root));
        match (python, conda) {
            (Some(path), _) => path.map(ProjectEnv::Python),
            (None, Some(path)) => path.map(ProjectEnv::Conda),
            (None, None) => {
                self.unnamed(root);
                Some(environment_file(self.file.folder))
            }
        }
    }

    /// `python_env.yaml` counts more than `conda.yaml`, which may not be what its author thinks.
    fn unnamed(&mut self, root: &Node) {
        let both = ["python_env.yaml", "conda.yaml"].map(|name| exists(&self.file.folder.join(name)));
        if both == [true, true] {
            let message = "python_env.yaml and conda.yaml are both there and none is named: python_env.yaml is taken";
            let hint = Some("name one: `python_env: python_env.yaml` or `conda_env: conda.yaml`".to_owned());
            self.odd(Rule::UnnamedEnvironment, root, message, hint);
        }
    }

    fn file(&mut self, name: &Value, key: &str, kind: &str, root: &Node) -> Option<PathBuf> {
        let node = root.get(key).unwrap_or(root);
        let Value::Str(name) = name else {
            let message = format!("`{key}` must be the path of a file, not {}", name.described());
            self.odd(Rule::Shape, node, message, None);
            return None;
        };
        let path = self.file.folder.join(name);
        if exists(&path) {
            return Some(path);
        }
        let message = format!(
            "Project specified {kind} file {}, but no such file was found.",
            path.display()
        );
        let near = beside(self.file.folder, name);
        self.odd(
            Rule::MissingFile,
            node,
            message,
            near.map(|near| format!("did you mean `{near}`?")),
        );
        None
    }

    fn docker(&mut self, docker: &Value, node: &Node) {
        const INVALID: &str = "Project configuration (MLproject file) was invalid:";
        let Some(fields) = self.mapping(docker, node, "`docker_env`") else {
            return;
        };
        self.keys(node, Some(&keys::DOCKER));
        let given = |key: &str| Value::get_in(fields, key).filter(|value| !is_falsy(value));
        let all = |value: &Value, is_good: fn(&Value) -> bool| matches!(value, Value::List(items) if items.iter().all(is_good));
        let mut wrong =
            |key: &str, message: String| self.odd(Rule::Shape, node.get(key).unwrap_or(node), message, None);
        if given("image").is_none() {
            wrong(
                "image",
                format!("{INVALID} Docker environment specified but no image attribute found."),
            );
        }
        if given("volumes").is_some_and(|volumes| !all(volumes, |item| matches!(item, Value::Str(_)))) {
            wrong(
                "volumes",
                format!(
                    r#"{INVALID} Docker volumes must be a list of strings, e.g.: '["/path1/:/path1", "/path2/:/path2"])"#
                ),
            );
        }
        if given("environment").is_some_and(|names| !all(names, |item| matches!(item, Value::Str(_) | Value::List(_))))
        {
            wrong(
                "environment",
                format!(
                    "{INVALID} environment must be a list containing either strings (to copy environment variables from host \
                     system) or lists of string pairs (to define new environment variables).\
                     E.g.: '[[\"NEW_VAR\", \"new_value\"], \"VAR_TO_COPY_FROM_HOST\"])"
                ),
            );
        }
    }
}

/// The environment of a project that names none.
pub(super) fn environment_file(folder: &Path) -> ProjectEnv {
    let present = |name: &str| Some(folder.join(name)).filter(|path: &PathBuf| exists(path));
    present("python_env.yaml")
        .map(ProjectEnv::Python)
        .or_else(|| present("conda.yaml").map(ProjectEnv::Conda))
        .unwrap_or(ProjectEnv::Unnamed)
}

/// The name of a file beside it that was probably meant.
fn beside(folder: &Path, name: &str) -> Option<String> {
    let names = crate::fsx::list(folder).ok()?;
    let names: Vec<String> = names.into_iter().map(|entry| entry.name).collect();
    crate::near::nearest(name, names.iter().map(String::as_str)).map(str::to_owned)
}

/// A key with an empty value is as if it were not there.
fn is_falsy(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) | Value::Int(0) => true,
        Value::Str(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        Value::Float(number) => *number == 0.0,
        _ => false,
    }
}
