//! What can be wrong with the bytes of any file of text.

use super::finding::{Findings, Kind};
use std::path::Path;

pub(super) const EMPTY: Kind = Kind::damaged("meta-empty", "MLflow raises when it reads what the file describes");
pub(super) const NULS: Kind = Kind::damaged(
    "file-of-nuls",
    "a crash lost the content: MLflow raises when it reads it",
);
pub(super) const LFS: Kind = Kind::damaged(
    "lfs-pointer",
    "git-lfs keeps the content elsewhere: `git lfs pull` brings it; until then it is read as it stands",
);
pub(super) const CONFLICT: Kind = Kind::damaged(
    "merge-conflict",
    "a merge was left undecided: both sides are in the file, and neither can be read",
);
pub(super) const NOT_UTF8: Kind = Kind::damaged(
    "not-utf8",
    "MLflow raises UnicodeDecodeError, and search_runs of the experiment with it",
);
pub(super) const CUT_CHARACTER: Kind = Kind::odd(
    "cut-in-a-character",
    "ends in the middle of a character, so more may be missing; MLflow drops the half character",
);
pub(super) const BOM: Kind = Kind::odd(
    "byte-order-mark",
    "an editor put it there; MLflow reads it as part of the text",
);
pub(super) const CRLF: Kind = Kind::note(
    "crlf",
    "lines end in CR LF, as MLflow never writes them: a tool has converted the file",
);
pub(super) const KINDS: &[Kind] = &[EMPTY, NULS, LFS, CONFLICT, NOT_UTF8, CUT_CHARACTER, BOM, CRLF];

/// What is in a file instead of its content.
pub(super) enum Instead {
    Nuls,
    Lfs,
    /// From that line on.
    Conflict(u64),
}

/// Whether something else stands where a content was meant.
pub(super) fn instead(bytes: &[u8]) -> Option<Instead> {
    if !bytes.is_empty() && bytes.iter().all(|byte| *byte == 0) {
        return Some(Instead::Nuls);
    }
    if bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
        return Some(Instead::Lfs);
    }
    if !bytes.contains(&b'<') {
        return None;
    }
    let is_mark = |line: &[u8], mark: &[u8]| line.starts_with(mark);
    let mut lines = bytes.split(|byte| *byte == b'\n').zip(1..);
    let (_, begin) = lines.find(|(line, _)| is_mark(line, b"<<<<<<< "))?;
    lines.find(|(line, _)| is_mark(line, b"======="))?;
    lines.find(|(line, _)| is_mark(line, b">>>>>>> "))?;
    Some(Instead::Conflict(begin))
}

/// Where UTF-8 ends in a text.
pub(super) enum Flaw {
    Line(u64),
    /// Only the last character is cut off.
    End,
}

pub(super) fn utf8_flaw(bytes: &[u8]) -> Option<Flaw> {
    let error = std::str::from_utf8(bytes).err()?;
    if error.error_len().is_none() {
        return Some(Flaw::End);
    }
    let before = &bytes[..error.valid_up_to()];
    Some(Flaw::Line(
        1 + before.iter().filter(|byte| **byte == b'\n').count() as u64,
    ))
}

pub(super) fn has_bom(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xEF\xBB\xBF")
}

pub(super) fn has_crlf(bytes: &[u8]) -> bool {
    bytes.contains(&b'\r') && bytes.windows(2).any(|pair| pair == b"\r\n")
}

/// Reports what does not keep a text from being read.
pub(super) fn check_marks(bytes: &[u8], path: &Path, bom: &'static str, found: &mut Findings<'_>) {
    if has_bom(bytes) {
        found.add(BOM, path).line(1).consequence(bom);
    }
    if has_crlf(bytes) {
        found.add(CRLF, path);
    }
}
