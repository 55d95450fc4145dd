//! Other people's programs that we call: git, uv, pip, conda, docker, kubectl.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::fsx;

/// What programs are found and called with.
#[derive(Clone, Copy)]
pub struct Tools<'a> {
    /// The user's environment; programs get all of it, and are looked for on its `PATH`.
    pub environment: &'a BTreeMap<String, String>,
    /// Where mlrun was started.
    pub cwd: &'a Path,
    /// Told in a short line what long work is at.
    pub say: &'a dyn Fn(&str),
}

/// One call of a program.
#[derive(Debug, Clone)]
pub struct Call {
    program: PathBuf,
    args: Vec<OsString>,
    folder: Option<PathBuf>,
    variables: Vec<(String, String)>,
    without: Vec<&'static str>,
    input: Vec<u8>,
}

/// Why a program did not do what it was called for.
#[derive(Debug, thiserror::Error)]
pub enum ToolError {
    /// It could not be started.
    #[error("{program} could not be started")]
    Start {
        /// Its path.
        program: String,
        /// Why.
        source: io::Error,
    },
    /// It ended otherwise than with 0.
    #[error("`{call}` {ended}{}", after_colon(said))]
    Failed {
        /// As one would type it.
        call: String,
        /// `ended with exit code 1`, `was ended by signal 9`.
        ended: String,
        /// The end of what it said on standard error.
        said: String,
    },
}

fn after_colon(said: &str) -> String {
    match said.trim_end() {
        "" => String::new(),
        said => format!(":\n{said}"),
    }
}

impl Call {
    /// Of a program without arguments, in the folder where mlrun was started.
    #[must_use]
    pub fn new(program: &Path) -> Self {
        Self {
            program: program.to_owned(),
            args: Vec::new(),
            folder: None,
            variables: Vec::new(),
            without: Vec::new(),
            input: Vec::new(),
        }
    }

    /// With these arguments more. Nothing is quoted: no shell sees them.
    #[must_use]
    pub fn args<I: IntoIterator<Item = S>, S: Into<OsString>>(mut self, args: I) -> Self {
        self.args.extend(args.into_iter().map(Into::into));
        self
    }

    /// In this folder.
    #[must_use]
    pub fn folder(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_owned());
        self
    }

    /// With this variable added to the environment.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without these variables of the user's environment.
    #[must_use]
    pub fn without(mut self, names: &[&'static str]) -> Self {
        self.without.extend(names);
        self
    }

    /// With this on its standard input, where [`Tools::output`] calls it: what no argument may show.
    #[must_use]
    pub fn input(mut self, input: &str) -> Self {
        input.as_bytes().clone_into(&mut self.input);
        self
    }

    /// As one would type it.
    #[must_use]
    pub fn line(&self) -> String {
        let words = std::iter::once(self.program.as_os_str()).chain(self.args.iter().map(OsString::as_os_str));
        let words = words.map(|word| super::quote(&word.to_string_lossy()).into_owned());
        words.collect::<Vec<_>>().join(" ")
    }
}

impl std::fmt::Debug for Tools<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tools").field("cwd", &self.cwd).finish_non_exhaustive()
    }
}

impl Tools<'_> {
    /// A variable that is set and not empty.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The first program of that name on the `PATH`; a name with a slash counts from the folder where mlrun was started.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<PathBuf> {
        if name.contains('/') {
            return Some(self.cwd.join(name)).filter(|path| fsx::is_program(path));
        }
        self.path_folders()
            .map(|folder| folder.join(name))
            .find(|path| fsx::is_program(path))
    }

    /// The folders of the `PATH`, absolute, in order.
    pub fn path_folders(&self) -> impl Iterator<Item = PathBuf> {
        let separator = if cfg!(windows) { ';' } else { ':' };
        let folders = self.variable("PATH").unwrap_or_default().split(separator);
        folders
            .filter(|folder| !folder.is_empty())
            .map(|folder| self.cwd.join(folder))
    }

    /// Calls a program with nothing on standard input but the call's own, and returns what it said on standard output.
    ///
    /// # Errors
    /// It could not be started, or failed: with what it said on standard error.
    pub fn output(&self, call: &Call) -> Result<Vec<u8>, ToolError> {
        let mut command = self.command(call);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let output = match call.input.as_slice() {
            [] => command.stdin(Stdio::null()).output(),
            input => command.stdin(Stdio::piped()).spawn().and_then(|mut child| {
                if let Some(mut stdin) = child.stdin.take() {
                    let _ = stdin.write_all(input); // a program that does not read it says why itself
                }
                child.wait_with_output()
            }),
        };
        let output = output.map_err(|source| could_not_start(call, source))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(failed(call, output.status, &String::from_utf8_lossy(&output.stderr)))
    }

    /// The call as the standard library makes it: with the whole environment, in its folder; streams are the caller's.
    #[must_use]
    pub fn command(&self, call: &Call) -> Command {
        let mut command = Command::new(&call.program);
        command
            .args(&call.args)
            .current_dir(call.folder.as_deref().unwrap_or(self.cwd));
        command
            .env_clear()
            .envs(
                self.environment
                    .iter()
                    .filter(|(name, _)| !call.without.contains(&name.as_str())),
            )
            .envs(call.variables.iter().cloned());
        command
    }
}

/// That a call could not be started.
#[must_use]
pub fn could_not_start(call: &Call, source: io::Error) -> ToolError {
    let program = call.program.display().to_string();
    ToolError::Start { program, source }
}

/// That a call failed, with the last lines of what it said.
#[must_use]
pub fn failed(call: &Call, status: std::process::ExitStatus, said: &str) -> ToolError {
    const LINES: usize = 20;
    let lines: Vec<&str> = said.trim_end().lines().collect();
    ToolError::Failed {
        call: call.line(),
        ended: match status.code() {
            Some(code) => format!("ended with exit code {code}"),
            None => format!("was ended by a signal ({status})"),
        },
        said: lines[lines.len().saturating_sub(LINES)..].join("\n"),
    }
}
