//! What `docker_env` says.

use std::collections::BTreeMap;

use super::ContainerError;
use super::image;
use crate::codec::Value;

/// A `docker_env`, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DockerEnv {
    pub(super) image: String,
    /// As written.
    pub(super) volumes: Vec<String>,
    pub(super) variables: Vec<Variable>,
}

/// An entry of its `environment`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Variable {
    /// Has the value that it has on this machine.
    Copied(String),
    /// Has this value.
    Set(String, String),
}

impl DockerEnv {
    /// Keys we do not know mean nothing, as to MLflow.
    pub(super) fn read(value: &Value) -> Result<Self, ContainerError> {
        let get = |key: &str| value.get(key);
        let items = |key: &str| match get(key) {
            Some(Value::List(items)) => &items[..],
            _ => &[],
        };
        let image = get("image").map(Value::python_str).unwrap_or_default();
        if !image::is_reference(&image) {
            let problem = format!("`{image}` cannot be the name of an image");
            return Err(ContainerError::DockerEnv(problem));
        }
        let read = Self {
            image,
            volumes: items("volumes").iter().map(Value::python_str).collect(),
            variables: items("environment").iter().map(variable).collect::<Result<_, _>>()?,
        };
        let set = read.variables.iter().map(|variable| match variable {
            Variable::Copied(name) => name,
            Variable::Set(_, value) => value,
        });
        match read.volumes.iter().chain(set).find(|text| text.contains('\0')) {
            Some(text) => Err(ContainerError::DockerEnv(format!("`{text}` holds a NUL character"))),
            None => Ok(read),
        }
    }

    /// The variables as `docker_env` has them, the last of each name, in the order of the first.
    ///
    /// # Errors
    /// One that is to be copied is not set here.
    pub(super) fn variables(&self, host: &BTreeMap<String, String>) -> Result<Vec<Variable>, ContainerError> {
        let mut all: Vec<Variable> = Vec::new();
        for variable in &self.variables {
            if let Variable::Copied(name) = variable
                && !host.contains_key(name)
            {
                return Err(ContainerError::NoVariable {
                    expected: self.copied(),
                    missing: name.clone(),
                });
            }
            match all.iter_mut().find(|other| other.name() == variable.name()) {
                Some(other) => *other = variable.clone(),
                None => all.push(variable.clone()),
            }
        }
        Ok(all)
    }

    fn copied(&self) -> Vec<String> {
        let copied = |variable: &Variable| match variable {
            Variable::Copied(name) => Some(name.clone()),
            Variable::Set(..) => None,
        };
        self.variables.iter().filter_map(copied).collect()
    }
}

impl Variable {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Copied(name) | Self::Set(name, _) => name,
        }
    }

    /// Its value, but for what only this machine is to know.
    pub(super) fn shown(&self) -> &str {
        match self {
            Self::Copied(_) => "(as on this machine)",
            Self::Set(_, value) => value,
        }
    }
}

fn variable(entry: &Value) -> Result<Variable, ContainerError> {
    let read = match entry {
        Value::List(pair) => match &pair[..] {
            [name, value] => Variable::Set(name.python_str(), value.python_str()),
            _ => {
                let problem = format!(
                    "{} in `environment` is no pair: write [NAME, value] to set a variable, NAME alone to copy it from \
                     this machine",
                    entry.python_str()
                );
                return Err(ContainerError::DockerEnv(problem));
            }
        },
        name => Variable::Copied(name.python_str()),
    };
    let name = read.name();
    if name.is_empty() || name.contains(|c: char| c == '=' || c.is_control()) {
        let problem = format!("`{name}` in `environment` cannot be the name of a variable");
        return Err(ContainerError::DockerEnv(problem));
    }
    Ok(read)
}
