//! What a container sees of this machine: the store, the run's artifacts, the volumes of the project.

use std::path::{Component, Path};

use percent_encoding::percent_decode_str;

use super::super::location::{absolute, exists, local_path, scheme};
use super::super::tool::Tools;
use super::ContainerError;
use super::words;

/// Where the code is in a container that has it.
pub(super) const CODE: &str = "/mlflow/projects/code/";
/// Where the store is.
const STORE: &str = "/mlflow/tmp/mlruns";

/// Words of `docker run`, and variables of the container: with a value, or copied from this machine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Seen {
    pub(super) words: Vec<String>,
    pub(super) variables: Vec<(String, Option<String>)>,
}

/// A folder or file of this machine in the container. One with a colon in its path cannot be named by `-v`.
pub(super) fn bind(host: &str, container: &str) -> [String; 2] {
    if !host.contains(':') && !container.contains(':') {
        return ["-v".to_owned(), format!("{host}:{container}")];
    }
    let field = |name: &str, path: &str| match path.contains([',', '"']) {
        true => format!("\"{name}={}\"", path.replace('"', "\"\"")),
        false => format!("{name}={path}"),
    };
    let fields = format!("type=bind,{},{}", field("source", host), field("target", container));
    ["--mount".to_owned(), fields]
}

/// Where a store lies on this machine, and its URI in the container (MLflow's `_get_local_uri_or_none`); `None` for one
/// that is reached by the network.
#[must_use]
pub fn local_store(tracking_uri: &str) -> Option<(String, String)> {
    if tracking_uri == "databricks" {
        return None;
    }
    if scheme(tracking_uri).as_deref() != Some("sqlite") {
        return Some((local_path(tracking_uri)?, format!("file://{STORE}")));
    }
    let rest = &tracking_uri["sqlite:".len()..];
    let path = match rest.strip_prefix("//") {
        Some(path) if !path.is_empty() && !path.starts_with('/') => return None,
        Some(path) => path,
        None => rest,
    };
    let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
    Some((path, format!("sqlite:///{STORE}")))
}

/// The store, in the container.
pub(super) fn store(tracking_uri: &str) -> (Vec<String>, String) {
    match local_store(tracking_uri) {
        Some((path, uri)) => (bind(&path, STORE).into(), uri),
        None => (Vec::new(), tracking_uri.to_owned()),
    }
}

/// The run's artifacts: their folder, or what is needed to reach them elsewhere. AWS_SESSION_TOKEN, without which
/// temporary credentials are refused, MLflow forgets.
pub(super) fn artifacts(uri: &str, tools: &Tools<'_>) -> Seen {
    let copied = |names: &[&str]| -> Vec<(String, Option<String>)> {
        let there = names.iter().filter(|name| tools.environment.contains_key(**name));
        there.map(|name| ((*name).to_owned(), None)).collect()
    };
    let mut seen = Seen::default();
    match scheme(uri).as_deref() {
        None | Some("file") => {
            let Some(path) = local_path(uri) else {
                return seen;
            };
            let host = absolute(tools.cwd, Path::new(&path)).to_string_lossy().into_owned();
            let container = match path.starts_with('/') {
                true => path,
                false => absolute(Path::new(CODE), Path::new(&path))
                    .to_string_lossy()
                    .into_owned(),
            };
            seen.words.extend(bind(&host, &container));
        }
        Some("s3") => {
            let home = tools.variable("HOME").map(|home| Path::new(home).join(".aws"));
            if let Some(folder) = home.filter(|folder| exists(folder)) {
                seen.words.extend(bind(&folder.to_string_lossy(), "/.aws"));
            }
            seen.variables = copied(&[
                "AWS_SECRET_ACCESS_KEY",
                "AWS_ACCESS_KEY_ID",
                "MLFLOW_S3_ENDPOINT_URL",
                "MLFLOW_S3_IGNORE_TLS",
                "AWS_SESSION_TOKEN",
            ]);
        }
        Some("wasbs") => {
            seen.variables = copied(&["AZURE_STORAGE_CONNECTION_STRING", "AZURE_STORAGE_ACCESS_KEY"]);
        }
        Some("gs") => {
            const NAME: &str = "GOOGLE_APPLICATION_CREDENTIALS";
            if let Some(path) = tools.environment.get(NAME) {
                seen.words.extend(bind(path, "/.gcs"));
                seen.variables = vec![(NAME.to_owned(), Some("/.gcs".to_owned()))];
            }
        }
        Some("hdfs" | "viewfs") => {
            const CACHE: &str = "MLFLOW_KERBEROS_TICKET_CACHE";
            if let Some(path) = tools.environment.get(CACHE) {
                seen.words.extend(bind(path, path));
            }
            seen.variables = copied(&[CACHE, "MLFLOW_KERBEROS_USER", "MLFLOW_PYARROW_EXTRA_CONF"]);
        }
        Some(_) => {}
    }
    seen
}

/// A volume of `docker_env`, expanded. What has a slash is a path, a relative one counts from the project's folder (as
/// MLflow starts docker there); what has none is docker's own volume of that name.
///
/// # Errors
/// [`ContainerError::DockerEnv`]: it cannot be expanded.
pub(super) fn volume(text: &str, folder: &Path, tools: &Tools<'_>) -> Result<String, ContainerError> {
    let variable = |name: &str| tools.environment.get(name).map(String::as_str);
    let expanded = words::expanded(text, &variable)
        .map_err(|problem| ContainerError::DockerEnv(format!("volume `{text}`: {problem}")))?;
    let Some((source, rest)) = expanded.split_once(':') else {
        return Ok(expanded);
    };
    let is_path = source.contains('/') || Path::new(source).components().any(|part| part == Component::ParentDir);
    if (is_path || source == ".") && !source.starts_with('/') {
        return Ok(format!("{}:{rest}", absolute(folder, Path::new(source)).display()));
    }
    Ok(expanded)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn stores_and_paths_are_mounted() {
        let local = |path: &str| Some((path.to_owned(), "file:///mlflow/tmp/mlruns".to_owned()));
        assert_eq!(local_store("file:///a%20b"), local("/a b"));
        assert_eq!(local_store("mlruns"), local("mlruns"));
        assert_eq!(local_store("file://host/a").or(local_store("databricks")), None);
        let (path, uri) = local_store("sqlite:////a.db").unwrap();
        assert_eq!(
            (path.as_str(), uri.as_str()),
            ("//a.db", "sqlite:////mlflow/tmp/mlruns")
        );
        assert_eq!(bind("/a b", "/c"), ["-v", "/a b:/c"]);
        assert_eq!(bind("/a:b,", "/c"), ["--mount", "type=bind,\"source=/a:b,\",target=/c"]);
    }

    #[test]
    fn artifacts_elsewhere_bring_what_reaches_them_and_no_value() {
        let names = [
            "AWS_ACCESS_KEY_ID",
            "AWS_SESSION_TOKEN",
            "GOOGLE_APPLICATION_CREDENTIALS",
            "HOME",
        ];
        let environment: BTreeMap<String, String> = names
            .iter()
            .map(|name| ((*name).to_owned(), "/nowhere/x".to_owned()))
            .collect();
        let tools = Tools {
            environment: &environment,
            cwd: Path::new("/cwd"),
            say: &|_| {},
        };
        let seen = artifacts("s3://b/k", &tools);
        assert!(seen.words.is_empty());
        let copied = |name: &str| (name.to_owned(), None);
        assert_eq!(seen.variables, [copied(names[0]), copied(names[1])]);
        let seen = artifacts("gs://b", &tools);
        assert_eq!(seen.words, ["-v", "/nowhere/x:/.gcs"]);
        assert_eq!(seen.variables, [(names[2].to_owned(), Some("/.gcs".to_owned()))]);
        assert_eq!(
            artifacts("r/a", &tools).words,
            ["-v", "/cwd/r/a:/mlflow/projects/code/r/a"]
        );
        assert_eq!(artifacts("ftp://h/a", &tools), Seen::default());
        for (text, expected) in [
            ("$HOME/d:/d:ro", "/nowhere/x/d:/d:ro"),
            ("../d:/d", "/p/d:/d"),
            (".:/d", "/p/q:/d"),
            ("named:/d", "named:/d"),
            ("/anonymous", "/anonymous"),
        ] {
            assert_eq!(volume(text, Path::new("/p/q"), &tools).unwrap(), expected);
        }
        let error = volume("$(id):/d", Path::new("/p"), &tools).unwrap_err();
        assert!(
            error.to_string().contains("volume `$(id):/d`: no command is run"),
            "{error}"
        );
    }
}
