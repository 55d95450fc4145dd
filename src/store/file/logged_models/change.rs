//! Changing a logged model.

use super::{missing, registered};
use crate::codec::Value;
use crate::codec::pyyaml::Yaml;
use crate::fsx;
use crate::model::{Key, Lifecycle, LoggedModelId, Millis};
use crate::store::file::layout::LoggedModelDir;
use crate::store::file::{FileStore, sweep, values};
use crate::store::{Change, LoggedModelChange, LoggedModelStore as _, Result, StoreError};

impl FileStore {
    pub(super) fn change_logged_model(&self, id: &LoggedModelId, change: LoggedModelChange, at: Millis) -> Result<()> {
        self.find_logged_model(id)?;
        let lock = self.lock()?;
        let (experiment, dir) = self.find_logged_model(id)?;
        if self.get_logged_model(id)?.value.lifecycle_stage == Lifecycle::Deleted {
            return Err(missing(id));
        }
        if experiment.deleted {
            return Err(StoreError::WrongState(format!(
                "logged model {id} lies in the deleted experiment {}",
                experiment.id
            )));
        }
        sweep(&lock, &dir.path);
        match change {
            LoggedModelChange::Finalize(status) => self.touch(&dir, at, "status", Yaml::Int(status.code())),
            LoggedModelChange::Delete => self.touch(&dir, at, "lifecycle_stage", Yaml::Str("deleted".to_owned())),
            LoggedModelChange::SetTag(tag) => self.write_part(&dir, "tags", &tag.key, &tag.value),
            LoggedModelChange::Registered(name, version) => {
                let path = dir.part("tags").join(registered::TAG);
                let list = registered::appended(values::read_one(&path)?.as_deref(), name.as_str(), version.0);
                let content = list.as_bytes();
                self.tell(&[Change::Write { path: &path, content }])?;
                fsx::create_dir_all(&dir.part("tags"))?;
                Ok(fsx::replace_file(&path, content, &dir.path)?)
            }
            LoggedModelChange::LogParam(param) => self.write_part(&dir, "params", &param.key, &param.value),
            LoggedModelChange::DeleteTag(key) => {
                let path = dir.part("tags").join(key.as_str());
                if !fsx::is_file(&path) {
                    let quoted = |text: &str| Value::Str(text.to_owned()).python_repr();
                    return Err(StoreError::NotFound(format!(
                        "No tag with key {} found for model with ID {}.",
                        quoted(key.as_str()),
                        quoted(id.as_str())
                    )));
                }
                self.remove(&path)
            }
        }
    }

    fn touch(&self, dir: &LoggedModelDir, at: Millis, key: &str, value: Yaml) -> Result<()> {
        self.rewrite(&dir.path, |meta| {
            meta.set("last_updated_timestamp", Yaml::Int(at.0)).set(key, value);
        })
    }

    fn write_part(&self, dir: &LoggedModelDir, part: &str, key: &Key, value: &str) -> Result<()> {
        self.write_value(&dir.path, &dir.part(part).join(key.as_str()), key, value)
    }
}
