//! Reading what others may be changing.

use super::folder::ModelFolder;
use crate::fsx::{Lock, PathError};
use crate::model::ModelName;
use crate::store::file::FileStore;

/// How often what changes while it is read is read, the last time with its writers kept out.
const ATTEMPTS: usize = 5;

impl FileStore {
    /// Reads of a model's folder as it was at one moment; `None` when there is none.
    pub(super) fn at_one_moment<T>(
        &self,
        name: &ModelName,
        read: impl Fn(&ModelFolder) -> T,
    ) -> Result<Option<T>, PathError> {
        let path = self.model_path(name);
        self.when_still(|| {
            let Some(folder) = ModelFolder::open(&path, name)? else {
                return Ok((None, true));
            };
            let found = read(&folder);
            Ok((Some(found), folder.is_as_opened()))
        })
    }

    /// Reads until `read` says that nothing has changed meanwhile.
    pub(super) fn when_still<T, E>(&self, read: impl Fn() -> Result<(T, bool), E>) -> Result<T, E> {
        for _ in 1..ATTEMPTS {
            if let (found, true) = read()? {
                return Ok(found);
            }
        }
        let _writers_wait = Lock::share(&self.layout.lock_file());
        Ok(read()?.0)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::super::folder::ModelFolder;
    use super::super::journal::Journal;
    use crate::model::{Millis, ModelName, Stage, VersionNumber};
    use crate::store::file::FileStore;
    use crate::store::{ModelChange, ModelQuery, NewModelVersion, NewRegisteredModel, VersionChange, VersionQuery};

    fn name(text: &str) -> ModelName {
        ModelName::parse(text).unwrap()
    }

    fn store(root: &std::path::Path) -> FileStore {
        let store = FileStore::new(root.join("mlruns"));
        let new = NewRegisteredModel {
            name: name("m"),
            description: None,
            tags: Vec::new(),
            at: Millis(1),
        };
        store.create_registered_model(&new).unwrap();
        for _ in 0..2 {
            let new = NewModelVersion {
                name: name("m"),
                source: "s3://b/m".to_owned(),
                run_id: None,
                run_link: None,
                model_id: None,
                description: None,
                tags: Vec::new(),
                user_id: None,
                at: Millis(1),
            };
            store.create_model_version(new).unwrap();
        }
        store
    }

    #[test]
    fn a_change_that_begins_once_a_folder_is_open_is_noticed() {
        let scratch = tempfile::tempdir().unwrap();
        let store = store(scratch.path());
        let folder = ModelFolder::open(&store.model_path(&name("m")), &name("m"))
            .unwrap()
            .unwrap();
        assert!(folder.is_as_opened());
        let mut journal = Journal::new("m");
        journal.write("tags/k", "v");
        journal.write_down(folder.path()).unwrap();
        assert!(!folder.is_as_opened());
    }

    #[test]
    fn no_reader_sees_half_a_change() {
        let scratch = tempfile::tempdir().unwrap();
        let store = store(scratch.path());
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for round in 0..40 {
                    let at = Millis(round);
                    let (from, to) = if round % 2 == 0 { ("m", "n") } else { ("n", "m") };
                    let alone = VersionChange::Transition {
                        stage: Stage::Production,
                        archive_existing_versions: true,
                    };
                    let version = VersionNumber(1 + round % 2);
                    drop(store.update_model_version(&name(from), version, alone, at, None));
                    drop(store.update_registered_model(&name(from), ModelChange::Rename(name(to)), at, None));
                }
                done.store(true, Ordering::Relaxed);
            });
            let mut begun = false;
            while !done.load(Ordering::Relaxed) {
                let models = store.search_registered_models(&ModelQuery::default()).unwrap();
                assert_eq!((models.items.len(), models.damage.len()), (1, 0), "{models:?}");
                let versions = store.search_model_versions(&VersionQuery::default()).unwrap();
                let in_production = versions.items.iter().filter(|v| v.current_stage == Stage::Production);
                let in_production = in_production.count();
                assert_eq!(versions.items.len(), 2, "{versions:?}");
                assert!(in_production == 1 || (!begun && in_production == 0), "{versions:?}");
                begun |= in_production == 1;
            }
        });
        let page = store.search_registered_models(&ModelQuery::default()).unwrap();
        assert_eq!(page.items[0].name, name("m"));
    }
}
