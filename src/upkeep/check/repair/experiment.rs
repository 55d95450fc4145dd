use std::path::Path;

use super::salvage;
use super::work::{Act, Work};
use crate::codec::pyyaml::Yaml;
use crate::fsx;
use crate::model::Millis;
use crate::store::file::layout::{META, TRASH};
use crate::store::file::meta::{self, field};
use crate::store::file::{folder_uri, meta as file_meta};

/// An experiment's `meta.yaml` made whole. A name that is lost becomes `restored-<id>`.
pub(super) fn rebuilt(root: &Path, path: &Path, adopt: bool) -> Result<Work, String> {
    let folder = path.parent().ok_or("no experiment's")?;
    let id = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let is_deleted = folder.parent() == Some(&root.join(TRASH));
    let left = salvage::read(path)?;
    let node = &left.node;
    let text = |text: &str| Yaml::Str(text.to_owned());
    let said_id = field(node, "experiment_id");
    let is_another = |said: &String| salvage::homes(root, said).iter().any(|home| fsx::exists(home));
    let adopt = adopt || (left.is_partial && !said_id.as_ref().is_some_and(is_another));
    let said_id = said_id.filter(|_| !adopt);
    let name = field(node, "name");
    let is_nameless = name.is_none();
    let name = name.unwrap_or_else(|| format!("restored-{id}"));
    let place = field(node, "artifact_location").unwrap_or_else(|| folder_uri(&root.join(&id)));
    let stage = field(node, "lifecycle_stage").filter(|stage| matches!(stage.as_str(), "active" | "deleted"));
    let stage = stage.unwrap_or_else(|| if is_deleted { "deleted" } else { "active" }.to_owned());
    let bytes = Some(left.text.clone().into_bytes());
    let content = file_meta::rewritten(bytes, path, |meta| {
        meta.set("artifact_location", text(&place))
            .set("lifecycle_stage", text(&stage));
        meta.set("experiment_id", text(said_id.as_deref().unwrap_or(&id)))
            .set("name", text(&name));
        match node.get("workspace").map(|said| (said.text(), said)) {
            Some((Some(said), value)) if !value.is_null() => drop(meta.set("workspace", text(said))),
            Some((None, _)) => drop(meta.remove("workspace")),
            _ => {}
        }
        for key in ["creation_time", "last_update_time"] {
            let has_one = meta::millis(node, key).is_some();
            let must = is_nameless || left.is_partial || node.get(key).is_some_and(|time| !time.is_null());
            if !has_one && must {
                meta.set(key, Yaml::Int(first_run(folder).0));
            }
        }
    })
    .map_err(|error| error.to_string())?;
    let mut said = vec![if left.is_partial { "written anew" } else { "completed" }.to_owned()];
    if is_nameless {
        said.push(format!("named {name}"));
    }
    if adopt && field(node, "experiment_id").is_some_and(|said| said != id) {
        said.push(format!("now says that it is experiment {id}"));
    }
    let write = Act::Write(path.to_owned(), folder.to_owned(), content.into_bytes());
    Ok(Work::new(said.join("; "), vec![write]))
}

/// When its first run started, else when the folder was last changed.
fn first_run(folder: &Path) -> Millis {
    let start = |path: &Path| {
        let node = meta::read(&path.join(META), &mut Vec::new()).ok().flatten()?;
        meta::millis(&node, "start_time")
    };
    let entries = fsx::list(folder).unwrap_or_default();
    let first = entries
        .iter()
        .filter(|entry| entry.is_dir)
        .filter_map(|entry| start(&entry.path))
        .min();
    first.or_else(|| super::modified(folder)).unwrap_or(Millis(0))
}
