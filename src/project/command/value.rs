//! The values of declared parameters.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::quote::quote;
use super::{Fetch, Request, Unfetched};
use crate::codec::Mark;
use crate::project::location::{absolute, exists, local_path, scheme};
use crate::project::spec::{EntryPoint, Form, Kind, Parameter, Project, truth};
use crate::project::{ProjectError, Result};

/// A declared parameter with what its placeholder becomes.
pub(super) struct Filled {
    pub(super) name: String,
    /// What stands in the command, quoted.
    pub(super) word: String,
    /// Whether `word` is the value, quoted.
    pub(super) is_quoted: bool,
    /// `None` where it was left out.
    pub(super) value: Option<Resolved>,
}

pub(super) struct Resolved {
    /// As the command has it.
    pub(super) text: String,
    /// As the run records it.
    pub(super) recorded: String,
}

/// A value that does not fit the type of its parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadValue {
    /// The parameter.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Whether the value is the default.
    pub is_default: bool,
    /// The type as declared.
    pub kind: String,
    /// What a value must be, as in `expected …`.
    pub expected: String,
    /// Where the parameter is declared.
    pub declared: Option<(PathBuf, Mark)>,
}

impl fmt::Display for BadValue {
    /// Without the value, if the name says that it is nobody's business.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = match self.value.chars().count() {
            _ if is_secret(&self.name) => "its value".to_owned(),
            ..=60 => format!("`{}`", self.value),
            _ => format!("`{}…`", self.value.chars().take(60).collect::<String>()),
        };
        let default = if self.is_default { "the default " } else { "" };
        let Self {
            name, kind, expected, ..
        } = self;
        write!(
            f,
            "parameter `{name}` is of type {kind}, and {default}{value} is not: expected {expected}"
        )?;
        match &self.declared {
            Some((path, Mark { line, column })) => {
                write!(f, " (declared in {}, line {line}, column {column})", path.display())
            }
            None => Ok(()),
        }
    }
}

fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    [
        "password",
        "passwd",
        "secret",
        "token",
        "api_key",
        "apikey",
        "credential",
    ]
    .iter()
    .any(|word| name.contains(word))
}

/// Resolves the values of all declared parameters, in the order declared.
pub(super) fn fill(
    project: &Project,
    entry_point: &EntryPoint,
    request: &Request<'_>,
    fetch: &Fetch<'_>,
) -> Result<Vec<Filled>> {
    let given: BTreeMap<&str, &str> = request
        .parameters
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let given = |parameter: &Parameter| given.get(parameter.name.as_str()).copied();
    let bad: Vec<BadValue> = entry_point
        .parameters
        .iter()
        .filter_map(|parameter| bad_value(project, parameter, given(parameter), request.check_types))
        .collect();
    if !bad.is_empty() {
        return Err(ProjectError::BadValues(bad));
    }
    let mut all = Vec::new();
    for (position, parameter) in entry_point.parameters.iter().enumerate() {
        let given = given(parameter);
        let (word, value) = match (&parameter.form, given.or(parameter.default.as_deref())) {
            (Form::Flag(flag), value) => {
                let (word, text) = match value.and_then(truth) {
                    Some(true) => (flag.clone(), "True"),
                    _ => (String::new(), "False"),
                };
                (word, Some((text.to_owned(), text)))
            }
            (_, None) => (String::new(), None),
            (form, Some(value)) => {
                let fetch = |uri: &str| fetch(position, uri);
                let text = resolved(parameter, value, given.is_none(), request, &fetch)?;
                let word = match form {
                    Form::Option {
                        option: Some(option), ..
                    } => {
                        let blank = if option.ends_with('=') { "" } else { " " };
                        format!("{option}{blank}{}", quote(&text))
                    }
                    _ => quote(&text).into_owned(),
                };
                (word, Some((text, value)))
            }
        };
        all.push(Filled {
            name: parameter.name.clone(),
            word,
            is_quoted: !matches!(parameter.form, Form::Flag(_)),
            value: value.map(|(text, recorded)| Resolved {
                text,
                recorded: recorded.to_owned(),
            }),
        });
    }
    Ok(all)
}

/// A switch must be true or false; other types count only where they are checked.
fn bad_value(project: &Project, parameter: &Parameter, given: Option<&str>, check_types: bool) -> Option<BadValue> {
    let value = given.or(parameter.default.as_deref())?;
    let is_switch = matches!(parameter.form, Form::Flag(_));
    let kind = match Kind::of(&parameter.kind) {
        _ if is_switch => Kind::Bool,
        Some(kind) if check_types => kind,
        _ => return None,
    };
    (!kind.fits(value)).then(|| BadValue {
        name: parameter.name.clone(),
        value: value.to_owned(),
        is_default: given.is_none(),
        kind: if is_switch {
            "bool".to_owned()
        } else {
            parameter.kind.clone()
        },
        expected: kind.expected(),
        declared: project.file.clone().zip(parameter.mark),
    })
}

/// The value as the command gets it. Only the types `path` and `uri`, spelt so, mean anything to MLflow.
fn resolved(
    parameter: &Parameter,
    value: &str,
    is_default: bool,
    request: &Request<'_>,
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
        "path" => {
            let mut folders: Vec<&Path> = request.checked_out.into_iter().collect();
            folders.push(request.started_in);
            folders.extend(is_default.then_some(request.folder));
            existing_path(name, value, &folders, request.started_in)
        }
        _ => Ok(value.to_owned()),
    }
}

/// The first of the folders that has the path, which MLflow looks for only where it was started. MLflow undoes
/// percent-escapes in plain paths too; we do so only where nothing has the name as it was given.
fn existing_path(name: String, value: &str, folders: &[&Path], started_in: &Path) -> Result<String> {
    let Some(local) = local_path(value) else {
        let value = without_user(value);
        return Err(ProjectError::Remote { name, value });
    };
    let spellings = [scheme(value).is_none().then_some(value), Some(local.as_str())];
    let candidates = |folder: &Path| -> Vec<PathBuf> {
        let texts = spellings.into_iter().flatten();
        texts.map(|text| absolute(folder, Path::new(text))).collect()
    };
    let mut paths = folders.iter().flat_map(|folder| candidates(folder));
    match paths.find(|path| !value.is_empty() && exists(path)) {
        Some(path) => Ok(path.to_string_lossy().into_owned()),
        None => Err(ProjectError::NoSuchPath {
            name,
            value: value.to_owned(),
            path: absolute(started_in, Path::new(&local)),
        }),
    }
}

/// A URI without `user:password@`.
fn without_user(uri: &str) -> String {
    let Some((scheme, rest)) = uri.split_once("://") else {
        return uri.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest[..end].rfind('@').map_or(0, |at| at + 1);
    format!("{scheme}://{}", &rest[host..])
}
