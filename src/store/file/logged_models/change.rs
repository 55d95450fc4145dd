//! Changing a logged model.

use super::{missing, registered};
use crate::codec::Value;
use crate::codec::pyyaml::Yaml;
use crate::fsx;
use crate::model::{Key, Lifecycle, LoggedModelId, Millis};
use crate::store::file::layout::LoggedModelDir;
use crate::store::file::{FileStore, meta, sweep, values};
use crate::store::{LoggedModelChange, LoggedModelStore as _, Result, StoreError};

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
            LoggedModelChange::Finalize(status) => rewrite(&dir, at, "status", Yaml::Int(status.code())),
            LoggedModelChange::Delete => rewrite(&dir, at, "lifecycle_stage", Yaml::Str("deleted".to_owned())),
            LoggedModelChange::SetTag(tag) => write(&dir, "tags", &tag.key, &tag.value),
            LoggedModelChange::Registered(name, version) => {
                let path = dir.part("tags").join(registered::TAG);
                let list = registered::appended(values::read_one(&path)?.as_deref(), name.as_str(), version.0);
                fsx::create_dir_all(&dir.part("tags"))?;
                Ok(fsx::replace_file(&path, list.as_bytes(), &dir.path)?)
            }
            LoggedModelChange::LogParam(param) => write(&dir, "params", &param.key, &param.value),
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
                Ok(fsx::remove_file(&path)?)
            }
        }
    }
}

fn rewrite(dir: &LoggedModelDir, at: Millis, key: &str, value: Yaml) -> Result<()> {
    meta::rewrite(&dir.path, |meta| {
        meta.set("last_updated_timestamp", Yaml::Int(at.0)).set(key, value);
    })
}

fn write(dir: &LoggedModelDir, part: &str, key: &Key, value: &str) -> Result<()> {
    let path = dir.part(part).join(key.as_str());
    values::make_room(&dir.path, &path, key)?;
    Ok(fsx::replace_file(&path, value.as_bytes(), &dir.path)?)
}
