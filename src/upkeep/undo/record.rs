//! How operations are written down: one line of JSON each, `["<operation>", {"<kind>": …}]`, in the order in which things
//! happen. A line that is torn or that makes no sense stands for a change that was never made: it is written before.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::FOLDER;
use crate::fsx;

/// A path below the store's root as it is written down: `/` between the parts, `%` and bytes that are not Unicode as `%XX`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Name(String);

impl Name {
    /// Of a path below the root; `None` for one that is not.
    pub(super) fn below(root: &Path, path: &Path) -> Option<Self> {
        let below = path.strip_prefix(root).ok()?;
        let name = Self(escaped(below.as_os_str()));
        name.path(root).is_some().then_some(name)
    }

    /// The path, if it stays in the root and is neither the root, nor of the log's own files, nor the store's lock.
    pub(super) fn path(&self, root: &Path) -> Option<PathBuf> {
        let below = PathBuf::from(unescaped(&self.0)?);
        let mut parts = below.components();
        let is_plain = below.components().all(|part| matches!(part, Component::Normal(_)));
        let first = parts.next()?;
        let is_ours = match first.as_os_str().to_str() {
            Some(FOLDER) => parts.count() < 2,
            Some(".mlrun.lock") => true,
            _ => false,
        };
        let is_name = !below.as_os_str().as_encoded_bytes().contains(&0);
        (is_plain && !is_ours && is_name).then(|| root.join(below))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it lies where operations keep what they took.
    pub(super) fn is_kept(&self) -> bool {
        self.0.strip_prefix(FOLDER).is_some_and(|rest| rest.starts_with('/'))
    }
}

fn escaped(name: &OsStr) -> String {
    let mut text = String::with_capacity(name.len());
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(&chunk.valid().replace('%', "%25"));
        for byte in chunk.invalid() {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn unescaped(text: &str) -> Option<std::ffi::OsString> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, after)) = rest.split_once('%') {
        bytes.extend_from_slice(plain.as_bytes());
        bytes.push(u8::from_str_radix(after.get(..2)?, 16).ok()?);
        rest = &after[2..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    if bytes.contains(&0) {
        return None;
    }
    #[cfg(unix)]
    return Some(std::os::unix::ffi::OsStringExt::from_vec(bytes));
    #[cfg(not(unix))]
    String::from_utf8(bytes).ok().map(Into::into)
}

/// When a file was last changed, in nanoseconds since 1970: an undo sets it back with the content, so that a folder that an
/// earlier operation made is known to be as that left it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Nanoseconds(u64);

impl Nanoseconds {
    pub(super) fn of(path: &Path) -> Option<Self> {
        let since = fsx::modified(path)?.duration_since(UNIX_EPOCH).ok()?;
        u64::try_from(since.as_nanos()).ok().map(Self)
    }

    pub(super) fn time(self) -> SystemTime {
        UNIX_EPOCH + Duration::from_nanos(self.0)
    }
}

/// What a path was before it changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Was {
    /// Not there.
    Missing,
    /// A file with this text.
    Text {
        mode: u32,
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        modified: Option<Nanoseconds>,
    },
    /// A file whose bytes are kept in the operation's folder under this number.
    Kept {
        mode: u32,
        image: usize,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        modified: Option<Nanoseconds>,
    },
    /// A link to there.
    Link(String),
}

impl Was {
    pub(super) fn link(target: &Path) -> Self {
        Self::Link(escaped(target.as_os_str()))
    }

    /// When it was last changed before, of a file.
    pub(super) fn modified(&self) -> Option<Nanoseconds> {
        match self {
            Self::Text { modified, .. } | Self::Kept { modified, .. } => *modified,
            Self::Missing | Self::Link(_) => None,
        }
    }

    pub(super) fn target(text: &str) -> Option<PathBuf> {
        unescaped(text).map(PathBuf::from)
    }
}

/// What a path holds, for comparison: a hash of a file's bytes, or what else it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct State(pub(super) Cow<'static, str>);

impl State {
    pub(super) const MISSING: Self = Self(Cow::Borrowed("missing"));
    pub(super) const FOLDER: Self = Self(Cow::Borrowed("folder"));
    pub(super) const OTHER: Self = Self(Cow::Borrowed("other"));

    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(Cow::Owned(blake3::hash(bytes).to_hex().to_string()))
    }

    pub(super) fn link(target: &str) -> Self {
        Self(Cow::Owned(format!("link {target}")))
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Change {
    /// A file was written whole, or removed.
    Write {
        path: Name,
        was: Was,
        /// What it became; told at the end where it was not known before.
        after: Option<State>,
    },
    /// Lines were appended to a file of so many bytes.
    Append {
        path: Name,
        length: u64,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        modified: Option<Nanoseconds>,
    },
    /// A folder was made, with nothing in it.
    MakeFolder { path: Name },
    /// An empty folder was removed.
    RemoveFolder { path: Name, mode: u32 },
    /// A folder or file appeared with all that is in it.
    Create { path: Name },
    /// A folder or file got another name; one below [`FOLDER`] when it was taken away.
    Move { from: Name, to: Name },
}

/// Who began, when, with what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Begin {
    pub(super) at: i64,
    pub(super) user: String,
    pub(super) command: String,
    /// The operation that this one takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) undoes: Option<String>,
    /// Until when what is taken away stays, where that is known already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) keep_until: Option<i64>,
}

/// How it ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Done {
    /// How many changes there are.
    pub(super) changes: usize,
    /// What those became of which it was not known before, by their number from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) after: Vec<(usize, State)>,
    /// Until when what was taken away stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) keep_until: Option<i64>,
}

/// A line, but for whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Entry {
    Begin(Begin),
    Change(Change),
    Done(Done),
    /// What it took away is gone for good since then.
    Expired(i64),
}

/// A line as it is appended.
pub(super) fn line(operation: &str, entry: &Entry) -> Vec<u8> {
    let mut line = serde_json::to_vec(&(operation, entry)).unwrap_or_default();
    line.push(b'\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_in_the_store() {
        let root = Path::new("/store");
        let path = |name: &str| Name(name.to_owned()).path(root);
        assert_eq!(path("7/tags/a%25b"), Some("/store/7/tags/a%b".into()));
        assert_eq!(path(".mlrun.trash/1-a/0-m"), Some("/store/.mlrun.trash/1-a/0-m".into()));
        for bad in [
            "",
            "..",
            "7/../../x",
            "/etc/passwd",
            "%2E%2E/x",
            "7/%2e%2e/x",
            "a%00b",
            "%",
            "%zz",
            ".",
            ".mlrun.lock",
        ] {
            assert_eq!(path(bad), None, "{bad}");
        }
        assert_eq!((path(".mlrun.trash"), path(".mlrun.trash/log")), (None, None));
        assert_eq!(Name::below(root, Path::new("/else/x")), None);
    }

    #[cfg(unix)]
    #[test]
    fn any_name_is_written_down_and_read_back() {
        use std::os::unix::ffi::OsStrExt as _;
        let root = Path::new("/store");
        let path = root.join(OsStr::from_bytes(b"7/50%\xff\n\xe4\xb8\xad"));
        let name = Name::below(root, &path).unwrap();
        assert_eq!(name.as_str(), "7/50%25%FF\n中");
        assert_eq!(name.path(root), Some(path));
    }
}
