use std::path::{Path, PathBuf};

use super::super::metric_line::{self, Line, Of};
use super::{Mend, experiment, run};
use crate::fsx::{self, PathError};
use crate::store::file::layout::MODELS;
use crate::upkeep::undo::Operation;

/// What is to be done about one file or folder, down to the bytes.
pub(super) struct Work {
    /// In words.
    pub(super) says: String,
    acts: Vec<Act>,
}

pub(super) enum Act {
    /// Kept and taken away.
    Away(PathBuf),
    Folder(PathBuf),
    /// Written by way of a temporary file in the folder given second.
    Write(PathBuf, PathBuf, Vec<u8>),
    Sweep(PathBuf),
}

impl Work {
    pub(super) fn new(says: impl Into<String>, acts: Vec<Act>) -> Self {
        Self {
            says: says.into(),
            acts,
        }
    }

    /// Works out what to do as things stand now.
    pub(super) fn prepare(root: &Path, below: &str, mends: &[Mend]) -> Result<Self, String> {
        let path = root.join(below);
        let has = |mend: Mend| mends.contains(&mend);
        if has(Mend::Sweep) {
            return Ok(Self::new(
                "removed, unless its maker is at work",
                vec![Act::Sweep(path)],
            ));
        }
        if has(Mend::ReplaceByFolder) {
            let acts = vec![Act::Away(path.clone()), Act::Folder(path)];
            return Ok(Self::new("put into the quarantine, and an empty folder made", acts));
        }
        if has(Mend::TakeAway) {
            return Ok(Self::new("put into the quarantine", vec![Act::Away(path)]));
        }
        if has(Mend::MakeFolder) {
            return Ok(Self::new("an empty folder made", vec![Act::Folder(path)]));
        }
        if let Some(Mend::Lines(of)) = mends.iter().find(|mend| matches!(mend, Mend::Lines(_))) {
            return metric(&path, *of);
        }
        let depth = below.trim_start_matches(".trash/").split('/').count();
        match depth {
            3 => run::rebuilt(root, &path, has(Mend::Adopt)),
            2 => experiment::rebuilt(root, &path, has(Mend::Adopt)),
            _ => Err("nothing to do".to_owned()),
        }
    }

    pub(super) fn carry_out(self, operation: &mut Operation) -> Result<(), String> {
        let done = |acts: Vec<Act>, operation: &mut Operation| -> Result<(), PathError> {
            for act in acts {
                act.carry_out(operation)?;
            }
            Ok(())
        };
        done(self.acts, operation).map_err(|error| error.to_string())
    }
}

impl Act {
    fn carry_out(self, operation: &mut Operation) -> Result<(), PathError> {
        match self {
            Self::Away(path) => operation.take_away(&path).map(drop),
            Self::Folder(path) if fsx::is_dir(&path) => Ok(()),
            Self::Folder(path) => {
                operation.will_create(&path)?;
                fsx::create_dir(&path).map(drop)
            }
            Self::Write(path, staging, content) => {
                operation.will_write(&path)?;
                fsx::replace_file(&path, &content, &staging)
            }
            Self::Sweep(path) => {
                let folder = path.parent().unwrap_or(&path);
                if folder.file_name().is_some_and(|name| name == MODELS) {
                    fsx::sweep_drafts(folder);
                } else {
                    fsx::sweep(folder);
                }
                Ok(())
            }
        }
    }
}

/// The lines of a metric that can be read, in their order.
fn metric(path: &Path, of: Of) -> Result<Work, String> {
    let bytes = fsx::read(path).map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes));
    let (lines, ended) = metric_line::lines(&text);
    let mut kept = String::new();
    let (mut most_fields, mut dropped, mut changed, mut whole) = (0, Vec::new(), 0, 0);
    for (index, text) in lines.iter().enumerate() {
        let is_cut = !ended && index + 1 == lines.len();
        let line = match metric_line::line(text, of) {
            Line::Read { fields, .. } if is_cut && (fields == 2 || fields < most_fields) => None,
            Line::Read { fields, .. } => {
                most_fields = most_fields.max(fields);
                Some((*text).to_owned())
            }
            Line::Separated(line) | Line::DatasetBlank(line) if !is_cut => {
                changed += 1;
                Some(line)
            }
            Line::Swapped => Some((*text).to_owned()),
            _ => None,
        };
        match line {
            Some(line) => {
                kept.push_str(&line);
                kept.push('\n');
                whole += 1;
            }
            None => dropped.push(index + 1),
        }
    }
    if whole == 0 {
        let says = "put into the quarantine: no line of it can be read";
        return Ok(Work::new(says, vec![Act::Away(path.to_owned())]));
    }
    let mut says = match dropped.as_slice() {
        [] => "kept whole".to_owned(),
        [line] => format!("line {line} dropped, {whole} kept"),
        [first, .., last] => format!("{} lines from {first} to {last} dropped, {whole} kept", dropped.len()),
    };
    if changed > 0 {
        says.push_str(&format!(", {changed} written as MLflow reads them"));
    }
    if dropped.is_empty() && !ended {
        says.push_str(", the last line ended");
    }
    // MLflow takes any file in `metrics/` for a metric: the temporary one lies beside that folder
    let is_part = |dir: &&Path| dir.file_name().is_some_and(|name| name == "metrics");
    let staging = path.ancestors().skip(1).find(is_part).and_then(Path::parent);
    let staging = staging.unwrap_or(path).to_owned();
    Ok(Work::new(
        says,
        vec![Act::Write(path.to_owned(), staging, kept.into_bytes())],
    ))
}
