//! What a folder holds: names that other systems could not tell apart, links, and what we left ourselves.

use std::collections::BTreeMap;
use std::path::Path;

use super::finding::{Findings, Kind};
use super::repair::Mend;
use crate::fsx::{self, Folder, NameKind};

const CASE: Kind = Kind::odd(
    "names-differ-in-case",
    "on macOS and Windows they are one name: a copy of the store there keeps one of them",
);
const LINK: Kind = Kind::note(
    "link",
    "a copy of the store may hold the link instead of what it leads to",
);
const LINK_OUTSIDE: Kind = Kind::odd(
    "link-outside",
    "leads out of the store: who copies, archives or cleans the store does not get or reach what is there",
);
const LINK_BROKEN: Kind = Kind::odd("link-broken", "leads nowhere: what it stood for is not here");
const LEFTOVER: Kind = Kind::note(
    "mlrun-leftover",
    "a killed mlrun left it; nobody takes it for data, and the next writer removes what it may",
)
.repaired("removed, unless whoever made it is at work still");
const NOT_UNICODE: Kind = Kind::damaged(
    "name-not-utf8",
    "its name is not UTF-8: MLflow refuses it, and with it all that it belongs to",
);
const CONTROL: Kind = Kind::odd(
    "name-with-control-characters",
    "a name that terminals and other systems garble or refuse",
);
const NOT_PORTABLE: Kind = Kind::note("name-not-portable", "Windows cannot have a file of that name");
pub(super) const KINDS: &[Kind] = &[
    CASE,
    LINK,
    LINK_OUTSIDE,
    LINK_BROKEN,
    LEFTOVER,
    NOT_UNICODE,
    CONTROL,
    NOT_PORTABLE,
];

/// The names in a folder, sorted. A link counts as what it leads to; what leads nowhere is a file.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) folders: Vec<String>,
    pub(super) files: Vec<String>,
}

impl Listing {
    pub(super) fn has_folder(&self, name: &str) -> bool {
        self.folders.iter().any(|folder| folder == name)
    }

    pub(super) fn has_file(&self, name: &str) -> bool {
        self.files.iter().any(|file| file == name)
    }
}

/// Lists a folder and reports what is wrong with its names. What is ours is reported and left out.
pub(super) fn list(folder: &Folder, below: &str, found: &mut Findings<'_>) -> Listing {
    let mut listing = Listing::default();
    let names = match folder.names_of_known(below) {
        Ok(names) => names,
        Err(error) => {
            found.unreadable(&error);
            return listing;
        }
    };
    for (name, kind) in names {
        let path = || folder.path().join(below).join(&name);
        if fsx::is_temporary(name.as_ref()) {
            found.add(LEFTOVER, &path()).mend(Mend::Sweep);
            continue;
        }
        check_name(&name, &path, found);
        let is_folder = match kind {
            NameKind::Folder => true,
            NameKind::File => false,
            NameKind::Link => {
                check_link(&path(), found);
                fsx::is_dir(&path())
            }
        };
        if is_folder {
            listing.folders.push(name);
        } else {
            listing.files.push(name);
        }
    }
    listing.folders.sort();
    listing.files.sort();
    let all = listing.folders.iter().chain(&listing.files);
    check_case(&folder.path().join(below), all, found);
    listing
}

fn check_name(name: &str, path: &dyn Fn() -> std::path::PathBuf, found: &mut Findings<'_>) {
    if name.contains(char::REPLACEMENT_CHARACTER) && !fsx::exists(&path()) {
        found.add(NOT_UNICODE, &path());
    }
    if name.chars().any(char::is_control) {
        found.add(CONTROL, &path());
    }
    if let Some(why) = not_portable(name) {
        found.add(NOT_PORTABLE, &path()).detail(why);
    }
}

/// What Windows has against a name.
fn not_portable(name: &str) -> Option<&'static str> {
    const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
    if name.contains(['<', '>', ':', '"', '\\', '|', '?', '*']) {
        return Some("a character that Windows keeps for itself");
    }
    if name.ends_with([' ', '.']) {
        return Some("ends in a blank or a dot, which Windows drops");
    }
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = |device| {
        stem.strip_prefix(device)
            .is_some_and(|number| matches!(number.as_bytes(), [b'1'..=b'9']))
    };
    (DEVICES.contains(&stem.as_str()) || numbered("com") || numbered("lpt"))
        .then_some("the name of a device on Windows")
}

fn check_link(path: &Path, found: &mut Findings<'_>) {
    let home = fsx::canonical(found.root());
    match (fsx::canonical(path), home) {
        (Err(_), _) => found.add(LINK_BROKEN, path),
        (Ok(target), Ok(home)) if !target.starts_with(&home) => found
            .add(LINK_OUTSIDE, path)
            .detail(format!("leads to {}", target.display())),
        _ => found.add(LINK, path),
    };
}

fn check_case<'n>(folder: &Path, names: impl Iterator<Item = &'n String>, found: &mut Findings<'_>) {
    let mut folded: BTreeMap<String, &str> = BTreeMap::new();
    for name in names {
        if let Some(other) = folded.insert(name.to_lowercase(), name) {
            found
                .add(CASE, &folder.join(name))
                .detail(format!("there is `{other}` too"));
        }
    }
}

/// Every file below a folder, named from there, and every folder in which there is nothing; links to folders are not
/// followed, as MLflow does not follow them.
pub(super) fn walk(folder: &Folder, below: &str, found: &mut Findings<'_>) -> Listing {
    let mut all = Listing::default();
    let mut pending = vec![String::new()];
    while let Some(inner) = pending.pop() {
        let join = |name: &str, base: &str| match (base.is_empty(), name.is_empty()) {
            (true, _) => name.to_owned(),
            (_, true) => base.to_owned(),
            _ => format!("{base}/{name}"),
        };
        let here = list(folder, &join(&inner, below), found);
        if here.folders.is_empty() && here.files.is_empty() && !inner.is_empty() {
            all.folders.push(inner.clone());
        }
        all.files.extend(here.files.iter().map(|name| join(name, &inner)));
        for name in &here.folders {
            let deeper = join(name, &inner);
            if !fsx::is_link(&folder.path().join(below).join(&deeper)) {
                pending.push(deeper);
            }
        }
    }
    all.files.sort();
    all
}
