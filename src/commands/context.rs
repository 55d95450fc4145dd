use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::bail;

use super::outcome::{Advised, NoStore};
use crate::archive;
use crate::cli::Settings;
use crate::exit;
use crate::fsx::{self, Holder, PathError};
use crate::model::{ExperimentId, ExperimentName, Invalid, Key, KeyError, Millis, RunId};
use crate::project::command::quote;
use crate::project::tool::Tools;
use crate::store::file::{FileStore, LockTalk};
use crate::store::{
    Damage, Needs, NewExperiment, Page, Read, ResolveError, Result, TrackingStore, resolve_experiment, resolve_run,
};
use crate::ui::{Ui, count, duration};
use crate::upkeep::undo::{Actor, Recorder};

/// What a command works with: the terminal, the settings, the clock and the dice.
#[derive(Debug)]
pub struct Context {
    /// Where results and talk go.
    pub ui: Arc<Ui>,
    /// Flags, environment and defaults.
    pub settings: Settings,
    /// Where this binary is, where the system can tell.
    pub program: Option<PathBuf>,
    /// The command as it was typed, without the program's name.
    pub command: String,
}

impl Context {
    /// The time.
    pub fn now(&self) -> Millis {
        now()
    }

    /// Who is at work: `LOGNAME`, `USER`, `LNAME`, `USERNAME`, else the passwd file (Python's `getpass.getuser`).
    pub fn user(&self) -> String {
        #[cfg(unix)]
        let passwd = || {
            nix::unistd::User::from_uid(nix::unistd::getuid())
                .ok()
                .flatten()
                .map(|user| user.name)
        };
        #[cfg(not(unix))]
        let passwd = || None;
        self.settings
            .user()
            .map(str::to_owned)
            .or_else(passwd)
            .unwrap_or_else(|| "unknown".to_owned())
    }

    /// Who does this, for the log of operations.
    pub fn actor(&self) -> Actor {
        Actor {
            command: self.command.clone(),
            user: self.user(),
            at: self.now(),
            random: self.random(),
        }
    }

    /// What a project's command needs to find this binary: `MLRUN`, its path, and its folder at the end of `PATH`.
    pub fn own_environment(&self) -> Vec<(String, String)> {
        let Some(program) = &self.program else {
            return Vec::new();
        };
        let mut variables = vec![("MLRUN".to_owned(), program.to_string_lossy().into_owned())];
        if let (Some(folder), Some(path)) = (program.parent(), self.settings.variable("PATH")) {
            variables.push(("PATH".to_owned(), format!("{path}:{}", folder.display())));
        }
        variables
    }

    /// What other programs are found and called with; `say` is told what long work is at.
    pub fn tools<'a>(&'a self, say: &'a dyn Fn(&str)) -> Tools<'a> {
        Tools {
            environment: &self.settings.environment,
            cwd: &self.settings.cwd,
            say,
        }
    }

    /// Asks a yes-or-no question where somebody can answer; nobody's answer is yes.
    pub fn confirm(&self, question: &str) -> std::io::Result<bool> {
        Ok(self.ui.confirm(question, &mut std::io::stdin().lock())?.unwrap_or(true))
    }

    /// The experiment of that name, created where there is none.
    pub fn experiment_named(&self, store: &dyn TrackingStore, name: &str) -> anyhow::Result<ExperimentId> {
        match resolve_experiment(store, name, true) {
            Ok(id) => Ok(id),
            Err(ResolveError::NotFound { .. }) => {
                self.ui
                    .status(&format!("'{name}' does not exist. Creating a new experiment"));
                let new = NewExperiment {
                    experiment_id: ExperimentId::from_random(self.random()),
                    name: ExperimentName::parse(name)?,
                    artifact_location: None,
                    tags: Vec::new(),
                    at: self.now(),
                };
                Ok(store.create_experiment(new)?.experiment_id)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// 128 random bits, for ids and names.
    pub fn random(&self) -> u128 {
        uuid::Uuid::new_v4().as_u128()
    }

    /// The store, which must be there: reading never makes one.
    pub fn store(&self) -> anyhow::Result<FileStore> {
        let mut store = self.store_to_make()?;
        if let Some(folder) = self.settings.index_folder() {
            store = store.with_index(folder, self.now());
        }
        if !store.exists() {
            let near = store.root().join("mlruns");
            bail!(NoStore {
                folder: store.root().to_owned(),
                chosen_by: self.settings.store_choice().source,
                near: fsx::is_dir(&near).then_some(near),
            });
        }
        let source = self.settings.store_choice().source;
        self.ui.verbose(&format!(
            "store: {} (from {})",
            store.root().display(),
            source.describe()
        ));
        Ok(store)
    }

    /// What to try when a store turned out to hold nothing.
    pub fn hint_if_empty(&self, store: &FileStore, found: usize) {
        let inner = store.root().join("mlruns");
        if found == 0 && fsx::is_dir(&inner) {
            self.ui.hint(&format!("is {} the store you mean?", inner.display()));
        }
    }

    /// The store, made with its default experiment where it is not there yet.
    pub fn store_for_writing(&self) -> anyhow::Result<FileStore> {
        let store = self.store_to_make()?;
        check_writable(store.root())?;
        store.prepare(self.now())?;
        Ok(store)
    }

    /// The store, which must be there and no archive: for what changes it and leaves nothing to take back, or writes that
    /// down itself.
    pub fn writable_store(&self) -> anyhow::Result<FileStore> {
        let store = self.store()?;
        check_writable(store.root())?;
        Ok(store)
    }

    /// The store, there or not; a file is an archive, which is read as a store.
    pub fn store_to_make(&self) -> anyhow::Result<FileStore> {
        self.open(self.settings.store_folder()?)
    }

    /// The store in a folder, there or not; a file is an archive, which is read as a store.
    pub fn open(&self, root: PathBuf) -> anyhow::Result<FileStore> {
        let cut = self
            .settings
            .variable("MLFLOW_TRUNCATE_LONG_VALUES")
            .is_none_or(|v| !matches!(v, "false" | "False" | "0"));
        if fsx::is_file(&root) {
            archive::mount(&root)?;
        }
        let store = FileStore::new(root).cut_long_values(cut);
        Ok(store.with_lock_talk(self.lock_talk()))
    }

    /// Who we are, for those who wait at a store's lock; and what is said when we wait.
    fn lock_talk(&self) -> LockTalk {
        #[cfg(unix)]
        let host = nix::unistd::gethostname().unwrap_or_default();
        #[cfg(not(unix))]
        let host = std::ffi::OsString::from("this machine");
        let ui = Arc::clone(&self.ui);
        LockTalk {
            words: format!(
                "process {} of {} on {}: mlrun {}",
                std::process::id(),
                self.user(),
                host.display(),
                command_name(&self.command)
            ),
            waiting: Box::new(move |holder| ui.status(&waiting_for(holder))),
        }
    }

    /// The store, to be changed in a way that `mlrun undo` can take back: all that changes until it is dropped is one
    /// operation, also where it fails. With `--no-undo` nothing is kept.
    pub fn store_to_change(&self) -> anyhow::Result<FileStore> {
        let store = self.writable_store()?;
        if self.settings.keeps_no_record() {
            return Ok(store);
        }
        let ui = Arc::clone(&self.ui);
        let complain =
            move |error: PathError| ui.warn(&format!("`mlrun op log` will show this as interrupted: {error}"));
        let recorder = Recorder::begin(store.root(), &self.actor(), Box::new(complain));
        Ok(store.witnessed(Arc::new(recorder)))
    }

    /// The run that mlrun was started inside, whose id the environment has: new runs are nested under it.
    pub fn parent(&self, store: &dyn TrackingStore) -> Option<RunId> {
        let id = RunId::parse(self.settings.variable("MLFLOW_RUN_ID")?).ok()?;
        store.get_run(&id, &Needs::INFO).is_ok().then_some(id)
    }

    /// The run that a text means.
    pub fn find_run(&self, store: &dyn TrackingStore, text: &str) -> anyhow::Result<RunId> {
        Ok(resolve_run(store, text)?)
    }

    /// The run that a text means, else the one of `MLFLOW_RUN_ID`.
    pub fn find_run_or_current(&self, store: &dyn TrackingStore, text: Option<&str>) -> anyhow::Result<RunId> {
        match text.or(self.settings.variable("MLFLOW_RUN_ID")) {
            Some(text) => self.find_run(store, text),
            None => bail!(super::outcome::Usage(
                "which run? Give one, or set MLFLOW_RUN_ID".to_owned()
            )),
        }
    }

    /// The experiment that a text means.
    pub fn find_experiment(
        &self,
        store: &dyn TrackingStore,
        (text, name_only): (&str, bool),
    ) -> anyhow::Result<ExperimentId> {
        Ok(resolve_experiment(store, text, name_only)?)
    }

    /// What was read, after a warning for each thing that could not be.
    pub fn readable<T>(&self, read: Read<T>) -> T {
        self.warn_of(&read.damage);
        read.value
    }

    /// A page, after a warning for each thing that could not be read.
    pub fn page<T>(&self, page: Page<T>) -> Page<T> {
        self.warn_of(&page.damage);
        page
    }

    /// A warning for each thing that could not be read; without `--verbose` for the first of many.
    pub fn warn_of(&self, damage: &[Damage]) {
        const NAMED: usize = 10;
        let named = match damage.len() {
            many if many > NAMED + 1 && !self.ui.is_verbose() => NAMED,
            all => all,
        };
        for damage in &damage[..named] {
            self.ui.damage(damage);
        }
        if named < damage.len() {
            let more = count(damage.len() - named);
            self.ui
                .warn(&format!("{more} more things could not be read; --verbose names them"));
        }
    }
}

/// The command without its arguments, which may hold what is nobody's business.
/// Refuses a store that is an archive.
pub(super) fn check_writable(root: &Path) -> anyhow::Result<()> {
    if !fsx::is_mounted(root) {
        return Ok(());
    }
    let shown = root.to_string_lossy();
    bail!(Advised {
        message: format!("{shown} is an archive, which can only be read"),
        hint: format!(
            "`mlrun archive restore {} --tracking-uri FOLDER` makes a folder of it, which can be changed",
            quote(&shown)
        ),
        code: exit::FAILED,
    })
}

fn command_name(command: &str) -> String {
    let is_plain = |word: &&str| word.bytes().all(|byte| byte.is_ascii_lowercase());
    command
        .split(' ')
        .filter(is_plain)
        .take(2)
        .collect::<Vec<_>>()
        .join(" ")
}

fn waiting_for(holder: Option<&Holder>) -> String {
    match holder {
        Some(Holder { words, since }) => format!(
            "waiting for the store's lock: held by {words} (for {})",
            duration(now().0.saturating_sub(*since).max(0))
        ),
        None => "waiting for the store's lock: held by a process that does not say who it is".to_owned(),
    }
}

/// A key from the command line, refused in MLflow's words.
pub(super) fn key(text: &str, parameter: &str, thing: &str) -> std::result::Result<Key, Invalid> {
    Key::parse(text).map_err(|error: KeyError| error.named(parameter, thing))
}

/// A tag from the command line.
pub(super) fn tag(key_text: &str, value: &str) -> Result<crate::model::Tag> {
    Ok(crate::model::Tag {
        key: key(key_text, "key", "key")?,
        value: value.to_owned(),
    })
}

/// The one clock.
#[expect(clippy::disallowed_methods, reason = "handed out from here")]
pub fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
