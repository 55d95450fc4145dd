//! What is wrong with a YAML text, and where.

use std::fmt;

use super::Mark;

/// How deep sequences and mappings may lie in one another.
pub(super) const MAX_DEPTH: usize = 100;

/// Why a text is not YAML that Python would load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// What is wrong, in libyaml's and PyYAML's words.
    pub message: String,
    /// Where, if that is known.
    pub mark: Option<Mark>,
}

impl YamlError {
    pub(super) fn at(mark: Mark, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            mark: Some(mark),
        }
    }
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mark {
            Some(Mark { line, column }) => write!(f, "line {line}, column {column}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for YamlError {}

pub(super) fn mark_of(mark: libyaml_safer::Mark) -> Mark {
    let from_one = |number| usize::try_from(number).unwrap_or(usize::MAX).saturating_add(1);
    Mark {
        line: from_one(mark.line),
        column: from_one(mark.column),
    }
}

pub(super) fn too_deep(mark: Mark) -> YamlError {
    YamlError::at(mark, format!("nested more than {MAX_DEPTH} levels deep"))
}

pub(super) fn mark_after(text: &str) -> Mark {
    let line_start = text.rfind('\n').map_or(0, |at| at + 1);
    Mark {
        line: text.matches('\n').count() + 1,
        column: text[line_start..].chars().count() + 1,
    }
}
