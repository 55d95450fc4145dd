//! Long results page by page, as `git` shows them.

use std::io::{self, Write};
use std::process::{Child, Command, Stdio};

/// What shows long results: a command line, and what `less` is told by its variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager {
    command: String,
    less: String,
}

/// What is more than words with blanks between, and for the shell.
const SHELL: &[char] = &[
    '|', '&', ';', '<', '>', '(', ')', '$', '`', '\\', '"', '\'', '*', '?', '=', '~', '\n',
];

impl Pager {
    /// Of `MLRUN_PAGER`, else `PAGER`, else `less`; `None` for an empty one or `cat`, which mean none. `less` is asked, as
    /// git does, to stay out of the way where all fits, to pass colours through and to leave the screen as it is; where
    /// somebody has told it otherwise by `LESS`, to pass colours through.
    #[must_use]
    pub fn chosen(variables: [Option<&str>; 2], less: Option<&str>) -> Option<Self> {
        let command = variables.into_iter().flatten().next().unwrap_or("less").trim();
        let less = less.map_or_else(|| "FRX".to_owned(), |less| format!("-R {less}"));
        let command = command.to_owned();
        (!command.is_empty() && command != "cat").then_some(Self { command, less })
    }

    /// Shows a text; false when the pager could not be started, so that somebody else must.
    ///
    /// # Errors
    /// When waiting for it fails. One that was left before its end is no error.
    pub(super) fn show(&self, text: &[u8]) -> io::Result<bool> {
        let Ok(mut child) = self.start() else {
            return Ok(false);
        };
        ignoring_interrupts(|| {
            if let Some(mut input) = child.stdin.take() {
                let _ = input.write_all(text);
            }
            child.wait()
        })?;
        Ok(true)
    }

    fn start(&self) -> io::Result<Child> {
        let mut words = self.command.split_whitespace();
        let mut command = if cfg!(unix) && self.command.contains(SHELL) {
            let mut shell = Command::new("sh");
            shell.arg("-c").arg(&self.command);
            shell
        } else {
            let mut command = Command::new(words.next().unwrap_or_default());
            command.args(words);
            command
        };
        command.env("LESS", &self.less).env("LV", "-c");
        command.stdin(Stdio::piped()).spawn()
    }
}

/// Ctrl-C is the pager's affair: it ends what is being shown, not the showing.
#[cfg(unix)]
fn ignoring_interrupts<T>(act: impl FnOnce() -> T) -> T {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    let registered = signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::new(AtomicBool::new(false)));
    let done = act();
    if let Ok(registered) = registered {
        signal_hook::low_level::unregister(registered);
    }
    done
}

#[cfg(not(unix))]
fn ignoring_interrupts<T>(act: impl FnOnce() -> T) -> T {
    act()
}
