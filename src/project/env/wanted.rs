//! Which Python is wanted.

use std::cmp::Ordering;
use std::fmt;
use std::path::PathBuf;

/// Which Python is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The one that is there.
    Any,
    /// A version or its beginning, part by part (`3.1` is not 3.13, as it is for MLflow); or the name of one of pyenv's.
    Version(String),
    /// `>=3.9,<3.13`
    Range(String),
    /// This one.
    Program(PathBuf),
}

impl Wanted {
    /// What a file's text means.
    pub(super) fn of(text: &str) -> Self {
        let text = text.trim();
        match text.chars().next() {
            None => Self::Any,
            Some('<' | '>' | '=' | '!' | '~') => Self::Range(text.to_owned()),
            Some(_) => Self::Version(text.trim_end_matches('.').to_owned()),
        }
    }

    /// Whether a Python of that version is one.
    pub(super) fn accepts(&self, version: &str) -> bool {
        match self {
            Self::Any | Self::Program(_) => true,
            Self::Version(wanted) => parts(version).starts_with(&parts(wanted)) && numeric(wanted),
            Self::Range(clauses) => clauses.split(',').all(|clause| meets(version, clause.trim())),
        }
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("3"),
            Self::Version(text) | Self::Range(text) => f.write_str(text),
            Self::Program(path) => path.display().fmt(f),
        }
    }
}

/// Orders versions by number.
pub(super) fn by_version(one: &str, other: &str) -> Ordering {
    parts(one).cmp(&parts(other))
}

/// Whether it is digits with dots between.
pub(super) fn numeric(version: &str) -> bool {
    !version.is_empty() && version.split('.').all(|part| part.parse::<u32>().is_ok())
}

/// Without what follows the numbers (`3.13.0rc1` is 3.13.0).
fn parts(version: &str) -> Vec<u32> {
    let numbers = version.trim().split('.').map(|part| {
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        (part[..digits].parse::<u32>(), digits == part.len())
    });
    let mut found = Vec::new();
    for (number, is_whole) in numbers {
        found.extend(number.ok());
        if !is_whole {
            break;
        }
    }
    found
}

/// One clause of a version specifier (PEP 440), over releases.
fn meets(version: &str, clause: &str) -> bool {
    let operators = ["===", "~=", "==", "!=", "<=", ">=", "<", ">", "="];
    let Some(operator) = operators.into_iter().find(|operator| clause.starts_with(operator)) else {
        return clause.is_empty();
    };
    let wanted = clause[operator.len()..].trim();
    let (version, any_after) = (parts(version), wanted.ends_with(".*"));
    let wanted = parts(wanted.trim_end_matches(".*"));
    let is_same = if any_after {
        version.starts_with(&wanted)
    } else {
        padded(&version, &wanted).is_eq()
    };
    match operator {
        "~=" => padded(&version, &wanted).is_ge() && version.starts_with(&wanted[..wanted.len().saturating_sub(1)]),
        "<=" => padded(&version, &wanted).is_le(),
        ">=" => padded(&version, &wanted).is_ge(),
        "<" => padded(&version, &wanted).is_lt(),
        ">" => padded(&version, &wanted).is_gt(),
        "!=" => !is_same,
        _ => is_same,
    }
}

/// Compares as if the shorter one ended in zeros.
fn padded(one: &[u32], other: &[u32]) -> Ordering {
    let part = |parts: &[u32], at: usize| parts.get(at).copied().unwrap_or(0);
    let longest = one.len().max(other.len());
    (0..longest)
        .map(|at| part(one, at).cmp(&part(other, at)))
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_part_by_part() {
        for (wanted, version, accepted) in [
            ("3.1", "3.13.0", false),
            ("3.1", "3.1.5", true),
            ("3.10", "3.10.13", true),
            ("3.10.1", "3.10.13", false),
            ("3.8.", "3.8.20", true),
            ("3", "3.13.0", true),
            ("", "3.9.1", true),
            ("3.x", "3.9.1", false),
            ("pypy3.9", "3.9.1", false),
            (">=3.9", "3.9.0", true),
            (">=3.9,<3.12", "3.12.1", false),
            (">=3.9, <3.12", "3.11.7", true),
            ("==3.11.*", "3.11.7", true),
            ("==3.11", "3.11.7", false),
            ("!=3.11.*", "3.11.7", false),
            ("~=3.10", "3.13.0", true),
            ("~=3.10.2", "3.11.0", false),
            (">3.9", "3.9.0", false),
            ("===3.9.1", "3.9.1", true),
        ] {
            assert_eq!(Wanted::of(wanted).accepts(version), accepted, "{wanted} {version}");
        }
        assert_eq!(by_version("3.9.21", "3.10.2"), Ordering::Less);
    }
}
