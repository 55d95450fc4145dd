use std::path::{Path, PathBuf};

use crate::codec::{Node, text, yaml};
use crate::fsx;
use crate::model::ExperimentId;
use crate::store::file::layout::TRASH;

/// What can still be read of a `meta.yaml`.
pub(super) struct Salvage {
    /// YAML that is a map, maybe an empty one.
    pub(super) text: String,
    pub(super) node: Node,
    /// Whether there is no file, or one of which some could not be read.
    pub(super) is_partial: bool,
}

/// Reads the whole file, or else every line of it that is a key and a value by itself.
pub(super) fn read(path: &Path) -> Result<Salvage, String> {
    let bytes = match fsx::read_if_exists(path) {
        Ok(bytes) => bytes.unwrap_or_default(),
        Err(error) => return Err(error.to_string()),
    };
    let whole = text::decode(bytes).text;
    if let Some(node) = map(&whole) {
        return Ok(Salvage {
            text: whole,
            node,
            is_partial: false,
        });
    }
    let mut lines: Vec<&str> = whole.split_inclusive('\n').collect();
    lines.retain(|line| line.ends_with('\n') && is_entry(line));
    let text = if lines.is_empty() {
        "{}\n".to_owned()
    } else {
        lines.concat()
    };
    let node = map(&text).ok_or("nothing of it can be read")?;
    Ok(Salvage {
        text,
        node,
        is_partial: true,
    })
}

/// Where an experiment lies that a `meta.yaml` names; nowhere if that cannot be one's id.
pub(super) fn homes(root: &Path, experiment: &str) -> Vec<PathBuf> {
    match ExperimentId::parse(experiment) {
        Ok(id) => vec![root.join(id.as_str()), root.join(TRASH).join(id.as_str())],
        Err(_) => Vec::new(),
    }
}

fn map(text: &str) -> Option<Node> {
    yaml::parse(text.as_bytes()).ok().flatten().filter(Node::is_mapping)
}

fn is_entry(line: &str) -> bool {
    let key = line.split(':').next().unwrap_or_default();
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') && map(line).is_some()
}
