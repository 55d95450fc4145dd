//! Reads `MLproject`: the same meaning as MLflow's `_project_spec.load_project`, with errors that name the place.

use std::path::{Path, PathBuf};

use super::super::location::exists;
use super::super::{ProjectError, Result, SpecError};
use super::{EntryPoint, Parameter, Project, ProjectEnv};
use crate::codec::{Mark, Node, Value, YamlError, yaml};
use crate::fsx;

const ENVIRONMENTS: [&str; 3] = ["python_env", "conda_env", "docker_env"];

/// Reads the project in `folder`. The first file whose name is `mlproject` in any letter case is it (by name, where
/// there are several); without one the project is empty, and its scripts can still be run.
///
/// Refuses what MLflow refuses, but for `entry_points:` and `parameters:` with nothing after them, which mean none.
///
/// # Errors
/// The folder or file cannot be read, the file means nothing, an environment's file is missing.
pub fn load(folder: &Path) -> Result<Project> {
    let entries = fsx::list(folder)?;
    let Some(found) = entries
        .into_iter()
        .find(|entry| entry.name.eq_ignore_ascii_case("mlproject"))
    else {
        let env = environment_file(folder);
        let (name, entry_points) = (None, Vec::new());
        return Ok(Project {
            name,
            env,
            entry_points,
        });
    };
    parse(&fsx::read(&found.path)?, &found.path, folder)
}

fn parse(bytes: &[u8], path: &Path, folder: &Path) -> Result<Project> {
    let file = File { path };
    let broken = |error: YamlError| SpecError {
        path: path.to_owned(),
        place: error.mark.map(|mark| (mark.line, mark.column)),
        message: error.message,
    };
    let Some(root) = yaml::parse_strictly(bytes).map_err(broken)? else {
        return Err(file.error(None, "the file is empty").into());
    };
    let value = root.resolve().map_err(broken)?;
    let top = file.mapping(&value, &root, "an MLproject file")?;
    let named: Vec<&str> = ENVIRONMENTS.into_iter().filter(|key| get(top, key).is_some()).collect();
    if named.len() > 1 {
        let message = format!(
            "Project cannot contain multiple environment fields: {}",
            named.join(", ")
        );
        return Err(file.error(root.get(named[1]), message).into());
    }
    let entry_points = entry_points(&file, top, &root)?;
    if get(top, "databricks_spark_job").is_some_and(|job| *job != Value::Null) {
        let message = "a `databricks_spark_job` runs on Databricks only, and mlrun does not run things there";
        return Err(file.error(root.get("databricks_spark_job"), message).into());
    }
    Ok(Project {
        name: get(top, "name")
            .filter(|name| **name != Value::Null)
            .map(Value::python_str),
        env: environment(&file, top, &root, folder)?,
        entry_points,
    })
}

/// Makes errors that name the file and a place in it.
struct File<'a> {
    path: &'a Path,
}

impl File<'_> {
    fn error(&self, node: Option<&Node>, message: impl Into<String>) -> SpecError {
        SpecError {
            path: self.path.to_owned(),
            place: node.map(
                |Node {
                     mark: Mark { line, column },
                     ..
                 }| (*line, *column),
            ),
            message: message.into(),
        }
    }

    fn mapping<'v>(&self, value: &'v Value, node: &Node, what: &str) -> Result<&'v [(Value, Value)], SpecError> {
        match value {
            Value::Map(entries) => Ok(entries),
            other => Err(self.error(
                Some(node),
                format!("{what} must be a mapping, not {}", described(other)),
            )),
        }
    }
}

fn entry_points(file: &File<'_>, top: &[(Value, Value)], root: &Node) -> Result<Vec<EntryPoint>, SpecError> {
    let Some(value) = get(top, "entry_points").filter(|value| **value != Value::Null) else {
        return Ok(Vec::new());
    };
    let node = root.get("entry_points").unwrap_or(root);
    let entries = file.mapping(value, node, "`entry_points`")?;
    entries
        .iter()
        .map(|(name, value)| entry_point(file, name.python_str(), value, child(node, name)))
        .collect()
}

fn entry_point(file: &File<'_>, name: String, value: &Value, node: &Node) -> Result<EntryPoint, SpecError> {
    let what = format!("entry point `{name}`");
    let fields = match value {
        Value::Map(fields) => fields,
        other => {
            let message = format!("{what} must be a mapping with a `command`, not {}", described(other));
            return Err(file.error(Some(node), message));
        }
    };
    let command = match get(fields, "command") {
        Some(Value::Str(text)) => Ok(text.clone()),
        None | Some(Value::Null) => Err(file.error(Some(node), format!("{what} has no `command`"))),
        Some(other) => {
            let message = format!("the `command` of {what} must be text, not {}", described(other));
            let message = match other {
                Value::Map(_) => format!("{message}: put it in quotes"),
                _ => message,
            };
            Err(file.error(node.get("command").or(Some(node)), message))
        }
    };
    let parameters = match get(fields, "parameters") {
        None | Some(Value::Null) => Vec::new(),
        Some(value) => {
            let node = node.get("parameters").unwrap_or(node);
            let what = format!("`parameters` of {what}");
            let entries = file.mapping(value, node, &what)?;
            let read = |(name, value): &(Value, Value)| parameter(file, name.python_str(), value, child(node, name));
            entries.iter().map(read).collect::<Result<_, _>>()?
        }
    };
    Ok(EntryPoint {
        name,
        command,
        parameters,
    })
}

fn parameter(file: &File<'_>, name: String, value: &Value, node: &Node) -> Result<Parameter, SpecError> {
    let (kind, default) = match value {
        Value::Str(kind) => (kind.clone(), None),
        Value::Map(fields) => {
            let kind = get(fields, "type").filter(|kind| **kind != Value::Null);
            let default = get(fields, "default").filter(|default| **default != Value::Null);
            let kind = kind.map_or_else(|| "string".to_owned(), Value::python_str);
            (kind, default.map(Value::python_str))
        }
        other => {
            let message = format!(
                "parameter `{name}` must be a type (`{name}: float`) or a mapping \
                 (`{name}: {{type: float, default: 0.5}}`), not {}",
                described(other)
            );
            return Err(file.error(Some(node), message));
        }
    };
    Ok(Parameter { name, kind, default })
}

/// The last key wins, as in Python, where both are the same dict key.
fn get<'v>(entries: &'v [(Value, Value)], key: &str) -> Option<&'v Value> {
    let is_key = |name: &Value| matches!(name, Value::Str(name) if name == key);
    entries
        .iter()
        .rev()
        .find(|(name, _)| is_key(name))
        .map(|(_, value)| value)
}

/// The node of a key, or the mapping itself when the key came in through `<<`.
fn child<'n>(node: &'n Node, key: &Value) -> &'n Node {
    match key {
        Value::Str(key) => node.get(key).unwrap_or(node),
        _ => node,
    }
}

fn described(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => "a mapping".to_owned(),
        other => format!("`{}` ({})", other.python_str(), other.type_name()),
    }
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

fn environment(file: &File<'_>, top: &[(Value, Value)], root: &Node, folder: &Path) -> Result<ProjectEnv> {
    let named = |key: &str| get(top, key).filter(|value| !is_falsy(value));
    if let Some(docker) = named("docker_env") {
        let node = root.get("docker_env").unwrap_or(root);
        check_docker(file, docker, node)?;
        return Ok(ProjectEnv::Docker(docker.clone()));
    }
    let file_of = |key: &str, kind: &'static str| match named(key) {
        None => Ok(None),
        Some(Value::Str(name)) => {
            let path = folder.join(name);
            if exists(&path) {
                Ok(Some(path))
            } else {
                Err(ProjectError::NoEnvironmentFile { kind, path })
            }
        }
        Some(other) => {
            let message = format!("`{key}` must be the path of a file, not {}", described(other));
            Err(file.error(root.get(key).or(Some(root)), message).into())
        }
    };
    if let Some(path) = file_of("python_env", "python_env")? {
        return Ok(ProjectEnv::Python(path));
    }
    if let Some(path) = file_of("conda_env", "conda environment")? {
        return Ok(ProjectEnv::Conda(path));
    }
    Ok(environment_file(folder))
}

/// The environment of a project that names none.
fn environment_file(folder: &Path) -> ProjectEnv {
    let present = |name: &str| Some(folder.join(name)).filter(|path: &PathBuf| exists(path));
    present("python_env.yaml")
        .map(ProjectEnv::Python)
        .or_else(|| present("conda.yaml").map(ProjectEnv::Conda))
        .unwrap_or(ProjectEnv::Unnamed)
}

fn check_docker(file: &File<'_>, docker: &Value, node: &Node) -> Result<(), SpecError> {
    const INVALID: &str = "Project configuration (MLproject file) was invalid:";
    let fields = file.mapping(docker, node, "`docker_env`")?;
    let given = |key: &str| get(fields, key).filter(|value| !is_falsy(value));
    let all =
        |value: &Value, is_good: fn(&Value) -> bool| matches!(value, Value::List(items) if items.iter().all(is_good));
    if given("image").is_none() {
        let message = format!("{INVALID} Docker environment specified but no image attribute found.");
        return Err(file.error(Some(node), message));
    }
    if given("volumes").is_some_and(|volumes| !all(volumes, |item| matches!(item, Value::Str(_)))) {
        let message = format!(
            r#"{INVALID} Docker volumes must be a list of strings, e.g.: '["/path1/:/path1", "/path2/:/path2"])"#
        );
        return Err(file.error(node.get("volumes").or(Some(node)), message));
    }
    if given("environment").is_some_and(|names| !all(names, |item| matches!(item, Value::Str(_) | Value::List(_)))) {
        let message = format!(
            "{INVALID} environment must be a list containing either strings (to copy environment variables from host \
             system) or lists of string pairs (to define new environment variables).\
             E.g.: '[[\"NEW_VAR\", \"new_value\"], \"VAR_TO_COPY_FROM_HOST\"])"
        );
        return Err(file.error(node.get("environment").or(Some(node)), message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Project> {
        parse(text.as_bytes(), Path::new("MLproject"), Path::new("/nowhere"))
    }

    #[test]
    fn entry_points_and_parameters_keep_their_order_and_defaults_are_pythons_text() {
        let project = parsed(
            "name: 12\nx: &x {l1: {default: 1e-3}}\nentry_points:\n  main:\n    parameters:\n      <<: *x\n      \
             alpha: {type: float, default: 1.0e-3}\n      when: path\n      on: {default: [1, 2.0, x, null]}\n      \
             opt: {type: null, default: null}\n    command: 'a'\n  empty:\n    parameters:\n",
        )
        .unwrap();
        assert_eq!(
            (project.name.as_deref(), &project.env),
            (Some("12"), &ProjectEnv::Unnamed)
        );
        let [main, empty] = &project.entry_points[..] else {
            panic!("two entry points")
        };
        let parameters: Vec<_> = main
            .parameters
            .iter()
            .map(|p| (&*p.name, &*p.kind, p.default.as_deref()))
            .collect();
        let expected = [
            ("l1", "string", Some("1e-3")),
            ("alpha", "float", Some("0.001")),
            ("when", "path", None),
            ("True", "string", Some("[1, 2.0, 'x', None]")),
            ("opt", "string", None),
        ];
        assert_eq!(parameters, expected);
        assert!(empty.parameters.is_empty());
        assert_eq!(
            empty.command.as_ref().unwrap_err().message,
            "entry point `empty` has no `command`"
        );
    }

    #[test]
    fn errors_name_the_place() {
        for (text, place, says) in [
            ("# nothing\n", None, "empty"),
            ("- a\n", Some((1, 1)), "must be a mapping, not a list"),
            ("name: [a\n", Some((2, 1)), "flow sequence"),
            (
                "entry_points:\n  - main\n",
                Some((2, 3)),
                "`entry_points` must be a mapping",
            ),
            (
                "entry_points:\n  main: python a.py\n",
                Some((2, 9)),
                "with a `command`, not `python a.py` (str)",
            ),
            (
                "entry_points: {m: {parameters: {a: 0.5}}}\n",
                Some((1, 36)),
                "not `0.5` (float)",
            ),
            ("entry_points: {m: {parameters: {a: }}}\n", Some((1, 36)), "not nothing"),
            ("python_env:\nconda_env: c\n", Some((2, 12)), "python_env, conda_env"),
            ("docker_env: {volumes: []}\n", Some((1, 13)), "no image attribute"),
            ("conda_env: 3\n", Some((1, 12)), "must be the path of a file"),
        ] {
            match parsed(text) {
                Err(ProjectError::Spec(error)) => {
                    assert_eq!(error.place, place, "{text}");
                    assert!(error.message.contains(says), "{text}: {error}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
        assert!(matches!(
            parsed("conda_env: c\n"),
            Err(ProjectError::NoEnvironmentFile { .. })
        ));
    }
}
