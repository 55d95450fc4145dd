use std::fmt;

use super::{Alias, ArtifactPath, Invalid, LoggedModelId, ModelName, Stage, VersionNumber};

/// What names artifacts: `runs:/RUN/path`, `models:/…`, or a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArtifactUri {
    /// `runs:/RUN/path`: artifacts of a run.
    Run {
        /// The run as it was given: an id, or what else people may call a run.
        run: String,
        /// Below its artifacts.
        path: ArtifactPath,
    },
    /// `models:/…`: a registered or a logged model.
    Model {
        /// Which one.
        model: ModelRef,
        /// Below its folder.
        path: ArtifactPath,
    },
    /// A path, a `file:` URI, or a URI of another scheme or another machine, as it was given.
    Elsewhere(String),
}

/// A model as `models:/…` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelRef {
    /// `m-…`: a logged model.
    Logged(LoggedModelId),
    /// `name/3`
    Version(ModelName, VersionNumber),
    /// `name@alias`
    Alias(ModelName, Alias),
    /// `name/Production`: the highest version in that stage.
    Stage(ModelName, Stage),
    /// `name/latest`: the highest version of all.
    Latest(ModelName),
}

impl ArtifactUri {
    /// Reads a URI by MLflow's rules, with a path below the model allowed as its downloads allow it. Names are taken as
    /// they stand: nothing is percent-decoded (as in MLflow), and `?` and `#` may be part of them (MLflow drops what
    /// follows).
    ///
    /// # Errors
    /// [`Invalid`] with MLflow's message for a form, a name, an alias or a stage that cannot be, and for a path that
    /// leads out.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let Some((scheme, rest)) = text.split_once(':') else {
            return Ok(Self::Elsewhere(text.to_owned()));
        };
        let is_runs = scheme.eq_ignore_ascii_case("runs");
        if !is_runs && !scheme.eq_ignore_ascii_case("models") {
            return Ok(Self::Elsewhere(text.to_owned()));
        }
        let path = match rest.strip_prefix("//") {
            Some(path) if path.is_empty() || path.starts_with('/') => path,
            Some(_) => return Ok(Self::Elsewhere(text.to_owned())), // `models://profile@databricks/…`
            None => rest,
        };
        let inside = path.strip_prefix('/').unwrap_or_default();
        if is_runs {
            run(text, inside)
        } else {
            model(text, inside.trim_end_matches('/'))
        }
    }

    /// A version's own folder.
    #[must_use]
    pub fn version(name: ModelName, version: VersionNumber) -> Self {
        Self::Model {
            model: ModelRef::Version(name, version),
            path: ArtifactPath::root(),
        }
    }
}

fn run(text: &str, inside: &str) -> Result<ArtifactUri, Invalid> {
    let (run, path) = inside.split_once('/').unwrap_or((inside, ""));
    if run.is_empty() {
        return Err(Invalid(format!(
            "Not a proper runs:/ URI: {text}. Runs URIs must be of the form 'runs:/<run_id>/run-relative/path/to/artifact'"
        )));
    }
    Ok(ArtifactUri::Run {
        run: run.to_owned(),
        path: ArtifactPath::parse(path)?,
    })
}

fn model(text: &str, inside: &str) -> Result<ArtifactUri, Invalid> {
    let improper = || {
        Invalid(format!(
            "Not a proper models:/ URI: {text}. Models URIs must be of the form 'models:/name/suffix' or \
             'models:/name@alias' where suffix is a version, stage, or the string 'latest' and where alias is a registered \
             model alias. Only one of suffix or alias can be defined at a time."
        ))
    };
    let (first, rest) = inside.split_once('/').unwrap_or((inside, ""));
    if first.trim().is_empty() {
        return Err(improper());
    }
    let of = |model, path: &str| {
        let path = ArtifactPath::parse(path)?;
        Ok(ArtifactUri::Model { model, path })
    };
    let (suffix, below) = rest.split_once('/').unwrap_or((rest, ""));
    // MLflow takes what stands before a slash for a name, `@` and all, and knows no path below an alias.
    if let Some((name, alias)) = first.rsplit_once('@').filter(|_| !is_suffix(suffix)) {
        if alias.trim().is_empty() {
            return Err(improper());
        }
        return of(ModelRef::Alias(ModelName::parse(name)?, Alias::parse(alias)?), rest);
    }
    if first.len() == inside.len() {
        return of(
            ModelRef::Logged(LoggedModelId::parse(first).map_err(|_| improper())?),
            "",
        );
    }
    if suffix.trim().is_empty() {
        return Err(improper());
    }
    if is_number(suffix) {
        return of(ModelRef::Version(ModelName::parse(first)?, suffix.parse()?), below);
    }
    if suffix.eq_ignore_ascii_case("latest") {
        return of(ModelRef::Latest(ModelName::parse(first)?), below);
    }
    match Stage::parse(suffix) {
        // MLflow reads `models:/m-…/path` as a stage and knows no such one
        Err(_) if is_random_id(first) => of(ModelRef::Logged(LoggedModelId::parse(first)?), rest),
        stage => of(ModelRef::Stage(ModelName::parse(first)?, stage?), below),
    }
}

/// Whether it says which version: its number, `latest` or a stage.
fn is_suffix(text: &str) -> bool {
    is_number(text) || text.eq_ignore_ascii_case("latest") || Stage::parse(text).is_ok()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// As MLflow makes the ids of logged models.
fn is_random_id(text: &str) -> bool {
    text.strip_prefix("m-").is_some_and(|digits| {
        digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'))
    })
}

impl fmt::Display for ModelRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Logged(id) => write!(f, "models:/{id}"),
            Self::Version(name, version) => write!(f, "models:/{name}/{version}"),
            Self::Alias(name, alias) => write!(f, "models:/{name}@{alias}"),
            Self::Stage(name, stage) => write!(f, "models:/{name}/{stage}"),
            Self::Latest(name) => write!(f, "models:/{name}/latest"),
        }
    }
}

impl fmt::Display for ArtifactUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = match self {
            Self::Run { run, path } => {
                write!(f, "runs:/{run}")?;
                path
            }
            Self::Model { model, path } => {
                write!(f, "{model}")?;
                path
            }
            Self::Elsewhere(text) => return f.write_str(text),
        };
        if path.is_root() { Ok(()) } else { write!(f, "/{path}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_read() {
        let id = "m-0123456789abcdef0123456789abcdef";
        for (text, means) in [
            ("models:/é x/12", "Version é x 12 ''"),
            ("MODELS:///a/007/", "Version a 7 ''"),
            ("models:/a/1/sub//path", "Version a 1 'sub/path'"),
            ("models:/a/Latest", "Latest a ''"),
            ("models:/a/pRODUCTION/sub", "Stage a Production 'sub'"),
            ("models:/a@b@champion/sub", "Alias a@b champion 'sub'"),
            ("models:/a@b/3/sub", "Version a@b 3 'sub'"),
            ("models:/a@b/staging", "Stage a@b Staging ''"),
            ("models:/a?b/1", "Version a?b 1 ''"),
            (&format!("models:/{id}"), &format!("Logged {id} ''")),
            (&format!("models:/{id}/data/x"), &format!("Logged {id} 'data/x'")),
            (&format!("models:/{id}/3"), &format!("Version {id} 3 ''")),
            ("runs:/abc", "run abc ''"),
            ("runs:/@~1/a//b", "run @~1 'a/b'"),
            ("s3://b/k", "elsewhere"),
            ("models://profile@databricks/a/1", "elsewhere"),
            ("a/runs", "elsewhere"),
            ("models", "elsewhere"),
        ] {
            let said = match ArtifactUri::parse(text).unwrap() {
                ArtifactUri::Run { run, path } => format!("run {run} '{path}'"),
                ArtifactUri::Elsewhere(_) => "elsewhere".to_owned(),
                ArtifactUri::Model { model, path } => match model {
                    ModelRef::Logged(id) => format!("Logged {id} '{path}'"),
                    ModelRef::Version(name, version) => format!("Version {name} {version} '{path}'"),
                    ModelRef::Alias(name, alias) => format!("Alias {name} {alias} '{path}'"),
                    ModelRef::Stage(name, stage) => format!("Stage {name} {stage} '{path}'"),
                    ModelRef::Latest(name) => format!("Latest {name} '{path}'"),
                },
            };
            assert_eq!(said, means, "{text}");
        }
    }

    #[test]
    fn what_is_no_form_is_refused_in_mlflows_words() {
        for (text, said) in [
            (
                "models:/",
                "Not a proper models:/ URI: models:/. Models URIs must be of the form 'models:/name/suffix' or",
            ),
            ("models:name/1", "Not a proper models:/ URI: models:name/1."),
            ("models:/ /1", "Not a proper models:/ URI"),
            ("models:/a@ ", "Not a proper models:/ URI"),
            ("models:/a b", "Not a proper models:/ URI"),
            ("models:/a// ", "Not a proper models:/ URI"),
            (
                "models:/a/Live",
                "Invalid Model Version stage: Live. Value must be one of",
            ),
            ("models:/a@b c", "Invalid alias name: 'b c'."),
            ("models:/../1", "Invalid value \"..\" for parameter 'name' supplied"),
            ("models:/a/1/../..", "Invalid artifact path: '../..'."),
            (
                "runs:/",
                "Not a proper runs:/ URI: runs:/. Runs URIs must be of the form",
            ),
            ("runs:/a/../b", "Invalid artifact path: '../b'."),
        ] {
            let Err(Invalid(message)) = ArtifactUri::parse(text) else {
                panic!("{text} was read")
            };
            assert!(message.starts_with(said), "{text}: {message}");
        }
    }
}
