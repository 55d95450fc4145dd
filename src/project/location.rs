//! Values of parameters of the types `path` and `uri`, and local paths in general, as MLflow reads them.

use std::path::{Component, Path, PathBuf};

use percent_encoding::percent_decode_str;

use crate::fsx;

/// The scheme of a URI as Python's `urlsplit` sees it, in lower case: `C:/x` has one, `1s://x` and `://x` have none.
pub(super) fn scheme(text: &str) -> Option<String> {
    let trimmed = text.trim_start_matches(|c: char| c <= ' ');
    let (scheme, _) = trimmed.split_once(':')?;
    let mut letters = scheme.chars().filter(|c| !matches!(c, '\t' | '\r' | '\n'));
    let is_scheme = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

/// The local path that a `path` value stands for, or `None` when it lies elsewhere: no scheme, or `file:` without a
/// host. Percent-escapes are undone in `file:` URIs and, as MLflow does, in plain paths.
pub(super) fn local_path(value: &str) -> Option<String> {
    let path = match scheme(value).as_deref() {
        None => value,
        Some("file") => {
            let Some(rest) = value.strip_prefix("file:") else {
                return Some(decoded(value)); // MLflow takes `FILE:…` for a path of that name
            };
            let path = match rest.strip_prefix("//") {
                None => rest,
                Some(rest) if rest.is_empty() || rest.starts_with('/') => rest,
                Some(_) => return None,
            };
            path.split(['?', '#']).next().unwrap_or_default()
        }
        Some(_) => return None,
    };
    Some(decoded(path))
}

fn decoded(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

/// Python's `os.path.abspath` with `folder` for the current one: `.` and `..` are resolved in the text only.
pub(super) fn absolute(folder: &Path, path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in folder.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// Python's `os.path.exists`: a link that leads nowhere does not.
pub(super) fn exists(path: &Path) -> bool {
    fsx::followed_size(path).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_those_of_urlsplit() {
        for with in [
            "s3://b/k",
            "C:/x",
            "mailto:x",
            "a-b+c.1:x",
            "runs:/id/p",
            "FILE:///a",
            "file:",
        ] {
            assert!(scheme(with).is_some(), "{with}");
        }
        for without in ["", "/a", "~/a", "1s://x", "://x", ":x", "a_b:c", "a b:c", "é:x", "?q"] {
            assert!(scheme(without).is_none(), "{without}");
        }
    }

    #[test]
    fn local_paths_are_told_from_remote_ones() {
        for (value, path) in [
            ("a b", Some("a b")),
            ("a%20b", Some("a b")),
            ("file:/a", Some("/a")),
            ("file:///a%20b?q#f", Some("/a b")),
            ("file:a", Some("a")),
            ("file://host/a", None),
            ("s3://b/k", None),
            ("C:\\x", None),
        ] {
            assert_eq!(local_path(value).as_deref(), path, "{value}");
        }
        assert_eq!(
            absolute(Path::new("/p/q"), Path::new("dd/../../x/./y/")),
            Path::new("/p/x/y")
        );
    }
}
