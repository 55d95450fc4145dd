//! Carrying out a plan: file by file, each whole or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::Relocation;
use crate::codec::pyyaml::{self, Yaml};
use crate::codec::{Kind, Node, yaml};
use crate::fsx::{self, Unsynced};
use crate::store::Result;
use crate::store::file::FileStore;
use crate::upkeep::undo::{Actor, Operation};

/// Rewrites the locations that a plan names, under the store's lock, and tells `advance` how many files are done. A file that does not say
/// any more what the plan says it does stays as it is. Returns what went wrong, by file.
///
/// # Errors
/// When the lock cannot be had.
pub fn relocate(
    store: &FileStore,
    changes: &[Relocation],
    actor: &Actor,
    advance: &dyn Fn(usize),
) -> Result<BTreeMap<PathBuf, String>> {
    let lock = store.lock()?;
    store.settle_registry(&lock)?;
    let mut operation = Operation::begin(store.root(), actor);
    let mut failed = BTreeMap::new();
    let mut written: Vec<(PathBuf, Unsynced)> = Vec::new();
    let mut files: Vec<&[Relocation]> = changes.chunk_by(|a, b| a.file == b.file).collect();
    files.sort_by_key(|changes| is_proof(changes)); // stopped half way, the same again knows where the store was
    let mut unfinished: BTreeSet<&str> = BTreeSet::new();
    for changes in files {
        let file = &changes[0].file;
        let mut places = changes.iter().map(|change| change.prefix.0.as_str());
        let done = if is_proof(changes) && places.any(|place| unfinished.contains(place)) {
            Err("others that begin so could not be rewritten, and it tells where they were".to_owned())
        } else {
            rewrite(file, changes, &mut operation)
        };
        match done {
            Ok(unsynced) => written.push((file.clone(), unsynced)),
            Err(reason) => {
                unfinished.extend(changes.iter().map(|change| change.prefix.0.as_str()));
                failed.insert(file.clone(), reason);
            }
        }
        advance(written.len() + failed.len());
    }
    for (file, unsynced) in written {
        if let Err(error) = unsynced.sync() {
            failed.insert(file, error.to_string());
        }
    }
    operation.finish()?;
    Ok(failed)
}

fn is_proof(changes: &[Relocation]) -> bool {
    changes.iter().any(|change| change.is_proof)
}

fn rewrite(file: &Path, changes: &[Relocation], operation: &mut Operation) -> std::result::Result<Unsynced, String> {
    let say = |error: fsx::PathError| error.to_string();
    let mut bytes = fsx::read(file).map_err(say)?;
    for change in changes {
        bytes = match change.key {
            Some(key) => with_value(&bytes, key, (&change.from, &change.to))?,
            None if bytes == change.from.as_bytes() => change.to.clone().into_bytes(),
            None => return Err(CHANGED.to_owned()),
        };
    }
    // beside a `meta.yaml` lies its temporary file; that of a tag's would be taken for a tag
    let above = if changes[0].key.is_some() { 1 } else { 2 };
    let staging = file.ancestors().nth(above).unwrap_or(file);
    operation.will_write(file).map_err(say)?;
    fsx::replace_file_unsynced(file, &bytes, staging).map_err(say)
}

const CHANGED: &str = "it was changed meanwhile; run the command again";

/// The bytes of a `meta.yaml` in which one key says something else, as PyYAML would write it; the rest stays byte for byte.
fn with_value(bytes: &[u8], key: &str, (from, to): (&str, &str)) -> std::result::Result<Vec<u8>, String> {
    let read = |bytes: &[u8]| yaml::parse(bytes).ok().flatten();
    let before = read(bytes).ok_or(CHANGED)?;
    if before.get(key).and_then(Node::text) != Some(from) {
        return Err(CHANGED.to_owned());
    }
    let cannot = || format!("its `{key}` is not written as MLflow writes it; change it by hand to {to}");
    let place = yaml::scalar_place(bytes, key).ok_or_else(cannot)?;
    let line = pyyaml::document(&[(key, Yaml::Str(to.to_owned()))]);
    let scalar = line
        .strip_prefix(key)
        .and_then(|rest| rest.strip_prefix(": "))
        .ok_or_else(cannot)?;
    let scalar = scalar.strip_suffix('\n').unwrap_or(scalar);
    let written = [&bytes[..place.start], scalar.as_bytes(), &bytes[place.end..]].concat();
    let after = read(&written).ok_or_else(cannot)?;
    let is_right = differ_only_in(&before, &after, key) && after.get(key).and_then(Node::text) == Some(to);
    if is_right { Ok(written) } else { Err(cannot()) }
}

/// Whether two maps have the same keys in the same order, and the same values but under one.
fn differ_only_in(before: &Node, after: &Node, key: &str) -> bool {
    let (Kind::Mapping(before), Kind::Mapping(after)) = (&before.kind, &after.kind) else {
        return false;
    };
    let same = |((key_before, before), (key_after, after)): (&(Node, Node), &(Node, Node))| {
        key_before.text() == key_after.text() && (key_before.text() == Some(key) || before.resolve() == after.resolve())
    };
    before.len() == after.len() && before.iter().zip(after).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_value_changes() {
        let long = format!("file:///{}", "x y/".repeat(30));
        let before = format!("# mine\r\nname: 'a: b'   # c\r\nartifact_uri:   {long}  # d\r\nb: 1\r\nlist: [1]\r\n");
        let changed = |text: &str, from: &str, to| with_value(text.as_bytes(), "artifact_uri", (from, to));
        let text = |result: std::result::Result<Vec<u8>, String>| String::from_utf8(result.unwrap()).unwrap();
        assert_eq!(text(changed(&before, &long, "/n")), before.replace(&long, "/n"));
        assert_eq!(
            text(changed("artifact_uri: '/a''b'\nz: 1", "/a'b", "yes")),
            "artifact_uri: 'yes'\nz: 1"
        );
        let folded = format!("/{} and more", "w".repeat(90));
        assert_eq!(
            text(changed("artifact_uri: /a\nz: 1\n", "/a", &folded)),
            format!("artifact_uri: /{}\n  and more\nz: 1\n", "w".repeat(90))
        );
        assert_eq!(
            text(changed("{\"artifact_uri\": \"/a\"}", "/a", "/n")),
            "{\"artifact_uri\": /n}"
        );
        assert_eq!(changed("artifact_uri: /b\n", "/a", "/n").unwrap_err(), CHANGED);
        for odd in [
            "artifact_uri: !!str /a\n",
            "artifact_uri: &x /a\nb: *x\n",
            "artifact_uri: /b\nartifact_uri: /a\n",
        ] {
            assert!(changed(odd, "/a", "/n").unwrap_err().contains("by hand"), "{odd}");
        }
        assert!(
            changed("{artifact_uri: /a}", "/a", "/n}, {")
                .unwrap_err()
                .contains("by hand")
        );
    }
}
