use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::bail;

use super::outcome::NoStore;
use crate::cli::{Settings, Source};
use crate::model::{ExperimentId, Invalid, Key, KeyError, Millis, RunId};
use crate::store::file::FileStore;
use crate::store::{Damage, Read, Result, TrackingStore, resolve_experiment, resolve_run};
use crate::ui::Ui;

/// What a command works with: the terminal, the settings, the clock and the dice.
#[derive(Debug)]
pub struct Context {
    /// Where results and talk go.
    pub ui: Ui,
    /// Flags, environment and defaults.
    pub settings: Settings,
}

impl Context {
    /// The time.
    #[expect(clippy::unused_self, clippy::disallowed_methods, reason = "the one clock, handed out from here")]
    pub fn now(&self) -> Millis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }

    /// 128 random bits, for ids and names.
    #[expect(clippy::unused_self, reason = "the one source of randomness, handed out from here")]
    pub fn random(&self) -> u128 {
        uuid::Uuid::new_v4().as_u128()
    }

    /// The store, which must be there: reading never makes one.
    pub fn store(&self) -> anyhow::Result<FileStore> {
        let store = self.store_to_make()?;
        if !store.exists() {
            let near = store.root().join("mlruns");
            bail!(NoStore {
                folder: store.root().to_owned(),
                chosen_by: self.settings.store_choice().source,
                near: crate::fsx::is_dir(&near).then_some(near),
            });
        }
        let source = self.settings.store_choice().source;
        self.ui.verbose(&format!("store: {} (from {})", store.root().display(), source.describe()));
        Ok(store)
    }

    /// The store, made with its default experiment where it is not there yet.
    pub fn store_for_writing(&self) -> anyhow::Result<FileStore> {
        let store = self.store_to_make()?;
        store.prepare(self.now())?;
        Ok(store)
    }

    /// The store, there or not.
    pub fn store_to_make(&self) -> anyhow::Result<FileStore> {
        let cut = self.settings.variable("MLFLOW_TRUNCATE_LONG_VALUES").is_none_or(|v| !matches!(v, "false" | "False" | "0"));
        Ok(FileStore::new(self.settings.store_folder()?).cut_long_values(cut))
    }

    /// Whether a flag or a variable chose the store.
    pub fn store_was_chosen(&self) -> bool {
        self.settings.store_choice().source != Source::Default
    }

    /// The run that a text means.
    #[expect(clippy::unused_self, reason = "reads as `context.find_run`, and will know aliases")]
    pub fn find_run(&self, store: &dyn TrackingStore, text: &str) -> anyhow::Result<RunId> {
        Ok(resolve_run(store, text)?)
    }

    /// The run that a text means, else the one of `MLFLOW_RUN_ID`.
    pub fn find_run_or_current(&self, store: &dyn TrackingStore, text: Option<&str>) -> anyhow::Result<RunId> {
        match text.or(self.settings.variable("MLFLOW_RUN_ID")) {
            Some(text) => self.find_run(store, text),
            None => bail!(super::outcome::Usage("which run? Give one, or set MLFLOW_RUN_ID".to_owned())),
        }
    }

    /// The experiment that a text means.
    #[expect(clippy::unused_self, reason = "as `find_run`")]
    pub fn find_experiment(&self, store: &dyn TrackingStore, (text, name_only): (&str, bool)) -> anyhow::Result<ExperimentId> {
        Ok(resolve_experiment(store, text, name_only)?)
    }

    /// What was read, after a warning for each thing that could not be.
    pub fn readable<T>(&self, read: Read<T>) -> T {
        self.warn_of(&read.damage);
        read.value
    }

    /// A warning for each thing that could not be read.
    pub fn warn_of(&self, damage: &[Damage]) {
        for damage in damage {
            self.ui.damage(damage);
        }
    }
}

/// A key from the command line, refused in MLflow's words.
pub(super) fn key(text: &str, parameter: &str, thing: &str) -> std::result::Result<Key, Invalid> {
    Key::parse(text).map_err(|error: KeyError| error.named(parameter, thing))
}

/// A tag from the command line.
pub(super) fn tag(key_text: &str, value: &str) -> Result<crate::model::Tag> {
    Ok(crate::model::Tag { key: key(key_text, "key", "key")?, value: value.to_owned() })
}
