use std::path::{Path, PathBuf};

use super::salvage;
use super::work::{Act, Work};
use crate::codec::pyyaml::Yaml;
use crate::codec::{Node, Value, text};
use crate::fsx;
use crate::model::{Millis, RunStatus, tags};
use crate::store::file::meta::{self, field};
use crate::store::file::{folder_uri, metric_file};

/// Tells which parts of a `meta.yaml` a repair had to guess.
const REBUILT: &str = "mlrun.rebuilt";

/// A run's `meta.yaml` made whole: what can be read of it, what tags, metrics and file times tell, and for the rest a
/// guess, which the tag `mlrun.rebuilt` names.
pub(super) fn rebuilt(root: &Path, path: &Path, adopt: bool) -> Result<Work, String> {
    let folder = path.parent().ok_or("no run's")?;
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let id = name(folder);
    let experiment = folder.parent().map(name).unwrap_or_default();
    let left = salvage::read(path)?;
    let node = &left.node;
    let mut guessed: Vec<&str> = Vec::new();
    let mut said: Vec<String> = Vec::new();
    let times = || Times::of(folder);
    let tag = |key: &str| value(&folder.join("tags").join(key));
    let time = |key| meta::millis(node, key).filter(|time| time.0 != 0);

    let said_experiment = field(node, "experiment_id");
    let is_there_too = |said: &String| {
        salvage::homes(root, said)
            .iter()
            .any(|home| fsx::exists(&home.join(&id)))
    };
    // the check could not tell whether to adopt what it could not read
    let adopt = adopt || (left.is_partial && !said_experiment.as_ref().is_some_and(is_there_too));
    let said_experiment = said_experiment.filter(|_| !adopt);
    let status = status(node);
    let mut end = time("end_time");
    let has_end = node.get("end_time").is_some_and(Node::is_null) || end.is_some();
    let start = time("start_time").unwrap_or_else(|| {
        guessed.push("start_time");
        times().first
    });
    let code = status.unwrap_or_else(|| {
        guessed.push("status");
        RunStatus::Killed.code()
    });
    if (!has_end || (status.is_none() && end.is_none())) && code != RunStatus::Running.code() {
        guessed.push("end_time");
        end = Some(times().last.max(start));
    }
    let run_name = field(node, "run_name")
        .or_else(|| tag(tags::RUN_NAME))
        .or_else(|| meta::old_run_name(node));
    let user = field(node, "user_id").or_else(|| tag(tags::USER)).unwrap_or_else(|| {
        guessed.push("user_id");
        String::new()
    });
    let stage = field(node, "lifecycle_stage").filter(|stage| matches!(stage.as_str(), "active" | "deleted"));
    let stage = stage.unwrap_or_else(|| {
        if time("deleted_time").is_some() {
            "deleted"
        } else {
            "active"
        }
        .to_owned()
    });
    let uri = field(node, "artifact_uri").unwrap_or_else(|| format!("{}/artifacts", folder_uri(folder)));

    let text = |text: &str| Yaml::Str(text.to_owned());
    let bytes = Some(left.text.clone().into_bytes());
    let content = meta::rewritten(bytes, path, |meta| {
        meta.set("run_id", text(&id)).set("run_uuid", text(&id));
        meta.set("experiment_id", text(said_experiment.as_deref().unwrap_or(&experiment)));
        meta.set("artifact_uri", text(&uri))
            .set("lifecycle_stage", text(&stage));
        meta.set("user_id", text(&user)).set("status", Yaml::Int(code));
        meta.set("start_time", Yaml::Int(start.0));
        meta.set("end_time", end.map_or(Yaml::Null, |time| Yaml::Int(time.0)));
        if node.get("run_name").is_some() || node.get("name").is_none() || run_name.is_some() {
            meta.set("run_name", text(run_name.as_deref().unwrap_or_default()));
        }
        if meta::millis(node, "deleted_time").is_none() {
            meta.remove("deleted_time");
        }
        for (key, value) in [
            ("entry_point_name", text("")),
            ("source_name", text("")),
            ("source_type", Yaml::Int(4)),
            ("source_version", text("")),
            ("tags", Yaml::List(Vec::new())),
        ] {
            if node.get(key).is_none() {
                meta.set(key, value);
            }
        }
    })
    .map_err(|error| error.to_string())?;

    said.push(if left.is_partial { "written anew" } else { "completed" }.to_owned());
    if adopt && field(node, "experiment_id").is_some_and(|said| said != experiment) {
        said.push(format!("now of experiment {experiment}"));
    }
    let mut acts = Vec::new();
    if !guessed.is_empty() {
        let known = status.is_some();
        said.push(format!("guessed: {}", guessed.join(", ")));
        if !known {
            said.push("status KILLED, for nobody knows how it ended".to_owned());
        }
        acts.extend(note(folder, &guessed, node));
    }
    acts.push(Act::Write(path.to_owned(), folder.to_owned(), content.into_bytes()));
    Ok(Work::new(said.join("; "), acts))
}

/// The number of the status, where what is written means one.
fn status(node: &Node) -> Option<i64> {
    let written = node.get("status")?;
    let code = match written.resolve() {
        Ok(Value::Int(code)) => i64::try_from(code).ok(),
        _ => written.text().and_then(|text| {
            let named = RunStatus::from_name(&text.to_ascii_uppercase()).map(RunStatus::code);
            named.or_else(|| text.trim_end_matches(".0").parse().ok())
        }),
    };
    code.filter(|code| !matches!(RunStatus::from_code(*code), RunStatus::Unknown(_)))
}

fn value(path: &Path) -> Option<String> {
    let bytes = fsx::read_if_exists(path).ok().flatten()?;
    Some(text::decode(bytes).text.trim_end().to_owned()).filter(|text| !text.is_empty())
}

/// The tag that says what was guessed.
fn note(folder: &Path, guessed: &[&str], node: &Node) -> Vec<Act> {
    let tags = folder.join("tags");
    let was = field(node, "status").filter(|_| guessed.contains(&"status"));
    let was = was.map(|was| format!(" (status was {was})")).unwrap_or_default();
    let text = format!("mlrun fsck made meta.yaml whole; guessed: {}{was}", guessed.join(", "));
    let file = tags.join(REBUILT);
    vec![
        Act::Folder(tags),
        Act::Write(file, folder.to_owned(), text.into_bytes()),
    ]
}

/// When a run gave its first and last sign of life: by the times of its metrics, else of its files.
struct Times {
    first: Millis,
    last: Millis,
}

impl Times {
    fn of(folder: &Path) -> Self {
        let files = |part: &str| fsx::walk_files(&folder.join(part)).unwrap_or_default();
        let mut logged: Vec<Millis> = Vec::new();
        for (_, path) in files("metrics") {
            let bytes = fsx::read(&path).unwrap_or_default();
            let (metrics, _) = metric_file::parse(&bytes, &path);
            let times = metrics.iter().filter_map(|metric| i64::try_from(metric.timestamp).ok());
            logged.extend(times.filter(|time| *time > 0).map(Millis));
        }
        if logged.is_empty() {
            let parts = ["params", "tags", "metrics", "artifacts"].into_iter().flat_map(files);
            let paths = parts.map(|(_, path)| path).chain([PathBuf::from(folder)]);
            logged.extend(paths.filter_map(|path| super::modified(&path)));
        }
        Self {
            first: logged.iter().copied().min().unwrap_or(Millis(0)),
            last: logged.into_iter().max().unwrap_or(Millis(0)),
        }
    }
}
