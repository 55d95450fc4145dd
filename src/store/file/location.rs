//! Artifact locations: URIs and bare paths, as MLflow records them.

use std::path::{Path, PathBuf};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What Python's `urllib.request.pathname2url` leaves as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A folder's `file://` URI, percent-encoded as Python does (blank `%20`, `ü` `%C3%BC`).
#[must_use]
pub fn folder_uri(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) {
        const WITH_DRIVE: &AsciiSet = &KEPT.remove(b':');
        return format!("file:///{}", utf8_percent_encode(&text.replace('\\', "/"), WITH_DRIVE));
    }
    format!("file://{}", utf8_percent_encode(&text, KEPT))
}

/// A name as it stands in a `file://` URI; a drive stays as it is.
pub(crate) fn encoded(name: &str) -> String {
    match name.as_bytes() {
        [drive, b':'] if drive.is_ascii_alphabetic() => name.to_owned(),
        _ => utf8_percent_encode(name, KEPT).to_string(),
    }
}

/// Appends parts to a location: onto the path of a URI, before its query and fragment, without doubled slashes
/// (MLflow's `append_to_uri_path`).
pub(crate) fn child(location: &str, parts: &[&str]) -> String {
    let is_uri = scheme(location).is_some();
    let cut = if is_uri {
        location.find(['?', '#']).unwrap_or(location.len())
    } else {
        location.len()
    };
    let (path, rest) = location.split_at(cut);
    let joined = parts.join("/");
    if path.is_empty() {
        return format!("{joined}{rest}");
    }
    format!("{}/{joined}{rest}", path.strip_suffix('/').unwrap_or(path))
}

/// A URI's scheme in lower case. One letter is a Windows drive, not a scheme.
pub(crate) fn scheme(location: &str) -> Option<String> {
    let (scheme, _) = location.split_once(':')?;
    let mut chars = scheme.chars();
    let ok = chars.next().is_some_and(|c| c.is_ascii_alphabetic())
        && scheme.len() > 1
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    ok.then(|| scheme.to_ascii_lowercase())
}

/// The local path a location means: that of a `file:` URI (host, query and fragment dropped, percent-decoded), or the bare
/// path itself. `None` for other schemes.
#[must_use]
pub fn local_path(location: &str) -> Option<PathBuf> {
    match scheme(location).as_deref() {
        None => Some(PathBuf::from(location)),
        Some("file") => {
            let rest = &location["file:".len()..];
            let rest = rest.split(['?', '#']).next().unwrap_or_default();
            let path = match rest.strip_prefix("//") {
                Some(authority) => &authority[authority.find('/').unwrap_or(authority.len())..],
                None => rest,
            };
            let path = percent_decode_str(path).decode_utf8_lossy().into_owned();
            let drive = path
                .strip_prefix('/')
                .filter(|p| cfg!(windows) && p.as_bytes().get(1) == Some(&b':'));
            Some(PathBuf::from(drive.unwrap_or(&path)))
        }
        Some(_) => None,
    }
}

/// Where a recorded path may lie: a relative one was meant from the folder MLflow was started in, usually the one that
/// holds the store.
#[must_use]
pub fn places(root: &Path, path: &Path) -> Vec<PathBuf> {
    if path.is_absolute() {
        return vec![path.to_owned()];
    }
    root.ancestors().take(2).map(|base| base.join(path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_as_mlflow_writes_and_reads_them() {
        assert_eq!(folder_uri(Path::new("/a b/ü#?")), "file:///a%20b/%C3%BC%23%3F");
        for (location, expected) in [
            ("file:///s/1", "file:///s/1/r/artifacts"),
            ("/s/1/", "/s/1/r/artifacts"),
            ("s3://b/p?x=1#f", "s3://b/p/r/artifacts?x=1#f"),
            ("s3://b", "s3://b/r/artifacts"),
            ("mlflow-artifacts:/1", "mlflow-artifacts:/1/r/artifacts"),
            ("C:\\runs", "C:\\runs/r/artifacts"),
        ] {
            assert_eq!(child(location, &["r", "artifacts"]), expected);
        }
        let path = |location: &str| local_path(location).map(|p| p.to_string_lossy().into_owned());
        assert_eq!(path("file:///a%20b/c").as_deref(), Some("/a b/c"));
        assert_eq!(path("FILE://host/a?x#y").as_deref(), Some("/a"));
        assert_eq!(path("file:rel/x").as_deref(), Some("rel/x"));
        assert_eq!(path("../mlruns/0").as_deref(), Some("../mlruns/0"));
        assert_eq!(path("s3://b/x"), None);
    }
}
