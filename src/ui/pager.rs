//! Long results page by page, as `git` shows them.

use std::io::{self, Write};
use std::process::{Child, Command, Stdio};

/// What shows long results: a program with its arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager(Vec<String>);

impl Pager {
    /// Of `MLRUN_PAGER`, else `PAGER`, else `less`; `None` for an empty one or `cat`, which mean none.
    #[must_use]
    pub fn chosen(variables: [Option<&str>; 2]) -> Option<Self> {
        let command = variables.into_iter().flatten().next().unwrap_or("less");
        let words: Vec<String> = command.split_whitespace().map(str::to_owned).collect();
        (!words.is_empty() && words != ["cat"]).then_some(Self(words))
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

    /// `less` is asked to stay out of the way where all fits, to pass colours through and to leave the screen as it is.
    fn start(&self) -> io::Result<Child> {
        let mut command = Command::new(&self.0[0]);
        command.args(&self.0[1..]).stdin(Stdio::piped());
        if self.0.len() == 1 {
            command.env("LESS", "FRX").env("LV", "-c");
        }
        command.spawn()
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
