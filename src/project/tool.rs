//! Other people's programs that we call: git, uv, pip, conda, docker, kubectl.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread;

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
    input: Option<Vec<u8>>,
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
            input: None,
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

    /// With this on its standard input.
    #[must_use]
    pub fn input(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.input = Some(bytes.into());
        self
    }

    /// The program and its arguments.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let words = std::iter::once(self.program.as_os_str()).chain(self.args.iter().map(OsString::as_os_str));
        words.map(|word| word.to_string_lossy().into_owned()).collect()
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

    /// Calls a program, and returns what it said on standard output.
    ///
    /// # Errors
    /// It could not be started, or failed: with what it said on standard error.
    pub fn output(&self, call: &Call) -> Result<Vec<u8>, ToolError> {
        let output = fed(
            self.command(call).stdout(Stdio::piped()).stderr(Stdio::piped()),
            call,
            Child::wait_with_output,
        )?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(failed(call, output.status, &String::from_utf8_lossy(&output.stderr)))
    }

    /// Calls a program, and returns how it ended and what it said on both streams, in the order said.
    ///
    /// # Errors
    /// It could not be started.
    pub fn said(&self, call: &Call) -> Result<(ExitStatus, String), ToolError> {
        let (mut reader, writer) = io::pipe().map_err(|source| could_not_start(call, source))?;
        let errors = writer.try_clone().map_err(|source| could_not_start(call, source))?;
        let mut command = self.command(call);
        command.stdout(writer).stderr(errors);
        let child = spawn(&mut command, call)?;
        drop(command); // it holds the pipe open
        let Output { status, stdout, .. } = wait(child, call, |mut child| {
            let mut said = Vec::new();
            reader.read_to_end(&mut said)?;
            Ok(Output {
                status: child.wait()?,
                stdout: said,
                stderr: Vec::new(),
            })
        })?;
        Ok((status, String::from_utf8_lossy(&stdout).into_owned()))
    }

    /// Calls a program with our own standard output and standard error, and returns how it ended.
    ///
    /// # Errors
    /// It could not be started.
    pub fn pass(&self, call: &Call) -> Result<ExitStatus, ToolError> {
        let output = fed(&mut self.command(call), call, Child::wait_with_output)?;
        Ok(output.status)
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

fn fed(
    command: &mut Command,
    call: &Call,
    until_end: impl FnOnce(Child) -> io::Result<Output>,
) -> Result<Output, ToolError> {
    wait(spawn(command, call)?, call, until_end)
}

fn spawn(command: &mut Command, call: &Call) -> Result<Child, ToolError> {
    let input = if call.input.is_some() {
        Stdio::piped()
    } else {
        Stdio::null()
    };
    command
        .stdin(input)
        .spawn()
        .map_err(|source| could_not_start(call, source))
}

/// Gives a program its input, and waits for its end. One that does not read it all is not to blame.
fn wait(
    mut child: Child,
    call: &Call,
    until_end: impl FnOnce(Child) -> io::Result<Output>,
) -> Result<Output, ToolError> {
    let stdin = child.stdin.take();
    let ended = thread::scope(|scope| {
        if let (Some(mut stdin), Some(input)) = (stdin, &call.input) {
            scope.spawn(move || drop(stdin.write_all(input)));
        }
        until_end(child)
    });
    ended.map_err(|source| could_not_start(call, source))
}

/// That a call could not be started.
#[must_use]
pub fn could_not_start(call: &Call, source: io::Error) -> ToolError {
    let program = call.program.display().to_string();
    ToolError::Start { program, source }
}

/// That a call failed, with the last lines of what it said.
#[must_use]
pub fn failed(call: &Call, status: ExitStatus, said: &str) -> ToolError {
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
