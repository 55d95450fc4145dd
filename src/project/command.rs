use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::location::{absolute, exists, local_path, scheme};
use super::near::{Suggestion, nearest};
use super::quote::quote;
use super::spec::{EntryPoint, Parameter, Project};
use super::template;
use super::{ProjectError, Result};
use crate::fsx;
use crate::model::{Key, Param};

/// The longest recorded value in code points (MLflow's `MAX_PARAM_VAL_LENGTH`); the command gets all of it.
const MAX_RECORDED: usize = 6000;

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
    /// What is odd and does not stop the run.
    pub warnings: Vec<Warning>,
}

/// What is odd about a request and does not stop the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// A name near a declared one was given, and goes to the command as an extra option.
    ProbablyMisspelt(Suggestion),
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
            Self::CutInRecord { name, length } => write!(
                f,
                "the value of `{name}` has {length} characters; the run records the first {MAX_RECORDED}, the command gets all"
            ),
        }
    }
}

/// Computes the command of a request, by MLflow's rules.
///
/// # Errors
/// No such entry point or script, values missing or of the wrong kind, a command that cannot be filled in, a name that
/// cannot be recorded.
pub fn invocation(project: &Project, request: &Request<'_>) -> Result<Invocation> {
    let entry_point = find(project, request)?;
    check_missing(&entry_point, request.parameters)?;
    let given: BTreeMap<&str, &str> = request
        .parameters
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    let mut parameters = Vec::new();
    let mut recorded = Vec::new();
    for parameter in &entry_point.parameters {
        let value = given
            .get(parameter.name.as_str())
            .copied()
            .or(parameter.default.as_deref());
        let value = value.unwrap_or_default(); // `check_missing` has seen to it
        parameters.push((parameter.name.clone(), resolved(parameter, value, request.started_in)?));
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
    let mut warnings = Vec::new();
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
    for (index, (name, value)) in recorded.into_iter().enumerate() {
        let key = Key::parse(&name).map_err(|error| error.named(&format!("params[{index}].key"), "Param key"))?;
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

/// The files beside a script that is not there, spelt as the script was.
fn siblings(script: &Path, name: &str) -> Vec<String> {
    let Some(folder) = script.parent() else {
        return Vec::new();
    };
    let prefix = name.rfind('/').map_or("", |slash| &name[..=slash]);
    let entries = fsx::list(folder).unwrap_or_default();
    entries
        .into_iter()
        .map(|entry| format!("{prefix}{}", entry.name))
        .collect()
}

/// How MLflow runs a script; `None` for other endings, which count in lower case (but `.R`) as in MLflow.
fn script_command(name: &str, shell: Option<&str>) -> Option<String> {
    let word = quote(name);
    match Path::new(name).extension()?.to_str()? {
        "py" => Some(format!("python {word}")),
        "sh" => Some(format!("{} {word}", shell.unwrap_or("bash"))),
        "R" if word == name => Some(format!("Rscript -e \"mlflow::mlflow_source('{word}')\" --args")),
        "R" => {
            // MLflow puts the quoted name in quotes here, which R cannot read.
            let text = name.replace('\\', "\\\\").replace('\'', "\\'");
            Some(format!(
                "Rscript -e {} --args",
                quote(&format!("mlflow::mlflow_source('{text}')"))
            ))
        }
        _ => None,
    }
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
fn resolved(parameter: &Parameter, value: &str, started_in: &Path) -> Result<String> {
    let name = parameter.name.clone();
    match parameter.kind.as_str() {
        "uri" if scheme(value).is_none() => Err(ProjectError::NotAUri {
            name,
            value: value.to_owned(),
        }),
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
