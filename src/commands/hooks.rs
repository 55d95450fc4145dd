//! Hooks: commands of the user's that are told when a registry has changed.

use std::io::Write as _;
use std::process::{Command, ExitStatus, Stdio};

use serde::Serialize;

use super::Context;
use super::outcome::Advised;
use crate::cli::{Config, ConfigError, Hook};
use crate::exit;
use crate::model::RegistryEvent;
use crate::store::file::FileStore;
use crate::view::EventJson;

/// Set for a hook, to the event's name. Where it is set no hook runs: a hook that changes the registry is not told of its
/// own change, and so on without end.
const INSIDE: &str = "MLRUN_HOOK";

/// The user's hooks, read before anything is changed: a settings file that cannot be read stops the command in time.
#[derive(Debug)]
pub(super) struct Hooks(Vec<Hook>);

/// What a hook reads on its standard input, on one line.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    event: &'a EventJson<'a>,
    store: &'a str,
}

impl Hooks {
    pub(super) fn load(context: &Context) -> Result<Self, Advised> {
        if context.settings.variable(INSIDE).is_some() {
            return Ok(Self(Vec::new()));
        }
        let refused = |error: ConfigError| Advised {
            message: error.to_string(),
            hint: match error.hint {
                Some(hint) => format!("{hint}; nothing was changed"),
                None => "nothing was changed".to_owned(),
            },
            code: exit::FAILED,
        };
        Ok(Self(Config::load(&context.settings).map_err(refused)?.hooks))
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Runs every hook that wants these events, one after the other, and waits for each. What goes wrong is a warning:
    /// the change has happened.
    pub(super) fn tell(&self, events: &[RegistryEvent], store: &FileStore, context: &Context) {
        for event in events {
            self.tell_of(&EventJson::from(event), store, context);
        }
    }

    /// As [`Self::tell`], of one event.
    pub(super) fn tell_of(&self, event: &EventJson<'_>, store: &FileStore, context: &Context) {
        let wants = |hook: &&Hook| {
            hook.on
                .as_ref()
                .is_none_or(|on| on.iter().any(|name| name == event.event))
        };
        let place = store.root().to_string_lossy();
        for hook in self.0.iter().filter(wants) {
            let told = Told { event, store: &place };
            let [program, ..] = &hook.command[..] else { continue };
            context
                .ui
                .verbose(&format!("hook: {} ({})", hook.command.join(" "), event.event));
            match run(hook, &told) {
                Ok(status) if status.success() => {}
                Ok(status) => context
                    .ui
                    .warn(&format!("hook {program} {}; the change stands", ended(status))),
                Err(error) => context
                    .ui
                    .warn(&format!("hook {program} could not be run: {error}; the change stands")),
            }
        }
    }
}

fn run(hook: &Hook, told: &Told<'_>) -> std::io::Result<ExitStatus> {
    let mut line = serde_json::to_vec(told)?;
    line.push(b'\n');
    let mut child = Command::new(&hook.command[0])
        .args(&hook.command[1..])
        .env(INSIDE, told.event.event)
        .stdin(Stdio::piped())
        .stdout(std::io::stderr())
        .stderr(Stdio::inherit())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // a hook need not read
        let _ = stdin.write_all(&line);
    }
    child.wait()
}

fn ended(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return format!("was ended by signal {signal}");
    }
    format!("ended with exit code {}", status.code().unwrap_or_default())
}
