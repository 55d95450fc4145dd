use std::path::{Path, PathBuf};

use super::super::keys;
use super::super::metric_line::{self, Line, Of};
use super::{Mend, experiment, run};
use crate::codec::text;
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
    /// To a name that nothing has.
    Move(PathBuf, PathBuf),
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
        let mut above = path.ancestors().skip(1).take_while(|above| *above != root);
        if above.any(fsx::is_link) {
            return Err("it lies beyond a link; check the folder where it lies".to_owned());
        }
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
        if has(Mend::TakeAway) || has(Mend::TakeAwayAbove) {
            return Ok(Self::new("put into the quarantine", vec![Act::Away(path)]));
        }
        if has(Mend::MakeFolder) {
            return Ok(Self::new("an empty folder made", vec![Act::Folder(path)]));
        }
        let lines = mends.iter().find(|mend| matches!(mend, Mend::Lines(_)));
        let content = if let Some(Mend::Lines(of)) = lines {
            Some(metric(&path, *of)?)
        } else if has(Mend::Text) {
            Some(spelled(&path)?)
        } else {
            None
        };
        if has(Mend::Rename) {
            return renamed(&path, content);
        }
        if let Some(work) = content {
            return Ok(work);
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
            Self::Move(from, to) => {
                operation.will_move(&from, &to)?;
                fsx::rename_new(&from, &to)
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
    let write = Act::Write(path.to_owned(), beside(path), kept.into_bytes());
    Ok(Work::new(says, vec![write]))
}

/// MLflow takes any file in `metrics/`, `params/` and `tags/` for a value: a temporary one lies beside that folder.
fn beside(path: &Path) -> PathBuf {
    let is_part = |dir: &&Path| {
        let name = dir.file_name().unwrap_or_default();
        ["metrics", "params", "tags", "request_metadata"]
            .into_iter()
            .any(|part| name == part)
    };
    let part = path.ancestors().skip(1).find(is_part);
    part.or(Some(path)).and_then(Path::parent).unwrap_or(path).to_owned()
}

/// A value as mlrun shows it.
fn spelled(path: &Path) -> Result<Work, String> {
    let bytes = fsx::read(path).map_err(|error| error.to_string())?;
    let content = text::decode(bytes).text.into_bytes();
    let write = Act::Write(path.to_owned(), beside(path), content);
    Ok(Work::new(r"bytes that are not UTF-8 written as \xHH", vec![write]))
}

/// Renames a value's file, after what else is done to it.
fn renamed(path: &Path, before: Option<Work>) -> Result<Work, String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let new = keys::accepted(&name);
    let to = path.with_file_name(&new);
    if new == name || fsx::exists(&to) {
        return Err(format!("there is a `{new}` already"));
    }
    let (mut says, mut acts) = before.map_or_else(Default::default, |work| (work.says + ", ", work.acts));
    says.push_str(&format!("renamed to {new}"));
    acts.push(Act::Move(path.to_owned(), to));
    Ok(Work::new(says, acts))
}
