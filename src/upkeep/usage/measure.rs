use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::parts::Reach;
use super::{Content, Space};
use crate::fsx::{self, Size};

/// What was found below a path.
#[derive(Debug, Default)]
pub(super) struct Measured {
    pub(super) own: BTreeMap<Content, Space>,
    /// Files with several names, each by its disk and number.
    pub(super) shared: Vec<(Content, (u64, u64), Space)>,
}

impl Measured {
    fn add(&mut self, path: &Path, is_folder: bool, content: Content) {
        let Some(Size {
            apparent,
            on_disk,
            shared,
        }) = fsx::size(path)
        else {
            return; // it vanished
        };
        let space = Space {
            files: u64::from(!is_folder),
            bytes: apparent,
            on_disk,
        };
        match shared {
            Some(file) => self.shared.push((content, file, space)),
            None => *self.own.entry(content).or_default() += space,
        }
    }
}

/// Measures a path. What cannot be listed is left out.
pub(super) fn measure(path: &Path, reach: Reach) -> Measured {
    let mut found = Measured::default();
    let own = match reach {
        Reach::Whole(content) | Reach::Itself(content) => content,
        Reach::Run => Content::Metadata,
    };
    let is_folder = fsx::is_dir(path) && !fsx::is_link(path);
    found.add(path, is_folder, own);
    if is_folder && !matches!(reach, Reach::Itself(_)) {
        let mut pending: Vec<(PathBuf, Option<Content>)> =
            vec![(path.to_owned(), matches!(reach, Reach::Whole(_)).then_some(own))];
        while let Some((folder, content)) = pending.pop() {
            for entry in fsx::list(&folder).unwrap_or_default() {
                let content = content.unwrap_or_else(|| of_run(&entry.name));
                let is_folder = entry.is_dir && !entry.is_link;
                found.add(&entry.path, is_folder, content);
                if is_folder {
                    pending.push((entry.path, Some(content)));
                }
            }
        }
    }
    found
}

/// What is in a run's folder under a name.
fn of_run(name: &str) -> Content {
    match name {
        "meta.yaml" | "inputs" | "outputs" => Content::Metadata,
        "metrics" => Content::Metrics,
        "params" => Content::Params,
        "tags" => Content::Tags,
        "artifacts" => Content::Artifacts,
        name if fsx::is_temporary(name.as_ref()) => Content::Temporary,
        _ => Content::Other,
    }
}
