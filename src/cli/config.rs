//! The user's own settings file: YAML, never from a store.

use std::fmt;
use std::path::{Path, PathBuf};

use super::Settings;
use crate::codec::{Kind, Mark, Node, YamlError, yaml};
use crate::fsx;
use crate::near;
use crate::view::EVENT_NAMES;

/// What the settings file says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// Commands to run when a registry has changed, in order.
    pub hooks: Vec<Hook>,
}

/// A command that is told of changes of a registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// The program and its arguments; no shell reads them. Never empty.
    pub command: Vec<String>,
    /// The events it wants, of [`EVENT_NAMES`]; `None` for all.
    pub on: Option<Vec<String>>,
}

/// What is wrong with the settings file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// Line and column, from 1, where known.
    pub place: Option<(usize, usize)>,
    /// What is wrong.
    pub message: String,
    /// What to try, where there is something to say.
    pub hint: Option<String>,
}

impl std::error::Error for ConfigError {}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some((line, column)) = self.place {
            write!(f, ", line {line}, column {column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl Config {
    /// Reads the settings file: `MLRUN_CONFIG`, else the system's usual place for it. Nothing there is no settings, but a
    /// file that `MLRUN_CONFIG` names must be there (`/dev/null` is no settings).
    ///
    /// # Errors
    /// [`ConfigError`] when it cannot be read or says what it cannot mean.
    pub fn load(settings: &Settings) -> Result<Self, ConfigError> {
        let named = settings.variable("MLRUN_CONFIG");
        let Some(path) = named.map(PathBuf::from).or_else(|| usual_place(settings)) else {
            return Ok(Self::default());
        };
        let path = settings.absolute(&path);
        if path == Path::new("/dev/null") {
            return Ok(Self::default());
        }
        let broken = |message: String, hint| ConfigError {
            path: path.clone(),
            place: None,
            message,
            hint,
        };
        match fsx::read_if_exists(&path) {
            Ok(Some(bytes)) => parse(&bytes, &path),
            Ok(None) if named.is_none() => Ok(Self::default()),
            Ok(None) => Err(broken(
                "there is no such file".to_owned(),
                Some("MLRUN_CONFIG names it".to_owned()),
            )),
            Err(error) => Err(broken(error.source.to_string(), None)),
        }
    }
}

/// `mlrun/config.yaml` in the folder where the system keeps users' settings.
fn usual_place(settings: &Settings) -> Option<PathBuf> {
    let below = |name: &str, inner: &str| {
        let folder = settings.variable(name).map(Path::new);
        folder
            .filter(|folder| folder.is_absolute())
            .map(|folder| folder.join(inner))
    };
    if cfg!(windows) {
        return below("APPDATA", "mlrun/config.yaml");
    }
    if cfg!(target_os = "macos") {
        return below("HOME", "Library/Application Support/mlrun/config.yaml");
    }
    below("XDG_CONFIG_HOME", "mlrun/config.yaml").or_else(|| below("HOME", ".config/mlrun/config.yaml"))
}

/// A place in the file and what is wrong there.
struct Wrong {
    mark: Option<Mark>,
    message: String,
    hint: Option<String>,
}

impl Wrong {
    fn at(node: &Node, message: impl Into<String>) -> Self {
        Self {
            mark: Some(node.mark),
            message: message.into(),
            hint: None,
        }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<YamlError> for Wrong {
    fn from(YamlError { message, mark }: YamlError) -> Self {
        Self {
            mark,
            message,
            hint: None,
        }
    }
}

fn parse(bytes: &[u8], path: &Path) -> Result<Config, ConfigError> {
    read(bytes).map_err(|Wrong { mark, message, hint }| ConfigError {
        path: path.to_owned(),
        place: mark.map(|mark| (mark.line, mark.column)),
        message,
        hint,
    })
}

fn read(bytes: &[u8]) -> Result<Config, Wrong> {
    let Some(root) = yaml::parse(bytes)?.filter(|root| !root.is_null()) else {
        return Ok(Config::default());
    };
    check_keys(&root, "the settings file", &["hooks"])?;
    let hooks = match root.get("hooks").filter(|hooks| !hooks.is_null()) {
        None => Vec::new(),
        Some(hooks) => items(hooks, "`hooks` must be a list of hooks")?
            .iter()
            .map(hook)
            .collect::<Result<_, _>>()?,
    };
    Ok(Config { hooks })
}

fn hook(node: &Node) -> Result<Hook, Wrong> {
    const EXAMPLE: &str = "command: [/usr/local/bin/announce, --channel, models]";
    check_keys(node, "a hook", &["command", "on"])?;
    let Some(command) = node.get("command") else {
        return Err(Wrong::at(node, "a hook needs a `command`").hint(EXAMPLE));
    };
    let words = items(
        command,
        "`command` must be a list: the program, then its arguments; no shell reads it",
    )
    .map_err(|wrong| wrong.hint(EXAMPLE))?;
    let command: Vec<String> = words
        .iter()
        .map(|word| text(word, "a word of `command`"))
        .collect::<Result<_, _>>()?;
    let program = Path::new(command.first().map_or("", String::as_str));
    if program.as_os_str().is_empty() {
        return Err(Wrong::at(node, "the `command` of a hook names no program").hint(EXAMPLE));
    }
    if program.components().count() > 1 && !program.is_absolute() {
        let message = format!(
            "the `command` of a hook is {}, which would be another one in every folder",
            program.display()
        );
        return Err(Wrong::at(node, message).hint("write its whole path, or its name alone to find it on the PATH"));
    }
    let on = match node.get("on").filter(|on| !on.is_null()) {
        None => None,
        Some(on) => Some(
            items(on, "`on` must be a list of events")
                .map_err(|wrong| wrong.hint(known_events()))?
                .iter()
                .map(event)
                .collect::<Result<_, _>>()?,
        ),
    };
    Ok(Hook { command, on })
}

fn event(node: &Node) -> Result<String, Wrong> {
    let name = text(node, "an event")?;
    if EVENT_NAMES.contains(&name.as_str()) {
        return Ok(name);
    }
    let hint = near::nearest(&name, EVENT_NAMES).map_or_else(known_events, |near| format!("did you mean `{near}`?"));
    Err(Wrong::at(node, format!("there is no event `{name}`")).hint(hint))
}

fn known_events() -> String {
    format!("the events are {}", EVENT_NAMES.join(", "))
}

fn check_keys(node: &Node, what: &str, known: &[&str]) -> Result<(), Wrong> {
    let Kind::Mapping(entries) = &node.kind else {
        let example = known.iter().map(|key| format!("`{key}:`")).collect::<Vec<_>>();
        return Err(Wrong::at(
            node,
            format!("{what} must be a mapping with {}", example.join(" and ")),
        ));
    };
    for (key, _) in entries {
        let name = key.text().unwrap_or_default();
        if !known.contains(&name) {
            let near = near::nearest(name, known.iter().copied());
            let hint = near.map_or_else(
                || format!("it may have {}", known.join(" and ")),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(Wrong::at(key, format!("{what} has no `{name}`")).hint(hint));
        }
    }
    Ok(())
}

fn items<'n>(node: &'n Node, otherwise: &str) -> Result<&'n [Node], Wrong> {
    match &node.kind {
        Kind::Sequence(items) => Ok(items),
        _ => Err(Wrong::at(node, otherwise)),
    }
}

fn text(node: &Node, what: &str) -> Result<String, Wrong> {
    match node.text() {
        Some(text) if !node.is_null() && !text.contains('\0') => Ok(text.to_owned()),
        _ => Err(Wrong::at(node, format!("{what} must be text"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Environment;

    #[test]
    fn hooks_are_read_and_mistakes_are_named_with_their_place() {
        let config = read(
            b"hooks:\n  - command: [/bin/announce, --port, 8080]\n    on: [transition, alias-set]\n  - {command: [x]}\n",
        )
        .unwrap_or_else(|wrong| panic!("{}", wrong.message));
        let words = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(config.hooks.len(), 2);
        assert_eq!(config.hooks[0].command, words(&["/bin/announce", "--port", "8080"]));
        assert_eq!(config.hooks[0].on, Some(words(&["transition", "alias-set"])));
        assert_eq!(config.hooks[1].on, None);
        for nothing in ["", "# nothing\n", "hooks:\n", "hooks: []\n"] {
            assert!(read(nothing.as_bytes()).is_ok_and(|config| config.hooks.is_empty()));
        }
        for (text, place, says, hint) in [
            (
                "hook: []\n",
                (1, 1),
                "the settings file has no `hook`",
                "did you mean `hooks`?",
            ),
            ("hooks: [\n", (2, 1), "did not find expected node content", ""),
            ("- hooks\n", (1, 1), "must be a mapping with `hooks:`", ""),
            ("hooks: x\n", (1, 8), "must be a list of hooks", ""),
            (
                "hooks:\n  - command: announce\n",
                (2, 14),
                "no shell reads it",
                "command: [",
            ),
            (
                "hooks:\n  - on: [transition]\n",
                (2, 5),
                "needs a `command`",
                "command: [",
            ),
            ("hooks:\n  - command: []\n", (2, 5), "names no program", "command: ["),
            (
                "hooks:\n  - command: [./announce]\n",
                (2, 5),
                "another one in every folder",
                "write its whole path",
            ),
            ("hooks:\n  - command: [a, [b]]\n", (2, 18), "must be text", ""),
            (
                "hooks:\n  - command: [a]\n    on: [transitions]\n",
                (3, 10),
                "no event `transitions`",
                "did you mean `transition`?",
            ),
            (
                "hooks:\n  - {command: [a], an: []}\n",
                (2, 20),
                "no `an`",
                "did you mean `on`?",
            ),
        ] {
            let error = parse(text.as_bytes(), Path::new("c.yaml")).expect_err(text);
            assert_eq!(error.place, Some(place), "{text}: {error}");
            assert!(error.message.contains(says), "{text}: {error}");
            assert!(error.hint.unwrap_or_default().contains(hint), "{text}");
        }
    }

    #[test]
    #[cfg(all(unix, not(target_os = "macos")))]
    fn the_file_is_where_the_user_keeps_settings() {
        let place = |variables: &[(&str, &str)]| {
            let set = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            let environment: Environment = variables.iter().map(set).collect();
            usual_place(&Settings::new(None, environment, PathBuf::from("/cwd")))
        };
        assert_eq!(place(&[]), None);
        assert_eq!(place(&[("HOME", ".")]), None);
        for (variables, path) in [
            (&[("HOME", "/h")][..], "/h/.config/mlrun/config.yaml"),
            (&[("HOME", "/h"), ("XDG_CONFIG_HOME", "/x")], "/x/mlrun/config.yaml"),
            (
                &[("HOME", "/h"), ("XDG_CONFIG_HOME", "relative")],
                "/h/.config/mlrun/config.yaml",
            ),
        ] {
            assert_eq!(place(variables), Some(PathBuf::from(path)));
        }
    }
}
