//! The command of a request, by MLflow's rules: values, quoting, `str.format`.

mod fetch;
mod quote;
mod script;
pub mod template;
mod text_spec;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::{Path, PathBuf};

pub use fetch::{Fetch, Unfetched};
use quote::placeholders_in_quotes;
pub use quote::{quote, unquoted};
use script::{script_command, siblings};

use super::location::{absolute, exists, local_path, scheme};
use super::spec::{EntryPoint, Parameter, Project};
use super::{ProjectError, Result, Suggestion};
use crate::fsx;
use crate::model::{Invalid, Key, Param};
use crate::near::nearest;

/// The longest recorded value in code points (MLflow's `MAX_PARAM_VAL_LENGTH`); the command gets all of it.
pub(super) const MAX_RECORDED: usize = 6000;

/// What of a project is to be run.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// A declared entry point or a script; `main` where nothing is said.
    pub entry_point: &'a str,
    /// Names and values in the order given; no name twice.
    pub parameters: &'a [(String, String)],
    /// What runs `.sh` scripts: the user's `$SHELL`.
    pub shell: Option<&'a str>,
    /// The project's folder, where scripts are looked for.
    pub folder: &'a Path,
    /// The folder that relative `path` values count from: the one where mlrun was started, as in MLflow.
    pub started_in: &'a Path,
}

/// A command ready to be started, and what of it goes into the run's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    /// One line (or more) for a shell.
    pub command: String,
    /// Names and values as the command has them, before quoting: the declared ones in the order declared, then the
    /// others in the order given.
    pub parameters: Vec<(String, String)>,
    /// The same as recorded: MLflow records values quoted for the shell, and paths as they were given.
    pub recorded: Vec<Param>,
    /// The first name that cannot be recorded, in MLflow's words: the command is right, and a run of it is refused.
    pub unrecordable: Option<Invalid>,
    /// What is odd and does not stop the run.
    pub warnings: Vec<Warning>,
}

/// What is odd about a request and does not stop the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// A name near a declared one was given, and goes to the command as an extra option.
    ProbablyMisspelt(Suggestion),
    /// The command puts the value inside quotes of its own, where a shell may take part of it for a command.
    InQuotes {
        /// The parameter.
        name: String,
    },
    /// The value is recorded up to 6000 characters.
    CutInRecord {
        /// The parameter.
        name: String,
        /// Its length in characters.
        length: usize,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ProbablyMisspelt(suggestion) => {
                write!(f, "{suggestion} It is passed on as `--{} …`", quote(&suggestion.given))
            }
            Self::InQuotes { name } => write!(
                f,
                "the command puts {{{name}}} inside quotes of its own, which undoes our quoting: the shell may take part of \
                 the value for a command. Write {{{name}}} without quotes in the MLproject file"
            ),
            Self::CutInRecord { name, length } => write!(
                f,
                "the value of `{name}` has {length} characters; the run records the first {MAX_RECORDED}, the command gets all"
            ),
        }
    }
}

/// Computes the command of a request, by MLflow's rules; what parameters of type `path` name elsewhere is fetched.
///
/// # Errors
/// No such entry point or script, values missing or of the wrong kind, a command that cannot be filled in.
pub fn invocation(project: &Project, request: &Request<'_>, fetch: &Fetch<'_>) -> Result<Invocation> {
    let entry_point = find(project, request)?;
    check_missing(&entry_point, request.parameters)?;
    let given: BTreeMap<&str, &str> = request
        .parameters
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    let mut parameters = Vec::new();
    let mut recorded = Vec::new();
    for (position, parameter) in entry_point.parameters.iter().enumerate() {
        let value = given
            .get(parameter.name.as_str())
            .copied()
            .or(parameter.default.as_deref());
        let value = value.unwrap_or_default(); // `check_missing` has seen to it
        let fetch = |uri: &str| fetch(position, uri);
        parameters.push((
            parameter.name.clone(),
            resolved(parameter, value, request.started_in, &fetch)?,
        ));
        recorded.push((Cow::Borrowed(parameter.name.as_str()), value));
    }
    let template = entry_point.command.as_ref().map_err(Clone::clone)?;
    let words: BTreeMap<&str, Cow<'_, str>> = parameters.iter().map(|(k, v)| (k.as_str(), quote(v))).collect();
    let filled = template::format(template, |name| words.get(name).map(AsRef::as_ref));
    let mut command = filled.map_err(|source| ProjectError::Template {
        entry_point: entry_point.name.clone(),
        template: template.clone(),
        source,
    })?;
    let in_quotes = placeholders_in_quotes(template).into_iter().collect::<BTreeSet<_>>();
    let is_undone = |name: &&str| {
        parameters
            .iter()
            .any(|(key, value)| key == name && quote(value) != *value)
    };
    let mut warnings: Vec<Warning> = in_quotes
        .into_iter()
        .filter(is_undone)
        .map(|name| Warning::InQuotes { name: name.to_owned() })
        .collect();
    for (name, value) in request
        .parameters
        .iter()
        .filter(|(name, _)| !entry_point.declares(name))
    {
        command.push_str(&format!(" --{} {}", quote(name), quote(value)));
        parameters.push((name.clone(), value.clone()));
        recorded.push((recorded_name(name), value));
        warnings.extend(misspelt(&entry_point, name, &given).map(Warning::ProbablyMisspelt));
    }
    let mut params = Vec::new();
    let mut unrecordable = None;
    for (index, (name, value)) in recorded.into_iter().enumerate() {
        let key = match Key::parse(&name) {
            Ok(key) => key,
            Err(error) => {
                unrecordable.get_or_insert_with(|| error.named(&format!("params[{index}].key"), "Param key"));
                continue;
            }
        };
        let quoted = quote(value);
        let length = quoted.chars().count();
        if length > MAX_RECORDED {
            let name = name.clone().into_owned();
            warnings.push(Warning::CutInRecord { name, length });
        }
        let value = quoted.chars().take(MAX_RECORDED).collect();
        params.push(Param { key, value });
    }
    Ok(Invocation {
        command,
        parameters,
        recorded: params,
        unrecordable,
        warnings,
    })
}

/// MLflow records the quoted name of an undeclared parameter, and fails where quotes were needed. There we record the
/// name itself.
fn recorded_name(name: &str) -> Cow<'_, str> {
    let quoted = quote(name);
    if Key::parse(&quoted).is_ok() {
        quoted
    } else {
        Cow::Borrowed(name)
    }
}

fn find<'p>(project: &'p Project, request: &Request<'_>) -> Result<Cow<'p, EntryPoint>> {
    let name = request.entry_point;
    if let Some(declared) = project.entry_points.iter().find(|entry| entry.name == name) {
        return Ok(Cow::Borrowed(declared));
    }
    let known = || project.entry_points.iter().map(|entry| entry.name.as_str());
    let Some(command) = script_command(name, request.shell) else {
        return Err(ProjectError::NoEntryPoint {
            name: name.to_owned(),
            known: known().map(str::to_owned).collect(),
            near: nearest(name, known()).map(str::to_owned),
        });
    };
    if !fsx::is_file(&request.folder.join(name)) {
        let scripts = siblings(&request.folder.join(name), name);
        let near = nearest(name, known().chain(scripts.iter().map(String::as_str)));
        return Err(ProjectError::NoScript {
            name: name.to_owned(),
            folder: request.folder.to_owned(),
            near: near.map(str::to_owned),
        });
    }
    Ok(Cow::Owned(EntryPoint {
        name: name.to_owned(),
        command: Ok(command.replace('{', "{{").replace('}', "}}")),
        parameters: Vec::new(),
    }))
}

fn check_missing(entry_point: &EntryPoint, given: &[(String, String)]) -> Result<()> {
    let is_given = |name: &str| given.iter().any(|(given, _)| given == name);
    let missing: Vec<&str> = entry_point
        .parameters
        .iter()
        .filter(|parameter| parameter.default.is_none() && !is_given(&parameter.name))
        .map(|parameter| parameter.name.as_str())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let undeclared = given.iter().filter(|(name, _)| !entry_point.declares(name));
    let near = undeclared
        .filter_map(|(name, _)| {
            let meant = nearest(name, missing.iter().copied())?.to_owned();
            let given = name.clone();
            Some(Suggestion { given, meant })
        })
        .collect();
    Err(ProjectError::MissingParameters {
        names: missing.into_iter().map(str::to_owned).collect(),
        near,
    })
}

/// The declared parameter that an undeclared name was probably meant for; one that was given itself is out of it.
fn misspelt(entry_point: &EntryPoint, name: &str, given: &BTreeMap<&str, &str>) -> Option<Suggestion> {
    let declared = entry_point.parameters.iter().map(|parameter| parameter.name.as_str());
    let meant = nearest(name, declared.filter(|declared| !given.contains_key(declared)))?;
    Some(Suggestion {
        given: name.to_owned(),
        meant: meant.to_owned(),
    })
}

/// The value as the command gets it. Only the types `path` and `uri`, spelt so, mean anything to MLflow.
fn resolved(
    parameter: &Parameter,
    value: &str,
    started_in: &Path,
    fetch: &dyn Fn(&str) -> std::result::Result<PathBuf, Unfetched>,
) -> Result<String> {
    let name = parameter.name.clone();
    match parameter.kind.as_str() {
        "uri" if scheme(value).is_none() => Err(ProjectError::NotAUri {
            name,
            value: value.to_owned(),
        }),
        "path" if matches!(scheme(value).as_deref(), Some("runs" | "models")) => match fetch(value) {
            Ok(path) => Ok(path.to_string_lossy().into_owned()),
            Err(Unfetched { reason, hint }) => Err(ProjectError::NotFetched { name, reason, hint }),
        },
        "path" => existing_path(name, value, started_in),
        _ => Ok(value.to_owned()),
    }
}

/// MLflow undoes percent-escapes in plain paths too; we do so only where nothing has the name as it was given.
fn existing_path(name: String, value: &str, started_in: &Path) -> Result<String> {
    let Some(local) = local_path(value) else {
        return Err(ProjectError::NotYet {
            what: format!("parameter {name} is of type `path` and {value} is not on this machine: it"),
            instead: "download it and give its local path".to_owned(),
        });
    };
    let candidates = [scheme(value).is_none().then_some(value), Some(local.as_str())];
    let paths: Vec<PathBuf> = candidates
        .into_iter()
        .flatten()
        .map(|text| absolute(started_in, Path::new(text)))
        .collect();
    match paths.iter().find(|path| !value.is_empty() && exists(path)) {
        Some(path) => Ok(path.to_string_lossy().into_owned()),
        None => Err(ProjectError::NoSuchPath {
            name,
            value: value.to_owned(),
            path: paths.into_iter().next_back().unwrap_or_default(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::ProjectEnv;

    fn compute(entry_point: &str, given: &[(&str, &str)], folder: &Path) -> Result<Invocation> {
        let parameter = |name: &str, kind: &str, default: Option<&str>| Parameter {
            name: name.to_owned(),
            kind: kind.to_owned(),
            default: default.map(str::to_owned),
        };
        let entry = |name: &str, command: &str, parameters| EntryPoint {
            name: name.to_owned(),
            command: Ok(command.to_owned()),
            parameters,
        };
        let project = Project {
            name: None,
            env: ProjectEnv::Unnamed,
            entry_points: vec![
                entry(
                    "main",
                    "fit {rate} {note}",
                    vec![parameter("note", "str", Some("it's")), parameter("rate", "float", None)],
                ),
                entry(
                    "load",
                    "cat {data} {from}",
                    vec![
                        parameter("data", "path", None),
                        parameter("from", "uri", Some("s3://b")),
                    ],
                ),
                entry("bad", "echo ${HOME}", Vec::new()),
            ],
        };
        let parameters: Vec<_> = given.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let request = Request {
            entry_point,
            parameters: &parameters,
            shell: Some("/bin/zsh"),
            folder,
            started_in: folder,
        };
        let fetch = |position: usize, uri: &str| match uri {
            "models:/m/1" => Ok(PathBuf::from(format!("/tmp/a b/param_{position}"))),
            _ => Err(Unfetched {
                reason: format!("{uri}: gone"),
                hint: None,
            }),
        };
        invocation(&project, &request, &fetch)
    }

    #[test]
    fn commands_and_records_are_quoted_in_mlflows_order() {
        let long = "x".repeat(6001);
        let here = Path::new("/");
        let made = compute("main", &[("z", &long), ("a b", ""), ("rate", "1e-3")], here).unwrap();
        assert_eq!(made.command, format!("fit 1e-3 'it'\"'\"'s' --z {long} --'a b' ''"));
        let recorded: Vec<_> = made.recorded.iter().map(|p| (p.key.as_str(), p.value.len())).collect();
        assert_eq!(recorded, [("note", 10), ("rate", 4), ("z", 6000), ("a b", 2)]);
        assert_eq!(
            made.warnings,
            [Warning::CutInRecord {
                name: "z".to_owned(),
                length: 6001
            }]
        );
    }

    #[test]
    fn slips_are_pointed_out() {
        let here = Path::new("/");
        let Err(ProjectError::MissingParameters { names, near }) = compute("main", &[("rte", "1")], here) else {
            panic!("`rate` is missing")
        };
        assert_eq!((&names[..], near[0].meant.as_str()), (&["rate".to_owned()][..], "rate"));
        let warnings = compute("main", &[("rate", "1"), ("ntoe", "x")], here).unwrap().warnings;
        assert!(warnings[0].to_string().contains("did you mean `note`?"), "{warnings:?}");
        let near = |name| match compute(name, &[], here) {
            Err(ProjectError::NoEntryPoint { near, .. } | ProjectError::NoScript { near, .. }) => near,
            other => panic!("{name}: {other:?}"),
        };
        assert_eq!(
            (near("mian").as_deref(), near("elsewhere"), near("none.py")),
            (Some("main"), None, None)
        );
        let error = compute("bad", &[], here).unwrap_err();
        assert!(error.hint().unwrap().contains("`{{HOME}}`"), "{error}");
    }

    #[test]
    fn scripts_and_paths_are_looked_for() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().canonicalize().unwrap();
        for name in ["a.py", "b c.sh", "d.R", "e'{f}.R", "50%25"] {
            std::fs::write(here.join(name), "").unwrap();
        }
        for (script, command) in [
            ("a.py", "python a.py --k 1"),
            ("b c.sh", "/bin/zsh 'b c.sh' --k 1"),
            ("d.R", "Rscript -e \"mlflow::mlflow_source('d.R')\" --args --k 1"),
            (
                "e'{f}.R",
                "Rscript -e 'mlflow::mlflow_source('\"'\"'e\\'\"'\"'{f}.R'\"'\"')' --args --k 1",
            ),
        ] {
            assert_eq!(compute(script, &[("k", "1")], &here).unwrap().command, command);
        }
        for (data, found) in [
            ("./x/../a.py", "a.py"),
            ("file:a.py", "a.py"),
            ("b%20c.sh", "b c.sh"),
            ("50%25", "50%25"),
        ] {
            let made = compute("load", &[("data", data)], &here).unwrap();
            assert_eq!(made.parameters[0].1, here.join(found).to_str().unwrap());
            assert_eq!(made.recorded[0].value, data);
        }
        assert!(matches!(
            compute("load", &[("data", "")], &here),
            Err(ProjectError::NoSuchPath { .. })
        ));
        assert!(matches!(
            compute("load", &[("data", "s3://b/k")], &here),
            Err(ProjectError::NotYet { .. })
        ));
        let made = compute("load", &[("data", "models:/m/1"), ("from", "models:/m/1")], &here).unwrap();
        assert_eq!(made.command, "cat '/tmp/a b/param_0' models:/m/1");
        assert_eq!(made.recorded[0].value, "models:/m/1");
        let error = compute("load", &[("data", "runs:/x/y")], &here).unwrap_err();
        assert_eq!(error.to_string(), "parameter data: runs:/x/y: gone");
        let given = [("data", "a.py"), ("from", "/tmp")];
        assert!(matches!(
            compute("load", &given, &here),
            Err(ProjectError::NotAUri { .. })
        ));
    }
}
